"""Scales as values by day: on each day a list of brackets, `{from, rate}`; and back to series of each bracket.

A file has a series for every part of every bracket. What a list by day cannot tell of that is the layout: which part
is written on which day, in which bracket, and what else is said of it. The layout holds a value only where the lists do
not have it: of a bracket that is not there on that day, or on a day on which the brackets are not in the order of
their thresholds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from creditrules.document import Plain

__all__ = ["FROM", "PARTS", "THRESHOLD", "Brackets", "bracket_lists", "brackets_of", "layout_of", "scale_type"]

FROM: Final = "from"
"""What the threshold of a bracket is called in a value."""
THRESHOLD: Final = "threshold"
PARTS: Final = (THRESHOLD, "rate", "average_rate", "amount", "base")

Entry = dict[str, Plain]
"""What is written of a day: `value`, and perhaps more; without one where it is only `expected`."""
Brackets = list[dict[str, dict[str, Entry]]]
"""Of each bracket, by part and day what is written."""
Bracket = Mapping[str, Plain]
Lists = Mapping[str, Sequence[Bracket] | None]
"""By day, ascending, the brackets that there are, lowest first; None where there is none."""


def scale_type(brackets: Brackets) -> str:
    """The type of the lists."""
    return f"list<context<{', '.join(f'{_called(part)}: number' for part in _parts(brackets))}>>"


def bracket_lists(brackets: Brackets) -> Lists:
    """What the brackets are on each day on which something is written of one of them."""
    parts = _parts(brackets)
    return {
        day: [{_called(part): now[each].get(part) for part in parts} for each in _there(now)] or None
        for day, now in _days(brackets)
    }


def layout_of(brackets: Brackets) -> list[Plain] | None:
    """The layout of brackets; None where `brackets_of` makes the same of their lists without it."""
    if brackets_of(bracket_lists(brackets), None) == brackets:
        return None
    orders = {day: _there(now) for day, now in _days(brackets)}
    return [
        {
            part: {day: _laid(place, written, orders.get(day, ())) for day, written in series.items()}
            for part, series in bracket.items()
        }
        for place, bracket in enumerate(brackets)
    ]


def _laid(bracket: int, written: Entry, there: Sequence[int]) -> Entry:
    in_list = bracket in there and list(there) == sorted(there) and "expected" not in written
    return {key: part for key, part in written.items() if key != "value" or not in_list}


def brackets_of(lists: Lists, layout: Plain) -> Brackets:
    """The series of the brackets. layout: as `layout_of` made it; what does not go with the lists any more is left."""
    laid = _filled(lists, layout)
    if laid is not None:
        last = max((day for day, _ in _days(laid)), default="")
        whole = _by_place({day: found for day, found in lists.items() if day > last}, laid)
        if bracket_lists(whole) == lists:
            return whole
    return _by_place(lists, [])


def _by_place(lists: Lists, known: Brackets) -> Brackets:
    """The first bracket of each list is one bracket, the second another; what stays the same is written once.

    known: what is written of earlier days, and is added to.
    """
    now: list[dict[str, Plain]] = [{} for _ in known]
    for _, state in _days(known):
        now = [dict(values) for values in state]
    for day, found in lists.items():
        here = found or ()
        order = _there(now)
        order += [each for each in range(len(now)) if each not in order]
        order += range(len(now), len(here))
        for place, bracket in enumerate(order):
            if bracket == len(now):
                now.append({})
                known.append({})
            _change(known[bracket], now[bracket], day, here[place] if place < len(here) else {})
    return known


def _change(bracket: dict[str, dict[str, Entry]], now: dict[str, Plain], day: str, values: Bracket) -> None:
    """Write what of a bracket is other from a day on; one that is not there any more has no threshold."""
    for part in PARTS if values else (THRESHOLD,):
        value = values.get(_called(part))
        if value != now.get(part):
            bracket.setdefault(part, {})[day] = {"value": value}
            now[part] = value


def _filled(lists: Lists, layout: Plain) -> Brackets | None:
    """The layout with the values of the lists; None where one of them is not there."""
    laid = _as_laid(layout)
    if laid is None:
        return None
    for day, now in list(_days(laid, of_lists=True)):
        there, found = [place for place, values in enumerate(now) if values.get(THRESHOLD) is not None], lists.get(day)
        for place, bracket in enumerate(laid):
            for part, series in bracket.items():
                written = series.get(day)
                if written is None or "value" in written or "expected" in written:
                    continue
                if place not in there or found is None or there.index(place) >= len(found):
                    return None
                series[day] = {"value": found[there.index(place)].get(_called(part)), **written}
    return laid


def _as_laid(layout: Plain) -> Brackets | None:
    laid: Brackets = []
    for bracket in layout if isinstance(layout, list) else []:
        laid.append({})
        for part, series in bracket.items() if isinstance(bracket, dict) else ():
            laid[-1][part] = {}
            for day, written in series.items() if isinstance(series, dict) else ():
                if isinstance(written, dict):
                    laid[-1][part][day] = written
    return laid or None


def _days(brackets: Brackets, *, of_lists: bool = False) -> Iterator[tuple[str, list[dict[str, Plain]]]]:
    """The days on which something is written, ascending, with what then holds of each bracket by part.

    of_lists: where no value is written, the one of the lists holds, of which it is known only that there is one.
    """
    written: defaultdict[str, list[tuple[int, str, Plain]]] = defaultdict(list)
    for place, bracket in enumerate(brackets):
        for part, series in bracket.items():
            for day, entry in series.items():
                if "value" in entry or (of_lists and "expected" not in entry):
                    written[day].append((place, part, entry.get("value", True)))
    now: list[dict[str, Plain]] = [{} for _ in brackets]
    for day in sorted(written):
        for place, part, value in written[day]:
            now[place][part] = value
        yield day, [dict(values) for values in now]


def _there(now: Sequence[Bracket]) -> list[int]:
    """The brackets that there are, lowest first."""
    known = [(values.get(THRESHOLD), place) for place, values in enumerate(now)]
    return [place for _, place in sorted((low, place) for low, place in known if isinstance(low, (int, Decimal)))]


def _parts(brackets: Brackets) -> tuple[str, ...]:
    return tuple(part for part in PARTS if part == THRESHOLD or any(part in bracket for bracket in brackets))


def _called(part: str) -> str:
    return FROM if part == THRESHOLD else part
