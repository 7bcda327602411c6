"""Documents from outside, YAML or JSON, as plain values with positions; and the one canonical form of a value.

document = read_yaml(text)            # or read_json(text); str or UTF-8 bytes, never raises
document.value                        # dict, list, str, Decimal, bool, None; None when diagnostics has an error
document.positions[("rules", 0)]      # (line, column), counted from 1
digest(document.value)                # SHA-256 of the canonical form, in hexadecimal
"""

from creditrules.document.any_reader import read_document
from creditrules.document.canonical import canonical, digest
from creditrules.document.json_reader import read_json
from creditrules.document.limits import DEFAULT_LIMITS, DocumentLimits
from creditrules.document.values import Document, Path, Plain, render_path

__all__ = [
    "DEFAULT_LIMITS",
    "Document",
    "DocumentLimits",
    "Path",
    "Plain",
    "canonical",
    "digest",
    "read_document",
    "read_json",
    "read_yaml",
    "render_path",
]


def read_yaml(text: str | bytes, limits: DocumentLimits = DEFAULT_LIMITS) -> Document:
    """Read one YAML document; numbers become Decimal, dates and `no` stay text.

    Refused with a position: tags, anchors and aliases, merge keys, duplicate keys, keys that are collections, several
    documents, numbers with leading zeros or of another base, infinities, and whatever exceeds `limits`. Never raises.
    """
    # Who only answers partners never reads YAML, and should not wait for its parser to be imported.
    from creditrules.document.yaml_reader import read_yaml as read  # noqa: PLC0415

    return read(text, limits)
