"""Clients are made by a shorter way than boto3's, and are the same, but that names are resolved in time."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError

from creditrules.errors import Refusal
from creditrules.store.aws import DynamoTable, connect, connect_kms
from creditrules.store.aws.clients import make_client
from creditrules.store.port import ItemKey
from creditrules.under_way import UnderWay, under_way

KEY = ItemKey("a", "b")


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Name servers that do not answer until the event."""
    resolve, answer = socket.getaddrinfo, threading.Event()

    def resolved(*asked: Any, **named: Any) -> Any:
        answer.wait(60)
        return resolve(*asked, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    yield answer
    answer.set()


class Server(BaseHTTPRequestHandler):
    """A DynamoDB without items."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        body = json.dumps({"Responses": {}, "UnprocessedKeys": {}}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_a_name_that_is_not_resolved_ends_the_call_in_time(names: threading.Event, port: int) -> None:
    table = DynamoTable(connect("eu-central-1", f"http://localhost:{port}"), "rules")
    begun = time.monotonic()
    with under_way(UnderWay(0.5, 6)), pytest.raises(Refusal) as refused:
        table.read([KEY])
    assert time.monotonic() - begun < 2
    assert (refused.value.code, refused.value.cause) == ("STORE_UNAVAILABLE", ConnectTimeoutError.__name__)
    names.set()
    assert table.read([KEY]) == {}


@pytest.mark.usefixtures("names")
def test_so_it_is_over_tls_and_of_keys() -> None:
    begun = time.monotonic()
    with pytest.raises(ConnectTimeoutError):
        connect_kms("eu-central-1").decrypt(KeyId="key", CiphertextBlob=b"wrapped")
    assert time.monotonic() - begun < 2


def test_a_name_that_means_nothing_and_a_port_where_nobody_listens_are_told_as_before(port: int) -> None:
    for place in ("nowhere.invalid:1", "127.0.0.1:1"):
        with pytest.raises(EndpointConnectionError):
            connect("eu-central-1", f"http://{place}").list_tables()
    for host in ("127.0.0.1", "localhost"):  # whose first address may be one of IPv6, where nobody listens
        assert DynamoTable(connect("eu-central-1", f"http://{host}:{port}"), "rules").read([KEY]) == {}


@pytest.mark.parametrize("region", ["eu-central-1", "us-gov-west-1", "cn-north-1"])
@pytest.mark.parametrize("service", ["dynamodb", "kms"])
def test_a_client_is_as_boto3_gives_it(service: str, region: str) -> None:
    config = Config(retries={"mode": "standard", "total_max_attempts": 3})
    other: Any = boto3.session.Session().client(service, region_name=region, config=config)  # type: ignore[call-overload]
    mine = make_client(service, region, config)
    assert described(mine) == described(other)
    assert mine.meta.endpoint_url.startswith(f"https://{service}.{region}.amazonaws.com")


def described(client: Any) -> object:
    """Where it asks, how it signs and retries, and all operations with what they take and give."""
    model = client.meta.service_model
    operations = {name: model.operation_model(name) for name in model.operation_names}
    shapes = {name: shape_of(model.shape_for(name)) for name in model.shape_names}
    took = {name: (repr(each.input_shape), repr(each.output_shape), each.http) for name, each in operations.items()}
    told = client.meta.endpoint_url, client.meta.region_name, model.signature_version, client.meta.config.retries
    return told, client.meta.method_to_api_mapping, took, shapes, dict(model.metadata)


def shape_of(shape: Any) -> object:
    members = list(getattr(shape, "members", {}).items())
    return shape.type_name, [(name, each.name) for name, each in members], dict(shape.metadata)
