"""Cuts of an axis are spelt in one way for one function: inside of the domain, none between equal parts."""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.lines import Border, Line, border
from creditrules.dmn.table.region import Region

BORDERS = [border(Line.NUMBER, Decimal(number), after=after) for number in range(12) for after in (False, True)]
"""Ascending: before and after each of some numbers."""


@st.composite
def domains(draw: st.DrawFn) -> Region:
    """One stretch or several."""
    size = draw(st.sampled_from([2, 2, 4, 6]))
    cuts = sorted(draw(st.lists(st.sampled_from(BORDERS), min_size=size, max_size=size, unique=True)))
    return Region(starts=False, cuts=tuple(cuts))


@st.composite
def functions(draw: st.DrawFn) -> tuple[list[Border], list[str]]:
    """Ascending cuts and what lies between them."""
    cuts = sorted(draw(st.lists(st.sampled_from(BORDERS), max_size=8, unique=True)))
    return cuts, draw(st.lists(st.sampled_from("abc"), min_size=len(cuts) + 1, max_size=len(cuts) + 1))


@given(domains(), functions())
def test_a_function_is_the_same_all_over_the_domain_and_spelt_in_one_way(
    domain: Region, function: tuple[list[Border], list[str]]
) -> None:
    cuts, parts = function
    kept, told = Axis("x", 0, domain).fitted(cuts, parts)
    inside = [place for place in BORDERS if bisect_right(domain.cuts, place) % 2]
    assert [told[bisect_right(kept, place)] for place in inside] == [
        parts[bisect_right(cuts, place)] for place in inside
    ]
    assert all(one is not other for one, other in pairwise(told))
    assert len(told) == len(kept) + 1
    assert set(kept) <= {place for place in inside if place != inside[0]}
