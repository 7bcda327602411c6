"""Small parts of the document form: FEEL texts, labels, and mappings without what is empty."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from creditrules.document import Plain

__all__ = ["filled", "plain_feel", "plain_label", "plain_names"]

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{0,30}[1-9])?")


def plain_feel(text: str) -> Plain:
    """FEEL as a document value: numbers and booleans in their one spelling as such, all else as text."""
    if text in {"true", "false"}:
        return text == "true"
    if text != "-0" and _NUMBER.fullmatch(text):
        return Decimal(text)
    return text


def plain_label(label: Mapping[str, str]) -> Plain:
    """A label: one text without a language as that text, else texts by language."""
    return label[""] if set(label) == {""} and label[""] else {**label}


def plain_names(names: tuple[str, ...]) -> list[Plain]:
    """A list of names."""
    return list(names)


def filled(**fields: Plain) -> dict[str, Plain]:
    """The fields that say something, in the order given; a trailing underscore of a name is dropped."""
    return {
        name.rstrip("_"): value for name, value in fields.items() if value is not None and value not in ("", [], {})
    }
