"""Models in several files: found by namespace, named by their imports."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from creditrules.dmn import check_model, compile_model
from creditrules.dmn.exchange.documents.write import written
from creditrules.dmn.exchange.xml import XmlRead, read_models, read_xml, write_xml
from creditrules.feel import Value, from_datetime

NOW = from_datetime(datetime(2026, 1, 1, tzinfo=UTC))
DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"

BASE = f"""<definitions xmlns="{DMN}" name="base" namespace="urn:base">
  <itemDefinition name="tRate"><typeRef>number</typeRef>
    <allowedValues><text>[0..1]</text></allowedValues></itemDefinition>
  <inputData id="i" name="income"><variable name="income" typeRef="number"/></inputData>
  <decision id="d" name="Base Rate"><variable name="Base Rate" typeRef="tRate"/>
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <literalExpression><text>if income &gt; 1000 then 0.1 else 0.2</text></literalExpression></decision>
  <businessKnowledgeModel id="f" name="double"><variable name="double"/>
    <encapsulatedLogic><formalParameter name="x" typeRef="tRate"/>
    <literalExpression typeRef="number"><text>x * 2</text></literalExpression></encapsulatedLogic>
  </businessKnowledgeModel>
</definitions>"""
MIDDLE = f"""<definitions xmlns="{DMN}" name="middle" namespace="urn:middle">
  <import name="b" namespace="urn:base" importType="{DMN}"/>
  <decision id="m" name="Twice"><variable name="Twice" typeRef="number"/>
    <informationRequirement><requiredDecision href="urn:base#d"/></informationRequirement>
    <knowledgeRequirement><requiredKnowledge href="urn:base#f"/></knowledgeRequirement>
    <literalExpression><text>b.double(b.Base Rate)</text></literalExpression></decision>
</definitions>"""
TOP = f"""<definitions xmlns="{DMN}" name="top" namespace="urn:top" xmlns:base="urn:base">
  <import name="mid" namespace="urn:middle" importType="{DMN}"/>
  <import name="the base" namespace="urn:base" importType="{DMN}"/>
  <inputData id="l" name="limit"><variable name="limit" typeRef="base:tRate"/></inputData>
  <decision id="t" name="Total"><variable name="Total"/>
    <informationRequirement><requiredDecision href="urn:middle#m"/></informationRequirement>
    <informationRequirement><requiredDecision href="urn:base#d"/></informationRequirement>
    <informationRequirement><requiredInput href="#l"/></informationRequirement>
    <literalExpression><text>mid.Twice + the base.Base Rate + limit</text></literalExpression></decision>
</definitions>"""
FILES = {"base.dmn": BASE.encode(), "middle.dmn": MIDDLE.encode(), "top.dmn": TOP.encode()}


def value(read: XmlRead, decision: str, facts: dict[str, Value]) -> Value:
    assert read.model is not None, read.diagnostics
    checked = check_model(read.model)
    assert checked.diagnostics == ()
    return compile_model(checked).evaluate(facts, NOW, [decision]).values[decision]


def test_imported_decisions_functions_and_types_carry_the_imports_name() -> None:
    read = read_models(FILES)
    assert read.model is not None, read.diagnostics
    assert [decision.name for decision in read.model.decisions] == ["Total", "mid.Twice", "the base.Base Rate"]
    assert [fact.name for fact in read.model.facts] == ["limit", "the base.income"]
    assert [fact.item.type for fact in read.model.facts] == ["the base.tRate", "number"]
    assert [item.name for item in read.model.types] == ["the base.tRate"]


def test_models_in_several_files_evaluate_as_one() -> None:
    facts: dict[str, Value] = {"limit": Decimal("0.5"), "the base.income": Decimal(500)}
    assert value(read_models(FILES), "Total", facts) == Decimal("1.1")
    assert value(read_models(FILES, "middle.dmn"), "Twice", {"b.income": Decimal(5000)}) == Decimal("0.2")


def test_the_merged_model_is_a_model_like_any_other() -> None:
    read = read_models(FILES)
    assert read.model is not None
    again = read_xml(write_xml(read.model, read.companion).data or b"")
    assert again.model is not None, again.diagnostics
    assert written(again.model) == written(read.model)


def test_a_file_that_is_not_given_is_named() -> None:
    read = read_models({"top.dmn": TOP.encode(), "base.dmn": BASE.encode()})
    assert read.model is None
    (problem,) = [one for one in read.diagnostics if one.severity == "ERROR"]
    assert problem.code == "dmn.xml.import"
    assert '"urn:middle"' in problem.message
    assert problem.line == 2


def test_files_that_import_each_other_are_read() -> None:
    one = f"""<definitions xmlns="{DMN}" name="a" namespace="urn:a"><import name="b" namespace="urn:b"
      importType="{DMN}"/><decision id="x" name="X"><variable name="X"/>
      <informationRequirement><requiredDecision href="urn:b#y"/></informationRequirement>
      <literalExpression><text>b.Y + 1</text></literalExpression></decision></definitions>"""
    two = f"""<definitions xmlns="{DMN}" name="b" namespace="urn:b"><import name="a" namespace="urn:a"
      importType="{DMN}"/><decision id="y" name="Y"><variable name="Y"/>
      <literalExpression><text>41</text></literalExpression></decision></definitions>"""
    assert value(read_models({"a": one.encode(), "b": two.encode()}, "a"), "X", {}) == Decimal(42)


def test_predictive_models_are_refused_by_name() -> None:
    text = f"""<definitions xmlns="{DMN}" name="a" namespace="urn:a">
      <import name="score" namespace="urn:p" importType="http://www.dmg.org/PMML-4_3"/></definitions>"""
    read = read_xml(text.encode())
    assert read.model is None
    assert [(one.code, one.line) for one in read.diagnostics] == [("dmn.xml.pmml", 2)]


LEFT = f"""<definitions xmlns="{DMN}" name="left" namespace="urn:left">
  <import name="b" namespace="urn:base" importType="{DMN}"/>
  <decision id="l" name="Half"><variable name="Half"/>
    <informationRequirement><requiredInput href="urn:base#i"/></informationRequirement>
    <literalExpression><text>b.income / 2</text></literalExpression></decision>
</definitions>"""
BOTH = f"""<definitions xmlns="{DMN}" name="both" namespace="urn:both">
  <import name="mid" namespace="urn:middle" importType="{DMN}"/>
  <import name="left" namespace="urn:left" importType="{DMN}"/>
  <inputData id="i" name="rate"><variable name="rate" typeRef="number"/></inputData>
  <decision id="t" name="All"><variable name="All"/>
    <informationRequirement><requiredDecision href="urn:middle#m"/></informationRequirement>
    <informationRequirement><requiredDecision href="urn:left#l"/></informationRequirement>
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <literalExpression><text>mid.Twice + left.Half + rate</text></literalExpression></decision>
</definitions>"""
DIAMOND = {"both.dmn": BOTH, "left.dmn": LEFT, "middle.dmn": MIDDLE, "base.dmn": BASE}


def test_what_is_reached_in_two_ways_is_there_once_and_goes_by_all_its_names() -> None:
    read = read_models({name: text.encode() for name, text in DIAMOND.items()})
    assert read.model is not None, read.diagnostics
    (income,) = [fact.name for fact in read.model.facts if fact.name.endswith("income")]
    assert income == "mid.b.income"
    for key in ("income", "b.income", "mid.b.income", "urn:base#income", "urn:base#i"):
        assert read.names[key] == income
    assert read.names["urn:both#rate"] == read.names["rate"] == "rate"
    assert read.names["Half"] == read.names["urn:left#Half"] == "left.Half"
    assert value(read, "All", {income: Decimal(2000), "rate": Decimal(1)}) == Decimal("1001.2")


def test_facts_may_be_told_by_less_than_the_whole_way_where_one_alone_is_meant() -> None:
    model = read_models({name: text.encode() for name, text in DIAMOND.items()}).model
    assert model is not None
    compiled = compile_model(check_model(model))
    for name in ("income", "b.income", "mid.b.income"):
        assert compiled.read_facts({name: 2000, "rate": 1}).values == {
            "mid.b.income": Decimal(2000),
            "rate": Decimal(1),
        }
    assert compiled.read_facts({"income": 2000, "mid.b.income": 2000}).diagnostics == ()
    told = compiled.read_facts({"income": 2000, "mid.b.income": 1}).diagnostics
    assert [(one.code, one.place) for one in told] == [("facts.unknown", "income")]
    assert [one.code for one in compiled.read_facts({"left.income": 2000}).diagnostics] == ["facts.unknown"]


def test_a_name_that_two_imported_models_have_stays_in_doubt() -> None:
    other = BASE.replace("urn:base", "urn:other").replace('name="base"', 'name="other"')
    top = BOTH.replace('name="left" namespace="urn:left"', 'name="other" namespace="urn:other"')
    top = top.replace("urn:left#l", "urn:other#d").replace("left.Half", "other.Base Rate")
    texts = {"top.dmn": top, "other.dmn": other, "middle.dmn": MIDDLE, "base.dmn": BASE}
    read = read_models({name: text.encode() for name, text in texts.items()})
    assert read.model is not None, read.diagnostics
    assert "income" not in read.names
    assert read.names["urn:other#income"] == read.names["other.income"] == "other.income"
    compiled = compile_model(check_model(read.model))
    assert [one.place for one in compiled.read_facts({"income": 1}).diagnostics] == ["income"]
    assert compiled.read_facts({"b.income": 1}).values == {"mid.b.income": Decimal(1)}
