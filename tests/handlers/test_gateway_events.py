"""Events of API Gateway are answered without ASGI as they are through Mangum, which stays for all other events."""

from __future__ import annotations

import base64
import copy
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from creditrules.api import AsgiApp, Handler, behind_gateway
from creditrules.api.http.gateway import by_mangum
from creditrules.auth import Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.local.tokens import LocalTokens

QUERY = {"query": '{ product(slug: "läuft") { slug } __typename }'}


def event(body: Any = None, method: str = "POST", path: str = "/graphql", query: str = "", **headers: str) -> Any:
    """As API Gateway sends it, payload 2.0."""
    text = body if isinstance(body, str) or body is None else json.dumps(body, ensure_ascii=False)
    http = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7", "userAgent": "curl"}
    sent = {"host": "abc.execute-api.eu-central-1.amazonaws.com", "x-request-id": "one", "accept": "*/*"}
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    made: dict[str, Any] = {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {**sent, "content-type": "application/json", **named},
        "requestContext": {"http": http, "stage": "$default"},
        "isBase64Encoded": False,
    }
    return made if text is None else {**made, "body": text}


def in_base64(body: bytes, **headers: str) -> Any:
    return {**event(base64.b64encode(body).decode(), **headers), "isBase64Encoded": True}


EVENTS: dict[str, Any] = {
    "a query": event(QUERY),
    "compressed for the client": event({"query": "{" + " ".join(f"a{n}: __typename" for n in range(90)) + "}"}),
    "in base64": in_base64(json.dumps(QUERY).encode()),
    "compressed by the client": in_base64(zlib.compress(json.dumps(QUERY).encode()), content_encoding="deflate"),
    "of the GraphQL media type": event(QUERY, accept="application/graphql-response+json"),
    "a fault": event({"query": "{ nothing }"}, accept="application/graphql-response+json"),
    "by GET": event(method="GET", query="query=%7B__typename%7D"),
    "by GET, escaped badly": event(method="GET", query="query=%7B__typename%7D&query=%ff"),
    "by HEAD": event(method="HEAD", query="query=%7B__typename%7D"),
    "by OPTIONS": event(method="OPTIONS"),
    "a preflight": event(method="OPTIONS", origin="https://shop.example", access_control_request_method="POST"),
    "by PUT": event(QUERY, method="PUT"),
    "health": event(method="GET", path="/health"),
    "an address that is escaped": event(method="GET", path="/he%61lth"),
    "an address of other letters": event(method="GET", path="/größe"),
    "no address": event(QUERY, path=""),
    "nothing here": event(method="GET", path="/none"),
    "no body": event(),
    "an empty body": event(""),
    "no JSON": event("{"),
    "a header of other letters": event(QUERY, accept_language="größe, de;q=0.5"),
    "an odd id": event(QUERY, x_request_id="zwölf"),
    "names of headers in capitals": event(QUERY, ACCEPT="application/graphql-response+json"),
    "cookies": {**event(QUERY), "cookies": ["a=1", "b=2"]},
    "no token": event(QUERY, authorization=""),
    "a page of strangers": event(QUERY, origin="https://stranger.example"),
}
EVENTS["compressed for the client"]["headers"]["accept-encoding"] = "gzip"


@pytest.fixture(scope="module")
def app() -> Iterator[tuple[AsgiApp, str]]:
    key = make_key()
    with build_local(key=key) as service:
        token = LocalTokens(key, "acme").issue(Role.PARTNER, "shop")
        yield AsgiApp(service.application, threads=False), token


@pytest.fixture(scope="module")
def handler(app: tuple[AsgiApp, str]) -> Handler:
    return behind_gateway(app[0])


def answered(handler: Handler, asked: Any, token: str) -> dict[str, Any]:
    """The answer, without what is drawn or moves from request to request."""
    sent = copy.deepcopy(asked)
    sent["headers"].setdefault("authorization", f"Bearer {token}")
    answer = handler(sent, None)
    if not answer["body"] and answer["statusCode"] == 204:
        answer["headers"].pop("content-type", None)  # Mangum says one of nothing
    if len(answer["headers"].get("x-request-id", "")) == 32:
        answer["headers"]["x-request-id"] = "drawn"
    if answer["isBase64Encoded"]:
        answer["body"] = zlib.decompress(base64.b64decode(answer["body"]), 31).decode()
        del answer["headers"]["content-length"]
    answer["body"] = re.sub(r'"(currentlyAvailable|restoreRate)":\d+', "", answer["body"])
    answer["headers"].pop("ratelimit", None)
    answer["headers"].pop("content-length" if "throttleStatus" in answer["body"] else "", None)
    return answer


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_answered_as_through_mangum(app: tuple[AsgiApp, str], handler: Handler, name: str) -> None:
    asgi, token = app
    assert answered(handler, EVENTS[name], token) == answered(by_mangum(asgi), EVENTS[name], token)


def test_a_body_that_is_too_large_is_refused(handler: Handler, app: tuple[AsgiApp, str]) -> None:
    body = "#" * app[0].application.limits.body_bytes
    answer = answered(handler, event({"query": body}), app[1])
    assert json.loads(answer["body"])["errors"][0]["extensions"]["code"] == "BODY_TOO_LARGE"


def test_events_of_a_rest_api_are_answered_too(app: tuple[AsgiApp, str], handler: Handler) -> None:
    sent = {"authorization": f"Bearer {app[1]}", "content-type": "application/json", "host": "x.amazonaws.com"}
    rest = {
        "resource": "/graphql",
        "path": "/graphql",
        "httpMethod": "POST",
        "headers": sent,
        "multiValueHeaders": {name: [text] for name, text in sent.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "requestContext": {"resourcePath": "/graphql", "httpMethod": "POST", "identity": {"sourceIp": "203.0.113.7"}},
        "body": '{"query": "{ __typename }"}',
        "isBase64Encoded": False,
    }
    answer = handler(rest, None)
    assert (answer["statusCode"], json.loads(answer["body"])["data"]) == (200, {"__typename": "Query"})
