"""One table as the analysis sees it: its axes, the sets of its rows, and samples that the evaluator confirms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from creditrules.dmn.analysis.tables.axes import Axis, Ranges, axes_of
from creditrules.dmn.analysis.tables.budget import Budget
from creditrules.dmn.analysis.tables.line import KNOWN, condition, plainest, value_in
from creditrules.dmn.analysis.tables.origins import Origin, Tested
from creditrules.dmn.analysis.tables.space import Box, common
from creditrules.dmn.check.checked import CheckedInput, CheckedTable
from creditrules.dmn.domains.constants import NOWHEN
from creditrules.dmn.domains.domain import conform
from creditrules.dmn.flaws import Flaw, FlawProof
from creditrules.dmn.model.coded import conditions_of
from creditrules.dmn.model_run import ModelRun, Variables
from creditrules.dmn.table.build import compile_table
from creditrules.dmn.table.compiled import CompiledTable
from creditrules.dmn.table.rows import bit, members
from creditrules.dmn.table.standing import TableFacts, find_standing
from creditrules.feel import STEPS, Unknown, Value, brief

__all__ = ["Subject", "told_sample"]

_NOT_KNOWN = Unknown(frozenset())


class Subject:
    """A table to be analysed. scope: what its texts may name besides what its columns test, not known.

    every: all rows. vague: those with cells that are no sets of constants. sure: the box of what certainly may be.
    """

    def __init__(
        self, checked: CheckedTable, tested: Sequence[Tested], scope: Variables, budget: Budget, *, nulls: bool = True
    ) -> None:
        """nulls: whether facts that may be null count as such; files that say nothing of it make all of them so."""
        self.checked, self.budget, self._scope = checked, budget, scope
        self.table, self.place = checked.table, checked.place
        self.count = len(self.table.rules)
        self.axes: tuple[Axis, ...] = axes_of(checked, tested)
        self.every = (1 << self.count) - 1
        self.vague = 0
        for axis in self.axes:
            for row in axis.vague:
                self.vague |= bit(row + 1, self.count)
        self.sure: Box = tuple(axis.sure if nulls else common(axis.sure, axis.values) for axis in self.axes)

    @property
    def has_free_row(self) -> bool:
        """Whether some row asks nothing at all."""
        rows: Iterable[int] = range(self.count)
        for column in range(len(self.table.inputs)):
            coded = conditions_of(self.table.rules, column)
            free = {code for code, text in enumerate(coded.texts) if text.strip() in {"", "-"}}
            rows = [row for row in rows if coded.codes[row] in free]
        return any(True for _ in rows)

    @cached_property
    def compiled(self) -> CompiledTable:
        """The table as it runs."""
        return compile_table(self.checked)

    def rows(self, rows: int) -> Iterator[int]:
        """The numbers of the rows of a set."""
        return members(rows, self.count)

    def row_box(self, row: int) -> Box:
        """What a row takes of each axis."""
        return tuple(axis.rows[row - 1] for axis in self.axes)

    def within(self, one: Box, other: Box) -> Box:
        """What both boxes take."""
        return tuple(common(left, right) for left, right in zip(one, other, strict=True))

    def row_place(self, row: int) -> str:
        """The place of a row."""
        return f"{self.place}.rules[{row}]"

    def matching(self, values: Mapping[int, Value]) -> tuple[int, int] | None:
        """The rows that the evaluator has match for a value of each axis by number, and those that may.

        None where one of the values may not stand in its column.
        """
        tested: list[Value] = [_NOT_KNOWN] * len(self.checked.inputs)
        for at, value in values.items():
            for column in self.axes[at].columns:
                tested[column - 1] = value
        if not all(map(_may_stand, self.checked.inputs, tested)):
            return None
        run = ModelRun(NOWHEN, STEPS)
        facts = TableFacts(self.count, self.place, first_only=False)
        found = find_standing(self.compiled.inputs, run, self._named(values), tested, facts)
        return found.certain, found.possible

    def _named(self, values: Mapping[int, Value]) -> Variables:
        scope = dict(self._scope)
        for at, value in values.items():
            path = self.axes[at].tested.path
            if len(path) == 1:
                scope[path[0]] = value
        return scope

    def not_analysed(self, what: str, region: str) -> Flaw:
        """That something is not known, because of cells that are no sets of constants."""
        columns = sorted({column for axis in self.axes for column in axis.vague.values()})
        first = min((row, column) for axis in self.axes for row, column in axis.vague.items())
        rows = tuple(self.rows(self.vague))
        cell = self.table.rules[first[0]].when[first[1] - 1]
        where = f" where {region}" if region else ""
        return Flaw(
            "table.not-analysed",
            f"{self.row_place(first[0] + 1)}.inputs[{first[1]}]",
            f"{what}{where} is not known: {cell} is no set of constants{_others(len(rows))}.",
            "Compare the column with constants, where that is possible.",
            FlawProof.NOT_ANALYSED,
            rows,
            tuple(columns),
            region,
        )

    def sample(self, box: Box) -> dict[int, Value]:
        """A value of each axis in a box that is not empty; none of one whose values are of no kind."""
        return {
            at: value
            for at, (axis, ranges) in enumerate(zip(self.axes, box, strict=True))
            if isinstance(value := _value(axis, ranges), Unknown) is False
        }

    def named(self, values: Mapping[int, Value]) -> dict[str, Value]:
        """The same by name."""
        return {self.axes[at].name: value for at, value in values.items()}

    def region(self, box: Box) -> str:
        """A box as FEEL says it; axes of which it takes all are left out."""
        told = (
            _condition(axis, ranges, nullable=any(high > len(axis.stretches) for _, high in sure))
            for axis, ranges, sure in zip(self.axes, box, self.sure, strict=True)
            if axis.kind in KNOWN and ranges not in {axis.whole, sure}
        )
        return " and ".join(told)

    def proof(self, box: Box) -> FlawProof:
        """What is proved of a box: that it can be, where it says nothing of what is worked out."""
        for axis, ranges, sure in zip(self.axes, box, self.sure, strict=True):
            if axis.tested.origin is Origin.COMPUTED and ranges not in {axis.whole, sure}:
                return FlawProof.SUPPOSED
        return FlawProof.PROVED


def _may_stand(part: CheckedInput, value: Value) -> bool:
    if value is None or isinstance(value, Unknown):
        return True
    return not conform(value, part.domain)[1] and (part.allowed is None or part.allowed.admits(value))


def _others(rows: int) -> str:
    return f", nor are cells of {rows - 1} more row{'' if rows - 1 == 1 else 's'}" if rows > 1 else ""


def _value(axis: Axis, ranges: Ranges) -> Value:
    """A plain value of some ranges of an axis: not null where there is any other."""
    stretches = [axis.stretches[at] for low, high in ranges for at in range(low, min(high, len(axis.stretches)))]
    if not stretches:
        return None
    if axis.kind not in KNOWN or axis.kind is None:
        return _NOT_KNOWN
    return value_in(axis.kind, plainest(axis.kind, stretches))


def _condition(axis: Axis, ranges: Ranges, *, nullable: bool) -> str:
    assert axis.kind is not None  # noqa: S101  (asked before)
    count = len(axis.stretches)
    stretches = [axis.stretches[at] for low, high in ranges for at in range(low, min(high, count))]
    null = any(high > count for _, high in ranges)
    return condition(axis.name, axis.kind, stretches, null=null, nullable=nullable)


def told_sample(sample: Mapping[str, Value]) -> str:
    """A sample for people."""
    return ", ".join(f"{name} {brief(value)}" for name, value in sample.items())
