"""Whom a bearer speaks for, told under a seal that nobody but its two users can make, move or keep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from creditrules.auth import PURPOSES, Principal, Role, Scopes, Voucher
from creditrules.errors import Kind, Refusal

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = b"a secret of two functions"
ADA = Principal("acme", "ada — 艾达", frozenset({Role.ADMINISTRATOR, Role.CHIEF}))
TERMINAL = Principal("acme", "key:shop", frozenset({Role.PARTNER}), Scopes(PURPOSES, frozenset({"loan"}), "acme-x7k2"))
ANYWHERE = Principal("acme", "key:shop", frozenset({Role.PARTNER}), Scopes(frozenset(), None, "acme-x7k2"))
EXPIRED = Refusal(Kind.UNAUTHENTICATED, "TOKEN_EXPIRED", "The token has expired.", hint="Get a new one.")
AWAY = Refusal(Kind.UNAVAILABLE, "STORE_UNAVAILABLE", "Away.", retry_after=3, cause="ThrottlingException")


def voucher(secret: bytes = SECRET, later: timedelta = timedelta()) -> Voucher:
    return Voucher(secret, lambda: NOW + later)


def refused(bearer: str, sealed: str, by: Voucher) -> Refusal:
    with pytest.raises(Refusal) as told:
        by.open(bearer, sealed)
    return told.value


@pytest.mark.parametrize("principal", [ADA, TERMINAL, ANYWHERE, Principal("acme", "nobody", frozenset())])
def test_a_principal_is_told_as_it_was_found(principal: Principal) -> None:
    assert voucher().open("a.b.c", voucher().seal("a.b.c", principal)) == principal


@pytest.mark.parametrize("refusal", [EXPIRED, AWAY])
def test_a_refusal_is_told_with_its_reason(refusal: Refusal) -> None:
    told = refused("a.b.c", voucher().seal("a.b.c", refusal), voucher())
    for name in ("kind", "code", "message", "hint", "retry_after", "cause"):
        assert getattr(told, name) == getattr(refusal, name)


def test_what_is_sealed_by_another_secret_for_another_bearer_or_at_another_time_is_nothing() -> None:
    sealed = voucher().seal("a.b.c", ADA)
    others = [
        refused("a.b.c", voucher(b"another secret").seal("a.b.c", ADA), voucher()),
        refused("x.y.z", sealed, voucher()),
        refused("a.b.c", sealed, voucher(later=timedelta(seconds=61))),
        refused("a.b.c", sealed, voucher(later=timedelta(seconds=-61))),
    ]
    assert {(each.kind, each.code) for each in others} == {(Kind.UNAUTHENTICATED, "TOKEN_NOT_VERIFIED")}


def test_no_letter_of_it_can_be_another() -> None:
    sealed = voucher().seal("a.b.c", ADA)
    for place, letter in enumerate(sealed):
        other = sealed[:place] + ("A" if letter != "A" else "B") + sealed[place + 1 :]
        assert refused("a.b.c", other, voucher()).code == "TOKEN_NOT_VERIFIED"


@pytest.mark.parametrize("text", ["", ".", "x", "x.", ".x", "x.y.z", "é.ü", "0" * 100_000])
def test_any_other_text_is_nothing(text: str) -> None:
    assert refused("a.b.c", text, voucher()).code == "TOKEN_NOT_VERIFIED"


def test_the_longest_goes_into_what_a_gateway_hands_on() -> None:
    products = frozenset(f"{number:03}-{'product-of-a-long-name-' * 3}"[:64] for number in range(100))
    most = Principal("t" * 64, "s" * 256, frozenset(Role), Scopes(PURPOSES, products, "k" * 80))
    assert len(voucher().seal("a" * 8000, most)) < 8_000
