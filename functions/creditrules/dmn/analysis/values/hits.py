"""What a table comes to in one box: its value, the rows that give it, and whether a warning was left."""

from __future__ import annotations

from typing import NamedTuple

from creditrules.dmn.analysis.values.terms import Term

__all__ = ["Hit", "Hits"]


class Hit(NamedTuple):
    """A row that contributes; as `Fired`, its output entry an abstract value."""

    row: int
    rule_id: str | None
    value: Term
    default: bool = False


class Hits(NamedTuple):
    """hits: in the hit policy's order; None where they are not told, as the table can only be run."""

    value: Term
    warned: bool
    hits: tuple[Hit, ...] | None
