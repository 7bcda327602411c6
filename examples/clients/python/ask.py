"""May Lin have these products, and why not? Asked, and then put on record, by the generated client.

CREDITRULES_URL=http://127.0.0.1:8000/graphql CREDITRULES_TOKEN=… python ask.py
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from creditrules_client import Creditrules, DecideInput, EligibilityInput, Outcome
from creditrules_client.transport import Refused

PRODUCTS = ["huabei", "jiebei"]
FACTS = {
    "age": 26,
    "identityVerified": True,
    "student": False,
    "creditScore": 704,
    "monthlyIncome": Decimal("9250.00"),
    "otherCreditLines": 20000,
    "overdueDays": 0,
    "deviceRiskScore": 12,
    "recentApplications": 2,
    "cashOutSuspicion": 85,
    "lastCashOutSignalOn": datetime.now(UTC).date() - timedelta(days=3),
}


def ask(client: Creditrules) -> None:
    """What is open, on what terms, and what stands against the rest."""
    report = client.eligibility(EligibilityInput(facts=FACTS, products=PRODUCTS)).eligibility
    for decision in report.decisions if report else ():
        terms = decision.terms
        limit = f" up to {terms.limit} {terms.currency}" if terms and terms.limit is not None else ""
        rate = f" at {terms.rate:.0%} a year" if terms and terms.rate is not None else ""
        print(f"{decision.product.slug}: {decision.outcome.value}{limit}{rate}")
        if decision.outcome is not Outcome.ALLOW:
            for reason in decision.reasons or ():
                print(f"  {reason.code}: {reason.message}")


def record(client: Creditrules) -> None:
    """The same, kept on record. Sent again under the same key it is the same decision."""
    question = DecideInput(facts=FACTS, products=PRODUCTS, idempotencyKey=str(uuid4()), subject="lin")
    first, again = (client.decide(question).decide for _ in range(2))
    if not (first and first.decision and again and again.decision):
        raise SystemExit([error.code for error in first.user_errors] if first else "nothing was decided")
    print(f"on record: {', '.join(answer.outcome.value for answer in first.decision.answers)}")
    print(f"sent again: {'the same' if again.decision.id == first.decision.id else 'another'} decision")


def main() -> None:
    """Both, and what a refusal looks like."""
    with Creditrules(os.environ["CREDITRULES_URL"], os.environ["CREDITRULES_TOKEN"]) as client:
        ask(client)
        record(client)
        try:
            client.eligibility(EligibilityInput(facts={"aeg": 26}, products=PRODUCTS))
        except Refused as refused:
            print(f"refused: {', '.join(refused.codes)}")


if __name__ == "__main__":
    main()
