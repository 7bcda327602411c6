"""A lender whose rule sets are told by the facts that they ask for, on a table in memory, asked through the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from creditrules import desk
from creditrules.auth import Principal, Role
from creditrules.errors import Refusal
from creditrules.rules import BasisCategory, Category
from creditrules.store import DecisionsInTable, RulesInTable, open_data

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
WHY = desk.GivenStatement(BasisCategory.RISK, "committee 1", None, "the first", {"en": "Changed."})
SHOP = Principal("acme", "shop", frozenset({Role.PARTNER}))
ADA = Principal("acme", "ada", frozenset({Role.ADMINISTRATOR}))
CHIEF = Principal("acme", "carla", frozenset({Role.CHIEF}))
AUDITOR = Principal("acme", "otto", frozenset({Role.AUDITOR}))
INCOME = "{name: income, type: number}"
RESIDENCE = "{name: residence, type: string}"


@dataclass
class Clock:
    """Moves a second with every look, and wherever a test puts it."""

    moment: datetime = START

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


def rules(slug: str, *facts: str, at_least: int = 0) -> str:
    """A rule set that asks for these facts and allows whoever earns enough, where it asks for the income."""
    asks = any("income" in fact for fact in facts)
    row = f'["< {at_least}", \'"DECLINE"\', \'"POOR"\']' if asks else '["-", \'"ALLOW"\', "null"]'
    return f"""\
ruleSet: {slug}
category: RISK
name: {{en: {slug}}}
reasons: {{POOR: {{message: {{en: Not enough.}}}}}}
facts: [{", ".join(facts)}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [{"income" if asks else "product.kind"}]
      outputs: [intervention, reason]
      rules: [{row}, ["-", '"ALLOW"', "null"]]
"""


@dataclass
class Lender:
    clock: Clock
    catalogue: desk.Catalogue
    recording: desk.Recording

    def act(self, principal: Principal, use_case: Callable[..., Any], *given: Any) -> Any:
        return use_case(self.catalogue, principal, *given)

    def rule_set(
        self, slug: str, *facts: str, change: desk.GivenStatement = WHY, principal: Principal = ADA, at_least: int = 0
    ) -> Any:
        """Publish a version that asks for these facts; the rule set is made where it is not there yet."""
        if desk.rule_set_key(slug) not in self.catalogue.store.all_heads("acme"):
            self.act(ADA, desk.create_rule_set, slug, {"en": slug}, Category.RISK)
        given = desk.Submission(slug, rules(slug, *facts, at_least=at_least), change)
        return self.act(principal, desk.publish_rule_set, given)

    def product(self, slug: str, *rule_sets: str) -> Any:
        """Make a product, or publish its next version."""
        content = (
            f"{{product: {slug}, name: {{en: {slug}}}, kind: LINE, segment: CONSUMER, currency: CNY, "
            f"ruleSets: [{', '.join(rule_sets)}]}}"
        )
        there = desk.product_key(slug) in self.catalogue.store.all_heads("acme")
        use_case = desk.publish_product if there else desk.create_product
        return self.act(ADA, use_case, desk.Submission(slug, content, WHY))

    def ask(self, facts: dict[str, object], *products: str, **more: Any) -> desk.Report:
        """What a partner is answered; about all products where none is named."""
        report: desk.Report = self.act(SHOP, desk.ask, desk.Question(facts, products or None, **more))
        return report

    def view(self, principal: Principal = ADA, **times: datetime) -> desk.View:
        asked = (times.get("valid_at"), times.get("known_at"))
        return desk.view_of(desk.Documents(self.catalogue, "acme"), principal, self.clock(), asked)


def refused(act: Callable[[], object]) -> Refusal:
    """How an act is refused."""
    with pytest.raises(Refusal) as found:
        act()
    return found.value


@contextmanager
def new_lender() -> Iterator[Lender]:
    """A lender without documents."""
    clock = Clock()
    with open_data(None, clock=clock) as data:
        store = RulesInTable(data.table, clock=clock, cursor_secret=data.cursor_secret, keys=data.keys)
        recording = desk.Recording(DecisionsInTable(data.table, clock=clock, keys=data.keys), 30)
        yield Lender(clock, desk.Catalogue(store), recording)
