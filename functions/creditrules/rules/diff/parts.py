"""What a diff is made of: changes with their places, and tables by row, column and cell."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from creditrules.records import dataclass, field
from creditrules.rules.diff.words import Piece, word_changes

__all__ = [
    "Cell",
    "Change",
    "Column",
    "ColumnRole",
    "ContentDiff",
    "DiffKind",
    "Row",
    "Section",
    "TableDiff",
    "WholeTable",
]


class DiffKind(StrEnum):
    """What became of a part.

    RENAMED: the same part under another name. REWRITTEN: written differently, saying the same.
    """

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    CHANGED = "CHANGED"
    MOVED = "MOVED"
    RENAMED = "RENAMED"
    REWRITTEN = "REWRITTEN"


class Section(StrEnum):
    """Which part of a rule set, product or parameter a change is in; METADATA is everything around the others."""

    METADATA = "METADATA"
    FACTS = "FACTS"
    TYPES = "TYPES"
    FUNCTIONS = "FUNCTIONS"
    SERVICES = "SERVICES"
    DECISIONS = "DECISIONS"
    REASONS = "REASONS"
    TESTS = "TESTS"
    FEATURES = "FEATURES"
    RULE_SETS = "RULE_SETS"
    VALUES = "VALUES"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    place: where it stands in the newer content, in the older one if it was removed ("facts.age.type",
    "decisions.Findings.table.inputs[2]"); items without a name count from 1. before, after: the values as text, None
    where there is none. moved_from, moved_to: positions from 1 of what was MOVED, which has neither.
    """

    kind: DiffKind
    section: Section
    place: str
    before: str | None = None
    after: str | None = None
    moved_from: int | None = None
    moved_to: int | None = None

    @property
    def words(self) -> tuple[Piece, ...]:
        """The change of the text word by word; empty unless there are both texts."""
        return _words(self.before, self.after)


class ColumnRole(StrEnum):
    """INPUT columns hold conditions, OUTPUT columns results, ANNOTATION columns a rule's id and note."""

    INPUT = "INPUT"
    OUTPUT = "OUTPUT"
    ANNOTATION = "ANNOTATION"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its title in either version; None where a version does not have it."""

    role: ColumnRole
    before: str | None
    after: str | None

    @property
    def title(self) -> str:
        """The newer title, the older of a removed column."""
        return self.after if self.after is not None else self.before or ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row in both versions; None where the row or the column is not there."""

    before: str | None
    after: str | None
    changed: bool

    @property
    def words(self) -> tuple[Piece, ...]:
        """The change of the cell word by word; empty unless it changed and is in both versions."""
        return _words(self.before, self.after) if self.changed else ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row that differs. kind: CHANGED also where it moved as well. before, after: its positions, from 1."""

    kind: DiffKind
    place: str
    id: str | None
    before: int | None
    after: int | None
    moved: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class TableDiff:
    """A table in which something differs.

    columns: all columns of both versions; the cells of every row stand in their order. rows: those that differ, in
    the order of the newer table, removed ones where they stood. rows_before, rows_after: how many there are. owner: the
    decision or function that it is a part of, by its newer name; empty elsewhere, and where a service told the diff.
    Changes of the table's columns and of its hit policy are among the content's changes.
    """

    place: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    rows_before: int
    rows_after: int
    owner: str = field(default="", compare=False)

    def count(self, kind: DiffKind) -> int:
        """How many rows are of this kind."""
        return sum(1 for row in self.rows if row.kind is kind)


@dataclass(frozen=True, slots=True)
class WholeTable:
    """A table that came (ADDED) or went (REMOVED) together with what it is a part of; `rows`: how many it has."""

    kind: DiffKind
    owner: str
    rows: int


@dataclass(frozen=True, slots=True)
class ContentDiff:
    """Everything in which two contents of a document differ.

    whole_tables: tables of decisions and functions inside what `changes` tell of as added or removed.
    """

    changes: tuple[Change, ...] = ()
    tables: tuple[TableDiff, ...] = ()
    whole_tables: tuple[WholeTable, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True exactly when both contents have the same digest."""
        return not self.changes and not self.tables

    @property
    def says_the_same(self) -> bool:
        """Whether nothing differs but the writing."""
        return all(difference.kind is DiffKind.REWRITTEN for difference in self)

    def __iter__(self) -> Iterator[Change | Row]:
        """All differences, those of tables row by row."""
        yield from self.changes
        for table in self.tables:
            yield from table.rows


def _words(before: str | None, after: str | None) -> tuple[Piece, ...]:
    return () if before is None or after is None else word_changes(before, after)
