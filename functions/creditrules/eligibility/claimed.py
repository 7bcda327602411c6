"""How what is claimed of a rule set stands, and how two applicants are treated of whom it is not so."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from creditrules.feel import Value
from creditrules.records import dataclass
from creditrules.rules import Intervention

__all__ = ["Claim", "ClaimFound", "ClaimStanding", "Treatment"]


class ClaimStanding(StrEnum):
    """PROVED: for all applicants. REFUTED: for one it is not so. SEARCHED: no such one was found, which is no proof."""

    PROVED = "PROVED"
    REFUTED = "REFUTED"
    SEARCHED = "SEARCHED"


class Treatment(NamedTuple):
    """The severest step, and the narrowest bounds where it leaves the product open."""

    intervention: Intervention
    limit: Decimal | None = None
    rate: Decimal | None = None

    def is_worse(self, other: Treatment) -> bool:
        """Whether it is worse than another: by the step, then the limit, then the rate."""
        if self.intervention is not other.intervention:
            return self.intervention > other.intervention
        if self.limit != other.limit:
            return self.limit is not None and (other.limit is None or self.limit < other.limit)
        return self.rate is not None and other.rate is not None and self.rate > other.rate


class Claim(StrEnum):
    """BETTER: nobody is treated worse for a better value of the fact. PROTECTED: it cannot change the outcome."""

    BETTER = "BETTER"
    PROTECTED = "PROTECTED"


@dataclass(frozen=True, slots=True)
class ClaimFound:
    """How a claim about a fact stands.

    pair: two applicants who differ in the fact alone and of whom it is not so, with how each is treated; the second has
    the better value. why: what kept it from being proved.
    """

    fact: str
    claim: Claim
    standing: ClaimStanding
    pair: tuple[tuple[Mapping[str, Value], Treatment], tuple[Mapping[str, Value], Treatment]] | None = None
    why: str = ""
