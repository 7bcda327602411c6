"""Models and facts from strangers: every stage answers with diagnostics and warnings, never with an exception."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditrules.dmn import Unknown, check_model, compile_model, read_model
from creditrules.document import read_yaml
from creditrules.feel import Date, DateTime, Time
from creditrules.feel.temporal import UTC_ZONE

NOW = DateTime(Date(2026, 1, 1), Time(0, UTC_ZONE))

YAML = """
name: everything
facts:
  - {name: age, type: number, allowedValues: "[0..150]", unit: years, label: {en: Age}}
  - {name: monthly income, type: number, nullable: true}
  - {name: client, type: Client}
  - {name: since, type: date}
  - {name: tiers, type: list, of: Tier}
types:
  - {name: Tier, type: string, allowedValues: '"A", "B"'}
  - {name: Client, type: context, entries: [{name: tier, type: Tier}, {name: x, type: number}]}
functions:
  - {name: instalment, parameters: [{name: p, type: number}, r], type: number, expression: p * r}
  - {name: by table, parameters: [q], table: {inputs: [q], outputs: [o], rules: [["> 1", q]]}}
services:
  - {name: Service, outputs: [Ratio], inputs: [age, monthly income]}
decisions:
  - {name: Ratio, expression: age / monthly income}
  - name: Findings
    table:
      hitPolicy: COLLECT
      aggregation: SUM
      inputs: [age, {expression: client.tier, type: Tier, allowedValues: '"A", "B"'}, since]
      outputs: [{name: points, type: number, default: "0"}]
      rules:
        - {id: one, when: ["< 18", '"A"', "-"], then: [1]}
        - {when: {age: "[18..30)"}, then: {points: age + Ratio}}
        - ["-", 'not("B")', '> date("2020-01-01")', "instalment(age, 2)"]
  - {name: Context, context: [{name: a, expression: age}, {name: b, list: [a, "1"]}, {result: "b[1]"}]}
  - {name: Call, invocation: {function: instalment, arguments: {p: "1", r: {expression: age}}}}
  - {name: Function, function: {parameters: [x], body: x + age, type: number}}
  - {name: Relation, relation: {columns: [a, b], rows: [["1", "2"], [age, "4"]]}}
  - {name: If, conditional: {if: age > 18, then: "1", else: {expression: Function(2)}}}
  - {name: Filter, filter: {in: Relation, match: a > 1}}
  - {name: For, for: {variable: i, in: "[1..3]", return: i + count(partial)}}
  - {name: Some, some: {variable: t, in: tiers, satisfies: t = "A"}}
  - {name: Every, every: {variable: t, in: tiers, satisfies: t = client.tier}}
  - {name: Served, expression: "Service(1, 2) + by table(3)"}
"""
MODEL: Any = read_yaml(YAML).value
FACTS = {
    "age": Decimal(20),
    "monthly income": "3000",
    "client": {"tier": "A", "x": 1},
    "since": "2024-02-29",
    "tiers": ["A", "B"],
}

WORDS = [
    "age", "Ratio", "Findings", "Client", "Tier", "list<Client>", "list<list<", "function<number>->x",
    "context<a: Tier>", "number", "FIRST", "C+", "U", "PRIORITY", "-", "", "null", "1 +", "[1..", "not(", '"A"',
    "Context", "Function(Function)",
    "for i in 1..1000000000 return i", "9**9**9", "{a: 1}.a", "x", "age instance of Tier", "Service",
    "Findings.points",
]  # fmt: skip
plain = st.recursive(
    st.none() | st.booleans() | st.sampled_from(WORDS) | st.integers(-5, 200).map(Decimal) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*WORDS, "table", "name"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def spots(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in items:
        found += spots(part, (*path, key))
    return found


SPOTS = spots(MODEL)


def at(value: Any, path: tuple[Any, ...]) -> object:
    for step in path:
        value = value[step]
    return value


LEAVES = [path for path in SPOTS if isinstance(at(MODEL, path), str) and path[-1] != "name"]
changes_of_text = st.tuples(st.sampled_from(LEAVES), st.sampled_from(WORDS))
changes_of_shape = st.tuples(st.sampled_from(SPOTS), plain)


def changed(value: Any, path: tuple[Any, ...], new: object) -> Any:
    changing = copy.deepcopy(value)
    inner = changing
    for step in path[:-1]:
        try:
            inner = inner[step]
        except (KeyError, IndexError, TypeError):
            return changing
    if path and isinstance(inner, dict | list):
        try:
            inner[path[-1]] = new
        except (IndexError, TypeError):
            return changing
    return changing


def test_the_model_itself_is_sound_and_says_what_it_should() -> None:
    read = read_model(MODEL)
    assert read.model is not None
    checked = check_model(read.model)
    assert checked.diagnostics == ()
    compiled = compile_model(checked)
    facts = compiled.read_facts(FACTS)
    assert (facts.missing, facts.diagnostics) == (frozenset(), ())
    answer = compiled.evaluate(facts.values, NOW, compiled.decisions)
    assert answer.warnings == ()
    ratio = Decimal(20) / Decimal(3000)
    assert abs(answer.values["Ratio"] - ratio) < Decimal("1e-20")  # type: ignore[operator]
    assert {
        name: value for name, value in answer.values.items() if name in {"Call", "If", "Some", "Every", "Context"}
    } == {
        "Call": Decimal(20),
        "If": Decimal(1),
        "Some": True,
        "Every": False,
        "Context": Decimal(20),
    }
    assert answer.values["For"] == [Decimal(1), Decimal(3), Decimal(5)]
    assert answer.values["Filter"] == [{"a": Decimal(20), "b": Decimal(4)}]
    assert answer.values["Served"] == Decimal("3.5")
    assert [each.row for each in answer.tables["Findings"].fired] == [2, 3]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(changes_of_text, min_size=1, max_size=4) | st.lists(changes_of_shape, min_size=1, max_size=3), st.data()
)
def test_a_broken_model_still_answers(changes: list[tuple[tuple[Any, ...], object]], data: st.DataObject) -> None:
    value: Any = MODEL
    for path, new in changes:
        value = changed(value, path, new)
    read = read_model(value)
    assert (read.model is None) == bool(read.diagnostics)
    if read.model is None:
        return
    checked = check_model(read.model)
    compiled = compile_model(checked)
    stated = {name: fact for name, fact in FACTS.items() if data.draw(st.booleans())}
    facts = compiled.read_facts(stated)
    answer = compiled.evaluate(facts.values, NOW, compiled.decisions, trace=True)
    assert set(answer.values) == set(compiled.decisions)
    for warning in answer.warnings:
        assert warning.place.startswith("decisions.") or warning.place.startswith(("functions.", "services."))
    for unknown in (each for each in answer.values.values() if isinstance(each, Unknown)):
        assert unknown.missing


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from([*FACTS, "nope"]), plain | st.floats() | st.binary(max_size=3)))
def test_any_facts_are_read_or_refused_each_with_its_place(raw: dict[str, object]) -> None:
    model = read_model(MODEL).model
    assert model is not None
    compiled = compile_model(check_model(model))
    facts = compiled.read_facts(raw)
    assert facts.missing == frozenset(FACTS) - facts.values.keys()
    for name, given_value in raw.items():
        told = [diagnostic for diagnostic in facts.diagnostics if diagnostic.place.startswith(name)]
        assert (name in facts.values) or told or given_value is None
    compiled.evaluate(facts.values, NOW, compiled.decisions)
