"""`DynamoTable`, the table in DynamoDB: calls that are bounded, retried with jitter, and fail in one typed way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from creditrules.clock import Witness
from creditrules.store.aws.clients import make_client
from creditrules.store.aws.failures import cause_of, is_operators
from creditrules.store.aws.hearing import Hearing
from creditrules.store.aws.trying import ONE_TRY, OVERLOADS, patiently, refuse_late
from creditrules.store.keys import PARTITION, SORT
from creditrules.store.port import (
    REVISION,
    AtRevision,
    Condition,
    Delete,
    Existence,
    Heard,
    Item,
    ItemKey,
    Put,
    Span,
    Unacknowledged,
    check_items,
    check_writes,
    unavailable,
)
from creditrules.store.tries import ATTEMPTS, pause
from creditrules.under_way import acknowledged, nothing_heard, went_wrong

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = ["DynamoTable", "connect"]

_Native = Mapping[str, Any]
"""Attributes as DynamoDB's client gives and takes them: {"body": {"B": b"…"}}."""

_READ_AT_ONCE: Final = 100
_WRITE_AT_ONCE: Final = 25
_WITHIN: Final = f"{PARTITION} = :partition AND {SORT} BETWEEN :low AND :high"
_KEY: Final = {PARTITION, SORT}
_CONDITION_FAILED: Final = "ConditionalCheckFailed"
_RIVALS: Final = {"TransactionConflict", "TransactionInProgressException"}
_OUR_DEFECTS: Final = {"ValidationException", "SerializationException", "ItemCollectionSizeLimitExceededException"}


def connect(region: str, endpoint: str | None = None) -> DynamoDBClient:
    """A client that gives up within six seconds, and leaves it to `patiently` what is tried again.

    endpoint: a DynamoDB other than the region's.
    """
    config = Config(
        retries=ONE_TRY,
        connect_timeout=1,
        read_timeout=5,
        account_id_endpoint_mode="disabled" if endpoint else "preferred",
    )
    client: DynamoDBClient = make_client("dynamodb", region, config, endpoint)
    return client


class DynamoTable:
    """`Table` over one table of DynamoDB, through a client. All reads are consistent.

    witness: hears the time that DynamoDB tells with its answers.
    """

    def __init__(self, client: DynamoDBClient, name: str, witness: Witness | None = None) -> None:
        self._client = client
        self._name = name
        self._hearing = Hearing(witness)

    def read(self, keys: Iterable[ItemKey]) -> dict[ItemKey, Item]:
        """See `Table.read`: one request for each hundred keys, and more where a response was cut short."""
        wanted = [_native_key(key) for key in dict.fromkeys(keys)]
        found: dict[ItemKey, Item] = {}
        attempt = 0
        while wanted:
            batch, wanted = wanted[:_READ_AT_ONCE], wanted[_READ_AT_ONCE:]
            items, left = self._read_batch(batch)
            found.update(map(_read_native, items))
            wanted = [*left, *wanted]
            attempt = _after(attempt, progress=len(left) < len(batch), done=not left)
        return found

    def walk(self, span: Span, page: int, *, descending: bool = False) -> Iterator[tuple[ItemKey, Item]]:
        """See `Table.walk`."""
        start: dict[str, Any] = {}
        while not span.is_empty:
            answer = self._answered(partial(self._page, span, page, start, descending=descending))
            yield from self._read_all(answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def write(self, items: Sequence[tuple[ItemKey, Item]]) -> None:
        """See `Table.write`: one request for each 25 items."""
        check_items(items)
        wanted = [{"PutRequest": {"Item": _native_item(key, item)}} for key, item in items]
        attempt = 0
        while wanted:
            batch, wanted = wanted[:_WRITE_AT_ONCE], wanted[_WRITE_AT_ONCE:]
            left = self._write_batch(batch)
            wanted = [*left, *wanted]
            attempt = _after(attempt, progress=len(left) < len(batch), done=not left)

    def transact(self, writes: Sequence[Put | Delete], *, erasing: bool = False) -> Unacknowledged | None:  # noqa: ARG002 - see `Table.transact`
        """See `Table.transact`."""
        check_writes(writes)
        with self._typed_failures():
            refuse_late()
        try:
            items = [self._native(write) for write in writes]
            self._hearing.asked(partial(self._client.transact_write_items, TransactItems=items))
        except ParamValidationError:
            raise
        except (ClientError, BotoCoreError) as error:
            if _is_our_defect(error):
                raise
            if is_operators(error):
                raise self._hearing.refused(error) from error
            return _told(_unacknowledged(error))
        acknowledged()
        return None

    def _page(self, span: Span, page: int, start: dict[str, Any], *, descending: bool) -> Any:
        return self._client.query(
            TableName=self._name,
            KeyConditionExpression=_WITHIN,
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

    def _read_batch(self, keys: list[_Native]) -> tuple[list[_Native], list[_Native]]:
        with self._typed_failures():
            wanted: Any = {self._name: {"Keys": keys, "ConsistentRead": True}}
            answer: Any = self._patiently(partial(self._client.batch_get_item, RequestItems=wanted))
        left = answer.get("UnprocessedKeys", {}).get(self._name, {}).get("Keys", [])
        return answer["Responses"].get(self._name, []), left

    def _write_batch(self, requests: list[Any]) -> list[Any]:
        with self._typed_failures():
            wanted: Any = {self._name: requests}
            answer: Any = self._patiently(partial(self._client.batch_write_item, RequestItems=wanted))
        left: list[Any] = answer.get("UnprocessedItems", {}).get(self._name, [])
        return left

    def _answered(self, call: Callable[[], Any]) -> Any:
        with self._typed_failures():
            return self._patiently(call)

    @staticmethod
    def _read_all(items: Iterable[_Native]) -> Iterator[tuple[ItemKey, Item]]:
        return map(_read_native, items)

    def _patiently(self, call: Callable[[], Any]) -> Any:
        return patiently(partial(self._hearing.asked, call))

    @contextmanager
    def _typed_failures(self) -> Iterator[None]:
        try:
            yield
        except ParamValidationError:
            raise
        except (ClientError, BotoCoreError) as error:
            if _is_our_defect(error):
                raise
            operators = is_operators(error)
            raise (self._hearing.refused(error) if operators else unavailable(cause=cause_of(error))) from error

    def _native(self, write: Put | Delete) -> Any:
        if isinstance(write, Delete):
            return {"Delete": {"TableName": self._name, "Key": _native_key(write.key)}}
        item = _native_item(write.key, write.attributes)
        return {"Put": {"TableName": self._name, "Item": item, **_native_condition(write.condition)}}


def _after(attempt: int, *, progress: bool, done: bool) -> int:
    if done or progress:
        return 0
    went_wrong()
    if attempt + 1 >= ATTEMPTS:
        raise unavailable("The store is overloaded.", cause="unprocessed")
    pause(attempt)
    return attempt + 1


def _is_our_defect(error: Exception) -> bool:
    if not isinstance(error, ClientError):
        return False
    codes = {"ValidationError", "ItemCollectionSizeLimitExceeded"}
    return error.response["Error"]["Code"] in _OUR_DEFECTS or any(code in codes for code in _reasons(error))


def _told(heard: Unacknowledged) -> Unacknowledged:
    if heard.reason in {Heard.SILENCE, Heard.OVERLOAD}:
        went_wrong()
    if heard.reason is Heard.SILENCE:
        nothing_heard()
    return heard


def _unacknowledged(error: ClientError | BotoCoreError) -> Unacknowledged:
    codes = [error.response["Error"]["Code"], *_reasons(error)] if isinstance(error, ClientError) else []
    failed = tuple(place for place, code in enumerate(codes[1:]) if code == _CONDITION_FAILED)
    if failed:
        reason = Heard.CONDITION
    elif _RIVALS.intersection(codes):
        reason = Heard.RIVAL
    elif OVERLOADS.intersection(codes):
        reason = Heard.OVERLOAD
    else:
        reason = Heard.SILENCE
    heard = Unacknowledged(reason, failed)
    heard.__cause__ = error
    return heard


def _reasons(error: ClientError) -> list[str]:
    reasons: Any = error.response.get("CancellationReasons", [])
    return [reason.get("Code", "") for reason in reasons]


def _native_condition(condition: Condition) -> _Native:
    match condition:
        case Existence.ABSENT:
            return {"ConditionExpression": f"attribute_not_exists({PARTITION})"}
        case Existence.PRESENT:
            return {"ConditionExpression": f"attribute_exists({PARTITION})"}
        case AtRevision(revision):
            values = {":revision": {"N": str(revision)}}
            return {"ConditionExpression": f"{REVISION} = :revision", "ExpressionAttributeValues": values}


def _native_key(key: ItemKey) -> _Native:
    return {PARTITION: {"S": key.partition}, SORT: {"S": key.sort}}


def _native_item(key: ItemKey, attributes: Item) -> _Native:
    return {**_native_key(key), **{name: _native_value(value) for name, value in attributes.items()}}


def _native_value(value: bytes | int | str) -> _Native:
    match value:
        case bytes():
            return {"B": value}
        case str():
            return {"S": value}
        case _:
            return {"N": str(value)}


def _read_native(item: _Native) -> tuple[ItemKey, Item]:
    key = ItemKey(item[PARTITION]["S"], item[SORT]["S"])
    return key, {name: _plain(value) for name, value in item.items() if name not in _KEY}


def _plain(value: _Native) -> bytes | int | str:
    [(kind, plain)] = value.items()
    return int(plain) if kind == "N" else plain
