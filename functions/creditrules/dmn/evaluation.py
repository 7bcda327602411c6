"""What an evaluation answers: values, the rows that fired or may fire, warnings with their place, and the trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from creditrules.feel import RequestBudget, Value

__all__ = [
    "Evaluation",
    "Fired",
    "KnownAnswer",
    "KnownByFacts",
    "NearMiss",
    "PlacedWarning",
    "TableOutcome",
    "TableTrace",
]

# Named tuples, not dataclasses: several are made in every evaluation, and a frozen dataclass takes three times as long.


class PlacedWarning(NamedTuple):
    """Why something became null, and in which decision and row ("decisions.Risk.rules[3].inputs[1]")."""

    code: str
    message: str
    place: str
    source: str = ""
    span: tuple[int, int] | None = None


class Fired(NamedTuple):
    """A row that contributes. row: from 1; 0 for the default result, which has no row.

    value: the output entry: a scalar for one output, a context for several. What cannot be known yet is Unknown, in a
    context only the entries concerned.
    """

    row: int
    rule_id: str | None
    value: Value
    default: bool = False


class TableOutcome(NamedTuple):
    """What a decision's table did.

    fired: rows that certainly contribute, in the hit policy's order; none where the hit policy is broken.
    possible: further rows that may contribute, given what is missing. exclusive: exactly one of both would.
    missing: the facts that could alter the outcome.
    """

    fired: tuple[Fired, ...]
    possible: tuple[Fired, ...] = ()
    exclusive: bool = True
    missing: frozenset[str] = frozenset()


class KnownAnswer(NamedTuple):
    """What a table comes to, and its value. steps, memory: what it takes to work that out, beside one for the table."""

    outcome: TableOutcome
    value: Value
    steps: int = 0
    memory: int = 0

    def paid(self, budget: RequestBudget | None) -> bool:
        """Pay for it as if it were worked out; False, and nothing is paid, where too little is left for that."""
        if budget is not None:
            if budget.steps < self.steps or budget.memory < self.memory:
                return False
            budget.charge(self.steps + 1, self.memory)
        return True


KnownByFacts = Callable[[Mapping[str, Value]], KnownAnswer | int | None]
"""What a table comes to, or the set of rows that do match, of which something has to be run; None where facts alone do
not say."""


class NearMiss(NamedTuple):
    """A row that one column alone kept from matching (row and column from 1)."""

    row: int
    rule_id: str | None
    column: int
    cell: str


class TableTrace:
    """What a table saw: the tested values in order, the rows that matched, and the first of the nearest misses.

    Rows are looked at as far as they count: under FIRST to the first that matches. Matches and misses are worked out
    when they are read, so that who keeps a trace and never reads it has not paid for it.
    """

    __slots__ = ("_alone", "_look", "_seen", "inputs")

    def __init__(
        self,
        inputs: tuple[Value, ...],
        look: Callable[[], tuple[tuple[int, ...], tuple[NearMiss, ...]]],
        alone: Callable[[], tuple[int, ...]],
    ) -> None:
        """look: the matching rows and the near misses. alone: by column, see `kept_out`."""
        self.inputs = inputs
        self._look = look
        self._alone = alone
        self._seen: tuple[tuple[int, ...], tuple[NearMiss, ...]] | None = None

    @property
    def matched(self) -> tuple[int, ...]:
        """The rows that certainly matched, from 1."""
        return self._all()[0]

    @property
    def near_misses(self) -> tuple[NearMiss, ...]:
        """Rows that one column alone kept from matching."""
        return self._all()[1]

    @property
    def kept_out(self) -> tuple[int, ...]:
        """By column the rows that it alone kept from matching, as bits (see `dmn.table.rows`); worked out each time.

        Of rows whose cells are all answered for by the columns' indexes, and by values that are known.
        """
        return self._alone()

    def _all(self) -> tuple[tuple[int, ...], tuple[NearMiss, ...]]:
        if self._seen is None:
            self._seen = self._look()
        return self._seen


class Evaluation(NamedTuple):
    """The answer for some decisions and all that they needed.

    values: by decision; Unknown where facts are missing that matter. tables: outcomes of decisions that are tables.
    When asked for: trace: of every table that was looked into, by the decision that it is, or by its place where it is
    a part of something; the last look where there were several. inputs: what each decision was given, facts and other
    decisions by name.
    """

    values: Mapping[str, Value]
    tables: Mapping[str, TableOutcome]
    warnings: tuple[PlacedWarning, ...] = ()
    trace: Mapping[str, TableTrace] | None = None
    inputs: Mapping[str, Mapping[str, Value]] | None = None
