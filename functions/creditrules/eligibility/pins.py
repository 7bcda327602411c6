"""Versions that a caller chose in place of those in force, and how they are written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from creditrules.rules import DocumentKey, DocumentKind

__all__ = ["Pins", "plain_pins", "read_pins"]

Pins = Mapping[DocumentKey, int]
"""Numbers of versions by the rule set or parameter that they are of."""

_WRITTEN: Final = {"pins": DocumentKind.RULE_SET, "parameterPins": DocumentKind.PARAMETER}


def plain_pins(pins: Pins) -> Mapping[str, Mapping[str, int]]:
    """By slug, rule sets under "pins" and parameters under "parameterPins", which is left out where there are none."""
    found = {name: dict(_of(kind, pins.items())) for name, kind in _WRITTEN.items()}
    return {name: each for name, each in found.items() if each or name == "pins"}


def read_pins(fields: Mapping[str, Any]) -> Pins:
    """The pins among fields in which `plain_pins` wrote them."""
    return {
        DocumentKey(kind, slug): int(number)
        for name, kind in _WRITTEN.items()
        for slug, number in fields.get(name, {}).items()
    }


def _of(kind: DocumentKind, pins: Iterable[tuple[DocumentKey, int]]) -> Iterable[tuple[str, int]]:
    return ((key.slug, number) for key, number in pins if key.kind is kind)
