"""What the hit policies make of matching rows (DMN 1.5, clause 8.2.8), and of rows that only may match."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any, Protocol

from creditrules.dmn.evaluation import Fired, TableOutcome
from creditrules.dmn.model.boxed import Aggregation, HitPolicy
from creditrules.dmn.model_run import ModelRun, Variables
from creditrules.dmn.table.region import Key, Kind, key_of, kind_of
from creditrules.dmn.table.rows import bit, first, mask_of, members, picked, up_to
from creditrules.feel import BUILTINS, Unknown, Value, equal
from creditrules.records import dataclass, field

__all__ = ["Policy", "Ranking", "RowSource", "whole"]

_NOTHING_MISSING: frozenset[str] = frozenset()
_NAMED_ROWS = 5

MissingFor = Callable[[int], frozenset[str]]
"""The facts that rows of a set hang on."""


class RowSource(Protocol):
    """The table, as the hit policy sees it; sets of rows are bits, see `rows`."""

    place: str
    count: int

    def fired(self, run: ModelRun, scope: Variables, rows: int) -> tuple[Fired, ...]:
        """Rows with their output entries, first to last."""

    def default(self, run: ModelRun, scope: Variables) -> Fired | None:
        """The default result, where one is given."""

    def ranks(self) -> Sequence[Any] | None:
        """By row its place in the order of priority, where that hangs on nothing."""

    def classes(self) -> Sequence[int] | None:
        """By row a number that is equal for equal entries, where these hang on nothing."""

    def whole(self) -> bool:
        """Whether no entry can be unknown."""


def whole(value: Value) -> Value:
    """An output entry as a value that rules may go on with: unknown as a whole when a part of it is."""
    if isinstance(value, dict):
        missing = [part.missing for part in value.values() if type(part) is Unknown]
        if missing:
            return Unknown(frozenset().union(*missing))
    return value


def _missing_in(table: RowSource, fired: Sequence[Fired]) -> frozenset[str]:
    """The facts that results hang on."""
    if table.whole() and not (fired and fired[-1].default):
        return _NOTHING_MISSING
    missing: frozenset[str] = frozenset()
    for each in fired:
        value = whole(each.value)
        if type(value) is Unknown:
            missing |= value.missing
    return missing


class Ranking:
    """The values of one output in order of priority. Plain ones are found by hash, others by looking through them."""

    __slots__ = ("_by_key", "_count", "_others")

    def __init__(self, listed: Sequence[Value]) -> None:
        self._count = len(listed)
        self._by_key: dict[tuple[Kind, Key], int] = {}
        self._others: list[tuple[int, Value]] = []
        for at, value in enumerate(listed):
            kind = kind_of(value)
            if kind is None:
                self._others.append((at, value))
            else:
                self._by_key.setdefault((kind, key_of(value)), at)

    def __bool__(self) -> bool:
        return self._count > 0

    def position(self, value: Value) -> int:
        """From 0; values that are not listed come last."""
        kind = kind_of(value)
        if kind is not None:
            return self._by_key.get((kind, key_of(value)), self._count)
        return next((at for at, other in self._others if equal(value, other) is True), self._count)


@dataclass(frozen=True, slots=True)
class Policy:
    """A hit policy with what it needs.

    outputs: names in order. priorities: per output, its allowed values in order. single: at most one row gives the
    result. first_only: the first matching row is all that counts.
    """

    hit: HitPolicy
    aggregation: Aggregation | None
    outputs: tuple[str, ...]
    priorities: tuple[tuple[Value, ...], ...]
    single: bool = field(init=False)
    first_only: bool = field(init=False)
    _rankings: tuple[Ranking, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rankings", tuple(Ranking(listed) for listed in self.priorities))
        object.__setattr__(self, "single", self.hit.single)
        object.__setattr__(self, "first_only", self.hit is HitPolicy.FIRST)

    def outcome(self, table: RowSource, run: ModelRun, scope: Variables, rows: int) -> TableOutcome:
        """What exactly these rows, all that match, come to."""
        fired = self._contributing(table, run, scope, rows)
        return TableOutcome(fired, (), self.single, _missing_in(table, fired))

    def _contributing(self, table: RowSource, run: ModelRun, scope: Variables, rows: int) -> tuple[Fired, ...]:
        if not rows:
            default = table.default(run, scope)
            return (default,) if default else ()
        if self.first_only:
            return table.fired(run, scope, _first(rows))
        if self.hit is HitPolicy.UNIQUE and rows.bit_count() > 1:
            run.warn("dmn.unique", f"{_named(rows, table.count)} match, but the table is UNIQUE.", table.place)
            return ()
        match self.hit:
            case HitPolicy.ANY:
                return self._agreed(table, run, scope, rows)
            case HitPolicy.PRIORITY:
                return (self._foremost(table, run, scope, rows),)
            case HitPolicy.OUTPUT_ORDER:
                return self._ordered(table, table.fired(run, scope, rows))
        return table.fired(run, scope, rows)

    def _agreed(self, table: RowSource, run: ModelRun, scope: Variables, rows: int) -> tuple[Fired, ...]:
        """The first of rows that all have the same entry; none, and a warning, where they have not."""
        classes = table.classes()
        if classes is None:
            found = table.fired(run, scope, rows)
            other = next((each.row for each in found if not _same(each.value, found[0].value)), None)
        else:
            run.spend((rows.bit_count() - 1) * len(self.outputs))
            alike = classes[first(rows, table.count) - 1]
            kinds = set(picked(classes, rows))
            other = None
            if len(kinds) > 1:
                other = next(row for row in members(rows, table.count) if classes[row - 1] != alike)
            found = table.fired(run, scope, _first(rows))
        if other is not None:
            both = f"Rows {found[0].row} and {other}"
            run.warn("dmn.any", f"{both} match with different results, but the table is ANY.", table.place)
            return ()
        return found[:1]

    def _foremost(self, table: RowSource, run: ModelRun, scope: Variables, rows: int) -> Fired:
        """The first of the rows of the highest priority."""
        ranks = table.ranks()
        if ranks is None:
            return min(table.fired(run, scope, rows), key=self.rank)
        run.spend((rows.bit_count() - 1) * len(self.outputs))
        row = min(members(rows, table.count), key=lambda row: ranks[row - 1])
        return table.fired(run, scope, bit(row, table.count))[0]

    def _ordered(self, table: RowSource, fired: Sequence[Fired]) -> tuple[Fired, ...]:
        return tuple(sorted(fired, key=self._ranking(table)))

    def _ranking(self, table: RowSource) -> Callable[[Fired], Any]:
        """The rank of a row of the table; smaller is higher priority."""
        ranks = table.ranks()
        return self.rank if ranks is None else lambda each: ranks[each.row - 1]

    def partial(
        self, table: RowSource, run: ModelRun, scope: Variables, certain: int, possible: int, missing: MissingFor
    ) -> TableOutcome:
        """What rows that match, and other rows that match depending on missing facts, come to."""
        if self.hit is HitPolicy.FIRST and certain:
            possible &= up_to(first(certain, table.count), table.count)
            certain = _first(certain)
        if not possible or (self.hit is HitPolicy.UNIQUE and certain.bit_count() > 1):
            return self.outcome(table, run, scope, certain)
        sure = table.fired(run, scope, certain)
        alike = _alike(table) if self.hit is HitPolicy.ANY else None
        if alike is not None and not all(alike(each, sure[0]) for each in sure):
            return self.outcome(table, run, scope, certain)
        every = may = table.fired(run, scope, possible)
        if self.hit is HitPolicy.PRIORITY and sure:
            rank = self._ranking(table)
            sure = (min(sure, key=rank),)
            reached = rank(sure[0])
            may = tuple(each for each in may if rank(each) < reached)
        elif self.hit is HitPolicy.OUTPUT_ORDER:
            sure, may = self._ordered(table, sure), self._ordered(table, may)
        elif alike is not None:
            sure = sure[:1]
            may = tuple(each for each in may if not sure or not alike(each, sure[0]))
        if len(may) < len(every):
            possible = mask_of([table.count - each.row for each in may])
        found = missing(possible)
        if not sure:
            default = table.default(run, scope)
            may += (default,) if default else ()
        return TableOutcome(sure, may, self.single, found.union(_missing_in(table, sure), _missing_in(table, may)))

    def value(self, run: ModelRun, outcome: TableOutcome) -> Value:
        """The table's value."""
        if outcome.possible:
            return self._undecided(outcome)
        if self.single:
            return whole(outcome.fired[0].value) if outcome.fired else None
        if self.aggregation is Aggregation.COUNT:
            return Decimal(sum(not each.default for each in outcome.fired))
        values = [whole(each.value) for each in outcome.fired]
        if not values:
            return None
        missing = [value.missing for value in values if type(value) is Unknown]
        if missing:
            return Unknown(frozenset().union(*missing))
        if self.aggregation is None:
            return values
        return BUILTINS[self.aggregation.lower()].call(run, *values)

    def _undecided(self, outcome: TableOutcome) -> Value:
        """Known nevertheless when every row that may be the one says the same."""
        candidates = [*outcome.fired, *outcome.possible]
        found = candidates[0].value
        if (
            self.hit is HitPolicy.FIRST
            and (outcome.fired or candidates[-1].default)
            and type(whole(found)) is not Unknown
            and all(_same(each.value, found) for each in candidates[1:])
        ):
            return whole(found)
        return Unknown(outcome.missing)

    def rank(self, fired: Fired) -> tuple[int, ...]:
        """Smaller is higher priority; values that are not listed come last."""
        if len(self.outputs) == 1:
            return (self._rankings[0].position(fired.value),)
        entry = fired.value if isinstance(fired.value, dict) else {}
        return tuple(
            ranking.position(entry.get(name))
            for name, ranking in zip(self.outputs, self._rankings, strict=True)
            if ranking
        )


def _alike(table: RowSource) -> Callable[[Fired, Fired], bool]:
    """Whether two rows of the table have equal entries."""
    classes = table.classes()
    if classes is None:
        return lambda one, other: _same(one.value, other.value)
    return lambda one, other: classes[one.row - 1] == classes[other.row - 1]


def _same(one: Value, other: Value) -> bool:
    return equal(one, other) is True


def _first(rows: int) -> int:
    """The set of the first row of a set that has any."""
    return 1 << (rows.bit_length() - 1)


def _named(rows: int, count: int) -> str:
    shown = [str(row) for row in islice(members(rows, count), _NAMED_ROWS)]
    shown += ["…"] if rows.bit_count() > _NAMED_ROWS else []
    return f"Rows {', '.join(shown[:-1])} and {shown[-1]}"
