"""`ScannedTable`, of which all items of a lender can be had: for operators; no function has the right to scan."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from creditrules.store.aws.dynamo import DynamoTable
from creditrules.store.keys import PARTITION, tenant_prefix
from creditrules.store.port import Item, ItemKey

__all__ = ["ScannedTable"]


class ScannedTable(DynamoTable):
    """`DynamoTable`, and all items of a lender: the whole table is read for them."""

    def of_tenant(self, tenant: str) -> Iterator[tuple[ItemKey, Item]]:
        """All items of a lender, in any order. Raises Refusal as `Table` does."""
        start: dict[str, Any] = {}
        while True:
            answer = self._answered(partial(self._scan, tenant_prefix(tenant), start))
            yield from self._read_all(answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def _scan(self, prefix: str, start: dict[str, Any]) -> Any:
        return self._client.scan(
            TableName=self._name,
            FilterExpression=f"begins_with({PARTITION}, :prefix)",
            ExpressionAttributeValues={":prefix": {"S": prefix}},
            ConsistentRead=True,
            **start,
        )
