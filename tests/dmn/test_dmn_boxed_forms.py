"""Boxed filters and loops answer what FEEL's own do (DMN 1.5, clauses 10.2.2 and 10.3.2), whatever the condition."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from itertools import product

import pytest

from creditrules.dmn import check_model, compile_model, read_model
from creditrules.document import read_yaml
from creditrules.feel import UTC_ZONE, Date, DateTime, Time, Value

NOW = DateTime(Date(2026, 3, 20), Time(0, UTC_ZONE))
FACTS = """
facts:
  - {name: xs, type: list<number>}
  - {name: several, type: list}
  - {name: none, type: list<number>}
  - {name: people, type: list<context>}
  - {name: single, type: number}
  - {name: missing, type: Any, nullable: true}
  - {name: a, type: number}
"""
STATED = {
    "xs": [1, 2, 3],
    "several": [1, "a", None, True],
    "none": [],
    "people": [{"a": 1, "item": 5}, {"a": None}, {"b": 2}],
    "single": 7,
    "missing": None,
    "a": 2,
}
SOURCES = ["xs", "several", "none", "single", "missing", "[1, null, 3]"]
CONDITIONS = [
    *("# > 1", "# = 2", '"a"', "null", "true", "missing", "1", "-1", "9", "1.5", "#", 'date("2020-01-01")'),
    *('if # = 2 then "x" else true', "if # = 2 then null else true", 'if # = 2 then "x" else false'),
]


def answer(decision: str) -> tuple[Value, frozenset[str]]:
    value = read_yaml(f"{FACTS}decisions:\n  - {{name: D, {decision}}}\n").value
    assert isinstance(value, Mapping)
    model = read_model(value).model
    assert model is not None
    compiled = compile_model(check_model(model))
    found = compiled.evaluate(compiled.read_facts(STATED).values, NOW, ("D",))
    return found.values["D"], frozenset(one.code for one in found.warnings)


def boxed(kind: str, **parts: str) -> str:
    inside = ", ".join(f"{key.rstrip('_')}: {json.dumps(text)}" for key, text in parts.items())
    return f"{kind}: {{{inside}}}"


def literal(text: str) -> str:
    return f"expression: {json.dumps(text)}"


@pytest.mark.parametrize(("source", "condition"), list(product(SOURCES, CONDITIONS)))
def test_a_boxed_filter_is_a_filter(source: str, condition: str) -> None:
    match = condition.replace("#", "item")
    assert answer(boxed("filter", in_=source, match=match)) == answer(literal(f"{source}[{match}]"))


@pytest.mark.parametrize(("kind", "source", "condition"), list(product(("some", "every"), SOURCES, CONDITIONS)))
def test_a_boxed_quantifier_is_a_quantifier(kind: str, source: str, condition: str) -> None:
    satisfies = condition.replace("#", "x")
    value, _ = answer(boxed(kind, variable="x", in_=source, satisfies=satisfies))
    assert value == answer(literal(f"{kind} x in {source} satisfies {satisfies}"))[0]


@pytest.mark.parametrize(
    ("source", "body"),
    list(product([*SOURCES, "[1..3]", "(1..3)", "[1.5..2]"], ["x", "x + 1", "count(partial)", "null"])),
)
def test_a_boxed_loop_is_a_loop(source: str, body: str) -> None:
    told = {"variable": "x", "in_": source, "return": body}
    assert answer(boxed("for", **told)) == answer(literal(f"for x in {source} return {body}"))


@pytest.mark.parametrize(
    ("match", "value"),
    [
        ("a = 1", [{"a": Decimal(1), "item": Decimal(5)}]),
        ("a = null", [{"a": None}]),
        ("item = 5", [{"a": Decimal(1), "item": Decimal(5)}]),
        ("b = single - 5", [{"b": Decimal(2)}]),
        ("nowhere = null", None),
        ("a", None),
    ],
)
def test_entries_of_what_is_filtered_hide_what_is_around(match: str, value: Value) -> None:
    form = answer(boxed("filter", in_="people", match=match))
    assert form == answer(literal(f"people[{match}]"))
    assert value is None or form[0] == value


@pytest.mark.parametrize(
    ("condition", "value", "codes"),
    [
        ('"a"', None, {"feel.not-boolean"}),
        ('if item = 3 then "a" else true', None, {"feel.not-boolean"}),
        ("2", Decimal(2), set()),
        ("4", None, {"feel.no-element"}),
        ("null", [], set()),
    ],
)
def test_a_filter_by_what_is_no_condition(condition: str, value: Value, codes: set[str]) -> None:
    assert answer(boxed("filter", in_="xs", match=condition)) == (value, frozenset(codes))
