"""The columns of a table as axes: for each row the stretches of an axis that its cells admit, exactly.

Columns that test the same thing are one axis. An axis ends with null where the tested value may be null.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from creditrules.dmn.analysis.tables.line import KNOWN, Stretch, is_empty
from creditrules.dmn.analysis.tables.origins import Origin, Tested
from creditrules.dmn.check.cells import CheckedCells
from creditrules.dmn.check.checked import CheckedInput, CheckedTable
from creditrules.dmn.check.texts import condition_text
from creditrules.dmn.domains.constants import constant_value
from creditrules.dmn.model.coded import CodedTexts, conditions_of
from creditrules.dmn.table.build import KINDS, admits_null, cell_set_of, limit_of
from creditrules.dmn.table.region import ALL, NOTHING, CellSet, Cut, Kind, Region, key_of, kind_of
from creditrules.dmn.table.simple_sets import simple_set
from creditrules.feel import ANY, STRING, Checked, ast
from creditrules.records import dataclass, field

__all__ = ["Axis", "Ranges", "axes_of"]

Ranges = tuple[tuple[int, int], ...]
"""Half-open ranges of stretches, ascending, none touching another."""


@dataclass(frozen=True, slots=True)
class Axis:
    """What one or more columns test.

    name: as the columns say it. columns: from 1. stretches: of its values, ascending, all of them possible; the number
    of the last range is that of null where `nullable`. rows: by row what its cells admit, the whole where they are
    vague. codes: by row a number from 0 for these ranges, in the order in which they come up. sure: what there
    certainly may be: null only of a fact, and of a text that is none only what some row admits. contrary: rows (from 0)
    whose cells together admit nothing at all. vague: rows (from 0) whose cells are no sets of constants, each with the
    first such column. bounded: whether the stretches are just the allowed values.
    """

    name: str
    columns: tuple[int, ...]
    tested: Tested
    kind: Kind | None
    stretches: tuple[Stretch, ...]
    nullable: bool
    rows: tuple[Ranges, ...]
    codes: Sequence[int]
    sure: Ranges
    contrary: frozenset[int] = frozenset()
    vague: Mapping[int, int] = field(default_factory=dict)
    bounded: bool = True

    @property
    def size(self) -> int:
        """How many stretches there are, null among them."""
        return len(self.stretches) + self.nullable

    def is_contradiction(self, row: int) -> bool:
        """Whether the cells of a row (from 0) admit nothing, whatever is allowed."""
        return row in self.contrary

    @property
    def values(self) -> Ranges:
        """All of it but null."""
        return ((0, len(self.stretches)),) if self.stretches else ()

    @property
    def whole(self) -> Ranges:
        """All of it."""
        return ((0, self.size),) if self.size else ()


@dataclass(frozen=True, slots=True)
class _Cell:
    """What the cells of a row in the columns of one axis admit; vague: the first column whose cell says no set."""

    region: Region
    null: bool
    vague: int = 0


_Sets = Mapping[str, CellSet | None]
"""By text, what the cells of a column stand for."""


def axes_of(table: CheckedTable, tested: Sequence[Tested]) -> tuple[Axis, ...]:
    """The axes of a table. tested: what each column tests."""
    together: dict[str, list[int]] = {}
    for column, each in enumerate(tested, 1):
        together.setdefault(each.name, []).append(column)
    return tuple(_axis(table, columns, tested[columns[0] - 1]) for columns in together.values())


def _axis(table: CheckedTable, columns: Sequence[int], tested: Tested) -> Axis:
    parts = [table.inputs[column - 1] for column in columns]
    texts = _texts(table, columns)
    sets = [_sets(part.cells) for part in parts]
    kind = _kind(parts, sets, tested)
    read = _cells_read(parts, sets, columns, kind)
    cells = {text: _cell(read, text) for text in texts.texts}
    demands = [allowed for part in parts for allowed in (part.allowed, part.domain.allowed) if allowed is not None]
    demands += tested.demands
    limit = limit_of(demands)
    inside = limit.region if limit is not None and limit.kind == kind else tested.values_of(kind)
    cuts = {cut for cell in cells.values() for cut in cell.region.cuts}
    stretches = tuple(_stretches(kind, cuts, inside))
    lows = [_order(low) for low, _ in stretches]
    places = {cut: bisect_left(lows, (True, cut)) for cut in cuts}
    nullable = tested.nullable
    ranges = {text: _ranges(cell, places, len(stretches), nullable=nullable) for text, cell in cells.items()}
    bounded = not demands or (limit is not None and limit.kind == kind)
    by_text = [ranges[text] for text in texts.texts]
    numbers = {each: number for number, each in enumerate(dict.fromkeys(by_text))}
    rows = tuple(map(by_text.__getitem__, texts.codes))
    codes = list(map([numbers[each] for each in by_text].__getitem__, texts.codes))
    sure = _sure(tested, kind, stretches, numbers)
    odd = {text for text, cell in cells.items() if cell.vague or (cell.region == NOTHING and not cell.null)}
    strange = [(row, cells[text]) for row, text in enumerate(texts) if text in odd] if odd else []
    vague = {row: cell.vague for row, cell in strange if cell.vague}
    contrary = frozenset(row for row, cell in strange if cell.region == NOTHING and not cell.null)
    return Axis(
        tested.name, tuple(columns), tested, kind, stretches, nullable, rows, codes, sure, contrary, vague, bounded
    )


def _texts(table: CheckedTable, columns: Sequence[int]) -> CodedTexts[Any]:
    """The cells in these columns by row: the text of one, a tuple of several."""
    written = [conditions_of(table.table.rules, column - 1) for column in columns]
    meant = [CodedTexts(tuple(map(condition_text, each.texts)), each.codes) for each in written]
    return meant[0] if len(meant) == 1 else CodedTexts.of(zip(*meant, strict=True))


def _sets(cells: CheckedCells) -> _Sets:
    """What each text of a column stands for; of plain ones, without a tree."""
    return {text: simple_set(text) if cells.is_plain(text) else cell_set_of(cells[text]) for text in cells}


def _sure(tested: Tested, kind: Kind | None, stretches: Sequence[Stretch], admitted: Iterable[Ranges]) -> Ranges:
    count = len(stretches)
    if tested.origin is Origin.FACT:
        count += tested.nullable
    elif kind == KINDS[STRING] and tested.values is None:
        taken = sorted(each for ranges in admitted for each in ranges)
        return _joined((low, min(high, count)) for low, high in taken if low < count)
    return ((0, count),) if count else ()


def _kind(parts: Sequence[CheckedInput], sets: Sequence[_Sets], tested: Tested) -> Kind | None:
    """The kind of most cells; else that of the declared type."""
    counts: dict[Kind, int] = {}
    for cells in sets:
        for found in cells.values():
            if found is not None and found.kind is not None:
                counts[found.kind] = counts.get(found.kind, 0) + 1
    if counts:
        return max(counts, key=lambda kind: counts[kind])
    declared = next((part.domain.type for part in parts if part.domain.type != ANY), tested.type)
    return KINDS.get(declared)


def _cells_read(
    parts: Sequence[CheckedInput], sets: Sequence[_Sets], columns: Sequence[int], kind: Kind | None
) -> Sequence[Mapping[str, _Cell]]:
    nulls: dict[tuple[Kind | None, str], bool] = {}

    def read(part: CheckedInput, found: CellSet | None, text: str, column: int) -> _Cell:
        if found is None and _holds_nothing(part.cells[text]):
            return _Cell(NOTHING, null=False)
        if found is None or (found.kind is not None and (found.kind != kind or kind not in KNOWN)):
            return _Cell(ALL, null=True, vague=column)
        key = (found.kind, found.shape)
        if key not in nulls:
            nulls[key] = admits_null(part.cells[text])
        return _Cell(found.region, nulls[key])

    return [
        {text: read(part, found, text, column) for text, found in cells.items()}
        for part, cells, column in zip(parts, sets, columns, strict=True)
    ]


def _holds_nothing(checked: Checked) -> bool:
    """Whether a cell is one interval without a value in it, such as (5..5)."""
    tests = checked.expr
    if not checked.ok or not isinstance(tests, ast.UnaryTests) or tests.negated or len(tests.tests) != 1:
        return False
    [test] = tests.tests
    if not isinstance(test, ast.Interval) or (test.low_closed and test.high_closed):
        return False
    low, high = constant_value(checked, test.low), constant_value(checked, test.high)
    return kind_of(low) is not None and kind_of(low) == kind_of(high) and key_of(low) == key_of(high)


def _cell(read: Sequence[Mapping[str, _Cell]], text: Any) -> _Cell:
    """What the cells of a row admit together. text: as `_texts` has it."""
    if len(read) == 1:
        return read[0][text]
    region, null, vague = ALL, True, 0
    for cell in (read[at][each] for at, each in enumerate(text)):
        vague = vague or cell.vague
        region, null = region.intersection(cell.region), null and cell.null
    return _Cell(region, null, vague)


def _stretches(kind: Kind | None, cuts: AbstractSet[Cut], inside: Region) -> Iterator[Stretch]:
    """The line cut wherever a row begins or ends, as far as there are values, and they are allowed."""
    if kind is None or kind not in KNOWN:
        yield (None, None)
        return
    every = cuts | set(inside.cuts)
    if kind[0] is bool:
        every |= {(value, after) for value in (False, True) for after in (False, True)}
    within, limits = inside.starts, set(inside.cuts)
    low: Cut | None = None
    for high in (*sorted(every), None):
        if within and not is_empty(kind, (low, high)):
            yield low, high
        within ^= high in limits
        low = high


def _order(low: Cut | None) -> tuple[bool, Cut]:
    return (low is not None, low or (0, False))


def _ranges(cell: _Cell, places: Mapping[Cut, int], count: int, *, nullable: bool) -> Ranges:
    """Which of so many stretches a cell admits. places: for each cut how many of them begin before it."""
    bounds = [places[cut] for cut in cell.region.cuts]
    if cell.region.starts:
        bounds.insert(0, 0)
    if len(bounds) % 2:
        bounds.append(count)
    pairs = [(low, high) for low, high in zip(bounds[::2], bounds[1::2], strict=True) if low < high]
    if nullable and cell.null:
        pairs.append((count, count + 1))
    return _joined(pairs)


def _joined(pairs: Iterable[tuple[int, int]]) -> Ranges:
    found: list[tuple[int, int]] = []
    for low, high in pairs:
        if found and found[-1][1] >= low:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)
