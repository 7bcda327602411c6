"""The few calls the store makes of DynamoDB: bounded, retried with jitter, and failing in one typed way."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import SystemRandom
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from creditrules.errors import Kind, Refusal
from creditrules.store.keys import NEVER_OVERWRITTEN, PARTITION, SORT, WITHIN, ItemKey, Span

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = ["ATTEMPTS", "Delete", "Item", "Put", "Table", "connect", "pause", "unavailable"]

ATTEMPTS: Final = 4
"""How often the store itself tries a thing that did not come to an end; botocore's own tries come on top."""

Item = Mapping[str, Any]
"""Attributes as DynamoDB's client gives and takes them: {"body": {"B": b"…"}}."""

_READ_AT_ONCE: Final = 100
_WRITE_AT_ONCE: Final = 25
_FIRST_PAUSE: Final = 0.05
_OUR_DEFECTS: Final = {"ValidationException", "SerializationException", "ItemCollectionSizeLimitExceededException"}
_random = SystemRandom()


def connect(region: str, endpoint: str | None = None) -> DynamoDBClient:
    """A client that gives up within seconds rather than minutes. `endpoint`: a DynamoDB other than the region's."""
    config = Config(
        retries={"mode": "standard", "total_max_attempts": 3},
        connect_timeout=1,
        read_timeout=5,
        account_id_endpoint_mode="disabled" if endpoint else "preferred",
    )
    return boto3.session.Session().client("dynamodb", region_name=region, endpoint_url=endpoint, config=config)


def unavailable(message: str = "The store does not answer.", hint: str = "Try again in a moment.") -> Refusal:
    """What callers are told when the database cannot be used."""
    return Refusal(Kind.UNAVAILABLE, "STORE_UNAVAILABLE", message, hint=hint)


def pause(attempt: int) -> None:
    """Wait before attempt number `attempt` + 1; anything up to twice as long each time, so that rivals part."""
    time.sleep(_random.uniform(0, _FIRST_PAUSE * 2**attempt))


@dataclass(frozen=True, slots=True)
class Put:
    """One item of a transaction and the condition under which it may be written."""

    key: ItemKey
    attributes: Item
    condition: str = NEVER_OVERWRITTEN
    values: Item = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delete:
    """A pointer that goes with a transaction; facts never do."""

    key: ItemKey


class Table:
    """The one table, through a client. All reads are consistent."""

    def __init__(self, client: DynamoDBClient, name: str) -> None:
        self._client = client
        self._name = name

    def read(self, keys: Iterable[ItemKey]) -> dict[ItemKey, Item]:
        """The items that exist: one request for each hundred keys, and more where a response was cut short."""
        wanted = [_native_key(key) for key in dict.fromkeys(keys)]
        found: dict[ItemKey, Item] = {}
        attempt = 0
        while wanted:
            batch, wanted = wanted[:_READ_AT_ONCE], wanted[_READ_AT_ONCE:]
            items, left = self._read_batch(batch)
            found.update((_item_key(item), item) for item in items)
            wanted = [*left, *wanted]
            attempt = self._after(attempt, progress=len(left) < len(batch), done=not left)
        return found

    def walk(self, span: Span, page: int, *, descending: bool = False) -> Iterator[Item]:
        """The items of a span in order, `page` of them per request; stopping early asks for no more."""
        start: dict[str, Any] = {}
        while not span.is_empty:
            with _typed_failures():
                answer = self._client.query(
                    TableName=self._name,
                    KeyConditionExpression=WITHIN,
                    ExpressionAttributeValues={
                        ":partition": {"S": span.partition},
                        ":low": {"S": span.low},
                        ":high": {"S": span.high},
                    },
                    ScanIndexForward=not descending,
                    ConsistentRead=True,
                    Limit=page,
                    **start,
                )
            yield from answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def write(self, items: Sequence[tuple[ItemKey, Item]]) -> None:
        """Put items without condition or transaction; only for those that can be written again with no harm."""
        wanted = [{"PutRequest": {"Item": _native_item(key, item)}} for key, item in items]
        attempt = 0
        while wanted:
            batch, wanted = wanted[:_WRITE_AT_ONCE], wanted[_WRITE_AT_ONCE:]
            left = self._write_batch(batch)
            wanted = [*left, *wanted]
            attempt = self._after(attempt, progress=len(left) < len(batch), done=not left)

    def transact(self, puts: Sequence[Put | Delete]) -> Exception | None:
        """Write all or nothing: None when it took effect.

        Otherwise what was heard instead: a condition that failed, a rival, a throttle, or nothing in time. Whether the
        transaction took effect is then unknown (even a failed condition may be the echo of an own earlier try), and
        the caller has to read what became of it.
        """
        try:
            self._client.transact_write_items(TransactItems=[self._native(put) for put in puts])
        except ParamValidationError:
            raise
        except (ClientError, BotoCoreError) as error:
            if _is_our_defect(error):
                raise
            return error
        return None

    def _read_batch(self, keys: list[Item]) -> tuple[list[Item], list[Item]]:
        with _typed_failures():
            answer: Any = self._client.batch_get_item(RequestItems={self._name: {"Keys": keys, "ConsistentRead": True}})
        left = answer.get("UnprocessedKeys", {}).get(self._name, {}).get("Keys", [])
        return answer["Responses"].get(self._name, []), left

    def _write_batch(self, requests: list[Any]) -> list[Any]:
        with _typed_failures():
            answer: Any = self._client.batch_write_item(RequestItems={self._name: requests})
        left: list[Any] = answer.get("UnprocessedItems", {}).get(self._name, [])
        return left

    def _native(self, put: Put | Delete) -> Any:
        if isinstance(put, Delete):
            return {"Delete": {"TableName": self._name, "Key": _native_key(put.key)}}
        return {"Put": self._native_put(put)}

    def _native_put(self, put: Put) -> Any:
        native = {
            "TableName": self._name,
            "Item": _native_item(put.key, put.attributes),
            "ConditionExpression": put.condition,
        }
        return {**native, "ExpressionAttributeValues": put.values} if put.values else native

    @staticmethod
    def _after(attempt: int, *, progress: bool, done: bool) -> int:
        if done or progress:
            return 0
        if attempt + 1 >= ATTEMPTS:
            raise unavailable("The store is overloaded.")
        pause(attempt)
        return attempt + 1


@contextmanager
def _typed_failures() -> Iterator[None]:
    try:
        yield
    except ParamValidationError:
        raise
    except (ClientError, BotoCoreError) as error:
        if _is_our_defect(error):
            raise
        raise unavailable() from error


def _is_our_defect(error: Exception) -> bool:
    if not isinstance(error, ClientError):
        return False
    reasons: Any = error.response.get("CancellationReasons", [])
    return error.response["Error"]["Code"] in _OUR_DEFECTS or any(
        reason.get("Code") in {"ValidationError", "ItemCollectionSizeLimitExceeded"} for reason in reasons
    )


def _native_key(key: ItemKey) -> Item:
    return {PARTITION: {"S": key.partition}, SORT: {"S": key.sort}}


def _native_item(key: ItemKey, attributes: Item) -> Item:
    return {**_native_key(key), **attributes}


def _item_key(item: Item) -> ItemKey:
    return ItemKey(item[PARTITION]["S"], item[SORT]["S"])
