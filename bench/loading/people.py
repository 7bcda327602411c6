"""Applicants of the demo lender, made up: each has facts of its own that stay."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

__all__ = ["PRODUCTS", "person", "person_facts"]

PRODUCTS = ("huabei", "jiebei", "electronics-instalment")
_SIGNALS_FROM = date(2026, 1, 1)


def person(partner: str, number: int) -> str:
    """How a partner calls one of its applicants."""
    return f"{partner} customer {number}"


def person_facts(subject: str) -> dict[str, Any]:
    """What is known about an applicant, the same each time it is asked for."""
    drawn = Random(subject)
    good = drawn.random() < 0.7
    facts: dict[str, Any] = {
        "age": drawn.randint(16, 80),
        "identityVerified": drawn.random() < 0.95,
        "student": drawn.random() < 0.15,
        "creditScore": drawn.randint(600, 900) if good else drawn.randint(350, 700),
        "monthlyIncome": drawn.randint(2_000, 60_000),
        "otherCreditLines": drawn.randint(0, 80_000),
        "overdueDays": 0 if good else drawn.randint(0, 120),
        "deviceRiskScore": drawn.randint(0, 30) if good else drawn.randint(0, 100),
        "recentApplications": drawn.randint(0, 3) if good else drawn.randint(0, 20),
        "cashOutSuspicion": drawn.randint(0, 40) if good else drawn.randint(0, 100),
        "purchasePrice": drawn.randint(500, 15_000),
        "downPayment": drawn.randint(0, 500),
    }
    if facts["cashOutSuspicion"]:
        facts["lastCashOutSignalOn"] = (_SIGNALS_FROM + timedelta(days=drawn.randint(0, 300))).isoformat()
    if drawn.random() < 0.05:
        del facts["monthlyIncome"]
    return facts
