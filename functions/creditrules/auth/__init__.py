"""Who may: principals and their rights, the tokens that say who asks, and the keys that prove it."""

from creditrules.auth.api_keys import ApiKeyText, NewApiKey, is_api_key, is_hash_of, make_api_key, read_api_key
from creditrules.auth.claims import ClaimPaths, is_name
from creditrules.auth.configured import BadIssuers, read_issuers
from creditrules.auth.issuers import Issuer, local_issuer
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
from creditrules.auth.principal import (
    PURPOSES,
    RIGHTS,
    Action,
    Credential,
    Principal,
    Role,
    Scopes,
    implied,
    may,
    permitted,
    require,
)
from creditrules.auth.signatures import LocalSigner, holds, one_form
from creditrules.auth.signer import Signer
from creditrules.auth.tokens import TokenVerifier, issue_token
from creditrules.auth.vouching import Voucher

__all__ = [
    "PURPOSES",
    "RIGHTS",
    "Action",
    "ApiKeyText",
    "BadIssuers",
    "ClaimPaths",
    "Credential",
    "Fetch",
    "FetchedDocument",
    "FetchedKeys",
    "Issuer",
    "KeySet",
    "KeySource",
    "LocalSigner",
    "NewApiKey",
    "NotFetched",
    "Principal",
    "PublicKey",
    "Role",
    "Scopes",
    "Signer",
    "SigningKey",
    "TokenVerifier",
    "VerifyingKey",
    "Voucher",
    "holds",
    "implied",
    "is_api_key",
    "is_hash_of",
    "is_name",
    "issue_token",
    "local_issuer",
    "make_api_key",
    "make_key",
    "may",
    "one_form",
    "permitted",
    "read_api_key",
    "read_der_key",
    "read_issuers",
    "read_key",
    "read_key_set",
    "read_public_key",
    "require",
]
