"""The functions of the change feed: batches of the stream, moments, sweeps; what cannot be done is not lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from botocore.client import BaseClient
from tests.handlers.deployed import ENVIRONMENT
from tests.handlers.fed_functions import FEED, REGION, STATES, FedFunctions, Lambda, fed_functions
from tests.webhook_target import WebhookTarget

from creditrules.bootstrap import UnfinishedRunError
from creditrules.clock import utc_now
from creditrules.config import BadSettings, read_feed_settings
from creditrules.desk import Teller

ALL = {"tenants": ["acme"]}
MOMENT = {"tenant": "acme", "kind": "RULE_SET", "slug": "age"}


@pytest.fixture
def fed() -> Iterator[FedFunctions]:
    with fed_functions() as functions:
        yield functions


@pytest.fixture
def target() -> Iterator[WebhookTarget]:
    with WebhookTarget() as target:
        yield target


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was put on a bus; moto hands nothing on."""
    found: list[dict[str, Any]] = []
    made: Any = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001 - all calls pass there

    def noted(client: Any, operation: str, given: dict[str, Any]) -> Any:
        found.extend(given["Entries"] if operation == "PutEvents" else ())
        return made(client, operation, given)

    monkeypatch.setattr(BaseClient, "_make_api_call", noted)
    return found


def test_what_is_recorded_is_told_to_bus_and_webhook_once_under_one_id(
    fed: FedFunctions, target: WebhookTarget, heard: list[dict[str, Any]]
) -> None:
    fed.webhook(f"{target.address}/in")
    fed.publish(18)
    assert fed.stream() == []
    assert fed.stream() == [], "a stream may give it twice"
    [came] = target.came
    [entry] = heard
    assert (entry["EventBusName"], entry["DetailType"]) == ("changes", "creditrules.change.in-force.v1")
    assert json.loads(entry["Detail"]) == came.event
    assert came.event["data"]["number"] == 1
    assert fed.letters() == []


def test_what_comes_later_is_scheduled_and_told_when_its_moment_comes(fed: FedFunctions, target: WebhookTarget) -> None:
    fed.webhook(f"{target.address}/in")
    start = utc_now() + timedelta(seconds=1)
    fed.publish(18, start.isoformat())
    assert fed.stream() == []
    [schedule] = fed.schedules()
    assert json.loads(schedule["Target"]["Input"]) == MOMENT
    assert schedule["Target"]["Arn"] == FEED["CREDITRULES_SCHEDULE_FUNCTION"]
    while utc_now() <= start:
        pass
    fed.handlers.scheduled(json.loads(schedule["Target"]["Input"]), Lambda())
    fed.handlers.scheduled(MOMENT, Lambda())
    assert [came.event["type"].split(".")[2] for came in target.came] == ["announced", "in-force"]


def test_a_sweep_tells_what_nobody_told(fed: FedFunctions, target: WebhookTarget) -> None:
    fed.webhook(f"{target.address}/in")
    fed.publish(18)
    fed.handlers.scheduled(ALL, Lambda())
    fed.handlers.scheduled(ALL, Lambda())
    assert len(target.came) == 1


def test_what_has_no_time_left_comes_again(fed: FedFunctions, target: WebhookTarget) -> None:
    fed.webhook(f"{target.address}/in")
    fed.publish(18)
    given = {each["dynamodb"]["SequenceNumber"]: each["dynamodb"]["Keys"] for each in fed.records()}
    again = fed.stream(left=60_000)
    assert [given[each]["sk"]["S"][:2] for each in again].count("A#") == len(again) > 0
    for asked in (ALL, MOMENT):
        with pytest.raises(UnfinishedRunError):
            fed.handlers.scheduled(asked, Lambda(60_000))
    assert target.came == []
    assert fed.stream() == []
    assert len(target.came) == 1


def test_what_fails_by_a_defect_is_put_aside_and_a_letter_can_be_given_to_the_function(
    fed: FedFunctions, target: WebhookTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    fed.webhook(f"{target.address}/in")
    fed.publish(18)

    def fails(*_: object) -> bool:
        raise ValueError("income 123456 of Zhang San")

    with monkeypatch.context() as patched:
        patched.setattr(Teller, "tell", fails)
        assert fed.stream() == []
    [letter] = {body for body in fed.letters() if "age" in body}
    assert "Zhang" not in letter
    fed.handlers.scheduled(json.loads(letter), Lambda())
    assert len(target.came) == 1


def test_what_does_not_arrive_is_counted_and_what_is_gone_is_disabled(
    fed: FedFunctions, target: WebhookTarget, capsys: pytest.CaptureFixture[str]
) -> None:
    fed.webhook(f"{target.address}/410")
    fed.webhook(f"{target.address}/500")
    fed.publish(18)
    assert fed.stream() == []
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"Undelivered"' in line]
    assert sorted((line["Way"], line["result"], line["Undelivered"]) for line in lines) == [
        ("webhook", "GONE", 1),
        ("webhook", "REFUSED", 1),
    ]
    states = {each["address"][-3:]: each["state"] for each in fed.ask(STATES)["nodes"]}
    assert states == {"410": "DISABLED", "500": "ACTIVE"}
    assert [json.loads(each["Target"]["Input"]) for each in fed.schedules()] == [{"tenant": "acme"}], "tried again"


@pytest.mark.parametrize("said", [{}, {"tenant": "A B"}, {"tenant": "acme", "kind": "OTHER", "slug": "age"}])
def test_what_asks_for_nothing_is_refused(fed: FedFunctions, said: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="asks for no lender"):
        fed.handlers.scheduled(said, Lambda())


@pytest.mark.parametrize("named", ["acme", [" zenith", "acme"], ["acme", 7], ["acme", "A#B"]])
def test_a_list_of_lenders_with_a_slip_in_it_is_told_and_holds_up_no_other(
    fed: FedFunctions, target: WebhookTarget, named: object
) -> None:
    fed.webhook(f"{target.address}/in")
    fed.publish(18)
    with pytest.raises(ValueError, match=r'"tenants" is a list of lenders, not .*acme'):
        fed.handlers.scheduled({"tenants": named}, Lambda())
    assert len(target.came) == 1


def test_all_settings_of_the_feed_are_needed_at_once() -> None:
    with pytest.raises(BadSettings) as told:
        read_feed_settings({"AWS_REGION": REGION, "CREDITRULES_LOOPBACK_WEBHOOKS": "maybe"})
    named = [line.split()[0] for line in str(told.value).splitlines()]
    needed = {*FEED, "CREDITRULES_TABLE", "CREDITRULES_CURSOR_SECRET", "CREDITRULES_DEAD_LETTERS"}
    assert sorted(named) == sorted(needed)
    assert ENVIRONMENT["CREDITRULES_CURSOR_SECRET"] not in str(told.value)
