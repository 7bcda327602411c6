"""Number formats of cells (ISO/IEC 29500-1, clause 18.8.30 and 18.8.31): what of a number they show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Final

from creditrules.records import dataclass

__all__ = ["BUILT_IN", "GENERAL", "Section", "section_for", "sections_of"]

BUILT_IN: Final = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: "$#,##0;($#,##0)", 6: "$#,##0;[Red]($#,##0)", 7: "$#,##0.00;($#,##0.00)", 8: "$#,##0.00;[Red]($#,##0.00)",
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "m/d/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yyyy h:mm",
    37: "#,##0;(#,##0)", 38: "#,##0;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)",
    41: "#,##0;(#,##0)", 42: "$#,##0;($#,##0)", 43: "#,##0.00;(#,##0.00)", 44: "$#,##0.00;($#,##0.00)",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    # Those of East Asian programs depend on their language; each shows a date or a time of some calendar.
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "g"),
}  # fmt: skip
_TOKEN: Final = re.compile(
    r"""(?P<quoted>"[^"]*"?)|\\(?P<escaped>.)|(?P<space>_.|\*.)|\[(?P<bracket>[^\]]*)\]|(?P<general>General)"""
    r"""|(?P<ampm>AM/PM|A/P)|(?P<power>E[+-])|(?P<letters>y+|m+|d+|h+|s+|[gebr]+)|(?P<digits>[0#?]+)|(?P<other>.)""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_ELAPSED: Final = re.compile(r"h+|m+|s+", re.IGNORECASE)
_COLOUR: Final = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|color\s*\d+", re.IGNORECASE)
_MANY_SECTIONS: Final = 4


@dataclass(frozen=True, slots=True)
class Section:
    """One of the sections of a format.

    parts: what it shows of a date or a time, of "y m d w h n s f g" (w weekday, n minutes, f fractions of a second, g
    another calendar). elapsed: it counts hours, minutes or seconds beyond their round. whole, decimals: how many digits
    it shows, zeros: how many at least before the point; fraction: digits of a denominator. literal: text beside the
    number. condition: the numbers that it is for.
    """

    general: bool = False
    text: bool = False
    parts: frozenset[str] = frozenset()
    elapsed: str = ""
    whole: int = 0
    zeros: int = 0
    decimals: int = 0
    percent: int = 0
    thousands: int = 0
    power: bool = False
    fraction: int = 0
    literal: str = ""
    coloured: bool = False
    condition: tuple[str, Decimal] | None = None

    @property
    def shows_digits(self) -> bool:
        """Whether any of the number is seen."""
        return bool(self.general or self.text or self.whole or self.decimals or self.parts or self.elapsed)


GENERAL: Final = (Section(general=True),)


@lru_cache(maxsize=1024)
def sections_of(spelling: str) -> tuple[Section, ...]:
    """The sections of a format's spelling; none are made of an empty one, which is General."""
    texts = list(_split(spelling))[:_MANY_SECTIONS]
    return tuple(map(_section, texts)) if spelling.strip() else GENERAL


def section_for(sections: tuple[Section, ...], value: Decimal) -> tuple[Section, bool]:
    """The section that a number is shown by, and whether that is for negative numbers alone and shows no sign."""
    if any(one.condition for one in sections):
        matching = (one for one in sections if one.condition is None or _meets(value, one.condition))
        return next(matching, GENERAL[0]), False
    numbers = [one for one in sections[:3] if not (one.text and len(sections) > 1)]
    if value < 0 and len(numbers) > 1:
        return numbers[1], True
    if value == 0 and len(numbers) > 2:  # noqa: PLR2004 - the third section is for zero
        return numbers[2], False
    return (numbers or GENERAL)[0], False


def _meets(value: Decimal, condition: tuple[str, Decimal]) -> bool:
    sign, limit = condition
    order = (value > limit) - (value < limit)
    return {"<": order < 0, "<=": order <= 0, "=": order == 0, "<>": order != 0, ">=": order >= 0, ">": order > 0}[sign]


def _split(spelling: str) -> Iterator[str]:
    section = ""
    for token in _TOKEN.finditer(spelling):
        if token["other"] == ";":
            yield section
            section = ""
        else:
            section += token[0]
    yield section


def _section(spelling: str) -> Section:
    reading = _Reading()
    for token in _TOKEN.finditer(spelling):
        reading.take(token)
    return reading.section()


class _Reading:
    """A section as its tokens are read, one after the other."""

    def __init__(self) -> None:
        self._time: list[str] = []
        self._elapsed = ""
        self._number: list[str] = []
        self._literal = ""
        self._coloured = self._general = self._text = self._ampm = False
        self._condition: tuple[str, Decimal] | None = None

    def take(self, token: re.Match[str]) -> None:
        kind, text = token.lastgroup, token[0]
        if kind == "quoted":
            self._literal += text.strip('"')
        elif kind == "escaped":
            self._literal += token["escaped"]
        elif kind == "bracket":
            self._bracket(token["bracket"])
        elif kind == "general":
            self._general = True
        elif kind == "ampm":
            self._ampm = True
        elif kind == "letters":
            self._time.append(text.lower())
        elif kind in {"digits", "power"}:
            self._number.append(text)
        elif kind == "other":
            self._other(text)

    def _bracket(self, text: str) -> None:
        condition = _CONDITION.fullmatch(text.strip())
        if text.startswith("$"):
            self._literal += text[1:].partition("-")[0]
        elif condition is not None:
            self._condition = condition[1], Decimal(condition[2])
        elif _ELAPSED.fullmatch(text):
            self._elapsed = self._elapsed or text[0].lower()
            self._time.append(f"[{text[0].lower()}")
        elif _COLOUR.fullmatch(text.strip()):
            self._coloured = True

    def _other(self, text: str) -> None:
        if text == "@":
            self._text = True
        elif text in ".,%/":
            self._number.append(text)
        else:
            self._literal += text

    def section(self) -> Section:
        shared = {"literal": self._literal, "coloured": self._coloured, "condition": self._condition}
        if self._time or self._elapsed:
            return Section(parts=frozenset(self._parts()), elapsed=self._elapsed, **shared)  # type: ignore[arg-type]
        if self._general or (self._text and not self._number):
            return Section(general=self._general, text=self._text, **shared)  # type: ignore[arg-type]
        return self._digits(shared)

    def _parts(self) -> Iterator[str]:
        for index, letters in enumerate(self._time):
            letter = letters.lstrip("[")[0]
            before = self._time[index - 1].lstrip("[")[0] if index else ""
            after = self._time[index + 1][0] if index + 1 < len(self._time) else ""
            if letter in "gebr":
                yield "g"
            elif letter == "m":
                minutes = before == "h" or after == "s" or letters.startswith("[")
                yield "n" if minutes and letters.lstrip("[") in {"m", "mm"} else "m"
            elif letter == "d":
                yield "d" if len(letters) <= len("dd") else "w"
            else:
                yield letter
        if any(text[0] in "0#" for text in self._number if text[0] not in ".,%/"):
            yield "f"

    def _digits(self, shared: dict[str, object]) -> Section:
        text = "".join(self._number)
        mantissa, power, _ = text.upper().partition("E")
        body = mantissa.rstrip("%")
        whole, _, decimals = body.partition(".")
        numerator, slash, denominator = body.partition("/")
        places = [character for character in decimals if character in "0#?"]
        last = max((index for index, character in enumerate(body) if character in "0#?"), default=len(body) - 1)
        return Section(
            whole=sum(character in "0#?" for character in (numerator if slash else whole)),
            zeros=whole.count("0"),
            decimals=len(places),
            percent=text.count("%"),
            thousands=body[last + 1 :].count(","),
            power=bool(power),
            fraction=sum(character in "0#?" for character in denominator) if slash else 0,
            **shared,  # type: ignore[arg-type]
        )
