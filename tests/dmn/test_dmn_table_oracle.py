"""Tables by index agree with reading them row by row, and partial answers with every way to complete the facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from creditrules.dmn import CompiledModel, Fired, TableOutcome, check_model, compile_model, read_model
from creditrules.dmn.table.policies import Ranking
from creditrules.feel import (
    ANY,
    BOOLEAN,
    DATE,
    DAYS_TIME,
    NUMBER,
    STRING,
    Date,
    DateTime,
    Run,
    SimpleType,
    Time,
    Unknown,
    Value,
    check_unary_tests,
    compile_unary_tests,
    equal,
    is_instance,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_unary_tests,
)
from creditrules.feel.temporal import UTC_ZONE

NOW = DateTime(Date(2026, 1, 1), Time(0, UTC_ZONE))

NUMBERS = ("0", "1", "2.5", "-1", "10", "1e3")
TEXTS = ('"A"', '"B"', '"M"', '""')
DATES = ('date("2026-01-01")', '@"2026-06-30"', 'date("2025-12-31")')
DURATIONS = ('duration("P30D")', '@"P1D"')
MOMENTS = ('@"2026-01-01T00:00:00Z"', '@"2026-01-01T00:00:00"', '@"2026-01-01T01:00:00+01:00"')
TRUTHS = ("true", "false")
CONSTANTS = st.sampled_from([*NUMBERS, *TEXTS, *DATES, *DURATIONS, *MOMENTS, "true", "false", "null"])
VALUES: list[Value] = [
    None,
    *(Decimal(number) for number in (0, 1, 2, "2.50", -1, "10.0", 1000, "0.5")),
    *("A", "B", "M", "", "Z", "1"),
    *(parse_date(text) for text in ("2026-01-01", "2026-06-30", "2025-12-31", "2030-01-01")),
    *(parse_duration(text) for text in ("P30D", "P1D", "P1M")),
    *(parse_date_time(text) for text in ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00", "2026-01-01T02:00:00+02:00")),
    True,
    False,
    [Decimal(1)],
    ["A", "B"],
    {"a": Decimal(1)},
]
ANY_VALUE = st.sampled_from(VALUES)


def simple_tests(constants: Sequence[str]) -> st.SearchStrategy[str]:
    one = st.sampled_from(constants)
    compared = st.builds(lambda sign, end: f"{sign} {end}", st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), one)
    interval = st.builds(
        lambda left, low, high, right: f"{left}{low}..{high}{right}",
        st.sampled_from(["[", "(", "]"]),
        one,
        one,
        st.sampled_from(["]", ")", "["]),
    )
    return one | compared | interval


def conditions(constants: Sequence[str]) -> st.SearchStrategy[str]:
    test = simple_tests(constants)
    return st.builds(
        lambda left, joined, right: f"? in {left} {joined} ? in {right}", test, st.sampled_from(["and", "or"]), test
    )


@cache
def cells(constants: tuple[str, ...]) -> st.SearchStrategy[str]:
    listed = st.lists(simple_tests(constants), min_size=1, max_size=3).map(", ".join)
    return st.one_of(
        st.just("-"),
        listed,
        listed.map("not({})".format),
        conditions(constants),
        st.builds(
            lambda sign, end: f"? {sign} {end}", st.sampled_from(["<", ">=", "=", "!="]), st.sampled_from(constants)
        ),
        st.lists(st.sampled_from(constants), max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.sampled_from(["null", "not(null)", "? != null", "? = null", "other", "> other", "string length(?) > 0", ""]),
        st.sampled_from(["other * 2", "= other * 2", "? = other * 2", "not(other * 2)", "[1, other * 2]", "1 / 0"]),
        CONSTANTS,
    )


columns = st.lists(
    st.sampled_from([NUMBERS, TEXTS, DATES, DURATIONS, MOMENTS, TRUTHS, (*NUMBERS, *TEXTS)]), min_size=1, max_size=3
)
defaults = st.sampled_from(["", "9"])


RESULTS = ("{}", "if other = null then {0} else {0}")
"""The same result as it is, and as something that has to be run."""


@st.composite
def tables(
    draw: st.DrawFn, policies: Sequence[str], results_as: Sequence[str] = RESULTS[:1]
) -> tuple[CompiledModel, list[list[str]], list[Decimal], str]:
    kinds = draw(columns)
    count = draw(st.integers(1, 7))
    rows = [[draw(cells(kind)) for kind in kinds] for _ in range(count)]
    results = [Decimal(draw(st.integers(1, 3))) for _ in rows]
    policy = draw(st.sampled_from(policies))
    default, written = draw(defaults), st.sampled_from(results_as)
    facts = [{"name": f"f{index}", "type": "Any", "nullable": True} for index in range(len(kinds))]
    facts.append({"name": "other", "type": "Any", "nullable": True})
    table = {
        "hitPolicy": policy,
        "inputs": [fact["name"] for fact in facts[:-1]],
        "outputs": [{"name": "out", "type": "number", "allowedValues": "3, 1, 2, 9", "default": default}],
        "rules": [[*row, draw(written).format(result)] for row, result in zip(rows, results, strict=True)],
    }
    model = read_model({"facts": facts, "decisions": [{"name": "T", "table": table}]}).model
    assert model is not None
    return compile_model(check_model(model)), rows, results, f"{policy} {default}"


@cache
def compiled_cell(cell: str, names: tuple[str, ...]) -> Callable[[Run, Mapping[str, Value], Value], Value]:
    return compile_unary_tests(check_unary_tests(parse_unary_tests(cell or "-"), dict.fromkeys(names, ANY), ANY))


def matches(row: Sequence[str], values: Sequence[Value], scope: Mapping[str, Value]) -> bool:
    return all(
        compiled_cell(cell, tuple(scope))(Run(NOW), scope, value) is True
        for cell, value in zip(row, values, strict=True)
    )


def slow(  # noqa: C901  (a case for each hit policy)
    rows: Sequence[int], results: Sequence[Decimal], policy: str
) -> tuple[list[int], Value]:
    """The hit policies as one would read them aloud: the rows that count, and the value."""
    name, _, default = policy.rpartition(" ")
    single = name in {"UNIQUE", "ANY", "FIRST", "PRIORITY"}
    priority = [Decimal(3), Decimal(1), Decimal(2)]
    if not rows:
        if name == "C#":
            return ([0] if default else []), Decimal(0)
        found = Decimal(default) if default else None
        aggregated = name in {"C+", "C<", "C>"}
        return ([0] if default else []), found if single or found is None or aggregated else [found]
    out = {row: results[row - 1] for row in rows}
    by_priority = sorted(rows, key=lambda row: priority.index(out[row]))
    match name:
        case "FIRST":
            return [rows[0]], out[rows[0]]
        case "UNIQUE":
            return ([rows[0]], out[rows[0]]) if len(rows) == 1 else ([], None)
        case "ANY":
            return ([rows[0]], out[rows[0]]) if len(set(out.values())) == 1 else ([], None)
        case "PRIORITY":
            return [by_priority[0]], out[by_priority[0]]
        case "OUTPUT ORDER":
            return by_priority, [out[row] for row in by_priority]
        case "COLLECT" | "RULE ORDER":
            return list(rows), [out[row] for row in rows]
        case "C+":
            return list(rows), sum(out.values())
        case "C<":
            return list(rows), min(out.values())
        case "C>":
            return list(rows), max(out.values())
    return list(rows), Decimal(len(rows))


EVERY_POLICY = [
    "FIRST", "UNIQUE", "ANY", "PRIORITY", "OUTPUT ORDER", "COLLECT", "RULE ORDER", "C+", "C<", "C>", "C#",
]  # fmt: skip


@settings(max_examples=90, deadline=None)
@given(tables(EVERY_POLICY, RESULTS), st.data())
def test_the_index_and_the_row_by_row_reading_agree(
    built: tuple[CompiledModel, list[list[str]], list[Decimal], str], data: st.DataObject
) -> None:
    compiled, rows, results, policy = built
    for _ in range(5):
        facts = {fact.name: data.draw(ANY_VALUE) for fact in compiled.facts}
        values = [facts[f"f{index}"] for index in range(len(rows[0]))]
        matching = [number for number, row in enumerate(rows, 1) if matches(row, values, facts)]
        fired, value = slow(matching, results, policy)
        answer = compiled.evaluate(facts, NOW, ("T",))
        assert [each.row for each in answer.tables["T"].fired] == fired
        assert answer.values["T"] == value
        assert answer.tables["T"].possible == ()
        broken = bool(matching) and not fired
        assert any(warning.code in {"dmn.unique", "dmn.any"} for warning in answer.warnings) == broken
        traced = compiled.evaluate(facts, NOW, ("T",), trace=True)
        assert traced[:2] == answer[:2]
        assert traced.trace is not None
        assert traced.warnings == answer.warnings
        assert traced.trace["T"].matched == tuple(matching[:1] if policy.startswith("FIRST") else matching)


TYPED = {
    "number": (NUMBERS, NUMBER, ["", "[0..10]", "1, 2.5, 1000", "not(1)", "> other"]),
    "string": (TEXTS, STRING, ["", '"A", "B"', 'not("M")', '"A", null']),
    "boolean": (TRUTHS, BOOLEAN, ["", "true"]),
    "date": (DATES, DATE, ["", '>= @"2026-01-01"']),
    "days and time duration": (DURATIONS, DAYS_TIME, [""]),
}


KINDS = st.lists(st.sampled_from(sorted(TYPED)), min_size=1, max_size=3)
SPELLINGS = st.sampled_from(["f{}", "{{a: f{}}}.a"])


@st.composite
def typed_tables(draw: st.DrawFn) -> tuple[CompiledModel, list[list[str]], list[tuple[SimpleType, str]]]:
    kinds = draw(KINDS)
    rows = [[draw(cells(TYPED[kind][0])) for kind in kinds] for _ in range(draw(st.integers(1, 5)))]
    facts = [{"name": f"f{index}", "type": "Any", "nullable": True} for index in range(len(kinds))]
    facts.append({"name": "other", "type": "Any", "nullable": True})
    limits = [draw(st.sampled_from(TYPED[kind][2])) for kind in kinds]
    spelling = draw(SPELLINGS)
    named = draw(st.booleans())
    items = [
        {"name": f"Type {index}", "type": kind, "allowedValues": limit}
        for index, (kind, limit) in enumerate(zip(kinds, limits, strict=True))
    ]
    inputs = [
        {"expression": spelling.format(index), "type": f"Type {index}"}
        if named
        else {"expression": spelling.format(index), "type": kind, "allowedValues": limit}
        for index, (kind, limit) in enumerate(zip(kinds, limits, strict=True))
    ]
    rules = [[*row, Decimal(number)] for number, row in enumerate(rows, 1)]
    table = {"hitPolicy": "C", "inputs": inputs, "outputs": ["out"], "rules": rules}
    model = read_model({"facts": facts, "types": items, "decisions": [{"name": "T", "table": table}]}).model
    assert model is not None
    types = [(TYPED[kind][1], limit if limit != "> other" else "") for kind, limit in zip(kinds, limits, strict=True)]
    return compile_model(check_model(model)), rows, types


@settings(max_examples=50, deadline=None)
@given(typed_tables(), st.data())
def test_typed_columns_refuse_what_may_not_stand_in_them_and_else_agree(
    built: tuple[CompiledModel, list[list[str]], list[tuple[SimpleType, str]]], data: st.DataObject
) -> None:
    compiled, rows, types = built
    for _ in range(5):
        facts = {fact.name: data.draw(ANY_VALUE) for fact in compiled.facts}
        values = [facts[f"f{index}"] for index in range(len(types))]
        values = [value[0] if isinstance(value, list) and len(value) == 1 else value for value in values]
        sound = all(
            value is None or (is_instance(value, type_) and matches([limit], [value], {}))
            for value, (type_, limit) in zip(values, types, strict=True)
        )
        answer = compiled.evaluate(facts, NOW, ("T",))
        expected = [number for number, row in enumerate(rows, 1) if matches(row, values, facts)] if sound else []
        assert [each.row for each in answer.tables["T"].fired] == expected
        assert any(warning.code == "dmn.input" for warning in answer.warnings) != sound


SMALL: list[Value] = [None, Decimal(0), Decimal(1), Decimal("2.5"), "A", "B", True, parse_date("2026-01-01")]
SMALL_VALUE = st.sampled_from(SMALL)


@settings(max_examples=40, deadline=None)
@given(tables(EVERY_POLICY), st.data())
def test_what_partial_evaluation_says_holds_however_the_facts_are_completed(
    built: tuple[CompiledModel, list[list[str]], list[Decimal], str], data: st.DataObject
) -> None:
    compiled, _, _, _ = built
    names = [fact.name for fact in compiled.facts]
    absent = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    known = {name: data.draw(SMALL_VALUE) for name in names if name not in absent}
    partial = compiled.evaluate(known, NOW, ("T",))
    outcome, value = partial.tables["T"], partial.values["T"]
    assert outcome.missing <= set(absent)
    assert bool(outcome.possible) <= bool(outcome.missing)
    if isinstance(value, Unknown):
        assert value.missing <= set(absent)
        assert value.missing
    for completion in product(SMALL, repeat=len(absent)):
        full = compiled.evaluate({**known, **dict(zip(absent, completion, strict=True))}, NOW, ("T",))
        agrees(outcome, full.tables["T"])
        if not isinstance(value, Unknown):
            assert equal(full.values["T"], value) is True


def agrees(partial: TableOutcome, full: TableOutcome) -> None:
    """By result, not by row: under ANY several rows say the same, and either may be named."""
    found = {(each.value, each.default) for each in full.fired}
    sure = {(each.value, each.default) for each in partial.fired}
    assert found <= sure | {(each.value, each.default) for each in partial.possible}
    if not partial.possible:
        assert found == sure
    elif not partial.exclusive:
        assert sure <= found


@settings(max_examples=40, deadline=None)
@given(tables(["FIRST", "COLLECT"]), st.data())
def test_a_fact_that_is_not_named_as_missing_does_not_alter_the_outcome(
    built: tuple[CompiledModel, list[list[str]], list[Decimal], str], data: st.DataObject
) -> None:
    compiled, _, _, _ = built
    names = [fact.name for fact in compiled.facts]
    absent = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    known = {name: data.draw(SMALL_VALUE) for name in names if name not in absent}
    outcome = compiled.evaluate(known, NOW, ("T",)).tables["T"]
    idle = [name for name in absent if name not in outcome.missing]
    assume(idle)
    for value in SMALL:
        again = compiled.evaluate({**known, idle[0]: value}, NOW, ("T",)).tables["T"]
        assert _rows(again.fired) == _rows(outcome.fired)
        assert set(_rows(again.possible)) <= set(_rows(outcome.possible))


def _rows(fired: tuple[Fired, ...]) -> list[int]:
    return [each.row for each in fired]


@given(st.lists(st.sampled_from(VALUES), max_size=6), st.sampled_from(VALUES))
def test_a_value_ranks_where_it_is_first_listed(listed: list[Value], value: Value) -> None:
    first = next((at for at, other in enumerate(listed) if equal(value, other) is True), len(listed))
    assert Ranking(listed).position(value) == first
