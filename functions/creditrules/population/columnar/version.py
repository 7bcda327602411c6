"""One version of the rules over facts by columns: rows are sorted, and one of each class is decided as ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from creditrules.dmn import CompiledModel, Fact, Runs
from creditrules.eligibility import CompiledRuleSet, Decision, given_to_all
from creditrules.feel import Unknown, Value, from_datetime
from creditrules.population.assessor import Assessor, DecisionOrFaults, applicant_of
from creditrules.population.columnar.codes import Codebook, Codes, Labels, Pairs, Rows, combined
from creditrules.population.columnar.columns import ABSENT
from creditrules.population.columnar.facts import FactCodes, Reading
from creditrules.population.columnar.sorting import RuleSetSorter, Variable
from creditrules.population.columnar.telling import TOLD, Told

__all__ = ["VersionOfColumns"]

_OFFER: Final = "offer"
"""What differs with all that is asked for: rows are the same to who reads it only where all of their facts are."""

_ANSWER: Final = 10

Facts = Mapping[str, FactCodes]
Stated = Callable[[int], Mapping[str, Any]]


class _Identity:
    """The rows by the very codes of some facts. A fact that joins later was 0 for all before it."""

    def __init__(self) -> None:
        self._pairs: dict[str, Pairs] = {}
        self._count = 0

    def codes(self, facts: Mapping[str, Codes], rows: int) -> Codes:
        nothing = found = np.zeros(rows, np.int32)
        for name in sorted(facts.keys() - self._pairs.keys()):
            self._pairs[name] = Pairs(self._count)
        for name, pairs in self._pairs.items():
            found = pairs.of(found, facts.get(name, nothing))
        self._count = max(self._count, int(found.max(initial=-1)) + 1)
        return found


class _Batch(NamedTuple):
    """Rows that are asked about. chosen: of the codes of a whole batch theirs. decided: decides rows of them."""

    facts: Facts
    chosen: Callable[[Codes], Codes]
    requests: Variable | None
    decided: Callable[[Rows], Iterator[Decision]]
    rows: int


class _Governing:
    """One rule set and what it is told of the present batch."""

    def __init__(self, compiled: CompiledRuleSet, assessor: Assessor) -> None:
        self.compiled = compiled
        self.opaque = _OFFER in compiled.given
        self._told = None if TOLD.isdisjoint(compiled.given) else Told(compiled)
        self._lacking = Pairs()
        self._needed = compiled.model.needed_facts(compiled.asked)
        self._variables = {fact.name: Variable(_missing(fact.name)) for fact in compiled.facts}
        self._identity = _Identity()
        self._sorted_codes = 0
        constant = given_to_all(assessor.product, applicant_of({}, None), assessor.now, assessor.parameters)
        for name in compiled.model.checked.extra_facts:
            self._variables[name] = Variable([constant[name]] if name in constant else _missing(name))
        if self._told is not None:
            self._variables |= self._told.variables
        moment = from_datetime(assessor.now.astimezone(compiled.zone))
        self._sorter = RuleSetSorter(compiled, self._variables, Runs(moment, assessor.budget))

    @property
    def size(self) -> int:
        """How much is remembered."""
        return self._sorter.size + (_ANSWER * self._told.size if self._told is not None else 0)

    def codes(self, batch: _Batch, earlier: Sequence[Codes]) -> Codes:
        """The class of each row, among those to whom the earlier rule sets and the offer say the same.

        earlier: the classes of what was heard before.
        """
        facts, chosen, rows = batch.facts, batch.chosen, batch.rows
        if not self.opaque:
            found = self._sorted(batch, earlier)
            if self._sorter.certain:
                self._sorted_codes = max(self._sorted_codes, int(found.max(initial=-1)) + 1)
                return found
            self.opaque = True
        needed = {name: chosen(facts[name].codes) for name in self._needed if name in facts}
        return self._identity.codes(needed, rows) + np.int32(self._sorted_codes)

    def _sorted(self, batch: _Batch, earlier: Sequence[Codes]) -> Codes:
        facts, chosen, requests, rows = batch.facts, batch.chosen, batch.requests, batch.rows
        nothing = np.zeros(rows, np.int32)
        for variable in self._variables.values():
            variable.codes = nothing
        for declared in self.compiled.facts:
            name = declared.name
            if name in facts:
                self._variables[name].values = facts[name].reading(declared, self.compiled.model).values
                self._variables[name].codes = chosen(facts[name].codes)
        if requests is not None and "request" in self._variables:
            self._variables["request"].values, self._variables["request"].codes = requests.values, requests.codes
        if self._told is None:
            return self._sorter.sort(rows)
        lacking = self._told.read(earlier, batch.decided, rows)
        return self._lacking.of(self._sorter.sort(rows), lacking)


class _Requests:
    """What is asked for: each distinct request once. wrong: codes of those that are none."""

    def __init__(self, assessor: Assessor) -> None:
        self._assessor = assessor
        self._identity = _Identity()
        self._labels = Labels(self._read)
        self._facts: Facts = {}
        self.variable = Variable([])
        self._values: list[Value] = []
        self._wrong: list[bool] = []

    def read(self, facts: Facts, rows: int) -> NDArray[np.bool_]:
        """Find the codes of the present batch; whether each row's request is none."""
        self._facts = {name: facts[name] for name in self._assessor.request_parts if name in facts}
        codes = self._identity.codes({name: fact.codes for name, fact in self._facts.items()}, rows)
        self.variable = Variable(self._values, self._labels.of(codes))
        return np.array(self._wrong, np.bool_)[self.variable.codes]

    def _read(self, rows: Rows) -> Iterator[int]:
        about = self._assessor
        for row in rows.tolist():
            parts = {name: fact.values[fact.codes[row]] for name, fact in self._facts.items()}
            request, wrong = about.request_in({name: part for name, part in parts.items() if part is not ABSENT})
            given = given_to_all(about.product, applicant_of({}, request), about.now, about.parameters)
            self._values.append(given["request"])
            self._wrong.append(bool(wrong))
            yield len(self._values) - 1


class VersionOfColumns:
    """Answers batch after batch under one version. answers: all that were given, by code."""

    def __init__(self, assessor: Assessor) -> None:
        self.answers: list[DecisionOrFaults] = []
        self._assessor = assessor
        self._governing = [_Governing(compiled, assessor) for compiled in assessor.rule_sets]
        self._requests = _Requests(assessor) if assessor.request_parts else None
        self._pairs = [Pairs() for _ in self._governing]
        self._declaring: dict[str, list[tuple[Fact, CompiledModel]]] = {}
        for compiled in assessor.rule_sets:
            for fact in compiled.facts:
                self._declaring.setdefault(fact.name, []).append((fact, compiled.model))
        self._problems: dict[str, Labels] = {}
        self._kinds: Codebook[None] = Codebook()
        self._kinds.code((), None)
        self._faulty = _Identity()
        self._odd = _Identity()
        self._stated: Stated = _nothing
        self._clean_answers, self._faulty_answers, self._odd_answers = (Labels(self._decided) for _ in range(3))

    @property
    def size(self) -> int:
        """How much is remembered; an answer takes many times what a value takes."""
        return _ANSWER * len(self.answers) + sum(each.size for each in self._governing)

    def codes(self, facts: Facts, stated: Stated, usable: NDArray[np.bool_]) -> Codes:
        """The code of each row's answer; -1 where a row is not usable. stated: the plain facts of a row."""
        rows = len(usable)
        found = np.full(rows, -1, np.int32)
        odd = usable & self._is_odd(facts, rows)
        problems = self._problem_codes(facts)
        wrong = np.zeros(rows, np.bool_) if self._requests is None else self._requests.read(facts, rows)
        for codes in problems.values():
            wrong |= codes > 0
        wrong &= usable & ~odd
        self._answer(found, odd, self._odd_answers, stated, lambda at: self._odd_codes(facts, at))
        self._answer(found, wrong, self._faulty_answers, stated, lambda at: self._faulty_codes(problems, at))
        clean = usable & ~odd & ~wrong
        self._answer(found, clean, self._clean_answers, stated, lambda at: self._clean_codes(facts, at))
        return found

    def _answer(
        self,
        found: Codes,
        which: NDArray[np.bool_],
        labels: Labels,
        stated: Stated,
        codes: Callable[[Rows], Codes],
    ) -> None:
        at = np.flatnonzero(which)
        if len(at):
            self._stated = lambda row: stated(int(at[row]))
            found[at] = labels.of(codes(at))

    def _decided(self, rows: Rows) -> Iterator[int]:
        for row in rows.tolist():
            self.answers.append(_without_ground(self._assessor.assess(self._stated(row))))
            yield len(self.answers) - 1

    def _decisions(self, rows: Rows) -> Iterator[Decision]:
        for row in rows.tolist():
            answer = self._assessor.assess(self._stated(row))
            assert isinstance(answer, Decision)  # noqa: S101 - of rows with which something is wrong nobody is asked
            yield answer

    def _is_odd(self, facts: Facts, rows: int) -> NDArray[np.bool_]:
        """Whether a row states what no rule set declares: what that means is nothing that columns tell."""
        odd = np.zeros(rows, np.bool_)
        for name in facts.keys() - self._assessor.facts.keys():
            odd |= facts[name].codes > 0
        return odd

    def _odd_codes(self, facts: Facts, at: Rows) -> Codes:
        return self._odd.codes({name: fact.codes[at] for name, fact in facts.items()}, len(at))

    def _problem_codes(self, facts: Facts) -> dict[str, Codes]:
        """By fact what is wrong with each row's value; 0 where nothing is. Only of those with whom something is."""
        found = {}
        for name, fact in facts.items():
            readings = [fact.reading(declared, model) for declared, model in self._declaring.get(name, ())]
            if any(reading.wrong for reading in readings):
                labels = self._problems.setdefault(name, Labels(self._wrong_with(fact, readings)))
                codes = labels.of(fact.codes)
                if codes.any():
                    found[name] = codes
        return found

    def _wrong_with(self, fact: FactCodes, readings: Sequence[Reading]) -> Callable[[Rows], Iterator[int]]:
        def work_out(rows: Rows) -> Iterator[int]:
            for code in fact.codes[rows].tolist():
                yield self._kinds.code(tuple(each.wrong[code] for each in readings if code in each.wrong), None)

        return work_out

    def _faulty_codes(self, problems: Mapping[str, Codes], at: Rows) -> Codes:
        told = {name: codes[at] for name, codes in problems.items()}
        if self._requests is not None:
            told["request"] = self._requests.variable.codes[at]
        return self._faulty.codes(told, len(at))

    def _clean_codes(self, facts: Facts, at: Rows) -> Codes:
        def chosen(codes: Codes) -> Codes:
            return codes if len(at) == len(codes) else codes[at]

        asked = self._requests.variable if self._requests is not None else None
        requests = None if asked is None else Variable(asked.values, chosen(asked.codes))
        batch = _Batch(facts, chosen, requests, self._decisions, len(at))
        heard: dict[_Governing, Codes] = {}
        for each in sorted(self._governing, key=lambda each: _OFFER in each.compiled.given):
            heard[each] = each.codes(batch, [*heard.values()])
        classes = [heard[each] for each in self._governing]
        last = np.zeros(len(at), np.int32) if requests is None else requests.codes
        return combined(self._pairs, [*classes, last], len(at))


def _missing(name: str) -> Sequence[Value]:
    return [Unknown(frozenset((name,)))]


def _without_ground(answer: DecisionOrFaults) -> DecisionOrFaults:
    """The answer as all of its class have it: what its reasons were found on is one row's."""
    if not isinstance(answer, Decision):
        return answer
    return replace(answer, grounds=(), reasons=tuple(replace(reason, ground=None) for reason in answer.reasons))


def _nothing(_row: int) -> Mapping[str, Any]:
    return {}
