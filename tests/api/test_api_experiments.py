"""Experiments as documents through the API: made, changed, approved, in force, and seen by the lender's people only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import ADMINISTRATOR, BEHAVIOUR, CHANGE, PARTNER, STRANGER, Service, build_service

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations"
HEAD = "experiment: strict, name: {en: Stricter}, of: behaviour, champion: 1, challenger: 2"
GUARDS = "guards: [{metric: approvalRate, low: -0.2, decisions: 20}]"
TENTH = f"{{{HEAD}, mode: CHALLENGER, share: 10, {GUARDS}}}"
SHADOW = f"{{{HEAD}, mode: SHADOW}}"
LATER = "2027-01-01T00:00:00Z"
IN_FORCE = """query($slug: String!, $validAt: DateTime, $knownAt: DateTime) { ruleSet(slug: $slug) {
  experiments(validAt: $validAt, knownAt: $knownAt) { slug versionInForce(validAt: $validAt, knownAt: $knownAt) {
    number share mode inForce { since } } } } }"""


def operation(name: str) -> str:
    [path, *_] = (path for part in ("partner", "admin") if (path := OPERATIONS / part / f"{name}.graphql").exists())
    return path.read_text("utf-8")


def act(service: Service, name: str, given: dict[str, Any], token: str = ADMINISTRATOR) -> dict[str, Any]:
    [payload] = service.data(operation(name), {"input": given}, token).values()
    return dict(payload)


def sent(content: str, slug: str = "strict", **change: Any) -> dict[str, Any]:
    return {"slug": slug, "content": content, "change": CHANGE | change}


def make_tried(service: Service) -> Service:
    """A second version of a rule set that is stricter, scheduled for next year."""
    stricter = BEHAVIOUR.replace('"> 30"', '"> 10"')
    assert service.publish("behaviour", stricter, change={"validFrom": LATER})["userErrors"] == []
    return service


@pytest.fixture
def tried(own_lender: Service) -> Service:
    return make_tried(own_lender)


@pytest.fixture(scope="module")
def lender() -> Iterator[Service]:
    for service in build_service(founded=True):
        yield make_tried(service)


def made(service: Service, content: str = TENTH, **change: Any) -> dict[str, Any]:
    done = act(service, "create-experiment", sent(content, **change))
    assert done["userErrors"] == [], done
    return done


def test_what_else_began_in_between_can_be_read_and_policies_are_none_of_it(tried: Service) -> None:
    began = tried.clock.moment.isoformat()
    made(tried)
    notice = [{"language": "en", "text": "Notice is longer."}]
    why = {"basis": {"category": "RISK", "citation": "Paper 7"}, "comment": "Longer notice.", "notice": notice}
    settings = {"input": {"content": "facts: {noticeDays: 120}", "statement": why}}
    set_ = "mutation($input: SetSettingsInput!) { setSettings(input: $input) { version userErrors { message } } }"
    assert tried.data(set_, settings, ADMINISTRATOR)["setSettings"]["version"] == 1
    changed = """query($from: DateTime!) { whatChanged(input: {from: {facts: {overdueDays: 1, requestedAmount: 1},
        validAt: $from, knownAt: $from}}) { unrelated { kind change { id statement { comment }
        document { id } publishedDiff { identical } } } } }"""
    unrelated = tried.data(changed, {"from": began}, ADMINISTRATOR)["whatChanged"]["unrelated"]
    assert "EXPERIMENT" in {each["kind"] for each in unrelated} <= {"RULE_SET", "PRODUCT", "EXPERIMENT"}
    for each in unrelated:
        found = tried.data("query($id: ID!) { node(id: $id) { id } }", {"id": each["change"]["id"]}, ADMINISTRATOR)
        assert found["node"] is not None


def experiments_in_force(service: Service, **times: Any) -> list[tuple[str, int, str | None]]:
    found = service.data(IN_FORCE, {"slug": "behaviour", **times}, ADMINISTRATOR)["ruleSet"]["experiments"]
    return [(each["slug"], each["versionInForce"]["number"], each["versionInForce"]["share"]) for each in found]


def test_a_share_changes_by_a_new_version_and_history_has_both(tried: Service) -> None:
    made(tried)
    began = tried.clock.moment
    tried.clock.moment += timedelta(days=1)
    grown = act(tried, "publish-experiment-version", sent(TENTH.replace("share: 10", "share: 12.5")))
    assert grown["userErrors"] == []
    assert experiments_in_force(tried) == [("strict", 2, "12.5")]
    then = (began + timedelta(minutes=1)).isoformat()
    assert experiments_in_force(tried, validAt=then) == [("strict", 1, "10")]
    assert experiments_in_force(tried, knownAt=then, validAt=then) == [("strict", 1, "10")]
    assert experiments_in_force(tried, validAt="2025-12-01T00:00:00Z") == []
    [listed] = tried.data(operation("experiments"), {}, ADMINISTRATOR)["experiments"]["nodes"]
    assert listed["ruleSet"]["slug"] == "behaviour"
    assert listed["versionInForce"]["guards"] == [
        {"metric": "APPROVAL_RATE", "low": "-0.2", "high": "1", "decisions": 20}
    ]
    history = """{ document(kind: EXPERIMENT, slug: "strict") {
        activations(first: 9) { nodes { kind author version { number } statement { basis { citation } } } }
        auditEnd { number } diff(from: {version: 1}, to: {version: 2}) { changes(first: 9) { nodes { place } } } } }"""
    found = tried.data(history, token=ADMINISTRATOR)["document"]
    assert [(each["kind"], each["version"]["number"]) for each in found["activations"]["nodes"]] == [
        ("PUBLICATION", 2),
        ("PUBLICATION", 1),
    ]
    assert [each["place"] for each in found["diff"]["changes"]["nodes"]] == ["share"]
    assert found["auditEnd"]["number"] == 3


def test_its_impact_is_what_the_challenger_would_touch(tried: Service) -> None:
    checked = act(tried, "check-experiment-version", sent(TENTH))
    assert (checked["ok"], checked["userErrors"]) == (True, [])
    assert checked["impact"]["products"] == ["cash-loan", "pay-later"]
    assert checked["impact"]["ruleSets"] == ["behaviour"]


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (TENTH.replace("of: behaviour", "of: nothing"), "experiment.unknown-rule-set", "of"),
        (TENTH.replace("challenger: 2", "challenger: 9"), "experiment.unknown-version", "challenger"),
        (TENTH.replace("champion: 1", "champion: 9"), "experiment.unknown-version", "champion"),
        (TENTH.replace("experiment: strict", "experiment: other"), "document.slug", "experiment"),
        (TENTH.replace("share: 10", "share: 0.05"), "document.value", "share"),
    ],
    ids=["of", "challenger", "champion", "slug", "share"],
)
def test_what_is_wrong_is_told_with_its_place(lender: Service, content: str, code: str, place: str) -> None:
    refused = act(lender, "check-experiment-version", sent(content))
    assert not refused["ok"]
    assert (code, place) in [(each["code"], each["place"]) for each in refused["diagnostics"]]


def test_it_is_not_declared_for_the_past(lender: Service) -> None:
    given = sent(TENTH, validFrom="2025-12-01T00:00:00Z", correction=True)
    refused = act(lender, "check-experiment-version", given)
    assert "experiment.in-past" in [each["code"] for each in refused["diagnostics"]]


def test_a_version_that_is_not_in_force_then_is_warned_of(lender: Service) -> None:
    checked = act(lender, "check-experiment-version", sent(TENTH, validFrom="2027-02-01T00:00:00Z"))
    assert checked["ok"]
    assert [(each["code"], each["severity"]) for each in checked["diagnostics"]] == [
        ("experiment.other-champion", "WARNING")
    ]


def test_two_experiments_never_try_one_rule_set_at_a_time(tried: Service) -> None:
    made(tried, validUntil="2026-03-01T00:00:00Z")
    other = TENTH.replace("experiment: strict", "experiment: other")
    refused = act(tried, "create-experiment", sent(other, "other"))
    assert [each["code"] for each in refused["diagnostics"]] == ["experiment.beside-another"]
    after = act(tried, "create-experiment", sent(other, "other", validFrom="2026-03-01T00:00:00Z"))
    assert after["userErrors"] == []


def test_a_smaller_share_is_warned_of_and_the_rule_set_stays(tried: Service) -> None:
    made(tried)
    smaller = act(tried, "check-experiment-version", sent(TENTH.replace("share: 10", "share: 5")))
    assert [each["code"] for each in smaller["diagnostics"]] == ["experiment.smaller-share"]
    moved = act(tried, "check-experiment-version", sent(TENTH.replace("of: behaviour", "of: line-cap")))
    assert "experiment.rule-set" in [each["code"] for each in moved["diagnostics"]]


def test_what_has_come_into_its_way_stops_a_proposal(tried: Service) -> None:
    drafted = act(tried, "draft-experiment-version", sent(TENTH, "strict"))
    assert drafted["userErrors"] == []
    other = TENTH.replace("experiment: strict", "experiment: other")
    assert act(tried, "create-experiment", sent(other, "other"))["userErrors"] == []
    refused = act(tried, "submit-proposal", {"proposal": drafted["proposal"]["id"]})
    assert [each["code"] for each in refused["userErrors"]] == ["EXPERIMENT_UNFIT"]


def test_it_needs_the_approvals_that_its_rule_set_needs(tried: Service) -> None:
    policy = {"rules": [{"scope": "RISK_RULES", "required": 1, "roles": ["APPROVER"]}], "statement": CHANGE}
    assert act(tried, "set-approval-policy", policy, "chief")["userErrors"] == []
    refused = act(tried, "create-experiment", sent(TENTH))
    assert [each["code"] for each in refused["userErrors"]] == ["APPROVAL_REQUIRED"]
    drafted = act(tried, "draft-experiment-version", sent(TENTH), "writer")["proposal"]
    assert drafted["requiredApprovals"] == 1
    assert act(tried, "submit-proposal", {"proposal": drafted["id"]}, "writer")["userErrors"] == []
    approval = {"proposal": drafted["id"], "binding": drafted["binding"], "comment": "Good."}
    assert act(tried, "approve-proposal", approval, "the writer as approver")["userErrors"] != []
    assert act(tried, "approve-proposal", approval, "approver")["userErrors"] == []
    assert act(tried, "publish-proposal", {"proposal": drafted["id"]}, "writer")["userErrors"] == []
    assert experiments_in_force(tried) == [("strict", 1, "10")]


def test_it_can_be_taken_back_before_it_starts_and_retired_after(tried: Service) -> None:
    scheduled = made(tried, validFrom="2026-02-01T00:00:00Z")
    [activation] = tried.data(
        '{ experiment(slug: "strict") { id activations(first: 1) { nodes { id } } } }', token=ADMINISTRATOR
    ).values()
    assert scheduled["version"]["number"] == 1
    taken = {"activation": activation["activations"]["nodes"][0]["id"], "statement": CHANGE}
    assert act(tried, "cancel-activation", taken)["userErrors"] == []
    assert experiments_in_force(tried, validAt="2026-02-02T00:00:00Z") == []
    assert act(tried, "publish-experiment-version", sent(TENTH))["userErrors"] == []
    ended = act(tried, "retire", {"kind": "EXPERIMENT", "slug": "strict", "statement": CHANGE}, "chief")
    assert ended["userErrors"] == []
    assert experiments_in_force(tried) == []


def test_partners_are_told_nothing_of_it(tried: Service) -> None:
    listed = "{ ruleChanges(first: 50) { nodes { id } } }"
    before = tried.data(listed)
    made(tried, validUntil="2026-12-01T00:00:00Z")
    assert tried.data(listed) == before == tried.data(listed, token=ADMINISTRATOR)
    by_effect = '{ ruleChanges(effectiveFrom: "2025-01-01T00:00:00Z", first: 50) { nodes { id } } }'
    assert len(tried.data(by_effect)["ruleChanges"]["nodes"]) == len(before["ruleChanges"]["nodes"])
    ids = """{ experiment(slug: "strict") { id versionInForce { id } activations(first: 1) { nodes { id } } } }"""
    found = tried.data(ids, token=ADMINISTRATOR)["experiment"]
    for id_ in (found["id"], found["versionInForce"]["id"], found["activations"]["nodes"][0]["id"]):
        assert tried.data("query($id: ID!) { node(id: $id) { id } }", {"id": id_}, ADMINISTRATOR)["node"] is not None
        assert tried.seen("query($id: ID!) { node(id: $id) { id } }", {"id": id_}, PARTNER)["node"] is None
        assert tried.data("query($id: ID!) { node(id: $id) { id } }", {"id": id_}, STRANGER)["node"] is None
    assert tried.seen(IN_FORCE, {"slug": "behaviour"}, PARTNER)["ruleSet"]["experiments"] is None
    for query in ("{ experiments(first: 1) { nodes { slug } } }", '{ experiment(slug: "strict") { slug } }'):
        assert tried.error(query, token=PARTNER)["extensions"]["code"] == "FORBIDDEN"
    assert tried.data('{ experiment(slug: "strict") { slug } }', token=STRANGER)["experiment"] is None
    changed = """query($from: DateTime!) { whatChanged(input: {from: {facts: {overdueDays: 1, requestedAmount: 1},
        validAt: $from, knownAt: $from}}) { same unrelated { kind slug } } }"""
    began = datetime(2026, 1, 1, 0, 0, 40, tzinfo=UTC).isoformat()
    assert {each["kind"] for each in tried.data(changed, {"from": began})["whatChanged"]["unrelated"]} <= {
        "RULE_SET",
        "PRODUCT",
    }
