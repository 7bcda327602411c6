"""How names and texts are spelt: one spelling for a name that can be written in several, words that are no names."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["BLANK", "KEYWORDS", "composed", "spelt", "string_literal"]

_ESCAPED: Final = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
KEYWORDS: Final = frozenset(
    ("if", "then", "else", "for", "return", "some", "every", "satisfies", "in", "and", "or", "between")
) | {"true", "false", "null"}
"""Words that no expression can use as a name; `not`, `instance`, `function` and others it can."""

BLANK: Final = "\\s\u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What counts as a blank between the words of a name, as a set of a regular expression (DMN 1.5, rules 60 to 62)."""


def composed(text: str) -> str:
    """The text with every letter and its marks put together (Unicode's NFC): the two ways of writing ö are one name."""
    if text.isascii():
        return text
    from unicodedata import normalize  # noqa: PLC0415 - most texts need none of its tables

    return normalize("NFC", text)


def spelt(name: str) -> str:
    """A name with one blank between its words (DMN 1.5, clause 10.3.1.5), composed."""
    if name.isascii():
        return " ".join(name.split())
    return re.sub(f"[{BLANK}]+", " ", composed(name)).strip()


def string_literal(text: str) -> str:
    """The text in quotes, with the escapes that it needs (DMN 1.5, rule 33 and clause 10.3.1.2)."""
    return f'"{text.translate(_ESCAPED)}"'
