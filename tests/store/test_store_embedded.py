"""The embedded database: alone in its process, away from the network, and no part of what is deployed."""

from __future__ import annotations

import gc
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NoReturn

import boto3
import pytest
from botocore.exceptions import ClientError
from mypy_boto3_dynamodb import DynamoDBClient

from creditrules.store.aws import create_table, embedded_client


def put(client: DynamoDBClient, table: str = "t", **condition: Any) -> None:
    client.put_item(TableName=table, Item={"pk": {"S": "a"}, "sk": {"S": "b"}}, **condition)


def count(client: DynamoDBClient, table: str = "t") -> int:
    return client.scan(TableName=table)["Count"]


def test_it_needs_no_network_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object, **__: object) -> NoReturn:
        raise AssertionError("reached for the network")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", connect)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://192.0.2.1:1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://192.0.2.1:1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "real")
    with embedded_client() as client:
        create_table(client, "t")
        put(client)
        assert count(client) == 1
        with pytest.raises(ClientError, match="not found"):
            count(client, "absent")


def test_two_of_them_share_nothing_and_none_survives() -> None:
    with embedded_client() as one, embedded_client() as other:
        create_table(one, "t")
        put(one)
        create_table(other, "t")
        assert (count(one), count(other)) == (1, 0)
    with embedded_client() as again:
        assert again.list_tables()["TableNames"] == []


def test_creating_a_table_that_is_there_leaves_it_as_it_is() -> None:
    with embedded_client() as client:
        create_table(client, "t")
        put(client)
        create_table(client, "t")
        assert count(client) == 1


def test_other_clients_of_the_process_are_not_touched() -> None:
    with embedded_client():
        other = boto3.session.Session().client(
            "dynamodb",
            region_name="eu-central-1",
            endpoint_url="http://127.0.0.1:1",
            aws_access_key_id="x",
            aws_secret_access_key="x",
        )
        sent: list[object] = []

        def stop(request: Any, **_: object) -> NoReturn:
            sent.append(request.url)
            raise InterruptedError

        other.meta.events.register_last("before-send.dynamodb", stop)
        with pytest.raises(InterruptedError):
            other.list_tables()
        assert sent == ["http://127.0.0.1:1/"]


def test_a_transaction_that_fails_leaves_every_table_as_it_was() -> None:
    with embedded_client() as client:
        create_table(client, "t")
        put(client)
        new = {"TableName": "t", "Item": {"pk": {"S": "new"}, "sk": {"S": "b"}}}
        gone = {"TableName": "t", "Key": {"pk": {"S": "a"}, "sk": {"S": "b"}}}
        failing = {**gone, "Key": {"pk": {"S": "x"}, "sk": {"S": "x"}}, "ConditionExpression": "attribute_exists(pk)"}
        writes: Any = [{"Put": new}, {"Delete": gone}, {"ConditionCheck": failing}]
        with pytest.raises(client.exceptions.TransactionCanceledException):
            client.transact_write_items(TransactItems=writes)
        assert [item["pk"] for item in client.scan(TableName="t")["Items"]] == [{"S": "a"}]


def test_changing_items_in_place_is_refused_rather_than_done_wrong() -> None:
    with embedded_client() as client:
        create_table(client, "t")
        put(client)
        with pytest.raises(NotImplementedError):
            client.update_item(TableName="t", Key={"pk": {"S": "a"}, "sk": {"S": "b"}})


def test_the_store_can_be_imported_where_moto_is_not_installed() -> None:
    program = "import sys; sys.modules['moto'] = None; import creditrules.store"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


@pytest.fixture
def restless_threads() -> Iterator[None]:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("restless_threads")
def test_a_transaction_that_fails_takes_no_other_threads_writes_with_it() -> None:
    with embedded_client() as client:
        create_table(client, "t")
        never: Any = {"TableName": "t", "Key": {"pk": {"S": "a"}, "sk": {"S": "b"}}}
        failing: Any = [{"ConditionCheck": {**never, "ConditionExpression": "attribute_exists(pk)"}}]

        def act(number: int) -> None:
            if number % 2:
                with pytest.raises(client.exceptions.TransactionCanceledException):
                    client.transact_write_items(TransactItems=failing)
            else:
                client.put_item(TableName="t", Item={"pk": {"S": str(number)}, "sk": {"S": "b"}})

        with ThreadPoolExecutor(16) as pool:
            list(pool.map(act, range(200)))
        assert count(client) == 100


def test_serving_for_long_keeps_nothing_but_what_is_stored() -> None:
    with embedded_client() as client:
        create_table(client, "t")

        def serve() -> int:
            for _ in range(40):
                put(client)
                partition: Any = {":p": {"S": "a"}}
                client.query(TableName="t", KeyConditionExpression="pk = :p", ExpressionAttributeValues=partition)
                same: Any = {"TableName": "t", "Item": {"pk": {"S": "a"}, "sk": {"S": "c"}}}
                client.transact_write_items(TransactItems=[{"Put": same}])
            gc.collect()
            return len(gc.get_objects())

        serve()
        before = serve()
        assert serve() - before < 120, "less than one object for each request"
