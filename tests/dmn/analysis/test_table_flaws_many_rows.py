"""Tables of many rows: their cells read without trees, rows that meet, and rows that never count, as trying shows."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import product

import pytest
from tests.eligibility.test_eligibility_growth import calls

from creditrules.dmn import CheckedModel, Flaw, check_model, read_model
from creditrules.dmn.analysis import verify_model
from creditrules.dmn.analysis.tables import dead, meeting, origins, points, space, told
from creditrules.dmn.analysis.tables.axes import Ranges, axes_of
from creditrules.dmn.analysis.tables.budget import Budget
from creditrules.dmn.analysis.tables.dead import find_dead
from creditrules.dmn.analysis.tables.meeting import Meetings
from creditrules.dmn.analysis.tables.space import common
from creditrules.dmn.analysis.tables.subject import Subject
from creditrules.dmn.check.checked import CheckedTable
from creditrules.feel import Unknown

Row = Sequence[tuple[int, int]]
"""By column the numbers that a row admits, from one to another, both included."""
MOST = 12


def table_of(rules: Sequence[Sequence[str]], types: Sequence[str], policy: str) -> tuple[CheckedTable, CheckedModel]:
    names = [f"f{at}" for at in range(len(types))]
    facts = [{"name": name, "type": type_} for name, type_ in zip(names, types, strict=True)]
    outputs = [{"name": "out", "type": "string", "allowedValues": '"y", "x"'}]
    table = {"hitPolicy": policy, "inputs": names, "outputs": outputs, "rules": [list(rule) for rule in rules]}
    model = read_model({"facts": facts, "decisions": [{"name": "T", "table": table}]}).model
    assert model is not None
    checked = check_model(model)
    found = checked.decisions["T"].value
    assert isinstance(found, CheckedTable)
    return found, checked


def subject_of(rules: Sequence[Sequence[str]], types: Sequence[str], policy: str = "FIRST") -> Subject:
    table, model = table_of(rules, types, policy)
    scope = {name: Unknown(frozenset((name,))) for name in model.facts}
    return Subject(table, origins.tested_in(table, model, frozenset()), scope, Budget(10**9))


CELLS = [
    "5", "-2", "0", "0.0", "2.50", "< 3", "<=3", "> 2", ">= 2", "[1..4]", "(1..4)", "[1 .. 4)", "(1..4]", "(3..3)",
    "-", "", "not(5)", "5, 6", "null", "not(null)", "< 0, > 9", "abs(?) > 2", 'f1 = "A"',
]  # fmt: skip
TEXTS = ['"A"', '"B"', '""', '"A", "B"', 'not("A")', "-", '"C"']


def test_cells_without_trees_make_the_same_axes() -> None:
    chance = random.Random(3)  # noqa: S311 - a fixed sequence
    rules = [[cell, chance.choice(TEXTS), '"x"'] for cell in CELLS for _ in range(3)]
    table, model = table_of(rules, ["number", "string"], "FIRST")
    tested = origins.tested_in(table, model, frozenset())
    assert table.inputs[0].cells.is_plain("[1..4]")
    found = axes_of(table, tested)
    for part in table.inputs:
        assert all(part.cells[text] for text in part.cells)
    assert not table.inputs[0].cells.is_plain("[1..4]")
    assert found == axes_of(table, tested)
    for axis in found:
        ranges = list(dict.fromkeys(axis.rows))
        assert [ranges[code] for code in axis.codes] == list(axis.rows)


def some_ranges(chance: random.Random, most: int) -> Ranges:
    ends = sorted(chance.sample(range(40), 2 * chance.randrange(most + 1)))
    return tuple(zip(ends[::2], ends[1::2], strict=True))


@pytest.mark.parametrize(("most", "stripe"), [(1, 0), (3, 0), (8, 0), (1, 7), (3, 7)])
def test_rows_that_meet(most: int, stripe: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if stripe:
        monkeypatch.setattr(meeting, "_STRIPE", stripe)
        monkeypatch.setattr(meeting, "_MASK_BYTES", 0)
    chance, count = random.Random(most), 60  # noqa: S311 - a fixed sequence
    axes = [[some_ranges(chance, most) for _ in range(count)] for _ in range(2)]
    meetings = Meetings(axes, count, Budget(10**9))
    for row in range(count):
        met = {other for other in range(count) if all(common(axis[row], axis[other]) for axis in axes)}
        assert {other for other in range(count) if meetings.of(row + 1) >> (count - 1 - other) & 1} == met


def some_rows(chance: random.Random, count: int, columns: int) -> Iterator[Row]:
    for _ in range(count):
        lows = [chance.randrange(MOST) for _ in range(columns)]
        yield [(low, min(MOST - 1, low + chance.randrange(1, 7))) for low in lows]


def written(row: Row, result: str) -> list[str]:
    return [*(f"[{low}..{high}]" for low, high in row), f'"{result}"']


def fired(rows: Sequence[Row], order: Sequence[int]) -> set[int]:
    """The rows (from 1) that come first somewhere; only whole numbers and their neighbourhood count."""
    found = set()
    for point in product([each / 2 for each in range(2 * MOST)], repeat=len(rows[0])):
        inside = (
            at for at in order if all(low <= each <= high for each, (low, high) in zip(point, rows[at], strict=True))
        )
        found.add(next(inside, -1) + 1)
    return found


@pytest.mark.parametrize("policy", ["FIRST", "PRIORITY"])
@pytest.mark.parametrize("seed", range(4))
def test_rows_that_never_count_are_just_those_that_fire_nowhere(
    seed: int, policy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (dead, told):
        monkeypatch.setattr(module, "TABLE_FLAWS", 10**6)
    monkeypatch.setattr(dead, "_FIRST_ROWS", 10 if seed % 2 else 1_000)
    chance = random.Random(seed)  # noqa: S311 - a fixed sequence
    rows = list(some_rows(chance, 150, 2))
    results = [chance.choice("xy") for _ in rows]
    subject = subject_of([written(*each) for each in zip(rows, results, strict=True)], ["number"] * 2, policy)
    found = {flaw.rows[0] for flaw in find_dead(subject) if flaw.code == "table.dead-row"}
    first = sorted(range(len(rows)), key=lambda at: (policy == "PRIORITY" and results[at] == "x", at))
    assert found == set(range(1, len(rows) + 1)) - fired(rows, first)
    assert len(found) > 20


def flaws_of(subject: Subject) -> list[Flaw]:
    return list(find_dead(subject))


def test_no_more_is_looked_for_than_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(9)  # noqa: S311 - a fixed sequence
    rules = [written(row, "x") for row in some_rows(chance, 300, 2)]
    short = subject_of(rules, ["number"] * 2)
    some = flaws_of(short)
    for module in (dead, told):
        monkeypatch.setattr(module, "TABLE_FLAWS", 10**6)
    whole = subject_of(rules, ["number"] * 2)
    every = flaws_of(whole)
    for code in ("table.dead-row", "table.masked-row"):
        told_of = [flaw.rows for flaw in some if flaw.code == code]
        assert told_of == [flaw.rows for flaw in every if flaw.code == code][:20]
    assert whole.budget.left < short.budget.left


def test_points_change_nothing_of_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(4)  # noqa: S311 - a fixed sequence
    texts = [f'"T{number}"' for number in range(5)]
    third = [*texts, "-", f"not({texts[0]})"]
    rules = [[*written(row, "x")[:2], chance.choice(third), '"x"'] for row in some_rows(chance, 250, 2)]
    make = partial(subject_of, rules, ["number", "number", "string"])
    found = flaws_of(make())
    monkeypatch.setattr(points.Points, "least", lambda _, __, others: others)
    monkeypatch.setattr(points.Points, "fewest", lambda _, __, others: others)
    assert found == flaws_of(make())


def test_a_table_whose_rows_all_count_is_soon_known_as_such() -> None:
    rules = [[f"[{row}..{row + 1})", ">= 0", "< 100", '"x"'] for row in range(2_000)] + [["-", "-", "-", '"y"']]
    _, model = table_of(rules, ["number"] * 3, "FIRST")
    found = verify_model(model, steps=30_000)
    assert [flaw.code for flaw in found.flaws if flaw.code != "table.mergeable"] == ["table.masked-row"]


def crowded(rows: int) -> tuple[Sequence[Sequence[str]], Sequence[str]]:
    """Rows of intervals of their own on six columns: of the space between them very many pieces are left."""
    chance = random.Random(3)  # noqa: S311

    def cell(most: int, length: int) -> str:
        low = chance.randrange(most)
        return f"[{low}..{low + chance.randrange(1, length)}]"

    return [[cell(9_000, 900), *(cell(40, 20) for _ in range(5)), '"x"'] for _ in range(rows)], ["number"] * 6


def test_pieces_of_what_is_left_are_bounded_as_rows_are() -> None:
    _, model = table_of(*crowded(300), "FIRST")
    found: list[Flaw] = []
    taken = calls(lambda: found.extend(verify_model(model).flaws))
    assert any(flaw.code == "table.gap" for flaw in found)
    assert taken < 3_500_000  # 6,300,000 where each piece was put together anew for each range of each column


def test_what_is_left_is_left_however_few_pieces_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = subject_of(*crowded(60))
    monkeypatch.setattr(space, "_MOST_MADE", 300)
    searched = space.Space(subject.axes, subject.count, subject.sure, subject.budget)
    boxes = searched.uncovered(subject.every)
    assert boxes
    assert not searched.complete
    for row in range(subject.count):
        for box in boxes[:200]:
            assert not all(common(axis.rows[row], part) for axis, part in zip(subject.axes, box, strict=True))
