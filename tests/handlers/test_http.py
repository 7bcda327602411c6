"""HTTP beside the questions, over real sockets, the same on one machine, as deployed, and on the function."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from tests.handlers.asking import Service, ask

from creditrules.api import document_digest

SHOP = "https://shop.example"
COUNT = "query Count { products { totalCount } }"
SLUG = 'query Slug { product(slug: "花呗") { slug } }'
QUESTION = json.dumps({"query": COUNT}).encode()
REGISTER = "mutation($input: RegisterDocumentsInput!) { registerDocuments(input: $input) { userErrors { code } } }"
SCHEMA = "/graphql/schema.graphql"


@pytest.fixture(params=["function", "one machine", "as deployed"])
def service(services: Mapping[str, Service], request: pytest.FixtureRequest) -> Service:
    """One whose lender has registered what these tests ask, so that partners may send it wherever they are."""
    service = services[request.param]
    given = {"input": {"documents": [COUNT, SLUG], "idempotencyKey": "of these tests"}}
    told = service.by_staff().post({"query": REGISTER, "variables": given})
    assert told.json["data"]["registerDocuments"]["userErrors"] == []
    return service


PACKED = {"identity": QUESTION, "gzip": gzip.compress(QUESTION), "deflate": zlib.compress(QUESTION)}


@pytest.mark.parametrize("encoding", PACKED)
def test_a_question_is_answered_however_it_is_packed(service: Service, encoding: str) -> None:
    told = service.post(PACKED[encoding], content_encoding=encoding)
    assert (told.status, told.json["data"]) == (200, {"products": {"totalCount": 0}})


def test_a_bomb_is_refused(service: Service) -> None:
    told = service.post(gzip.compress(b" " * (20 << 20)), content_encoding="gzip")
    assert (told.status, told.json["errors"][0]["extensions"]["code"]) == (413, "BODY_TOO_LARGE")


def test_a_packed_answer_arrives_as_bytes(service: Service) -> None:
    response = service.send("GET", SCHEMA, accept_encoding="gzip")
    assert response.headers["content-encoding"] == "gzip"
    assert b"type Query" in gzip.decompress(response.body)
    tag = response.headers["etag"]
    assert service.send("GET", SCHEMA, if_none_match=tag).status == 304
    headed = service.send("HEAD", SCHEMA)
    assert (headed.status, headed.body, headed.headers["etag"]) == (200, b"", tag)


def test_a_page_of_the_tenant_may_call_and_no_other(service: Service) -> None:
    wanted = {"access-control-request-method": "POST"}
    granted = ask(service.url, "OPTIONS", headers={"origin": SHOP} | wanted)
    assert (granted.status, granted.headers["access-control-allow-origin"]) == (204, SHOP)
    for stranger in ("null", "https://evil.example"):
        assert ask(service.url, "OPTIONS", headers={"origin": stranger} | wanted).status == 403
    assert service.post(QUESTION, origin=SHOP).headers["access-control-allow-origin"] == SHOP
    for stranger in ("null", "https://evil.example", "https://zenith.example"):
        assert service.post(QUESTION, origin=stranger).status == 403


def test_an_id_of_a_request_comes_back_whatever_becomes_of_it(service: Service) -> None:
    for body in (QUESTION, b"{", b'{"query": "{"}'):
        assert service.post(body, x_request_id="order-4711").headers["x-request-id"] == "order-4711"
    assert service.send("DELETE", x_request_id="order-4711").headers["x-request-id"] == "order-4711"


@pytest.mark.parametrize(
    ("path", "status"), [("/health", 200), ("/ready", 200), ("/graphql", 401), (SCHEMA, 401), ("/admin", 404)]
)
def test_what_is_where(service: Service, path: str, status: int) -> None:
    assert ask(service.url, "GET", path).status == status


def test_a_method_of_no_use_is_refused_by_us(service: Service) -> None:
    for method in ("DELETE", "PUT", "PATCH"):
        response = service.send(method)
        assert (response.status, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")


def test_text_beyond_ascii_goes_both_ways(service: Service) -> None:
    told = service.get(SLUG)
    assert (told.status, told.json["data"]) == (200, {"product": None})


def test_a_registered_document_is_asked_for_by_its_hash(service: Service) -> None:
    asked = f"sha256:{document_digest(COUNT)}"
    assert service.post({"documentId": asked}).json["data"] == {"products": {"totalCount": 0}}
    assert service.send("GET", f"/graphql?documentId={asked}").json["data"] == {"products": {"totalCount": 0}}


@pytest.mark.parametrize("header", ["authorization", "content-type", "content-encoding", "origin", "accept"])
def test_a_header_that_comes_twice_is_no_way_around(service: Service, header: str) -> None:
    values = {
        "authorization": f"Bearer {service.token}",
        "content-type": "application/json",
        "content-encoding": "gzip",
        "origin": SHOP,
        "accept": "image/png",
    }
    connection = HTTPConnection(urlsplit(service.url).netloc, timeout=30)
    connection.putrequest("POST", "/graphql")
    for name in {"authorization", "content-type"} - {header}:
        connection.putheader(name, values[name])
    for _ in range(2):
        connection.putheader(header, values[header])
    connection.putheader("content-length", str(len(QUESTION)))
    connection.endheaders(QUESTION)
    response = connection.getresponse()
    assert 400 <= response.status < 500
    assert b"totalCount" not in response.read()
    connection.close()
