"""Keys: out and in unchanged, named by their thumbprint, and no key that could weaken a set."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from creditrules.auth import KeySet, make_key, read_key, read_key_set


def test_a_private_key_is_kept_and_named_alike() -> None:
    key = make_key()
    again = read_key(key.pem())
    assert again.kid == key.kid
    assert again.private.private_numbers() == key.private.private_numbers()
    assert key.pem().decode().splitlines()[1] not in repr(key)


def test_a_set_is_read_as_written_and_holds_nothing_private() -> None:
    keys = [make_key(), make_key()]
    text = KeySet.of(keys).to_json()
    read = read_key_set(text)
    assert {kid: key.public_numbers() for kid, key in read.keys.items()} == {
        key.kid: key.private.public_key().public_numbers() for key in keys
    }
    assert all("d" not in member for member in json.loads(text)["keys"])


def test_a_key_is_named_by_its_thumbprint() -> None:
    key = make_key()
    [member] = json.loads(KeySet.of([key]).to_json())["keys"]
    # RFC 7638, section 3.2: the required members of an elliptic curve key, in this order, with no spaces.
    required = f'{{"crv":"P-256","kty":"EC","x":"{member["x"]}","y":"{member["y"]}"}}'
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(required.encode()).digest()).rstrip(b"=").decode()
    assert key.kid == member["kid"] == thumbprint


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"d": "AAAA"}, "private part"),
        ({"kty": "oct", "k": "AAAA"}, "P-256"),
        ({"crv": "P-384"}, "P-256"),
        ({"alg": "HS256"}, "ES256"),
        ({"use": "enc"}, "ES256"),
        ({"kid": ""}, "no name"),
        ({"kid": 7}, "no name"),
        ({"x": "AAAA"}, "not a point"),
        ({"x": 7}, "not a point"),
        ({"y": "!"}, "not a point"),
    ],
)
def test_a_key_that_must_not_be_in_a_set_is_named(change: dict[str, Any], message: str) -> None:
    document = json.loads(KeySet.of([make_key(), make_key()]).to_json())
    document["keys"][1].update(change)
    with pytest.raises(ValueError, match=f"key 1 .*{message}"):
        read_key_set(json.dumps(document))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"keys":[]}', '{"keys":{}}', '{"keys":[null]}'])
def test_a_text_that_is_no_set_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"keys|key 0|Expecting"):
        read_key_set(text)


def test_two_keys_of_one_name_are_refused() -> None:
    document = json.loads(KeySet.of([make_key()]).to_json())
    document["keys"] *= 2
    with pytest.raises(ValueError, match="name of an earlier one"):
        read_key_set(json.dumps(document))


def test_only_keys_on_p256_sign() -> None:
    other = generate_private_key(SECP384R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(ValueError, match="P-256"):
        read_key(other)
