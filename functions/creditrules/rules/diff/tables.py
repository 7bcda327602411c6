"""Decision tables as they are written, read into columns and rows that can be compared cell by cell."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import zip_longest
from typing import Final

from creditrules.records import dataclass
from creditrules.rules.diff.parts import ColumnRole
from creditrules.rules.diff.values import Plain, is_list, mark, shown

__all__ = [
    "ABSENT",
    "TableRow",
    "WrittenColumn",
    "WrittenTable",
    "cell_text",
    "differ",
    "read_table",
    "read_tables",
    "said",
    "said_at_once",
    "same_words",
]

_ROW_KEYS: Final = frozenset({"id", "when", "then", "note"})


class _Absent:
    """A cell that is not written."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()
_TEXT: Final = frozenset({str})
_TEXTS: Final = frozenset({str, _Absent, type(None)})


@dataclass(frozen=True, slots=True)
class WrittenColumn:
    """A column. title: an input's expression, an output's name. written: as a mapping, even where a text stood."""

    role: ColumnRole
    title: str
    label: str
    written: Mapping[str, Plain]
    short: bool


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: its cells by column, and `style`, everything about how it is written that means nothing."""

    id: Plain
    note: Plain
    cells: tuple[Plain, ...]
    style: Hashable
    cell_styles: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """Columns, inputs first, and rows."""

    columns: tuple[WrittenColumn, ...]
    rows: tuple[TableRow, ...]
    absent_parts: frozenset[str]


def read_tables(
    before: Mapping[str, Plain], after: Mapping[str, Plain]
) -> tuple[WrittenTable | None, WrittenTable | None]:
    """Two versions of a table: rows of the same words at the same distance from the start or the end are one object."""
    old = read_table(before)
    return (None, None) if old is None else (old, read_table(after, before, old))


def read_table(
    value: Mapping[str, Plain], before: Mapping[str, Plain] | None = None, old: WrittenTable | None = None
) -> WrittenTable | None:
    """The table; None where it is not written as one, so that it can only be compared as plain values.

    before, old: another version of it, as it is written and as it was read; its rows are taken where they are the same.
    """
    parts = [value.get(part, ()) for part in ("inputs", "outputs", "rules")]
    written, results, rules = (part if is_list(part) else None for part in parts)
    if written is None or results is None or rules is None:
        return None
    columns = [_column(ColumnRole.INPUT, item) for item in written]
    columns += [_column(ColumnRole.OUTPUT, item) for item in results]
    if any(column is None for column in columns):
        return None
    sure = tuple(column for column in columns if column is not None)
    reader = _RowReader(sure, len(written))
    known = _known_rows(rules, before, old, sure) if before is not None and old is not None else ()
    read = (row or reader.row(rule) for rule, row in zip_longest(rules, known))
    rows = tuple(row for row in read if row is not None)
    absent = frozenset(part for part in ("inputs", "outputs", "rules") if part not in value)
    return WrittenTable(sure, rows, absent) if len(rows) == len(rules) else None


def _known_rows(
    rules: Sequence[Plain], before: Mapping[str, Plain], old: WrittenTable, columns: Sequence[WrittenColumn]
) -> Sequence[TableRow | None]:
    """By row the one of another version that is written alike in the same place, counted from either end."""
    others = before.get("rules", ())
    if not is_list(others) or [column.role for column in columns] != [column.role for column in old.columns]:
        return ()
    back = len(rules) - len(others)
    found: list[TableRow | None] = [None] * len(rules)
    for place, rule in enumerate(rules):
        for other in (place, place - back):
            if 0 <= other < len(others) and _same_texts(rule, others[other]):
                found[place] = old.rows[other]
                break
    return found


def _same_texts(rule: Plain, other: Plain) -> bool:
    """Whether two rows of texts only are written alike; Python's `==` takes other values that differ for the same."""
    if type(rule) is not dict or type(other) is not dict or rule != other:
        return False
    when, then = rule.get("when"), rule.get("then")
    return (
        type(when) is list
        and type(then) is list
        and _TEXT.issuperset(map(type, when))
        and _TEXT.issuperset(map(type, then))
        and type(rule.get("id", "")) is str
        and type(rule.get("note", "")) is str
    )


def same_words(one: TableRow, other: TableRow) -> bool:
    """Whether two rows are texts only, and the same ones, so that they say the same without being looked into."""
    return (
        one.cells == other.cells
        and _TEXTS.issuperset(map(type, one.cells))
        and _TEXTS.issuperset(map(type, other.cells))
    )


def said_at_once(row: TableRow, inputs: int) -> tuple[Hashable, ...] | None:
    """What `said` makes of each cell of a row, where that is the cells themselves: texts, and no result "null"."""
    cells = row.cells
    return cells if _TEXT.issuperset(map(type, cells)) and "null" not in cells[inputs:] else None


def said(role: ColumnRole, cell: Plain) -> Hashable:
    """What a cell says: a condition that is not there is "-", a result that is not there is null."""
    if cell is ABSENT or cell is None or cell == ("-" if role is ColumnRole.INPUT else "null"):
        return "-" if role is ColumnRole.INPUT else None
    return mark(cell)


def _column(role: ColumnRole, item: Plain) -> WrittenColumn | None:
    key = "expression" if role is ColumnRole.INPUT else "name"
    if isinstance(item, str):
        return WrittenColumn(role, item, "", {key: item}, short=True)
    if not isinstance(item, Mapping) or not isinstance(item.get(key, ""), str):
        return None
    label = item.get("label", "")
    first = next(iter(label.values()), "") if isinstance(label, Mapping) else label
    return WrittenColumn(role, str(item.get(key, "")), first if isinstance(first, str) else "", item, short=False)


class _RowReader:
    """Reads the three forms in which a row may be written."""

    def __init__(self, columns: Sequence[WrittenColumn], inputs: int) -> None:
        self._columns = columns
        self._inputs = inputs
        self._places = tuple(_places(part) for part in (columns[:inputs], columns[inputs:]))

    def row(self, rule: Plain) -> TableRow | None:
        if is_list(rule):
            width = len(self._columns)
            styles = _blank_styles(rule)
            return TableRow(ABSENT, ABSENT, tuple(rule), "short", styles) if len(rule) == width else None
        if not isinstance(rule, Mapping) or not _ROW_KEYS.issuperset(rule):
            return None
        when = self._cells(rule.get("when", ABSENT), 0)
        then = self._cells(rule.get("then", ABSENT), 1)
        if when is None or then is None:
            return None
        return TableRow(
            rule.get("id", ABSENT),
            rule.get("note", ABSENT),
            (*when[0], *then[0]),
            ("long", when[2], then[2]),
            (*when[1], *then[1]),
        )

    def _cells(self, part: Plain, side: int) -> tuple[tuple[Plain, ...], tuple[Hashable, ...], str] | None:
        """The cells of one side, how each is written, and the form that the side is written in."""
        width = len(self._columns) - self._inputs if side else self._inputs
        if part is ABSENT or part is None:
            return (ABSENT,) * width, ("",) * width, "absent" if part is ABSENT else "null"
        if isinstance(part, Mapping):
            return self._named(part, side, width)
        cells = tuple(part) if is_list(part) else (part,)
        if len(cells) != width:
            return None
        return cells, _blank_styles(cells), "list" if is_list(part) else "scalar"

    def _named(
        self, part: Mapping[str, Plain], side: int, width: int
    ) -> tuple[tuple[Plain, ...], tuple[Hashable, ...], str] | None:
        cells: list[Plain] = [ABSENT] * width
        styles: list[Hashable] = [""] * width
        for name, cell in part.items():
            place, kind = self._places[side].get(name, (-1, ""))
            if place < 0 or styles[place]:
                return None
            cells[place] = cell
            styles[place] = (kind, _blank_style(cell))
        return tuple(cells), tuple(styles), "named"


def _blank_styles(cells: Sequence[Plain]) -> tuple[Hashable, ...]:
    """`_blank_style` of each: nearly all cells of large tables are texts, which are told apart in one go."""
    if _TEXT.issuperset(map(type, cells)):
        return tuple([cell if cell == "-" or cell == "null" else "written" for cell in cells])  # noqa: PLR1714 - a set is slower
    return tuple(map(_blank_style, cells))


def _blank_style(cell: Plain) -> str:
    """Tells apart what `said` takes for the same."""
    if cell is None:
        return "none"
    return cell if isinstance(cell, str) and cell in {"-", "null"} else "written"


def _places(columns: Sequence[WrittenColumn]) -> dict[str, tuple[int, str]]:
    places: dict[str, tuple[int, str]] = {}
    for place, column in enumerate(columns):
        for name, kind in ((column.title, "title"), (column.label, "label")):
            if name:
                places.setdefault(name, (place, kind))
    return places


def cell_text(cell: Plain, role: ColumnRole) -> str:
    """A cell for a reader."""
    if cell is ABSENT:
        return "-" if role is ColumnRole.INPUT else "" if role is ColumnRole.ANNOTATION else "null"
    return shown(cell)


def differ(before: Plain, after: Plain) -> bool:
    """Whether two values, each of which may be absent, are not the same."""
    if before is after:
        return False
    return (before is ABSENT) != (after is ABSENT) or (before is not ABSENT and mark(before) != mark(after))
