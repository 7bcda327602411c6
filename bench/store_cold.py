"""Large rule sets in a DynamoDB, and the first question of a process about them; for `store_cost.py`."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from decisions.kind import kind_table
from decisions.ours import rule_set_document

from creditrules import desk
from creditrules.auth import Principal, Role
from creditrules.clock import utc_now
from creditrules.feel import RequestBudget
from creditrules.rules import BasisCategory, Category
from creditrules.store import RulesInTable
from creditrules.store.aws import DynamoTable

__all__ = ["ROWS", "first_question"]

ROWS = 16_000
_WHY = desk.GivenStatement(BasisCategory.RISK, "Bench", None, "The bench publishes it.", {"en": "New limits."})
_IN_CHARGE = Principal("lender", "bench", frozenset({Role.ADMINISTRATOR}))
_SHOP = Principal("lender", "shop", frozenset({Role.PARTNER}))


def first_question(client: Any, table: str, rule_sets: int) -> Callable[[], object]:
    """Asks about a lender's only product, which so many large rule sets govern, as a process that has read nothing."""

    def store() -> RulesInTable:
        return RulesInTable(DynamoTable(client, table), clock=utc_now, cursor_secret=b"a secret of this bench")

    lender, case = desk.Catalogue(store()), kind_table(ROWS, "worst")
    slugs = [f"large-{number}" for number in range(rule_sets)]
    for slug in slugs:
        content = json.dumps(rule_set_document(case, slug))
        desk.create_rule_set(lender, _IN_CHARGE, slug, {"en": slug}, Category.RISK)
        desk.publish_rule_set(lender, _IN_CHARGE, desk.Submission(slug, content, _WHY))
    form = {"product": "loan", "name": {"en": "Loan"}, "kind": "LOAN", "segment": "CONSUMER", "currency": "EUR"}
    desk.create_product(lender, _IN_CHARGE, desk.Submission("loan", json.dumps({**form, "ruleSets": slugs}), _WHY))
    facts = json.loads(json.dumps(case.people[0]), parse_float=Decimal, parse_int=Decimal)
    question = desk.Question(facts, ("loan",))
    return lambda: desk.ask(desk.Catalogue(store()).under(RequestBudget(10**9, 10**9)), _SHOP, question)
