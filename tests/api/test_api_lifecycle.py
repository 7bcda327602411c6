"""Proposals, approvals, cancellation, rollback, retirement and the policy, as clients meet them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

Service = Any
ADMINISTRATOR = "administrator"
PARTNER = "partner"
STRANGER = "administrator of another lender"
WRITER = "writer"
APPROVER = "approver"
CHIEF = "chief"
AUDITOR = "auditor"

LENDER = Path(__file__).parent / "lender"
LINE_CAP = (LENDER / "line-cap.yaml").read_text("utf-8")
BEHAVIOUR = (LENDER / "behaviour.yaml").read_text("utf-8")
PAY_LATER = (LENDER / "pay-later.yaml").read_text("utf-8")
CHANGE: dict[str, Any] = {
    "basis": {"category": "REGULATION", "citation": "Notice 2020-07-17", "link": "https://example.org/notice"},
    "comment": "Illustrative.",
    "notice": [{"language": "en", "text": "Rules changed."}, {"language": "zh", "text": "规则已更新。"}],
}
STATEMENT = {name: CHANGE[name] for name in ("basis", "comment", "notice")}
FIRST_VERSION = {"kind": "RULE_SET", "slug": "line-cap", "version": 1, "statement": STATEMENT}
TIGHTER = LINE_CAP.replace("200000", "150000")
PROPOSAL = """proposal { id number state binding digest authors
    closing { author comment } basedOn requiredApprovals kind
    approvals { author binding } version { number } document { slug } statement { comment impact { products } } }
    activation { id version { number } } replayed userErrors { field code message hint } diagnostics { code }"""
FACT = """activation { id kind sequence standing version { number } cancels { sequence } validFrom
    statement { comment impact { products } } } replayed userErrors { field code message hint }"""


def act(service: Service, name: str, given: dict[str, Any], token: str, asked: str = PROPOSAL) -> dict[str, Any]:
    kind = name[0].upper() + name[1:]
    query = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {asked} }} }}"
    payload: dict[str, Any] = service.data(query, {"input": given}, token)[name]
    return payload


def refused(service: Service, name: str, given: dict[str, Any], token: str, asked: str = PROPOSAL) -> str:
    errors = act(service, name, given, token, asked)["userErrors"]
    assert len(errors) == 1, errors
    assert errors[0]["field"][0] == "input"
    assert errors[0]["message"]
    code: str = errors[0]["code"]
    return code


def require(service: Service, number: int, token: str = CHIEF, **extra: Any) -> dict[str, Any]:
    scopes = ("RISK_RULES", "PRODUCT_RULES", "REGULATION_RULES", "PRODUCTS", "PARAMETERS")
    rules = [{"scope": scope, "required": number, "roles": ["APPROVER"] if number else []} for scope in scopes]
    asked = "rules { scope required roles default } version replayed userErrors { field code message }"
    return act(service, "setApprovalPolicy", {"rules": rules, "statement": STATEMENT} | extra, token, asked)


def draft(service: Service, content: str = TIGHTER, slug: str = "line-cap", **extra: Any) -> dict[str, Any]:
    return act(service, "draftRuleVersion", {"slug": slug, "content": content, "change": CHANGE} | extra, WRITER)


def submitted(service: Service) -> dict[str, Any]:
    proposal = draft(service)["proposal"]["id"]
    found: dict[str, Any] = act(service, "submitProposal", {"proposal": proposal}, WRITER)["proposal"]
    return found


def approval(proposal: dict[str, Any]) -> dict[str, Any]:
    return {"proposal": proposal["id"], "binding": proposal["binding"]}


def cap(service: Service, token: str = PARTNER) -> int | None:
    found = service.data('{ ruleSet(slug: "line-cap") { versionInForce { number } } }', token=token)
    version = found["ruleSet"]["versionInForce"]
    return version["number"] if version else None


@pytest.fixture
def strict(own_lender: Service) -> Service:
    """The sample lender, where every change needs one approval."""
    assert require(own_lender, 1)["userErrors"] == []
    return own_lender


def test_a_change_under_four_eyes_from_draft_to_force(strict: Service) -> None:
    drafted = draft(strict)
    assert drafted["userErrors"] == []
    proposal = drafted["proposal"]
    assert (proposal["state"], proposal["number"], proposal["basedOn"]) == ("DRAFT", 1, 1)
    assert proposal["authors"] == ["writer"]
    assert proposal["statement"]["impact"]["products"] == ["pay-later"]
    proposal = act(strict, "submitProposal", {"proposal": proposal["id"]}, WRITER)["proposal"]
    assert (proposal["state"], proposal["requiredApprovals"]) == ("SUBMITTED", 1)
    assert refused(strict, "publishProposal", {"proposal": proposal["id"]}, WRITER) == "NOT_APPROVED"
    proposal = act(strict, "approveProposal", approval(proposal), APPROVER)["proposal"]
    assert proposal["state"] == "APPROVED"
    assert proposal["approvals"] == [{"author": "approver", "binding": proposal["binding"]}]
    assert cap(strict) == 1
    done = act(strict, "publishProposal", {"proposal": proposal["id"]}, WRITER)
    assert (done["proposal"]["state"], done["proposal"]["version"]) == ("PUBLISHED", {"number": 2})
    assert done["activation"]["version"] == {"number": 2}
    assert cap(strict) == 2
    asked = "{ node(id: $id) { ... on Proposal { state closing { author comment } } } }".replace(
        "$id", f'"{proposal["id"]}"'
    )
    assert strict.data(asked, token=AUDITOR)["node"] == {
        "state": "PUBLISHED",
        "closing": {"author": "writer", "comment": None},
    }


def test_where_approvals_are_required_nothing_is_published_directly(strict: Service) -> None:
    for name, given in {
        "publishRuleVersion": {"slug": "line-cap", "content": TIGHTER},
        "publishProductVersion": {"slug": "pay-later", "content": PAY_LATER},
        "createProduct": {"slug": "other", "content": PAY_LATER.replace("pay-later", "other")},
    }.items():
        code = refused(strict, name, given | {"change": CHANGE}, ADMINISTRATOR, "userErrors { field code message }")
        assert code == "APPROVAL_REQUIRED"
    assert cap(strict) == 1


def test_products_go_the_same_way_even_their_first_version(strict: Service) -> None:
    content = PAY_LATER.replace("pay-later", "pay-never")
    given = {"slug": "pay-never", "content": content, "change": CHANGE}
    proposal = act(strict, "draftProductVersion", given, WRITER)["proposal"]
    assert proposal["document"] == {"slug": "pay-never"}
    assert strict.data('{ product(slug: "pay-never") { slug } }')["product"] is None
    proposal = act(strict, "submitProposal", {"proposal": proposal["id"]}, WRITER)["proposal"]
    act(strict, "approveProposal", approval(proposal), APPROVER)
    act(strict, "publishProposal", {"proposal": proposal["id"]}, WRITER)
    assert strict.data('{ product(slug: "pay-never") { slug } }')["product"] == {"slug": "pay-never"}


def test_approving_what_was_edited_since_is_refused(strict: Service) -> None:
    before = submitted(strict)
    given = {"proposal": before["id"], "content": LINE_CAP.replace("200000", "120000"), "change": CHANGE}
    edited = act(strict, "editProposal", given, WRITER)["proposal"]
    assert edited["state"] == "DRAFT"
    assert edited["binding"] != before["binding"]
    assert refused(strict, "approveProposal", approval(before), APPROVER) == "EDITED_SINCE"
    act(strict, "submitProposal", {"proposal": before["id"]}, WRITER)
    assert refused(strict, "approveProposal", approval(before), APPROVER) == "EDITED_SINCE"


def test_nobody_approves_their_own(strict: Service) -> None:
    proposal = submitted(strict)
    assert refused(strict, "approveProposal", approval(proposal), "the writer as approver") == "OWN_PROPOSAL"


def test_the_policy_asks_for_its_roles(strict: Service) -> None:
    assert refused(strict, "approveProposal", approval(submitted(strict)), CHIEF) == "ROLE_NOT_ASKED"


def test_a_rejected_version_cannot_be_activated(strict: Service) -> None:
    proposal = submitted(strict)
    assert refused(strict, "rejectProposal", {"proposal": proposal["id"], "comment": " "}, APPROVER) == "REASON_MISSING"
    given = {"proposal": proposal["id"], "comment": "Too strict."}
    rejected = act(strict, "rejectProposal", given, APPROVER)["proposal"]
    assert (rejected["state"], rejected["closing"]["author"], rejected["closing"]["comment"]) == (
        "REJECTED",
        "approver",
        "Too strict.",
    )
    for name in ("publishProposal", "submitProposal", "withdrawProposal"):
        assert refused(strict, name, {"proposal": proposal["id"]}, WRITER) == "PROPOSAL_CLOSED"
    assert refused(strict, "approveProposal", approval(proposal), CHIEF) == "PROPOSAL_CLOSED"


def test_content_that_does_not_check_is_not_even_a_draft(own_lender: Service) -> None:
    payload = draft(own_lender, LINE_CAP.replace('"> 200000"', '"> nobody knows"'))
    assert payload["proposal"] is None
    assert [error["code"] for error in payload["userErrors"]] == ["CONTENT_REFUSED"]
    assert payload["diagnostics"]
    asked = '{ ruleSet(slug: "line-cap") { proposals { nodes { id } } } }'
    assert own_lender.data(asked, token=WRITER)["ruleSet"]["proposals"]["nodes"] == []


def test_a_retry_gets_the_first_answer_and_another_body_is_refused(own_lender: Service) -> None:
    first = draft(own_lender, idempotencyKey="k")
    act(own_lender, "submitProposal", {"proposal": first["proposal"]["id"]}, WRITER)
    again = draft(own_lender, idempotencyKey="k")
    assert again["replayed"]
    assert again["proposal"]["state"] == "DRAFT"
    assert again["proposal"]["id"] == first["proposal"]["id"]
    given = {"slug": "line-cap", "content": LINE_CAP, "change": CHANGE, "idempotencyKey": "k"}
    assert refused(own_lender, "draftRuleVersion", given, WRITER) == "KEY_REUSED"
    assert refused(own_lender, "draftRuleVersion", given | {"idempotencyKey": ""}, WRITER) == "BAD_IDEMPOTENCY_KEY"


def test_what_is_open_is_listed_for_those_who_judge(strict: Service) -> None:
    first = submitted(strict)
    second = draft(strict, BEHAVIOUR.replace("300", "200"), "behaviour")["proposal"]
    asked = "{ openProposals { nodes { id state document { slug } } } }"
    listed = strict.data(asked, token=APPROVER)["openProposals"]["nodes"]
    assert [(each["document"]["slug"], each["state"]) for each in listed] == [
        ("behaviour", "DRAFT"),
        ("line-cap", "SUBMITTED"),
    ]
    act(strict, "withdrawProposal", {"proposal": second["id"], "comment": "Not now."}, WRITER)
    assert [each["id"] for each in strict.data(asked, token=APPROVER)["openProposals"]["nodes"]] == [first["id"]]
    both = '{ ruleSet(slug: "behaviour") { proposals { nodes { state } } } }'
    assert strict.data(both, token=AUDITOR)["ruleSet"]["proposals"]["nodes"] == [{"state": "WITHDRAWN"}]


def test_proposals_are_secret_to_partners_and_unknown_to_other_lenders(own_lender: Service) -> None:
    proposal = draft(own_lender)["proposal"]["id"]
    for asked in ("{ openProposals { nodes { id } } }", "{ approvalPolicy { required } }"):
        assert own_lender.error(asked)["extensions"]["code"] == "FORBIDDEN"
    node = f'{{ node(id: "{proposal}") {{ id }} }}'
    assert own_lender.error(node)["extensions"]["code"] == "FORBIDDEN"
    assert own_lender.data(node, token=STRANGER)["node"] is None
    assert refused(own_lender, "withdrawProposal", {"proposal": proposal}, STRANGER) == "UNKNOWN_PROPOSAL"
    assert own_lender.data("{ openProposals { nodes { id } } }", token=STRANGER)["openProposals"]["nodes"] == []


@pytest.mark.parametrize("proposal", ["", "x", "UnVsZVNldDpSOmxpbmUtY2Fw", "é", "A" * 500])
def test_what_is_no_proposal_is_refused(own_lender: Service, proposal: str) -> None:
    assert refused(own_lender, "submitProposal", {"proposal": proposal}, WRITER) == "UNKNOWN_PROPOSAL"


@pytest.mark.parametrize(
    ("name", "given", "able"),
    [
        ("submitProposal", {"proposal": "x"}, {WRITER}),
        ("approveProposal", {"proposal": "x", "binding": "y"}, {APPROVER, CHIEF}),
        ("rejectProposal", {"proposal": "x", "comment": "y"}, {APPROVER, CHIEF}),
        ("publishProposal", {"proposal": "x"}, {WRITER, CHIEF}),
        ("cancelActivation", {"activation": "x", "statement": STATEMENT}, {WRITER, CHIEF}),
        ("rollBack", {"kind": "POLICY", "slug": "x", "version": 1, "statement": STATEMENT}, {WRITER, CHIEF}),
        ("retire", {"kind": "PRODUCT", "slug": "x", "statement": STATEMENT}, {CHIEF}),
    ],
)
def test_each_role_may_do_what_it_is_for(own_lender: Service, name: str, given: dict[str, Any], able: set[str]) -> None:
    for token in (WRITER, APPROVER, CHIEF, AUDITOR, PARTNER):
        kind = name[0].upper() + name[1:]
        query = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ userErrors {{ code }} }} }}"
        answer = own_lender.answer(query, {"input": given}, token)
        if token in able:
            assert answer["data"][name]["userErrors"][0]["code"].startswith("UNKNOWN_")
        else:
            assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_only_who_may_correct_declares_a_correction(own_lender: Service) -> None:
    earlier = (own_lender.clock.moment - timedelta(seconds=5)).isoformat()
    change = CHANGE | {"validFrom": earlier, "correction": True}
    given = {"slug": "line-cap", "content": TIGHTER, "change": change}
    query = "mutation($input: PublishRuleVersionInput!) { publishRuleVersion(input: $input) { userErrors { code } } }"
    assert own_lender.error(query, {"input": given}, WRITER)["extensions"]["code"] == "FORBIDDEN"
    proposal = act(own_lender, "draftRuleVersion", given, WRITER)["proposal"]
    assert proposal["kind"] == "CORRECTION"
    act(own_lender, "submitProposal", {"proposal": proposal["id"]}, WRITER)
    publishing = "mutation($input: PublishProposalInput!) { publishProposal(input: $input) { userErrors { code } } }"
    mine = {"input": {"proposal": proposal["id"]}}
    assert own_lender.error(publishing, mine, WRITER)["extensions"]["code"] == "FORBIDDEN"
    assert act(own_lender, "publishProposal", mine["input"], CHIEF)["proposal"]["state"] == "PUBLISHED"


def test_a_schedule_is_cancelled_before_it_starts_and_not_after(own_lender: Service) -> None:
    ahead = own_lender.clock.moment + timedelta(days=1)
    published = own_lender.publish("line-cap", TIGHTER, change={"validFrom": ahead.isoformat()})
    scheduled = published["activation"]["id"]
    given = {"activation": scheduled, "statement": STATEMENT}
    done = act(own_lender, "cancelActivation", given | {"idempotencyKey": "c"}, WRITER, FACT)
    assert (done["activation"]["kind"], done["activation"]["cancels"]) == ("CANCELLATION", {"sequence": 2})
    assert done["activation"]["statement"]["impact"] == {"products": ["pay-later"]}
    assert act(own_lender, "cancelActivation", given | {"idempotencyKey": "c"}, WRITER, FACT)["replayed"]
    assert refused(own_lender, "cancelActivation", given, WRITER, FACT) == "ALREADY_CANCELLED"
    standing = f'{{ node(id: "{scheduled}") {{ ... on Activation {{ standing }} }} }}'
    assert own_lender.data(standing, token=AUDITOR)["node"] == {"standing": "CANCELLED"}
    own_lender.clock.moment = ahead + timedelta(days=1)
    assert cap(own_lender) == 1
    first = own_lender.data('{ ruleSet(slug: "line-cap") { activations { nodes { id } } } }')
    oldest = first["ruleSet"]["activations"]["nodes"][-1]["id"]
    given = {"activation": oldest, "statement": STATEMENT}
    assert refused(own_lender, "cancelActivation", given, WRITER, FACT) == "ALREADY_STARTED"


def test_rolling_back_puts_an_old_version_in_force_and_makes_none(own_lender: Service) -> None:
    own_lender.publish("line-cap", TIGHTER)
    done = act(own_lender, "rollBack", FIRST_VERSION, WRITER, FACT)
    assert (done["activation"]["kind"], done["activation"]["version"]) == ("ROLLBACK", {"number": 1})
    assert done["activation"]["standing"] == "IN_FORCE"
    assert cap(own_lender) == 1
    assert own_lender.data('{ ruleSet(slug: "line-cap") { latestVersion } }')["ruleSet"]["latestVersion"] == 2
    past = {**FIRST_VERSION, "validFrom": "2020-01-01T00:00:00Z"}
    assert refused(own_lender, "rollBack", past, WRITER, FACT) == "STARTS_IN_PAST"


def test_where_approvals_are_required_an_administrator_alone_cannot_go_back(strict: Service) -> None:
    query = "mutation($input: RollBackInput!) { rollBack(input: $input) { userErrors { code } } }"
    given = FIRST_VERSION
    assert strict.error(query, {"input": given}, WRITER)["extensions"]["code"] == "FORBIDDEN"
    assert act(strict, "rollBack", given, CHIEF, FACT)["userErrors"] == []


def test_going_back_needs_approvals_too_where_the_policy_says_so(own_lender: Service) -> None:
    own_lender.publish("line-cap", TIGHTER)
    rule = {"scope": "ROLLBACKS", "required": 1, "roles": ["APPROVER"]}
    assert act(own_lender, "setApprovalPolicy", {"rules": [rule], "statement": STATEMENT}, CHIEF, "version")["version"]
    given = FIRST_VERSION
    assert refused(own_lender, "rollBack", given, CHIEF, FACT) == "APPROVAL_REQUIRED"
    proposal = act(own_lender, "draftRollback", given, WRITER)["proposal"]
    assert proposal["requiredApprovals"] == 1
    named = {"proposal": proposal["id"]}
    assert act(own_lender, "submitProposal", named, WRITER)["proposal"]["state"] == "SUBMITTED"
    assert refused(own_lender, "publishProposal", named, CHIEF) == "NOT_APPROVED"
    act(own_lender, "approveProposal", named | {"binding": proposal["binding"]}, APPROVER)
    assert act(own_lender, "publishProposal", named, CHIEF)["proposal"]["state"] == "PUBLISHED"
    versions = own_lender.data('{ ruleSet(slug: "line-cap") { versions { nodes { number digest } } } }')["ruleSet"]
    digests = {one["number"]: one["digest"] for one in versions["versions"]["nodes"]}
    assert digests[3] == digests[1] != digests[2]


def test_other_changes_need_no_more_for_that(own_lender: Service) -> None:
    rule = {"scope": "ROLLBACKS", "required": 2, "roles": ["APPROVER"]}
    act(own_lender, "setApprovalPolicy", {"rules": [rule], "statement": STATEMENT}, CHIEF, "version")
    assert draft(own_lender)["proposal"]["requiredApprovals"] == 0


def test_what_is_retired_is_in_force_no_more_and_refers(own_lender: Service) -> None:
    for kind, slug in (("RULE_SET", "line-cap"), ("PRODUCT", "cash-loan")):
        done = act(own_lender, "retire", {"kind": kind, "slug": slug, "statement": STATEMENT}, CHIEF, FACT)
        assert (done["activation"]["kind"], done["activation"]["version"]) == ("RETIREMENT", None)
    assert cap(own_lender) is None
    assert own_lender.data('{ product(slug: "cash-loan") { slug } }')["product"] is None
    asked = """{ eligibility(input: {facts: {requestedAmount: 1, overdueDays: 0}}) {
        decisions { product { slug } outcome reasons { origin } } } }"""
    [decision] = own_lender.data(asked)["eligibility"]["decisions"]
    assert (decision["product"]["slug"], decision["outcome"]) == ("pay-later", "REFER")
    assert "NO_VERSION_IN_FORCE" in {reason["origin"] for reason in decision["reasons"]}
    own_lender.publish("line-cap", TIGHTER)
    assert cap(own_lender) == 2


def test_overlapping_schedules_are_refused(own_lender: Service) -> None:
    start, later = (own_lender.clock.moment + timedelta(days=days) for days in (5, 7))
    own_lender.publish("line-cap", TIGHTER, change={"validFrom": start.isoformat()})
    same = {"validFrom": start.isoformat()}
    other = LINE_CAP.replace("200000", "110000")
    errors = own_lender.publish("line-cap", other, change=same)["userErrors"]
    assert [(error["code"], error["field"]) for error in errors] == [
        ("OVERLAPPING_SCHEDULE", ["input", "change", "validFrom"])
    ]
    assert own_lender.publish("line-cap", other, change={"validFrom": later.isoformat()})["userErrors"] == []


def test_the_policy_is_versioned_read_back_and_refused_when_odd(own_lender: Service) -> None:
    asked = "{ approvalPolicy { scope required roles default } }"
    assert {rule["default"] for rule in own_lender.data(asked, token=AUDITOR)["approvalPolicy"]} == {True}
    first = require(own_lender, 2, idempotencyKey="p")
    assert (first["version"], first["userErrors"]) == (1, [])
    assert require(own_lender, 2, idempotencyKey="p")["replayed"]
    assert require(own_lender, 1)["version"] == 2
    read = own_lender.data(asked, token=APPROVER)["approvalPolicy"]
    set_ = [rule for rule in read if rule["scope"] != "ROLLBACKS"]
    assert {(rule["required"], tuple(rule["roles"]), rule["default"]) for rule in set_} == {(1, ("APPROVER",), False)}
    assert [rule["required"] for rule in read if rule not in set_] == [0]
    asked = "userErrors { field code message }"
    rule = {"scope": "PRODUCTS", "required": 1, "roles": ["CHIEF"]}
    for rules, code in (
        ([rule, rule], "SCOPE_TWICE"),
        ([rule | {"required": 10}], "BAD_POLICY"),
        ([rule | {"roles": []}], "BAD_POLICY"),
    ):
        given = {"rules": rules, "statement": STATEMENT}
        assert refused(own_lender, "setApprovalPolicy", given, CHIEF, asked) == code
    changes = own_lender.data("{ ruleChanges { nodes { document { slug } } } }")["ruleChanges"]["nodes"]
    assert "approvals" not in {change["document"]["slug"] for change in changes}


def test_the_operations_to_start_from_lead_a_change_from_draft_to_force(strict: Service) -> None:
    folder = Path(__file__).parents[2] / "graphql" / "operations" / "admin"

    def sent(name: str, given: dict[str, Any], token: str) -> dict[str, Any]:
        [payload] = strict.data((folder / f"{name}.graphql").read_text("utf-8"), {"input": given}, token).values()
        assert payload["userErrors"] == []
        found: dict[str, Any] = payload.get("proposal") or payload["activation"]
        return found

    drafted = sent("draft-rule-version", {"slug": "line-cap", "content": TIGHTER, "change": CHANGE}, WRITER)
    edit = {"proposal": drafted["id"], "content": TIGHTER.replace("150000", "160000"), "change": CHANGE}
    edited = sent("edit-proposal", edit, WRITER)
    sent("submit-proposal", {"proposal": drafted["id"]}, WRITER)
    waiting = strict.data((folder / "open-proposals.graphql").read_text("utf-8"), token=APPROVER)["openProposals"]
    assert [each["binding"] for each in waiting["nodes"]] == [edited["binding"]]
    sent("approve-proposal", approval(edited), APPROVER)
    assert sent("publish-proposal", {"proposal": drafted["id"]}, WRITER)["version"]["number"] == 2
    assert sent("roll-back", FIRST_VERSION, CHIEF)["standing"] == "IN_FORCE"
    gone = {"kind": "RULE_SET", "slug": "line-cap", "statement": STATEMENT}
    assert sent("retire", gone, CHIEF)["kind"] == "RETIREMENT"
    assert cap(strict) is None
