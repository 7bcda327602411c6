"""What changed for a product: only what can change it, and in doubt all of it."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import BEHAVIOUR, CASH_LOAN, CHANGE

Service = Any
LATE = BEHAVIOUR.replace('"> 30"', '"> 45"')
LATER = LATE.replace('"> 300"', '"> 400"').replace('"<= 300"', '"<= 400"')


def changes(service: Service, product: str, more: str = "") -> list[tuple[str, int]]:
    asked = f'ruleChanges(product: "{product}"{more}) {{ nodes {{ document {{ slug }} version {{ number }} }} }}'
    nodes = service.data(f"{{ {asked} }}")["ruleChanges"]["nodes"]
    return [(node["document"]["slug"], node["version"]["number"]) for node in nodes]


def test_a_change_of_rows_for_other_products_is_not_listed(own_lender: Service) -> None:
    assert own_lender.publish("behaviour", LATE)["userErrors"] == []
    assert own_lender.publish("behaviour", LATER)["userErrors"] == []
    assert changes(own_lender, "pay-later", ", category: RISK") == [
        ("behaviour", 3),
        ("behaviour", 2),
        ("behaviour", 1),
    ]
    assert changes(own_lender, "cash-loan") == [("behaviour", 3), ("cash-loan", 1), ("behaviour", 1)]
    assert changes(own_lender, "cash-loan", ", first: 1") == [("behaviour", 3)]
    assert changes(own_lender, "cash-loan", ', effectiveFrom: "2026-01-01T00:00:00Z", last: 1') == [("behaviour", 1)]
    everything = own_lender.data("{ ruleChanges(category: RISK) { nodes { version { number } } } }")["ruleChanges"]
    assert [node["version"]["number"] for node in everything["nodes"]] == [3, 2, 1]


def test_a_product_that_is_of_that_kind_by_another_version_is_told(own_lender: Service) -> None:
    assert own_lender.publish("behaviour", LATE)["userErrors"] == []
    assert ("behaviour", 2) not in changes(own_lender, "cash-loan")
    content = CASH_LOAN.replace("kind: CASH_LOAN", "kind: PAY_LATER_LINE")
    assert content != CASH_LOAN
    given = {"slug": "cash-loan", "content": content, "change": CHANGE}
    assert own_lender.mutate("publishProductVersion", given)["userErrors"] == []
    assert ("behaviour", 2) in changes(own_lender, "cash-loan")
