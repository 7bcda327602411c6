"""Opaque ids of Relay nodes. An id names a document of the asking principal's tenant and never a tenant."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

import strawberry

from creditrules.desk import Numbered
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.slugs import is_slug

__all__ = ["global_id", "read_global_id", "read_node"]

LONGEST = 200
DOCUMENTS = {DocumentKind.RULE_SET: "R", DocumentKind.PRODUCT: "P", DocumentKind.PARAMETER: "M"}
KINDS = {letter: kind for kind, letter in DOCUMENTS.items()}
NODE_TYPES = frozenset(
    {"RuleSet", "Product", "Parameter", "RuleVersion", "ProductVersion", "ParameterVersion"}
    | {"Activation", "RuleChange", "Proposal"}
)


def global_id(type_: str, key: DocumentKey, number: int = 0) -> strawberry.ID:
    """The id of a node."""
    kind = DOCUMENTS[key.kind]
    text = f"{type_}:{kind}:{key.slug}:{number}" if number else f"{type_}:{kind}:{key.slug}"
    return strawberry.ID(urlsafe_b64encode(text.encode()).decode().rstrip("="))


def read_node(id_: strawberry.ID, *types: str) -> Numbered | None:
    """What an id of one of these types names; None when it is none."""
    type_, named = read_global_id(str(id_)) or ("", None)
    return named if type_ in types else None


def read_global_id(text: str) -> tuple[str, Numbered] | None:
    """What an id means: a type of the schema, and a document with a number in it. None when it is none of ours."""
    if len(text) > LONGEST or not text.isascii():
        return None
    try:
        parts = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii").split(":")
    except (Error, ValueError):
        return None
    if len(parts) not in {3, 4} or parts[0] not in NODE_TYPES or parts[1] not in KINDS or not is_slug(parts[2]):
        return None
    number = _number(parts[3]) if len(parts) == 4 else 0  # noqa: PLR2004
    key = DocumentKey(KINDS[parts[1]], parts[2])
    return (
        (parts[0], Numbered(key, number)) if number is not None and global_id(parts[0], key, number) == text else None
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 12 else None  # noqa: PLR2004
