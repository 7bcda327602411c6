"""Contract queries on every database: kept by author and name, of one tenant, exact."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from creditrules.rules import Contract, ExpectedAnswer, TermName
from creditrules.store import RulesInTable

AT = datetime(2026, 1, 1, tzinfo=UTC)
FACTS = {"income": Decimal("0.10"), "names": ["é", None, True], "address": {"zip": "1"}}
EXPECTED = (ExpectedAnswer("loan", ("ALLOW", "WARN"), (TermName.LIMIT,)),)


def contract(author: str, name: str, facts: dict[str, object] | None = None) -> Contract:
    return Contract(author, name, FACTS if facts is None else facts, ("loan", "card"), EXPECTED, AT)


def test_they_are_kept_read_back_equal_replaced_and_removed(store: RulesInTable) -> None:
    ours = [contract("a#b", "x"), contract("a#b", "y"), contract("shop", "x")]
    for each in reversed(ours):
        store.contracts.register("lender", each)
    store.contracts.register("other", contract("shop", "x", {}))
    assert list(store.contracts.every("lender")) == ours
    store.contracts.register("lender", contract("shop", "x", {"income": Decimal(1)}))
    store.contracts.remove("lender", "a#b", "x")
    store.contracts.remove("lender", "nobody", "x")
    assert [(each.author, each.name) for each in store.contracts.every("lender")] == [("a#b", "y"), ("shop", "x")]
    assert store.contracts.every("lender")[1].facts == {"income": Decimal(1)}
    assert [each.facts for each in store.contracts.every("other")] == [{}]
