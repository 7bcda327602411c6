"""How a checkout holds against every answer and what goes wrong, tried on a scenario's service.

creditrules serve --scenario ../../scenario
CREDITRULES_URL=http://127.0.0.1:8000 python -m unittest
"""

from __future__ import annotations

import os
import unittest
from datetime import UTC, datetime
from typing import Any

import httpx
from creditrules_client import Creditrules, DecideInput, EligibilityInput, Outcome

SERVICE = os.environ["CREDITRULES_URL"]
OPEN = {Outcome.ALLOW, Outcome.WARN, Outcome.STEP_UP, Outcome.LIMIT}


def scenario(path: str, given: dict[str, Any]) -> Any:
    """Have the scenario's service do something besides answering."""
    return httpx.post(f"{SERVICE}/scenario{path}", json=given, timeout=30).raise_for_status().json()


class Checkout(unittest.TestCase):
    """What the shop does with an applicant's answer."""

    def setUp(self) -> None:
        """Nothing is there of the tests before."""
        self.token = scenario("/reset", {})["tokens"]["partner"]
        self.client = self.enterContext(Creditrules(f"{SERVICE}/graphql", self.token))

    def decided(self, subject: str) -> Any:
        """The answer about an applicant of the scenario."""
        question = EligibilityInput(facts={}, products=["pay-later"], subject=subject)
        report = self.client.eligibility(question).eligibility
        assert report is not None
        return report.decisions[0]

    def test_only_open_outcomes_may_pay_later(self) -> None:
        """The first four of the ladder are open; what is unknown is not."""
        subjects = ("allowed", "warned", "proving", "limited", "paused", "referred", "declined", "unknown")
        assert [self.decided(each).outcome in OPEN for each in subjects] == [True] * 4 + [False] * 4

    def test_a_pause_says_until_when(self) -> None:
        """The shop shows it to the customer."""
        assert self.decided("paused").terms.until == datetime(2026, 6, 30, 16, tzinfo=UTC)

    def test_what_passes_is_tried_again(self) -> None:
        """A throttled request, and a gateway that answers 503 twice."""
        assert self.decided("throttled").outcome == Outcome.UNDETERMINED
        assert self.decided("down").outcome == Outcome.UNDETERMINED

    def test_an_order_whose_answer_came_too_late_is_decided_once(self) -> None:
        """The client gives up, sends the same again, and gets the first answer."""
        scenario("/faults", {"faults": [{"subject": "allowed", "wait": 5, "times": 1}]})
        order = DecideInput(facts={}, products=["pay-later"], subject="allowed", idempotencyKey="order 1")
        with Creditrules(f"{SERVICE}/graphql", self.token, timeout=1) as impatient:
            again = impatient.decide(order).decide
        assert again is not None
        assert again.replayed


if __name__ == "__main__":
    unittest.main()
