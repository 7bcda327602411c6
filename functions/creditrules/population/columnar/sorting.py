"""Rows that a rule set must answer alike: its decisions' own sorters asked once for each distinct value or tuple."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from creditrules.dmn import ColumnSorter, DecisionSorter
from creditrules.eligibility import CompiledRuleSet
from creditrules.feel import STEPS, DateTime, Value
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

    def __init__(self, functions: Mapping[str, Value], now: DateTime, variables: Variables) -> None:
        self.now = now
        self._functions = functions
        self._variables = variables

    def scopes(self, names: Sequence[str], rows: Rows) -> Iterator[Mapping[str, Value]]:
        """For each of the rows what a text may name."""
        found = []
        for name in names:
            values = self._variables[name].values
            found.append([values[code] for code in self._variables[name].codes[rows].tolist()])
        for values in zip(*found, strict=True) if found else [()] * len(rows):
            yield {**self._functions, **dict(zip(names, values, strict=True))}


class _Column:
    """One column of conditions: the class of rows that admit the same."""

    def __init__(self, sorter: ColumnSorter, variables: Variables, sight: _Sight) -> None:
        self.steps = 0
        self._sorter = sorter
        self._variables = variables
        self._sight = sight
        self._pairs = [Pairs() for _ in sorter.reads[1:]]
        self._classes: Codebook[None] = Codebook()
        self._labels = Labels(self._told)

    def codes(self, rows: int) -> Codes:
        read = [self._variables[name].codes for name in self._sorter.reads]
        return self._labels.of(combined(self._pairs, read, rows))

    def _told(self, rows: Rows) -> Iterator[int]:
        for scope in self._sight.scopes(self._sorter.reads, rows):
            told = self._sorter.told(scope, self._sight.now)
            self.steps = max(self.steps, told.steps)
            yield self._classes.code(told.key, None)


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
            read = self._sorter.read_by_results(scope, self._sight.now)
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
        self._codes_of: list[tuple[int, int, int]] = []
        self.variable = Variable(self._values.things)
        self.outcomes = self.warnings = _NO_CODES

    @property
    def is_table(self) -> bool:
        """Whether its rows count that fired."""
        return self._sorter.is_table

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
            answered = self._sorter.answered(scope, self._sight.now)
            self._own_steps = max(self._own_steps, answered.steps)
            value = self._values.code(answered.value_key, answered.value)
            outcome = self._outcomes.code(answered.outcome_key, None)
            warnings = self._warnings.code(_SOUND if answered.warnings is None else answered.warnings, None)
            self._codes_of.append((value, outcome, warnings))
            yield len(self._codes_of) - 1


_SOUND: Final = ()


class RuleSetSorter:
    """One rule set: the rows of a batch by all that its answer may hang on.

    published: its decisions that later rule sets read, in order.
    """

    def __init__(self, compiled: CompiledRuleSet, variables: Variables, now: DateTime) -> None:
        """variables: facts and reserved ones by name, of each batch in turn; the decisions are added to them."""
        form = compiled.rule_set.form
        sight = _Sight(compiled.model.functions, now, variables)
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

    def sort(self, rows: int) -> Codes:
        """The code of each row of the present batch."""
        for decision in self._decisions.values():
            decision.sort(rows)
        found = self._findings.outcomes if self._findings.is_table else self._findings.variable.codes
        others = [variable.codes for variable in self.published.values()]
        return combined(self._pairs, [found, *others, *(d.warnings for d in self._decisions.values())], rows)
