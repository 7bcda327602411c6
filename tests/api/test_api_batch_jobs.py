"""A question about a file of applicants, sent in parts: answered as a batch is, under the rules of the job's start."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import recording_lender

from creditrules.auth import Principal, Role

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations" / "partner"
START, ADD, FINISH, DELETE, JOB, PART = (
    (OPERATIONS / f"{name}.graphql").read_text("utf-8")
    for name in (
        "start-batch-job",
        "add-to-batch-job",
        "finish-batch-job",
        "delete-batch-job",
        "batch-job",
        "batch-job-part",
    )
)
BATCH = "query($input: EligibilityBatchInput!) { eligibilityBatch(input: $input) { lines } }"
PEOPLE = {
    "administrator": Principal("acme", "alice", frozenset({Role.PARTNER, Role.ADMINISTRATOR, Role.CHIEF})),
    "administrator of another lender": Principal("zenith", "shop", frozenset({Role.ADMINISTRATOR, Role.PARTNER})),
    "partner": Principal("acme", "shop", frozenset({Role.PARTNER})),
    "other": Principal("acme", "bank", frozenset({Role.PARTNER})),
}
BEHAVIOUR = (Path(__file__).parent / "lender" / "behaviour.yaml").read_text("utf-8")
SUBJECTS: list[dict[str, Any]] = [
    {"subject": "李 1", "facts": {}},
    {"subject": "no. 2", "facts": {"requestedAmount": 300_000, "overdueDays": 40}},
    {"subject": "no. 3", "facts": {"requestedAmount": 100, "overdueDays": 3}},
]
KEYS = count(1)


@pytest.fixture(scope="module")
def service() -> Iterator[Any]:
    """The sample lender, with a key to seal answers with."""
    with recording_lender(PEOPLE.__getitem__) as lender:
        yield lender


def lines(subjects: list[dict[str, Any]]) -> str:
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in subjects)


def start(service: Any, **given: Any) -> dict[str, Any]:
    asked = {"idempotencyKey": f"file {next(KEYS)}"} | given
    payload: dict[str, Any] = service.data(START, {"input": asked})["startBatchJob"]
    assert payload["userErrors"] == []
    job: dict[str, Any] = payload["job"]
    return job


def add(service: Any, job: dict[str, Any], number: int, sent: str, who: str = "partner") -> dict[str, Any]:
    given = {"job": job["id"], "number": number, "lines": sent}
    payload: dict[str, Any] = service.data(ADD, {"input": given}, who)["addToBatchJob"]
    return payload


def answers(payload: dict[str, Any]) -> list[dict[str, Any]]:
    assert payload["userErrors"] == []
    return [json.loads(line) for line in payload["part"]["lines"].split("\n")]


def code(payload: dict[str, Any]) -> str:
    assert payload["job"] is None
    (error,) = payload["userErrors"]
    return str(error["code"])


@pytest.mark.parametrize("given", [{}, {"products": ["pay-later", "pay-later"], "alternatives": True}])
def test_a_part_is_answered_as_a_batch_is(service: Any, given: dict[str, Any]) -> None:
    job = start(service, **given)
    assert (job["state"], job["whatIf"], job["parts"]) == ("OPEN", False, 0)
    added = add(service, job, 1, lines(SUBJECTS))
    batch = service.data(BATCH, {"input": {"subjects": SUBJECTS, **given}})["eligibilityBatch"]["lines"]
    assert added["part"]["lines"] == batch
    assert (added["job"]["parts"], added["job"]["answered"], added["job"]["refused"]) == (1, 3, 0)
    part = service.data(PART, {"id": job["id"], "number": 1})["batchJob"]["part"]
    assert {name: part[name] for name in added["part"]} == added["part"]


def test_all_parts_are_answered_under_the_rules_of_the_start(service: Any) -> None:
    job = start(service, products=["pay-later"])
    first = add(service, job, 1, lines(SUBJECTS))
    assert service.publish("behaviour", BEHAVIOUR.replace('"> 30"', '"> 50"'))["userErrors"] == []
    service.clock.moment += timedelta(days=3)
    try:
        second = add(service, job, 2, lines(SUBJECTS))
        later = start(service, products=["pay-later"])
        fresh = add(service, later, 1, lines(SUBJECTS))
    finally:
        assert service.publish("behaviour", BEHAVIOUR)["userErrors"] == []
    assert second["part"]["lines"] == first["part"]["lines"]
    assert fresh["part"]["lines"] != first["part"]["lines"]
    found = service.data(JOB, {"id": job["id"]})["batchJob"]
    assert found["recordedAt"] == found["validAt"] == found["knownAt"] == job["validAt"]
    assert (found["whatIf"], found["answered"], found["products"]) == (False, 6, ["pay-later"])


def test_other_rules_than_those_of_now_are_marked_as_a_what_if(service: Any) -> None:
    pinned = start(service, pins=[{"ruleSet": "behaviour", "version": 1}])
    past = start(service, validAt="2030-01-01T00:00:00Z")
    assert pinned["whatIf"]
    assert past["whatIf"]
    assert past["validAt"] == "2030-01-01T00:00:00Z"
    assert add(service, pinned, 1, lines(SUBJECTS))["userErrors"] == []
    assert service.data(JOB, {"id": pinned["id"]})["batchJob"]["whatIf"]


def test_what_is_wrong_with_one_applicant_is_its_answer_with_its_place_in_the_line(service: Any) -> None:
    sent: list[dict[str, Any]] = [
        {"subject": "a", "facts": {"overdueDay": 1}},
        {"subject": "b", "facts": [1]},
        {"subject": "c", "facts": {}, "request": {"amount": "-1"}},
        {"subject": "d", "facts": {}, "requests": [{"product": "no-such", "amount": 5}]},
        {"subject": "e", "facts": {}, "requests": {"pay-later": 1}},
        {"subject": "f", "facts": {}, "requests": [{"product": "pay-later"}, {"product": "pay-later"}]},
        {"subject": "g", "facts": {}, "request": {"amount": "1000.50", "termMonths": 12}},
    ]
    added = add(service, start(service), 1, lines(sent))
    errors = [[(each["code"], each["field"]) for each in one["errors"]] for one in answers(added)]
    assert errors == [
        [("UNKNOWN_FACT", ["facts", "overdueDay"])],
        [("INVALID_FACT", ["facts"])],
        [("INVALID_REQUEST", ["request", "amount"])],
        [("UNKNOWN_PRODUCT", ["requests", 0, "product"])],
        [("INVALID_REQUEST", ["requests"])],
        [("REQUESTED_TWICE", ["requests", 1])],
        [],
    ]
    assert (added["part"]["answered"], added["part"]["refused"]) == (1, 6)


@pytest.mark.parametrize(
    ("sent", "expected", "field"),
    [
        ('{"subject": "a", "facts": {}}\n{"subject": "b", "facts"', "BAD_LINE", ["lines", "1"]),
        ('{"subject": "a", "facts": {}}\n\n{"subject": "b", "facts": {}}', "BAD_LINE", ["lines", "1"]),
        ('["a"]', "BAD_LINE", ["lines", "0"]),
        ('{"facts": {}}', "BAD_LINE", ["lines", "0"]),
        ('{"subject": "a", "facts": {}, "fact": 1}', "BAD_LINE", ["lines", "0"]),
        ('{"subject": "a", "facts": {"x": NaN}}', "BAD_LINE", ["lines", "0"]),
        ('{"subject": "a", "facts": ' + "[" * 20 + "]" * 20 + "}", "BAD_LINE", ["lines", "0"]),
        ('{"subject": "", "facts": {}}', "BAD_SUBJECT", ["lines", "0", "subject"]),
        (lines([{"subject": "a", "facts": {}}] * 2), "SUBJECT_TWICE", ["lines", "1", "subject"]),
        ('{"subject": "a", "facts": {}}\n' * 1001, "TOO_MANY_SUBJECTS", ["lines"]),
        (" " * (4 << 20) + "x", "PART_TOO_LARGE", ["lines"]),
    ],
)
def test_a_part_that_is_none_is_refused_whole_and_nothing_is_kept(
    service: Any, sent: str, expected: str, field: list[str]
) -> None:
    job = start(service)
    payload = add(service, job, 1, sent)
    assert (code(payload), payload["userErrors"][0]["field"]) == (expected, ["input", *field])
    assert service.data(JOB, {"id": job["id"]})["batchJob"]["parts"] == 0


def test_a_part_sent_again_is_given_again_and_other_lines_are_refused(service: Any) -> None:
    job = start(service)
    first = add(service, job, 7, lines(SUBJECTS))
    again = add(service, job, 7, lines(SUBJECTS))
    assert again == first | {"replayed": True}
    assert code(add(service, job, 7, lines(SUBJECTS[:1]))) == "PART_DIFFERS"
    for number in (0, 1001):
        assert code(add(service, job, number, lines(SUBJECTS))) == "BAD_PART_NUMBER"


def test_a_finished_job_takes_no_part_and_a_deleted_one_has_none(service: Any) -> None:
    job = start(service)
    add(service, job, 1, lines(SUBJECTS))
    given, part = {"input": {"job": job["id"]}}, {"id": job["id"], "number": 1}
    assert service.data(FINISH, given)["finishBatchJob"]["job"]["state"] == "FINISHED"
    assert code(add(service, job, 2, lines(SUBJECTS))) == "JOB_FINISHED"
    assert service.data(PART, part)["batchJob"]["part"]["number"] == 1
    assert service.data(PART, part | {"number": 2})["batchJob"]["part"] is None
    assert service.data(DELETE, given)["deleteBatchJob"]["job"]["state"] == "DELETED"
    assert service.data(JOB, {"id": job["id"]})["batchJob"]["state"] == "DELETED"
    assert service.error(PART, part)["extensions"]["code"] == "JOB_DELETED"


def test_an_expired_job_is_told_and_is_no_fault_of_the_service(service: Any) -> None:
    job = start(service)
    add(service, job, 1, lines(SUBJECTS))
    service.clock.moment += timedelta(days=7)
    assert service.data(JOB, {"id": job["id"]})["batchJob"]["state"] == "EXPIRED"
    assert service.error(PART, {"id": job["id"], "number": 1})["extensions"]["code"] == "JOB_EXPIRED"
    assert code(add(service, job, 2, lines(SUBJECTS))) == "JOB_EXPIRED"


@pytest.mark.parametrize("who", ["other", "administrator", "administrator of another lender"])
def test_nobody_else_sees_or_touches_a_job(service: Any, who: str) -> None:
    job = start(service)
    add(service, job, 1, lines(SUBJECTS))
    assert service.data(JOB, {"id": job["id"]}, who)["batchJob"] is None
    assert code(add(service, job, 2, lines(SUBJECTS), who)) == "UNKNOWN_JOB"
    for query, name in ((FINISH, "finishBatchJob"), (DELETE, "deleteBatchJob")):
        assert code(service.data(query, {"input": {"job": job["id"]}}, who)[name]) == "UNKNOWN_JOB"
    assert service.data(JOB, {"id": job["id"]})["batchJob"]["state"] == "OPEN"


def test_a_question_that_cannot_be_asked_starts_no_job(service: Any) -> None:
    for given, expected in (
        ({"products": ["no-such"]}, "UNKNOWN_PRODUCT"),
        ({"pins": [{"ruleSet": "behaviour", "version": 99}]}, "UNKNOWN_VERSION"),
        ({"knownAt": "2999-01-01T00:00:00Z"}, "KNOWN_AT_IN_FUTURE"),
        ({"idempotencyKey": ""}, "BAD_IDEMPOTENCY_KEY"),
    ):
        asked = {"idempotencyKey": "bad"} | given
        assert code(service.data(START, {"input": asked})["startBatchJob"]) == expected


def test_the_same_key_gives_the_same_job(service: Any) -> None:
    first = start(service, idempotencyKey="once", products=["pay-later"])
    assert start(service, idempotencyKey="once", products=["pay-later"]) == first
    payload = service.data(START, {"input": {"idempotencyKey": "once", "products": ["cash-loan"]}})["startBatchJob"]
    assert code(payload) == "KEY_REUSED"


def test_large_answers_are_given_one_a_request(service: Any) -> None:
    job = start(service)
    add(service, job, 1, lines(SUBJECTS))
    twice = "query($id: ID!) { batchJob(id: $id) { a: part(number: 1) { cost } b: part(number: 1) { cost } } }"
    assert service.error(twice, {"id": job["id"]})["extensions"]["code"] == "ASKED_TWICE"
    add_twice = """mutation($i: AddToBatchJobInput!) {
      a: addToBatchJob(input: $i) { replayed } b: addToBatchJob(input: $i) { userErrors { code } }
    }"""
    sent = {"i": {"job": job["id"], "number": 2, "lines": lines(SUBJECTS)}}
    assert service.data(add_twice, sent)["b"]["userErrors"] == [{"code": "ASKED_TWICE"}]


def test_without_a_key_to_seal_with_there_are_no_jobs(service: Any) -> None:
    without = replace(service, application=replace(service.application, recording=None))
    error = without.error(START, {"input": {"idempotencyKey": "k"}})
    assert error["extensions"]["code"] == "RECORDING_NOT_SET_UP"
