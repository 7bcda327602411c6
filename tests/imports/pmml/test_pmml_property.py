"""Any tree and any scorecard gives, as a table, what a plain reading of it gives, for any values, missing ones too."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import card_score, tree_score  # type: ignore[import-not-found]

from creditrules.dmn import check_model, compile_model
from creditrules.feel import from_datetime
from creditrules.imports.pmml import read_pmml

NUMBERS = ("amount", "age")
WORDS = ("region", "grade")
LETTERS = ("A", "B", "C", "D")
POINTS = tuple(map(str, (0, 10, 18, 25.5, 40)))
NOW = from_datetime(datetime(2026, 1, 1, tzinfo=UTC))


@st.composite
def predicates(draw: st.DrawFn, depth: int = 2) -> Element:
    kind = draw(st.sampled_from(("simple", "simple", "set", "compound", "True") if depth else ("simple", "set")))
    if kind == "True":
        return Element("True")
    if kind == "compound":
        operator = draw(st.sampled_from(("and", "or", "xor", "surrogate")))
        one = Element("CompoundPredicate", booleanOperator=operator)
        one.extend(draw(st.lists(predicates(depth - 1), min_size=2, max_size=3)))
        return one
    field = draw(st.sampled_from((*NUMBERS, *WORDS)))
    values = POINTS if field in NUMBERS else LETTERS
    if kind == "set":
        one = Element("SimpleSetPredicate", field=field, booleanOperator=draw(st.sampled_from(("isIn", "isNotIn"))))
        array = SubElement(one, "Array", type="string")
        array.text = " ".join(draw(st.lists(st.sampled_from(values), min_size=1, max_size=3)))
        return one
    ordered = ("lessThan", "lessOrEqual", "greaterThan", "greaterOrEqual") if field in NUMBERS else ()
    operator = draw(st.sampled_from(("equal", "notEqual", "isMissing", "isNotMissing", *ordered)))
    one = Element("SimplePredicate", field=field, operator=operator)
    if not operator.startswith("is"):
        one.set("value", draw(st.sampled_from(values)))
    return one


@st.composite
def nodes(draw: st.DrawFn, name: str = "n", depth: int = 3, *, root: bool = True) -> Element:
    node = Element("Node", id=name, score=name)
    node.append(Element("True") if root else draw(predicates()))
    for count in range(draw(st.integers(0, 3)) if depth else 0):
        node.append(draw(nodes(f"{name}{count}", depth - 1, root=False)))
    if inner := [one.attrib["id"] for one in node.findall("Node")]:
        node.set("defaultChild", draw(st.sampled_from(inner)))
    return node


@st.composite
def trees(draw: st.DrawFn) -> Element:
    missing = draw(st.sampled_from(("none", "lastPrediction", "nullPrediction", "defaultChild")))
    no_child = draw(st.sampled_from(("returnNullPrediction", "returnLastPrediction")))
    model = Element(
        "TreeModel", functionName="classification", missingValueStrategy=missing, noTrueChildStrategy=no_child
    )
    model.extend((_schema(), draw(nodes())))
    return model


@st.composite
def scorecards(draw: st.DrawFn) -> Element:
    model = Element("Scorecard", functionName="regression", useReasonCodes="false", initialScore="7.5")
    model.append(_schema())
    parts = SubElement(model, "Characteristics")
    for place in range(draw(st.integers(1, 3))):
        one = SubElement(parts, "Characteristic", name=f"part {place}")
        for score in range(draw(st.integers(1, 4))):
            attribute = SubElement(one, "Attribute", partialScore=f"{score * 1.25}")
            attribute.append(draw(predicates()))
    return model


def _schema() -> Element:
    schema = Element("MiningSchema")
    for name in (*NUMBERS, *WORDS):
        SubElement(schema, "MiningField", name=name)
    SubElement(schema, "MiningField", name="result", usageType="target")
    return schema


def _file(model: Element, result: str) -> bytes:
    root = Element("PMML", version="4.4")
    dictionary = SubElement(root, "DataDictionary")
    for name in NUMBERS:
        SubElement(dictionary, "DataField", name=name, optype="continuous", dataType="double")
    for name in WORDS:
        SubElement(dictionary, "DataField", name=name, optype="categorical", dataType="string")
    SubElement(dictionary, "DataField", name="result", optype="continuous", dataType=result)
    root.append(model)
    return tostring(root)


ROWS = st.fixed_dictionaries(
    {
        **{name: st.sampled_from([None, *(Decimal(p) + d for p in POINTS for d in (-1, 0, 1))]) for name in NUMBERS},
        **{name: st.sampled_from([None, *LETTERS, "E"]) for name in WORDS},
    }
)


def _answer(data: bytes, row: dict[str, Any]) -> Any:
    read = read_pmml({"model.pmml": data})
    assert [one.render() for one in read.diagnostics] == []
    compiled = compile_model(check_model(read.models[0].model))
    facts = compiled.read_facts(row)
    assert facts.diagnostics == ()
    return compiled.evaluate(facts.values, NOW, ["result"]).values["result"]


@settings(max_examples=60)
@given(trees(), st.lists(ROWS, min_size=4, max_size=4))
def test_a_tree_as_a_table_predicts_what_walking_it_predicts(model: Element, rows: list[dict[str, Any]]) -> None:
    data = _file(model, "string")
    for row in rows:
        assert _answer(data, row) == tree_score(model, row)


@settings(max_examples=60)
@given(scorecards(), st.lists(ROWS, min_size=4, max_size=4))
def test_a_scorecard_as_tables_scores_what_adding_up_scores(model: Element, rows: list[dict[str, Any]]) -> None:
    data = _file(model, "double")
    for row in rows:
        assert _answer(data, row) == card_score(model, row)
