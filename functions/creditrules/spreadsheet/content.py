"""What a cell holds that is no text, and why one cannot be taken at its word."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

__all__ = ["Doubt", "Kind", "Value"]


class Kind(StrEnum):
    """What a cell that is no text holds."""

    NUMBER = "number"
    TRUTH = "boolean"
    DATE = "date"
    MOMENT = "date and time"
    TIME = "time"
    DURATION = "days and time duration"


class Value(str):
    """What a cell holds that is no text, as a FEEL literal."""

    __slots__ = ("kind",)
    kind: Kind

    def __new__(cls, text: str, kind: Kind) -> Self:
        """The literal, with what it is a literal of."""
        self = super().__new__(cls, text)
        self.kind = kind
        return self

    def __getnewargs__(self) -> tuple[str, Kind]:  # type: ignore[override]
        return str(self), self.kind


class Doubt(str):
    """Why a cell cannot be taken at its word: a clause that follows the cell's name."""

    __slots__ = ()
