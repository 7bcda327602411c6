"""What was made of one rule set while it was asked, for as long as the process has it."""

from __future__ import annotations

from collections.abc import Hashable
from operator import is_
from typing import Any, Final

from creditrules.dmn import Fired, TableOutcome

__all__ = ["Kept"]

_FEW: Final = 16
"""Rows of an outcome, up to which it is kept by them."""

_MOST: Final = 2_000
"""Sets of rows of which outcomes are kept: in most tables a few come over and over."""


class Kept:
    """Of the table of findings by row: what its outputs, and what the whole outcome, were read as. Safe for threads.

    Constants come from a table as the same objects each time, by which they are known again: equal ones may be spelt
    otherwise, as 1 and 1.0. clock: whether its content speaks of now, and of today; None as long as nobody asked.
    """

    __slots__ = ("_outcomes", "_rows", "_several", "clock")

    def __init__(self) -> None:
        self._rows: dict[int, tuple[Fired, Any]] = {}
        self.clock: tuple[bool, bool] | None = None
        self._outcomes: dict[int, tuple[TableOutcome, Any]] = {}
        self._several: dict[Hashable, tuple[tuple[Fired, ...], Any]] = {}

    def of_row(self, fired: Fired) -> Any | None:
        """What was kept of a row that fired with these very outputs."""
        kept = self._rows.get(fired.row)
        return kept[1] if kept is not None and (kept[0] is fired or _is_same(kept[0].value, fired.value)) else None

    def before(self, row: int) -> tuple[Fired, Any] | None:
        """How a row fired of which something was kept, whatever its outputs were then, and what was kept."""
        return self._rows.get(row)

    def keep_row(self, fired: Fired, read: object) -> None:
        """Keep what a row was read as; not that of a default, which has no row."""
        if fired.row:
            self._rows[fired.row] = fired, read

    def alone(self, row: int) -> tuple[TableOutcome, Any] | None:
        """The outcome that is kept of a row that fired alone, and what was kept of it."""
        return self._outcomes.get(row)

    def of_outcome(self, outcome: TableOutcome) -> Any | None:
        """What was kept of the same rows with the same outputs; of one that fired alone, see `alone`."""
        fired, possible = outcome.fired, outcome.possible
        if len(fired) + len(possible) > _FEW:
            return None
        several = self._several.get(_rows_of(outcome))
        if several is None:
            return None
        # Its rows may have been read with other outputs since, within other outcomes: what counts is what it was of.
        same = all(_is_same(then.value, now.value) for then, now in zip(several[0], (*fired, *possible), strict=True))
        return several[1] if same else None

    def keep_outcome(self, outcome: TableOutcome, read: object) -> bool:
        """Keep what one was read as, if it is of a few rows of each of which something is kept; whether it was."""
        fired = (*outcome.fired, *outcome.possible)
        if len(fired) > _FEW or any(self.of_row(each) is None for each in fired):
            return False
        if len(fired) == 1 and outcome.fired:
            self._outcomes[fired[0].row] = outcome, read
            return True
        rows = _rows_of(outcome)
        if len(self._several) >= _MOST and rows not in self._several:
            return False
        self._several[rows] = fired, read
        return True


def _rows_of(outcome: TableOutcome) -> Hashable:
    rows = tuple([each.row for each in outcome.fired]), tuple([each.row for each in outcome.possible])
    return rows, outcome.exclusive, outcome.missing


def _is_same(one: object, other: object) -> bool:
    if one is other:
        return True
    if type(one) is not dict or type(other) is not dict or len(one) != len(other):
        return False
    return all(map(is_, one.values(), other.values()))
