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
    offer: dict[str, Any] = {"rateAtMost": "0.2", "amountAtLeast": None, "aprAtMost": None, "instalmentAtMost": None}
    expected: dict[str, Any] = {
        "product": "cash-loan", "outcomes": ["ALLOW"], "terms": [], "limitAtLeast": "0.50", "rateAtMost": None,
        "offer": None, "reasons": [], "reasonsAmong": [], "parties": [],
    }  # fmt: skip
    given: dict[str, Any] = {
        "name": "checkout",
        "products": ["cash-loan"],
        "facts": {"overdueDays": 5},
        "expect": [expected],
        "locale": "en",
    }
    wished = {"expect": [expected | {"offer": offer, "reasons": ["X"], "parties": ["bob"], "rateAtMost": "0"}]}
    asked = {
        "request": {"amount": "6999.50", "termMonths": 12},
        "requests": [{"product": "cash-loan", "purpose": "phone"}],
        "parties": [{"name": "bob", "role": "GUARANTOR", "facts": {}}],
        "exposures": [],
        "sources": [{"fact": "overdueDays", "source": "bureau"}],
    }
    done = run(own_lender, "register-contract", {"input": given | asked | wished})
    assert done["userErrors"] == []
    assert sorted({breach["kind"] for breach in done["breaches"]}) == ["OFFER", "PARTIES", "REASONS", "TERMS"]
    [own] = run(own_lender, "contracts")["nodes"]
    assert own["expect"] == [wished["expect"][0] | {"offer": offer | {"totalCostAtMost": None}}]
    assert own["facts"] == given["facts"] | {
        "overdueDays": "5", "exposures": [], "sources": {"overdueDays": {"source": "bureau"}},
        "parties": [{"name": "bob", "role": "GUARANTOR", "facts": {}}],
    }  # fmt: skip
    assert own["requests"] == {"*": {"amount": "6999.50", "termMonths": "12"}, "cash-loan": {"purpose": "phone"}}
    odd: list[dict[str, Any]] = [
        {"request": {"amount": "-1"}},
        {"requests": [{"product": "x"}, {"product": "x"}]},
        {"facts": 1},
    ]
    for wrong, code in zip(odd, ("INVALID_REQUEST", "REQUESTED_TWICE", "INVALID_FACT"), strict=True):
        [error] = run(own_lender, "register-contract", {"input": given | wrong})["userErrors"]
        assert error["code"] == code
    done = run(own_lender, "register-contract", {"input": given})
    assert (done["contract"]["author"], done["breaches"], done["userErrors"]) == ("shop", [], [])
    [listed] = run(own_lender, "contracts", by="auditor")["nodes"]
    assert listed | {"recordedAt": None} == given | {
        "author": "shop", "recordedAt": None, "breaches": [], "facts": {"overdueDays": "5"}, "requests": None,
        "maskedFacts": [],
    }  # fmt: skip

    draft_it = """mutation($input: DraftRuleVersionInput!) { draftRuleVersion(input: $input) {
        proposal {
          statement { impact { contractsBroken } }
          brokenContracts { author contract product kind message }
        }
        diagnostics { code message severity } userErrors { code } } }"""
    sent = {"slug": "behaviour", "content": STRICTER, "change": CHANGE}
    drafted = own_lender.data(draft_it, {"input": sent}, "writer")["draftRuleVersion"]
    assert drafted["userErrors"] == []
    [warning] = [found for found in drafted["diagnostics"] if found["code"] == "contracts.broken"]
    assert warning["severity"] == "WARNING"
    assert drafted["proposal"]["statement"]["impact"]["contractsBroken"] == ["shop/checkout"]
    breach, terms = drafted["proposal"]["brokenContracts"]
    assert (terms["kind"], warning["message"].endswith("So would it in 1 more respect.")) == ("TERMS", True)
    assert (breach["author"], breach["contract"], breach["product"]) == ("shop", "checkout", "cash-loan")
    assert (breach["kind"], breach["message"] in warning["message"]) == ("OUTCOME", True)

    [draft] = own_lender.data("{ openProposals { nodes { id } } }", None, "writer")["openProposals"]["nodes"]
    act = """mutation($id: ID!) { submitProposal(input: {proposal: $id}) {
        diagnostics { code message } userErrors { code } } }"""
    assert own_lender.data(act, {"id": draft["id"]}, "writer")["submitProposal"] == {
        "diagnostics": [{"code": "contracts.broken", "message": warning["message"]}], "userErrors": []
    }  # fmt: skip

    assert own_lender.publish("behaviour", STRICTER)["userErrors"] == []
    retired = """mutation($input: RetireInput!) { retire(input: $input) {
        activation { statement { impact { contractsBroken } } } diagnostics { code } userErrors { code } } }"""
    found = {"kind": "PRODUCT", "slug": "cash-loan", "statement": CHANGE}
    gone = own_lender.data(retired, {"input": found}, "chief")["retire"]
    assert (gone["diagnostics"], gone["userErrors"]) == ([{"code": "contracts.broken"}], [])
    assert gone["activation"]["statement"]["impact"]["contractsBroken"] == ["shop/checkout"]
    hidden = (
        '{ ruleSet(slug: "behaviour") { versions(first: 1) { nodes { statement { impact { contractsBroken } } } } } }'
    )
    [version] = own_lender.seen(hidden)["ruleSet"]["versions"]["nodes"]
    assert version["statement"]["impact"]["contractsBroken"] is None
    assert run(own_lender, "remove-contract", {"input": {"name": "checkout"}})["removed"] == "checkout"
    [error] = run(own_lender, "remove-contract", {"input": {"name": "checkout"}})["userErrors"]
    assert (error["code"], error["field"]) == ("UNKNOWN_CONTRACT", ["input", "name"])
