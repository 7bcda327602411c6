"""What may be asked for, as facts of an applicant: the requests that the service takes, complete."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from creditrules.dmn.analysis import Algebra, Line, between, on_line, point
from creditrules.feel import Date, Unknown, Value
from creditrules.rules import FIRST_DAY, LARGEST_AMOUNT, LAST_DAY, LONGEST_TERM

__all__ = ["requests_in"]

_AXIS: Final = Unknown(frozenset())
_ZERO, _MOST = Decimal(0), LARGEST_AMOUNT
_DAYS: Final = tuple(Date(day.year, day.month, day.day) for day in (FIRST_DAY, LAST_DAY))
_PARTS: Final = {
    "amount": between(_ZERO, _MOST).intersection(point(_ZERO).complement()),
    "termMonths": between(Decimal(1), Decimal(LONGEST_TERM)),
    "deposit": between(_ZERO, _MOST),
    "purpose": on_line(Line.TEXT).intersection(point("").complement()).union(on_line(Line.NULL)),
    "startDate": between(*_DAYS),
}
"""By part what it may be, as `rules.Request` takes it and `eligibility.asked` tells it to rules.

Terms are whole months; here they are any number between the shortest and the longest.
"""


def requests_in(algebra: Algebra, currency: str) -> Mapping[str, Value]:
    """`request` as it is given to an analysis: in the currency of the product, each other part an axis of its own."""
    for name, region in _PARTS.items():
        algebra.fact(("request", name), region)
    return {**dict.fromkeys(_PARTS, _AXIS), "currency": currency}
