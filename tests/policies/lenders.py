"""Policies published and asked through the API, each as a lender of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.policies.policy_folder import AskForm, Policy

from creditrules.api import Request
from creditrules.auth import Role, SigningKey
from creditrules.bootstrap import LocalService
from creditrules.cli.demo.lender import SetClock
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.service.in_process import in_process
from creditrules.cli.service.publishing import publish_content

JUST_AFTER = timedelta(minutes=1)
"""What was recorded last is known, and has begun unless its file says otherwise."""

QUERY = """
query Ask($input: EligibilityInput!) {
  eligibility(input: $input) {
    decisions {
      product { slug }
      outcome
      possibleOutcomes
      terms { limit rate until restrictedFeatures }
      reasons { code intervention message lift }
      missingFacts { name }
      alternatives { product { slug } }
      offer {
        amount currency rate apr aprMethod termMonths startDate received instalments instalment lastInstalment
        totalInterest totalFees totalCost totalPayable
      }
      offerNotes { code }
      appliedVersions { ruleSet number }
    }
  }
}
"""


@dataclass
class Lenders:
    """Publishes policies, each once, and asks them as a partner."""

    service: LocalService
    clock: SetClock
    key: SigningKey
    published: dict[str, datetime] = field(default_factory=dict)

    def publish(self, policy: Policy) -> None:
        if policy.name in self.published:
            return
        administrator = in_process(self.service.application, self._token(policy, IN_CHARGE, "policies"))
        for recorded_at, content in policy.recordings:
            self.clock.moment = self.published[policy.name] = recorded_at
            publish_content(administrator, content, create=True)

    def ask(self, policy: Policy, question: AskForm) -> Mapping[str, Any]:
        """The whole answer of the API, as its clients read it."""
        self.publish(policy)
        self.clock.moment = question.asked_at or self.published[policy.name] + JUST_AFTER
        body = json.dumps({"query": QUERY, "variables": {"input": policy.input_of(question)}}).encode()
        headers = {
            "authorization": f"Bearer {self._token(policy, Role.PARTNER, 'partner')}",
            "content-type": "application/json",
        }
        answer: Mapping[str, Any] = json.loads(
            self.service.application.handle(Request("POST", "/graphql", headers, body=body)).body
        )
        return answer

    def _token(self, policy: Policy, roles: Any, subject: str) -> str:
        return LocalTokens(self.key, policy.name).issue(roles, subject)
