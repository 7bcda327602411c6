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

from creditrules.auth import (
    Issuer,
    KeySet,
    LocalSigner,
    Principal,
    Role,
    SigningKey,
    TokenVerifier,
    issue_token,
    make_key,
    read_key_set,
)
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
    return TokenVerifier([Issuer(ISSUER, frozenset({AUDIENCE}), keys)], lambda: clock[0])


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


def raw_signature(key: SigningKey, signed_text: str) -> str:
    """As JWS has it, over a text that no library would write."""
    signature = LocalSigner(key).sign(signed_text.encode())
    return base64.urlsafe_b64encode(signature).rstrip(b"=").decode()


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
    assert refusal_of(verifier, token).code == "TOKEN_NOT_YET_VALID"
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


CHANGES: dict[str, tuple[str, Change]] = {
    "no issuer": ("TOKEN_ISSUER_UNKNOWN", lambda c: c.pop("iss")),
    "other issuer": ("TOKEN_ISSUER_UNKNOWN", lambda c: c.update(iss="https://elsewhere.test")),
    "no audience": ("TOKEN_AUDIENCE", lambda c: c.pop("aud")),
    "other audience": ("TOKEN_AUDIENCE", lambda c: c.update(aud="other")),
    "audience among words": ("TOKEN_AUDIENCE", lambda c: c.update(aud=f"other {AUDIENCE}")),
    "audience within": ("TOKEN_MALFORMED", lambda c: c.update(aud=[[AUDIENCE]])),
    "audience as object": ("TOKEN_MALFORMED", lambda c: c.update(aud={AUDIENCE: True})),
    "no subject": ("TOKEN_MALFORMED", lambda c: c.pop("sub")),
    "empty subject": ("TOKEN_MALFORMED", lambda c: c.update(sub="")),
    "long subject": ("TOKEN_MALFORMED", lambda c: c.update(sub="x" * 257)),
    "subject of blanks": ("TOKEN_MALFORMED", lambda c: c.update(sub=" ")),
    "subject with blanks around": ("TOKEN_MALFORMED", lambda c: c.update(sub="ana ")),
    "subject with a control": ("TOKEN_MALFORMED", lambda c: c.update(sub="ana\x00")),
    "subject in several lines": ("TOKEN_MALFORMED", lambda c: c.update(sub="ana\nbob")),
    "subject that turns around": ("TOKEN_MALFORMED", lambda c: c.update(sub="ana\u202egnp")),
    "subject with an isolate": ("TOKEN_MALFORMED", lambda c: c.update(sub="\u2066ana\u2069")),
    "subject with nothing in it": ("TOKEN_MALFORMED", lambda c: c.update(sub="a\u200bna")),
    "subject of an API key": ("TOKEN_MALFORMED", lambda c: c.update(sub="key:shop")),
    "subject as number": ("TOKEN_MALFORMED", lambda c: c.update(sub=7)),
    "no times": ("TOKEN_MALFORMED", lambda c: [c.pop(name) for name in ("iat", "nbf", "exp")]),
    "no end": ("TOKEN_MALFORMED", lambda c: c.pop("exp")),
    "end as text": ("TOKEN_MALFORMED", lambda c: c.update(exp="9999999999")),
    "end as truth": ("TOKEN_MALFORMED", lambda c: c.update(exp=True)),
    "end not a number": ("TOKEN_MALFORMED", lambda c: c.update(exp=float("nan"))),
    "endless": ("TOKEN_MALFORMED", lambda c: c.update(exp=float("inf"))),
    "end before all": ("TOKEN_MALFORMED", lambda c: c.update(exp=-1)),
    "begin as text": ("TOKEN_MALFORMED", lambda c: c.update(nbf="0")),
    "begin is null": ("TOKEN_MALFORMED", lambda c: c.update(nbf=None)),
    "issued as list": ("TOKEN_MALFORMED", lambda c: c.update(iat=[0])),
    "issued later": ("TOKEN_NOT_YET_VALID", lambda c: c.update(iat=int((NOON + HOUR).timestamp()) - 60)),
    "begins later": ("TOKEN_NOT_YET_VALID", lambda c: c.update(nbf=int((NOON + HOUR).timestamp()) - 60)),
    "lives long": ("TOKEN_LIVES_TOO_LONG", lambda c: c.update(exp=int((NOON + 25 * HOUR).timestamp()))),
    "lived long": ("TOKEN_LIVES_TOO_LONG", lambda c: c.update(iat=int((NOON - 24 * HOUR).timestamp()))),
    "lives long, nobody knows since when": (
        "TOKEN_LIVES_TOO_LONG",
        lambda c: [c.pop("iat"), c.pop("nbf"), c.update(exp=int((NOON + 25 * HOUR).timestamp()))],
    ),
    "lives for ever": ("TOKEN_LIVES_TOO_LONG", lambda c: c.update(exp=10**12 - 1)),
    "no tenant": ("TOKEN_MALFORMED", lambda c: c.pop("tenant")),
    "odd tenant": ("TOKEN_MALFORMED", lambda c: c.update(tenant="a#b")),
    "tenants": ("TOKEN_MALFORMED", lambda c: c.update(tenant=["lender"])),
    "roles as number": ("TOKEN_MALFORMED", lambda c: c.update(roles=7)),
    "roles as object": ("TOKEN_MALFORMED", lambda c: c.update(roles={"PARTNER": True})),
    "odd role": ("TOKEN_MALFORMED", lambda c: c.update(roles=[["PARTNER"]])),
}


@pytest.mark.parametrize("change", CHANGES)
def test_claims_that_are_missing_or_odd_are_refused(verifier: TokenVerifier, key: SigningKey, change: str) -> None:
    code, altered = CHANGES[change]
    refusal = refusal_of(verifier, signed(key, altered))
    assert refusal.code == code
    assert "elsewhere" not in str(refusal), "nothing of the token is told back"
    assert "\u202e" not in str(refusal)


WITHOUT_RIGHTS: dict[str, Change] = {
    "no roles": lambda c: c.pop("roles"),
    "null": lambda c: c.update(roles=None),
    "empty roles": lambda c: c.update(roles=[]),
    "only unknown roles": lambda c: c.update(roles=["ROOT", "offline_access", "partner"]),
}


@pytest.mark.parametrize("change", WITHOUT_RIGHTS)
def test_a_genuine_token_without_rights_is_told_apart(verifier: TokenVerifier, key: SigningKey, change: str) -> None:
    for _ in range(2):
        with pytest.raises(Refusal) as refused:
            verifier.verify(signed(key, WITHOUT_RIGHTS[change]))
        assert (refused.value.kind, refused.value.code) == (Kind.FORBIDDEN, "TOKEN_WITHOUT_RIGHTS")


def test_times_but_the_end_may_be_left_out_and_other_roles_are_nothing(
    verifier: TokenVerifier, key: SigningKey
) -> None:
    plain = signed(key, lambda c: [c.pop("nbf"), c.pop("iat"), c.update(roles=["offline_access", "PARTNER"])])
    words = signed(key, lambda c: [c.pop("nbf"), c.update(roles="openid PARTNER")])
    assert verifier.verify(plain) == verifier.verify(words) == Principal("lender", "ana", frozenset({Role.PARTNER}))


def test_a_signature_is_checked_before_anything_but_the_issuer_is_told(
    verifier: TokenVerifier, key: SigningKey
) -> None:
    impostor = SigningKey(key.kid, make_key().private)
    for name, (code, altered) in CHANGES.items():
        if code != "TOKEN_ISSUER_UNKNOWN":
            assert refusal_of(verifier, signed(impostor, altered)).code == "TOKEN_MALFORMED", name


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
        {"alg": "ES256", "kid": "x" * 257},
        {"alg": "ES256", "kid": "../../../../dev/null"},
        {"alg": "ES256", "kid": "' OR 1=1 --"},
        {"alg": "ES256", "kid": {"$ne": ""}},
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


@pytest.mark.parametrize("kind", ["", "JOSE", "dpop+jwt", "logout+jwt", "id_token", None, 7, ["JWT"]])
def test_tokens_of_other_types_are_refused(verifier: TokenVerifier, key: SigningKey, kind: object) -> None:
    header = encoded({"alg": "ES256", "kid": key.kid, "typ": kind})
    claims = token_of(key).split(".")[1]
    signature = raw_signature(key, f"{header}.{claims}")
    assert refusal_of(verifier, f"{header}.{claims}.{signature}").code == "TOKEN_MALFORMED"


@pytest.mark.parametrize("kind", ["JWT", "jwt", "at+jwt", "application/at+jwt"])
def test_tokens_of_the_usual_types_are_taken(verifier: TokenVerifier, key: SigningKey, kind: str) -> None:
    header = encoded({"alg": "ES256", "kid": key.kid, "typ": kind})
    claims = token_of(key).split(".")[1]
    assert verifier.verify(f"{header}.{claims}.{raw_signature(key, f'{header}.{claims}')}") == ANA


def test_keys_that_a_token_brings_along_or_points_to_are_never_looked_at(
    verifier: TokenVerifier, key: SigningKey
) -> None:
    own = make_key()
    [jwk] = json.loads(KeySet.of([own]).to_json())["keys"]
    brought = {"jwk": jwk, "jku": "https://attacker.test/keys", "x5u": "https://attacker.test/cert", "x5c": ["AAAA"]}
    assert refusal_of(verifier, signed(SigningKey(key.kid, own.private), lambda _: None, brought)).code == (
        "TOKEN_MALFORMED"
    )
    assert refusal_of(verifier, signed(own, lambda _: None, brought)).code == "TOKEN_KEY_UNKNOWN"
    assert verifier.verify(signed(key, lambda _: None, brought)).subject == "ana"


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        ('{"alg":"none","alg":"ES256","kid":"KID"}', "CLAIMS"),
        ('{"alg":"ES256","kid":"other","kid":"KID"}', "CLAIMS"),
        ('{"alg":"ES256","kid":"KID"}', 'CLAIMS,"tenant":"other"}'),
        ('{"alg":"ES256","kid":"KID"}', 'CLAIMS,"a":{"b":1,"b":2}}'),
        ('{"alg":"ES256","kid":"KID"}', 'CLAIMS,"deep":' + "[" * 3000 + "]" * 3000 + "}"),
        ('{"alg":"ES256","kid":"KID"}', 'CLAIMS,"half":"\\ud800"}'),
        ('{"alg":"ES256","kid":"KID"}', 'CLAIMS,"exp2":1e999999999}'),
        ('{"alg":"ES256","kid":"KID"}', "[CLAIMS}]"),
        ('{"alg":"ES256","kid":"KID"}', "CLAIMS} trailing"),
    ],
)
def test_json_that_readers_could_read_differently_is_refused(
    verifier: TokenVerifier, key: SigningKey, header: str, claims: str
) -> None:
    """Each is signed by the right key, and holds but for its form."""
    told = base64.urlsafe_b64decode(token_of(key).split(".")[1] + "==").decode()
    header = header.replace("KID", key.kid)
    claims = told if claims == "CLAIMS" else claims.replace("CLAIMS", told[:-1])
    parts = ".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=").decode() for part in (header, claims))
    assert refusal_of(verifier, f"{parts}.{raw_signature(key, parts)}").code == "TOKEN_MALFORMED"


def test_a_token_has_one_spelling(verifier: TokenVerifier, key: SigningKey) -> None:
    token = token_of(key)
    verifier.verify(token)
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    others = [token[:-1] + letter for letter in last if letter != token[-1]]
    for other in [*others, f"{token}=", f"{token}==", f" {token}", f"{token}\n", token.replace(".", ". ", 1)]:
        assert refusal_of(verifier, other).code == "TOKEN_MALFORMED"


def test_a_huge_token_costs_no_reading(verifier: TokenVerifier, key: SigningKey) -> None:
    assert refusal_of(verifier, signed(key, lambda c: c.update(extra="x" * 20_000))).code == "TOKEN_MALFORMED"
    assert refusal_of(verifier, "a." * 3_000_000).code == "TOKEN_MALFORMED"


def test_more_tokens_than_are_remembered_stay_genuine(verifier: TokenVerifier, key: SigningKey) -> None:
    principals = [Principal("lender", f"user-{number}", frozenset({Role.PARTNER})) for number in range(1100)]
    tokens = [token_of(key, principal) for principal in principals]
    for _ in range(2):
        assert [verifier.verify(token) for token in tokens] == principals


def test_no_token_is_issued_for_a_tenant_that_cannot_be(key: SigningKey) -> None:
    with pytest.raises(ValueError, match="cannot be a tenant"):
        token_of(key, Principal("a#b", "ana", frozenset({Role.PARTNER})))


@pytest.mark.parametrize("subject", ["", "ana\n", "a\u202eb", "\x1b[31m", " ana", "x" * 257])
def test_no_token_is_issued_for_a_subject_that_hides_something(key: SigningKey, subject: str) -> None:
    with pytest.raises(ValueError, match="subject"):
        token_of(key, Principal("lender", subject, frozenset({Role.PARTNER})))
