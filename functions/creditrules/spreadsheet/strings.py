"""Texts of cells, plain and rich (ISO/IEC 29500-1, clause 18.4), and what their dress says of them."""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element

from creditrules.spreadsheet.content import Doubt
from creditrules.spreadsheet.package import Package, local
from creditrules.spreadsheet.styles import on

__all__ = ["read_strings", "rich_text"]

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_strings(package: Package, part: str) -> list[str | Doubt]:
    """The texts that cells share, by their numbers."""
    found: list[str | Doubt] = []
    if part not in package:
        return found
    for element in package.events(part):
        if local(element) == "si":
            found.append(rich_text(element))
            element.clear()
    return found


def rich_text(element: Element) -> str | Doubt:
    """The text of a string item; one with a part that is struck out, raised or lowered is in doubt."""
    parts: list[str] = []
    for child in element:
        name = local(child)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            text = "".join(one.text or "" for one in child if local(one) == "t")
            odd = _odd(child) if text.strip() else ""
            if odd:
                return Doubt(f"has text that is {odd}: {text[:40]}")
            parts.append(text)
    text = "".join(parts)
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _odd(run: Element) -> str:
    for properties in run:
        for one in properties if local(properties) == "rPr" else ():
            if local(one) == "strike" and on(one, "val", True):
                return "struck out"
            if local(one) == "vertAlign" and one.get("val") in {"superscript", "subscript"}:
                return "raised or lowered"
    return ""
