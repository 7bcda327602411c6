"""PMML files as decision models: what each part of a file becomes, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from creditrules.dmn import Model, check_model, compile_model
from creditrules.feel import from_datetime, from_feel
from creditrules.imports import Imported
from creditrules.imports.pmml import read_pmml

CARD = (Path(__file__).parent / "card.pmml").read_bytes()
NOW = from_datetime(datetime(2026, 1, 1, tzinfo=UTC))
FIELDS = """
  <DataField name="age" optype="continuous" dataType="integer"/>
  <DataField name="income" optype="continuous" dataType="double"/>
  <DataField name="job" optype="categorical" dataType="string"/>
  <DataField name="since" optype="continuous" dataType="date"/>
  <DataField name="result" optype="continuous" dataType="double"/>
"""
SCHEMA = """
  <MiningField name="age"/><MiningField name="income"/><MiningField name="job"/><MiningField name="since"/>
  <MiningField name="result" usageType="target"/>
"""


def pmml(model: str, fields: str = FIELDS, more: str = "") -> bytes:
    """A file around a model."""
    return f'<PMML version="4.4"><DataDictionary>{fields}</DataDictionary>{more}{model}</PMML>'.encode()


def card(attributes: str, *, schema: str = SCHEMA, before: str = "", after: str = "", how: str = "") -> str:
    """A scorecard of one characteristic."""
    parts = f'<Characteristics><Characteristic name="part">{attributes}</Characteristic></Characteristics>'
    head = f'<Scorecard useReasonCodes="false" functionName="regression" {how}>'
    return f"{head}<MiningSchema>{schema}</MiningSchema>{before}{parts}{after}</Scorecard>"


def value_card(expression: str, **more: str) -> str:
    """A scorecard whose score is an expression."""
    return card(f"<Attribute><True/><ComplexPartialScore>{expression}</ComplexPartialScore></Attribute>", **more)


def read(data: bytes) -> Model:
    found = read_pmml({"m.pmml": data})
    assert [one.render() for one in found.diagnostics] == []
    return found.models[0].model


def answers(data: bytes, **facts: Any) -> dict[str, Any]:
    model = read(data)
    compiled = compile_model(check_model(model))
    given = {fact.name: None for fact in model.facts} | facts
    known = compiled.read_facts(given)
    assert [one.render() for one in known.diagnostics] == []
    names = [one.name for one in model.decisions]
    return {name: from_feel(value) for name, value in compiled.evaluate(known.values, NOW, names).values.items()}


def errors(found: Imported) -> list[str]:
    return [one.code for one in found.diagnostics]


@pytest.mark.parametrize(
    ("facts", "score", "reasons"),
    [
        ({"department": "engineering", "age": 25, "income": 500}, 29, ["RC2", "RC1", "RC3_2"]),
        ({"department": "marketing", "age": 30, "income": 1000}, 72, ["RC2", "RC1", "RC3_2"]),
        ({}, -5, ["RC1", "RC2", "RC3_1"]),
        ({"department": "legal", "age": 40, "income": 1001}, 23, ["RC1", "RC3_3", "RC2"]),
    ],
)
def test_the_standards_own_scorecard_scores_and_gives_reasons(
    facts: dict[str, Any], score: int, reasons: list[str]
) -> None:
    found = answers(CARD, **facts)
    assert found["overallScore"] == found["Final Score"] == score
    assert found["Reason codes"] == reasons
    assert [found["Reason Code 1"], found["Reason Code 2"]] == reasons[:2]
    assert found["Grade"] == ("low" if score < 40 else "high")


def test_a_scorecard_that_counts_points_above_the_baseline_ranks_the_other_way_round() -> None:
    found = answers(CARD.replace(b"pointsBelow", b"pointsAbove"), department="engineering", age=25, income=500)
    assert found["Reason codes"] == ["RC3_2", "RC1", "RC2"]


def test_characteristics_become_tables_over_the_fields_that_they_test() -> None:
    model = read(CARD)
    age = next(one.expression for one in model.decisions if one.name == "ageScore")
    assert [rule.when for rule in age.rules] == [("null",), ("<= 18",), ("(18..29]",), ("(29..39]",), ("> 39",)]  # type: ignore[union-attr]


def test_a_value_that_no_attribute_holds_for_gives_no_score() -> None:
    one = '<Attribute partialScore="5"><SimplePredicate field="age" operator="lessThan" value="30"/></Attribute>'
    assert answers(pmml(card(one)), age=29)["result"] == 5
    assert answers(pmml(card(one)), age=30)["result"] is None


@pytest.mark.parametrize(
    ("expression", "facts", "value"),
    [
        (
            '<Apply function="/"><FieldRef field="income"/><FieldRef field="age"/></Apply>',
            {"income": 10, "age": 4},
            2.5,
        ),
        ('<Apply function="/"><FieldRef field="income"/><FieldRef field="age"/></Apply>', {"income": 10}, None),
        ('<Apply function="min"><FieldRef field="income"/><FieldRef field="age"/></Apply>', {"income": 10}, 10),
        ('<Apply function="round"><Constant>-2.5</Constant></Apply>', {}, -2),
        ('<Apply function="threshold"><FieldRef field="age"/><Constant>3</Constant></Apply>', {"age": 3}, 0),
        ('<Apply function="threshold"><FieldRef field="age"/><Constant>3</Constant></Apply>', {}, None),
        ('<Apply function="pow"><FieldRef field="age"/><Constant>2</Constant></Apply>', {"age": 5}, 25),
        ('<FieldRef field="age" mapMissingTo="-1"/>', {}, -1),
        ('<NormDiscrete field="job" value="clerk"/>', {"job": "clerk"}, 1),
        ('<NormDiscrete field="job" value="clerk"/>', {"job": "judge"}, 0),
        ('<NormDiscrete field="job" value="clerk" mapMissingTo="0.5"/>', {}, 0.5),
        (
            (
                '<Apply function="if"><Apply function="equal"><FieldRef field="job"/><Constant>clerk</Constant></Apply>'
                "<Constant>1</Constant><Constant>2</Constant></Apply>"
            ),
            {},
            None,
        ),
        (
            (
                '<Apply function="if"><Apply function="isIn"><FieldRef field="job"/><Constant>a</Constant>'
                "<Constant>b</Constant></Apply><Constant>1</Constant><Constant>2</Constant></Apply>"
            ),
            {"job": "b"},
            1,
        ),
        (
            '<Apply function="dateDaysSinceYear"><FieldRef field="since"/><Constant>1960</Constant></Apply>',
            {"since": "1960-01-31"},
            30,
        ),
        (
            '<Apply function="stringLength"><Apply function="trimBlanks"><FieldRef field="job"/></Apply></Apply>',
            {"job": "  ab "},
            2,
        ),
    ],
)
def test_an_expression_means_what_pmml_says(expression: str, facts: dict[str, Any], value: float | None) -> None:
    assert answers(pmml(value_card(expression)), **facts)["result"] == (None if value is None else Decimal(str(value)))


@pytest.mark.parametrize(
    ("outliers", "below", "inside", "above"),
    [("asIs", -10, 5, 40), ("asExtremeValues", 0, 5, 20), ("asMissingValues", None, 5, None)],
)
def test_a_continuous_norm_runs_along_its_points(outliers: str, below: Any, inside: Any, above: Any) -> None:
    points = '<LinearNorm orig="0" norm="0"/><LinearNorm orig="10" norm="10"/><LinearNorm orig="20" norm="20"/>'
    data = pmml(value_card(f'<NormContinuous field="age" outliers="{outliers}">{points}</NormContinuous>'))
    found = [answers(data, age=age)["result"] for age in (-10, 5, 40)]
    assert found == [below, inside, above]
    assert answers(data)["result"] is None


def test_bins_and_maps_derive_fields_that_predicates_test() -> None:
    derived = """<LocalTransformations>
      <DerivedField name="band" optype="categorical" dataType="string">
        <Discretize field="age" defaultValue="old" mapMissingTo="unknown">
        <DiscretizeBin binValue="young"><Interval closure="closedOpen" leftMargin="0" rightMargin="30"/></DiscretizeBin>
      </Discretize></DerivedField>
      <DerivedField name="class" optype="categorical" dataType="string"><MapValues outputColumn="out" defaultValue="C">
        <FieldColumnPair field="band" column="b"/><FieldColumnPair field="job" column="j"/>
        <InlineTable><row><b>young</b><j>clerk</j><out>A</out></row><row><b>old</b><j>clerk</j><out>B</out></row></InlineTable>
      </MapValues></DerivedField></LocalTransformations>"""
    rows = "".join(
        f'<Attribute partialScore="{n}"><SimplePredicate field="class" operator="equal" value="{name}"/></Attribute>'
        for name, n in (("A", 10), ("B", 20), ("C", 30))
    )
    data = pmml(card(rows + '<Attribute partialScore="0"><True/></Attribute>', before=derived))
    assert [answers(data, age=age, job="clerk")["result"] for age in (29, 30, None)] == [10, 20, 30]
    assert answers(data, age=29)["result"] == 0


def test_defined_functions_are_called() -> None:
    functions = """<TransformationDictionary><DefineFunction name="twice" optype="continuous" dataType="double">
      <ParameterField name="x" dataType="double"/>
      <Apply function="*"><FieldRef field="x"/><Constant>2</Constant></Apply>
      </DefineFunction></TransformationDictionary>"""
    data = pmml(value_card('<Apply function="twice"><FieldRef field="age"/></Apply>'), more=functions)
    assert answers(data, age=21)["result"] == 42


@pytest.mark.parametrize(
    ("treatment", "age", "seen"),
    [
        ('missingValueReplacement="18"', None, 18),
        ('missingValueReplacement="18"', 40, 40),
        ('outliers="asExtremeValues" lowValue="20" highValue="60"', 10, 20),
        ('outliers="asExtremeValues" lowValue="20" highValue="60"', 99, 60),
        ('outliers="asMissingValues" lowValue="20" highValue="60" missingValueReplacement="33"', 99, 33),
        ('outliers="asMissingValues" lowValue="20" highValue="60"', 60, 60),
        ('invalidValueTreatment="asMissing" missingValueReplacement="33"', 7, 33),
        ('invalidValueTreatment="asValue" invalidValueReplacement="44"', 7, 44),
        ('invalidValueTreatment="asIs"', 7, 7),
        ("", -999, None),
    ],
)
def test_values_are_prepared_as_the_mining_schema_says(treatment: str, age: int | None, seen: int | None) -> None:
    fields = FIELDS.replace(
        '<DataField name="age" optype="continuous" dataType="integer"/>',
        '<DataField name="age" optype="continuous" dataType="integer">'
        '<Interval closure="closedClosed" leftMargin="10" rightMargin="100"/>'
        '<Value value="-999" property="missing"/></DataField>',
    )
    schema = SCHEMA.replace('<MiningField name="age"/>', f'<MiningField name="age" {treatment}/>')
    data = pmml(value_card('<FieldRef field="age"/>', schema=schema), fields)
    assert answers(data, age=age)["result"] == seen


def test_a_value_that_is_not_valid_is_no_fact() -> None:
    fields = FIELDS.replace(
        'name="job" optype="categorical" dataType="string"/>',
        'name="job" optype="categorical" dataType="string"><Value value="clerk"/></DataField>',
    )
    compiled = compile_model(check_model(read(pmml(value_card('<NormDiscrete field="job" value="clerk"/>'), fields))))
    assert [one.place for one in compiled.read_facts({"job": "judge"}).diagnostics] == ["job"]


def test_targets_bound_rescale_and_round_the_score() -> None:
    rescaled = 'rescaleFactor="2" rescaleConstant="0.5" castInteger="round"'
    targets = f'<Targets><Target field="result" min="0" max="100" {rescaled}/></Targets>'
    data = pmml(value_card('<FieldRef field="age"/>', before=targets))
    assert [answers(data, age=age)["result"] for age in (-5, 10, 500)] == [1, 21, 201]


TREE = """<TreeModel modelName="t" functionName="classification" missingValueStrategy="defaultChild"
  missingValuePenalty="0.8">
  <MiningSchema><MiningField name="age"/><MiningField name="job"/></MiningSchema>
  <Output><OutputField name="risk" feature="predictedValue" dataType="string"/>
    <OutputField name="P bad" feature="probability" value="bad" dataType="double"/>
    <OutputField name="sure" feature="confidence" dataType="double"/>
    <OutputField name="leaf" feature="entityId" dataType="string"/></Output>
  <Node id="0" score="good" defaultChild="1"><True/>
    <Node id="1" recordCount="10"><SimplePredicate field="age" operator="lessThan" value="30"/>
      <ScoreDistribution value="good" recordCount="4"/><ScoreDistribution value="bad" recordCount="6"/></Node>
    <Node id="2" score="good"><SimplePredicate field="age" operator="greaterOrEqual" value="30"/>
      <ScoreDistribution value="good" recordCount="9" confidence="0.95"/>
      <ScoreDistribution value="bad" recordCount="1"/></Node>
  </Node></TreeModel>"""


@pytest.mark.parametrize(
    ("age", "risk", "bad", "sure", "leaf"),
    [(20, "bad", 0.6, 0.6, "1"), (30, "good", 0.1, 0.95, "2"), (None, "bad", 0.6, 0.48, "1")],
)
def test_a_tree_gives_probabilities_confidence_and_its_leaf(
    age: int | None, risk: str, bad: float, sure: float, leaf: str
) -> None:
    found = answers(pmml(TREE), age=age)
    assert (found["risk"], found["P bad"], found["sure"], found["leaf"]) == (
        risk,
        Decimal(str(bad)),
        Decimal(str(sure)),
        leaf,
    )


def test_ordered_texts_are_compared_by_their_place() -> None:
    fields = """<DataField name="grade" optype="ordinal" dataType="string">
      <Value value="low"/><Value value="mid"/><Value value="high"/></DataField>
      <DataField name="result" optype="continuous" dataType="double"/>"""
    rows = """<Attribute partialScore="1">
      <SimplePredicate field="grade" operator="greaterOrEqual" value="mid"/></Attribute>
      <Attribute partialScore="2"><True/></Attribute>"""
    data = pmml(card(rows, schema='<MiningField name="grade"/><MiningField name="result" usageType="target"/>'), fields)
    assert [answers(data, grade=grade)["result"] for grade in ("low", "mid", "high", None)] == [2, 1, 1, 2]


def test_names_that_an_expression_cannot_hold_are_changed_and_told() -> None:
    declared = 'optype="continuous" dataType="double"'
    fields = f'<DataField name="credit.score/2" {declared}/><DataField name="in" {declared}/>'
    schema = '<MiningField name="credit.score/2"/><MiningField name="in"/>'
    data = pmml(
        value_card(
            '<Apply function="+"><FieldRef field="credit.score/2"/><FieldRef field="in"/></Apply>', schema=schema
        ),
        fields,
    )
    found = read_pmml({"m.pmml": data})
    assert {(one.before, one.after) for one in found.interpretations if one.code == "import.name"} == {
        ("credit.score/2", "credit score 2"),
        ("in", "in_"),
    }
    assert answers(data, **{"credit score 2": 1, "in_": 2})["Score"] == 3


@pytest.mark.parametrize(
    ("model", "code"),
    [
        ('<RegressionModel functionName="regression"><MiningSchema/></RegressionModel>', "import.pmml.model"),
        (card("<Attribute partialScore='1'><True/></Attribute>", how='isScorable="false"'), "import.pmml.model"),
        (card("<Attribute partialScore='x'><True/></Attribute>"), "import.pmml.content"),
        (card("<Attribute partialScore='1'/>"), "import.pmml.content"),
        (
            card("<Attribute partialScore='1'><SimplePredicate field='gone' operator='isMissing'/></Attribute>"),
            "import.pmml.content",
        ),
        (
            card(
                "<Attribute partialScore='1'><SimplePredicate field='job' operator='lessThan' value='a'/></Attribute>"
            ),
            "import.pmml.content",
        ),
        (
            card("<Attribute partialScore='1'><SimplePredicate field='age' operator='like' value='1'/></Attribute>"),
            "import.pmml.content",
        ),
        (
            value_card('<Apply function="formatNumber"><FieldRef field="age"/><Constant>%d</Constant></Apply>'),
            "import.pmml.unsupported",
        ),
        (value_card('<Apply function="sqrt"/>'), "import.pmml.content"),
        (value_card('<Lag field="age"/>'), "import.pmml.unsupported"),
        (TREE.replace('"defaultChild"\n', '"weightedConfidence"\n'), "import.pmml.unsupported"),
        (TREE.replace('defaultChild="1"', ""), "import.pmml.content"),
        (TREE.replace("<True/>", '<Regression functionName="regression"/><True/>', 1), "import.pmml.unsupported"),
        ("", "import.pmml.content"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_line_and_what_to_do(model: str, code: str) -> None:
    found = read_pmml({"m.pmml": pmml(model)})
    assert found.models == ()
    assert [
        (one.code, bool(one.hint), one.place.startswith("m.pmml"), one.line is not None) for one in found.diagnostics
    ] == [(code, True, True, True)]


def test_one_model_that_is_refused_leaves_the_others() -> None:
    good = card("<Attribute partialScore='1'><True/></Attribute>", how='modelName="good"')
    found = read_pmml({"m.pmml": pmml(f'{good}<NeuralNetwork functionName="regression"/>')})
    assert [one.name for one in found.models] == ["good"]
    assert errors(found) == ["import.pmml.model"]


def test_a_tree_that_would_explode_is_refused_in_time() -> None:
    test = "".join(
        f'<CompoundPredicate booleanOperator="or"><SimplePredicate field="age" operator="notEqual" value="{n}"/>'
        f'<SimplePredicate field="income" operator="notEqual" value="{n}"/></CompoundPredicate>'
        for n in range(40)
    )
    rows = (
        f'<Attribute partialScore="1"><CompoundPredicate booleanOperator="and">{test}</CompoundPredicate></Attribute>'
    )
    assert errors(read_pmml({"m.pmml": pmml(card(rows))})) == ["import.pmml.too-large"]


@pytest.mark.parametrize("data", [b"", b"<PMML>", b"<a/>", b"\xff\xfe", b"<!DOCTYPE a [<!ENTITY b 'c'>]><PMML/>"])
def test_what_is_no_pmml_is_an_error_not_an_exception(data: bytes) -> None:
    found = read_pmml({"m.pmml": data})
    assert found.models == ()
    assert not found.ok
