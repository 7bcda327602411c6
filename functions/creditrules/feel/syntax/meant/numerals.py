"""Numbers and dates as people write them, and the same as FEEL does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from creditrules.errors import Fix
from creditrules.feel.temporal import parse_date
from creditrules.records import dataclass

__all__ = ["Numeral", "numeral_at"]

_GROUPS = "Thousands are not separated"
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number or date that FEEL writes otherwise: what it is (`value`, or `date` as a text), and what to tell."""

    end: int
    code: str
    message: str
    hint: str
    fixes: tuple[Fix, ...]
    value: Decimal | None = None
    date: str = ""


@dataclass(frozen=True, slots=True)
class _Form:
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], Numeral]
    comma: bool = False


def numeral_at(text: str, start: int, *, comma_separates: bool) -> Numeral | None:
    """The foreign number or date that starts there; `comma_separates` where a comma is FEEL's own."""
    for form in _FORMS:
        found = form.pattern.match(text, start, start + _LONGEST)
        if found is not None and not (form.comma and comma_separates):
            return form.read(found)
    return None


def _plain(separators: str, decimal: str, why: str, *, sure: Callable[[str], bool]) -> Callable[..., Numeral]:
    def read(found: re.Match[str]) -> Numeral:
        written = found.group()
        plain = re.sub(f"[{separators}]", "", written) if separators else written
        plain = plain.replace(decimal, ".") if decimal else plain
        fix = Fix(f"Write {plain}", found.span(), plain, safe=sure(written))
        message = f"'{written}' is not how FEEL writes a number."
        return Numeral(found.end(), "feel.number-form", message, f"{why}: {plain}.", (fix,), Decimal(plain))

    return read


def _percent(found: re.Match[str]) -> Numeral:
    plain = f"{Decimal(found.group(1)) / 100:f}"
    fix = Fix(f"Write {plain}", found.span(), plain)
    message = f"'{found.group()}' is not how FEEL writes a number; it has no sign for percent."
    return Numeral(found.end(), "feel.number-form", message, f"Write {plain}.", (fix,), Decimal(plain))


def _scaled(found: re.Match[str]) -> Numeral:
    plain = f"{Decimal(found.group(1)) * (1_000 if found.group(2) in 'kK' else 1_000_000):f}"
    fix = Fix(f"Write {plain}", found.span(), plain, safe=False)
    message = f"'{found.group()}' is not how FEEL writes a number."
    return Numeral(found.end(), "feel.number-form", message, f"Write it out: {plain}.", (fix,), Decimal(plain))


def _date(found: re.Match[str]) -> Numeral:
    day, month, year = map(int, found.groups())
    date = f"{year:04}-{month:02}-{day:02}"
    if parse_date(date) is None:
        hint = 'Dates are written as @"2026-01-31".'
        return Numeral(found.end(), "feel.date-form", f"'{found.group()}' is no date.", hint, ())
    return _moment(found, date)


def _moment(found: re.Match[str], date: str = "") -> Numeral:
    date = date or found.group()
    fix = Fix(f'Write @"{date}"', found.span(), f'@"{date}"')
    message = f"'{found.group()}' is not how FEEL writes a date."
    return Numeral(found.end(), "feel.date-form", message, f'Write @"{date}".', (fix,), date=date)


def _always(_written: str) -> bool:
    return True


def _grouped_surely(written: str) -> bool:
    """One comma with three digits may be a decimal comma as well; two, or a point behind it, may not."""
    return written.count(",") > 1 or "." in written


def _forms() -> Iterator[_Form]:
    yield _Form(re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d|\.\d)"), _date)
    yield _Form(re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?"), _moment)
    yield _Form(re.compile(r"\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})?(?![\d:])"), _moment)
    both = "A decimal point, and thousands not separated"
    yield _Form(re.compile(r"\d{1,3}(?:\.\d{3})+,\d+(?!\d|[.,]\d)"), _plain(".", ",", both, sure=_always), comma=True)
    yield _Form(re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?!\d|\.\d)"), _plain(".", "", _GROUPS, sure=_always))
    yield _Form(re.compile(r"\d{1,3}(?:['’]\d{3})+(?:\.\d+)?(?!\d)"), _plain("'’", "", _GROUPS, sure=_always))
    yield _Form(
        re.compile("\\d{1,3}(?:[ \u00a0\u2009\u202f]\\d{3})+(?:\\.\\d+)?(?!\\d)"),
        _plain(" \u00a0\u2009\u202f", "", _GROUPS, sure=_always),
    )
    yield _Form(re.compile(r"\d{1,3}(?:_\d{3})+(?!\w)"), _plain("_", "", _GROUPS, sure=_always))
    grouped = _plain(",", "", _GROUPS, sure=_grouped_surely)
    yield _Form(re.compile(r"[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}(?:\.\d+)?(?!\d|,\d)"), grouped, comma=True)
    yield _Form(re.compile(r"\d+,\d+(?!\d|[.,]\d)"), _plain("", ",", "Decimals have a point", sure=_always), comma=True)
    yield _Form(re.compile(r"(\d+(?:\.\d+)?) ?%(?!\s*[\w(\"\[])"), _percent)
    yield _Form(re.compile(r"(\d+(?:\.\d+)?)\s*%(?=\s*(?:and|or|then|else|return|satisfies|of|in)\b)"), _percent)
    yield _Form(re.compile(r"(\d+(?:\.\d+)?)([kKmM])(?!\w)"), _scaled)
    yield _Form(re.compile(r"\d+\.(?![\w.])"), _plain(".", "", "Without the point", sure=_always))


_FORMS = tuple(_forms())
