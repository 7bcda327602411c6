"""API keys as texts: `crk_<lender>-<name>_<secret and checksum>`, made, read, and held against what is kept of them.

The secret has 256 bits by chance, so that SHA-256 of the whole text is all that has to be kept: what makes hashes of
passwords slow stands against guessing, and there is nothing to guess here. The checksum tells a key that was copied
badly without looking anything up, and scanners of source text a key from any other text; it protects nothing.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from hashlib import sha256
from secrets import choice
from typing import Final
from zlib import crc32

from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass, field
from creditrules.slugs import is_slug

__all__ = ["ApiKeyText", "NewApiKey", "is_api_key", "is_hash_of", "make_api_key", "read_api_key"]

_PREFIX: Final = "crk_"
_NAME_SIGNS: Final = "abcdefghijkmnpqrstuvwxyz23456789"
_SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_NAME, _SECRET, _CHECK = 12, 43, 6
_TEXT: Final = re.compile(
    rf"crk_(([a-z0-9-]{{1,64}})-[a-z2-9]{{{_NAME}}})_([0-9A-Za-z]{{{_SECRET}}})([0-9A-Za-z]{{{_CHECK}}})"
)
_DOMAIN: Final = b"creditrules API key\x00"


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A key that was just made. text: what its bearer sends; it is kept nowhere, only `hash` is."""

    id: str
    text: str = field(repr=False)
    hash: str


@dataclass(frozen=True, slots=True)
class ApiKeyText:
    """What a text says that has the form of a key; nothing of it holds before `hash` is that of the key."""

    tenant: str
    id: str
    hash: str = field(repr=False)


def make_api_key(tenant: str, sign: Callable[[str], str] = choice) -> NewApiKey:
    """A new key of a tenant. sign: picks one of the signs that it is given, at random."""
    key_id = f"{tenant}-{''.join(sign(_NAME_SIGNS) for _ in range(_NAME))}"
    body = f"{_PREFIX}{key_id}_{''.join(sign(_SIGNS) for _ in range(_SECRET))}"
    text = body + _checksum(body)
    return NewApiKey(key_id, text, _hash(text))


def is_api_key(text: str) -> bool:
    """Whether a bearer's text means to be a key, not a token."""
    return text.startswith(_PREFIX)


def read_api_key(text: str) -> ApiKeyText:
    """What a key says of itself. Raises Refusal UNAUTHENTICATED "API_KEY_MALFORMED"."""
    parts = _TEXT.fullmatch(text)
    if parts is None or not is_slug(parts[2]) or _checksum(text[:-_CHECK]) != parts[4]:
        message = "This is no API key: a part is missing, or was changed."
        raise Refusal(Kind.UNAUTHENTICATED, "API_KEY_MALFORMED", message, hint="Copy it again, whole.")
    return ApiKeyText(parts[2], parts[1], _hash(text))


def is_hash_of(given: ApiKeyText, kept: str | None) -> bool:
    """Whether that is what is kept of the key; takes the same time whatever is kept, be it nothing."""
    return hmac.compare_digest(given.hash, kept or "0" * len(given.hash)) and kept is not None


def _hash(text: str) -> str:
    return sha256(_DOMAIN + text.encode()).hexdigest()


def _checksum(body: str) -> str:
    value, signs = crc32(body.encode()), ""
    for _ in range(_CHECK):
        value, place = divmod(value, len(_SIGNS))
        signs = _SIGNS[place] + signs
    return signs
