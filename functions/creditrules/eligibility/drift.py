"""How far the applicants, or the answers, of two periods differ: the population stability index; pure.

PSI = Σ (aᵢ - bᵢ) × ln(aᵢ / bᵢ), with bᵢ and aᵢ the shares of bin i before and after (N. Siddiqi, "Credit Risk
Scorecards", Wiley 2006, on scorecard stability). Half a count is added to each bin of both, so that an empty one is no
infinity. Without any drift, PSI × n × m / (n + m) is distributed as χ² with one degree of freedom less than there are
bins (B. Yurdakul and J. Naranjo, "Statistical properties of the population stability index", Journal of Risk Model
Validation 14 (4), 2020): what chance alone exceeds once in twenty times is `by_chance`, and says more than the
customary 0.1 and 0.25, which are meant for thousands of applicants.

A sample's index lies about the index of all it was drawn from: by the delta method with variance Σ b h² - (Σ b h)²,
h = 1 - a/b - ln(a/b), over n, the same of the other sample over m, and by what chance adds where nothing drifts. Both
shrink with the part of all that was looked at, to nothing where that is all of it.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Final

__all__ = ["LEAST_CELL", "LEAST_KNOWN", "Bin", "Drift", "drift_of_counts", "drift_of_values"]

LEAST_CELL: Final = 5
"""The fewest applicants that a bin of facts tells of: smaller ones are put together with their neighbours."""
LEAST_KNOWN: Final = 50
"""The fewest applicants of either period that facts are compared for."""
_BINS: Final = 10
_MOST_CATEGORIES: Final = 20
_PLACES: Final = Decimal("0.0001")
_NORMAL_95: Final = 1.6448536
_TWO_SIDED_95: Final = 1.959964
_MISSING: Final = "(not given)"
_OTHER: Final = "(other)"
_GIVEN: Final = "(given)"


@dataclass(frozen=True, slots=True)
class Bin:
    """How many of each period fall into it."""

    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Drift:
    """psi: the index; by_chance: what it exceeds without drift once in twenty times."""

    psi: Decimal
    by_chance: Decimal
    bins: tuple[Bin, ...]

    def margin(self, before: int, after: int) -> Decimal:
        """How far the index of all may lie from that of the samples, 19 times in 20.

        before, after: how many all are, of whom the bins have some.
        """
        first, second = sum(each.before for each in self.bins), sum(each.after for each in self.bins)
        if not first or not second:
            return Decimal(0)
        left = [max(1 - part / whole, 0.0) for part, whole in ((first, before or first), (second, after or second))]
        shares = _shares(self.bins)
        others = [(after, before) for before, after in shares]
        variance = left[0] * _variance(shares) / first + left[1] * _variance(others) / second
        chance = max(left) * (1 / first + 1 / second) * _chi_squared(max(len(self.bins) - 1, 1))
        return _exact(math.hypot(_TWO_SIDED_95 * math.sqrt(variance), chance))


def drift_of_counts(before: Mapping[str, int], after: Mapping[str, int]) -> Drift:
    """Between two counts by name."""
    names = sorted({*before, *after})
    return _drift([Bin(name, before.get(name, 0), after.get(name, 0)) for name in names])


def drift_of_values(before: Sequence[object], after: Sequence[object]) -> Drift | None:
    """Between two samples of a fact, None where it was not given; None where either is too small to tell nobody apart.

    Numbers are put into tenths of the first sample, with bounds of two digits; texts and booleans into what they are,
    where these are few; everything else is given or not.
    """
    if min(len(before), len(after)) < LEAST_KNOWN:
        return None
    known = [value for value in (*before, *after) if value is not None]
    numbers = [_number(value) for value in known]
    if known and all(number is not None for number in numbers):
        return _of_numbers([_number(value) for value in before], [_number(value) for value in after])
    named = len({_name(value) for value in known}) <= _MOST_CATEGORIES and all(isinstance(v, str | bool) for v in known)
    counts = [
        Counter(_name(value) if named or value is None else _GIVEN for value in values) for values in (before, after)
    ]
    bins = [Bin(name, counts[0][name], counts[1][name]) for name in sorted({*counts[0], *counts[1]})]
    return _drift(_without_small(bins))


def _of_numbers(before: Sequence[Decimal | None], after: Sequence[Decimal | None]) -> Drift:
    cuts = _cuts(sorted(value for value in before if value is not None))
    names = [
        *(f"< {cut:f}" for cut in cuts[:1]),
        *(f"{low:f} to {high:f}" for low, high in pairwise(cuts)),
    ]
    names += [f">= {cuts[-1]:f}"] if cuts else ["any"]
    counts = [Counter(bisect_right(cuts, value) for value in values if value is not None) for values in (before, after)]
    bins = [Bin(name, counts[0][place], counts[1][place]) for place, name in enumerate(names)]
    missing = Bin(_MISSING, *(sum(value is None for value in values) for values in (before, after)))
    told = _merged(bins)
    return _drift(_without_small([*told, missing]) if missing.before + missing.after else told)


def _cuts(values: Sequence[Decimal]) -> list[Decimal]:
    """Bounds of tenths, rounded to two digits: so that none is somebody's own figure."""
    places = (values[len(values) * tenth // _BINS] for tenth in range(1, _BINS)) if values else ()
    return sorted({_rounded(value) for value in places})


def _rounded(value: Decimal) -> Decimal:
    return value if not value else round(value, 1 - value.adjusted()).normalize()


def _merged(bins: Sequence[Bin]) -> list[Bin]:
    """Neighbours put together until none is small."""
    merged: list[Bin] = []
    for each in bins:
        last = merged[-1] if merged else None
        if last is not None and (_small(last) or _small(each)):
            merged[-1] = Bin(_joined(last.name, each.name), last.before + each.before, last.after + each.after)
        else:
            merged.append(each)
    return merged


def _joined(low: str, high: str) -> str:
    start, end = low.split(" to ", maxsplit=1)[0], high.rsplit(" to ", maxsplit=1)[-1]
    if low.startswith("<"):
        return f"< {end}" if not end.startswith(">=") else "any"
    return f">= {start.removeprefix('>= ')}" if end.startswith(">=") else f"{start} to {end}"


def _without_small(bins: Sequence[Bin]) -> list[Bin]:
    """Small bins put together into one of others; where that is small, too, the smallest of the rest goes with it."""
    kept = sorted((each for each in bins if not _small(each)), key=lambda each: each.before + each.after)
    small = [each for each in bins if _small(each)]
    other = Bin(_OTHER, sum(each.before for each in small), sum(each.after for each in small))
    if small and _small(other) and kept:
        first = kept.pop(0)
        other = Bin(_OTHER, other.before + first.before, other.after + first.after)
    shown = [each for each in bins if each in kept]
    return [*shown, other] if small else shown


def _small(each: Bin) -> bool:
    return 0 < each.before < LEAST_CELL or 0 < each.after < LEAST_CELL


def _drift(bins: Sequence[Bin]) -> Drift:
    first, second = sum(each.before for each in bins), sum(each.after for each in bins)
    if not first or not second or len(bins) < 2:  # noqa: PLR2004 - one bin has all of both
        return Drift(Decimal(0), Decimal(0), tuple(bins))
    psi = sum((after - before) * math.log(after / before) for before, after in _shares(bins))
    by_chance = (1 / first + 1 / second) * _chi_squared(len(bins) - 1)
    return Drift(_exact(psi), _exact(by_chance), tuple(bins))


def _shares(bins: Sequence[Bin]) -> list[tuple[float, float]]:
    """The shares of each bin before and after, half a count added to each."""
    first, second, half = sum(each.before for each in bins), sum(each.after for each in bins), len(bins) / 2
    return [((each.before + 0.5) / (first + half), (each.after + 0.5) / (second + half)) for each in bins]


def _variance(shares: Sequence[tuple[float, float]]) -> float:
    """What one applicant of the first of both adds to the variance of the index."""
    slopes = [(share, 1 - other / share - math.log(other / share)) for share, other in shares]
    mean = sum(share * slope for share, slope in slopes)
    return sum(share * slope**2 for share, slope in slopes) - mean**2


def _chi_squared(freedom: int) -> float:
    """What χ² exceeds once in twenty times, as E. B. Wilson and M. M. Hilferty approximate it (PNAS 17, 1931)."""
    ninth = 2 / (9 * freedom)
    return float(freedom * (1 - ninth + _NORMAL_95 * math.sqrt(ninth)) ** 3)


def _exact(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(_PLACES)


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _name(value: object) -> str:
    return _MISSING if value is None else str(value).lower() if isinstance(value, bool) else str(value)
