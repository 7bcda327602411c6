"""What a fact may declare beside its type: which end is better, and what an applicant could change."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Final

from creditrules.records import dataclass

__all__ = ["USUAL_COST", "Better", "ChangeableDefinition", "Direction"]

USUAL_COST: Final = Decimal(1)
"""What a change costs, and what asking costs, where nothing is said."""


class Better(StrEnum):
    """Which values of a fact speak for the applicant."""

    HIGHER = "higher"
    LOWER = "lower"


class Direction(StrEnum):
    """In which direction an applicant could move a value."""

    UP = "up"
    DOWN = "down"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class ChangeableDefinition:
    """How an applicant could change a fact, as it is written: numbers as such, all else as texts like facts' values.

    step: changes are whole multiples of it; None for any size. minimum, maximum: values that can be reached, at most.
    cost: of one step; without a step of one unit, day, month, or place in the list of allowed values.
    """

    direction: Direction = Direction.ANY
    step: Decimal | str | None = None
    minimum: Decimal | str | None = None
    maximum: Decimal | str | None = None
    cost: Decimal = USUAL_COST
