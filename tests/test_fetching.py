"""Key sets over HTTP, from a real server: only what the address itself gives, soon enough and small enough."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from tests.auth.providers import NOON, claims, key_set, provider_key

import creditrules.fetching as fetching_module
from creditrules.auth import FetchedKeys, NotFetched, Principal, Role, TokenVerifier, read_issuers
from creditrules.fetching import fetch_key_set

KEYS = key_set(provider_key("RS256"), provider_key("PS256"), provider_key("ES256"), provider_key("EdDSA"))


class Answers(BaseHTTPRequestHandler):
    """What a provider may do, by path."""

    def do_GET(self) -> None:
        name = self.path.strip("/").partition("?")[0]
        if name == "slow":
            self._begin(200, {})
            for _ in range(100):
                self.wfile.write(b" ")
                time.sleep(0.05)
        elif name == "slow-head":
            for _ in range(100):
                self.wfile.write(b"HTTP/1.1 200 OK\r\n" if _ == 0 else b"X: y\r\n")
                time.sleep(0.05)
        elif name == "away":
            self._begin(302, {"Location": f"http://127.0.0.1:{self.server.server_port}/keys"})  # type: ignore[attr-defined]
        elif name == "endless":
            self._begin(200, {})
            self.wfile.write(b" " * 300_000)
        elif name == "short":
            self._begin(200, {"Content-Length": "1000"})
            self.wfile.write(b"{}")
        elif name == "keys":
            self._begin(200, {"Cache-Control": "public, max-age=900, must-revalidate"})
            self.wfile.write(KEYS.encode())
        else:
            self._begin(500, {})

    def _begin(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for header, value in headers.items():
            self.send_header(header, value)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Nothing on the screen."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_keys_come_with_the_time_for_which_they_may_be_kept(address: str) -> None:
    found = fetch_key_set(f"{address}/keys?version=1")
    assert (found.content.decode(), found.max_age) == (KEYS, 900)


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA"])
def test_tokens_are_verified_by_keys_of_an_address(address: str, algorithm: str) -> None:
    said = (
        f'[{{"issuer": "https://login.test/", "audience": "creditrules", "tenants": "any", "keys": "{address}/keys"}}]'
    )
    issuers = read_issuers(said, lambda at: FetchedKeys(at, fetch_key_set, lambda: NOON), loopback=True)
    verifier = TokenVerifier(issuers, lambda: NOON)
    token = provider_key(algorithm).token(claims(jku=f"{address}/500"))
    assert verifier.verify(token) == Principal("acme", "shop", frozenset({Role.PARTNER}))


@pytest.mark.parametrize(
    ("name", "why"),
    [("500", "status 500"), ("away", "status 302"), ("endless", "262144 bytes"), ("short", "cut short")],
)
def test_what_an_address_does_not_give_itself_is_not_fetched(address: str, name: str, why: str) -> None:
    with pytest.raises(NotFetched, match=why):
        fetch_key_set(f"{address}/{name}")


@pytest.mark.parametrize("name", ["slow", "slow-head"])
def test_an_answer_that_trickles_is_cut_off(address: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching_module, "SECONDS", 0.3)
    begun = time.monotonic()
    with pytest.raises(NotFetched):
        fetch_key_set(f"{address}/{name}")
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("where", ["http://127.0.0.1:1/keys", "https://127.0.0.1:1/keys", "http://nowhere.invalid/"])
def test_an_address_that_does_not_answer_is_told(where: str) -> None:
    with pytest.raises(NotFetched, match="does not answer"):
        fetch_key_set(where)


def test_a_server_without_tls_is_no_https(address: str) -> None:
    with pytest.raises(NotFetched, match="does not answer"):
        fetch_key_set(f"{address.replace('http', 'https')}/keys")
