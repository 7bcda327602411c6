"""Files around the rules: encodings, namespaces, imports, types, services, identifiers, hit policies."""

from __future__ import annotations

import pytest
from tests.imports.dmn.building import DMN, answer, decision, definitions, fact, needs, read, refused, table, text, told

from creditrules.imports import Source
from creditrules.imports.dmn import read_dmn

SIMPLE = (fact("größe", "number"), decision("D", text('if größe > 5 then "ö" else "o"')))


@pytest.mark.parametrize(
    ("encode", "interpreted"),
    [
        (lambda xml: xml.encode(), False),
        (lambda xml: b"\xef\xbb\xbf" + xml.encode(), False),
        (lambda xml: xml.encode("utf-16"), False),
        (lambda xml: ('<?xml version="1.0" encoding="ISO-8859-1"?>' + xml).encode("latin-1"), False),
        (lambda xml: ('<?xml version="1.0" encoding="windows-1252"?>' + xml).encode("cp1252"), False),
        (lambda xml: ('<?xml version="1.0" encoding="UTF-8"?>' + xml).encode("cp1252"), True),
        (lambda xml: ('<?xml version="1.0" encoding="UTF-16"?>' + xml).encode(), True),
        (lambda xml: ('\n  <?xml version="1.0"?>' + xml).encode(), True),
        (lambda xml: ('<?xml version="1.0" encoding="UTF-8"?>' + xml).encode("utf-16"), True),
    ],
)
def test_encodings(encode: object, *, interpreted: bool) -> None:
    data = encode(definitions(*SIMPLE).decode())  # type: ignore[operator]
    imported = read_dmn({"m.dmn": data}, Source.AUTO)
    assert answer(imported, "D", {"größe": 6}) == "ö"
    assert ("import.encoding" in told(imported)) == interpreted


@pytest.mark.parametrize(
    ("namespace", "interpreted"),
    [
        ("http://www.omg.org/spec/DMN/20151101", False),
        ("https://www.omg.org/spec/DMN/20230324/MODEL/", False),
        ("https://www.omg.org/spec/DMN/20240513/MODEL/", False),
        ("http://www.omg.org/spec/DMN/20130901", True),
        ("https://www.omg.org/spec/DMN/20151101/dmn.xsd", True),
        ("http://www.omg.org/spec/DMN/20191111/MODEL", True),
        ("", True),
    ],
)
def test_namespaces_of_other_versions(namespace: str, *, interpreted: bool) -> None:
    imported = read_dmn({"m.dmn": definitions(*SIMPLE, xmlns=namespace)}, Source.AUTO)
    assert answer(imported, "D", {"größe": 5}) == "o"
    assert ("import.namespace" in told(imported)) == interpreted


def test_vendors_elements_diagrams_and_notes_do_no_harm() -> None:
    more = 'xmlns:camunda="http://camunda.org/schema/1.0/dmn" xmlns:di="http://www.omg.org/spec/DMN/20180521/DI/"'
    diagram = (
        '<dmndi:DMNDI xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/"><dmndi:DMNDiagram>'
        '<dmndi:DMNShape dmnElementRef="nothing"/><dmndi:DMNShape dmnElementRef="nothing"/>'
        '<di:waypoint x="x"/></dmndi:DMNDiagram></dmndi:DMNDI>'
    )
    extension = '<extensionElements><camunda:x camunda:y="1"><z/></camunda:x></extensionElements>'
    logic = extension + table(["a"], ["r"], ["> 5", "1"], ["-", "0"])
    imported = read(fact("a"), decision("D", logic), diagram, more=more)
    assert answer(imported, "D", {"a": 6}) == 1
    assert imported.models[0].source is Source.CAMUNDA7


@pytest.mark.parametrize(
    ("more", "source"),
    [
        ('exporter="Camunda Modeler" xmlns:modeler="m" modeler:executionPlatform="Camunda Cloud"', Source.CAMUNDA8),
        ('exporter="Camunda Modeler" exporterVersion="4.1.1"', Source.CAMUNDA7),
        ('xmlns:flowable="http://flowable.org/dmn"', Source.FLOWABLE),
        ('xmlns:kie="http://www.drools.org/kie/dmn/1.2"', Source.DROOLS),
        ('exporter="Signavio Process Editor, http://www.signavio.com"', Source.SIGNAVIO),
        ('xmlns:t="http://www.trisotech.com/2015/triso/modeling"', Source.TRISOTECH),
        ("", Source.AUTO),
    ],
)
def test_a_file_says_which_product_wrote_it(more: str, source: Source) -> None:
    assert read(fact("a"), decision("D", text("a")), more=more).models[0].source is source


BASE = definitions(
    fact("income", "number"),
    decision("d", text("income * 2"), "Twice", needs("i:i_income")),
    f'<businessKnowledgeModel id="f" name="double"><variable name="double"/><encapsulatedLogic>'
    f'<formalParameter name="x"/>{text("x * 2")}</encapsulatedLogic></businessKnowledgeModel>',
    namespace="urn:base",
)


def importing(namespace: str, location: str = "", *, href: str = "", prefix: str = "b.") -> bytes:
    where = f' locationURI="{location}"' if location else ""
    use = f'<informationRequirement><requiredDecision href="{href or namespace}#d"/></informationRequirement>'
    return definitions(
        f'<import name="b" namespace="{namespace}" importType="{DMN}"{where}/>',
        f'<decision id="t" name="Top">{use}{text(f"{prefix}Twice + 1")}</decision>',
        namespace="urn:top",
    )


@pytest.mark.parametrize(
    ("top", "base", "location"),
    [
        ("top.dmn", "base.dmn", "base.dmn"),
        ("rules/top.dmn", "rules/shared/base.dmn", "./shared/base.dmn"),
        ("rules/top.dmn", "shared/base.dmn", "../shared/base.dmn"),
        ("top.dmn", "shared/the%20base.dmn".replace("%20", " "), "file:///home/me/shared/the%20base.dmn"),
        ("rules\\top.dmn", "rules\\base.dmn", "base.dmn"),
    ],
)
def test_an_import_by_its_location(top: str, base: str, location: str) -> None:
    imported = read_dmn({top: importing("urn:moved", location), base: BASE}, Source.AUTO)
    assert [model.files for model in imported.models] == [(top, base)]
    assert answer(imported, "Top", {"b.income": 5}) == 11
    assert told(imported) == {"import.import": 1}


def test_an_import_by_its_namespace_needs_no_location() -> None:
    imported = read_dmn({"top.dmn": importing("urn:base", "somewhere/else.dmn"), "base.dmn": BASE}, Source.AUTO)
    assert answer(imported, "Top", {"b.income": 5}) == 11
    assert imported.interpretations == ()


def test_files_with_the_namespace_that_their_editor_gives_to_all() -> None:
    space = "http://camunda.org/schema/1.0/dmn"
    base = BASE.replace(b"urn:base", space.encode())
    top = importing(space, "base.dmn").replace(b"urn:top", space.encode())
    imported = read_dmn({"top.dmn": top, "base.dmn": base}, Source.AUTO)
    assert answer(imported, "Top", {"b.income": 5}) == 11
    other = definitions(fact("a", "number"), decision("D", text("a + 1")), namespace=space)
    both = read_dmn({"one.dmn": other, "two.dmn": other}, Source.AUTO)
    assert [model.name for model in both.models] == ["one", "two"]


def test_an_imported_part_without_the_imports_name() -> None:
    imported = read_dmn({"top.dmn": importing("urn:base", prefix=""), "base.dmn": BASE}, Source.AUTO)
    assert answer(imported, "Top", {"b.income": 5}) == 11
    assert told(imported) == {"import.name": 1}


def test_inputs_reached_through_two_models_are_given_once() -> None:
    def middle(name: str, sign: str) -> bytes:
        use = '<informationRequirement><requiredInput href="urn:deep#i_x"/></informationRequirement>'
        return definitions(
            f'<import name="deep" namespace="urn:deep" importType="{DMN}"/>',
            f'<decision id="m" name="M{name}">{use}{text(f"deep.x {sign} 10")}</decision>',
            namespace=f"urn:{name}",
        )

    uses = "".join(
        f'<informationRequirement><requiredDecision href="urn:{name}#m"/></informationRequirement>' for name in "ab"
    )
    top = definitions(
        *(f'<import name="{name}" namespace="urn:{name}" importType="{DMN}"/>' for name in "ab"),
        f'<decision id="t" name="Top">{uses}{text("a.Ma + b.Mb")}</decision>',
        namespace="urn:top",
    )
    deep = definitions(fact("x", "number"), namespace="urn:deep")
    files = {"t.dmn": top, "a.dmn": middle("a", "+"), "b.dmn": middle("b", "*"), "deep.dmn": deep}
    imported = read_dmn(files, Source.AUTO)
    (model,) = imported.models
    assert [one.name for one in model.model.facts] == ["a.deep.x"]
    assert answer(imported, "Top", {"a.deep.x": 3}) == 43


def test_an_import_that_is_not_here_is_refused() -> None:
    assert refused(read_dmn({"top.dmn": importing("urn:base")}, Source.AUTO))[0] == ("dmn.xml.import", "top.dmn")


def test_a_faulty_file_keeps_no_other_from_being_read() -> None:
    good = definitions(fact("a", "number"), decision("D", text("a")))
    imported = read_dmn({"bad.dmn": b"<no", "good.dmn": good, "odd.dmn": b"<a xmlns='urn:a'/>"}, Source.AUTO)
    assert [model.name for model in imported.models] == ["good"]
    assert [(one.code, one.place) for one in imported.diagnostics] == [
        ("document.syntax", "bad.dmn"),
        ("dmn.xml.namespace", "odd.dmn"),
    ]


@pytest.mark.parametrize(
    ("type_", "value", "interpreted"),
    [
        ("integer", 5, False),
        ("long", 5, False),
        ("double", 5, False),
        ("feel:number", 5, False),
        ("java.lang.Integer", 5, True),
        ("java.math.BigDecimal", 5, True),
        ("json", {"a": 5}, True),
        ("java.util.Map", {"a": 5}, True),
        ("tMissing", 5, True),
        ("ns1:tMissing", 5, True),
        ("java.lang.Object", 5, True),
        ("tamount", 5, True),
        ("xsd:decimal", 5, True),
        ("Any", 5, False),
    ],
)
def test_types_that_the_model_does_not_define(type_: str, value: object, *, interpreted: bool) -> None:
    item = '<itemDefinition name="tAmount"><typeRef>number</typeRef></itemDefinition>'
    inner = "x.a" if isinstance(value, dict) else "x"
    imported = read(item, fact("x", type_), decision("D", text(f"{inner} + 1")))
    assert answer(imported, "D", {"x": value}) == 6
    assert ("import.type" in told(imported)) == interpreted


def test_java_dates_have_times() -> None:
    imported = read(fact("x", "java.util.Date"), decision("D", text('x > date and time("2020-01-31T00:00:00")')))
    assert answer(imported, "D", {"x": "2020-01-31T00:00:01"}) is True


def test_types_of_components() -> None:
    item = (
        '<itemDefinition name="tA"><itemComponent name="n"><typeRef>long</typeRef></itemComponent>'
        '<itemComponent name="s"><typeRef>java.lang.String</typeRef></itemComponent>'
        '<itemComponent name="o"><typeRef>tGone</typeRef></itemComponent></itemDefinition>'
    )
    imported = read(item, fact("a", "tA"), decision("D", text("a.s + string(a.n + a.o)")))
    assert answer(imported, "D", {"a": {"n": 1, "s": "x", "o": 2}}) == "x3"


def test_allowed_values_of_what_is_in_a_list() -> None:
    item = (
        '<itemDefinition name="tOne"><typeRef>string</typeRef><allowedValues><text>"a","b"</text></allowedValues>'
        '</itemDefinition><itemDefinition name="tMany" isCollection="true"><typeRef>tOne</typeRef></itemDefinition>'
        '<itemDefinition name="tAll"><itemComponent name="k" isCollection="true"><typeRef>string</typeRef>'
        '<allowedValues><text>"a","b"</text></allowedValues></itemComponent></itemDefinition>'
    )
    columns = (("x", "tMany", '"a","b"'), ("y.k", "", '"a","b"'))
    logic = table(
        columns, ["r"], ['list contains(?, "a")', "-", "1"], ["-", 'list contains(?, "b")', "2"], ["-", "-", "0"]
    )
    imported = read(item, fact("x", "tMany"), fact("y", "tAll"), decision("D", logic))
    assert answer(imported, "D", {"x": ["a", "b"], "y": {"k": ["a", "b"]}}) == 1
    assert answer(imported, "D", {"x": [], "y": {"k": ["a", "b"]}}) == 2
    assert answer(imported, "D", {"x": ["b"], "y": {"k": []}}) == 0
    assert told(imported) == {"import.values": 2}


def test_services_that_only_draw_a_page_are_dropped() -> None:
    service = '<decisionService id="s" name="Page 1"><encapsulatedDecision href="#D"/></decisionService>'
    kept = '<decisionService id="k" name="K"><outputDecision href="#D"/><inputData href="#i_a"/></decisionService>'
    imported = read(fact("a", "number"), decision("D", text("a + 1"), arrows=needs("i:i_a")), service, kept)
    assert [one.name for one in imported.models[0].model.services] == ["K"]
    assert answer(imported, "D", {"a": 1}) == 2
    assert told(imported) == {"import.service": 1}


@pytest.mark.parametrize(
    ("policy", "interpreted"),
    [
        ("RULE ORDER", False),
        ("RULE_ORDER", False),
        ("rule order", False),
        ("R", True),
        ("RuleOrder", True),
        ("C", True),
        ("COLLECT", False),
    ],
)
def test_hit_policies_by_any_name(policy: str, *, interpreted: bool) -> None:
    imported = read(fact("a", "number"), decision("D", table(["a"], ["r"], ["> 5", "1"], ["> 3", "2"], policy=policy)))
    assert answer(imported, "D", {"a": 6}) == [1, 2]
    assert ("import.hit-policy" in told(imported)) == interpreted


@pytest.mark.parametrize(("policy", "value"), [("C+", 3), ("COLLECT_SUM", 3), ("C#", 2), ("C<", 1), ("COLLECT MAX", 2)])
def test_aggregations_in_one_word(policy: str, value: int) -> None:
    imported = read(fact("a", "number"), decision("D", table(["a"], ["r"], ["> 5", "1"], ["> 3", "2"], policy=policy)))
    assert answer(imported, "D", {"a": 6}) == value
    assert told(imported) == {"import.hit-policy": 1}


def test_identifiers_that_are_missing_or_there_twice() -> None:
    rule = "<rule id='r'><inputEntry><text>{}</text></inputEntry><outputEntry><text>{}</text></outputEntry></rule>"
    rows = rule.format("&gt; 5", "1") + rule.format("-", "0")
    logic = (
        "<decisionTable><input><inputExpression><text>b</text></inputExpression></input><output/>"
        f"{rows}</decisionTable>"
    ).replace("<decisionTable>", '<decisionTable hitPolicy="FIRST">')
    imported = read(
        '<inputData name="a"><variable name="a"/></inputData>',
        decision("same", logic, "D"),
        decision("same", text("a + b"), "E"),
        fact("b", "number"),
    )
    assert answer(imported, "D", {"b": 6}) == 1
    assert answer(imported, "E", {"b": 6, "a": 1}) == 7
    assert told(imported) == {"import.id": 2}


def test_the_variable_of_a_column_without_an_expression() -> None:
    logic = (
        '<decisionTable hitPolicy="FIRST"><input c:inputVariable="age" xmlns:c="http://camunda.org/schema/1.0/dmn"/>'
        '<output name="r"/><rule><inputEntry><text>age &gt; 17</text></inputEntry><outputEntry><text>1</text>'
        "</outputEntry></rule><rule><inputEntry/><outputEntry><text>0</text></outputEntry></rule></decisionTable>"
    )
    imported = read(decision("D", logic))
    assert answer(imported, "D", {"age": 18}) == 1
    assert answer(imported, "D", {"age": 17}) == 0


def test_a_column_names_its_value_for_its_cells() -> None:
    logic = table(["a + b"], ["r"], ["total > 5 and total < 9", "1"], ["-", "0"]).replace(
        "<input>", '<input xmlns:c="http://camunda.org/schema/1.0/dmn" c:inputVariable="total">'
    )
    imported = read(fact("a"), fact("b"), decision("D", logic))
    assert answer(imported, "D", {"a": 3, "b": 3}) == 1
    assert answer(imported, "D", {"a": 3, "b": 6}) == 0
    assert [one.name for one in imported.models[0].model.facts] == ["a", "b"]


FLOWABLE = 'xmlns:flowable="http://flowable.org/dmn"'


@pytest.mark.parametrize(
    ("sign", "value", "yes", "no"),
    [
        ("==", '"a"', "a", "b"),
        ("IN", '"a","b"', "b", "c"),
        ("NOT IN", '"a","b"', "c", "b"),
        (">=", "5", 5, 4),
        ("!=", "5", 4, 5),
    ],
)
def test_cells_whose_operator_stands_beside_them(sign: str, value: str, yes: object, no: object) -> None:
    cell = (
        f"<inputEntry><extensionElements><flowable:operator><![CDATA[{sign}]]></flowable:operator><flowable:expression>"
        f"<![CDATA[{value}]]></flowable:expression></extensionElements><text/></inputEntry>"
    )
    logic = table(["x"], ["r"], ["CELL", "1"], ["-", "0"]).replace("<inputEntry><text>CELL</text></inputEntry>", cell)
    imported = read(decision("D", logic), more=FLOWABLE)
    assert answer(imported, "D", {"x": yes}) == 1
    assert answer(imported, "D", {"x": no}) == 0


def test_results_are_converted_where_the_product_does() -> None:
    rows = (["> 5", "1", '"2"'], ["-", "0", '"3"'])
    logic = table(["x"], [("s", "string"), ("n", "integer")], *rows)
    imported = read(fact("x"), decision("D", logic), source=Source.CAMUNDA7)
    assert answer(imported, "D", {"x": 6}) == {"s": "1", "n": 2}
    assert told(imported)["import.constant"] == 4


def test_a_column_that_is_declared_otherwise_than_what_it_tests() -> None:
    logic = table([("a + b", "string"), ("c", "string")], ["r"], ["> 5", "> 1", "1"], ["-", "-", "0"])
    imported = read(fact("a", "number"), fact("b", "number"), fact("c", "number"), decision("D", logic))
    assert answer(imported, "D", {"a": 3, "b": 3, "c": 2}) == 1
    assert told(imported) == {"import.type": 2}


def test_pmml_and_java_functions_are_refused() -> None:
    pmml = '<import name="p" namespace="http://www.dmg.org/PMML-4_2" importType="http://www.dmg.org/PMML-4_2"/>'
    codes = [code for code, _ in refused(read(pmml, fact("a"), decision("D", text("a"))))]
    assert codes == ["dmn.xml.pmml"]
    entries = "".join(
        f"<contextEntry><variable name='{name}'/>{text(value)}</contextEntry>"
        for name, value in (("class", '"com.bank.Rate"'), ("method signature", '"rate(double)"'))
    )
    java = (
        f'<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic kind="Java">'
        f'<formalParameter name="x"/><context>{entries}</context></encapsulatedLogic></businessKnowledgeModel>'
    )
    assert refused(read(java, fact("a"), decision("D", text("f(a)")))) == [
        ("dmn.foreign-function", "m.dmn.functions.f")
    ]
