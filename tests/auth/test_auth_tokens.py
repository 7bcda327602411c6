"""Tokens: what is genuine names a principal; whatever is not is refused by a code and nothing more."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from creditrules.auth import KeySet, Principal, Role, SigningKey, TokenVerifier, issue_token, make_key, read_key_set
from creditrules.errors import Kind, Refusal

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ISSUER, AUDIENCE = "https://issuer.test", "creditrules"
ANA = Principal("lender", "ana", frozenset({Role.ADMINISTRATOR, Role.PARTNER}))

Change = Callable[[dict[str, Any]], Any]


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return make_key()


@pytest.fixture
def clock() -> list[datetime]:
    return [NOON]


@pytest.fixture
def verifier(key: SigningKey, clock: list[datetime]) -> TokenVerifier:
    keys = read_key_set(KeySet.of([make_key(), key]).to_json())
    return TokenVerifier(keys, issuer=ISSUER, audience=AUDIENCE, clock=lambda: clock[0])


def token_of(key: SigningKey, principal: Principal = ANA, **changes: Any) -> str:
    told: dict[str, Any] = {"issuer": ISSUER, "audience": AUDIENCE, "issued_at": NOON, "lifetime": HOUR, **changes}
    return issue_token(key, principal, **told)


def signed(key: SigningKey, change: Change, headers: dict[str, Any] | None = None) -> str:
    """A token signed with the right key over changed claims."""
    claims: dict[str, Any] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "ana",
        "tenant": "lender",
        "roles": ["PARTNER"],
        "iat": int(NOON.timestamp()),
        "nbf": int(NOON.timestamp()),
        "exp": int((NOON + HOUR).timestamp()),
    }
    change(claims)
    return jwt.encode(claims, key.private, algorithm="ES256", headers={"kid": key.kid, **(headers or {})})


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def refusal_of(verifier: TokenVerifier, token: str) -> Refusal:
    with pytest.raises(Refusal) as refused:
        verifier.verify(token)
    assert refused.value.kind is Kind.UNAUTHENTICATED
    return refused.value


def test_an_issued_token_names_its_principal_every_time(verifier: TokenVerifier, key: SigningKey) -> None:
    token = token_of(key)
    assert [verifier.verify(token) for _ in range(3)] == [ANA] * 3


def test_unchanged_claims_signed_by_hand_are_genuine(verifier: TokenVerifier, key: SigningKey) -> None:
    principal = Principal("lender", "ana", frozenset({Role.PARTNER}))
    assert verifier.verify(signed(key, lambda _: None)) == principal
    assert verifier.verify(signed(key, lambda claims: claims.update(aud=["other", AUDIENCE]))) == principal


@pytest.mark.parametrize("used_before", [True, False])
def test_a_token_ends_at_its_time_also_when_it_was_used_before(
    verifier: TokenVerifier, key: SigningKey, clock: list[datetime], *, used_before: bool
) -> None:
    token = token_of(key)
    if used_before:
        verifier.verify(token)
    clock[0] = NOON + HOUR + timedelta(seconds=9)
    if used_before:
        assert verifier.verify(token) == ANA, "clocks may differ by some seconds"
    clock[0] = NOON + HOUR + timedelta(seconds=10)
    assert refusal_of(verifier, token).code == "TOKEN_EXPIRED"


def test_a_token_does_not_begin_before_its_time(
    verifier: TokenVerifier, key: SigningKey, clock: list[datetime]
) -> None:
    token = token_of(key)
    clock[0] = NOON - timedelta(seconds=11)
    assert refusal_of(verifier, token).code == "TOKEN_MALFORMED"
    clock[0] = NOON
    assert verifier.verify(token) == ANA


def test_a_key_that_is_not_in_the_set_is_named_as_the_cause(verifier: TokenVerifier) -> None:
    assert refusal_of(verifier, token_of(make_key())).code == "TOKEN_KEY_UNKNOWN"


def test_another_key_under_a_known_name_is_not_believed(verifier: TokenVerifier, key: SigningKey) -> None:
    impostor = SigningKey(key.kid, make_key().private)
    assert refusal_of(verifier, token_of(impostor)).code == "TOKEN_MALFORMED"


def test_the_algorithm_is_pinned(verifier: TokenVerifier, key: SigningKey) -> None:
    genuine = token_of(key)
    _, claims, signature = genuine.split(".")
    public = key.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for algorithm in ("none", "None", "HS256", "ES384", "RS256", "es256", "", None, ["ES256"]):
        header = encoded({"alg": algorithm, "typ": "JWT", "kid": key.kid})
        by_secret = hmac.digest(public, f"{header}.{claims}".encode(), hashlib.sha256)
        forged = base64.urlsafe_b64encode(by_secret).rstrip(b"=").decode()
        for tail in ("", signature, forged):
            assert refusal_of(verifier, f"{header}.{claims}.{tail}").code == "TOKEN_MALFORMED"
    other_curve = generate_private_key(SECP384R1())
    token = jwt.encode({}, other_curve, algorithm="ES384", headers={"kid": key.kid})
    assert refusal_of(verifier, token).code == "TOKEN_MALFORMED"


def test_a_changed_part_breaks_the_token_also_after_the_genuine_one_was_used(
    verifier: TokenVerifier, key: SigningKey
) -> None:
    token = token_of(key)
    verifier.verify(token)
    header, claims, signature = token.split(".")
    changed = json.loads(base64.urlsafe_b64decode(claims + "=="))
    changed["tenant"] = "other"
    assert refusal_of(verifier, f"{header}.{encoded(changed)}.{signature}").code == "TOKEN_MALFORMED"
    assert refusal_of(verifier, f"{header}.{claims}.{signature[:-4]}AAAA").code == "TOKEN_MALFORMED"


CHANGES: dict[str, Change] = {
    "no issuer": lambda c: c.pop("iss"),
    "other issuer": lambda c: c.update(iss="https://elsewhere.test"),
    "no audience": lambda c: c.pop("aud"),
    "other audience": lambda c: c.update(aud="other"),
    "no subject": lambda c: c.pop("sub"),
    "empty subject": lambda c: c.update(sub=""),
    "long subject": lambda c: c.update(sub="x" * 257),
    "no times": lambda c: [c.pop(name) for name in ("iat", "nbf", "exp")],
    "no end": lambda c: c.pop("exp"),
    "end as text": lambda c: c.update(exp="9999999999"),
    "end as truth": lambda c: c.update(exp=True),
    "end not a number": lambda c: c.update(exp=float("nan")),
    "endless": lambda c: c.update(exp=float("inf")),
    "issued later": lambda c: c.update(iat=int((NOON + HOUR).timestamp())),
    "no tenant": lambda c: c.pop("tenant"),
    "odd tenant": lambda c: c.update(tenant="a#b"),
    "tenants": lambda c: c.update(tenant=["lender"]),
    "no roles": lambda c: c.pop("roles"),
    "empty roles": lambda c: c.update(roles=[]),
    "role as text": lambda c: c.update(roles="ADMINISTRATOR"),
    "unknown role": lambda c: c.update(roles=["PARTNER", "ROOT"]),
    "odd role": lambda c: c.update(roles=[["PARTNER"]]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_claims_that_are_missing_or_odd_are_refused(verifier: TokenVerifier, key: SigningKey, change: str) -> None:
    refusal = refusal_of(verifier, signed(key, CHANGES[change]))
    assert refusal.code == "TOKEN_MALFORMED"
    assert str(refusal) == str(refusal_of(verifier, "not a token")), "all causes read alike"


@pytest.mark.parametrize(
    "text",
    ["", ".", "..", "a.b.c", "....", "Bearer x", "é.é.é", "\ud800", "e30.e30.", "e30.e30.e30", "x" * 10_000],
)
def test_texts_that_are_no_tokens_are_refused(verifier: TokenVerifier, text: str) -> None:
    assert refusal_of(verifier, text).code == "TOKEN_MALFORMED"


@pytest.mark.parametrize(
    "header",
    [
        [],
        "x",
        {},
        {"alg": "ES256"},
        {"alg": "ES256", "kid": 1},
        {"alg": "ES256", "kid": []},
        {"alg": "ES256", "kid": None},
    ],
)
def test_odd_headers_are_refused(verifier: TokenVerifier, key: SigningKey, header: object) -> None:
    _, claims, signature = token_of(key).split(".")
    assert refusal_of(verifier, f"{encoded(header)}.{claims}.{signature}").code in {
        "TOKEN_MALFORMED",
        "TOKEN_KEY_UNKNOWN",
    }


def test_a_header_that_demands_unknown_extensions_is_refused(verifier: TokenVerifier, key: SigningKey) -> None:
    token = signed(key, lambda _: None, {"crit": ["b64"], "b64": True})
    assert refusal_of(verifier, token).code == "TOKEN_MALFORMED"


def test_more_tokens_than_are_remembered_stay_genuine(verifier: TokenVerifier, key: SigningKey) -> None:
    principals = [Principal("lender", f"user-{number}", frozenset({Role.PARTNER})) for number in range(1100)]
    tokens = [token_of(key, principal) for principal in principals]
    for _ in range(2):
        assert [verifier.verify(token) for token in tokens] == principals


def test_no_token_is_issued_for_a_tenant_that_cannot_be(key: SigningKey) -> None:
    with pytest.raises(ValueError, match="cannot be a tenant"):
        token_of(key, Principal("a#b", "ana", frozenset({Role.PARTNER})))
