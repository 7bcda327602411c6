"""YAML for who asks for it: the parser is imported with the first document, so that answering partners never waits."""

from __future__ import annotations

from creditrules.document.limits import DEFAULT_LIMITS, DocumentLimits
from creditrules.document.values import Document

__all__ = ["read_yaml"]


def read_yaml(text: str | bytes, limits: DocumentLimits = DEFAULT_LIMITS) -> Document:
    """Read one YAML document; numbers become Decimal, dates and `no` stay text.

    Refused with a position: tags, anchors and aliases, merge keys, duplicate keys, keys that are collections, several
    documents, numbers with leading zeros or of another base, infinities, and whatever exceeds `limits`. Never raises.
    """
    from creditrules.document.yaml_reader import read_yaml as read  # noqa: PLC0415

    return read(text, limits)
