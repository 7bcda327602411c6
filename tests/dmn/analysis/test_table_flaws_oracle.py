"""What verification proves of a table is what trying every kind of value shows: no flaw missed, none invented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.dmn import (
    CompiledModel,
    Flaw,
    FlawProof,
    Verification,
    check_model,
    compile_model,
    read_model,
)
from creditrules.dmn.analysis import verify_model
from creditrules.feel import (
    ANY,
    UTC_ZONE,
    Date,
    DateTime,
    Program,
    Run,
    Time,
    Value,
    check_expression,
    compile_expression,
    parse_date,
    parse_expression,
)

NOW = DateTime(Date(2026, 1, 1), Time(0, UTC_ZONE))

NUMBERS = (
    ["0", "1", "2", "3"],
    "[0..3]",
    [Decimal(tried) / 2 for tried in range(7)],
)
OPEN_NUMBERS = (["0", "1", "2"], "", [Decimal(tried) / 2 for tried in range(-1, 6)])
DAYS = (
    ['@"2026-01-01"', '@"2026-01-02"', '@"2026-01-04"'],
    "",
    [parse_date(f"2026-01-0{day}") for day in range(1, 6)] + [parse_date("2025-12-31")],
)
TEXTS = (['"A"', '"B"', '"C"'], '"A", "B", "C"', ["A", "B", "C"])
OPEN_TEXTS = (['"A"', '"B"'], "", ["A", "B", "", "other"])
TRUTHS = (["true", "false"], "", [True, False])
TYPES = ["number", "number", "date", "string", "string", "boolean"]
COLUMNS: list[tuple[list[str], str, list[Any]]] = [NUMBERS, OPEN_NUMBERS, DAYS, TEXTS, OPEN_TEXTS, TRUTHS]
KINDS = st.lists(st.sampled_from(range(len(COLUMNS))), min_size=1, max_size=3)
RESULTS = st.sampled_from(['"x"', '"y"'])


@cache
def _cells(kind: int) -> st.SearchStrategy[str]:
    one, type_ = st.sampled_from(COLUMNS[kind][0]), TYPES[kind]
    plain = [st.just("-"), one, st.lists(one, min_size=1, max_size=2).map(", ".join), one.map("not({})".format)]
    if type_ in {"number", "date"}:
        plain.append(st.builds(lambda sign, end: f"{sign} {end}", st.sampled_from(["<", "<=", ">", ">="]), one))
        ends = st.tuples(one, one).map(sorted)
        plain.append(
            st.builds(
                lambda left, two, right: f"{left}{two[0]}..{two[1]}{right}",
                st.sampled_from("[("),
                ends,
                st.sampled_from("])"),
            )
        )
    return st.one_of(*plain, st.just("-"), st.sampled_from(["null", "not(null)"]))


Built = tuple[CompiledModel, Verification, list[list[Value]], int]


@st.composite
def _tables(draw: st.DrawFn, policies: Sequence[str]) -> Built:
    kinds = draw(KINDS)
    nullable = [draw(st.booleans()) for _ in kinds]
    facts = [
        {"name": f"f{at}", "type": TYPES[kind], "allowedValues": COLUMNS[kind][1], "nullable": null}
        for at, (kind, null) in enumerate(zip(kinds, nullable, strict=True))
    ]
    twice = draw(st.booleans())
    inputs = [str(fact["name"]) for fact in facts] + (["f0"] if twice else [])
    of = [*kinds, *([kinds[0]] if twice else [])]
    count = draw(st.integers(1, 6))
    rules = [[*(draw(_cells(kind)) for kind in of), draw(RESULTS)] for _ in range(count)]
    outputs = [{"name": "out", "type": "string", "allowedValues": '"y", "x"'}]
    table = {"hitPolicy": draw(st.sampled_from(policies)), "inputs": inputs, "outputs": outputs, "rules": rules}
    model = read_model({"facts": facts, "decisions": [{"name": "T", "table": table}]}).model
    assert model is not None
    checked = check_model(model)
    values = [[*COLUMNS[kind][2], *([None] if null else [])] for kind, null in zip(kinds, nullable, strict=True)]
    return compile_model(checked), verify_model(checked, collected=("T",)), values, count


def _points(values: list[list[Value]]) -> Iterator[Mapping[str, Value]]:
    for point in product(*values):
        yield {f"f{at}": value for at, value in enumerate(point)}


def _matching(compiled: CompiledModel, facts: Mapping[str, Value]) -> tuple[int, ...]:
    """All rows that match, as a table without a hit policy of its own tells them."""
    return tuple(each.row for each in compiled.evaluate(facts, NOW, ("T",)).tables["T"].fired)


def _of(found: Verification, code: str) -> list[Flaw]:
    return [flaw for flaw in found.flaws if flaw.code == code]


@cache
def _compiled(region: str, names: tuple[str, ...]) -> Program:
    checked = check_expression(parse_expression(region or "true"), dict.fromkeys(names, ANY))
    assert checked.ok, region
    return compile_expression(checked)


def _holds(region: str, facts: Mapping[str, Value]) -> bool:
    return _compiled(region, tuple(facts))(Run(NOW), facts) is True


def _facts_of(flaw: Flaw) -> Mapping[str, Value]:
    return dict(flaw.sample)


@settings(max_examples=60)
@given(_tables(["COLLECT"]))
def test_gaps_are_just_what_no_row_matches(built: Built) -> None:
    compiled, found, values, _ = built
    gaps = _of(found, "table.gap")
    assert all(_matching(compiled, _facts_of(gap)) == () for gap in gaps)
    for facts in _points(values):
        inside = [gap for gap in gaps if _holds(gap.region, facts)]
        assert bool(inside) == (_matching(compiled, facts) == ()), facts
    assert all(flaw.proof is FlawProof.PROVED for flaw in found.flaws)


@settings(max_examples=40)
@given(_tables(["UNIQUE"]))
def test_overlaps_are_just_the_rows_that_match_together(built: Built) -> None:
    compiled, found, values, _ = built
    overlaps = _of(found, "table.overlap")
    told = {(one, other) for flaw in overlaps for one in flaw.rows for other in flaw.rows if one < other}
    seen: set[tuple[int, int]] = set()
    for facts in _points(values):
        trace = compiled.evaluate(facts, NOW, ("T",), trace=True).trace
        assert trace is not None
        matched = trace["T"].matched
        seen |= {(one, other) for one in matched for other in matched if one < other}
    assert told == seen
    for flaw in overlaps:
        trace = compiled.evaluate(_facts_of(flaw), NOW, ("T",), trace=True).trace
        assert trace is not None
        assert set(flaw.rows) <= set(trace["T"].matched)


@settings(max_examples=40)
@given(_tables(["FIRST", "PRIORITY"]))
def test_dead_rows_are_just_those_that_never_fire(built: Built) -> None:
    compiled, found, values, count = built
    dead = {
        flaw.rows[0]
        for code in ("table.dead-row", "table.never-matches", "table.contradiction")
        for flaw in _of(found, code)
    }
    fired = {row for facts in _points(values) for row in _matching(compiled, facts)}
    assert dead == set(range(1, count + 1)) - fired


@settings(max_examples=60)
@given(_tables(["ANY"]))
def test_conflicts_are_just_the_rows_that_match_together_and_differ(built: Built) -> None:
    compiled, found, values, _ = built
    conflicts = _of(found, "table.conflict")
    broken = [
        facts
        for facts in _points(values)
        if any(warning.code == "dmn.any" for warning in compiled.evaluate(facts, NOW, ("T",)).warnings)
    ]
    assert bool(conflicts) == bool(broken)
    for flaw in conflicts:
        warnings = compiled.evaluate(_facts_of(flaw), NOW, ("T",)).warnings
        assert [warning.code for warning in warnings] == ["dmn.any"]
