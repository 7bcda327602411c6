"""Rows that a rule set must answer alike: its decisions' own sorters asked once for each distinct value or tuple."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from creditrules.dmn import ColumnSorter, DecisionSorter, GivenCells, Runs, Tested
from creditrules.eligibility import CompiledRuleSet
from creditrules.feel import STEPS, Value
from creditrules.population.columnar.codes import Codebook, Codes, Labels, Pairs, Rows, combined

__all__ = ["RuleSetSorter", "Variable"]

_NO_CODES: Final[Codes] = np.zeros(0, np.int32)


class Variable:
    """A fact or a decision: its code in each row of the present batch, and its values by code."""

    def __init__(self, values: Sequence[Value], codes: Codes = _NO_CODES) -> None:
        self.values = values
        self.codes = codes


Variables = dict[str, Variable]


class _Sight:
    """What a sorter is shown of single rows: functions, and the values of variables."""

    def __init__(self, functions: Mapping[str, Value], runs: Runs, variables: Variables) -> None:
        self.runs = runs
        self._functions = functions
        self._variables = variables

    def scopes(self, names: Sequence[str], rows: Rows) -> Iterator[Mapping[str, Value]]:
        """For each of the rows what a text may name."""
        found = []
        for name in names:
            values = self._variables[name].values
            found.append([values[code] for code in self._variables[name].codes[rows].tolist()])
        for values in zip(*found, strict=True) if found else [()] * len(rows):
            scope = dict(zip(names, values, strict=True))
            yield {**self._functions, **scope} if self._functions else scope


class _Column:
    """One column of conditions: the class of rows that admit the same."""

    def __init__(self, sorter: ColumnSorter, variables: Variables, sight: _Sight) -> None:
        self.steps = 0
        self._sorter = sorter
        self._variables = variables
        self._sight = sight
        self._classes: Codebook[None] = Codebook()
        self._tested: list[Tested] = []
        self._given: list[GivenCells] = []
        self._values = Labels(self._test if sorter.runs_cells else self._class_of)
        self._cells = Labels(self._give)
        self._pairs, self._pairs_beside = [Pairs() for _ in sorter.reads], [Pairs() for _ in sorter.beside]
        self._both, self._labels = Pairs(), Labels(self._told)
        self._present = (_NO_CODES, _NO_CODES)

    def codes(self, rows: int) -> Codes:
        """The class of each row of the present batch."""
        values = self._values.of(self._read(self._sorter.reads, self._pairs, rows))
        if not self._sorter.runs_cells:
            return values
        cells = self._cells.of(self._read(self._sorter.beside, self._pairs_beside, rows))
        self._present = values, cells
        return self._labels.of(self._both.of(values, cells))

    @property
    def size(self) -> int:
        """How much is remembered."""
        return sum(labels.worked_out for labels in (self._values, self._cells, self._labels))

    def _read(self, names: Sequence[str], pairs: Sequence[Pairs], rows: int) -> Codes:
        return combined(pairs[1:], [self._variables[name].codes for name in names], rows)

    def _class_of(self, rows: Rows) -> Iterator[int]:
        """The class where no cells are run: what is tested tells all."""
        for tested in self._tests(rows):
            self.steps = max(self.steps, tested.steps)
            yield self._classes.code(tested.key, None)

    def _test(self, rows: Rows) -> Iterator[int]:
        for tested in self._tests(rows):
            self._tested.append(tested)
            yield len(self._tested) - 1

    def _tests(self, rows: Rows) -> Iterator[Tested]:
        sorter, name = self._sorter, self._sorter.only
        if name is None:
            yield from (sorter.tested(scope, self._sight.runs) for scope in self._sight.scopes(sorter.reads, rows))
            return
        values = self._variables[name].values
        for at, code in enumerate(self._variables[name].codes[rows].tolist()):
            found = sorter.looked_up(values[code])
            if found is None:
                (scope,) = self._sight.scopes(sorter.reads, rows[at : at + 1])
                found = sorter.tested(scope, self._sight.runs)
            yield found

    def _give(self, rows: Rows) -> Iterator[int]:
        for scope in self._sight.scopes(self._sorter.beside, rows):
            self._given.append(self._sorter.given(scope, self._sight.runs))
            yield len(self._given) - 1

    def _told(self, rows: Rows) -> Iterator[int]:
        values, cells = (codes[rows].tolist() for codes in self._present)
        for value, cell in zip(values, cells, strict=True):
            key, steps = self._key(self._tested[value], cell)
            self.steps = max(self.steps, steps)
            yield self._classes.code(key, None)

    def _key(self, tested: Tested, cell: int) -> tuple[Hashable | None, int]:
        if not tested.open or tested.key is None:
            # A value that the index knows nothing of is a class of its own, with each tuple of what cells look at.
            return tested.key, tested.steps
        held = self._given[cell].held(tested.value)
        return None if held.key is None else (tested.key, held.key), tested.steps + held.steps


class _Results:
    """The variables that a decision's results are made of, each where it is read."""

    def __init__(self, sorter: DecisionSorter, variables: Variables, sight: _Sight) -> None:
        self._sorter = sorter
        self._variables = variables
        self._sight = sight
        self._names = sorter.may_read
        self._pairs = [Pairs() for _ in self._names]
        self._read: Codebook[frozenset[str]] = Codebook()
        self._labels = Labels(self._reads)

    def refined(self, codes: Codes) -> Codes:
        """Codes that also tell apart the values that the results are made of."""
        if not self._names:
            return codes
        reads = self._labels.of(codes)
        for pairs, name in zip(self._pairs, self._names, strict=True):
            counts = np.array([name in each for each in self._read.things], np.bool_)[reads]
            codes = pairs.of(codes, np.where(counts, self._variables[name].codes + np.int32(1), np.int32(0)))
        return codes

    def _reads(self, rows: Rows) -> Iterator[int]:
        for scope in self._sight.scopes(self._sorter.reads, rows):
            read = self._sorter.read_by_results(scope, self._sight.runs)
            yield self._read.code(read, read)


class _Decision:
    """One decision of a rule set."""

    def __init__(self, sorter: DecisionSorter, variables: Variables, sight: _Sight) -> None:
        self._sorter = sorter
        self._sight = sight
        self._columns = [_Column(column, variables, sight) for column in sorter.columns]
        self._pairs = [Pairs() for _ in self._columns[1:]]
        self._results = _Results(sorter, variables, sight)
        self._own_steps = 0
        self._labels = Labels(self._answers)
        self._values: Codebook[Value] = Codebook()
        self._outcomes: Codebook[None] = Codebook()
        self._warnings: Codebook[None] = Codebook()
        self._warnings.code(_SOUND, None)
        self._codes_of = array("i")
        self.variable = Variable(self._values.things)
        self.outcomes = self.warnings = _NO_CODES

    @property
    def is_table(self) -> bool:
        """Whether its rows count that fired."""
        return self._sorter.is_table

    @property
    def size(self) -> int:
        """How much is remembered."""
        return self._labels.worked_out + sum(column.size for column in self._columns)

    @property
    def steps(self) -> int:
        """The most that one evaluation can have taken."""
        return self._own_steps + sum(column.steps for column in self._columns)

    def sort(self, rows: int) -> None:
        """Find the codes of the present batch."""
        columns = [column.codes(rows) for column in self._columns]
        codes = self._labels.of(self._results.refined(combined(self._pairs, columns, rows)))
        told = np.array(self._codes_of, np.int32).reshape(-1, 3)
        self.variable.codes, self.outcomes, self.warnings = (told[:, at][codes] for at in range(3))

    def _answers(self, rows: Rows) -> Iterator[int]:
        for scope in self._sight.scopes(self._sorter.reads, rows):
            answered = self._sorter.answered(scope, self._sight.runs)
            self._own_steps = max(self._own_steps, answered.steps)
            value = self._values.code(answered.value_key, answered.value)
            outcome = self._outcomes.code(answered.outcome_key, None)
            warnings = self._warnings.code(_SOUND if answered.warnings is None else answered.warnings, None)
            self._codes_of.extend((value, outcome, warnings))
            yield len(self._codes_of) // 3 - 1


_SOUND: Final = ()


class RuleSetSorter:
    """One rule set: the rows of a batch by all that its answer may hang on.

    published: its decisions that later rule sets read, in order.
    """

    def __init__(self, compiled: CompiledRuleSet, variables: Variables, runs: Runs) -> None:
        """variables: facts and reserved ones by name, of each batch in turn; the decisions are added to them."""
        form = compiled.rule_set.form
        sight = _Sight(compiled.model.functions, runs, variables)
        self._decisions: dict[str, _Decision] = {}
        for sorter in compiled.model.sorters(compiled.asked):
            decision = self._decisions[sorter.name] = _Decision(sorter, variables, sight)
            variables[sorter.name] = decision.variable
        self._findings = self._decisions[form.findings]
        self.published = {name: self._decisions[of].variable for name, of in form.publishes.items()}
        self._pairs = [Pairs() for _ in (*self.published, *self._decisions)]

    @property
    def certain(self) -> bool:
        """Whether no evaluation can have run out of steps, so that what was left of them made no difference."""
        return sum(decision.steps for decision in self._decisions.values()) <= STEPS

    @property
    def size(self) -> int:
        """How much is remembered."""
        return sum(decision.size for decision in self._decisions.values())

    def sort(self, rows: int) -> Codes:
        """The code of each row of the present batch."""
        for decision in self._decisions.values():
            decision.sort(rows)
        found = self._findings.outcomes if self._findings.is_table else self._findings.variable.codes
        others = [variable.codes for variable in self.published.values()]
        return combined(self._pairs, [found, *others, *(d.warnings for d in self._decisions.values())], rows)
