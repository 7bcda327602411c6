"""What the rows of a table result in, as far as that is known before any applicant comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from creditrules.collecting import uncollected
from creditrules.dmn.evaluation import Fired, KnownAnswer, TableOutcome
from creditrules.dmn.model_run import ModelRun
from creditrules.dmn.table.policies import Policy
from creditrules.dmn.table.rows import picked
from creditrules.feel import NOT_CONSTANT, Date, DateTime, DaysDuration, MonthsDuration, Time, Value

__all__ = ["KnownResults"]

_SCALARS = frozenset((type(None), Decimal, str, bool, Date, Time, DateTime, DaysDuration, MonthsDuration))

_FEW: Final = 16
_MOST: Final = 2_000
"""Sets of rows, of so few rows each, of which is kept what the table comes to."""
_MOST_STEPS: Final = 1_000
"""What takes more is worked out each time, so that the clock of the request is looked at in between."""


class KnownResults:
    """The output entries that hang on nothing. Equal entries are one object.

    all: whether those of every row are known.
    """

    __slots__ = (
        "_answers",
        "_by_rows",
        "_classes",
        "_comparable",
        "_entries",
        "_fired",
        "_ids",
        "_policy",
        "_ranks",
        "all",
    )

    def __init__(self, ids: Sequence[str | None], entries: Sequence[Value], policy: Policy) -> None:
        """ids: of the rows. entries: by row; NOT_CONSTANT where something has to be run, or is not as it has to be."""
        self._ids, self._entries, self._policy = ids, entries, policy
        self.all = not any(each is NOT_CONSTANT for each in entries)
        self._comparable: bool | None = None
        self._by_rows: dict[int, KnownAnswer] = {}
        self._answers: list[KnownAnswer | None] = [None] * len(entries)
        self._fired: tuple[Fired, ...] | None = None
        self._classes: Sequence[int] | None = None
        self._ranks: Sequence[Any] | None = None

    def answer(self, row: int) -> KnownAnswer | None:
        """What the table comes to where this row is the one that counts; None where that is not known."""
        found = self._answers[row - 1]
        if found is None and self._entries[row - 1] is not NOT_CONSTANT:
            entry = self._entries[row - 1]
            outcome = TableOutcome((Fired(row, self._ids[row - 1], entry),))
            found = self._answers[row - 1] = KnownAnswer(outcome, entry)
        return found

    def kept(self, rows: int) -> KnownAnswer | None:
        """What was kept of these very rows."""
        return self._by_rows.get(rows)

    def paid(self, run: ModelRun, rows: int) -> KnownAnswer | None:
        """What was kept of these rows, paid for as if it were worked out again; None where too little may be left."""
        kept = self._by_rows.get(rows)
        if kept is None or run.steps < kept.steps or run.memory < kept.memory:
            return None
        run.steps -= kept.steps
        run.memory -= kept.memory
        return kept

    def keep(self, rows: int, answer: KnownAnswer) -> None:
        """Keep what a set of rows came to without a warning, where it hangs on nothing but the rows."""
        few = 0 < rows.bit_count() <= _FEW and answer.steps <= _MOST_STEPS
        if self.all and few and len(self._by_rows) < _MOST:
            self._by_rows[rows] = answer

    def fired(self, rows: int) -> tuple[Fired, ...]:
        """The rows of a set, where those of every row are known."""
        if self._fired is None:
            each = enumerate(zip(self._ids, self._entries, strict=True), 1)
            with uncollected():
                self._fired = tuple([Fired(row, id_, entry) for row, (id_, entry) in each])
        return tuple(picked(self._fired, rows))

    def values(self, rows: int) -> list[Value]:
        """The entries of a set of rows."""
        return list(picked(self._entries, rows))

    def ranks(self) -> Sequence[Any]:
        """By row its place in the order of priority; equal for rows of equal priority."""
        if self._ranks is None:
            rank = self._policy.rank
            known = {id(entry): rank(Fired(0, None, entry)) for entry in self._entries}
            order = {each: at for at, each in enumerate(sorted(set(known.values())))}
            self._ranks = [order[known[id(entry)]] for entry in self._entries]
        return self._ranks

    def classes(self) -> Sequence[int]:
        """By row the number of its entry; equal for rows of equal entries."""
        if self._classes is None:
            numbers: dict[object, int] = {}
            known = {id(entry): numbers.setdefault(_key(entry), len(numbers)) for entry in self._entries}
            self._classes = [known[id(entry)] for entry in self._entries]
        return self._classes

    @property
    def comparable(self) -> bool:
        """Whether rows with equal entries are known by their classes."""
        if self._comparable is None:
            self._comparable = self.all and all(map(_is_plain, {id(each): each for each in self._entries}.values()))
        return self._comparable


def _is_plain(entry: Value) -> bool:
    values: Iterable[Value] = entry.values() if isinstance(entry, Mapping) else (entry,)
    return all(type(value) in _SCALARS for value in values)


def _key(entry: Value) -> object:
    """Equal for equal entries of one table, of plain values: those of several results name them in the same order."""
    if isinstance(entry, Mapping):
        values = tuple(entry.values())
        return tuple(map(type, values)), values
    return type(entry), entry
