"""The intervention ladder and why rule sets exist."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Category", "Intervention"]


class Category(StrEnum):
    """Why a rule set exists; every reason carries the category of its rule set."""

    RISK = "RISK"
    PRODUCT = "PRODUCT"
    REGULATION = "REGULATION"


class Intervention(StrEnum):
    """What a rule may answer, mildest first; all comparisons are of severity, not of the texts.

    severity: 0 for ALLOW up to 6 for DECLINE. is_open: whether the applicant can have the product now, be it with
    conditions: ALLOW, WARN, STEP_UP, LIMIT.
    """

    severity: int
    is_open: bool

    ALLOW = "ALLOW"
    WARN = "WARN"
    STEP_UP = "STEP_UP"
    LIMIT = "LIMIT"
    PAUSE = "PAUSE"
    REFER = "REFER"
    DECLINE = "DECLINE"

    def __lt__(self, other: str) -> bool:
        return self.severity < Intervention(other).severity

    def __le__(self, other: str) -> bool:
        return self.severity <= Intervention(other).severity

    def __gt__(self, other: str) -> bool:
        return self.severity > Intervention(other).severity

    def __ge__(self, other: str) -> bool:
        return self.severity >= Intervention(other).severity


for _place, _step in enumerate(Intervention):  # as plain attributes, since every decision asks for them many times
    _step.severity, _step.is_open = _place, _place <= 3  # noqa: PLR2004 - LIMIT
