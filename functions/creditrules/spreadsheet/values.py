"""Numbers of cells as their format shows them, or why that is in doubt."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final

from creditrules.document.canonical import number_text
from creditrules.spreadsheet.content import Doubt, Kind, Value
from creditrules.spreadsheet.formats import GENERAL, Section, section_for
from creditrules.spreadsheet.moments import temporal_value

__all__ = ["number_value"]

DIGITS: Final = 15  # a cell shows no more, and a binary number of that many gives the same decimal back
_EXACT: Final = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d*[1-9])?")
_WHOLE: Final = re.compile(r"-?[1-9]\d{15,300}")
_NOT_A_UNIT: Final = re.compile(
    r"\d|[%‰]|\b(?:k|t|m|mm|mn|mio|mln|mrd|bn?|tsd|hundred|thousand|million|billion|bps?)\b", re.IGNORECASE
)
_SIGN: Final = re.compile(r"[-(−–]")


def number_value(
    stored: str, sections: tuple[Section, ...] = GENERAL, *, computed: bool, since_1904: bool
) -> Value | Doubt:
    """The value of a stored number under its format, or the doubt about it.

    computed: it came of a formula, so that digits past the fifteenth are what binary arithmetic leaves.
    """
    if sections is GENERAL and len(stored) <= DIGITS and _EXACT.fullmatch(stored) and stored != "-0":
        return Value(stored, Kind.NUMBER)
    try:
        exact = Decimal(stored) if _WHOLE.fullmatch(stored) else Decimal(repr(float(stored)))
    except (ValueError, InvalidOperation):
        exact = Decimal("NaN")
    if not exact.is_finite():
        return Doubt(f"holds no number: {stored[:40]}")
    section, unsigned = section_for(sections, exact)
    if section.parts or section.elapsed:
        return temporal_value(exact, section, since_1904=since_1904)
    number = exact if _WHOLE.fullmatch(stored) else _shown_digits(exact, computed=computed)
    if isinstance(number, Doubt):
        return number
    return _doubt(number, section, unsigned=unsigned) or Value(number_text(number), Kind.NUMBER)


def _shown_digits(exact: Decimal, *, computed: bool) -> Decimal | Doubt:
    """The number with the digits that a cell shows, if these are all, or all that arithmetic can mean."""
    shown = Decimal(f"{exact:.{DIGITS - 1}e}")
    if computed:
        return shown
    if shown != exact:
        return Doubt(f"stores {number_text(exact)} and shows no more than {DIGITS} digits of it")
    if shown.adjusted() >= DIGITS and len(shown.normalize().as_tuple().digits) >= DIGITS:
        return Doubt(f"has more than {DIGITS} digits, and the last ones of what was typed are lost")
    return shown


def _doubt(value: Decimal, section: Section, *, unsigned: bool) -> Doubt | None:
    """What the section hides or adds, or None. Text that only names a unit or a currency is no doubt."""
    shown, same = _shown(value, section)
    signed = not unsigned or section.coloured or _SIGN.search(section.literal)
    if same and signed and not _NOT_A_UNIT.search(section.literal):
        return None
    shown = shown if signed else shown.lstrip("-")
    return Doubt(f"shows {f'{shown}{section.literal}'.strip() or 'nothing'} and stores {number_text(value)}")


def _shown(value: Decimal, section: Section) -> tuple[str, bool]:
    """The digits that a section shows, and whether they are the value's."""
    if section.general or section.text:
        return number_text(value), True
    if not section.shows_digits:
        return "", False
    if section.fraction:
        return _as_fraction(value, section.fraction)
    scaled = value.scaleb(2 * section.percent - 3 * section.thousands)
    if section.power:
        rounded = Decimal(f"{scaled:.{max(section.whole, 1) + section.decimals - 1}e}")
    else:
        rounded = round(scaled, section.decimals)
    text = number_text(rounded)
    whole = text.lstrip("-").partition(".")[0]
    leading = "" if section.power else "0" * (section.zeros - len(whole))
    same = rounded == scaled and not leading and not (section.thousands and value)
    return f"{'-' * (rounded < 0)}{leading}{text.lstrip('-')}{'%' * section.percent}", same


def _as_fraction(value: Decimal, digits: int) -> tuple[str, bool]:
    nearest = Fraction(value).limit_denominator(10 ** min(digits, 6) - 1)
    return str(nearest), Fraction(value) == nearest
