"""What a proposal does to people a lender keeps: computed by the service, bound into what is approved, asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.api.conftest import CHANGE, LINE_CAP, PAY_LATER, build_service

from creditrules.desk import impacts

Service = Any
STATEMENT = {name: CHANGE[name] for name in ("basis", "comment", "notice")}
PROPOSAL = """proposal { id state binding obstacles { code } statement { people { population digest sentences } } }
    userErrors { field code message }"""
PEOPLE = "requestedAmount,overdue,sex\n" + "".join(f"{1000 * n},{0},{'f' if n % 2 else 'm'}\n" for n in range(100, 300))
STRICTER = LINE_CAP.replace("200000", "150000")


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """The sample lender, where changes of regulation need one approval and an impact on `people`."""
    for service in build_service(founded=True):
        rules = [{"scope": "REGULATION_RULES", "required": 1, "roles": ["APPROVER"]}]
        act(service, "setApprovalPolicy", "chief", "userErrors { code }", rules=rules, statement=STATEMENT)
        content = json.dumps({"impact": {"populations": ["people"], "required": ["REGULATION_RULES"]}})
        set_ = act(service, "setSettings", "chief", "userErrors { code }", content=content, statement=STATEMENT)
        assert set_["userErrors"] == []
        yield service


def act(service: Service, name: str, token: str, asked: str = PROPOSAL, /, **given: Any) -> Any:
    kind = name[0].upper() + name[1:]
    query = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {asked} }} }}"
    return service.data(query, {"input": given}, token)[name]


def codes(payload: Any) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


def register(service: Service, by: str = "administrator", /, **given: Any) -> Any:
    asked = "population { name rows columns digest } userErrors { code field }"
    mapping = "columns: {requestedAmount: {number: {fact: requestedAmount}}}\nconstants: {overdueDays: 0}"
    people = {"name": "people", "product": "pay-later", "content": PEOPLE, "mapping": mapping}
    telling = {"protected": ["sex"], "segments": ["requestedAmount:160000"]}
    return act(service, "registerPopulation", by, asked, **(people | {"telling": telling} | given))


def draft(service: Service, content: str) -> Any:
    given = {"slug": "line-cap", "content": content, "change": CHANGE}
    return act(service, "draftRuleVersion", "writer", **given)["proposal"]


def assess(service: Service, proposal: Any, **given: Any) -> Any:
    return act(service, "assessProposal", "writer", proposal=proposal["id"], **given)


def obstacles(proposal: Any) -> list[str]:
    return [each["code"] for each in proposal["obstacles"]]


def test_an_impact_is_asked_for_computed_approved_with_the_rest_and_published(service: Service) -> None:
    drafted = draft(service, STRICTER)
    assert obstacles(drafted) == ["IMPACT_MISSING"]
    assert codes(assess(service, drafted)) == ["UNKNOWN_POPULATION"]
    registered = register(service)
    assert registered["userErrors"] == []
    assert (registered["population"]["rows"], registered["population"]["columns"][2]) == (200, "sex")

    assessed = assess(service, drafted)["proposal"]
    assert assessed["binding"] != drafted["binding"]
    assert (assessed["state"], obstacles(assessed)) == ("DRAFT", [])
    [people] = assessed["statement"]["people"]
    assert people["population"] == "people"
    assert "50 of 200 move from ALLOW to LIMIT." in people["sentences"]

    read = "query($id: ID!) { node(id: $id) { ... on Proposal { statement { people { figures } } } } }"
    [told] = service.data(read, {"id": drafted["id"]}, "approver")["node"]["statement"]["people"]
    assert told["figures"]["changed"]["OUTCOME"] == "50"
    assert [each["column"] for each in told["figures"]["fairness"]] == ["sex"]
    assert "160000 and more" in {group["group"] for group in told["figures"]["segments"][0]["groups"]}

    act(service, "submitProposal", "writer", proposal=drafted["id"])
    done = act(service, "approveProposal", "approver", proposal=drafted["id"], binding=assessed["binding"])
    assert done["proposal"]["state"] == "APPROVED"
    assert codes(act(service, "publishProposal", "writer", proposal=drafted["id"])) == []
    changes = '{ ruleChanges(product: "pay-later", first: 1) { nodes { statement { people { population } } } } }'
    seen, hidden = (service.seen(changes, token=t)["ruleChanges"]["nodes"] for t in ("auditor", "partner"))
    assert seen[0]["statement"]["people"] == [{"population": "people"}]
    assert hidden[0]["statement"]["people"] is None


def approved(service: Service, content: str) -> Any:
    drafted = draft(service, content)
    assessed = assess(service, drafted)["proposal"]
    act(service, "submitProposal", "writer", proposal=drafted["id"])
    act(service, "approveProposal", "approver", proposal=drafted["id"], binding=assessed["binding"])
    return assessed


def test_an_impact_on_other_people_is_stale_and_publishing_is_refused(service: Service) -> None:
    register(service)
    assessed = approved(service, LINE_CAP.replace("200000", "140000"))
    register(service, content=PEOPLE.replace("100000,", "100001,"))
    refused = act(service, "publishProposal", "writer", proposal=assessed["id"])
    assert codes(refused) == ["IMPACT_STALE"]
    read = "query($id: ID!) { node(id: $id) { ... on Proposal { obstacles { code } } } }"
    assert obstacles(service.data(read, {"id": assessed["id"]}, "approver")["node"]) == ["IMPACT_STALE"]
    again = assess(service, assessed)["proposal"]
    assert (again["state"], obstacles(again)) == ("DRAFT", [])


def test_an_impact_of_other_rules_beside_it_is_stale(service: Service) -> None:
    register(service)
    assessed = approved(service, LINE_CAP.replace("200000", "130000"))
    content = PAY_LATER.replace("Pay later", "Pay much later")
    change = {"slug": "pay-later", "content": content, "change": CHANGE}
    assert codes(act(service, "publishProductVersion", "writer", "userErrors { code message }", **change)) == []
    assert codes(act(service, "publishProposal", "writer", proposal=assessed["id"])) == ["IMPACT_STALE"]


def test_an_edit_leaves_no_impact_behind(service: Service) -> None:
    register(service)
    drafted = draft(service, LINE_CAP.replace("200000", "120000"))
    assess(service, drafted)
    edited = act(
        service, "editProposal", "writer", proposal=drafted["id"], content=LINE_CAP.replace("200000", "110000"),
        change=CHANGE,
    )["proposal"]  # fmt: skip
    assert (edited["statement"]["people"], obstacles(edited)) == ([], ["IMPACT_MISSING"])


def test_nothing_of_what_applicants_said_is_listed_and_only_the_lender_lists(service: Service) -> None:
    register(service)
    listed = "{ populations(first: 5) { nodes { name product rows columns digest author recordedAt form } } }"
    [node] = service.data(listed, token="approver")["populations"]["nodes"]
    assert (node["name"], node["rows"], node["form"]) == ("people", 200, "CSV")
    assert "150000" not in json.dumps(node)
    errors = service.answer(listed, token="partner")["errors"]
    assert errors[0]["extensions"]["code"] == "FORBIDDEN"
    query = "mutation($input: RemovePopulationInput!) { removePopulation(input: $input) { removed } }"
    refused = service.answer(query, {"input": {"name": "people"}}, "approver")["errors"]
    assert refused[0]["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": "No Slug"}, "BAD_POPULATION"),
        ({"product": "pay-never"}, "UNKNOWN_PRODUCT"),
        ({"content": "requestedAmount,sex\n1"}, "BAD_POPULATION"),
        ({"content": "requestedAmount,sex\n"}, "BAD_POPULATION"),
        ({"telling": {"protected": ["gender"]}}, "BAD_COLUMN"),
        ({"telling": {"protected": ["sex"], "segments": ["sex"]}}, "BAD_POPULATION"),
        ({"telling": {"outcomeColumn": "sex"}}, "BAD_POPULATION"),
        ({"telling": {"segments": ["requestedAmount:2,1"]}}, "BAD_COLUMN"),
        ({"mapping": "columns: 1"}, "BAD_POPULATION"),
        ({"content": "requestedAmount,sex\n" + "1,f\n" * 20_001}, "POPULATION_TOO_LARGE"),
    ],
)
def test_a_population_that_cannot_be_used_is_refused(service: Service, given: dict[str, Any], code: str) -> None:
    assert codes(register(service, **given)) == [code]


def test_what_was_computed_of_others_stays_as_long_as_it_is_fresh(service: Service) -> None:
    register(service)
    register(service, name="others", content=PEOPLE.replace("100000,", "100002,"))
    drafted = draft(service, LINE_CAP.replace("200000", "106000"))
    assess(service, drafted, populations=["people"])
    both = assess(service, drafted, populations=["others"])["proposal"]["statement"]["people"]
    assert [each["population"] for each in both] == ["people", "others"]
    register(service, content=PEOPLE.replace("101000,", "101001,"))
    again = assess(service, drafted, populations=["others"])["proposal"]["statement"]["people"]
    assert [each["population"] for each in again] == ["others"]


def test_what_takes_long_is_done_once_a_request(service: Service) -> None:
    register(service)
    drafted = draft(service, LINE_CAP.replace("200000", "107000"))
    each = "assessProposal(input: $input) { userErrors { code } }"
    query = f"mutation($input: AssessProposalInput!) {{ a: {each} b: {each} }}"
    found = service.data(query, {"input": {"proposal": drafted["id"]}}, "writer")
    assert (codes(found["a"]), codes(found["b"])) == ([], ["ASKED_TWICE"])


def test_a_population_is_removed_and_then_missing(service: Service) -> None:
    register(service, name="others")
    asked = "removed userErrors { code }"
    assert act(service, "removePopulation", "administrator", asked, name="others")["removed"] == "others"
    assert codes(act(service, "removePopulation", "administrator", asked, name="others")) == ["UNKNOWN_POPULATION"]
    drafted = draft(service, LINE_CAP.replace("200000", "105000"))
    assert codes(assess(service, drafted, populations=["others"])) == ["UNKNOWN_POPULATION"]


def test_whom_changes_are_held_against_is_put_there_by_who_sets_the_policy(service: Service) -> None:
    asked = "removed userErrors { code }"
    register(service)
    assert codes(register(service, "writer", product="cash-loan", mapping=None)) == ["POPULATION_ASKED_FOR"]
    assert codes(act(service, "removePopulation", "writer", asked, name="people")) == ["POPULATION_ASKED_FOR"]
    assert codes(register(service, "writer", name="free")) == []
    assert act(service, "removePopulation", "chief", asked, name="people")["removed"] == "people"
    assert codes(register(service, "writer")) == ["POPULATION_ASKED_FOR"]
    register(service)


def test_scheduled_changes_are_followed_as_far_as_is_said(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    register(service)
    later = draft(service, LINE_CAP.replace("200000", "107000"))
    monkeypatch.setattr(impacts, "_MOST_MOMENTS", 0)
    monkeypatch.setattr(impacts.Sides, "differ", lambda _sides, _product: False)
    for year in (2110, 2111):
        times = {"validFrom": f"{year}-01-01T00:00:00Z", "validUntil": f"{year}-02-01T00:00:00Z"}
        given = given_of("pay-later", PAY_LATER.replace("[line-cap, behaviour]", "[behaviour]"), **times)
        assert act(service, "publishProductVersion", "writer", "userErrors { code }", **given)["userErrors"] == []
    asked = "{ node(id: $id) { ... on Proposal { obstacles { code } } } }"
    told = service.data(f"query($id: ID!) {asked}", {"id": later["id"]}, "chief")["node"]
    assert obstacles(told) == ["TOO_MANY_MOMENTS"]
    assert codes(assess(service, later)) == ["TOO_MANY_MOMENTS"]


def given_of(slug: str, content: str, **change: Any) -> dict[str, Any]:
    return {"slug": slug, "content": content, "change": CHANGE | change}


def test_an_experiment_whose_challenger_answers_needs_the_impact_of_the_challenger(service: Service) -> None:
    register(service)
    later = given_of("line-cap", LINE_CAP.replace("200000", "101000"), validFrom="9000-01-01T00:00:00Z")
    drafted = act(service, "draftRuleVersion", "writer", **later)["proposal"]
    number = published(service, drafted)
    experiment = f"""{{experiment: lower-cap, name: {{en: Lower}}, of: line-cap, champion: {number - 1},
      challenger: {number}, mode: CHALLENGER, share: 99,
      guards: [{{metric: approvalRate, low: -0.9, decisions: 20}}]}}"""
    tried = act(service, "draftExperimentVersion", "writer", **given_of("lower-cap", experiment))["proposal"]
    assert obstacles(tried) == ["IMPACT_MISSING"]
    [people] = assess(service, tried)["proposal"]["statement"]["people"]
    assert any("move from ALLOW to LIMIT" in sentence for sentence in people["sentences"])
    shadow = experiment.replace("CHALLENGER, share: 99", "SHADOW").split(",\n      guards")[0] + "}"
    beside = given_of("lower-cap", shadow)
    assert obstacles(act(service, "draftExperimentVersion", "writer", **beside)["proposal"]) == []


def published(service: Service, drafted: Any) -> int:
    """The version's number, of a proposal whose impact is computed where it is asked for."""
    if obstacles(drafted):
        drafted = assess(service, drafted)["proposal"]
    act(service, "submitProposal", "writer", proposal=drafted["id"])
    act(service, "approveProposal", "approver", proposal=drafted["id"], binding=drafted["binding"])
    done = act(service, "publishProposal", "writer", "userErrors { code message }", proposal=drafted["id"])
    assert done["userErrors"] == []
    return int(
        service.data('{ ruleSet(slug: "line-cap") { latestVersion } }', token="writer")["ruleSet"]["latestVersion"]
    )


def test_what_makes_a_difference_only_later_needs_an_impact_too(service: Service) -> None:
    register(service)
    away = PAY_LATER.replace("[line-cap, behaviour]", "[behaviour]")
    times = {"validFrom": "2100-01-01T00:00:00Z", "validUntil": "2101-01-01T00:00:00Z"}
    done = act(
        service, "publishProductVersion", "writer", "userErrors { code }", **given_of("pay-later", away, **times)
    )
    assert done["userErrors"] == []
    content = LINE_CAP.replace("200000", "103000")
    within = act(service, "draftRuleVersion", "writer", **given_of("line-cap", content, **times))["proposal"]
    assert obstacles(within) == []
    lasting = given_of("line-cap", content, validFrom=times["validFrom"])
    drafted = act(service, "draftRuleVersion", "writer", **lasting)["proposal"]
    assert obstacles(drafted) == ["IMPACT_MISSING"]
    assert obstacles(assess(service, drafted)["proposal"]) == []


def test_going_back_needs_an_impact_where_the_settings_say_so(service: Service) -> None:
    register(service)
    published(service, draft(service, LINE_CAP.replace("200000", "104000")))
    back = {"kind": "RULE_SET", "slug": "line-cap", "version": 1, "statement": STATEMENT}
    set_required(service, ["REGULATION_RULES", "ROLLBACKS"])
    assert codes(act(service, "rollBack", "chief", "userErrors { code }", **back)) == ["IMPACT_MISSING"]
    set_required(service, ["REGULATION_RULES"])
    assert codes(act(service, "rollBack", "chief", "userErrors { code }", **back)) == []


def set_required(service: Service, scopes: list[str]) -> None:
    content = json.dumps({"impact": {"populations": ["people"], "required": scopes}})
    assert (
        codes(act(service, "setSettings", "chief", "userErrors { code }", content=content, statement=STATEMENT)) == []
    )
