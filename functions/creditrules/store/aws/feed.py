"""The feed on AWS: what a table's stream says, an EventBridge bus, one-off schedules, a queue for what is put aside."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from creditrules.errors import Kind, Refusal
from creditrules.feed import Changed, DeliveryResult, Letter, Message, Sent
from creditrules.records import dataclass
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.slugs import is_slug
from creditrules.store.aws.clients import make_client
from creditrules.store.aws.failures import cause_of
from creditrules.store.keys import read_activation

__all__ = ["EventBus", "LetterQueue", "OneOffSchedules", "ScheduleTarget", "changed_in", "connect_feed", "wanted_of"]

_SOURCE: Final = "creditrules"
_CONFIG: Final = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "max_attempts": 3})
_KINDS: Final = frozenset(DocumentKind)
Connect = Callable[[], Any]


def connect_feed(service: str, region: str, endpoint: str | None = None) -> Any:
    """A client of "events", "scheduler" or "sqs" that tries again where it is asked to."""
    return make_client(service, region, _CONFIG, endpoint)


class EventBus:
    """`Channel` to an EventBridge bus: one entry an event, so that one that is refused holds up no other.

    The event itself is the detail; its type is the detail type, for rules to go by.
    """

    def __init__(self, connect: Connect, bus: str) -> None:
        self._connect = connect
        self._bus = bus

    @cached_property
    def _client(self) -> Any:
        return self._connect()

    def send(self, tenant: str, receiver: str, message: Message) -> Sent:  # noqa: ARG002 - as of other channels
        """See `Channel.send`."""
        event = json.loads(message.body)
        entry = {
            "Source": _SOURCE,
            "DetailType": event["type"],
            "Detail": message.body.decode(),
            "EventBusName": self._bus,
            "Time": datetime.fromisoformat(event["time"]),
            "Resources": [event["source"]],
        }
        try:
            answer = self._client.put_events(Entries=[entry])
        except (ClientError, BotoCoreError):
            return Sent(DeliveryResult.UNREACHABLE)
        return Sent(DeliveryResult.REFUSED if answer["FailedEntryCount"] else DeliveryResult.DELIVERED)


@dataclass(frozen=True, slots=True)
class ScheduleTarget:
    """What a schedule calls. function, role, queue: ARNs; the queue takes what could not be called."""

    group: str
    function: str
    role: str
    queue: str


class OneOffSchedules:
    """`Schedules` of EventBridge Scheduler: each goes once it was called; its name is made of what it is for."""

    def __init__(self, connect: Connect, target: ScheduleTarget) -> None:
        self._connect = connect
        self._target = target

    @cached_property
    def _client(self) -> Any:
        return self._connect()

    def wake(self, tenant: str, key: DocumentKey | None, at: datetime) -> None:
        """See `Schedules.wake`. To the second, and none too early."""
        moment = (at + timedelta(seconds=1, microseconds=-1)).astimezone(UTC).replace(microsecond=0, tzinfo=None)
        wanted = _wanted(tenant, key)
        given = {
            "Name": f"feed-{sha256(wanted.encode()).hexdigest()[:40]}",
            "GroupName": self._target.group,
            "ScheduleExpression": f"at({moment.isoformat()})",
            "ScheduleExpressionTimezone": "UTC",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ActionAfterCompletion": "DELETE",
            "Target": {
                "Arn": self._target.function,
                "RoleArn": self._target.role,
                "Input": wanted,
                "DeadLetterConfig": {"Arn": self._target.queue},
            },
        }
        try:
            self._put(given)
        except (ClientError, BotoCoreError) as error:
            raise _unavailable("The schedules do not answer.", error) from error

    def _put(self, given: Mapping[str, Any]) -> None:
        try:
            self._client.create_schedule(**given)
        except ClientError as error:
            if cause_of(error) != "ConflictException":
                raise
            self._client.update_schedule(**given)


class LetterQueue:
    """`DeadLetters` in a queue of SQS; a letter says what `wanted_of` reads."""

    def __init__(self, connect: Connect, queue: str) -> None:
        self._connect = connect
        self._queue = queue

    @cached_property
    def _client(self) -> Any:
        return self._connect()

    def put(self, letter: Letter) -> None:
        """See `DeadLetters.put`."""
        body = json.dumps({**json.loads(_wanted(letter.tenant, letter.key)), "cause": letter.cause})
        try:
            self._client.send_message(QueueUrl=self._queue, MessageBody=body)
        except (ClientError, BotoCoreError) as error:
            raise _unavailable("The queue does not answer.", error) from error


def changed_in(records: Iterable[Mapping[str, Any]]) -> Iterator[Changed]:
    """The documents of which activations were recorded, by records of the table's stream."""
    for record in records:
        keys = record["dynamodb"]["Keys"]
        found = read_activation(keys["pk"]["S"], keys["sk"]["S"]) if record["eventName"] == "INSERT" else None
        if found is not None:
            yield Changed(record["dynamodb"]["SequenceNumber"], *found)


def wanted_of(said: Mapping[str, Any]) -> tuple[str, DocumentKey | None] | None:
    """What a schedule or a letter asks for; None where it says nothing that can be."""
    tenant, kind, slug = said.get("tenant"), said.get("kind"), said.get("slug")
    if not is_slug(tenant):
        return None
    if kind is None:
        return str(tenant), None
    return (str(tenant), DocumentKey(DocumentKind(kind), str(slug))) if kind in _KINDS and is_slug(slug) else None


def _wanted(tenant: str, key: DocumentKey | None) -> str:
    said = {"tenant": tenant} | ({} if key is None else {"kind": key.kind.value, "slug": key.slug})
    return json.dumps(said, sort_keys=True)


def _unavailable(message: str, error: Exception) -> Refusal:
    hint = "Try again in a moment."
    return Refusal(Kind.UNAVAILABLE, "FEED_UNAVAILABLE", message, hint=hint, cause=cause_of(error))
