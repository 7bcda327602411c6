"""Which rows, outcomes and reasons a rule set's test cases reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from creditrules.dmn import Evaluation, TableCoverage, coverage_of
from creditrules.document import Plain
from creditrules.eligibility.case_situation import asked_case
from creditrules.eligibility.combining import outcome_of
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.decision import Outcome
from creditrules.eligibility.findings import evaluated, verdict_of
from creditrules.eligibility.parameters import ParametersAt, none_at
from creditrules.eligibility.verdict import Verdict
from creditrules.feel import RequestBudget
from creditrules.records import dataclass, replace
from creditrules.rules import TestCase, steps_given

__all__ = ["Coverage", "Generated", "covered"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What test cases reach, which are named by their places from 0.

    cases: their names. tables: rows and cells. outcomes: cases by outcome, of all that came out and all that a row
    gives outright. reasons: cases by reason, of all in the catalogue.
    """

    cases: tuple[str, ...]
    tables: tuple[TableCoverage, ...]
    outcomes: Mapping[Outcome, tuple[int, ...]]
    reasons: Mapping[str, tuple[int, ...]]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(len(table.rows) for table in self.tables)

    @property
    def rows_covered(self) -> int:
        """How many of them a case hits."""
        return sum(bool(row.hits) for table in self.tables for row in table.rows)

    @property
    def cells(self) -> int:
        """How many cells ask for something."""
        return sum(len(row.conditions) for table in self.tables for row in table.rows)

    @property
    def cells_covered(self) -> int:
        """How many of them are tried on both sides."""
        return sum(len(row.sides) for table in self.tables for row in table.rows)


@dataclass(frozen=True, slots=True)
class Generated:
    """Cases as they are written, each marked `generated`.

    before, after: what the cases that are kept reach, without these and with them. why: what kept the rules from being
    looked at as a whole, "" where nothing did.
    """

    cases: tuple[Mapping[str, Plain], ...]
    before: Coverage
    after: Coverage
    why: str = ""


def covered(
    compiled: CompiledRuleSet,
    now: datetime,
    parameters: ParametersAt = none_at,
    cases: Sequence[TestCase] | None = None,
    budget: RequestBudget | None = None,
) -> Coverage:
    """What cases reach, the rule set's own unless others are given; one that cannot be evaluated reaches nothing.

    now, parameters, budget: as `run_cases` takes them.
    """
    cases = compiled.rule_set.form.tests if cases is None else cases
    evaluations, verdicts = list[Evaluation](), list[Verdict]()
    for case in cases:
        asked = asked_case(compiled, case, now, parameters)
        situation = replace(asked.situation, budget=budget)
        found = Evaluation({}, {}) if asked.lacks else evaluated(compiled, asked.facts, situation, trace=True)
        evaluations.append(found)
        verdicts.append(Verdict(()) if asked.lacks else verdict_of(compiled, found, situation))
    tables = coverage_of(compiled.model.checked, evaluations)
    named = tuple(case.name for case in cases)
    return Coverage(named, tables, _outcomes(compiled, verdicts), _reasons(compiled, verdicts))


def _outcomes(compiled: CompiledRuleSet, verdicts: list[Verdict]) -> dict[Outcome, tuple[int, ...]]:
    reached: dict[Outcome, list[int]] = {Outcome(step): [] for step in steps_given(compiled.rule_set)}
    for number, verdict in enumerate(verdicts):
        if verdict.certain or verdict.possible:
            reached.setdefault(outcome_of([verdict]), []).append(number)
    order = list(Outcome)
    return {outcome: tuple(reached[outcome]) for outcome in sorted(reached, key=order.index)}


def _reasons(compiled: CompiledRuleSet, verdicts: list[Verdict]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {code: [] for code in compiled.rule_set.form.reasons}
    for number, verdict in enumerate(verdicts):
        for code in dict.fromkeys(_given(verdict)):
            found[code].append(number)
    return {code: tuple(numbers) for code, numbers in found.items()}


def _given(verdict: Verdict) -> Iterator[str]:
    told = verdict.certain if verdict.settled or not verdict.exclusive else ()
    return (finding.reason for finding in told if finding.reason is not None)
