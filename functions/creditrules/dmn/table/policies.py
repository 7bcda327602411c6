"""What the hit policies make of matching rows (DMN 1.5, clause 8.2.8), and of rows that only may match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from creditrules.dmn.evaluation import Fired, TableOutcome
from creditrules.dmn.model.boxed import Aggregation, HitPolicy
from creditrules.dmn.model_run import ModelRun, Variables
from creditrules.dmn.table.region import Key, Kind, key_of, kind_of
from creditrules.feel import BUILTINS, Unknown, Value, equal
from creditrules.records import dataclass, field

__all__ = ["Policy", "Ranking", "RowSource", "whole"]

_NOTHING_MISSING: frozenset[str] = frozenset()
_NAMED_ROWS = 5


class RowSource(Protocol):
    """The table, as the hit policy sees it."""

    place: str

    def fired(self, run: ModelRun, scope: Variables, row: int) -> Fired:
        """A row with its output entry."""

    def default(self, run: ModelRun, scope: Variables) -> Fired | None:
        """The default result, where one is given."""


def whole(value: Value) -> Value:
    """An output entry as a value that rules may go on with: unknown as a whole when a part of it is."""
    if isinstance(value, dict):
        missing = [part.missing for part in value.values() if type(part) is Unknown]
        if missing:
            return Unknown(frozenset().union(*missing))
    return value


def _missing_in(fired: Sequence[Fired]) -> frozenset[str]:
    """The facts that results hang on."""
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

    def outcome(self, table: RowSource, run: ModelRun, scope: Variables, rows: Sequence[int]) -> TableOutcome:
        """What exactly these rows, all that match, come to."""
        fired = self._contributing(table, run, scope, rows)
        return TableOutcome(fired, (), self.single, _missing_in(fired))

    def _contributing(
        self, table: RowSource, run: ModelRun, scope: Variables, rows: Sequence[int]
    ) -> tuple[Fired, ...]:
        if not rows:
            default = table.default(run, scope)
            return (default,) if default else ()
        if self.first_only:
            return (table.fired(run, scope, rows[0]),)
        if self.hit is HitPolicy.UNIQUE and len(rows) > 1:
            run.warn("dmn.unique", f"{_named(rows)} match, but the table is UNIQUE.", table.place)
            return ()
        found = tuple(table.fired(run, scope, row) for row in rows)
        match self.hit:
            case HitPolicy.ANY:
                different = next((other for other in found if not _same(other.value, found[0].value)), None)
                if different is not None:
                    both = _named((found[0].row, different.row))
                    run.warn("dmn.any", f"{both} match with different results, but the table is ANY.", table.place)
                    return ()
                return found[:1]
            case HitPolicy.PRIORITY:
                return (min(found, key=self.rank),)
            case HitPolicy.OUTPUT_ORDER:
                return tuple(sorted(found, key=self.rank))
        return found

    def partial(
        self,
        table: RowSource,
        run: ModelRun,
        scope: Variables,
        certain: Sequence[int],
        possible: Sequence[int],
        hangs_on: Mapping[int, frozenset[str]],
    ) -> TableOutcome:
        """What rows that match, and rows that match depending on missing facts, come to."""
        if self.hit is HitPolicy.FIRST and certain:
            possible = [row for row in possible if row < certain[0]]
            certain = certain[:1]
        if not possible or (self.hit is HitPolicy.UNIQUE and len(certain) > 1):
            return self.outcome(table, run, scope, certain)
        sure = [table.fired(run, scope, row) for row in certain]
        if self.hit is HitPolicy.ANY and not all(_same(each.value, sure[0].value) for each in sure):
            return self.outcome(table, run, scope, certain)
        may = [table.fired(run, scope, row) for row in possible]
        if self.hit is HitPolicy.PRIORITY and sure:
            sure = [min(sure, key=self.rank)]
            reached = self.rank(sure[0])
            may = [each for each in may if self.rank(each) < reached]
        elif self.hit is HitPolicy.OUTPUT_ORDER:
            sure.sort(key=self.rank)
            may.sort(key=self.rank)
        elif self.hit is HitPolicy.ANY:
            sure = sure[:1]
            may = [each for each in may if not sure or not _same(each.value, sure[0].value)]
        if not sure:
            default = table.default(run, scope)
            may += [default] if default else []
        missing = frozenset().union(*(hangs_on.get(each.row, _NOTHING_MISSING) for each in may))
        return TableOutcome(tuple(sure), tuple(may), self.single, missing | _missing_in(sure) | _missing_in(may))

    def value(self, run: ModelRun, outcome: TableOutcome) -> Value:
        """The table's value."""
        if outcome.possible:
            return self._undecided(outcome)
        if self.single:
            return whole(outcome.fired[0].value) if outcome.fired else None
        values = [whole(each.value) for each in outcome.fired]
        if self.aggregation is Aggregation.COUNT:
            return Decimal(sum(not each.default for each in outcome.fired))
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
        alike = all(_same(each.value, candidates[0].value) for each in candidates[1:])
        nothing_else = bool(outcome.fired) or candidates[-1].default
        if self.hit is HitPolicy.FIRST and alike and nothing_else and type(whole(candidates[0].value)) is not Unknown:
            return whole(candidates[0].value)
        parts = [whole(each.value) for each in candidates]
        return Unknown(outcome.missing.union(*(part.missing for part in parts if type(part) is Unknown)))

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


def _same(one: Value, other: Value) -> bool:
    return equal(one, other) is True


def _named(rows: Sequence[int]) -> str:
    shown = [str(row) for row in rows[:_NAMED_ROWS]] + (["…"] if len(rows) > _NAMED_ROWS else [])
    return f"Rows {', '.join(shown[:-1])} and {shown[-1]}"
