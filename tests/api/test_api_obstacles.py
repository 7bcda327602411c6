"""Proposals that could not be published: refused while they are written, and told of before anybody approves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.api.conftest import BEHAVIOUR, CHANGE, LINE_CAP, PAY_LATER, build_service

Service = Any
STATEMENT = {name: CHANGE[name] for name in ("basis", "comment", "notice")}
PROPOSAL = """proposal { id state binding obstacles { code message hint } } diagnostics { code severity }
    userErrors { field code hint }"""
PAST, SOON, LATER = "2025-06-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"


@pytest.fixture(scope="module")
def strict() -> Iterator[Service]:
    """The sample lender, where every change needs one approval."""
    for service in build_service(founded=True):
        scopes = ("RISK_RULES", "PRODUCT_RULES", "REGULATION_RULES", "PRODUCTS")
        rules = [{"scope": scope, "required": 1, "roles": ["APPROVER"]} for scope in scopes]
        act(service, "setApprovalPolicy", "chief", "userErrors { code }", rules=rules, statement=STATEMENT)
        yield service


def act(service: Service, name: str, token: str, asked: str = PROPOSAL, /, **given: Any) -> Any:
    kind = name[0].upper() + name[1:]
    query = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {asked} }} }}"
    return service.data(query, {"input": given}, token)[name]


def draft(service: Service, content: str = LINE_CAP, **change: Any) -> Any:
    given = {"slug": "line-cap", "content": content, "basedOn": change.pop("basedOn", None), "change": CHANGE | change}
    return act(service, "draftRuleVersion", "writer", **given)


def codes(payload: Any) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("STARTS_IN_PAST", {"validFrom": PAST}),
        ("NOT_IN_PAST", {"validFrom": LATER, "correction": True}),
        ("EMPTY_PERIOD", {"validFrom": LATER, "validUntil": SOON}),
        ("STALE_BASE", {"basedOn": 0}),
    ],
)
def test_a_doomed_draft_is_refused_as_publishing_would_refuse_it(
    strict: Service, code: str, change: dict[str, Any]
) -> None:
    assert codes(draft(strict, **change)) == [code]
    content = PAY_LATER.replace("name: {", "name: {fr: Plus tard, ")
    given: dict[str, Any] = {"slug": "pay-later", "content": content, "change": CHANGE | change}
    given["basedOn"] = given["change"].pop("basedOn", None)
    assert codes(act(strict, "draftProductVersion", "writer", **given)) == [code]
    based_on = given["basedOn"]
    checked = {"slug": "line-cap", "content": LINE_CAP, "change": given["change"], "basedOn": based_on}
    query = "query($i: CheckRuleVersionInput!) { checkRuleVersion(input: $i) { ok userErrors { code } } }"
    found = strict.data(query, {"i": checked}, "administrator")["checkRuleVersion"]
    assert (found["ok"], codes(found)) == (False, [code])


def test_no_product_is_left_behind_by_a_draft_or_a_publication_that_is_refused(strict: Service) -> None:
    given = {"slug": "pay-never", "content": PAY_LATER.replace("pay-later", "pay-never")}
    refused = act(strict, "draftProductVersion", "writer", **given, change=CHANGE | {"validFrom": PAST})
    assert codes(refused) == ["STARTS_IN_PAST"]
    chains = '{ auditChains(slug: "pay-never") { nodes { slug } } }'
    assert strict.data(chains, token="administrator")["auditChains"]["nodes"] == []


def test_what_becomes_doomed_is_told_on_reading_and_stops_approvals(strict: Service) -> None:
    first = draft(strict, LINE_CAP.replace("200000", "150000"), validFrom=SOON)["proposal"]
    second = draft(strict, LINE_CAP.replace("200000", "140000"))["proposal"]
    third = draft(strict, LINE_CAP.replace("200000", "130000"))["proposal"]
    assert [each["obstacles"] for each in (first, second, third)] == [[], [], []]
    for each in (first, second):
        act(strict, "submitProposal", "writer", proposal=each["id"])
    done = act(strict, "approveProposal", "approver", proposal=second["id"], binding=second["binding"])
    assert done["proposal"]["obstacles"] == []
    assert codes(act(strict, "publishProposal", "writer", proposal=second["id"])) == []

    read = "query($id: ID!) { node(id: $id) { ... on Proposal { state obstacles { code hint } } } }"
    [stale] = strict.data(read, {"id": first["id"]}, "approver")["node"]["obstacles"]
    assert (stale["code"], bool(stale["hint"])) == ("STALE_BASE", True)
    assert strict.data(read, {"id": second["id"]}, "approver")["node"] == {"state": "PUBLISHED", "obstacles": []}
    refused = act(strict, "approveProposal", "approver", proposal=first["id"], binding=first["binding"])
    assert codes(refused) == ["STALE_BASE"]
    assert codes(act(strict, "submitProposal", "writer", proposal=third["id"])) == ["STALE_BASE"]
    strict.clock.moment = strict.clock.moment.replace(year=2027)
    found = strict.data(read, {"id": first["id"]}, "approver")["node"]["obstacles"]
    assert [each["code"] for each in found] == ["STALE_BASE", "STARTS_IN_PAST"]


def test_what_others_have_to_publish_or_what_would_refer_is_warned_of(strict: Service) -> None:
    drafted = draft(strict, LINE_CAP.replace("200000", "110000"), validFrom=PAST, correction=True)
    assert drafted["diagnostics"] == [{"code": "change.correction-by-others", "severity": "WARNING"}]
    name = [{"language": "en", "text": "Empty"}]
    act(strict, "createRuleSet", "administrator", "userErrors { code }", slug="empty", name=name, category="RISK")
    content = PAY_LATER.replace("[line-cap", "[empty, line-cap")
    assert "empty" in content
    drafted = act(strict, "draftProductVersion", "writer", slug="pay-later", content=content, change=CHANGE)
    assert drafted["diagnostics"] == [{"code": "product.rule-set-not-in-force", "severity": "WARNING"}]


def about(found: Any) -> list[str]:
    """What is said of the change, not of the content."""
    return [each["code"] for each in found["diagnostics"] if each["code"].startswith("change.")]


def planned(strict: Service, content: str, **change: Any) -> tuple[str, int, list[str]]:
    query = """query($input: PlanVersionInput!) { planVersion(input: $input) {
        plan { act requiredApprovals } diagnostics { code } userErrors { code } } }"""
    given = {"content": f"{content}\nchange: {json.dumps(FILE_CHANGE | change)}\n"}
    found = strict.data(query, {"input": given}, "writer")["planVersion"]
    assert found["userErrors"] == []
    plan = found["plan"]
    return plan["act"], plan["requiredApprovals"], about(found)


FILE_CHANGE = STATEMENT | {"notice": {each["language"]: each["text"] for each in STATEMENT["notice"]}}


def test_what_says_the_same_is_nothing_to_do_whatever_it_declares_and_is_warned_of_as_that(strict: Service) -> None:
    since = {"validFrom": "2026-01-01T01:00:00Z", "correction": True}
    strict.clock.moment = strict.clock.moment.replace(day=9)
    assert planned(strict, BEHAVIOUR, **since) == ("NOTHING", 0, [])
    assert planned(strict, BEHAVIOUR) == ("NOTHING", 0, [])
    assert planned(strict, BEHAVIOUR, validUntil="2028-06-01T00:00:00Z") == ("NOTHING", 0, [])
    others = BEHAVIOUR.replace('"> 30"', '"> 20"')
    assert planned(strict, others, **since) == ("CHANGE", 1, ["change.correction-by-others"])
    given = {"slug": "behaviour", "content": BEHAVIOUR}
    corrected = act(strict, "draftRuleVersion", "writer", **given, change=CHANGE | since)
    assert about(corrected) == ["change.nothing"]
    proposal = act(strict, "draftRuleVersion", "writer", **given, change=CHANGE)
    assert about(proposal) == ["change.nothing"]
    edit = {"proposal": proposal["proposal"]["id"], "content": BEHAVIOUR, "change": CHANGE}
    assert about(act(strict, "editProposal", "writer", **edit)) == ["change.nothing"]
    checked = given | {"change": CHANGE | since}
    query = "query($i: CheckRuleVersionInput!) { checkRuleVersion(input: $i) { ok diagnostics { code } } }"
    found = strict.data(query, {"i": checked}, "writer")["checkRuleVersion"]
    assert (found["ok"], about(found)) == (True, ["change.nothing"])


def test_what_says_the_same_for_longer_is_a_change(service: Service) -> None:
    service.found()
    ends = {"validUntil": "2026-03-01T00:00:00Z"}
    raised = LINE_CAP.replace("200000", "120000")
    assert service.publish("line-cap", raised, change=ends)["userErrors"] == []
    assert planned(service, raised, **ends) == ("NOTHING", 0, [])
    assert planned(service, raised, validUntil="2026-02-01T00:00:00Z")[0] == "NOTHING"
    assert planned(service, raised)[0] == "CHANGE"
    made = service.publish("line-cap", raised, change=ends | {"comment": "Again."})
    assert (made["userErrors"], about(made)) == ([], ["change.nothing"])
