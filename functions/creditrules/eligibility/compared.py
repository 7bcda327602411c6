"""What a comparison of answers comes to, and in what two answers may differ. Who compares is `eligibility.outcomes`."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["OutcomePart", "OutcomeVerdict"]


class OutcomeVerdict(StrEnum):
    """EQUIVALENT: proved that every applicant is answered alike. DIFFERENT: at least one sample is not.

    NOT_PROVED: none was found, and not all could be analysed.
    """

    EQUIVALENT = "EQUIVALENT"
    DIFFERENT = "DIFFERENT"
    NOT_PROVED = "NOT_PROVED"


class OutcomePart(StrEnum):
    """What two answers may differ in."""

    OUTCOME = "OUTCOME"
    LIMIT = "LIMIT"
    RATE = "RATE"
    EXPOSURE_LIMIT = "EXPOSURE_LIMIT"
    RESTRICTED_FEATURES = "RESTRICTED_FEATURES"
    UNTIL = "UNTIL"
    REASONS = "REASONS"
    OFFER = "OFFER"
