"""When the dated values of a parameter's versions come into force, as known at one moment."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise

from creditrules.records import dataclass, field
from creditrules.rules.content.parameters import Parameter
from creditrules.rules.time.history import DocumentKey, Entry, latest_start

__all__ = ["Stretch", "ValueStart", "stretches", "value_starts"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """During [begin, end) the entry decides; end: None where that is open."""

    begin: datetime
    end: datetime | None
    entry: Entry

    def meets(self, begin: datetime | None, end: datetime | None) -> bool:
        """Whether some of it lies in [begin, end)."""
        return (end is None or self.begin < end) and (begin is None or self.end is None or begin < self.end)


@dataclass(frozen=True, slots=True, order=True)
class ValueStart:
    """From `at` on, when `day` begins, another value of an activation's version holds. begun: when that started."""

    at: datetime
    key: DocumentKey
    sequence: int
    day: date = field(compare=False)
    begun: datetime = field(compare=False)


def stretches(entries: Iterable[Entry], known_at: datetime) -> Iterator[Stretch]:
    """When each of the entries decides, earliest first, those of retirements left out."""
    known = [entry for entry in entries if entry.known(known_at)]
    bounds = sorted({e.valid_from for e in known} | {e.valid_until for e in known if e.valid_until is not None})
    current: Stretch | None = None
    for begin, end in pairwise((*bounds, None)):
        assert begin is not None  # noqa: S101  (only the last bound is open)
        entry = latest_start(each for each in known if each.covers(begin, known_at))
        if current is not None and entry == current.entry:
            current = Stretch(current.begin, end, current.entry)
            continue
        if current is not None:
            yield current
        current = Stretch(begin, end, entry) if entry is not None and not entry.retires else None
    if current is not None:
        yield current


def value_starts(
    key: DocumentKey,
    found: Sequence[Stretch],
    contents: Mapping[str, Parameter],
    span: tuple[datetime | None, datetime | None],
    *,
    descending: bool,
) -> Iterator[ValueStart]:
    """Where values come inside the stretches and in the span [begin, end), in order.

    Only those that differ from the value before, and none where a stretch begins: there the version does. contents: by
    digest, of all entries.
    """
    begin, end = span
    for stretch in reversed(found) if descending else found:
        parameter = contents[stretch.entry.digest]
        days = _near(parameter.days_of_change, stretch, begin, end)
        for day in reversed(days) if descending else days:
            at = parameter.begins(day)
            inside = stretch.begin < at and (stretch.end is None or at < stretch.end)
            if inside and (begin is None or begin <= at) and (end is None or at < end):
                yield ValueStart(at, key, stretch.entry.sequence, day, stretch.entry.valid_from)


def _near(days: Sequence[date], stretch: Stretch, begin: datetime | None, end: datetime | None) -> Sequence[date]:
    """The days that can begin inside, wherever the parameter is at home."""
    low = stretch.begin if begin is None else max(stretch.begin, begin)
    high = min((each for each in (stretch.end, end) if each is not None), default=None)
    first = bisect_left(days, low.toordinal() - 1, key=date.toordinal)
    return days[first : None if high is None else bisect_right(days, high.toordinal() + 1, key=date.toordinal)]
