"""A proposal whose base is stale: what it comes to on the latest version, and what a person has to settle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import BEHAVIOUR, CASH_LOAN, CHANGE, build_service

Service = Any
OPERATIONS = Path("graphql/operations/admin")
PREVIEW, REBASE = (
    (OPERATIONS / f"{name}.graphql").read_text("utf-8") for name in ("proposal-rebase", "rebase-proposal")
)
PROPOSAL = "proposal { id state binding basedOn authors content approvals { author } } userErrors { code field }"


@pytest.fixture(scope="module")
def lender() -> Iterator[Service]:
    yield from build_service(founded=True)


def act(service: Service, name: str, token: str = "writer", /, **given: Any) -> Any:  # noqa: S107 - the name of a user
    kind = name[0].upper() + name[1:]
    query = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {PROPOSAL} }} }}"
    return service.data(query, {"input": given}, token)[name]


def draft(service: Service, content: str) -> Any:
    drafted = act(service, "draftRuleVersion", slug="behaviour", content=content, change=CHANGE)
    assert drafted["userErrors"] == []
    return drafted["proposal"]


def rebase(service: Service, token: str = "writer", **given: Any) -> Any:  # noqa: S107 - the name of a user
    return service.data(REBASE, {"input": given}, token)["rebaseProposal"]


def codes(payload: Any) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


def latest(service: Service) -> int:
    number: int = service.data('{ ruleSet(slug: "behaviour") { latestVersion } }')["ruleSet"]["latestVersion"]
    return number


def test_a_proposal_and_the_latest_version_are_brought_together(lender: Service) -> None:
    proposal = draft(lender, BEHAVIOUR.replace('"> 30"', '"> 45"'))
    act(lender, "submitProposal", proposal=proposal["id"])
    renamed = BEHAVIOUR.replace("name: {en: ", "name: {en: New ")
    assert renamed != BEHAVIOUR
    assert lender.publish("behaviour", renamed)["userErrors"] == []
    seen = lender.data(PREVIEW, {"input": {"proposal": proposal["id"]}}, "approver")["proposalRebase"]
    assert (seen["onto"], seen["openConflicts"], seen["conflicts"]["nodes"]) == (latest(lender), 0, [])
    assert "> 45" in seen["content"]
    done = rebase(lender, proposal=proposal["id"])
    assert codes(done) == []
    after = done["proposal"]
    assert (after["state"], after["basedOn"], after["obstacles"]) == ("DRAFT", latest(lender), [])
    assert after["binding"] != proposal["binding"]
    read = "query($id: ID!) { node(id: $id) { ... on Proposal { content } } }"
    content = lender.data(read, {"id": proposal["id"]}, "writer")["node"]["content"]
    assert "New " in content
    assert "> 45" in content
    assert codes(rebase(lender, proposal=proposal["id"])) == ["NOTHING_TO_REBASE"]
    act(lender, "submitProposal", proposal=proposal["id"])
    assert codes(act(lender, "publishProposal", proposal=proposal["id"])) == []


def test_what_clashes_is_listed_and_settled_by_a_choice(lender: Service) -> None:
    current = lender.data('{ ruleSet(slug: "behaviour") { versionInForce { content } } }', token="writer")
    content = current["ruleSet"]["versionInForce"]["content"]
    proposal = draft(lender, content.replace("> 45", "> 50"))
    assert lender.publish("behaviour", content.replace("> 45", "> 40"))["userErrors"] == []
    before = latest(lender)
    refused = rebase(lender, proposal=proposal["id"])
    assert (codes(refused), refused["proposal"], refused["rebase"]["openConflicts"]) == (["MERGE_CONFLICTS"], None, 1)
    [conflict] = refused["rebase"]["conflicts"]["nodes"]
    assert (conflict["base"], conflict["theirs"], conflict["ours"], conflict["taken"]) == ("> 45", "> 40", "> 50", None)
    odd = rebase(lender, proposal=proposal["id"], choices=[{"place": "nowhere", "take": "OURS"}])
    assert (codes(odd), odd["userErrors"][0]["field"]) == (["UNKNOWN_CONFLICT"], ["input", "choices", "0", "place"])
    choices = [{"place": conflict["place"], "take": "OURS"}]
    done = rebase(lender, proposal=proposal["id"], choices=choices)
    assert (codes(done), done["proposal"]["basedOn"]) == ([], before)
    assert done["rebase"]["conflicts"]["nodes"][0]["taken"] == "OURS"


def test_whoever_rebases_is_an_author_and_an_edit_is_of_what_was_read(lender: Service) -> None:
    content = lender.data('{ ruleSet(slug: "behaviour") { versionInForce { content } } }', token="writer")
    content = content["ruleSet"]["versionInForce"]["content"]
    proposal = draft(lender, content.replace("> 40", "> 41"))
    given = {"proposal": proposal["id"], "content": content.replace("> 40", "> 42"), "change": CHANGE}
    assert codes(act(lender, "editProposal", **given, binding=proposal["binding"])) == []
    refused = act(lender, "editProposal", **given, binding=proposal["binding"])
    assert (codes(refused), refused["userErrors"][0]["field"]) == (["EDITED_SINCE"], ["input", "binding"])
    assert lender.publish("behaviour", content.replace("en: New ", "en: Newer "))["userErrors"] == []
    assert codes(rebase(lender, "administrator", proposal=proposal["id"])) == []
    read = "query($id: ID!) { node(id: $id) { ... on Proposal { authors } } }"
    assert lender.data(read, {"id": proposal["id"]}, "writer")["node"]["authors"] == ["alice", "writer"]
    for token in ("approver", "partner"):
        assert lender.error(REBASE, {"input": {"proposal": proposal["id"]}}, token)["extensions"]["code"] == "FORBIDDEN"
    assert (
        lender.error(PREVIEW, {"input": {"proposal": proposal["id"]}}, "partner")["extensions"]["code"] == "FORBIDDEN"
    )


def test_products_are_rebased_too(lender: Service) -> None:
    drafted = act(
        lender,
        "draftProductVersion",
        slug="cash-loan",
        content=CASH_LOAN.replace("[behaviour]", "[behaviour, line-cap]"),
        change=CHANGE,
    )["proposal"]
    renamed = {"slug": "cash-loan", "content": CASH_LOAN.replace("currency: CNY", "currency: USD"), "change": CHANGE}
    assert lender.mutate("publishProductVersion", renamed)["userErrors"] == []
    assert codes(rebase(lender, proposal=drafted["id"])) == []
    read = "query($id: ID!) { node(id: $id) { ... on Proposal { content basedOn } } }"
    found = lender.data(read, {"id": drafted["id"]}, "writer")["node"]
    assert "currency: USD" in found["content"]
    assert "line-cap" in found["content"]


def test_a_merged_content_that_does_not_check_is_refused_with_what_is_wrong(lender: Service) -> None:
    content = lender.data('{ ruleSet(slug: "behaviour") { versionInForce { content } } }', token="writer")
    content = content["ruleSet"]["versionInForce"]["content"]
    twice = "decisions:\n  - name: Twice\n    expression: overdueDays * 2\n"
    proposal = draft(lender, content.replace("decisions:\n", twice, 1))
    assert lender.publish("behaviour", content.replace("overdueDays", "daysOverdue"))["userErrors"] == []
    refused = rebase(lender, proposal=proposal["id"])
    assert (codes(refused), refused["proposal"]) == (["CONTENT_REFUSED"], None)
    assert [each["code"] for each in refused["diagnostics"] if each["severity"] == "ERROR"] == ["feel.unknown-name"]
