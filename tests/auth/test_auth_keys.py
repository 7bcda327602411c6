"""Keys of our own: out and in unchanged, named by their thumbprint."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from creditrules.auth import KeySet, make_key, read_key


def test_a_private_key_is_kept_and_named_alike() -> None:
    key = make_key()
    again = read_key(key.pem())
    assert again.kid == key.kid
    assert again.private.private_numbers() == key.private.private_numbers()
    assert key.pem().decode().splitlines()[1] not in repr(key)


def test_a_local_key_says_so_in_its_name_and_in_its_file() -> None:
    key = make_key(local=True)
    assert key.kid.startswith("local.")
    assert read_key(key.pem()).kid == key.kid, "whoever reads the file"
    assert read_key(make_key().pem(), local=True).kid.startswith("local."), "also a file of an earlier release"


def test_a_key_is_named_by_its_thumbprint() -> None:
    key = make_key()
    [member] = json.loads(KeySet.of([key]).to_json())["keys"]
    # RFC 7638, section 3.2: the required members of an elliptic curve key, in this order, with no spaces.
    required = f'{{"crv":"P-256","kty":"EC","x":"{member["x"]}","y":"{member["y"]}"}}'
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(required.encode()).digest()).rstrip(b"=").decode()
    assert key.kid == member["kid"] == thumbprint


def test_only_keys_on_p256_sign() -> None:
    other = generate_private_key(SECP384R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(ValueError, match="P-256"):
        read_key(other)
