"""Test cases made from the rules: for rows, outcomes and reasons that no case reaches, and at each border.

Candidates are applicants of the boxes in which a row counts, at the borders of these boxes and just beyond. All are
asked of the evaluator, and of what they answer few are chosen that reach what no case reaches yet.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, Final, TypeVar

from creditrules.dmn import reached_by
from creditrules.dmn.analysis import Box, Facts, Hits, Spent, TooLarge, paths, thinned
from creditrules.document import Plain
from creditrules.eligibility.borders import Side, sides_of
from creditrules.eligibility.case_situation import asked_case
from creditrules.eligibility.case_written import asked_of, expected, plain_case
from creditrules.eligibility.cases import CaseAnswer, answer_case
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.coverage import Coverage, Generated, covered
from creditrules.eligibility.findings import evaluated
from creditrules.eligibility.lifting import in_words
from creditrules.eligibility.parameters import ParametersAt, lacking
from creditrules.eligibility.situation import parameter_facts
from creditrules.eligibility.space import RuleSpace
from creditrules.feel import RequestBudget, Value
from creditrules.rules import TestCase, findings_table

__all__ = ["generated_cases"]

_BOXES_A_ROW: Final = 2
_MOST_BOXES: Final = 5_000
_MOST_CANDIDATES: Final = 1_000
_BY_CHANCE: Final = 50
_NAMED: Final = 2
_LARGEST: Final = 1_000
"""Rows of a table, beyond which only some of them, drawn by chance, are sought one by one."""
_SAMPLED: Final = 100
_SEED: Final = 1

_FOR_MAKING: Final = 0.7
"""The part of what is left; the rest is for what the cases then reach."""

_Goal = tuple[Any, ...]
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An applicant, and the border that it stands at, in words; "" for none."""

    facts: Facts
    about: str


@dataclass(frozen=True, slots=True)
class _Tried:
    """A candidate as it is written, in words, and what it reaches."""

    written: dict[str, Plain]
    about: str
    goals: frozenset[_Goal]


def generated_cases(
    compiled: CompiledRuleSet, now: datetime, parameters: ParametersAt, most: int, budget: RequestBudget | None
) -> Generated:
    """See `generated_on_demand`."""
    kept = tuple(case for case in compiled.rule_set.form.tests if not case.generated)
    before = covered(compiled, now, parameters, kept, budget)
    lacks = lacking(compiled.parameters, parameter_facts(parameters(now, compiled.parameters)))
    if lacks:
        return Generated((), before, before, lacks[0])
    making = _Making(compiled, now, parameters, before, None if budget is None else budget.share(_FOR_MAKING))
    chosen = making.chosen(kept, most)
    written = tuple(_named(chosen, {case.name for case in kept}))
    made = [case for case in map(plain_case, written) if case is not None]
    return Generated(written, before, covered(compiled, now, parameters, (*kept, *made), budget), making.why)


class _Making:
    """Makes and tries candidates for one rule set."""

    def __init__(
        self,
        compiled: CompiledRuleSet,
        now: datetime,
        parameters: ParametersAt,
        before: Coverage,
        budget: RequestBudget | None,
    ) -> None:
        self.budget = budget
        self.compiled, self.now, self.parameters = compiled, now, parameters
        self.in_force = parameters(now, compiled.parameters)
        model, self.large = thinned(compiled.model, _LARGEST, _SAMPLED, _SEED)
        self.space = RuleSpace(replace(compiled, model=model), now, self.in_force, request=budget)
        self.sizes = {table.name: len(table.rows) for table in before.tables if len(table.rows) <= _LARGEST}
        self._asked = {
            (table.name, row.row, at)
            for table in before.tables
            if table.name in self.sizes
            for row in table.rows
            for at in row.conditions
        }
        self.sides: dict[Side, None] = {}
        self.why = " ".join(
            f"Of the {count:,} rows of {name} {_SAMPLED} were sought, drawn with the seed {_SEED}."
            for name, count in self.large.items()
        )

    def chosen(self, kept: Sequence[TestCase], most: int) -> list[_Tried]:
        """The candidates that reach most of what is not reached yet, one after the other."""
        candidates = self._different(self._in_time(self._candidates()))
        tried = [each for each in self._in_time(map(self._tried, candidates)) if each is not None]
        known = frozenset[_Goal]().union(*self._in_time(self._goals(case) for case in kept))
        found: list[_Tried] = []
        while len(found) < most and tried:
            best = max(tried, key=lambda each: len(each.goals - known))
            if best.goals <= known:
                break
            found.append(best)
            known |= best.goals
        return found

    def _candidates(self) -> Iterator[_Candidate]:
        for name in (*self.sizes, *self.large):
            try:
                yield from islice(self._of_table(name), _MOST_CANDIDATES)
            except Spent:
                raise
            except TooLarge as error:
                self.why = f"{self.why} {error}".lstrip()
        by_chance = self.space.sampler.applicants(_BY_CHANCE)
        yield from (_Candidate(facts, "") for facts in by_chance)

    def _in_time(self, found: Iterator[_Found]) -> Iterator[_Found]:
        """What is found until the budget is spent; `why` then says so."""
        try:
            yield from found
        except Spent as spent:
            self.why = f"{self.why} {spent}".lstrip()

    def _different(self, candidates: Iterable[_Candidate]) -> list[_Candidate]:
        found = {str(each.facts): each for each in reversed(list(islice(candidates, _MOST_CANDIDATES)))}
        return list(reversed(found.values()))

    def _of_table(self, name: str) -> Iterator[_Candidate]:
        """Per row that counts some boxes in which it does: a sample of each, and its neighbours at each border."""
        hits = self.space.analysis.hits(name) if name in self.compiled.model.decisions else None
        seen: dict[Hashable, int] = {}
        for box in islice(paths(hits, self.space.analysis.budget), _MOST_BOXES) if hits is not None else ():
            rows = _rows(box.value)
            seen[rows] = seen.get(rows, 0) + 1
            if seen[rows] <= _BOXES_A_ROW:
                yield from self._of_box(box)

    def _of_box(self, box: Box) -> Iterator[_Candidate]:
        sample = self.space.sampler.sample(box).facts
        if sample is None:
            return
        yield _Candidate(sample, "")
        for path, value in sides_of(box):
            self.sides[path, value] = None
            yield _Candidate(_with(sample, path, value), f", {'.'.join(path)} {_shown(value)}")

    def _tried(self, candidate: _Candidate) -> _Tried | None:
        written = asked_of(self.compiled, "?", candidate.facts, self.now, self.in_force)
        case = plain_case({**written, "expect": {}})
        goals = self._goals(case) if case is not None else frozenset[_Goal]()
        answer = self._answer(case) if case is not None and goals else None
        expect = None if answer is None else expected(answer)
        if expect is None:
            return None
        return _Tried({**written, "expect": expect}, f"{expect['outcome']} {self._by(goals)}{candidate.about}", goals)

    def _by(self, goals: frozenset[_Goal]) -> str:
        """The rows of the findings that count, for people."""
        findings = self.compiled.rule_set.form.findings
        rows = sorted(goal[2] for goal in goals if goal[:2] == ("row", findings))
        table = findings_table(self.compiled.rule_set)
        ids = [table.rules[row - 1].id or f"row {row}" for row in rows] if table else []
        return f"by {', '.join(ids[:_NAMED])}" if ids else "by no row" if table else "as computed"

    def _answer(self, case: TestCase) -> CaseAnswer:
        """What a case is answered. Raises Spent where that is not known any more."""
        found = answer_case(self.compiled, case, self.now, self.parameters, self.budget)
        self.space.analysis.budget.look()
        return found

    def _goals(self, case: TestCase) -> frozenset[_Goal]:
        """Rows, other sides of cells, outcome, reasons and borders that a case reaches; none of one that is wrong."""
        asked = asked_case(self.compiled, case, self.now, self.parameters)
        if asked.problems or asked.lacks:
            return frozenset()
        situation = replace(asked.situation, budget=self.budget)
        reached = reached_by(evaluated(self.compiled, asked.facts, situation, trace=True), self.sizes, self.large)
        answer = self._answer(case)
        everything = {**asked.situation.given, **asked.facts}
        borders = {("border", *side) for side in self.sides if _at(everything, side[0]) == (True, side[1])}
        told = {("outcome", answer.outcome), *(("reason", reason) for reason in answer.reasons)}
        rows = {("row", *row) for row in reached.rows}
        sides = {("side", *side) for side in reached.sides if side in self._asked}
        return frozenset({*rows, *sides, *told, *borders})


def _rows(hits: Hits) -> Hashable:
    return None if hits.hits is None else tuple(hit.row for hit in hits.hits)


def _with(facts: Facts, path: tuple[str, ...], value: Value) -> Facts:
    """The facts with another value at a path."""
    first, rest = path[0], path[1:]
    inside = facts.get(first)
    if not rest:
        return {**facts, first: value}
    return {**facts, first: _with(inside if isinstance(inside, dict) else {}, rest, value)}


def _at(facts: Any, path: tuple[str, ...]) -> tuple[bool, Value]:
    """Whether there is something at a path, and what."""
    for name in path:
        if not isinstance(facts, Mapping) or name not in facts:
            return False, None
        facts = facts[name]
    return True, facts


def _shown(value: Value) -> str:
    return "null" if value is None else in_words(value)


def _named(chosen: Sequence[_Tried], taken: set[str]) -> Iterator[dict[str, Plain]]:
    """The cases with names that no other has."""
    for each in chosen:
        name = each.about[:180]
        number = 2
        while name in taken:
            name = f"{each.about[:180]} ({number})"
            number += 1
        taken.add(name)
        yield {**each.written, "name": name}
