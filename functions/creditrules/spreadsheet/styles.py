"""How cells are dressed, as far as it says something of their content: number formats, struck out text."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from creditrules.records import dataclass
from creditrules.spreadsheet.formats import BUILT_IN, GENERAL, Section, sections_of
from creditrules.spreadsheet.package import Package, local

__all__ = ["PLAIN", "Style", "on", "read_styles"]


@dataclass(frozen=True, slots=True)
class Style:
    """What a cell's style says. sections: those of its number format. double_left, double_right: its double lines."""

    sections: tuple[Section, ...] = GENERAL
    struck: bool = False
    double_left: bool = False
    double_right: bool = False


PLAIN: Final = Style()


def read_styles(package: Package, part: str) -> tuple[Style, ...]:
    """The styles of a workbook, by the numbers that cells give them."""
    if part not in package:
        return ()
    root = package.root(part)
    groups = {local(group): group for group in root}
    known = {_number(one, "numFmtId"): one.get("formatCode", "") for one in groups.get("numFmts", ())}
    struck = [any(local(one) == "strike" and on(one, "val", True) for one in font) for font in groups.get("fonts", ())]
    lines = [_double_lines(border) for border in groups.get("borders", ())]
    return tuple(_style(one, known, struck, lines) for one in groups.get("cellXfs", ()))


def _double_lines(border: Element) -> tuple[bool, bool]:
    double = {local(one) for one in border if one.get("style") == "double"}
    return bool(double & {"left", "start"}), bool(double & {"right", "end"})


def _style(xf: Element, known: dict[int, str], struck: list[bool], lines: list[tuple[bool, bool]]) -> Style:
    number, font = _number(xf, "numFmtId"), _number(xf, "fontId")
    spelling = known.get(number, BUILT_IN.get(number, ""))
    sections = sections_of(spelling)
    border = _number(xf, "borderId")
    left, right = lines[border] if border < len(lines) else (False, False)
    return Style(GENERAL if sections == GENERAL else sections, font < len(struck) and struck[font], left, right)


def on(element: Element, attribute: str, default: bool = False) -> bool:  # noqa: FBT001, FBT002 - the schema's default
    """A truth value of the schema."""
    return element.get(attribute, str(int(default))).lower() in {"1", "true", "on"}


def _number(element: Element, attribute: str) -> int:
    text = element.get(attribute, "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0  # noqa: PLR2004 - ids are short
