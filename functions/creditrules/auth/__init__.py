"""Who may: principals and their rights, the tokens that say who asks, and the keys that prove it."""

from creditrules.auth.claims import ClaimPaths, is_name
from creditrules.auth.issuers import BadIssuers, Issuer, local_issuer, read_issuers
from creditrules.auth.key_sets import KeySet, KeySource, VerifyingKey, read_key_set
from creditrules.auth.key_sources import Fetch, FetchedDocument, FetchedKeys, NotFetched
from creditrules.auth.keys import (
    PublicKey,
    SigningKey,
    make_key,
    read_der_key,
    read_key,
    read_public_key,
)
from creditrules.auth.principal import Action, Principal, Role, may, require
from creditrules.auth.signatures import LocalSigner, Signer, holds, one_form
from creditrules.auth.tokens import TokenVerifier, issue_token

__all__ = [
    "Action",
    "BadIssuers",
    "ClaimPaths",
    "Fetch",
    "FetchedDocument",
    "FetchedKeys",
    "Issuer",
    "KeySet",
    "KeySource",
    "LocalSigner",
    "NotFetched",
    "Principal",
    "PublicKey",
    "Role",
    "Signer",
    "SigningKey",
    "TokenVerifier",
    "VerifyingKey",
    "holds",
    "is_name",
    "issue_token",
    "local_issuer",
    "make_key",
    "may",
    "one_form",
    "read_der_key",
    "read_issuers",
    "read_key",
    "read_key_set",
    "read_public_key",
    "require",
]
