"""A decision table ready to run: one walk over the columns' indexes, then the hit policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from creditrules.dmn.boxed import TableRule
from creditrules.dmn.domains import Domain, conform
from creditrules.dmn.evaluation import Fired, NearMiss, TableOutcome, TableTrace
from creditrules.dmn.model_run import ModelRun
from creditrules.dmn.table.policies import Policy
from creditrules.dmn.table.rows import bit, members
from creditrules.dmn.table.walk import InputColumn, Walk
from creditrules.feel import Program, Unknown, Value

__all__ = ["CompiledTable", "OutputColumn"]

Scope = Mapping[str, Value]
_MAX_NEAR_MISSES = 20


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """A column of results: a program for each row, and what they must conform to where that is not known already."""

    name: str
    programs: Sequence[Program]
    domain: Domain | None
    default: Program | None


@dataclass(slots=True)
class _Standing:
    """Rows that certainly match, rows that may, and for each of the latter what it hangs on."""

    certain: int
    possible: int
    hangs_on: dict[int, frozenset[str]]


class CompiledTable:
    """Evaluates one table; the same object serves any number of evaluations at a time."""

    __slots__ = (
        "_every",
        "_first_only",
        "_known_results",
        "_unindexed",
        "_walk",
        "count",
        "inputs",
        "outputs",
        "place",
        "policy",
        "rules",
    )

    def __init__(
        self,
        inputs: tuple[InputColumn, ...],
        outputs: tuple[OutputColumn, ...],
        rules: tuple[TableRule, ...],
        policy: Policy,
        results: Sequence[tuple[TableOutcome, Value] | None],
        place: str,
    ) -> None:
        """results: per row, what a first-hit table comes to when that row is the one, where nothing has to be run."""
        self.inputs, self.outputs, self.rules, self.policy, self.place = inputs, outputs, rules, policy, place
        self.count = len(rules)
        self._every = (1 << self.count) - 1
        self._known_results = (None, *results)
        self._unindexed = 0
        for part in inputs:
            self._unindexed |= part.column.unindexed
        self._first_only = policy.first_only
        self._walk = Walk(inputs, self._every, place)

    def evaluate(self, run: ModelRun, scope: Scope) -> tuple[TableOutcome, Value]:
        """The outcome and the value for the variables in `scope`; never raises, warnings go to `run`."""
        walk = self._walk
        if walk.whole and (run.traces is None or walk.names is not None):
            rows = walk.rows(run, scope)
            if rows > 0 and not rows & self._unindexed:
                if run.traces is not None:
                    run.traces[id(self)] = self._trace([scope[name] for name in walk.names or ()], rows, rows)
                if self._first_only:
                    row = self.count + 1 - rows.bit_length()
                    known = self._known_results[row]
                    if known is not None:
                        return known
                    outcome = self.policy.outcome(self, run, scope, (row,))
                else:
                    outcome = self.policy.outcome(self, run, scope, tuple(members(rows, self.count)))
                return outcome, self.policy.value(run, outcome)
        outcome = self._evaluate(run, scope)
        return outcome, self.policy.value(run, outcome)

    def fired(self, run: ModelRun, scope: Scope, row: int) -> Fired:
        """A row with its output entry."""
        rule_id = self.rules[row - 1].id
        if len(self.outputs) == 1:
            return Fired(row, rule_id, self._output(run, scope, row, 0))
        entry = {output.name: self._output(run, scope, row, at) for at, output in enumerate(self.outputs)}
        return Fired(row, rule_id, entry)

    def _output(self, run: ModelRun, scope: Scope, row: int, at: int) -> Value:
        output = self.outputs[at]
        before = len(run.warnings)
        value = output.programs[row - 1](run, scope)
        if len(run.warnings) > before:
            run.placed(before, f"{self.place}.rules[{row}].outputs[{at + 1}]")
        if output.domain is not None:
            value, problem = conform(value, output.domain)
            if problem:
                run.warn("dmn.not-allowed", f"{problem}.", f"{self.place}.rules[{row}].outputs[{at + 1}]")
        return value

    def default(self, run: ModelRun, scope: Scope) -> Fired | None:
        """The default result, where one is given."""
        if not any(output.default for output in self.outputs):
            return None
        before = len(run.warnings)
        values = {
            output.name: output.default(run, scope) if output.default is not None else None for output in self.outputs
        }
        run.placed(before, f"{self.place}.outputs")
        return Fired(0, None, values if len(self.outputs) > 1 else next(iter(values.values())), default=True)

    def _evaluate(self, run: ModelRun, scope: Scope) -> TableOutcome:
        """The general way: computed inputs, foreign kinds, unknown values, cells that must be run."""
        values = self._inputs(run, scope)
        if values is None:
            return TableOutcome((), (), self.policy.single)
        standing = self._standing(run, scope, values)
        if run.traces is not None:
            run.traces[id(self)] = self._trace(values, standing.certain, standing.possible)
        if standing.possible == standing.certain:
            return self.policy.outcome(self, run, scope, tuple(members(standing.certain, self.count)))
        certain = tuple(members(standing.certain, self.count))
        possible = tuple(members(standing.possible & ~standing.certain, self.count))
        return self.policy.partial(self, run, scope, certain, possible, standing.hangs_on)

    def _inputs(self, run: ModelRun, scope: Scope) -> list[Value] | None:
        """The tested values; None when one of them may not stand in its column, which is told."""
        values: list[Value] = []
        sound = True
        for at, part in enumerate(self.inputs, 1):
            place = f"{self.place}.inputs[{at}]"
            before = len(run.warnings)
            value = part.program(run, scope)
            run.placed(before, place)
            problem = ""
            if part.domain is not None:
                value, problem = conform(value, part.domain)
            if not problem and part.allowed is not None and value is not None and type(value) is not Unknown:
                problem = "" if part.allowed.admits(value) else f"{value} is not among {part.allowed.text}"
            if problem:
                run.warn("dmn.input", f"{problem}, so the table has no result.", place)
                sound = False
            values.append(value)
        return values if sound else None

    def _standing(self, run: ModelRun, scope: Scope, values: Sequence[Value]) -> _Standing:
        standing = _Standing(self._every, self._every, {})
        foreign: list[tuple[int, Value]] = []
        for at, (part, value) in enumerate(zip(self.inputs, values, strict=True)):
            if type(value) is Unknown:
                standing.certain &= part.column.anything
                continue
            rows = part.column.rows(value)
            if rows is None:
                foreign.append((at, value))
                continue
            standing.certain &= rows
            standing.possible &= rows
            if part.column.unindexed:
                foreign.append((at, value))
        for at, value in foreign:
            self._run_cells(run, scope, at, value, standing)
        self._note_missing(values, standing)
        return standing

    def _run_cells(self, run: ModelRun, scope: Scope, at: int, value: Value, standing: _Standing) -> None:
        """Run the cells of a column that its index does not answer for, on the rows still standing."""
        part = self.inputs[at]
        to_run = standing.possible & (part.column.unindexed if part.column.rows(value) is not None else self._every)
        for row in members(to_run & ~part.column.anything, self.count):
            before = len(run.warnings)
            run.spend()
            held = part.cells.at(row).test(run, scope, value)
            run.spend(0)
            if len(run.warnings) > before:
                run.placed(before, f"{self.place}.rules[{row}].inputs[{at + 1}]")
            if held is True:
                continue
            alone = bit(row, self.count)
            standing.certain &= ~alone
            if type(held) is Unknown:
                standing.hangs_on[row] = standing.hangs_on.get(row, frozenset()) | held.missing
            else:
                standing.possible &= ~alone

    def _note_missing(self, values: Sequence[Value], standing: _Standing) -> None:
        doubtful = standing.possible & ~standing.certain
        for part, value in zip(self.inputs, values, strict=True):
            if type(value) is Unknown:
                for row in members(doubtful & ~part.column.anything, self.count):
                    standing.hangs_on[row] = standing.hangs_on.get(row, frozenset()) | value.missing

    def _trace(self, values: Sequence[Value], certain: int, possible: int) -> TableTrace:
        """Rows that all columns but one admit, beside what matched."""
        admitted = [self._admitted(part, value) for part, value in zip(self.inputs, values, strict=True)]
        misses: list[NearMiss] = []
        for at in range(len(self.inputs)):
            others = self._every
            for other, rows in enumerate(admitted):
                if other != at:
                    others &= rows
                    if not others:
                        break
            near = others & ~admitted[at] & ~possible
            for row in islice(members(near, self.count), _MAX_NEAR_MISSES):
                rule = self.rules[row - 1]
                misses.append(NearMiss(row, rule.id, at + 1, rule.when[at]))
        misses.sort(key=lambda miss: miss.row)
        return TableTrace(tuple(values), tuple(members(certain, self.count)), tuple(misses[:_MAX_NEAR_MISSES]))

    def _admitted(self, part: InputColumn, value: Value) -> int:
        if type(value) is Unknown:
            return self._every
        rows = part.column.rows(value)
        return part.column.anything | part.column.unindexed if rows is None else rows
