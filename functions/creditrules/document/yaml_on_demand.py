"""YAML for who asks for it: its library is imported with the first document, so that answering partners never waits."""

from __future__ import annotations

from creditrules.document.limits import DEFAULT_LIMITS, DocumentLimits
from creditrules.document.values import Document, Plain

__all__ = ["read_yaml", "yaml_text"]


def read_yaml(text: str | bytes, limits: DocumentLimits = DEFAULT_LIMITS) -> Document:
    """Read one YAML document; numbers become Decimal, dates and `no` stay text.

    Refused with a position: tags, anchors and aliases, merge keys, duplicate keys, keys that are collections, several
    documents, numbers with leading zeros or of another base, infinities, and whatever exceeds `limits`. Never raises.
    """
    from creditrules.document.yaml_reader import read_yaml as read  # noqa: PLC0415

    return read(text, limits)


def yaml_text(value: Plain) -> str:
    """YAML that people read and edit: blocks, short rows on one line, quotes where needed, keys in their order.

    `read_yaml` reads it back to an equal value.
    """
    from creditrules.document.yaml_writer import yaml_text as write  # noqa: PLC0415

    return write(value)
