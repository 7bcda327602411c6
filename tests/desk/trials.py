"""A lender that tries a stricter version of a rule set on some of its subjects."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from tests.desk.lenders import ADA, DAY, INCOME, SHOP, START, WHY, Lender

from creditrules import desk
from creditrules.auth import Principal, Role
from creditrules.eligibility.recording import Recorded
from creditrules.eligibility.trials import Arm, Tally, arm_of
from creditrules.rules import Activation, ActivationKind
from creditrules.rules.ports import Asked

HEAD = "experiment: strict, name: {en: Stricter}, of: income, champion: 1, challenger: 2"
GOES_ON = "guards: [{metric: severeRate, low: -0.9, decisions: 1000000}]"
GUARD = "guards: [{metric: approvalRate, low: -0.2, decisions: 20}]"
KEY = desk.experiment_key("strict")
FAR = replace(WHY, valid_from=START + 300 * DAY)
BROKER = Principal("acme", "broker", frozenset({Role.PARTNER, Role.CHOOSER}))


def challenger(share: str = "50", more: str = GUARD) -> str:
    return f"{{{HEAD}, mode: CHALLENGER, share: {share}, {more}}}"


SHADOW = f"{{{HEAD}, mode: SHADOW}}"


@dataclass
class Tried:
    """A lender of one product: who earns 100 may have it, by the second version, to come next year, who earns 200."""

    lender: Lender

    def publish(self, content: str, change: desk.GivenStatement = WHY) -> Any:
        there = KEY in self.lender.catalogue.store.all_heads("acme")
        use_case = desk.publish_experiment if there else desk.create_experiment
        return self.lender.act(ADA, use_case, desk.Submission("strict", content, change))

    def decide(
        self, subject: str, income: int = 150, key: str | None = None, who: Principal = SHOP, **more: Any
    ) -> Recorded:
        question = desk.Question({"income": Decimal(income)}, **more)
        deciding = desk.Deciding(question, key or f"{subject}-{self.lender.clock.moment.isoformat()}", subject)
        return desk.decide_on_record(self.lender.catalogue, self.lender.recording, who, deciding)

    def version(self, subject: str, **more: Any) -> int:
        """The version that a new decision about the subject rests on."""
        [answer] = self.decide(subject, **more).decision.summaries
        return int(answer["versions"][0]["version"])

    def arm(self, subject: str, parts: int, who: Principal = SHOP) -> Arm:
        """The arm that the lender's own secret draws for a subject that a partner names."""
        return arm_of(self.lender.catalogue.store.arm_secret("acme"), "strict", (who.subject, subject), parts)

    @property
    def trials(self) -> Any:
        return self.lender.recording.records.trials

    def tally(self, stage: int = 1) -> Tally:
        found: Tally = self.trials.tally("acme", "strict", stage)
        return found

    def activations(self) -> list[Activation]:
        found = self.lender.catalogue.store.activations("acme", KEY, Asked(50)).items
        return list(reversed(found))

    def until_stopped(self, most: int = 400) -> int:
        """How many decisions it takes until the experiment has ended by itself."""
        for number in range(1, most + 1):
            self.decide(f"customer-{number}")
            if self.activations()[-1].kind is ActivationKind.RETIREMENT:
                return number
        raise AssertionError("it goes on")


def prepared(lender: Lender) -> Tried:
    lender.rule_set("income", INCOME, at_least=100)
    lender.rule_set("income", INCOME, at_least=200, change=FAR)
    lender.product("line", "income")
    return Tried(lender)
