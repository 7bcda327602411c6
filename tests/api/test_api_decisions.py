"""Decisions on record through the whole service: who sees what, replays, retention, erasure."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from mypy_boto3_dynamodb import DynamoDBClient
from tests.api.conftest import Clock, Service, catalogue_on
from tests.api.engines import UNHURRIED, engine_of

from creditrules.api import Application
from creditrules.auth import Principal, Role
from creditrules.desk import Recording
from creditrules.document import digest
from creditrules.errors import Kind, Refusal
from creditrules.rules.audit import ChainEnd, ExportedLink, verify
from creditrules.store import DecisionsInTable, RulesInTable
from creditrules.store.aws import DynamoTable, KmsKeys, create_table, embedded_client, embedded_kms

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations"
DECIDE, DECISION, REPLAY = (
    (OPERATIONS / "partner" / f"{name}.graphql").read_text("utf-8") for name in ("decide", "decision", "replay")
)
ERASE = (OPERATIONS / "admin" / "erase-subject.graphql").read_text("utf-8")

LENDER = Path(__file__).parent / "lender"
BEHAVIOUR, CASH_LOAN = ((LENDER / f"{name}.yaml").read_text("utf-8") for name in ("behaviour", "cash-loan"))
CHANGE = json.loads((LENDER / "change.json").read_text("utf-8"))

ADMINISTRATOR, PARTNER, STRANGER = "administrator", "partner", "administrator of another lender"
CHOOSER = "a partner that may choose rules"
OTHER_PARTNER, AUDITOR, CHIEF, APPROVER = "another partner", "auditor", "chief", "approver"
PEOPLE = {
    ADMINISTRATOR: Principal("acme", "alice", frozenset({Role.PARTNER, Role.ADMINISTRATOR})),
    PARTNER: Principal("acme", "shop", frozenset({Role.PARTNER})),
    CHOOSER: Principal("acme", "broker", frozenset({Role.PARTNER, Role.CHOOSER})),
    "the chooser without its right": Principal("acme", "broker", frozenset({Role.PARTNER})),
    STRANGER: Principal("zenith", "zoe", frozenset({Role.PARTNER, Role.ADMINISTRATOR})),
    OTHER_PARTNER: Principal("acme", "other-shop", frozenset({Role.PARTNER})),
    AUDITOR: Principal("acme", "otto", frozenset({Role.AUDITOR})),
    CHIEF: Principal("acme", "carla", frozenset({Role.CHIEF})),
    APPROVER: Principal("acme", "ann", frozenset({Role.APPROVER})),
}
ID_NUMBER = "110101190001011234"
SENSITIVE = BEHAVIOUR.replace(
    "decisions:",
    "  - {name: idNumber, type: string, allowedValues: 'string length(?) = 18', sensitive: true}\ndecisions:",
)
FACTS = {"requestedAmount": 300_000, "overdueDays": 40, "idNumber": ID_NUMBER}


def authenticate(token: str) -> Principal:
    if token not in PEOPLE:
        raise Refusal(Kind.UNAUTHENTICATED, "UNAUTHENTICATED", "The token is not valid.")
    return PEOPLE[token]


@pytest.fixture(scope="module")
def keys() -> Iterator[KmsKeys]:
    with embedded_kms() as keys:
        yield keys


def lender_on(client: DynamoDBClient, keys: KmsKeys) -> Service:
    """The sample lender, its decisions recorded, on what the table holds."""
    clock, table = Clock(), DynamoTable(client, "rules")
    store = RulesInTable(table, clock=clock, cursor_secret=b"a secret of this test run")
    recording = Recording(DecisionsInTable(table, clock=clock, keys=keys), 30)
    catalogue = catalogue_on(table, store)
    application = Application(engine_of(), catalogue, authenticate, recording=recording, budgets=UNHURRIED)
    return Service(application, clock, store)


@pytest.fixture(scope="module")
def founded(keys: KmsKeys) -> tuple[datetime, list[Any]]:
    """What is stored of the sample lender with a sensitive fact, and the moment then."""
    with embedded_client() as client:
        create_table(client, "rules")
        lender = lender_on(client, keys)
        lender.found()
        assert lender.publish("behaviour", SENSITIVE)["userErrors"] == []
        return lender.clock.moment, all_items(client)


def all_items(client: DynamoDBClient) -> list[Any]:
    return [item for page in client.get_paginator("scan").paginate(TableName="rules") for item in page["Items"]]


def put_items(client: DynamoDBClient, items: list[Any]) -> None:
    puts: list[Any] = [{"PutRequest": {"Item": item}} for item in items]
    for start in range(0, len(puts), 25):
        client.batch_write_item(RequestItems={"rules": puts[start : start + 25]})


@pytest.fixture
def service(founded: tuple[datetime, list[Any]], keys: KmsKeys) -> Iterator[Service]:
    """The sample lender with a sensitive fact, its decisions recorded."""
    with embedded_client() as client:
        create_table(client, "rules")
        lender = lender_on(client, keys)
        lender.clock.moment, items = founded
        put_items(client, items)
        yield lender


def decide(service: Any, token: str = PARTNER, **given: Any) -> dict[str, Any]:
    asked = {"facts": FACTS, "idempotencyKey": "order 1", "subject": "customer 7"} | given
    payload: dict[str, Any] = service.data(DECIDE, {"input": asked}, token)["decide"]
    return payload


def recorded(service: Any, token: str = PARTNER, **given: Any) -> dict[str, Any]:
    payload = decide(service, token, **given)
    assert payload["userErrors"] == []
    decision: dict[str, Any] = payload["decision"]
    return decision


def code(payload: dict[str, Any]) -> list[tuple[list[str], str]]:
    return [(error["field"], error["code"]) for error in payload["userErrors"]]


def read(service: Any, name: str, token: str = PARTNER) -> dict[str, Any] | None:
    found: dict[str, Any] | None = service.seen(DECISION, {"id": name}, token)["decision"]
    return found


def replay(service: Any, name: str, token: str = PARTNER, **other: Any) -> Any:
    return service.seen(REPLAY, {"input": {"decision": name} | other}, token)["replay"]


def answers(decision: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {answer["product"]: answer for answer in decision["answers"]}


def test_what_is_decided_is_what_eligibility_answers_and_reads_back_the_same(service: Any) -> None:
    done = recorded(service)
    line = answers(done)["pay-later"]
    assert (line["outcome"], line["terms"]["until"]) == ("PAUSE", "2026-06-01T00:00:00Z")
    assert [reason["message"] for reason in line["reasons"]][:1] == ["A payment is overdue."]
    assert line["alternatives"] == ["cash-loan"]
    assert done["facts"] == {"requestedAmount": "300000", "overdueDays": "40", "idNumber": ID_NUMBER}
    assert (done["factsState"], done["author"]) == ("KEPT", "shop")
    assert read(service, done["id"]) == done


def test_messages_are_in_the_language_asked_for(service: Any) -> None:
    done = recorded(service, locale="zh")
    assert answers(done)["pay-later"]["reasons"][0]["message"] == "有逾期还款。"


def test_the_receipt_can_be_checked_with_nothing_but_what_it_says(service: Any) -> None:
    done = recorded(service)
    receipt = done["receipt"]
    assert sha256(bytes.fromhex(receipt["previous"]) + receipt["text"].encode()).hexdigest() == receipt["hash"]
    said = json.loads(receipt["text"])
    assert done["facts"] == {"requestedAmount": "300000", "overdueDays": "40", "idNumber": ID_NUMBER}
    for name in ("facts", "trace"):
        plain = json.dumps(
            {name: done[name], "salt": done["salt"]}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        assert said[f"{name}Digest"] == sha256(plain.encode()).hexdigest()
        assert said[f"{name}Digest"] == digest({"salt": done["salt"], name: done[name]})
    assert [reason["row"] for reason in done["trace"][1]["reasons"]] == ["1", "1"]
    assert [each["outcome"] for each in said["products"]] == ["ALLOW", "PAUSE"]
    assert ID_NUMBER not in receipt["text"]
    assert "customer 7" not in receipt["text"]


def test_the_same_sent_again_gets_the_first_answer_though_the_rules_changed(service: Any) -> None:
    first = recorded(service)
    assert service.publish("behaviour", SENSITIVE.replace('"> 30"', '"> 50"'))["userErrors"] == []
    again = decide(service)
    assert (again["replayed"], again["decision"]) == (True, first)
    assert answers(recorded(service, idempotencyKey="order 2"))["pay-later"]["outcome"] != "PAUSE"


@pytest.mark.parametrize(
    "other",
    [
        {"facts": FACTS | {"overdueDays": 41}},
        {"products": ["pay-later"]},
        {"subject": "customer 8"},
        {"validAt": "2026-02-01T00:00:00Z"},
        {"pins": [{"ruleSet": "behaviour", "version": 1}]},
        {"retentionDays": 10},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_key_with_another_body_is_refused_and_nothing_is_recorded(service: Any, other: dict[str, Any]) -> None:
    first = recorded(service)
    assert code(decide(service, **other)) == [(["input", "idempotencyKey"], "KEY_REUSED")]
    assert read(service, first["id"]) == first


@pytest.mark.parametrize(
    ("given", "field", "expected"),
    [
        ({"idempotencyKey": ""}, ["input", "idempotencyKey"], "BAD_IDEMPOTENCY_KEY"),
        ({"idempotencyKey": "x" * 201}, ["input", "idempotencyKey"], "BAD_IDEMPOTENCY_KEY"),
        ({"idempotencyKey": "a\nb"}, ["input", "idempotencyKey"], "BAD_IDEMPOTENCY_KEY"),
        ({"subject": " "}, ["input", "subject"], "BAD_SUBJECT"),
        ({"subject": "x" * 257}, ["input", "subject"], "BAD_SUBJECT"),
        ({"retentionDays": 0}, ["input", "retentionDays"], "BAD_RETENTION"),
        ({"retentionDays": 3654}, ["input", "retentionDays"], "BAD_RETENTION"),
        ({"facts": ["no object"]}, ["input", "facts"], "INVALID_FACT"),
        ({"facts": {"unheardOf": 1}}, ["input", "facts", "unheardOf"], "UNKNOWN_FACT"),
        ({"products": ["nothing"]}, ["input", "products", "0"], "UNKNOWN_PRODUCT"),
        ({"knownAt": "9000-01-01T00:00:00Z"}, ["input", "knownAt"], "KNOWN_AT_IN_FUTURE"),
    ],
)
def test_a_mistake_in_the_input_is_a_user_error(
    service: Any, given: dict[str, Any], field: list[str], expected: str
) -> None:
    assert code(decide(service, **given)) == [(field, expected)]
    assert not decide(service)["replayed"]


def test_a_wrong_sensitive_fact_is_told_without_its_value(service: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = decide(service, facts=FACTS | {"idNumber": "110101-secret"})
    assert code(wrong) == [(["input", "facts", "idNumber"], "INVALID_FACT")]
    assert "110101-secret" not in json.dumps(wrong)
    asked = {"facts": FACTS | {"idNumber": "110101-secret"}}
    error = service.error("query($i: EligibilityInput!) { eligibility(input: $i) { validAt } }", {"i": asked})
    assert "110101-secret" not in json.dumps(error)
    recorded(service)
    assert "110101" not in caplog.text


def test_nobody_but_its_partner_and_the_lenders_readers_sees_a_decision(service: Any) -> None:
    name = recorded(service)["id"]
    service.found(STRANGER)
    for token in (OTHER_PARTNER, STRANGER, APPROVER):
        assert read(service, name, token) is None
        assert replay(service, name, token) is None
    for token in (PARTNER, ADMINISTRATOR, CHIEF, AUDITOR):
        assert read(service, name, token) is not None


def test_the_same_key_of_two_partners_makes_two_decisions(service: Any) -> None:
    assert recorded(service)["id"] != recorded(service, OTHER_PARTNER)["id"]


@pytest.mark.parametrize(
    ("token", "masked"), [(PARTNER, False), (AUDITOR, False), (ADMINISTRATOR, True), (CHIEF, True)]
)
def test_sensitive_facts_are_masked_for_those_who_may_not_see_them(service: Any, token: str, masked: bool) -> None:  # noqa: FBT001
    name = recorded(service)["id"]
    found = read(service, name, token)
    assert found is not None
    assert found["facts"]["overdueDays"] == "40"
    assert found["facts"]["idNumber"] == ("***" if masked else ID_NUMBER)
    assert found["maskedFacts"] == (["idNumber"] if masked else [])
    assert (found["salt"] is None) == (found["trace"] is None) == masked
    shown = json.dumps([found, replay(service, name, token)])
    assert (ID_NUMBER in shown) != masked


def test_what_rules_say_about_sensitive_values_is_masked_with_them(service: Any) -> None:
    quoting = SENSITIVE.replace(
        "{expression: overdueDays, type: number}",
        '{expression: "overdueDays + number(idNumber + \\"x\\")", type: number}',
    )
    assert service.publish("behaviour", quoting)["userErrors"] == []
    name = recorded(service)["id"]
    mine, theirs = read(service, name), read(service, name, ADMINISTRATOR)
    assert ID_NUMBER not in json.dumps(theirs)
    assert mine is not None
    told = [w for a in mine["answers"] for w in [*a["warnings"], *(r["detail"] for r in a["reasons"] if r["detail"])]]
    assert told


def test_a_fact_that_no_applied_rule_set_declares_is_masked(service: Any) -> None:
    done = recorded(service, products=["cash-loan"], facts={"overdueDays": 1, "requestedAmount": 5})
    found = read(service, done["id"], ADMINISTRATOR)
    assert found is not None
    assert found["facts"] == {"overdueDays": "1", "requestedAmount": "***"}


def test_a_replay_as_it_was_says_the_same_whatever_was_published_since(service: Any) -> None:
    done = recorded(service)
    assert service.publish("behaviour", SENSITIVE.replace('"> 30"', '"> 50"'))["userErrors"] == []
    given = {"slug": "cash-loan", "content": CASH_LOAN.replace("[behaviour]", "[line-cap]"), "change": CHANGE}
    assert service.mutate("publishProductVersion", given)["userErrors"] == []
    again = replay(service, done["id"])
    assert (again["asItWas"], again["same"], again["differences"]) == (True, True, [])
    assert again["answers"] == done["answers"]
    assert (again["validAt"], again["knownAt"]) == (done["validAt"], done["knownAt"])


def test_a_replay_under_the_rules_of_today_says_where_it_differs(service: Any) -> None:
    done = recorded(service)
    changed = service.publish("behaviour", SENSITIVE.replace('"> 30"', '"> 50"'))
    now = changed["version"]["recordedAt"]
    again = replay(service, done["id"], validAt=now, knownAt=now)
    assert not again["same"]
    found = {(d["product"], d["aspect"]): (d["before"], d["after"]) for d in again["differences"]}
    assert found["pay-later", "OUTCOME"] == ("PAUSE", "LIMIT")
    before, after = found["pay-later", "VERSIONS"]
    assert [row.get("version") for row in before] == [None, 1, 2]
    assert [row.get("version") for row in after] == [None, 1, 3]
    assert ("pay-later", "TERMS") in found
    assert [reason["code"] for reason in found["pay-later", "REASONS"][0]] == ["OVERDUE", "LINE_CAP"]
    assert ("cash-loan", "VERSIONS") in found
    assert ("cash-loan", "OUTCOME") not in found


def test_a_replay_under_pinned_versions_and_as_not_yet_known(service: Any) -> None:
    done = recorded(service)
    assert service.publish("behaviour", SENSITIVE.replace('"> 30"', '"> 50"'))["userErrors"] == []
    pinned = replay(service, done["id"], pins=[{"ruleSet": "behaviour", "version": 3}])
    assert answers(pinned)["pay-later"]["outcome"] == "LIMIT"
    assert (pinned["asItWas"], pinned["validAt"]) == (False, done["validAt"])
    unmoved = replay(service, done["id"], validAt=done["validAt"])
    assert (unmoved["asItWas"], unmoved["same"]) == (False, True)


def test_a_time_left_out_of_a_replay_is_that_of_the_record(service: Any) -> None:
    done = recorded(service)
    now = service.publish("behaviour", SENSITIVE.replace('"> 30"', '"> 50"'))["version"]["recordedAt"]
    then_known = replay(service, done["id"], validAt=now)
    assert (then_known["knownAt"], then_known["same"]) == (done["knownAt"], True)
    then_valid = replay(service, done["id"], knownAt=now)
    assert (then_valid["validAt"], then_valid["same"]) == (done["validAt"], True)
    assert not replay(service, done["id"], validAt=now, knownAt=now)["same"]


OLD_VERSION = {"pins": [{"ruleSet": "behaviour", "version": 1}]}
CHOICES: list[tuple[dict[str, Any], list[str]]] = [
    (OLD_VERSION, ["pins"]),
    ({"validAt": "2025-12-31T00:00:00Z"}, ["validAt"]),
    ({"validAt": "2026-02-01T00:00:00Z"}, ["validAt"]),
    ({"knownAt": "2025-12-31T00:00:00Z"}, ["knownAt"]),
    (OLD_VERSION | {"validAt": "2026-02-01T00:00:00Z"}, ["pins", "validAt"]),
]


def test_under_rules_of_its_own_choice_a_partner_gets_nothing_recorded(service: Any) -> None:
    for choice, by in CHOICES:
        given = {"input": {"facts": {}, "idempotencyKey": "1", "subject": "customer 7"} | choice}
        error = service.error(DECIDE, given)["extensions"]
        assert (error["code"], error["reason"]) == ("FORBIDDEN", "RULES_NOT_YOURS_TO_CHOOSE")
        assert error["field"] == by[:1]
    assert not decide(service, idempotencyKey="1")["replayed"]


def test_whom_the_lender_lets_choose_records_it_and_the_receipt_says_so(service: Any) -> None:
    for number, (choice, by) in enumerate(each for each in CHOICES if "2025" not in str(each)):
        done = recorded(service, CHOOSER, idempotencyKey=f"chosen {number}", **choice)
        assert json.loads(done["receipt"]["text"])["chosen"] == by
        told = [{"pins": "PINS", "validAt": "VALID_AT", "knownAt": "KNOWN_AT"}[each] for each in by]
        assert done["rulesChosenBy"] == read(service, done["id"], AUDITOR)["rulesChosenBy"] == told  # type: ignore[index]
        assert answers(done)["pay-later"]["appliedVersions"][1]["pinned"] == ("pins" in choice)


def test_what_was_recorded_by_choice_is_given_again_though_the_right_is_gone(service: Any) -> None:
    first = recorded(service, CHOOSER, **OLD_VERSION)
    again = decide(service, "the chooser without its right", **OLD_VERSION)
    assert (again["replayed"], again["decision"]) == (True, first)


def test_a_time_that_is_now_by_the_partners_clock_is_now(service: Any) -> None:
    ahead = (service.clock.moment + timedelta(seconds=40)).isoformat()
    behind = (service.clock.moment - timedelta(seconds=40)).isoformat()
    for number, given in enumerate(({"validAt": ahead}, {"validAt": behind, "knownAt": behind})):
        done = recorded(service, idempotencyKey=f"now {number}", **given)
        assert (done["rulesChosenBy"], "chosen" in done["receipt"]["text"]) == ([], False)
        assert done["validAt"] == done["knownAt"]
        assert done["validAt"] not in (ahead, behind)


def test_an_answer_under_other_rules_than_those_of_now_is_marked_as_what_would_be(service: Any) -> None:
    query = "query($i: EligibilityInput!) { eligibility(input: $i) { whatIf decisions { warnings } } }"
    for choice, by in [({}, []), *CHOICES]:
        found = service.data(query, {"i": {"facts": {}} | choice})["eligibility"]
        assert found == {"whatIf": bool(by), "decisions": [{"warnings": []} for _ in found["decisions"]]}


def test_a_decision_with_a_rule_set_not_in_force_replays_the_same(service: Any) -> None:
    name = [{"language": "en", "text": "Late"}]
    given = {"slug": "late", "name": name, "category": "RISK"}
    assert service.mutate("createRuleSet", given)["userErrors"] == []
    late = BEHAVIOUR.replace("ruleSet: behaviour", "ruleSet: late")
    start = (service.clock.moment + timedelta(days=9)).isoformat()
    assert service.publish("late", late, change={"validFrom": start})["userErrors"] == []
    product = CASH_LOAN.replace("[behaviour]", "[behaviour, late]")
    made = {"slug": "cash-loan", "content": product, "change": CHANGE}
    assert service.mutate("publishProductVersion", made)["userErrors"] == []
    done = recorded(service)
    assert answers(done)["cash-loan"]["warnings"]
    assert replay(service, done["id"])["same"]


def test_a_replay_of_an_undetermined_decision_says_what_was_missing(service: Any) -> None:
    done = recorded(service, facts={"requestedAmount": "1.50"})
    assert answers(done)["cash-loan"]["outcome"] == "UNDETERMINED"
    assert answers(done)["cash-loan"]["missingFacts"] == ["overdueDays"]
    assert done["facts"] == {"requestedAmount": "1.50"}
    assert replay(service, done["id"])["same"]


def test_facts_expire_and_the_receipt_stays(service: Any) -> None:
    done = recorded(service, retentionDays=1)
    service.clock.moment += timedelta(days=1)
    found = read(service, done["id"])
    assert found is not None
    assert (found["factsState"], found["facts"], found["trace"], found["salt"]) == ("EXPIRED", None, None, None)
    assert found["receipt"] == done["receipt"]
    line = answers(found)["pay-later"]
    assert (line["outcome"], line["terms"], line["reasons"][0]["code"]) == ("PAUSE", None, "OVERDUE")
    assert line["appliedVersions"] == answers(done)["pay-later"]["appliedVersions"]
    error = service.error(REPLAY, {"input": {"decision": done["id"]}})
    assert error["extensions"]["code"] == "FACTS_EXPIRED"


def test_an_erased_subject_leaves_receipts_and_no_facts(service: Any) -> None:
    done = recorded(service)
    kept = recorded(service, idempotencyKey="2", subject="customer 8")
    given = {"subject": "customer 7", "reach": "ALL", "comment": "Asked for under article 17."}
    first = service.data(ERASE, {"input": given}, CHIEF)["eraseSubject"]
    again = service.data(ERASE, {"input": given}, CHIEF)["eraseSubject"]
    assert first["userErrors"] == again["userErrors"] == []
    assert (first["alreadyErased"], again["alreadyErased"]) == (False, True)
    assert first["recordedAt"] == again["recordedAt"]
    found = read(service, done["id"])
    assert found is not None
    assert (found["factsState"], found["facts"], found["receipt"]) == ("ERASED", None, done["receipt"])
    assert service.error(REPLAY, {"input": {"decision": done["id"]}})["extensions"]["code"] == "FACTS_ERASED"
    assert read(service, kept["id"]) == kept
    assert code(decide(service)) == [(["input", "idempotencyKey"], "KEY_SPENT")]


def test_erasing_needs_a_statement_a_known_subject_and_the_right(service: Any) -> None:
    recorded(service)
    for subject, comment, expected in (
        ("customer 7", " ", "STATEMENT_MISSING"),
        ("customer 9", "Asked for.", "UNKNOWN_SUBJECT"),
    ):
        given = {"input": {"subject": subject, "reach": "ALL", "comment": comment}}
        assert [e["code"] for e in service.data(ERASE, given, CHIEF)["eraseSubject"]["userErrors"]] == [expected]
    given = {"input": {"subject": "customer 7", "reach": "ALL", "comment": "Asked for."}}
    for token in (PARTNER, ADMINISTRATOR, AUDITOR):
        assert service.error(ERASE, given, token)["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize("token", [AUDITOR, CHIEF, APPROVER])
def test_only_partners_have_decisions_recorded(service: Any, token: str) -> None:
    given = {"input": {"facts": {}, "idempotencyKey": "1", "subject": "customer 7"}}
    assert service.error(DECIDE, given, token)["extensions"]["code"] == "FORBIDDEN"


def test_a_service_without_a_key_says_so_and_answers_questions_all_the_same(service: Any) -> None:
    without = replace(service, application=replace(service.application, recording=None))
    given = {"input": {"facts": {}, "idempotencyKey": "1", "subject": "customer 7"}}
    assert without.error(DECIDE, given)["extensions"]["code"] == "RECORDING_NOT_SET_UP"
    question = "{ eligibility(input: {facts: {}}) { decisions { outcome } } }"
    assert len(without.data(question)["eligibility"]["decisions"]) == 2
    assert without.data(CHAINS, {}, AUDITOR)["decisionChains"] == []


CHAINS = """
query($digit: String, $first: Int, $after: String) { decisionChains(digit: $digit) {
  digit end { number hash }
  entries(first: $first, after: $after) {
    nodes { number text previous hash act author } pageInfo { hasNextPage endCursor }
  }
} }
"""


def test_the_chains_of_decisions_are_verified_as_those_of_documents_are(service: Any) -> None:
    for number in range(20):
        recorded(service, idempotencyKey=str(number), subject=f"customer {number % 3}")
    given = {"input": {"subject": "customer 1", "reach": "ALL", "comment": "Asked for."}}
    assert service.data(ERASE, given, CHIEF)["eraseSubject"]["userErrors"] == []
    acts: list[str] = []
    for chain in service.data(CHAINS, {"first": 100}, AUDITOR)["decisionChains"]:
        links: list[dict[str, Any]] = []
        after, more = None, True
        while more:
            asked = {"digit": chain["digit"], "first": 1, "after": after}
            page = service.data(CHAINS, asked, AUDITOR)["decisionChains"][0]["entries"]
            links += page["nodes"]
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert links == chain["entries"]["nodes"]
        acts += [link.pop("act") for link in links]
        exported = [ExportedLink(link["number"], link["text"], link["previous"], link["hash"]) for link in links]
        about = {"tenant": "acme", "kind": "DECISIONS", "slug": chain["digit"]}
        end = ChainEnd(chain["end"]["number"], chain["end"]["hash"])
        assert verify(exported, end, about) is None
        assert not exported or verify(exported[:-1], end, about) is not None
    assert (acts.count("DECIDE"), acts.count("ERASE_SUBJECT")) == (20, 1)


def test_the_chains_of_decisions_are_for_auditors_of_their_lender(service: Any) -> None:
    recorded(service)
    assert service.error(CHAINS, {}, PARTNER)["extensions"]["code"] == "FORBIDDEN"
    strangers = service.data(CHAINS, {}, STRANGER)["decisionChains"]
    assert [chain["end"]["number"] for chain in strangers] == [0] * 16
    assert service.data(CHAINS, {"digit": "#"}, AUDITOR)["decisionChains"] == []
    assert service.error(CHAINS, {"digit": "0", "after": "HEAD"}, AUDITOR)["extensions"]["code"] == "BAD_CURSOR"


def operation(folder: str, name: str) -> str:
    return (OPERATIONS / folder / f"{name}.graphql").read_text("utf-8")


def test_a_review_is_asked_for_by_the_partner_answered_by_the_lender_and_listed_on_the_decision(service: Any) -> None:
    name = recorded(service)["id"]
    given = {"decision": name, "comment": "I paid on time.", "idempotencyKey": "r1"}
    ask, answer = operation("partner", "request-review"), operation("admin", "resolve-review")
    done = service.data(ask, {"input": given}, PARTNER)["requestReview"]
    assert (done["userErrors"], done["replayed"], done["review"]["resolution"]) == ([], False, None)
    assert service.data(ask, {"input": given}, PARTNER)["requestReview"]["replayed"]

    stranger = service.data(ask, {"input": given}, OTHER_PARTNER)["requestReview"]
    assert code(stranger) == [(["input", "decision"], "UNKNOWN_DECISION")]
    found = {
        "review": done["review"]["id"],
        "result": "UPHELD",
        "comment": "The bill was due.",
        "idempotencyKey": "a",
    }
    assert service.error(answer, {"input": found}, PARTNER)["extensions"]["code"] == "FORBIDDEN"
    resolved = service.data(answer, {"input": found}, ADMINISTRATOR)["resolveReview"]["review"]
    assert resolved["resolution"]["result"] == "UPHELD"

    query = """query($id: ID!) { decision(id: $id) {
      reviews { id author comment resolution { author comment } } } }"""
    for token in (PARTNER, AUDITOR):
        [review] = service.data(query, {"id": name}, token)["decision"]["reviews"]
        assert (review["author"], review["comment"]) == ("shop", "I paid on time.")
        assert review["resolution"] == {"author": "alice", "comment": "The bill was due."}


def test_a_review_without_a_statement_is_refused(service: Any) -> None:
    given = {"decision": recorded(service)["id"], "comment": "  ", "idempotencyKey": "r1"}
    done = service.data(operation("partner", "request-review"), {"input": given}, PARTNER)["requestReview"]
    assert code(done) == [(["input", "comment"], "STATEMENT_MISSING")]


NOTICE = (OPERATIONS / "partner" / "notice.graphql").read_text("utf-8")


def set_contacts(service: Any, content: str) -> None:
    statement = {"basis": {"category": "REGULATION", "citation": "Counsel's note"}, "comment": "Who may be turned to."}
    given = {"content": content, "statement": statement | {"notice": [{"language": "en", "text": "Contacts."}]}}
    query = "mutation($i: SetSettingsInput!) { setSettings(input: $i) { userErrors { code } } }"
    assert service.data(query, {"i": given}, CHIEF)["setSettings"]["userErrors"] == []


def test_a_notice_is_made_of_a_recorded_decision_once_all_that_it_needs_is_set(service: Any) -> None:
    done = recorded(service)
    asked = {"id": done["id"], "pack": "US", "locale": "en-US", "product": "pay-later"}
    error = service.error(NOTICE, asked)["extensions"]
    assert error["code"] == "NOTICE_INCOMPLETE"
    assert [each["message"] for each in error["diagnostics"]] == [
        "Missing: the setting `notices.creditor`.",
        "Missing: the setting `notices.US.authority`.",
    ]
    set_contacts(
        service,
        "notices: {creditor: {name: Acme, address: 1 Main St}, US: {authority: {name: CFPB, address: Washington}}}",
    )
    for token in (PARTNER, AUDITOR, ADMINISTRATOR):
        notice = service.data(NOTICE, asked, token)["decision"]["notice"]
        assert [part["kind"] for part in notice["parts"]] == ["ACTION", "REASONS", "RIGHTS"]
        assert notice["parts"][1]["text"].startswith("1. A payment is overdue.")
        assert done["digest"] in notice["text"]
    missing = service.error(NOTICE, asked | {"locale": "es"})["extensions"]["diagnostics"]
    assert "Missing: the product's name in 'es'." in {each["message"] for each in missing}


def test_a_notice_is_refused_where_there_is_none_to_make(service: Any) -> None:
    asked = {"id": recorded(service)["id"], "pack": "US", "locale": "en", "product": "pay-later"}
    for other, refused in (
        ({"locale": "fr"}, "NOTICE_LANGUAGE"),
        ({"product": None}, "UNKNOWN_PRODUCT"),
        ({"product": "cash-loan"}, "NOT_ADVERSE"),
    ):
        assert service.error(NOTICE, asked | other)["extensions"]["code"] == refused
    assert service.data(NOTICE, asked, OTHER_PARTNER)["decision"] is None


def test_a_notice_that_shows_a_sensitive_fact_is_only_for_those_who_see_it(service: Any) -> None:
    report = "{agency: {name: B, address: C, phone: '1'}, facts: [idNumber], score: {fact: idNumber, low: 1, high: 2, "
    report += "dateFact: overdueDays, factorsFact: overdueDays}}"
    party = "{name: Acme, address: 1 Main St}"
    set_contacts(service, f"notices: {{creditor: {party}, US: {{authority: {party}, reports: [{report}]}}}}")
    asked = {"id": recorded(service)["id"], "pack": "US", "locale": "en", "product": "pay-later"}
    assert ID_NUMBER in service.data(NOTICE, asked, PARTNER)["decision"]["notice"]["text"]
    assert ID_NUMBER in service.data(NOTICE, asked, AUDITOR)["decision"]["notice"]["text"]
    error = service.error(NOTICE, asked, CHIEF)
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert ID_NUMBER not in json.dumps(error)
