"""`creditrules serve --scenario`: what tests of a partner's program need of a service."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from tests.cli.serving import Served, serving, start

EXAMPLE = Path(__file__).parents[2] / "examples" / "scenario"
OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations" / "partner"
ASK = (OPERATIONS / "eligibility.graphql").read_text("utf-8")
DECIDE = (OPERATIONS / "decide.graphql").read_text("utf-8")
CONTRACTS = (OPERATIONS / "contracts.graphql").read_text("utf-8")
OUTCOMES = {
    "allowed": "ALLOW",
    "warned": "WARN",
    "proving": "STEP_UP",
    "limited": "LIMIT",
    "paused": "PAUSE",
    "referred": "REFER",
    "declined": "DECLINE",
    "unknown": "UNDETERMINED",
}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("played")
    with serving(folder, dict(os.environ), "--scenario", str(EXAMPLE), last="ey") as served:
        yield served


@pytest.fixture(autouse=True)
def anew(played: Served) -> None:
    control(played, "/reset", {})


def control(played: Served, path: str = "", given: Any = None) -> Any:
    body = None if given is None else json.dumps(given).encode()
    with urlopen(Request(f"{played.url}/scenario{path}", body), timeout=30) as answer:
        return json.load(answer)


def posted(played: Served, document: str, **given: Any) -> tuple[int, Any, Any]:
    """Status, headers and body of an answer about a subject; it asks with facts of another."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {played.partner}"}
    wanted = {"facts": {"creditScore": 999}, "products": ["pay-later"], **given}
    body = json.dumps({"query": document, "variables": {"input": wanted}}).encode()
    try:
        with urlopen(Request(f"{played.url}/graphql", body, headers), timeout=30) as answer:
            return answer.status, answer.headers, json.load(answer)
    except HTTPError as error:
        return error.code, error.headers, json.load(error)


def answered(played: Served, subject: str) -> Any:
    [decision] = posted(played, ASK, subject=subject)[2]["data"]["eligibility"]["decisions"]
    return decision


@pytest.mark.parametrize(("subject", "outcome"), OUTCOMES.items())
def test_each_subject_has_its_answer_whatever_facts_are_sent(played: Served, subject: str, outcome: str) -> None:
    assert answered(played, subject)["outcome"] == outcome
    assert control(played)["now"] == "2026-06-01T10:00:00+08:00"


def test_who_is_no_subject_of_it_is_asked_about_with_the_facts_that_were_sent(played: Served) -> None:
    assert answered(played, "somebody")["outcome"] == "ALLOW"


def test_what_is_put_on_record_is_the_same_after_each_beginning(played: Served) -> None:
    told = []
    for _ in range(2):
        _, _, body = posted(played, DECIDE, subject="paused", idempotencyKey="order 1")
        told.append(body["data"]["decide"]["decision"])
        assert posted(played, DECIDE, subject="paused", idempotencyKey="order 1")[2]["data"]["decide"]["replayed"]
        control(played, "/reset", {})
        assert posted(played, DECIDE, subject="x", idempotencyKey="order 1")[2]["data"]["decide"]["replayed"] is False
        control(played, "/reset", {})
    assert [each["id"] for each in told] == [told[0]["id"]] * 2
    assert [each["recordedAt"] for each in told] == ["2026-06-01T02:00:00Z"] * 2
    assert told[0]["answers"][0]["reasons"][0]["code"] == "PAUSED"


def test_the_clock_goes_on_when_it_is_told_to_and_never_back(played: Served) -> None:
    assert control(played, "/clock", {"forward": {"days": 40, "hours": 2}})["now"] == "2026-07-11T12:00:00+08:00"
    assert posted(played, ASK, subject="allowed")[2]["data"]["eligibility"]["validAt"] == "2026-07-11T04:00:00Z"
    assert control(played, "/clock", {"now": "2027-01-01T00:00:00Z"})["now"] == "2027-01-01T00:00:00+00:00"
    wrongs: list[Any] = [{"now": "2026-01-01T00:00:00Z"}, {"now": "2028-01-01"}, {"forward": {"years": 1}}, {}, []]
    for wrong in wrongs:
        with pytest.raises(HTTPError) as refused:
            control(played, "/clock", wrong)
        assert refused.value.code == 400
    assert control(played, "/reset", {})["now"] == "2026-06-01T10:00:00+08:00"


def test_a_throttled_request_is_refused_as_the_service_does_and_then_answered(played: Served) -> None:
    status, headers, body = posted(played, ASK, subject="throttled")
    assert (status, headers["Retry-After"]) == (429, "1")
    assert body["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert posted(played, ASK, subject="throttled")[0] == 200


def test_a_budget_that_is_spent_is_told_in_the_answer(played: Served) -> None:
    decision = answered(played, "spent")
    assert (decision["outcome"], decision["reasons"][0]["code"]) == ("REFER", "BUDGET_SPENT")
    refused = posted(played, DECIDE, subject="spent", idempotencyKey="k")[2]["data"]["decide"]
    assert (refused["decision"], refused["userErrors"][0]["code"]) == (None, "BUDGET_SPENT")


def test_what_stands_before_the_service_answers_without_graphql(played: Served) -> None:
    assert [posted(played, ASK, subject="down")[0] for _ in range(3)] == [503, 503, 200]
    assert posted(played, ASK, subject="allowed")[0] == 200


def test_a_late_answer_is_of_what_was_done_at_once(played: Served) -> None:
    control(played, "/faults", {"faults": [{"subject": "slow", "wait": 0.7, "times": 1}]})
    begun = time.monotonic()
    first = posted(played, DECIDE, subject="slow", idempotencyKey="k")[2]["data"]["decide"]
    assert time.monotonic() - begun > 0.7
    again = posted(played, DECIDE, subject="slow", idempotencyKey="k")[2]["data"]["decide"]
    assert (first["replayed"], again["replayed"], again["decision"]["id"]) == (False, True, first["decision"]["id"])


def test_faults_that_are_no_faults_are_refused_and_the_others_stay(played: Served) -> None:
    wrongs: list[Any] = [[{"code": "NOTHING"}], [{}], [{"status": 200}], [{"code": "THROTTLED", "status": 503}], "all"]
    for wrong in wrongs:
        with pytest.raises(HTTPError) as refused:
            control(played, "/faults", {"faults": wrong})
        assert refused.value.code == 400
    assert posted(played, ASK, subject="throttled")[0] == 429


def test_its_contract_queries_are_served(played: Served) -> None:
    nodes = played.ask(CONTRACTS)["data"]["contracts"]["nodes"]
    assert [(each["name"], each["breaches"]) for each in nodes] == [
        ("a-good-score-may-pay-later", []),
        ("a-pause-says-so", []),
    ]


def test_pages_of_strangers_do_not_reach_its_tokens(played: Served) -> None:
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(f"{played.url}/scenario", headers={"Host": "evil.example"}), timeout=30)
    assert refused.value.code == 404


def test_many_questions_about_one_subject_are_never_throttled(played: Served) -> None:
    for score in range(600, 640):
        assert posted(played, ASK, subject="one", facts={"creditScore": score})[0] == 200


@pytest.mark.parametrize(
    ("was", "is_now", "told"),
    [
        ("outcomes: [PAUSE]", "outcomes: [ALLOW]", "a-pause-says-so: pay-later answers PAUSE"),
        ("creditScore: 700}\n    expect", "creditScor: 700}\n    expect", "a-good-score-may-pay-later"),
        ("lender: rules", "lender: elsewhere", "elsewhere"),
        ("now: ", "clock: ", "scenario.yaml"),
        ("times: 1", "times: 0", "faults[1].times"),
    ],
)
def test_a_scenario_that_cannot_be_played_is_told(tmp_path: Path, was: str, is_now: str, told: str) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "bad")
    file = tmp_path / "bad" / "scenario.yaml"
    assert was in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(was, is_now, 1), "utf-8")
    with start(tmp_path, dict(os.environ), "--scenario", "bad") as process:
        status = process.wait(30)
        errors = process.stderr.read() if process.stderr else ""
    assert (status, told in errors) == (1, True), errors


def test_in_production_it_takes_trusted_documents_only_and_is_controlled_all_the_same(tmp_path: Path) -> None:
    with serving(tmp_path, dict(os.environ), "--scenario", str(EXAMPLE), "--production", last="ey") as served:
        status, _, body = posted(served, "query Mine { __typename }", subject="allowed")
        assert (status, body["errors"][0]["extensions"]["code"]) == (200, "DOCUMENT_NOT_TRUSTED")
        assert answered(served, "declined")["outcome"] == "DECLINE"
        assert control(served, "/clock", {"forward": {"seconds": 1}})["now"] == "2026-06-01T10:00:01+08:00"


def test_options_that_a_scenario_has_no_use_for_are_refused(tmp_path: Path) -> None:
    for option in ("--memory", "--fresh", "--empty"):
        with start(tmp_path, dict(os.environ), "--scenario", str(EXAMPLE), option) as process:
            assert process.wait(30) == 2


def test_the_demo_lender_is_played_as_it_was_by_then(tmp_path: Path) -> None:
    file = tmp_path / "then.yaml"
    file.write_text('scenario: then\nnow: "2025-01-01T00:00:00+08:00"\nlender: demo\n', "utf-8")
    with serving(tmp_path, dict(os.environ), "--scenario", str(file), last="ey") as served:
        query = '{ ruleSet(slug: "behaviour-risk") { latestVersion } }'
        assert served.ask(query)["data"]["ruleSet"]["latestVersion"] == 2
        control(served, "/reset", {})
        assert served.ask(query)["data"]["ruleSet"]["latestVersion"] == 2
