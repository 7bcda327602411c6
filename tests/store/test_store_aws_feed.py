"""The feed's ways out on AWS, on moto: a bus, one-off schedules, a queue; and what a table's stream says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from moto import mock_aws

from creditrules.errors import Refusal
from creditrules.feed import DeliveryResult, Letter, Message, Sent
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.store.aws import (
    EventBus,
    LetterQueue,
    OneOffSchedules,
    ScheduleTarget,
    changed_in,
    connect_feed,
    wanted_of,
)
from creditrules.store.keys import activation_key, head_key, recorded_key

REGION = "eu-central-1"
KEY = DocumentKey(DocumentKind.RULE_SET, "risk")
AT = datetime(2030, 1, 1, 12, 0, 0, 250_000, tzinfo=UTC)
EVENT = {
    "type": "creditrules.change.announced.v1",
    "time": "2026-01-01T00:00:00.000000Z",
    "source": "urn:x",
    "id": "ntc_1",
}
MESSAGE = Message("ntc_1", json.dumps(EVENT).encode())
ARN = "arn:aws:{}:eu-central-1:123456789012:{}"


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        yield


def test_an_event_goes_to_the_bus_as_it_is() -> None:
    events = connect_feed("events", REGION)
    entry = {
        "Source": "creditrules",
        "DetailType": EVENT["type"],
        "Detail": MESSAGE.body.decode(),
        "EventBusName": "changes",
        "Time": datetime(2026, 1, 1, tzinfo=UTC),
        "Resources": ["urn:x"],
    }
    with Stubber(events) as stub:
        stub.add_response("put_events", {"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]}, {"Entries": [entry]})
        assert EventBus(lambda: events, "changes").send("acme", "bus", MESSAGE) == Sent(DeliveryResult.DELIVERED)


def test_an_entry_that_is_refused_or_a_bus_that_is_away_is_to_be_tried_again() -> None:
    refused = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException"}]}
    partly = Mock(put_events=Mock(return_value=refused))
    assert EventBus(lambda: partly, "changes").send("acme", "bus", MESSAGE) == Sent(DeliveryResult.REFUSED)
    away = Mock(put_events=Mock(side_effect=ClientError({"Error": {"Code": "InternalException"}}, "PutEvents")))
    assert EventBus(lambda: away, "changes").send("acme", "bus", MESSAGE) == Sent(DeliveryResult.UNREACHABLE)


def schedules() -> tuple[Any, OneOffSchedules]:
    client = connect_feed("scheduler", REGION)
    client.create_schedule_group(Name="feed")
    target = ScheduleTarget(
        "feed", ARN.format("lambda", "function:woken"), ARN.format("iam", "role/wakes"), ARN.format("sqs", "letters")
    )
    return client, OneOffSchedules(lambda: client, target)


def test_a_schedule_is_for_one_moment_and_replaces_the_one_before() -> None:
    client, made = schedules()
    made.wake("acme", KEY, AT)
    made.wake("acme", KEY, AT + timedelta(days=1))
    made.wake("acme", None, AT)
    names = [each["Name"] for each in client.list_schedules(GroupName="feed")["Schedules"]]
    assert len(names) == 2
    found = [client.get_schedule(GroupName="feed", Name=name) for name in names]
    said = {each["ScheduleExpression"]: wanted_of(json.loads(each["Target"]["Input"])) for each in found}
    assert said == {"at(2030-01-02T12:00:01)": ("acme", KEY), "at(2030-01-01T12:00:01)": ("acme", None)}
    assert {each["ActionAfterCompletion"] for each in found} == {"DELETE"}
    assert {each["FlexibleTimeWindow"]["Mode"] for each in found} == {"OFF"}
    assert all(each["Target"]["DeadLetterConfig"]["Arn"].endswith("letters") for each in found)


def test_schedules_and_queues_that_are_away_are_told() -> None:
    away = ClientError({"Error": {"Code": "ThrottlingException"}}, "CreateSchedule")
    client, made = schedules()
    client.create_schedule = Mock(side_effect=away)
    with pytest.raises(Refusal) as refused:
        made.wake("acme", KEY, AT)
    assert (refused.value.code, refused.value.cause) == ("FEED_UNAVAILABLE", "ThrottlingException")
    queue = LetterQueue(lambda: Mock(send_message=Mock(side_effect=away)), "url")
    with pytest.raises(Refusal):
        queue.put(Letter("acme", KEY, "ValueError"))


def test_a_letter_says_what_is_to_be_asked_for_again() -> None:
    sqs = connect_feed("sqs", REGION)
    url = sqs.create_queue(QueueName="letters")["QueueUrl"]
    LetterQueue(lambda: sqs, url).put(Letter("acme", KEY, "ValueError"))
    [letter] = sqs.receive_message(QueueUrl=url)["Messages"]
    said = json.loads(letter["Body"])
    assert said["cause"] == "ValueError"
    assert wanted_of(said) == ("acme", KEY)


NOTHING: list[dict[str, Any]] = [
    {},
    {"tenant": "A B"},
    {"tenant": 7},
    {"tenant": "acme", "kind": "OTHER", "slug": "x"},
    {"tenant": "acme", "kind": "PRODUCT", "slug": "../x"},
]


@pytest.mark.parametrize("said", NOTHING)
def test_what_asks_for_nothing_that_can_be_is_known(said: dict[str, Any]) -> None:
    assert wanted_of(said) is None


def record(event: str, partition: str, sort: str, number: int) -> dict[str, Any]:
    keys = {"pk": {"S": partition}, "sk": {"S": sort}}
    return {"eventName": event, "dynamodb": {"Keys": keys, "SequenceNumber": str(number)}}


def test_a_stream_tells_of_activations_that_were_recorded_and_of_nothing_else() -> None:
    places = [
        activation_key("acme", KEY, 1),
        recorded_key("acme", KEY, AT, 1),
        head_key("acme", KEY),
        activation_key("acme", DocumentKey(DocumentKind.POLICY, "settings"), 1),
        activation_key("zenith", KEY, 2),
    ]
    records = [record("INSERT", each.partition, each.sort, number) for number, each in enumerate(places)]
    records += [record("MODIFY", places[0].partition, places[0].sort, 9)]
    records += [record("INSERT", "acme#RECORD#x", "LINK", 10), record("INSERT", "odd", "A#1", 11)]
    found = [(each.id, each.tenant, each.key) for each in changed_in(records)]
    settings = DocumentKey(DocumentKind.POLICY, "settings")
    assert found == [("0", "acme", KEY), ("3", "acme", settings), ("4", "zenith", KEY)]
