"""A client of a simulated DynamoDB: what boto3's answers, with latencies, conflicts and throttles as AWS has them.

Limits are those of the developer guide: 1,000 write and 3,000 read units a second for what has one partition key, each
transactional write two units a KB; two transactions that are about the same item at once do not both go through.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from botocore.exceptions import ClientError

from crowded.flow import Flow

WRITE_UNITS = 1_000.0
READ_UNITS = 3_000.0
Native = Mapping[str, Any]
Key = tuple[str, str]


@dataclass(frozen=True)
class Latencies:
    """Seconds of half of all calls; and by how much more one of a hundred takes, as a factor."""

    read: float = 0.004
    write: float = 0.006
    transaction: float = 0.013
    tail: float = 4.0


class Units:
    """What a partition has left of its units. What was not used is kept for a second; by AWS for five minutes."""

    def __init__(self, a_second: float) -> None:
        self._rate = a_second
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, partition: str, units: float, now: float) -> bool:
        """Whether there were so many."""
        left, at = self._left.get(partition, (self._rate, now))
        left = min(self._rate, left + (now - at) * self._rate)
        enough = left >= units
        self._left[partition] = (left - units if enough else left, now)
        return enough


class Database:
    """The four calls that the store makes of a client."""

    def __init__(self, flow: Flow, seed: int = 7, latencies: Latencies = Latencies()) -> None:
        self._flow = flow
        self._chance = Random(seed)
        self._latencies = latencies
        self._items: dict[str, dict[str, Native]] = defaultdict(dict)
        self._held: set[Key] = set()
        self._written, self._read = Units(WRITE_UNITS), Units(READ_UNITS)
        self.told: Counter[str] = Counter()
        """What was answered, and what it took: calls, units, cancellations by their reasons."""

    def batch_get_item(self, RequestItems: Any) -> Any:  # noqa: N803 - as boto3 names it
        """See boto3."""
        [(table, asked)] = RequestItems.items()
        self._pass(self._latencies.read)
        found, left = [], []
        for key in asked["Keys"]:
            partition, sort = _key(key)
            item = self._items[partition].get(sort)
            units = max(1, -(-_size(item or {}) // 4096))
            if not self._read.take(partition, units, self._flow.now):
                left.append(key)
                continue
            self.told["read units"] += units
            if item is not None:
                found.append(item)
        self.told["reads"] += 1
        if left and not found and len(left) == len(asked["Keys"]):
            raise self._error("ProvisionedThroughputExceededException", "BatchGetItem")
        return {"Responses": {table: found}, "UnprocessedKeys": {table: {"Keys": left}} if left else {}}

    def query(self, **asked: Any) -> Any:
        """See boto3; of a span of sort keys."""
        values = asked["ExpressionAttributeValues"]
        low, high = values[":low"]["S"], values[":high"]["S"]
        items = self._items[values[":partition"]["S"]]
        self._pass(self._latencies.read)
        after = asked.get("ExclusiveStartKey")
        start = None if after is None else _key(after)[1]
        forward = asked["ScanIndexForward"]
        sorts = sorted((sort for sort in items if low <= sort <= high), reverse=not forward)
        left = [sort for sort in sorts if start is None or (sort > start if forward else sort < start)]
        page = left[: asked["Limit"]]
        answer: dict[str, Any] = {"Items": [items[sort] for sort in page]}
        if len(left) > len(page):
            answer["LastEvaluatedKey"] = items[page[-1]]
        return answer

    def batch_write_item(self, RequestItems: Any) -> Any:  # noqa: N803 - as boto3 names it
        """See boto3."""
        [(table, asked)] = RequestItems.items()
        self._pass(self._latencies.write)
        left = []
        for each in asked:
            item = each["PutRequest"]["Item"]
            partition, sort = _key(item)
            if self._written.take(partition, _write_units(item), self._flow.now):
                self._items[partition][sort] = item
                self.told["write units"] += _write_units(item)
            else:
                left.append(each)
        return {"UnprocessedItems": {table: left} if left else {}}

    def transact_write_items(self, TransactItems: Any) -> Any:  # noqa: N803 - as boto3 names it
        """See boto3. Between preparing and committing a transaction has its items for itself."""
        puts = [each["Put"] for each in TransactItems]
        keys = [_key(put["Item"]) for put in puts]
        seconds = self._drawn(self._latencies.transaction)
        self._flow.sleep(seconds * 0.3)
        reasons = [self._refused(put, key) for put, key in zip(puts, keys, strict=True)]
        self.told["transactions"] += 1
        if any(reason != "None" for reason in reasons):
            self._flow.sleep(seconds * 0.3)
            self.told[next(reason for reason in reasons if reason != "None")] += 1
            codes = [{"Code": reason} for reason in reasons]
            raise self._error("TransactionCanceledException", "TransactWriteItems", CancellationReasons=codes)
        self._held.update(keys)
        self._flow.sleep(seconds * 0.4)
        for put, (partition, sort) in zip(puts, keys, strict=True):
            self._items[partition][sort] = put["Item"]
        self._held.difference_update(keys)
        self._flow.sleep(seconds * 0.3)
        return {}

    def _refused(self, put: Any, key: Key) -> str:
        """The reason for which a write cannot be, as DynamoDB names it. What is tried is paid for."""
        partition, sort = key
        units = 2 * _write_units(put["Item"])
        if not self._written.take(partition, units, self._flow.now):
            return "ThrottlingError"
        self.told["write units"] += units
        if key in self._held:
            return "TransactionConflict"
        there = self._items[partition].get(sort)
        condition = put.get("ConditionExpression", "")
        if condition.startswith("attribute_not_exists"):
            holds = there is None
        elif condition.startswith("attribute_exists"):
            holds = there is not None
        else:
            wanted = put["ExpressionAttributeValues"][":revision"]
            holds = there is not None and there.get("revision") == wanted
        return "None" if holds else "ConditionalCheckFailed"

    def _pass(self, median: float) -> None:
        self._flow.sleep(self._drawn(median))

    def _drawn(self, median: float) -> float:
        """A latency: half of them are below the median, one of a hundred above it times the tail's factor."""
        spread = self._chance.gauss(0, 1)
        return median * float(self._latencies.tail ** (spread / 2.326))

    def _error(self, code: str, operation: str, **more: Any) -> ClientError:
        return ClientError({"Error": {"Code": code, "Message": code}, **more}, operation)  # type: ignore[typeddict-item,arg-type]


def _key(item: Native) -> Key:
    return item["pk"]["S"], item["sk"]["S"]


def _write_units(item: Native) -> int:
    return max(1, -(-_size(item) // 1024))


def _size(item: Native) -> int:
    return sum(len(name) + len(next(iter(value.values()))) for name, value in item.items())
