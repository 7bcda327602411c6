"""Opaque ids of Relay nodes. An id names a document of the asking principal's tenant and never a tenant."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from datetime import date

import strawberry

from creditrules.desk import Numbered
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.slugs import is_slug

__all__ = ["global_id", "read_global_id", "read_node"]

LONGEST = 200
_FEWEST, _MOST = 3, 5
"""Parts of an id: type, kind and slug; then a number, then a day."""
DOCUMENTS = {
    DocumentKind.RULE_SET: "R",
    DocumentKind.PRODUCT: "P",
    DocumentKind.PARAMETER: "M",
    DocumentKind.EXPERIMENT: "X",
}
KINDS = {letter: kind for kind, letter in DOCUMENTS.items()}
NODE_TYPES = frozenset(
    {"RuleSet", "Product", "Parameter", "Experiment"}
    | {"RuleVersion", "ProductVersion", "ParameterVersion", "ExperimentVersion"}
    | {"Activation", "RuleChange", "Proposal"}
)


def global_id(type_: str, key: DocumentKey, number: int = 0, day: date | None = None) -> strawberry.ID:
    """The id of a node. day: of a change that is one of a parameter's dated values."""
    parts = (type_, DOCUMENTS[key.kind], key.slug, str(number) if number else "", day.isoformat() if day else "")
    return strawberry.ID(urlsafe_b64encode(":".join(filter(None, parts)).encode()).decode().rstrip("="))


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
    if (
        not _FEWEST <= len(parts) <= _MOST
        or parts[0] not in NODE_TYPES
        or parts[1] not in KINDS
        or not is_slug(parts[2])
    ):
        return None
    number, day = _number(parts[3]) if len(parts) > _FEWEST else 0, _day(parts[4]) if len(parts) == _MOST else None
    key = DocumentKey(KINDS[parts[1]], parts[2])
    if number is None or global_id(parts[0], key, number, day) != text or (day and parts[0] != "RuleChange"):
        return None
    return parts[0], Numbered(key, number, day)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 12 else None  # noqa: PLR2004


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
