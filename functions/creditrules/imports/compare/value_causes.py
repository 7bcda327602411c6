"""Causes of a difference that the two values alone tell."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation

from creditrules.feel import Value
from creditrules.imports.compare.compared import Cause
from creditrules.imports.compare.shown import shown

__all__ = ["of_values"]

_NEARLY = Decimal("1e-9")


def of_values(got: Value, expected: Value) -> Iterator[Cause]:
    """Sentences with the clause of DMN 1.5 where one settles it."""
    match got, expected:
        case Decimal(), Decimal():
            yield from _numbers(got, expected)
        case str(), str() if got.casefold().split() == expected.casefold().split():
            why = "The texts differ in case or in spaces only, and texts are compared exactly (clause 10.3.2.3.2)."
            yield Cause("compare.spelling", why)
        case list(), list() if len(got) == len(expected) and sorted(map(shown, got)) == sorted(map(shown, expected)):
            why = "The lists have the same items in another order; the hit policy says in which (clause 8.2.8)."
            yield Cause("compare.order", why)
        case list(), _ if len(got) == 1 and shown(got[0]) == shown(expected):
            why = "Here it is a list with one item: a table that collects gives a list (clause 8.2.8)."
            yield Cause("compare.list", why)
        case None, False:
            why = "Here it is null, since something that it asks for is null; other engines take that for false "
            yield Cause("compare.null", f"{why}(three-valued logic, clause 10.3.2.10).")
        case (None, "" | []) | ("" | [], None):
            yield Cause("compare.empty", "One of the two is null, the other empty, and the two are not the same.")
        case (str(), _) | (_, str()):
            yield from _types(got, expected)


def _numbers(got: Decimal, expected: Decimal) -> Iterator[Cause]:
    if abs(got - expected) <= _NEARLY * max(abs(got), abs(expected), Decimal(1)):
        why = (
            "The numbers agree in 9 digits: the other engine counts in binary floating point or has rounded; "
            "here numbers are decimals of 34 digits (clause 10.3.2.3.1)."
        )
        yield Cause("compare.digits", why)
        return
    places = expected.as_tuple().exponent
    if isinstance(places, int) and -12 <= places < 0 and _rounded(got, expected):  # noqa: PLR2004 - as people round
        why = f"The other engine has rounded to {-places} decimal places; here nothing is rounded that no rule rounds."
        yield Cause("compare.rounded", why)


def _rounded(got: Decimal, expected: Decimal) -> bool:
    try:
        return expected in {got.quantize(expected, rounding) for rounding in (ROUND_HALF_EVEN, ROUND_HALF_UP)}
    except InvalidOperation:
        return False


def _types(got: Value, expected: Value) -> Iterator[Cause]:
    """The same spelling, once as a text and once as something else."""
    text, other = (got, expected) if isinstance(got, str) else (expected, got)
    if isinstance(text, str) and other is not None and shown(other).removeprefix('@"').rstrip('"') == text.strip():
        here, there = ("a text", "none") if text is got else ("no text", "one")
        yield Cause("compare.type", f"Here it is {here}, in the other engine {there}.")
