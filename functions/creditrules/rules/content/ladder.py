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
    """What a rule may answer, mildest first; all comparisons are of severity, not of the texts."""

    ALLOW = "ALLOW"
    WARN = "WARN"
    STEP_UP = "STEP_UP"
    LIMIT = "LIMIT"
    PAUSE = "PAUSE"
    REFER = "REFER"
    DECLINE = "DECLINE"

    @property
    def severity(self) -> int:
        """0 for ALLOW up to 6 for DECLINE."""
        return _SEVERITY[self]

    @property
    def is_open(self) -> bool:
        """Whether the applicant can have the product now, be it with conditions: ALLOW, WARN, STEP_UP, LIMIT."""
        return self.severity <= Intervention.LIMIT.severity

    def __lt__(self, other: str) -> bool:
        return self.severity < Intervention(other).severity

    def __le__(self, other: str) -> bool:
        return self.severity <= Intervention(other).severity

    def __gt__(self, other: str) -> bool:
        return self.severity > Intervention(other).severity

    def __ge__(self, other: str) -> bool:
        return self.severity >= Intervention(other).severity


_SEVERITY = {step: place for place, step in enumerate(Intervention)}
