"""Numbers as people and their countries spell them: € 1.000, 1,000.50, 5%, 50k, 1 000."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from creditrules.document.canonical import number_text
from creditrules.records import dataclass

__all__ = ["Convention", "Number", "convention_of", "read_number"]

_MONEY: Final = (
    r"(?:[$€£¥₹]|R\$|(?:EUR|USD|GBP|CHF|JPY|CNY|INR|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|TRY|BRL|MXN|ZAR|SGD)\b)"
)
_SHAPE: Final = re.compile(
    rf"(?P<before>[-+−]?)\s*(?P<money>{_MONEY})?\s*(?P<sign>[-−]?)(?P<digits>\d[\d.,'’\u00a0\u202f ]*|\.\d+)"
    rf"\s*(?P<times>k|thousand|mn|mio\.?|million|bn|billion)?\s*(?P<unit>%|{_MONEY})?",
    re.IGNORECASE,
)
_TIMES: Final = {"k": 3, "thousand": 3, "mn": 6, "mio": 6, "million": 6, "bn": 9, "billion": 9}
_BLANKS: Final = re.compile(r"\d{1,3}(?:['’\u00a0\u202f ]\d{3})+(?:[.,]\d+)?")
_IN_TEXTS: Final = re.compile(r"(?<![\w.,])\d[\d.,]*\d(?![\w])")
_GROUPS: Final = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*")
_GROUP: Final = 3


@dataclass(frozen=True, slots=True)
class Convention:
    """How the numbers of a table are spelt. decimal: the sign before decimals, "" where no number tells."""

    decimal: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text. value: None where it could be two numbers. spelt: otherwise than FEEL spells it."""

    value: Decimal | None
    percent: bool = False
    spelt: bool = False

    @property
    def feel(self) -> str:
        """FEEL's spelling."""
        return number_text(self.value) if self.value is not None else ""


def convention_of(texts: Iterable[str]) -> Convention:
    """What the numbers in some texts tell of how they are spelt, where they agree."""
    told = {sign for text in texts for one in _IN_TEXTS.findall(text) for sign in _decimal_sign(one)}
    return Convention(told.pop()) if len(told) == 1 else Convention()


def _decimal_sign(digits: str) -> Iterable[str]:
    if "." in digits and "," in digits:
        yield max(".,", key=digits.rfind)
        return
    sign = "," if "," in digits else "."
    parts = digits.split(sign)
    if len(parts) == 2:  # noqa: PLR2004 - before and after the sign
        if len(parts[1]) != _GROUP or parts[0] == "0" or len(parts[0]) > _GROUP:
            yield sign
    elif len(parts) > 2 and all(len(part) == _GROUP for part in parts[1:]):  # noqa: PLR2004 - groups of thousands
        yield "," if sign == "." else "."


def read_number(text: str, convention: Convention) -> Number | None:
    """The number that a whole text is, or None."""
    found = _SHAPE.fullmatch(text.strip())
    if found is None:
        return None
    digits, plain = found["digits"].strip(), re.fullmatch(r"-?(?:0|[1-9]\d*)(?:\.\d+)?", text.strip())
    if re.fullmatch(r"0\d.*", digits):
        return None  # leading zeros: a code
    if _BLANKS.fullmatch(digits):
        digits = re.sub(r"['’\u00a0\u202f ]", "", digits)
        value = Decimal(digits.replace(",", "."))
    elif re.search(r"['’\u00a0\u202f ]", digits):
        return None
    else:
        read = _signs(digits, convention)
        if read is None:
            return None
        if read == "":
            return Number(None)
        value = Decimal(read)
    value = value.scaleb(_TIMES.get((found["times"] or "").lower().rstrip("."), 0))
    percent = found["unit"] == "%"
    value = value.scaleb(-2) if percent else value
    negative = bool({found["before"], found["sign"]} & {"-", "−"})
    return Number(-value if negative else value, percent, plain is None or digits != number_text(value))


def _signs(digits: str, convention: Convention) -> str | None:
    """Digits with a point before the decimals alone; "" where they could be two numbers, None where they are none."""
    if "." in digits and "," in digits:
        decimal = max(".,", key=digits.rfind)
        whole, _, decimals = digits.rpartition(decimal)
        other = "," if decimal == "." else "."
        grouped = re.fullmatch(rf"[1-9]\d{{0,2}}(?:\{other}\d{{3}})+", whole)
        return f"{whole.replace(other, '')}.{decimals}" if grouped and decimals.isdigit() else None
    sign = "," if "," in digits else "."
    parts = digits.split(sign)
    if not all(part.isdigit() for part in parts[1:]) or not (parts[0].isdigit() or digits.startswith(".")):
        return None
    if len(parts) == 1:
        return digits
    groups = _GROUPS.fullmatch(digits) is not None
    if len(parts) > 2:  # noqa: PLR2004 - groups of thousands
        return "".join(parts) if groups else None
    if not groups:
        return ".".join(parts)
    return _one_group(parts, sign, convention)


def _one_group(parts: list[str], sign: str, convention: Convention) -> str:
    """1.250 is a thousand and more, or one and a quarter: what other numbers of the table tell decides."""
    if convention.decimal and convention.decimal != sign:
        return "".join(parts)
    if parts[1] == "000":
        return "" if convention.decimal else "".join(parts)
    return ".".join(parts) if convention.decimal else ""
