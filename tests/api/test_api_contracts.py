"""Contract queries as clients meet them: registered, listed, told of a change, removed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations" / "partner"
PARTNER = "partner"
BEHAVIOUR = (Path(__file__).parent / "lender" / "behaviour.yaml").read_text("utf-8")
CHANGE = {
    "basis": {"category": "RISK", "citation": "Committee 7"},
    "comment": "Stricter.",
    "notice": [{"language": "en", "text": "Stricter."}],
}
STRICTER = BEHAVIOUR.replace('"> 300"', '"> 3"').replace('"<= 300"', '"<= 3"')


def run(service: Any, operation: str, variables: dict[str, Any] | None = None, by: str = PARTNER) -> Any:
    document = (OPERATIONS / f"{operation}.graphql").read_text("utf-8")
    [answer] = service.data(document, variables, by).values()
    return answer


def test_a_contract_is_registered_listed_held_against_a_draft_and_removed(own_lender: Any) -> None:
    given = {
        "name": "checkout",
        "products": ["cash-loan"],
        "facts": {"overdueDays": 5},
        "expect": [{"product": "cash-loan", "outcomes": ["ALLOW"], "terms": []}],
    }
    done = run(own_lender, "register-contract", {"input": given})
    assert (done["contract"]["author"], done["breaches"], done["userErrors"]) == ("shop", [], [])
    [listed] = run(own_lender, "contracts", by="auditor")["nodes"]
    assert listed | {"registeredAt": None} == given | {
        "author": "shop", "registeredAt": None, "breaches": [], "facts": {"overdueDays": "5"}
    }  # fmt: skip

    asked = """mutation($input: DraftRuleVersionInput!) { draftRuleVersion(input: $input) {
        proposal {
          statement { impact { contractsBroken } }
          brokenContracts { author contract product kind message }
        }
        diagnostics { code message severity } userErrors { code } } }"""
    sent = {"slug": "behaviour", "content": STRICTER, "change": CHANGE}
    drafted = own_lender.data(asked, {"input": sent}, "writer")["draftRuleVersion"]
    assert drafted["userErrors"] == []
    [warning] = [found for found in drafted["diagnostics"] if found["code"] == "contracts.broken"]
    assert warning["severity"] == "WARNING"
    assert drafted["proposal"]["statement"]["impact"]["contractsBroken"] == ["shop/checkout"]
    [breach] = drafted["proposal"]["brokenContracts"]
    assert (breach["author"], breach["contract"], breach["product"]) == ("shop", "checkout", "cash-loan")
    assert (breach["kind"], breach["message"] in warning["message"]) == ("OUTCOME", True)

    assert own_lender.publish("behaviour", STRICTER)["userErrors"] == []
    hidden = (
        '{ ruleSet(slug: "behaviour") { versions(first: 1) { nodes { statement { impact { contractsBroken } } } } } }'
    )
    [version] = own_lender.data(hidden)["ruleSet"]["versions"]["nodes"]
    assert version["statement"]["impact"]["contractsBroken"] == []
    assert run(own_lender, "remove-contract", {"input": {"name": "checkout"}})["removed"] == "checkout"
    [error] = run(own_lender, "remove-contract", {"input": {"name": "checkout"}})["userErrors"]
    assert (error["code"], error["field"]) == ("UNKNOWN_CONTRACT", ["input", "name"])
