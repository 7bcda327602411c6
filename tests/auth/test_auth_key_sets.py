"""Key sets: a usable key is found, one that is not is passed over, and what betrays its owner is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from tests.auth.providers import key_set, provider_key

from creditrules.auth import KeySet, make_key, read_key_set

FOUR = ("RS256", "PS256", "ES256", "EdDSA")


def without(jwk: Any, *names: str) -> dict[str, Any]:
    return {name: value for name, value in jwk.items() if name not in names}


def test_a_set_of_ours_is_read_as_written_and_holds_nothing_private() -> None:
    keys = [make_key(), make_key()]
    text = KeySet.of(keys).to_json()
    assert read_key_set(text) == KeySet.of(keys)
    assert all("d" not in member for member in json.loads(text)["keys"])


def test_keys_of_all_four_algorithms_are_found_each_for_its_own() -> None:
    found = read_key_set(key_set(*map(provider_key, FOUR)))
    assert {kid: key.algorithm for kid, key in found.keys.items()} == {kid: kid for kid in FOUR}


def test_a_key_that_does_not_say_its_algorithm_is_for_the_usual_one() -> None:
    """As Entra ID publishes them."""
    found = read_key_set(key_set(*(without(provider_key(kid).jwk, "alg", "use") for kid in ("RS256", "EdDSA"))))
    assert {kid: key.algorithm for kid, key in found.keys.items()} == {"RS256": "RS256", "EdDSA": "EdDSA"}


WEAK = json.loads(RSAAlgorithm.to_jwk(rsa.generate_private_key(65537, 1024).public_key()))  # noqa: S505 - on purpose
UNUSABLE: dict[str, Any] = {
    "no object": "key",
    "null": None,
    "kind of tomorrow": {"kty": "AKP", "kid": "k", "alg": "ML-DSA-44", "pub": "AAAA"},
    "kind as list": {"kty": ["RSA"], "kid": "k"},
    "secret": {"kty": "oct", "kid": "k", "k": "AAAA", "alg": "HS256"},
    "other curve": {**provider_key("ES384").jwk, "kid": "k"},
    "other curve of Edwards": {**provider_key("EdDSA").jwk, "kid": "k", "crv": "Ed448"},
    "for key exchange": {**provider_key("EdDSA").jwk, "kid": "k", "crv": "X25519"},
    "for encryption": {**provider_key("RS256").jwk, "kid": "k", "use": "enc", "alg": "RSA-OAEP"},
    "use unknown": {**provider_key("RS256").jwk, "kid": "k", "use": "enc"},
    "operations without verify": {**provider_key("RS256").jwk, "kid": "k", "key_ops": ["encrypt"]},
    "operations as text": {**provider_key("RS256").jwk, "kid": "k", "key_ops": "verify"},
    "algorithm of a secret": {**provider_key("RS256").jwk, "kid": "k", "alg": "HS256"},
    "longer digest": {**provider_key("RS256").jwk, "kid": "k", "alg": "RS512"},
    "algorithm of another kind": {**provider_key("RS256").jwk, "kid": "k", "alg": "ES256"},
    "algorithm as list": {**provider_key("RS256").jwk, "kid": "k", "alg": ["RS256"]},
    "weak": {**WEAK, "kid": "k", "alg": "RS256"},
    "no name": without(provider_key("RS256").jwk, "kid"),
    "name as number": {**provider_key("RS256").jwk, "kid": 7},
    "no point": {**provider_key("ES256").jwk, "kid": "k", "x": "AAAA"},
    "not on the curve": {**provider_key("ES256").jwk, "kid": "k", "x": "A" * 43},
    "coordinate as number": {**provider_key("ES256").jwk, "kid": "k", "x": 7},
    "no modulus": without({**provider_key("RS256").jwk, "kid": "k"}, "n"),
    "exponent of one": {**provider_key("RS256").jwk, "kid": "k", "e": "AQ"},
    "giant": {**provider_key("RS256").jwk, "kid": "k", "n": "_" * 40_001},
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_key_that_cannot_be_used_is_passed_over(name: str) -> None:
    good = provider_key("ES256")
    assert sorted(read_key_set(key_set(UNUSABLE[name], good)).keys) == ["ES256"]
    with pytest.raises(ValueError, match="none of its keys verifies"):
        read_key_set(key_set(UNUSABLE[name]))


def test_a_second_key_of_one_name_does_not_take_the_place_of_the_first() -> None:
    first, second = provider_key("ES256"), provider_key("ES256", "second")
    found = read_key_set(key_set(first, {**second.jwk, "kid": "ES256"}))
    assert found == read_key_set(key_set(first))


@pytest.mark.parametrize("part", ["d", "p", "q", "dp", "dq", "qi"])
def test_a_private_part_is_refused_wherever_it_stands(part: str) -> None:
    with pytest.raises(ValueError, match="key 1 contains its private part"):
        read_key_set(key_set(provider_key("ES256"), {**provider_key("RS256").jwk, part: "AAAA"}))


def test_the_key_of_a_service_on_one_machine_is_refused() -> None:
    with pytest.raises(ValueError, match="key 0 is the local key"):
        read_key_set(KeySet.of([make_key(local=True), make_key()]).to_json())


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"keys":[]}', '{"keys":{}}', '{"keys":[null]}', '{"keys":[],"keys":[]}', "[" * 100_000, "\ud800"],
)
def test_a_text_that_is_no_set_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="keys"):
        read_key_set(text)


def test_a_set_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 100 keys"):
        read_key_set(key_set(*[provider_key("ES256")] * 101))
