"""What a caller may ask, and where it stands."""

from __future__ import annotations

from creditrules.records import dataclass

__all__ = ["Allowance", "Caller", "Standing"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose budget it is: the subject of a token at a lender."""

    tenant: str
    subject: str


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a caller may ask.

    cost: how much it may have saved up; cost_per_second: how much it gets back, both in what `extensions.cost` counts.
    values: how many values of one fact beside the same other facts are answered an hour, and how many of one fact of
    one subject. pairs: how many of two facts together. variations: how many questions an hour may be the same as
    another but for one fact, if they are not few among all that it asks.
    """

    cost: int
    cost_per_second: int
    values: int
    pairs: int
    variations: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a caller stands. maximum: what it may have saved up; available: what it has, never below 0.

    restored: what it gets back a second. wait: in how many seconds what it wants is allowed; 0 where it is.
    """

    maximum: int
    available: int
    restored: int
    wait: int = 0

    @property
    def full_in(self) -> int:
        """In how many seconds all is restored."""
        return -(-(self.maximum - self.available) // self.restored)
