"""DMN files of every version and vendor are read; what is hostile or wrong is told with its place, never raised."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.dmn import check_model
from creditrules.dmn.exchange.xml import XmlRead, read_xml, write_xml
from creditrules.dmn.model.boxed import (
    Aggregation,
    ContextBox,
    DecisionTable,
    FunctionBox,
    HitPolicy,
    InputClause,
    LiteralExpression,
    OutputClause,
    TableRule,
)
from creditrules.dmn.model.definitions import Model
from creditrules.errors import Severity

NAMESPACES = [
    "http://www.omg.org/spec/DMN/20151101",
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20151101/dmn11.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
    "https://www.omg.org/spec/DMN/20240513/MODEL/",
]
NEWEST = NAMESPACES[-2]
B_FEEL = "https://www.omg.org/spec/DMN/20240513/B-FEEL/"


def definitions(body: str, namespace: str = NEWEST, more: str = "") -> bytes:
    return f'<definitions xmlns="{namespace}" {more} name="m" namespace="n">\n{body}\n</definitions>'.encode()


def model_in(body: str, namespace: str = NEWEST, more: str = "") -> Model:
    read = read_xml(definitions(body, namespace, more))
    assert read.model is not None, [one.render() for one in read.diagnostics]
    return read.model


def told(read: XmlRead) -> list[tuple[str, int | None, str]]:
    assert read.model is None
    return [(one.code, one.line, one.place) for one in read.diagnostics if one.severity is Severity.ERROR]


def decision(expression: str, more: str = "") -> str:
    return f'<decision id="d" name="d"><variable name="d" {more}/>{expression}</decision>'


def literal(text: str) -> str:
    return f"<literalExpression><text>{text}</text></literalExpression>"


TABLE = """<decisionTable>
<input label="Alter"><inputExpression typeRef="integer"><text>  age
</text></inputExpression><inputValues><text>[0..150]</text></inputValues></input>
<input><inputExpression><text>x</text></inputExpression></input>
<output name="y" typeRef="feel:string"><outputValues><text>"A","B"</text></outputValues>
<defaultOutputEntry><text>"A"</text></defaultOutputEntry></output>
<rule id="r1"><inputEntry><text><![CDATA[< 18]]></text></inputEntry><inputEntry><text></text></inputEntry>
<outputEntry><text>"B"</text></outputEntry></rule>
<rule><inputEntry><text>-</text></inputEntry><inputEntry/><outputEntry><text/></outputEntry></rule>
</decisionTable>"""


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_version_is_read_to_the_same_model(namespace: str) -> None:
    model = model_in(decision(TABLE, 'typeRef="string"'), namespace)
    assert model == model_in(decision(TABLE, 'typeRef="string"'))
    assert [one.name for one in model.facts] == ["age", "x"]


def test_tables_are_read_with_the_habits_of_vendors() -> None:
    (one,) = model_in(decision(TABLE)).decisions
    assert one.expression == DecisionTable(
        (InputClause("age", "number", "[0..150]", "Alter"), InputClause("x")),
        (OutputClause("y", "string", '"A","B"', '"A"'),),
        (TableRule(("< 18", "-"), ('"B"',), "r1"), TableRule(("-", "-"), ("",))),
        HitPolicy.UNIQUE,
    )


@pytest.mark.parametrize("orientation", ["Rule-as-Row", "Rule-as-Column", "CrossTable"])
def test_the_orientation_changes_how_a_table_is_drawn_only(orientation: str) -> None:
    turned = TABLE.replace("<decisionTable>", f'<decisionTable preferredOrientation="{orientation}">')
    assert model_in(decision(turned)) == model_in(decision(TABLE))


@pytest.mark.parametrize(
    ("attributes", "policy", "aggregation"),
    [
        ("", HitPolicy.UNIQUE, None),
        ('hitPolicy="RULE ORDER"', HitPolicy.RULE_ORDER, None),
        ('hitPolicy="RULE_ORDER"', HitPolicy.RULE_ORDER, None),
        ('hitPolicy="COLLECT" aggregation="SUM"', HitPolicy.COLLECT, Aggregation.SUM),
        ('hitPolicy="FIRST" aggregation="SUM"', HitPolicy.FIRST, None),
    ],
)
def test_hit_policies(attributes: str, policy: HitPolicy, aggregation: Aggregation | None) -> None:
    (one,) = model_in(decision(TABLE.replace("<decisionTable>", f"<decisionTable {attributes}>"))).decisions
    assert isinstance(one.expression, DecisionTable)
    assert (one.expression.hit_policy, one.expression.aggregation) == (policy, aggregation)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("integer", "number"),
        ("long", "number"),
        ("double", "number"),
        ("Integer", "number"),
        ("feel:number", "number"),
        ("f:number", "number"),
        ("date", "date"),
        ("dateTime", "date and time"),
        ("dayTimeDuration", "days and time duration"),
        ("boolean", "boolean"),
        ("tMine", "tMine"),
        ("own:tMine", "tMine"),
        ("undeclared:tMine", "tMine"),
        ("<Undefined>".replace("<", "&lt;"), ""),
    ],
)
def test_type_references_of_vendors(written: str, meant: str) -> None:
    body = f'<itemDefinition name="tMine"><typeRef>string</typeRef></itemDefinition>{decision(literal("1"))}'
    body = body.replace('<variable name="d" />', f'<variable name="d" typeRef="{written}"/>')
    prefixes = 'xmlns:f="http://www.omg.org/spec/FEEL/20140401" xmlns:own="n"'
    assert model_in(body, more=prefixes).decisions[0].type == meant


def test_a_type_of_the_model_hides_a_vendors_name() -> None:
    body = '<itemDefinition name="integer"><typeRef>string</typeRef></itemDefinition>' + decision(
        literal("1"), 'typeRef="integer"'
    )
    assert model_in(body).decisions[0].type == "integer"


def test_variables_name_what_expressions_speak_of_and_elements_label_it() -> None:
    body = '<inputData id="i" name="Age of applicant"><variable name="age" typeRef="number"/></inputData>'
    read = read_xml(definitions(body))
    assert read.model is not None
    (fact,) = read.model.facts
    assert (fact.name, dict(fact.item.label)) == ("age", {"": "Age of applicant"})
    assert read.names["Age of applicant"] == read.names["i"] == "age"


def test_requirements_are_names_wherever_they_point() -> None:
    body = f"""<inputData id="i" name="a  b"><variable name="a b"/></inputData>
      <businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic>{literal("1")}</encapsulatedLogic>
      </businessKnowledgeModel><decision id="d" name="d"><variable name="d"/>
      <informationRequirement><requiredInput href="#i"/></informationRequirement>
      <informationRequirement><requiredDecision href="n#e"/></informationRequirement>
      <knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>{literal("1")}</decision>
      <decision id="e" name="e"><variable name="e"/>{literal("2")}</decision>"""
    assert model_in(body).decisions[0].requires == ("a b", "e", "f")


def test_a_reference_to_nothing_is_a_warning_with_its_line() -> None:
    body = f"""<decision name="d"><variable name="d"/>
<informationRequirement><requiredInput href="#nothing"/></informationRequirement>{literal("1")}</decision>"""
    read = read_xml(definitions(body))
    assert read.model is not None
    assert [(one.code, one.line) for one in read.diagnostics] == [("dmn.xml.reference", 3)]


def test_item_definitions_of_every_shape() -> None:
    body = """<itemDefinition name="tList" isCollection="true"><typeRef>number</typeRef>
      <allowedValues><text>&gt; 0</text></allowedValues><typeConstraint><text>count(?) &lt; 3</text></typeConstraint>
      </itemDefinition><itemDefinition name="tPerson"><itemComponent name="full  name"><typeRef>string</typeRef>
      </itemComponent><itemComponent name="ages"><typeRef>tList</typeRef></itemComponent></itemDefinition>
      <itemDefinition name="tFunction"><functionItem outputTypeRef="number"><parameters name="a" typeRef="tPerson"/>
      </functionItem></itemDefinition>"""
    one, person, function = model_in(body).types
    assert (one.type, one.is_list, one.allowed_values, one.type_constraint) == ("number", True, "> 0", "count(?) < 3")
    assert [(entry.name, entry.type) for entry in person.entries] == [("full name", "string"), ("ages", "tList")]
    assert function.type == "function<tPerson> -> number"


def test_the_result_type_of_a_knowledge_model_is_that_of_its_body() -> None:
    body = """<businessKnowledgeModel name="f"><variable name="f"/><encapsulatedLogic kind="FEEL">
      <formalParameter name="x" typeRef="number"/><literalExpression typeRef="string"><text>string(x)</text>
      </literalExpression></encapsulatedLogic></businessKnowledgeModel>"""
    function = model_in(body).functions[0].function
    assert function.result_type == "string"
    assert function.body == LiteralExpression("string(x)")


def test_foreign_functions_keep_their_kind_for_the_checker_to_judge() -> None:
    body = decision("""<functionDefinition kind="Java"><formalParameter name="x"/><context><contextEntry>
      <variable name="class"/><literalExpression><text>"java.lang.Math"</text></literalExpression></contextEntry>
      </context></functionDefinition>""")
    (one,) = model_in(body).decisions
    assert isinstance(one.expression, FunctionBox)
    assert one.expression.kind == "JAVA"


def test_the_last_entry_of_a_context_without_a_name_is_its_result() -> None:
    body = decision(
        f'<context><contextEntry><variable name="a" typeRef="long"/>{literal("1")}</contextEntry>'
        f"<contextEntry>{literal('a + 1')}</contextEntry></context>"
    )
    (one,) = model_in(body).decisions
    assert isinstance(one.expression, ContextBox)
    assert one.expression.entries[0].type == "number"
    assert one.expression.result == LiteralExpression("a + 1")


def test_a_decision_without_logic_is_null_of_any_type_and_told() -> None:
    read = read_xml(definitions('<decision name="d"><variable name="d"/></decision>'))
    assert read.model is not None
    assert (read.model.decisions[0].expression, read.model.decisions[0].type) == (LiteralExpression("null"), "Any")
    assert [one.code for one in read.diagnostics] == ["dmn.no-expression"]


@pytest.mark.parametrize("language", ["javascript", "groovy", "juel", "http://www.ecma.org/javascript", B_FEEL])
def test_cells_in_other_languages_are_refused_with_their_place(language: str) -> None:
    cell = f'<outputEntry expressionLanguage="{language}"><text>a.b()</text></outputEntry>'
    table = TABLE.replace('<outputEntry><text>"B"</text></outputEntry>', cell)
    read = read_xml(definitions(decision(table)))
    assert told(read) == [("dmn.foreign-language", 9, "decisions.d.rules[1].outputs[1]")]
    assert language in read.diagnostics[0].message


@pytest.mark.parametrize(
    "language", ["FEEL", "feel", "http://www.omg.org/spec/FEEL/20140401", "https://www.omg.org/spec/DMN/20230324/FEEL/"]
)
def test_feel_goes_by_many_names(language: str) -> None:
    body = decision(f'<literalExpression expressionLanguage="{language}"><text>1</text></literalExpression>')
    assert model_in(body, more=f'expressionLanguage="{language}"').decisions[0].expression == LiteralExpression("1")


@pytest.mark.parametrize(
    ("body", "code", "line", "place"),
    [
        (decision("<decisionTable hitPolicy='BEST'>" + TABLE[15:]), "dmn.hit-policy", 2, "decisions.d"),
        (decision(TABLE.replace("<inputEntry/>", "")), "dmn.row-width", 10, "decisions.d.rules[2]"),
        (decision(literal("1") + literal("2")), "dmn.two-expressions", 2, "decisions.d"),
        ("\n<decision><variable/>" + literal("1") + "</decision>", "document.missing-key", 3, "decisions."),
        (decision(literal("1")) * 2, "dmn.duplicate-name", None, ""),
        (
            decision("<conditional><if>" + literal("1") + "</if></conditional>"),
            "document.missing-key",
            2,
            "decisions.d",
        ),
    ],
)
def test_what_is_wrong_is_told_with_line_and_place(body: str, code: str, line: int | None, place: str) -> None:
    assert (code, line, place) in told(read_xml(definitions(body)))


def test_what_the_checker_finds_gets_the_line_of_its_cell() -> None:
    table = TABLE.replace("<![CDATA[< 18]]>", '"young"')
    read = read_xml(definitions(decision(table)))
    assert read.model is not None
    (problem,) = read.located(check_model(read.model).diagnostics)
    assert (problem.place, problem.line) == ("decisions.d.rules[1].inputs[1]", 8)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="&b;" namespace="n"/>"""
OUTSIDE = b"""<!DOCTYPE d SYSTEM "file:///etc/passwd"><definitions/>"""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (BOMB, "dmn.xml.doctype"),
        (OUTSIDE, "dmn.xml.doctype"),
        (definitions("&undefined;"), "document.syntax"),
        (definitions("<a>" * 200 + "</a>" * 200), "document.too-deep"),
        (definitions("<a/>" * 250_000), "document.too-many-values"),
        (definitions("".join(f"<p{n}:a xmlns:p{n}='u{n}'/>" for n in range(150))), "document.too-many-values"),
        (definitions("<a " + " ".join(f"b{n}=''" for n in range(300)) + "/>"), "document.too-many-values"),
        (b" " * (4 * 1024 * 1024 + 1), "document.too-large"),
        (b"", "document.syntax"),
        (b"<definitions", "document.syntax"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "document.syntax"),
        (b"<definitions/>", "dmn.xml.namespace"),
        (b'<a xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"/>', "dmn.xml.namespace"),
        (b'<definitions xmlns="https://www.omg.org/spec/DMN/20991231/MODEL/"/>', "dmn.xml.namespace"),
    ],
)
def test_hostile_and_broken_files_are_refused(data: bytes, code: str) -> None:
    read = read_xml(data)
    assert read.model is None
    assert [one.code for one in read.diagnostics] in ([code], ["document.encoding"])
    assert read.diagnostics[0].line is not None


def test_a_table_of_too_many_columns_is_refused_before_its_rows_are_filled_up() -> None:
    table = f"<decisionTable>{'<input/>' * 5_000}<output/>{'<rule/>' * 5_000}</decisionTable>"
    assert told(read_xml(definitions(decision(table)))) == [("dmn.too-large", 2, "decisions.d")]


def test_no_more_is_told_than_anyone_reads() -> None:
    read = read_xml(definitions("<decision name='d'/>" * 2_000))
    assert read.model is None
    assert len(read.diagnostics) <= 1_000


def test_prefixes_that_claim_our_namespaces_keep_their_meaning() -> None:
    body = f"<extensionElements><creditrules:x/></extensionElements>{decision(literal('1'))}"
    read = read_xml(definitions(body, more='xmlns:creditrules="urn:theirs" xmlns:dmndi="urn:other"'))
    assert read.model is not None
    text = (write_xml(read.model, read.companion).data or b"").decode()
    assert '<creditrules:x xmlns:creditrules="urn:theirs"/>' in text
    assert read_xml(text.encode()).companion.beside("").extensions == read.companion.beside("").extensions


def test_expressions_that_nest_too_deep_are_told() -> None:
    nested = "<list>" * 60 + literal("1") + "</list>" * 60
    assert "dmn.too-deep" in [code for code, _, _ in told(read_xml(definitions(decision(nested))))]


PIECES = st.sampled_from(
    [
        *["<decision name='d'>", "</decision>", "<inputData name='i'/>", "<variable name='d'/>", "<decisionTable>"],
        *["</decisionTable>", "<input/>", "<output/>", "<rule/>", "<rule><inputEntry/></rule>", "<context/>"],
        *["<context><contextEntry/></context>", "<invocation/>", "<list>", "</list>", "<relation><row/></relation>"],
        *["<for/>", "<filter/>", "<conditional/>", "<functionDefinition kind='X'/>", "<itemDefinition/>"],
        *["<decisionService/>", "<businessKnowledgeModel/>", "<literalExpression/>", "<text>1 +</text>", "&lt;", "]]>"],
        *["<import/>", "<extensionElements><a:b/></extensionElements>", "<DMNDI/>", "<x:DMNDI xmlns:x='y'/>", "<!--"],
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_pieces_give_a_model_or_say_why(body: str) -> None:
    read = read_xml(definitions(body))
    assert read.model is not None or read.diagnostics


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 800), st.integers(0, 40))
def test_any_bytes_give_a_model_or_say_why(noise: bytes, start: int, length: int) -> None:
    data = definitions(decision(TABLE))
    read = read_xml(data[:start] + noise + data[start + length :])
    assert read.model is not None or read.diagnostics


def test_numbers_and_texts_are_read_as_they_are_written() -> None:
    (one,) = model_in(decision(literal(" 1.50\n + 2 "))).decisions
    assert one.expression == LiteralExpression("1.50\n + 2")
