"""A lender that has made a product's changes public, seen by anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from tests.desk.lenders import ADA, CHIEF, INCOME, WHY, Lender

from creditrules import desk
from creditrules.disclosure import Disclosure, PublicChange
from creditrules.feel import RequestBudget
from creditrules.rules import DocumentKey
from creditrules.rules.life import DisclosureSettings

PUBLIC = DisclosureSettings(products=("loan",))
INCOME_RULES = desk.rule_set_key("income")


def said(text: str, **more: Any) -> desk.GivenStatement:
    """A statement by whose notice its change is known again."""
    return replace(WHY, notice={"en": text}, **more)


def notices(changes: Sequence[PublicChange]) -> list[str]:
    return [each.ground.notice["en"] for each in changes]


@dataclass
class Public:
    """A product `loan` that `income` governs."""

    lender: Lender

    def found(self) -> Public:
        self.lender.rule_set("income", INCOME, change=said("rules before the product"))
        self.product("income", change=said("product"))
        return self

    @property
    def now(self) -> datetime:
        return self.lender.clock.moment

    def wait(self, time: timedelta) -> None:
        self.lender.clock.moment += time

    def rules(self, at_least: int, text: str, slug: str = "income", **more: Any) -> None:
        self.lender.rule_set(slug, INCOME, at_least=at_least, change=said(text, **more), principal=CHIEF_AND_ADA)

    def product(self, *rule_sets: str, slug: str = "loan", change: desk.GivenStatement = WHY, more: str = "") -> None:
        content = (
            f"{{product: {slug}, name: {{en: The {slug}, zh: 产品}}, kind: LINE, segment: CONSUMER, currency: CNY, "
            f"ruleSets: [{', '.join(rule_sets)}]{more}}}"
        )
        there = desk.product_key(slug) in self.lender.catalogue.store.all_heads("acme")
        use_case = desk.publish_product if there else desk.create_product
        self.lender.act(CHIEF_AND_ADA, use_case, desk.Submission(slug, content, change))

    def parameter(self, slug: str, written: str, change: desk.GivenStatement) -> None:
        content = f"{{parameter: {slug}, category: RISK, name: {{en: The {slug}}}, {written}}}"
        there = desk.parameter_key(slug) in self.lender.catalogue.store.all_heads("acme")
        use_case = desk.publish_parameter if there else desk.create_parameter
        self.lender.act(CHIEF_AND_ADA, use_case, desk.Submission(slug, content, change))

    def cancel(self, key: DocumentKey, number: int, text: str) -> None:
        self.lender.act(ADA, desk.cancel_activation, desk.Numbered(key, number), said(text), None)

    def roll_back(self, version: int, text: str) -> None:
        named = desk.Numbered(INCOME_RULES, version)
        self.lender.act(CHIEF, desk.roll_back, named, said(text), desk.Period(), None, None)

    def seen(
        self, before: str | None = None, settings: DisclosureSettings = PUBLIC, product: str = "loan"
    ) -> Disclosure:
        """What anybody reads now, in a process that has read nothing yet."""
        found = self.asked(before, settings, product)
        assert found is not None
        return found

    def asked(
        self,
        before: str | None = None,
        settings: DisclosureSettings = PUBLIC,
        product: str = "loan",
        tenant: str = "acme",
    ) -> Disclosure | None:
        cold = desk.Catalogue(self.lender.catalogue.store).under(RequestBudget(10**7, 10**9))
        return desk.disclosure_of(cold, tenant, settings, product, before)

    def history(self) -> list[str]:
        return notices(self.seen().changes)

    def to_come(self) -> list[str]:
        return notices(self.seen().coming)


CHIEF_AND_ADA = replace(CHIEF, roles=CHIEF.roles | ADA.roles)
