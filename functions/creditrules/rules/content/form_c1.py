"""The principal reasons of Regulation B's sample form C-1 (12 CFR 1002, appendix C, part I), by codes of ours.

The form numbers nothing, so the codes are made of its words; they stay as they are, since rule sets name them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["FORM_C1", "FORM_C1_OTHER"]

FORM_C1_OTHER: Final = "C1-OTHER"
"""What the form leaves to be specified: the notice then says the reason in the lender's own words alone."""

FORM_C1: Final[Mapping[str, str]] = {
    "C1-APPLICATION-INCOMPLETE": "Credit application incomplete",
    "C1-REFERENCES-TOO-FEW": "Insufficient number of credit references provided",
    "C1-REFERENCES-UNACCEPTABLE": "Unacceptable type of credit references provided",
    "C1-REFERENCES-UNVERIFIED": "Unable to verify credit references",
    "C1-EMPLOYMENT-IRREGULAR": "Temporary or irregular employment",
    "C1-EMPLOYMENT-UNVERIFIED": "Unable to verify employment",
    "C1-EMPLOYMENT-LENGTH": "Length of employment",
    "C1-INCOME-INSUFFICIENT": "Income insufficient for amount of credit requested",
    "C1-OBLIGATIONS-EXCESSIVE": "Excessive obligations in relation to income",
    "C1-INCOME-UNVERIFIED": "Unable to verify income",
    "C1-RESIDENCE-LENGTH": "Length of residence",
    "C1-RESIDENCE-TEMPORARY": "Temporary residence",
    "C1-RESIDENCE-UNVERIFIED": "Unable to verify residence",
    "C1-NO-CREDIT-FILE": "No credit file",
    "C1-EXPERIENCE-LIMITED": "Limited credit experience",
    "C1-PERFORMANCE-WITH-US": "Poor credit performance with us",
    "C1-DELINQUENT-WITH-OTHERS": "Delinquent past or present credit obligations with others",
    "C1-COLLECTION-OR-JUDGMENT": "Collection action or judgment",
    "C1-GARNISHMENT": "Garnishment or attachment",
    "C1-FORECLOSURE": "Foreclosure or repossession",
    "C1-BANKRUPTCY": "Bankruptcy",
    "C1-INQUIRIES": "Number of recent inquiries on credit bureau report",
    "C1-COLLATERAL": "Value or type of collateral not sufficient",
    FORM_C1_OTHER: "Other, specify",
}
"""Code → the form's text, in the order of the form."""
