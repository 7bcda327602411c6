"""Key sets over HTTP, from a real server: only what the address itself gives, soon enough and small enough."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.auth.key_server import KeyServer
from tests.auth.providers import AT_NOON, NOON, claims, key_set, provider_key

import creditrules.fetching as fetching_module
from creditrules.auth import FetchedKeys, NotFetched, Principal, Role, TokenVerifier, read_issuers
from creditrules.errors import Refusal
from creditrules.fetching import fetch_key_set

KEYS = key_set(provider_key("RS256"), provider_key("PS256"), provider_key("ES256"), provider_key("EdDSA"))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with KeyServer(KEYS) as server:
        yield server.address


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


def test_keys_rotate_and_an_outage_is_lived_through() -> None:
    first, second = provider_key("ES256", "first"), provider_key("RS256", "second")
    old, new = (key.token(claims(exp=AT_NOON + 12 * 3600)) for key in (first, second))
    now = [NOON]

    def code(token: str, **later: float) -> str:
        now[0] += timedelta(**later)
        try:
            return verifier.verify(token).subject
        except Refusal as refusal:
            return refusal.code

    with KeyServer(key_set(first)) as server:
        said = {"issuer": "https://login.test/", "audience": "creditrules", "tenants": "any", "keys": server.address}
        listed = json.dumps([said | {"keys": f"{server.address}/keys"}])
        issuers = read_issuers(listed, lambda at: FetchedKeys(at, fetch_key_set, lambda: now[0]), loopback=True)
        verifier = TokenVerifier(issuers, lambda: now[0])
        assert [code(old), code(new)] == ["shop", "TOKEN_KEY_UNKNOWN"]
        server.keys = key_set(first, second)
        assert [code(new, seconds=29), code(new, seconds=1), code(old)] == ["TOKEN_KEY_UNKNOWN", "shop", "shop"]
        server.keys = key_set(second)
        assert [code(old, minutes=14), code(old, minutes=2), code(new)] == ["shop", "TOKEN_KEY_UNKNOWN", "shop"]
    assert [code(new, hours=6), code(new, hours=1)] == ["shop", "TOKEN_KEYS_UNAVAILABLE"]


def test_a_name_that_is_not_resolved_is_waited_for_no_longer(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer, resolve = threading.Event(), socket.getaddrinfo

    def resolved(*asked: Any, **named: Any) -> Any:
        answer.wait(60)
        return resolve(*asked, **named)

    monkeypatch.setattr(fetching_module, "SECONDS", 0.3)
    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    begun = time.monotonic()
    with pytest.raises(NotFetched, match="TimeoutError"):
        fetch_key_set(f"{address}/keys")
    assert time.monotonic() - begun < 2
    answer.set()
    assert fetch_key_set(f"{address}/keys").content.decode() == KEYS
