"""What was made of one rule set while it was asked, for as long as the process has it."""

from __future__ import annotations

from typing import Any

from creditrules.dmn import Fired, TableOutcome

__all__ = ["Kept"]


class Kept:
    """Of the table of findings by row: what its outputs, and what the whole outcome, were read as. Safe for threads.

    Constants come from a table as the same objects each time, by which they are known again: equal ones may be spelt
    otherwise, as 1 and 1.0. clock: whether its content speaks of now, and of today; None as long as nobody asked.
    """

    __slots__ = ("_outcomes", "_rows", "clock")

    def __init__(self) -> None:
        self._rows: dict[int, tuple[Fired, Any]] = {}
        self.clock: tuple[bool, bool] | None = None
        self._outcomes: dict[int, tuple[TableOutcome, Any]] = {}

    def of_row(self, fired: Fired) -> Any | None:
        """What was kept of a row that fired with these very outputs."""
        kept = self._rows.get(fired.row)
        return kept[1] if kept is not None and _is_same(kept[0].value, fired.value) else None

    def keep_row(self, fired: Fired, read: object) -> None:
        """Keep what a row was read as; not that of a default, which has no row."""
        if fired.row:
            self._rows[fired.row] = fired, read

    def of_outcome(self, outcome: TableOutcome) -> Any | None:
        """What was kept of this very outcome."""
        kept = self._outcomes.get(outcome.fired[0].row) if outcome.fired else None
        return kept[1] if kept is not None and kept[0] is outcome else None

    def keep_outcome(self, outcome: TableOutcome, read: object) -> None:
        """Keep what one of a single row, of which something is kept, was read as."""
        if len(outcome.fired) == 1 and not outcome.possible and self.of_row(outcome.fired[0]) is not None:
            self._outcomes[outcome.fired[0].row] = outcome, read


def _is_same(one: object, other: object) -> bool:
    if one is other:
        return True
    if type(one) is not dict or type(other) is not dict or len(one) != len(other):
        return False
    return all(part is kept for part, kept in zip(one.values(), other.values(), strict=True))
