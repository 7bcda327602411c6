"""Dates, times and durations (DMN 1.5, clauses 10.3.2.3.5 to 10.3.2.3.9): immutable, hashable, ordered by value."""

from __future__ import annotations

from creditrules.feel.temporal.calendar import DAY, SECOND, days
from creditrules.feel.temporal.zone import UTC_ZONE, Zone
from creditrules.records import dataclass, field

__all__ = ["MAX_DURATION", "UTC_ZONE", "Date", "DateTime", "DaysDuration", "MonthsDuration", "Temporal", "Time", "Zone"]

MAX_DURATION = 10**18
"""Seconds, or months, that a duration may have at most, either way."""
_MILLISECOND = SECOND // 1000


class _Ordered:
    """Compared by `key`, only with its own type, and only zoned with zoned: TypeError otherwise, unequal."""

    __slots__ = ()
    key: int
    zoned: bool = False

    def _comparable(self, other: object) -> bool:
        return type(other) is type(self) and other.zoned is self.zoned

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.key == self.key and other.zoned is self.zoned

    def __hash__(self) -> int:
        return hash((type(self), self.key, self.zoned))

    def __lt__(self, other: _Ordered) -> bool:
        return self.key < other.key if self._comparable(other) else NotImplemented

    def __le__(self, other: _Ordered) -> bool:
        return self.key <= other.key if self._comparable(other) else NotImplemented

    def __gt__(self, other: _Ordered) -> bool:
        return self.key > other.key if self._comparable(other) else NotImplemented

    def __ge__(self, other: _Ordered) -> bool:
        return self.key >= other.key if self._comparable(other) else NotImplemented


class _Clocked(_Ordered):
    """Compared to the millisecond, the precision that all of XML Schema's processors have (part 2, 5.4); more is kept.

    Other engines compare whole seconds or milliseconds; equal values have equal hashes, and none lies between them.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return (
            type(other) is type(self)
            and other.key // _MILLISECOND == self.key // _MILLISECOND
            and other.zoned is self.zoned
        )

    def __hash__(self) -> int:
        return hash((type(self), self.key // _MILLISECOND, self.zoned))

    def __lt__(self, other: _Ordered) -> bool:
        return self.key // _MILLISECOND < other.key // _MILLISECOND if self._comparable(other) else NotImplemented

    def __le__(self, other: _Ordered) -> bool:
        return self.key // _MILLISECOND <= other.key // _MILLISECOND if self._comparable(other) else NotImplemented

    def __gt__(self, other: _Ordered) -> bool:
        return self.key // _MILLISECOND > other.key // _MILLISECOND if self._comparable(other) else NotImplemented

    def __ge__(self, other: _Ordered) -> bool:
        return self.key // _MILLISECOND >= other.key // _MILLISECOND if self._comparable(other) else NotImplemented


@dataclass(frozen=True, slots=True, eq=False)
class Date(_Ordered):
    """A calendar day; year -999,999,999 to 999,999,999 (0 is the year before 1). `key`: days since 1970-01-01.

    The parts must be valid: text and numbers from outside come through `text` beside this file and the built-ins.
    """

    year: int
    month: int
    day: int
    key: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", days(self.year, self.month, self.day))


@dataclass(frozen=True, slots=True, eq=False)
class Time(_Clocked):
    """A time of day in nanoseconds since midnight, local or in a zone. `key`: nanoseconds, brought to UTC where zoned.

    A named zone has no offset without a day: its standard time's is taken.
    """

    nanos: int
    zone: Zone | None = None
    key: int = field(init=False, repr=False)
    zoned: bool = field(init=False, repr=False)

    def __post_init__(self) -> None:
        zone = self.zone
        object.__setattr__(self, "zoned", zone is not None)
        object.__setattr__(self, "key", self.nanos if zone is None else self.nanos - zone.offset * SECOND)

    @property
    def clock(self) -> int:
        """Nanoseconds since midnight as a clock on the spot shows them."""
        return self.nanos

    @property
    def hour(self) -> int:
        """0 to 23."""
        return self.nanos // (3600 * SECOND)

    @property
    def minute(self) -> int:
        """0 to 59."""
        return self.nanos // (60 * SECOND) % 60

    @property
    def second(self) -> int:
        """0 to 59, without the fraction."""
        return self.nanos // SECOND % 60

    @property
    def fraction(self) -> int:
        """Nanoseconds of the second."""
        return self.nanos % SECOND


@dataclass(frozen=True, slots=True, eq=False)
class DateTime(_Clocked):
    """A day and a time of day. `key`: nanoseconds since 1970-01-01T00:00:00, in UTC where zoned, else local.

    fold: 1 for the second of two equal times on the day when a zone's clocks are put back.
    """

    date: Date
    time: Time
    fold: int = 0
    key: int = field(init=False, repr=False)
    zoned: bool = field(init=False, repr=False)

    def __post_init__(self) -> None:
        zone = self.time.zone
        object.__setattr__(self, "zoned", zone is not None)
        object.__setattr__(self, "key", self.date.key * DAY + self.time.nanos - self.offset * SECOND)

    @property
    def clock(self) -> int:
        """Nanoseconds since 1970-01-01T00:00:00 as calendar and clock on the spot show them."""
        return self.date.key * DAY + self.time.nanos

    @property
    def zone(self) -> Zone | None:
        """None where local."""
        return self.time.zone

    @property
    def offset(self) -> int:
        """Seconds east of UTC on that day; 0 where local."""
        zone = self.time.zone
        return 0 if zone is None else zone.offset_at_local(self.date.key, self.time.nanos // SECOND, self.fold)


@dataclass(frozen=True, slots=True, eq=False)
class DaysDuration(_Ordered):
    """A days and time duration. `key`: its nanoseconds."""

    key: int


@dataclass(frozen=True, slots=True, eq=False)
class MonthsDuration(_Ordered):
    """A years and months duration. `key`: its months."""

    key: int


Temporal = Date | Time | DateTime | DaysDuration | MonthsDuration
