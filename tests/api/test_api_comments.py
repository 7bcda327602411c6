"""Comments on proposals: recorded once, read by those who judge, and no approval is moved by one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import CHANGE, LINE_CAP, build_service

from creditrules.store import SqliteTable

Service = Any
OPERATIONS = Path("graphql/operations/admin")
SAY, READ = (
    (OPERATIONS / f"{name}.graphql").read_text("utf-8") for name in ("comment-on-proposal", "proposal-comments")
)
PROPOSAL = "proposal { id state binding approvals { author } } userErrors { code }"


@pytest.fixture(scope="module")
def lender() -> Iterator[Service]:
    """The sample lender, where changes of regulation need one approval."""
    for service in build_service(founded=True):
        rules = [{"scope": "REGULATION_RULES", "required": 1, "roles": ["APPROVER"]}]
        statement = {name: CHANGE[name] for name in ("basis", "comment", "notice")}
        query = "mutation($i: SetApprovalPolicyInput!) { setApprovalPolicy(input: $i) { userErrors { code } } }"
        service.data(query, {"i": {"rules": rules, "statement": statement}}, "chief")
        yield service


def act(service: Service, name: str, token: str, /, **given: Any) -> Any:
    kind = name[0].upper() + name[1:]
    query = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {PROPOSAL} }} }}"
    return service.data(query, {"input": given}, token)[name]


def say(service: Service, token: str, **given: Any) -> Any:
    return service.data(SAY, {"input": given}, token)["commentOnProposal"]


@pytest.fixture
def proposal(lender: Service, request: pytest.FixtureRequest) -> Any:
    """A draft of the test's own; without a key it would be the one that is there."""
    given = {"slug": "line-cap", "content": LINE_CAP.replace("200000", "150000"), "change": CHANGE}
    given |= {"idempotencyKey": request.node.name[:200]}
    return act(lender, "draftRuleVersion", "writer", **given)["proposal"]


def test_comments_said_at_once_are_all_recorded(
    lender: Service, proposal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rivals, transact = ["first", "second"], SqliteTable.transact

    def after_a_rival(table: SqliteTable, puts: Any) -> Any:
        if rivals:
            said = say(lender, "writer", proposal=proposal["id"], comment=rivals.pop())
            assert said["userErrors"] == []
        return transact(table, puts)

    monkeypatch.setattr(SqliteTable, "transact", after_a_rival)
    late = say(lender, "approver", proposal=proposal["id"], comment="third", idempotencyKey="late")
    assert (late["userErrors"], late["comment"]["number"]) == ([], 3)
    found = lender.data(READ, {"proposal": proposal["id"]}, "auditor")["node"]["comments"]["nodes"]
    assert [comment["comment"] for comment in found] == ["first", "second", "third"]


def test_comments_are_listed_oldest_first_with_author_time_and_place(lender: Service, proposal: Any) -> None:
    first = say(lender, "approver", proposal=proposal["id"], comment="Why 150,000?", place="consumer")["comment"]
    say(lender, "writer", proposal=proposal["id"], comment="The committee said so.")
    found = lender.data(READ, {"proposal": proposal["id"]}, "auditor")["node"]["comments"]["nodes"]
    assert [(c["number"], c["author"], c["place"], c["comment"]) for c in found] == [
        (1, "approver", "consumer", "Why 150,000?"),
        (2, "writer", None, "The committee said so."),
    ]
    assert found[0] == first
    assert {comment["binding"] for comment in found} == {proposal["binding"]}
    page = lender.data(READ, {"proposal": proposal["id"], "first": 1}, "auditor")["node"]["comments"]
    assert (len(page["nodes"]), page["pageInfo"]["hasNextPage"]) == (1, True)


def test_a_comment_moves_neither_binding_nor_approvals(lender: Service, proposal: Any) -> None:
    act(lender, "submitProposal", "writer", proposal=proposal["id"])
    act(lender, "approveProposal", "approver", proposal=proposal["id"], binding=proposal["binding"])
    assert say(lender, "chief", proposal=proposal["id"], comment="Agreed.")["userErrors"] == []
    read = "query($id: ID!) { node(id: $id) { ... on Proposal { state binding approvals { author } } } }"
    assert lender.data(read, {"id": proposal["id"]}, "writer")["node"] == {
        "state": "APPROVED",
        "binding": proposal["binding"],
        "approvals": [{"author": "approver"}],
    }
    act(lender, "withdrawProposal", "writer", proposal=proposal["id"])
    assert say(lender, "chief", proposal=proposal["id"], comment="Pity.")["comment"]["number"] == 2


def test_the_same_sent_twice_is_said_once_and_is_in_the_audit_chain(lender: Service, proposal: Any) -> None:
    given = {"proposal": proposal["id"], "comment": "Once.", "idempotencyKey": f"say {proposal['id']}"}
    first, again = say(lender, "chief", **given), say(lender, "chief", **given)
    assert (again["replayed"], again["comment"]) == (True, first["comment"])
    chain = '{ ruleSet(slug: "line-cap") { auditEntries(last: 1) { nodes { act author text } } } }'
    [link] = lender.data(chain, token="auditor")["ruleSet"]["auditEntries"]["nodes"]
    assert (link["act"], link["author"], "Once." in link["text"]) == ("COMMENT", "chief", True)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"comment": " "}, "COMMENT_MISSING"),
        ({"comment": "x" * 4001}, "COMMENT_TOO_LONG"),
        ({"comment": "x", "place": "y" * 401}, "BAD_PLACE"),
        ({"comment": "x", "place": "y\n"}, "BAD_PLACE"),
    ],
)
def test_what_is_no_comment_is_refused(lender: Service, proposal: Any, given: dict[str, Any], code: str) -> None:
    refused = say(lender, "chief", proposal=proposal["id"], **given)
    assert ([error["code"] for error in refused["userErrors"]], refused["comment"]) == ([code], None)


def test_partners_neither_see_nor_write_comments_and_auditors_do_not_write(lender: Service, proposal: Any) -> None:
    say(lender, "writer", proposal=proposal["id"], comment="Between us.")
    assert lender.error(READ, {"proposal": proposal["id"]}, "partner")["extensions"]["code"] == "FORBIDDEN"
    assert lender.data(READ, {"proposal": proposal["id"]}, "administrator of another lender")["node"] is None
    for token in ("partner", "auditor"):
        refused = lender.error(SAY, {"input": {"proposal": proposal["id"], "comment": "x"}}, token)["extensions"]
        assert refused["code"] == "FORBIDDEN"
    foreign = say(lender, "administrator of another lender", proposal=proposal["id"], comment="x")
    assert [error["code"] for error in foreign["userErrors"]] == ["UNKNOWN_PROPOSAL"]
