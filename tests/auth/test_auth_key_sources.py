"""Keys by address: fetched once for all, again when they rotate, kept in an outage, and not at strangers' call."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Barrier, Event

import pytest
from tests.auth.providers import AT_NOON, NOON, claims, key_set, provider_key

from creditrules.auth import FetchedDocument, FetchedKeys, Issuer, NotFetched, TokenVerifier
from creditrules.errors import Kind, Refusal

FIRST, SECOND = provider_key("ES256", "first"), provider_key("RS256", "second")


@dataclass
class Provider:
    """An address and a clock. content: what it gives, None while it is down. delayed: what it waits for."""

    content: str | None = field(default_factory=lambda: key_set(FIRST))
    max_age: float | None = None
    now: datetime = NOON
    asked: int = 0
    delayed: Callable[[], object] | None = None

    def fetch(self, _address: str) -> FetchedDocument:
        self.asked += 1
        if self.delayed is not None:
            self.delayed()
        if self.content is None:
            raise NotFetched("the address does not answer")
        return FetchedDocument(self.content.encode(), self.max_age)

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def keys(provider: Provider) -> FetchedKeys:
    return FetchedKeys("https://login.test/keys", provider.fetch, lambda: provider.now)


def knows(keys: FetchedKeys, kid: str) -> bool:
    return keys.find(kid) is not None


def test_nothing_is_fetched_before_the_first_token_and_then_once(provider: Provider, keys: FetchedKeys) -> None:
    assert provider.asked == 0
    assert all(knows(keys, "first") for _ in range(100))
    provider.later(minutes=59)
    assert knows(keys, "first")
    assert provider.asked == 1


@pytest.mark.parametrize(("stated", "kept"), [(None, 3600), (0, 60), (600, 600), (10**9, 6 * 3600)])
def test_keys_are_kept_for_as_long_as_their_address_says_within_bounds(
    provider: Provider, keys: FetchedKeys, stated: float | None, kept: float
) -> None:
    provider.max_age = stated
    knows(keys, "first")
    provider.later(seconds=kept - 1)
    knows(keys, "first")
    assert provider.asked == 1
    provider.later(seconds=1)
    knows(keys, "first")
    assert provider.asked == 2


def test_a_new_key_is_found_at_its_first_token(provider: Provider, keys: FetchedKeys) -> None:
    knows(keys, "first")
    provider.content = key_set(FIRST, SECOND)
    provider.later(seconds=30)
    assert knows(keys, "second")
    assert provider.asked == 2


def test_strangers_who_name_keys_have_one_fetch_in_a_while(provider: Provider, keys: FetchedKeys) -> None:
    knows(keys, "first")
    for number in range(300):
        provider.later(seconds=0.3)
        assert not knows(keys, f"stranger {number}")
        assert knows(keys, "first")
    assert provider.asked == 1 + 3, "90 seconds, one fetch in 30"


def test_a_key_that_is_withdrawn_holds_no_longer_also_for_tokens_that_were_used_before(
    provider: Provider, keys: FetchedKeys
) -> None:
    issuer = Issuer("https://login.test/", frozenset({"creditrules"}), keys)
    verifier = TokenVerifier([issuer], lambda: provider.now)
    token = FIRST.token(claims(exp=AT_NOON + 5 * 3600))
    assert verifier.verify(token).subject == "shop"
    provider.content = key_set(SECOND)
    provider.later(hours=1)
    with pytest.raises(Refusal, match="does not publish"):
        verifier.verify(token)


def test_another_key_under_the_same_name_is_another_key(provider: Provider, keys: FetchedKeys) -> None:
    issuer = Issuer("https://login.test/", frozenset({"creditrules"}), keys)
    verifier = TokenVerifier([issuer], lambda: provider.now)
    token = FIRST.token(claims(exp=AT_NOON + 5 * 3600))
    verifier.verify(token)
    provider.content = key_set({**provider_key("ES256", "third").jwk, "kid": "first"})
    provider.later(hours=1)
    with pytest.raises(Refusal) as refused:
        verifier.verify(token)
    assert refused.value.code == "TOKEN_MALFORMED"


@pytest.mark.parametrize("down", [None, "", "<html>", '{"keys":[]}', '{"keys":[{"kty":"oct","kid":"first","k":"AA"}]}'])
def test_keys_hold_on_for_a_while_when_their_address_is_down(
    provider: Provider, keys: FetchedKeys, down: str | None
) -> None:
    knows(keys, "first")
    provider.content = down
    provider.later(hours=1)
    assert knows(keys, "first")
    provider.later(hours=5, minutes=59)
    assert knows(keys, "first")
    provider.later(minutes=1)
    with pytest.raises(Refusal) as refused:
        keys.find("first")
    assert (refused.value.kind, refused.value.code) == (Kind.UNAVAILABLE, "TOKEN_KEYS_UNAVAILABLE")
    provider.content = key_set(FIRST)
    provider.later(seconds=30)
    assert knows(keys, "first"), "and they are back with it"


def test_an_address_that_is_down_is_not_asked_by_every_request(provider: Provider, keys: FetchedKeys) -> None:
    provider.content = None
    for _ in range(50):
        with pytest.raises(Refusal):
            keys.find("first")
    assert provider.asked == 1
    provider.content = key_set(FIRST)
    provider.later(seconds=30)
    assert knows(keys, "first")


def test_a_clock_that_steps_back_stops_nothing(provider: Provider, keys: FetchedKeys) -> None:
    knows(keys, "first")
    provider.content = key_set(SECOND)
    provider.later(hours=-10)
    assert knows(keys, "second")


def test_requests_at_one_time_share_one_fetch(provider: Provider, keys: FetchedKeys) -> None:
    together = Barrier(8)
    provider.delayed = lambda: Event().wait(0.05)

    def ask(_number: int) -> bool:
        together.wait(5)
        return knows(keys, "first")

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(8)))
        provider.content = key_set(FIRST, SECOND)
        provider.later(seconds=30)
        assert all(threads.map(lambda _: together.wait(5) >= 0 and knows(keys, "second"), range(8)))
    assert provider.asked == 2


def test_while_keys_are_fetched_again_the_old_ones_serve(provider: Provider, keys: FetchedKeys) -> None:
    knows(keys, "first")
    begun, end = Event(), Event()

    def delayed() -> None:
        begun.set()
        end.wait(5)

    provider.delayed = delayed
    provider.later(hours=1)
    with ThreadPoolExecutor(1) as threads:
        renewing = threads.submit(knows, keys, "first")
        assert begun.wait(5)
        assert knows(keys, "first"), "without waiting"
        end.set()
        assert renewing.result()
    assert provider.asked == 2
