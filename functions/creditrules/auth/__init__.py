"""Who may: principals and their rights, the tokens that say who asks, and the keys that prove it."""

from creditrules.auth.keys import (
    KeySet,
    PublicKey,
    SigningKey,
    make_key,
    read_der_key,
    read_key,
    read_key_set,
    read_public_key,
)
from creditrules.auth.principal import Action, Principal, Role, may, require
from creditrules.auth.signatures import LocalSigner, Signer, holds, one_form
from creditrules.auth.tokens import TokenVerifier, issue_token

__all__ = [
    "Action",
    "KeySet",
    "LocalSigner",
    "Principal",
    "PublicKey",
    "Role",
    "Signer",
    "SigningKey",
    "TokenVerifier",
    "holds",
    "issue_token",
    "make_key",
    "may",
    "one_form",
    "read_der_key",
    "read_key",
    "read_key_set",
    "read_public_key",
    "require",
]
