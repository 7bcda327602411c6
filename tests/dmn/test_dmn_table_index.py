"""Row sets of a column: the same whether all are kept or only some, and bounded in size."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from creditrules.dmn import check_model, compile_model, limits, read_model
from creditrules.dmn.table.column import CellRows, build_column
from creditrules.dmn.table.points import packed
from creditrules.dmn.table.region import ALL, CellSet, Region
from creditrules.dmn.table.rows import bit, mask_of, members, picked, up_to
from creditrules.feel import Date, DateTime, Time
from creditrules.feel.temporal import UTC_ZONE
from creditrules.records import replace

NUMBER_KIND = (Decimal, False)
NOW = DateTime(Date(2026, 1, 1), Time(0, UTC_ZONE))
cuts = st.lists(st.tuples(st.integers(0, 9).map(Decimal), st.booleans()), max_size=4, unique=True).map(sorted)
regions = st.builds(lambda starts, at: Region(starts, tuple(at)), st.booleans(), cuts)


def holds(region: Region, value: Decimal) -> bool:
    """Membership as one would read it: every cut below the value turns it."""
    passed = [cut for cut in region.cuts if cut[0] < value or (cut[0] == value and not cut[1])]
    return region.starts ^ (len(passed) % 2 == 1)


@given(st.lists(regions, min_size=1, max_size=40), regions | st.none(), st.integers(1, 200))
def test_a_column_answers_alike_however_much_of_it_is_kept(
    rows: list[Region], limit: Region | None, budget: int
) -> None:
    cells = [CellRows(CellSet(NUMBER_KIND, region, "x"), [row], False) for row, region in enumerate(rows, 1)]
    allowed = CellSet(NUMBER_KIND, limit, "x") if limit is not None else None
    column = build_column(cells, len(rows), allowed, None, budget)
    small = replace(column, points=packed(column.points))
    for value in (Decimal(half) / 2 for half in range(-2, 22)):
        found = column.rows(value)
        assert found is not None
        assert small.rows(value) == found
        expected = [row for row, region in enumerate(rows, 1) if holds(region, value)]
        assert list(members(found, len(rows))) == (expected if limit is None or holds(limit, value) else [])
    assert list(column.stretches())[1::2] == [column.rows(point) for point in column.points]
    ends = [Decimal(-1), *column.points, Decimal(11)]
    between = [(one + other) / 2 for one, other in pairwise(ends)]
    assert list(column.stretches())[0::2] == [column.rows(value) for value in between]


listed = st.lists(st.integers(0, 9).map(Decimal), max_size=3, unique=True)


@given(
    st.lists(listed, min_size=1, max_size=40), regions | st.none(), st.integers(1, 200), st.sampled_from(["", "not"])
)
def test_single_values_are_found_by_hash_however_much_is_kept(
    rows: list[list[Decimal]], limit: Region | None, budget: int, sign: str
) -> None:
    negated = bool(sign)
    regions = [Region(negated, tuple((key, after) for key in sorted(row) for after in (False, True))) for row in rows]
    cells = [CellRows(CellSet(NUMBER_KIND, region, "="), [row], False) for row, region in enumerate(regions, 1)]
    allowed = CellSet(NUMBER_KIND, limit, "x") if limit is not None else None
    column = build_column(cells, len(rows), allowed, None, budget)
    assert (column.exact is not None) or limit is not None
    for value in (Decimal(half) / 2 for half in range(-2, 22)):
        expected = [number for number, row in enumerate(rows, 1) if (value in row) != negated]
        found = column.rows(value)
        assert found is not None
        assert list(members(found, len(rows))) == (expected if limit is None or holds(limit, value) else [])


@given(regions, regions)
def test_regions_combine_like_sets(left: Region, right: Region) -> None:
    for value in (Decimal(half) / 2 for half in range(-2, 22)):
        one, other = holds(left, value), holds(right, value)
        assert holds(left.union(right), value) == (one or other)
        assert holds(left.intersection(right), value) == (one and other)
        assert holds(left.complement(), value) == (not one)
        assert holds(ALL, value)


@given(st.integers(1, 700).flatmap(lambda count: st.tuples(st.just(count), st.sets(st.integers(1, count)))))
@example((700, set(range(100, 160))))
@example((700, set(range(100, 700))))
def test_rows_come_back_in_order(drawn: tuple[int, set[int]]) -> None:
    count, rows = drawn
    mask = mask_of([count - row for row in rows])
    assert list(members(mask, count)) == list(picked(range(1, count + 1), mask)) == sorted(rows)
    assert mask == sum(bit(row, count) for row in rows)
    assert up_to(count // 2, count) == sum(bit(row, count) for row in range(1, count // 2 + 1))


def test_a_large_table_of_distinct_values_stays_within_its_bounds() -> None:
    rules = [[f"[{row}..{row + 2})", f'"v{row}"', row] for row in range(1, 9_001)]
    facts = [{"name": "n", "type": "number"}, {"name": "t", "type": "string"}]
    table = {"hitPolicy": "C", "inputs": ["n", "t"], "outputs": [{"name": "o", "type": "number"}], "rules": rules}
    model = read_model({"facts": facts, "decisions": [{"name": "T", "table": table}]}).model
    assert model is not None
    compiled = compile_model(check_model(model))
    for row in (1, 2, 777, 9_000):
        answer = compiled.evaluate({"n": Decimal(row), "t": f"v{row}"}, NOW, ("T",))
        assert [each.row for each in answer.tables["T"].fired] == [row]
        assert not compiled.evaluate({"n": Decimal(row), "t": "v0"}, NOW, ("T",)).tables["T"].fired


numbers = st.decimals(allow_nan=False, allow_infinity=False)


@given(st.lists(numbers | st.decimals(-10, 10, places=3) | st.just(Decimal("1E3")), unique=True).map(sorted))
def test_packed_points_are_the_same(points: list[Decimal]) -> None:
    found = packed(points)
    assert list(found) == [found[at] for at in range(len(found))] == points
    assert list(found[1:3]) == points[1:3]


def refused(tables: list[dict[str, object]]) -> list[tuple[str, str]]:
    decisions = [{"name": f"T{at}", "table": table} for at, table in enumerate(tables)]
    return [(each.code, each.place) for each in read_model({"decisions": decisions}).diagnostics]


def test_a_table_with_too_many_rows_is_refused() -> None:
    table = {"inputs": ["n"], "outputs": ["o"], "rules": [["1", "2"]] * (limits.ROWS + 1)}
    assert refused([table]) == [("dmn.too-large", "decisions.T0")]


def test_a_model_with_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CELLS", 40)
    table = {"inputs": ["n"], "outputs": ["o"], "rules": [["1", "2"]] * 15}
    assert refused([table]) == []
    assert refused([table, table]) == [("dmn.too-large", "decisions.T1")]


def test_a_model_with_too_many_cells_to_be_parsed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells of the same text are parsed once; numbers, comparisons and intervals are not."""
    monkeypatch.setattr(limits, "EXPRESSIONS", 20)
    plain = {"inputs": ["n"], "outputs": ["o"], "rules": [[f"[{row}..{row + 2})", row] for row in range(30)]}
    alike = {"inputs": ["n"], "outputs": ["o"], "rules": [["> a + b", "a + 1"]] * 30}
    parsed = {"inputs": ["n"], "outputs": ["o"], "rules": [[f"> a + {row}", row] for row in range(15)]}
    assert refused([plain, alike, parsed]) == []
    assert refused([plain, parsed, parsed]) == [("dmn.too-large", "decisions.T2")]
