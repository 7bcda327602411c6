"""What comes to `creditrules serve` and is no request: refused at once, in HTTP's own words, and nobody else waits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.cli.wires import HEAD, HEALTH, answered_at_once, code_of, connected, first_answer, status_of, until_closed
from tests.handlers.listening import listening

from creditrules.auth import Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.local.tokens import LocalTokens
from creditrules.config import Limits, LocalSettings

KEY = make_key(local=True)
LIMITS = Limits(body_bytes=200_000)
BEARER = f"Authorization: Bearer {LocalTokens(KEY, 'acme').issue(Role.PARTNER, 'shop')}\r\n".encode()
QUERY = b'{"query": "{ __typename }"}'
CHUNK = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
STATED = HEAD + BEARER + b"Content-Length: %d\r\n"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with build_local(key=KEY, settings=LocalSettings(LIMITS)) as service, listening(service.asgi) as address:
        yield address


def asked(query: bytes = QUERY) -> bytes:
    return STATED % len(query) + b"\r\n" + query


REFUSED = {
    "garbage": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, "BAD_HTTP"),
    "no first line": (b"\r\n\r\n\r\n\r\n", 400, "BAD_HTTP"),
    "HTTP/2 without asking": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "BAD_HTTP"),
    "no host": (b"GET /health HTTP/1.1\r\n\r\n", 400, "BAD_HTTP"),
    "a space before the colon": (HEALTH + b"X-A : b\r\n\r\n", 400, "BAD_HTTP"),
    "a zero byte in a header": (HEALTH + b"X-A: a\0b\r\n\r\n", 400, "BAD_HTTP"),
    "an address that never ends": (b"GET /" + b"a" * 40_000, 414, "ADDRESS_TOO_LONG"),
    "an address that is too long": (
        b"GET /" + b"a" * 12_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        414,
        "ADDRESS_TOO_LONG",
    ),
    "a header that never ends": (HEALTH + b"X-A: " + b"a" * 40_000, 431, "HEADERS_TOO_LARGE"),
    "headers that are too long": (HEALTH + b"X-A: " + b"a" * 17_000 + b"\r\n\r\n", 431, "HEADERS_TOO_LARGE"),
    "too many headers": (HEALTH + b"".join(b"X-%d: 1\r\n" % n for n in range(100)) + b"\r\n", 431, "HEADERS_TOO_LARGE"),
    "a length that is no number": (HEAD + b"Content-Length: ten\r\n\r\n", 400, "BAD_HTTP"),
    "a negative length": (HEAD + b"Content-Length: -1\r\n\r\n", 400, "BAD_HTTP"),
    "a length of thousands of digits": (HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", 400, "BAD_HTTP"),
    "two lengths": (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n", 400, "BAD_HTTP"),
    "a length beside chunks": (
        HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
        "BAD_HTTP",
    ),
    "chunks that are none": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nnine\r\n", 400, "BAD_HTTP"),
    "a coding that nobody knows": (HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n", 501, "UNSUPPORTED_TRANSFER"),
    "a body that is stated too long": (STATED % 200_001 + b"\r\n", 413, "BODY_TOO_LARGE"),
    "a body that is stated beyond reason": (STATED % 10**15 + b"\r\n", 413, "BODY_TOO_LARGE"),
}


@pytest.mark.parametrize(("sent", "status", "code"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_request_is_refused_with_the_status_of_http(url: str, sent: bytes, status: int, code: str) -> None:
    with connected(url) as wire:
        wire.sendall(sent)
        answer = first_answer(wire)
        assert status_of(answer) == status
        assert code_of(answer) == code
        assert b"\r\nconnection: close" in answer.lower()
        assert until_closed(wire) == b""
    answered_at_once(url)


def test_chunks_without_end_are_answered_once_they_are_too_many_and_read_no_further(url: str) -> None:
    with connected(url) as wire:
        wire.sendall(HEAD + BEARER + b"Transfer-Encoding: chunked\r\n\r\n")
        sent = 0
        try:
            while sent < 100_000_000:
                wire.sendall(CHUNK)
                sent += len(CHUNK)
        except ConnectionError:
            pass
        assert sent < 50_000_000
    answered_at_once(url)


def test_chunks_of_single_bytes_are_taken_only_so_long(url: str) -> None:
    with connected(url) as wire:
        wire.sendall(HEAD + BEARER + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 30_000)
        answer = first_answer(wire)
    assert (status_of(answer), code_of(answer)) == (400, "BAD_HTTP")
    small = b"".join(b"1\r\n%c\r\n" % byte for byte in QUERY) + b"0\r\n\r\n"
    with connected(url) as wire:
        wire.sendall(HEAD + BEARER + b"Transfer-Encoding: chunked\r\n\r\n" + small)
        assert status_of(first_answer(wire)) == 200


def test_who_wants_no_body_is_refused_without_one(url: str) -> None:
    with connected(url) as wire:
        wire.sendall(b"HEAD /health HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 17_000 + b"\r\n\r\n")
        answer = until_closed(wire)
    assert status_of(answer) == 431
    assert answer.endswith(b"\r\n\r\n")


def test_who_sends_too_much_reads_why(url: str) -> None:
    with connected(url) as wire:
        wire.sendall(HEAD + BEARER + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNK * 30)
        answer = until_closed(wire)
    assert (status_of(answer), code_of(answer)) == (413, "BODY_TOO_LARGE")


def test_a_body_is_asked_for_where_the_client_waits_to_be_asked_and_it_is_not_too_long(url: str) -> None:
    with connected(url) as wire:
        wire.sendall(STATED % len(QUERY) + b"Expect: 100-continue\r\n\r\n")
        assert wire.recv(100).startswith(b"HTTP/1.1 100 ")
        wire.sendall(QUERY)
        assert status_of(first_answer(wire)) == 200
    with connected(url) as wire:
        wire.sendall(STATED % 10**9 + b"Expect: 100-continue\r\n\r\n")
        assert status_of(first_answer(wire)) == 413


def test_requests_that_come_at_once_are_answered_in_their_order(url: str) -> None:
    texts = [b'{"query": "{ a%d: __typename }"}' % number for number in range(50)]
    with connected(url) as wire:
        wire.sendall(b"".join(map(asked, texts)) + HEALTH + b"Connection: close\r\n\r\n")
        told = until_closed(wire)
    places = [told.index(b'{"a%d":' % number) for number in range(50)]
    assert places == sorted(places)
    assert told.count(b"HTTP/1.1 200 ") == 51


def test_http_1_0_is_answered_and_ends(url: str) -> None:
    with connected(url) as wire:
        wire.sendall(b"GET /health HTTP/1.0\r\n\r\n")
        answer = until_closed(wire)
    assert status_of(answer) == 200
    assert answer.endswith(b'{"status":"ok"}')


def test_a_body_shorter_than_stated_is_never_taken_for_one(url: str) -> None:
    with connected(url) as wire:
        wire.sendall(STATED % (len(QUERY) + 10) + b"\r\n" + QUERY)
        wire.shutdown(1)
        assert until_closed(wire) == b""
    answered_at_once(url)


def test_what_is_longer_than_stated_is_the_next_request_and_refused_as_one(url: str) -> None:
    with connected(url) as wire:
        wire.sendall(asked() + b'{"query": "{ second: __typename }"}\r\n\r\n')
        told = until_closed(wire)
    first, _, second = told.partition(b"HTTP/1.1 400 ")
    assert (status_of(first), b"BAD_HTTP" in second, b"second" in told) == (200, True, False)
