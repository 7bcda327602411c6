"""Issuers: what the common providers send is understood, each speaks for its own tenants, and none is a laptop."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64encode
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.auth.providers import AT_NOON, MAKERS, NOON, ProviderKey, claims, key_set, provider_key

from creditrules.auth import (
    BadIssuers,
    KeySet,
    Principal,
    Role,
    TokenVerifier,
    issue_token,
    local_issuer,
    make_key,
    read_issuers,
    read_key_set,
)
from creditrules.config import LOCAL_AUDIENCE, LOCAL_ISSUER
from creditrules.errors import Kind, Refusal

FOUR = ("RS256", "PS256", "ES256", "EdDSA")
PLAIN = {"issuer": "https://login.test/", "audience": "creditrules", "tenants": "any"}


def nowhere(address: str) -> KeySet:
    raise AssertionError(f"nothing is fetched from {address}")


def verifier_of(*said: dict[str, Any], **options: Any) -> TokenVerifier:
    keys = json.loads(key_set(*map(provider_key, FOUR)))
    listed = json.dumps([{"keys": keys, **each} for each in said])
    return TokenVerifier(read_issuers(listed, nowhere, **options), lambda: NOON)


def refusal_of(verifier: TokenVerifier, token: str) -> Refusal:
    with pytest.raises(Refusal) as refused:
        verifier.verify(token)
    return refused.value


@pytest.mark.parametrize("algorithm", FOUR)
def test_each_algorithm_is_taken_from_the_key_that_is_for_it(algorithm: str) -> None:
    principal = Principal("acme", "shop", frozenset({Role.PARTNER}))
    verifier = verifier_of(PLAIN)
    token = provider_key(algorithm).token(claims())
    assert [verifier.verify(token) for _ in range(2)] == [principal, principal]


@pytest.mark.parametrize("algorithm", FOUR)
@pytest.mark.parametrize("other", [*MAKERS, "HS256", "none"])
def test_no_algorithm_is_taken_with_a_key_that_is_for_another(algorithm: str, other: str) -> None:
    if algorithm == other:
        return
    private = MAKERS[other]() if other in MAKERS else "x" * 32 if other == "HS256" else None
    forged = ProviderKey(other, private, provider_key(algorithm).jwk).token(claims())
    assert refusal_of(verifier_of(PLAIN), forged).code == "TOKEN_MALFORMED"


AUTH0 = {
    "issuer": "https://acme.eu.auth0.com/",
    "audience": "https://api.creditrules.example",
    "tenant": "acme",
    "rolesClaims": ["https://acme.example/roles"],
}
ENTRA = {
    "issuer": "https://login.microsoftonline.com/0000-1111/v2.0",
    "audience": ["api://creditrules", "00000000-2222"],
    "tenant": "acme",
    "subjectClaim": "oid",
    "rolesClaims": ["roles", "scp"],
    "roleNames": {"Credit.Approve": "APPROVER", "Credit.Ask": "PARTNER"},
}
KEYCLOAK = {
    "issuer": "https://keycloak.example/realms/acme",
    "audience": "creditrules",
    "tenant": "acme",
    "requiredClaims": {"typ": "Bearer"},
    "rolesClaims": [["realm_access", "roles"], ["resource_access", "creditrules", "roles"]],
    "roleNames": {"credit-admin": ["ADMINISTRATOR"], "credit-partner": ["PARTNER", "CHOOSER"]},
}
COGNITO = {
    "issuer": "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Pool",
    "audience": "1example23456789",
    "audienceClaim": "client_id",
    "tenants": ["acme", "bank"],
    "tenantClaim": "custom:tenant",
    "rolesClaims": ["cognito:groups"],
}
OKTA = {
    "issuer": "https://acme.okta.com/oauth2/default",
    "audience": "api://creditrules",
    "tenant": "acme",
    "subjectClaim": "uid",
    "rolesClaims": "scp",
    "roleNames": {"credit.ask": "PARTNER"},
}
TOKENS: dict[str, tuple[dict[str, Any], dict[str, Any], Principal]] = {
    "Auth0": (
        AUTH0,
        {
            "aud": ["https://api.creditrules.example", "https://acme.eu.auth0.com/userinfo"],
            "sub": "auth0|5f7c8ec7c33c6c004bbafe82",
            "scope": "openid profile",
            "https://acme.example/roles": ["ADMINISTRATOR"],
        },
        Principal("acme", "auth0|5f7c8ec7c33c6c004bbafe82", frozenset({Role.ADMINISTRATOR})),
    ),
    "Entra ID, a person": (
        ENTRA,
        {"aud": "00000000-2222", "oid": "4444", "sub": "pairwise", "scp": "access openid", "roles": ["Credit.Approve"]},
        Principal("acme", "4444", frozenset({Role.APPROVER})),
    ),
    "Entra ID, a machine": (
        ENTRA,
        {"aud": "api://creditrules", "oid": "5555", "sub": "5555", "nbf": AT_NOON, "roles": ["Credit.Ask"]},
        Principal("acme", "5555", frozenset({Role.PARTNER})),
    ),
    "Keycloak": (
        KEYCLOAK,
        {
            "aud": ["creditrules", "account"],
            "sub": "f3b1",
            "typ": "Bearer",
            "realm_access": {"roles": ["offline_access", "uma_authorization", "credit-admin"]},
            "resource_access": {"creditrules": {"roles": ["credit-partner"]}, "account": {"roles": ["view-profile"]}},
        },
        Principal("acme", "f3b1", frozenset({Role.ADMINISTRATOR, Role.PARTNER, Role.CHOOSER})),
    ),
    "Cognito": (
        COGNITO,
        {
            "aud": None,
            "client_id": "1example23456789",
            "sub": "aaaa-bbbb",
            "token_use": "access",
            "custom:tenant": "bank",
            "cognito:groups": ["AUDITOR", "everybody"],
        },
        Principal("bank", "aaaa-bbbb", frozenset({Role.AUDITOR})),
    ),
    "Okta": (
        OKTA,
        {"aud": "api://creditrules", "uid": "00u1", "sub": "ana@acme.example", "scp": ["openid", "credit.ask"]},
        Principal("acme", "00u1", frozenset({Role.PARTNER})),
    ),
}


@pytest.mark.parametrize("name", TOKENS)
def test_tokens_of_the_common_providers_are_understood(name: str) -> None:
    said, told, principal = TOKENS[name]
    verifier = verifier_of(said)
    sent = claims(iss=said["issuer"], tenant=None, roles=None) | told
    token = provider_key("RS256").token({claim: value for claim, value in sent.items() if value is not None})
    assert verifier.verify(token) == principal


def test_an_id_token_of_cognito_is_no_access_token() -> None:
    sent = claims(iss=COGNITO["issuer"], aud="1example23456789") | {"custom:tenant": "bank", "token_use": "id"}
    assert refusal_of(verifier_of(COGNITO), provider_key("RS256").token(sent)).code == "TOKEN_AUDIENCE"


def test_a_token_of_another_kind_is_none_to_ask_with() -> None:
    key = provider_key("RS256")
    assert refusal_of(verifier_of(PLAIN), key.token(claims(at_hash="MTIzNDU2Nzg5MDEy"))).code == "TOKEN_MALFORMED"
    verifier = verifier_of({**PLAIN, "requiredClaims": {"token_use": "access"}})
    assert verifier.verify(key.token(claims(token_use="access"))).subject == "shop"
    for other in (None, "id", ["access"], {"access": True}):
        assert refusal_of(verifier, key.token(claims(token_use=other))).code == "TOKEN_MALFORMED"


def test_an_issuer_speaks_for_its_own_tenants_only() -> None:
    first = {"issuer": "https://a.test", "audience": "creditrules", "tenants": ["acme", "shared"]}
    second = {"issuer": "https://b.test", "audience": "creditrules", "tenant": "bank"}
    verifier = verifier_of(first, second)
    key = provider_key("ES256")
    assert verifier.verify(key.token(claims(iss="https://a.test"))).tenant == "acme"
    assert refusal_of(verifier, key.token(claims(iss="https://a.test", tenant="bank"))).code == "TOKEN_TENANT"
    assert verifier.verify(key.token(claims(iss="https://b.test", tenant="acme"))).tenant == "bank"


def test_an_issuers_key_signs_for_no_other_issuer() -> None:
    own = provider_key("ES256", "of-a")
    listed = [
        {"issuer": "https://a.test", "audience": "creditrules", "tenant": "acme", "keys": json.loads(key_set(own))},
        {
            "issuer": "https://b.test",
            "audience": "creditrules",
            "tenant": "bank",
            "keys": json.loads(key_set(provider_key("ES256", "of-b"))),
        },
    ]
    verifier = TokenVerifier(read_issuers(json.dumps(listed), nowhere), lambda: NOON)
    assert verifier.verify(own.token(claims(iss="https://a.test"))).tenant == "acme"
    assert refusal_of(verifier, own.token(claims(iss="https://b.test"))).code == "TOKEN_KEY_UNKNOWN"


def test_two_issuers_of_one_tenant_never_name_the_same_subject() -> None:
    people = {"issuer": "https://a.test", "audience": "creditrules", "tenant": "acme"}
    machines = {**people, "issuer": "https://b.test"}
    with pytest.raises(BadIssuers, match="subjectPrefix"):
        verifier_of(people, machines)
    with pytest.raises(BadIssuers, match="subjectPrefix"):
        verifier_of(people, {**machines, "subjectPrefix": "m:"})
    verifier = verifier_of({**people, "subjectPrefix": "people:"}, {**machines, "subjectPrefix": "machines:"})
    key = provider_key("ES256")
    assert [verifier.verify(key.token(claims(iss=each["issuer"]))).subject for each in (people, machines)] == [
        "people:shop",
        "machines:shop",
    ]


def test_the_life_and_the_leeway_are_the_lenders() -> None:
    verifier = verifier_of({**PLAIN, "longestHours": 2, "leewaySeconds": 60})
    key = provider_key("ES256")
    assert verifier.verify(key.token(claims(iat=AT_NOON + 59))).subject == "shop"
    assert refusal_of(verifier, key.token(claims(iat=AT_NOON + 61))).code == "TOKEN_NOT_YET_VALID"
    assert verifier.verify(key.token(claims(iat=None, exp=AT_NOON - 59))).subject == "shop"
    assert refusal_of(verifier, key.token(claims(iat=None, exp=AT_NOON - 60))).code == "TOKEN_EXPIRED"
    assert refusal_of(verifier, key.token(claims(exp=AT_NOON + 7261))).code == "TOKEN_LIVES_TOO_LONG"


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "unknown member": ({"audiance": "x"}, "'audiance' means nothing"),
    "no issuer": ({"issuer": ""}, "issuer is what"),
    "local issuer": ({"issuer": LOCAL_ISSUER}, "one machine"),
    "local issuer, otherwise spelt": ({"issuer": LOCAL_ISSUER.upper() + "/"}, "one machine"),
    "issuer on this machine": ({"issuer": "http://localhost:8080/realms/x"}, "one machine"),
    "no audience": ({"audience": []}, "audience is what"),
    "odd audience": ({"audience": ["a", 7]}, "audience is what"),
    "local audience": ({"audience": ["creditrules", LOCAL_AUDIENCE]}, "that of services on one machine"),
    "no tenant": ({"tenants": None}, "either tenant"),
    "tenant and tenants": ({"tenant": "acme"}, "either tenant"),
    "no tenants": ({"tenants": []}, "tenants is"),
    "odd tenants": ({"tenants": ["a#b"]}, "tenants is"),
    "odd tenant": ({"tenants": None, "tenant": "a#b"}, "tenant is 1 to 64"),
    "claim of a fixed tenant": ({"tenants": None, "tenant": "acme", "tenantClaim": "t"}, "tenantClaim goes with"),
    "odd path": ({"subjectClaim": []}, "subjectClaim is the name"),
    "odd roles": ({"rolesClaims": [["realm_access", 7]]}, "rolesClaims is"),
    "no roles": ({"rolesClaims": []}, "rolesClaims is"),
    "odd role names": ({"roleNames": {"admin": "ROOT"}}, "roleNames maps"),
    "required as list": ({"requiredClaims": ["typ"]}, "requiredClaims says"),
    "required as truth": ({"requiredClaims": {"typ": True}}, "requiredClaims says"),
    "no role names": ({"roleNames": {}}, "roleNames maps"),
    "role names as list": ({"roleNames": ["ADMINISTRATOR"]}, "roleNames maps"),
    "prefix with a control": ({"subjectPrefix": "a\u202e"}, "subjectPrefix is"),
    "life without end": ({"longestHours": 10**6}, "longestHours is"),
    "life of nothing": ({"longestHours": 0}, "longestHours is"),
    "half an hour": ({"longestHours": 0.5}, "longestHours is"),
    "leeway of hours": ({"leewaySeconds": 3600}, "leewaySeconds is"),
    "leeway as truth": ({"leewaySeconds": True}, "leewaySeconds is"),
    "keys by http": ({"keys": "http://login.test/keys"}, "keys is the https address"),
    "keys in a file": ({"keys": "file:///etc/passwd"}, "keys is the https address"),
    "keys of this machine": ({"keys": "http://127.0.0.1/keys"}, "keys is the https address"),
    "keys with a password": ({"keys": "https://a:b@login.test/keys"}, "keys is the https address"),
    "keys nowhere": ({"keys": "https:///keys"}, "keys is the https address"),
    "keys with a line end": ({"keys": "https://login.test/keys\r\nX: y"}, "keys is the https address"),
    "keys at no port": ({"keys": "https://login.test:99999/keys"}, "keys is the https address"),
    "no keys": ({"keys": None}, "keys is the https address"),
    "keys that are none": ({"keys": {"keys": []}}, "keys cannot be used"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_an_issuer_is_told_at_the_start(name: str) -> None:
    changes, message = WRONG[name]
    with pytest.raises(BadIssuers) as told:
        verifier_of({**PLAIN, **changes})
    assert len(told.value.problems) == 1
    assert message in told.value.problems[0]


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(BadIssuers) as told:
        verifier_of({**PLAIN, "audience": "", "leewaySeconds": -1}, {})
    assert [problem.split()[1] for problem in told.value.problems] == [f"{PLAIN['issuer']}:"] * 2 + ["2:"] * 3


@pytest.mark.parametrize("text", ["", "{}", "[]", "[7]", "not JSON", "[" * 10_000, json.dumps([PLAIN] * 51)])
def test_a_text_that_lists_no_issuers_is_refused(text: str) -> None:
    with pytest.raises(BadIssuers):
        read_issuers(text, nowhere)


def test_an_issuer_is_there_once_and_any_tenant_is_for_one_alone() -> None:
    named = {**PLAIN, "tenants": ["acme"]}
    with pytest.raises(BadIssuers, match="twice"):
        verifier_of(named, named)
    with pytest.raises(BadIssuers, match="list its own"):
        verifier_of({**PLAIN, "subjectPrefix": "a:"}, {**named, "issuer": "https://b.test", "subjectPrefix": "b:"})


LOCAL = make_key(local=True)
ANA = Principal("acme", "ana", frozenset({Role.CHIEF}))


def local_token(issuer: str = LOCAL_ISSUER, audience: str = LOCAL_AUDIENCE) -> str:
    return issue_token(LOCAL, ANA, issuer=issuer, audience=audience, issued_at=NOON, lifetime=timedelta(hours=1))


def test_a_local_token_is_never_valid_where_the_service_is_deployed() -> None:
    """Not by its issuer, not by its key, and not by putting either into the environment."""
    verifier = verifier_of(PLAIN, loopback=True)
    told = refusal_of(verifier, local_token())
    assert (told.code, "creditrules token" in told.hint) == ("TOKEN_ISSUER_UNKNOWN", True)
    assert refusal_of(verifier, local_token("https://login.test/", "creditrules")).code == "TOKEN_KEY_UNKNOWN"
    [jwk] = json.loads(KeySet.of([LOCAL]).to_json())["keys"]
    with pytest.raises(BadIssuers, match="local key"):
        verifier_of({**PLAIN, "keys": {"keys": [jwk, provider_key("RS256").jwk]}})
    for loopback in (True, False):
        with pytest.raises(BadIssuers, match="one machine"):
            verifier_of({**PLAIN, "issuer": LOCAL_ISSUER}, loopback=loopback)
    renamed = verifier_of({**PLAIN, "keys": {"keys": [{**jwk, "kid": "k"}]}})
    assert refusal_of(renamed, local_token("https://login.test/", "creditrules")).code == "TOKEN_KEY_UNKNOWN"


def test_a_token_of_another_folder_says_so() -> None:
    verifier = TokenVerifier([local_issuer(KeySet.of([make_key(local=True)]))], lambda: NOON)
    told = refusal_of(verifier, local_token())
    assert told.code == "TOKEN_KEY_UNKNOWN"
    assert told.message == "The token was signed by the local key of another data folder."
    assert "`creditrules token`" in told.hint
    foreign = refusal_of(verifier, provider_key("RS256").token(claims()))
    assert (foreign.code, "`creditrules token`" in foreign.hint) == ("TOKEN_ISSUER_UNKNOWN", True)


PLAIN_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
CLAIM = st.sampled_from(["iss", "aud", "sub", "tenant", "roles", "realm_access", "iat", "nbf", "exp", "scp"])
VERIFIER = verifier_of({**PLAIN, "rolesClaims": ["roles", "scp", ["realm_access", "roles"]]})


def outcome_of(token: str) -> Principal | Refusal:
    try:
        return VERIFIER.verify(token)
    except Refusal as refusal:
        return refusal


@given(st.dictionaries(CLAIM, PLAIN_JSON, max_size=6))
def test_whatever_the_claims_are_a_principal_comes_out_or_a_refusal(changes: dict[str, Any]) -> None:
    found = outcome_of(provider_key("EdDSA").token({**claims(), **changes}))
    if isinstance(found, Refusal):
        assert found.kind in {Kind.UNAUTHENTICATED, Kind.FORBIDDEN}
        assert len(found.message) <= 300
    else:
        assert found.roles
        assert (found.tenant, found.subject) == (changes.get("tenant", "acme"), changes.get("sub", "shop"))


def part(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


HEADER = st.sampled_from(["alg", "kid", "typ", "crit", "b64", "jku", "jwk", "x5u", "x5c", "cty", "zip"])
GENUINE = provider_key("EdDSA").token(claims())


@given(st.dictionaries(HEADER, PLAIN_JSON | st.sampled_from(["EdDSA", "none", "HS256", "JWT"]), max_size=5))
def test_whatever_the_header_is_nothing_but_the_genuine_one_is_taken(header: dict[str, Any]) -> None:
    _, told, signature = GENUINE.split(".")
    given_header = {"alg": "EdDSA", "kid": "EdDSA", **header}
    assert isinstance(outcome_of(f"{part(given_header)}.{told}.{signature}"), Refusal)
    assert isinstance(outcome_of(f"{part(header)}.{told}."), Refusal)


@given(st.text(max_size=60), st.integers(0, len(GENUINE)))
def test_a_token_with_anything_in_it_is_refused_and_nothing_breaks(text: str, place: int) -> None:
    assert isinstance(outcome_of(text), Refusal)
    changed = GENUINE[:place] + text + GENUINE[place:]
    assert changed == GENUINE or isinstance(outcome_of(changed), Refusal)


@given(st.text(max_size=30))
def test_subjects_are_as_they_were_told_or_refused(subject: str) -> None:
    found = outcome_of(provider_key("EdDSA").token(claims(sub=subject)))
    if isinstance(found, Refusal):
        assert found.code == "TOKEN_MALFORMED"
    else:
        assert found.subject == subject == subject.strip()
        assert subject.isprintable() or any(character.isspace() for character in subject)


def test_keys_that_are_read_can_be_read_again() -> None:
    found = read_key_set(key_set(*map(provider_key, FOUR)))
    assert read_key_set(found.to_json()) == found


def test_the_examples_of_the_manual_can_be_configured() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operating.md").read_text("utf-8")
    examples = re.findall(r"```json\n(\[.*?)```", page, re.DOTALL)
    found = [read_issuers(example, lambda _: read_key_set(key_set(provider_key("RS256")))) for example in examples]
    assert len(found) == 5
    assert all(issuer.tenant == "acme" for [issuer] in found)
