"""What stands between the store and a wrong answer at AWS: reads that see all writes, and keys bound to their place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from moto.core.botocore_stubber import MockRawResponse

from creditrules.errors import Kind, Refusal
from creditrules.store.aws import DynamoTable, create_table, embedded_client, embedded_kms
from creditrules.store.port import BODY, ItemKey, Put, Span

HEAD = ItemKey("lender", "HEAD")
EMPTY = {"BatchGetItem": {"Responses": {}, "UnprocessedKeys": {}}, "Query": {"Items": [], "Count": 0}}


def behind(request: Any, **_: Any) -> Any:
    """A replica that has heard of no write yet; it answers what asks for no consistent read, as DynamoDB's may."""
    operation = request.headers["X-Amz-Target"].decode().rpartition(".")[2]
    asked = json.loads(request.body)
    spans = asked["RequestItems"].values() if operation == "BatchGetItem" else [asked]
    if operation not in EMPTY or all(span.get("ConsistentRead") is True for span in spans):
        return None
    headers: Any = {"Content-Type": "application/x-amz-json-1.0"}
    return AWSResponse(request.url, 200, headers, MockRawResponse(json.dumps(EMPTY[operation])))


@pytest.fixture
def table() -> Iterator[DynamoTable]:
    with embedded_client() as client:
        create_table(client, "rules")
        client.meta.events.register_first("before-send.dynamodb", behind)
        yield DynamoTable(client, "rules")


def test_what_was_acknowledged_is_read_although_replicas_lag(table: DynamoTable) -> None:
    assert table.transact([Put(HEAD, {BODY: b"1"})]) is None
    assert table.read([HEAD]) == {HEAD: {BODY: b"1"}}
    assert list(table.walk(Span("lender", "H", "I"), 10)) == [(HEAD, {BODY: b"1"})]
    assert list(table.walk(Span("lender", "H", "I"), 10, descending=True)) == [(HEAD, {BODY: b"1"})]


def test_a_replica_that_lags_would_be_noticed(table: DynamoTable) -> None:
    table.write([(HEAD, {BODY: b"1"})])
    asked: Any = {"rules": {"Keys": [{"pk": {"S": "lender"}, "sk": {"S": "HEAD"}}]}}
    assert table._client.batch_get_item(RequestItems=asked)["Responses"] == {}  # noqa: SLF001 - as a mutant would ask


@pytest.mark.parametrize("other", [{}, {"tenant": "other"}, {"tenant": "acme", "key": "k"}])
def test_a_wrapped_key_opens_only_for_the_context_that_it_was_made_for(other: dict[str, str]) -> None:
    with embedded_kms() as keys:
        made = keys.new_data_key({"tenant": "acme"})
        assert keys.unwrap(made.wrapped, {"tenant": "acme"}) == made.plain
        with pytest.raises(Refusal) as refused:
            keys.unwrap(made.wrapped, other)
    assert (refused.value.kind, refused.value.code) == (Kind.UNAVAILABLE, "DECISION_DAMAGED")
