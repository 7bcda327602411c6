"""A decision table ready to run: one walk over the columns' indexes, then the hit policy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import islice
from typing import Any, Final

from creditrules.dmn.domains.domain import conform
from creditrules.dmn.evaluation import Fired, KnownAnswer, NearMiss, TableOutcome, TableTrace
from creditrules.dmn.model.boxed import TableRule
from creditrules.dmn.model_run import ModelRun, Variables
from creditrules.dmn.table.few import FewRows
from creditrules.dmn.table.output import OutputColumn, RowEntry
from creditrules.dmn.table.policies import Policy, whole
from creditrules.dmn.table.results import KnownResults
from creditrules.dmn.table.rows import bit, members
from creditrules.dmn.table.standing import Standing, TableFacts, find_standing
from creditrules.dmn.table.walk import InputColumn, Walk
from creditrules.feel import Unknown, Value

__all__ = ["CompiledTable"]

_MAX_NEAR_MISSES = 5
_MOST_KEPT: Final = 2_000
"""Rows whose entries, which have to be run, are kept ready."""
_NOTHING: Final[frozenset[str]] = frozenset()


class CompiledTable:
    """Evaluates one table; the same object serves any number of evaluations at a time."""

    __slots__ = (
        "_entries",
        "_every",
        "_facts",
        "_few",
        "_first_only",
        "_nothing",
        "_results",
        "_unindexed",
        "_walk",
        "count",
        "inputs",
        "outputs",
        "place",
        "policy",
        "quick",
        "rules",
    )

    def __init__(
        self,
        inputs: tuple[InputColumn, ...],
        outputs: tuple[OutputColumn, ...],
        rules: Sequence[TableRule],
        policy: Policy,
        results: KnownResults,
        place: str,
    ) -> None:
        self.inputs, self.outputs, self.rules, self.policy, self.place = inputs, outputs, rules, policy, place
        self.count = len(rules)
        self._every = (1 << self.count) - 1
        self._results = results
        self._nothing = _nothing_matches(inputs, outputs, policy)
        self._unindexed = 0
        for part in inputs:
            self._unindexed |= part.column.unindexed
        self._first_only = policy.first_only
        self._facts = TableFacts(self.count, place, policy.first_only)
        self._walk = Walk(inputs, self._every, place)
        self._few = FewRows(inputs, self._walk.names, self._unindexed, first_only=policy.first_only)
        self._entries: dict[int, RowEntry] = {}
        self.quick = self._walk.plain and (self._first_only or results.all)

    def evaluate(self, run: ModelRun, scope: Variables) -> tuple[TableOutcome, Value]:
        """The outcome and the value for the variables in `scope`; never raises, warnings go to `run`."""
        walk = self._walk
        if walk.whole and (run.traces is None or walk.names is not None):
            warnings, places, failures = len(run.warnings), len(run.places), run.failures
            rows = walk.rows(run, scope) or -1  # none may be so because a value may not stand in its column
            if rows > 0 and self._hangs_on_cells(rows):
                rows = self._few.matching(run, scope, rows) if run.traces is None else -1
            elif rows < 0 and run.traces is None:
                rows = walk.sure(run, scope, self._unindexed, first_only=self._first_only)
                if rows > 0 and self._first_only and self._results.answer(self.count + 1 - rows.bit_length()):
                    run.spend(len(self.outputs))
            if rows >= 0:
                return self.answer(run, scope, rows)
            del run.warnings[warnings:], run.places[places:]
            run.failures = failures
        outcome = self._evaluate(run, scope)
        return outcome, self.policy.value(run, outcome)

    def answer(self, run: ModelRun, scope: Variables, rows: int) -> tuple[TableOutcome, Value]:
        """What these rows, all that match, come to; of a first-hit table those from the first on."""
        if run.traces is not None:
            values = [scope[name] for name in self._walk.names or ()]
            run.traces[self.place] = self._trace(values, self._counting(rows), rows)
        if self._first_only:
            row = self.count + 1 - rows.bit_length()
            known = self._results.answer(row)
            return (known.outcome, known.value) if known is not None else self.of_first(run, scope, rows)
        kept = self._results.paid(run, rows)
        if kept is not None:
            return kept.outcome, kept.value
        left, memory, failures = run.left, run.memory, run.failures
        outcome = self.policy.outcome(self, run, scope, rows)
        value = self.policy.value(run, outcome)
        if run.failures == failures:
            self._results.keep(rows, KnownAnswer(outcome, value, left - run.left, memory - run.memory))
        return outcome, value

    def of_first(self, run: ModelRun, scope: Variables, rows: int) -> tuple[TableOutcome, Value]:
        """What a first-hit table comes to by the first of these rows, of which something has to be run."""
        run.spend(len(self.outputs))
        row = self.count + 1 - rows.bit_length()
        fired = (self._entries.get(row) or self._entry(row)).fired(run, scope)
        value = whole(fired.value)
        return TableOutcome((fired,), (), True, value.missing if type(value) is Unknown else _NOTHING), value

    def reached(self, run: ModelRun, scope: Variables) -> Standing | None:
        """The rows that match and those that may; None where a value may not stand in its column."""
        values = self._inputs(run, scope)
        return None if values is None else find_standing(self.inputs, run, scope, values, self._facts)

    def known(self, facts: Variables) -> KnownAnswer | int | None:
        """The finished answer, or the rows that match, for `answer`; None where the facts alone do not say.

        Of a first-hit table the finished one takes no steps.
        """
        if not self.quick:
            return None
        try:
            rows = self._walk.rows(None, facts)
        except KeyError:
            return None
        if rows <= 0 or (self._unindexed and self._hangs_on_cells(rows)):
            return None if rows else self._nothing
        if self._first_only:
            return self._results.answer(self.count + 1 - rows.bit_length()) or rows
        return self._results.kept(rows) or rows

    def trace_of(self, facts: Variables) -> TableTrace:
        """The trace of what `known` answered."""
        values = tuple([facts[name] for name in self._walk.names or ()])
        rows = self._walk.rows(None, facts)
        return self._trace(values, self._counting(rows), rows)

    def _hangs_on_cells(self, rows: int) -> bool:
        """Whether cells must be run to know which of these rows match; of a first-hit table only the first matters."""
        doubtful = rows & self._unindexed
        return doubtful.bit_length() == rows.bit_length() if self._first_only else doubtful > 0

    def _counting(self, rows: int) -> int:
        """The rows that are looked at: all, or the first where only that one counts."""
        return 1 << (rows.bit_length() - 1) if self._first_only and rows else rows

    def fired(self, run: ModelRun, scope: Variables, rows: int) -> tuple[Fired, ...]:
        """Rows of a set with their output entries, first to last."""
        if self._results.all:
            run.spend(rows.bit_count() * len(self.outputs))
            return self._results.fired(rows)
        return tuple([self._fired(run, scope, row) for row in members(rows, self.count)])

    def _fired(self, run: ModelRun, scope: Variables, row: int) -> Fired:
        run.spend(len(self.outputs))
        return (self._entries.get(row) or self._entry(row)).fired(run, scope)

    def _entry(self, row: int) -> RowEntry:
        entry = RowEntry(self.outputs, row, self.rules[row - 1].id, self.place)
        if len(self._entries) < _MOST_KEPT:
            self._entries[row] = entry
        return entry

    def ranks(self) -> Sequence[Any] | None:
        """By row its place in the order of priority, where that hangs on nothing."""
        return self._results.ranks() if self._results.all else None

    def classes(self) -> Sequence[int] | None:
        """By row a number that is equal for equal entries, where these hang on nothing."""
        return self._results.classes() if self._results.comparable else None

    def whole(self) -> bool:
        """Whether no entry can be unknown."""
        return self._results.all

    def default(self, run: ModelRun, scope: Variables) -> Fired | None:
        """The default result, where one is given."""
        if not any(output.default for output in self.outputs):
            return None
        before = len(run.warnings)
        values = {
            output.name: output.default(run, scope) if output.default is not None else None for output in self.outputs
        }
        run.placed(before, f"{self.place}.outputs")
        return Fired(0, None, values if len(self.outputs) > 1 else next(iter(values.values())), default=True)

    def _evaluate(self, run: ModelRun, scope: Variables) -> TableOutcome:
        """The general way: computed inputs, foreign kinds, unknown values, cells that must be run."""
        values = self._inputs(run, scope)
        if values is None:
            return TableOutcome((), (), self.policy.single)
        standing = find_standing(self.inputs, run, scope, values, self._facts)
        if run.traces is not None:
            run.traces[self.place] = self._trace(values, standing.certain, standing.possible)
        if standing.possible == standing.certain:
            return self.policy.outcome(self, run, scope, standing.certain)
        possible = standing.possible & ~standing.certain
        return self.policy.partial(self, run, scope, standing.certain, possible, standing.missing)

    def _inputs(self, run: ModelRun, scope: Variables) -> list[Value] | None:
        """The tested values; None when one of them may not stand in its column, which is told."""
        values: list[Value] = []
        sound = True
        for at, part in enumerate(self.inputs, 1):
            before = len(run.warnings)
            value = part.program(run, scope)
            if len(run.warnings) > before:
                run.placed(before, f"{self.place}.inputs[{at}]")
            problem = ""
            if part.domain is not None and value is not None:
                value, problem = conform(value, part.domain, run)
            if not problem and part.allowed is not None and value is not None and type(value) is not Unknown:
                problem = "" if part.allowed.admits(value, run) else f"{value} is not among {part.allowed.text}"
            if problem:
                run.warn("dmn.input", f"{problem}, so the table has no result.", f"{self.place}.inputs[{at}]")
                sound = False
            values.append(value)
        return values if sound else None

    def _trace(self, values: Sequence[Value], certain: int, possible: int) -> TableTrace:
        return TableTrace(
            tuple(values), partial(self._seen, values, certain, possible), partial(self._kept_out, values)
        )

    def _seen(
        self, values: Sequence[Value], certain: int, possible: int
    ) -> tuple[tuple[int, ...], tuple[NearMiss, ...]]:
        """What matched, and rows that all columns but one admit."""
        admitted = [self._admitted(part, value) for part, value in zip(self.inputs, values, strict=True)]
        refused_once, refused_more = 0, 0
        for rows in admitted:
            refused_more |= refused_once & ~rows
            refused_once |= self._every & ~rows
        near = refused_once & ~refused_more & ~possible
        misses = tuple(self._near_miss(row, admitted) for row in islice(members(near, self.count), _MAX_NEAR_MISSES))
        return tuple(members(certain, self.count)), misses

    def _kept_out(self, values: Sequence[Value]) -> tuple[int, ...]:
        """By column the rows that all others certainly admit and it certainly does not."""
        refused = [self._every & ~self._certainly(part, value) for part, value in zip(self.inputs, values, strict=True)]
        once, more = 0, 0
        for rows in refused:
            more |= once & rows
            once |= rows
        alone = once & ~more & ~self._unindexed
        return tuple(
            0 if type(value) is Unknown or part.column.rows(value) is None else rows & alone
            for part, value, rows in zip(self.inputs, values, refused, strict=True)
        )

    def _certainly(self, part: InputColumn, value: Value) -> int:
        rows = None if type(value) is Unknown else part.column.rows(value)
        return part.column.anything if rows is None else rows

    def _near_miss(self, row: int, admitted: Sequence[int]) -> NearMiss:
        at = next(at for at, rows in enumerate(admitted) if not rows & bit(row, self.count))
        rule = self.rules[row - 1]
        return NearMiss(row, rule.id, at + 1, rule.when[at])

    def _admitted(self, part: InputColumn, value: Value) -> int:
        if type(value) is Unknown:
            return self._every
        rows = part.column.rows(value)
        return part.column.anything | part.column.unindexed if rows is None else rows


def _nothing_matches(
    inputs: Sequence[InputColumn], outputs: Sequence[OutputColumn], policy: Policy
) -> KnownAnswer | None:
    """What a table of single hits without a default result comes to where no row matches.

    None where that may be so because a value may not stand in its column.
    """
    limits = (limit for part in inputs for limit in (part.allowed, part.domain and part.domain.allowed))
    if not policy.single or any(output.default for output in outputs) or any(limit is not None for limit in limits):
        return None
    return KnownAnswer(TableOutcome((), (), policy.single), None)
