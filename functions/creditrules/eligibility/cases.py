"""A rule set's own test cases: what they expect, what it answers, and where the two differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from creditrules.eligibility.case_situation import asked_case
from creditrules.eligibility.combining import combine_terms, deciding_facts, outcome_of
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.decision import Outcome
from creditrules.eligibility.findings import evaluate_rule_set
from creditrules.eligibility.parameters import ParametersAt, none_at
from creditrules.eligibility.reason import Origin
from creditrules.eligibility.verdict import Verdict, not_evaluable
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import STEPS, RequestBudget
from creditrules.records import dataclass, replace
from creditrules.rules import Expectation, TestCase

__all__ = ["NO_CASES", "CaseAnswer", "answer_case", "cases_moved", "changed_cases", "judged_properties", "run_cases"]

NO_CASES = Diagnostic(
    "cases.none",
    "The rule set has no test cases.",
    "Add some under `tests`: they are run before every publication.",
    severity=Severity.WARNING,
)


_PLENTY: Final = 10**9
"""Of memory: one evaluation bounds itself."""
_COSTLY: Final = STEPS // 4
"""Steps of one case from which on it is told: a dozen such evaluations are all that a request may take."""


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """What a rule set answers to one test case, in the terms that an expectation speaks in."""

    outcome: str
    reasons: tuple[str, ...]
    limit: object
    rate: object
    restricted_features: tuple[str, ...]
    missing: tuple[str, ...]
    problems: tuple[Diagnostic, ...] = ()
    lacks: tuple[str, ...] = ()


def run_cases(
    compiled: CompiledRuleSet,
    now: datetime,
    parameters: ParametersAt = none_at,
    budget: RequestBudget | None = None,
    searching: RequestBudget | None = None,
) -> tuple[Diagnostic, ...]:
    """One error for every test case that fails and every property that does not hold; a warning where there are none.

    now: for cases that fix no time. parameters: for cases that do not give the values of those that the rule set uses.
    budget: what the cases are taken from; where it is spent, what comes says nothing. searching: what the properties
    are taken from; what that does not reach is not proved.
    """
    cases = compiled.rule_set.form.tests
    asked = now, parameters, budget
    told = [each for number, case in enumerate(cases, 1) for each in _failures(compiled, case, number, *asked)]
    return (*(told if cases else (NO_CASES,)), *judged_properties(compiled, now, parameters, searching))


def answer_case(
    compiled: CompiledRuleSet,
    case: TestCase,
    now: datetime,
    parameters: ParametersAt = none_at,
    budget: RequestBudget | None = None,
) -> CaseAnswer:
    """The rule set's answer to a case; facts that it does not declare are left out and reported.

    budget: what the evaluation is taken from, where that matters.
    """
    asked = asked_case(compiled, case, now, parameters)
    lacks, situation = asked.lacks, replace(asked.situation, budget=budget)
    verdict = Verdict((not_evaluable(lacks[0]),)) if lacks else evaluate_rule_set(compiled, asked.facts, situation)
    return _answer(verdict, asked.problems, lacks)


def changed_cases(
    before: CompiledRuleSet | None,
    after: CompiledRuleSet,
    now: datetime,
    parameters: ParametersAt = none_at,
    budget: RequestBudget | None = None,
) -> tuple[int, tuple[str, ...]]:
    """How many different test cases both versions keep, and the names of those that the two answer differently.

    budget: as `run_cases` takes it.
    """
    if before is None:
        return len(after.rule_set.form.tests), ()
    cases = {case.name: case for compiled in (before, after) for case in compiled.rule_set.form.tests}
    changed = tuple(
        name
        for name, case in cases.items()
        if answer_case(before, case, now, parameters, budget) != answer_case(after, case, now, parameters, budget)
    )
    return len(cases), changed


class CasesMoved(NamedTuple):
    """How many cases a rule set has, and the names of those that it answers differently."""

    cases: int
    changed: tuple[str, ...]


def cases_moved(
    rule_set: CompiledRuleSet,
    now: datetime,
    before: ParametersAt,
    after: ParametersAt,
    budget: RequestBudget | None = None,
) -> CasesMoved:
    """Which of a rule set's test cases other values of parameters change. budget: as `run_cases` takes it."""
    cases = rule_set.rule_set.form.tests
    changed = (
        case.name
        for case in cases
        if answer_case(rule_set, case, now, before, budget) != answer_case(rule_set, case, now, after, budget)
    )
    return CasesMoved(len(cases), tuple(changed))


def _answer(verdict: Verdict, problems: tuple[Diagnostic, ...], lacks: tuple[str, ...]) -> CaseAnswer:
    outcome = outcome_of([verdict])
    terms = combine_terms("", outcome, verdict.certain)
    told = verdict.certain if verdict.settled or not verdict.exclusive else ()
    return CaseAnswer(
        outcome.value,
        tuple(sorted(finding.code for finding in told)),
        terms.limit if terms else None,
        terms.rate if terms else None,
        terms.restricted_features if terms else (),
        tuple(sorted(deciding_facts([verdict]))),
        problems,
        lacks,
    )


def judged_properties(
    compiled: CompiledRuleSet, now: datetime, parameters: ParametersAt, request: RequestBudget | None = None
) -> Iterable[Diagnostic]:
    """An error for each property that does not hold at a moment, a warning for each that is not proved.

    request: the budget of the request that it is for; what it does not reach is not proved.
    """
    if not compiled.rule_set.form.properties:
        return ()
    from creditrules.eligibility.properties import judged, properties_of  # noqa: PLC0415 - the analysis is for checks

    return judged(properties_of(compiled, now, parameters, request))


def _failures(
    compiled: CompiledRuleSet,
    case: TestCase,
    number: int,
    now: datetime,
    parameters: ParametersAt,
    budget: RequestBudget | None,
) -> Iterator[Diagnostic]:
    place = f"tests[{number}]"
    budget = budget or RequestBudget(2 * STEPS, _PLENTY)
    before = budget.taken
    answer = answer_case(compiled, case, now, parameters, budget)
    taken = budget.taken - before
    if taken > _COSTLY:
        message = f"The case '{case.name}' takes {taken:,} steps of the {STEPS:,} that one evaluation may take."
        hint = "Go through fewer items: all products and questions of a request share what three evaluations may take."
        yield Diagnostic("cases.costly", message, hint, place, severity=Severity.WARNING)
    if case.valid_at is None and any(name not in case.params for name in compiled.parameters):
        message = f"The case '{case.name}' rests on values of parameters that will move."
        hint = "Give them under `params`, or a `validAt`, so that it says the same tomorrow."
        yield Diagnostic("cases.parameter-moves", message, hint, place, severity=Severity.WARNING)
    for problem in answer.problems:
        yield problem.at(place)
    told = tuple(_differences(case.expect, answer))
    if answer.lacks and told:
        hint = "Give it under `params`; offline, name the parameter's file too."
        yield Diagnostic("cases.no-parameter", f"The case '{case.name}': {answer.lacks[0]}", hint, place)
        return
    for name, expected, found in told:
        message = f"The case '{case.name}' expects {name} {_shown(expected)} and gets {_shown(found)}."
        yield Diagnostic("cases.failed", message, "Correct the rules or the case.", f"{place}.expect.{name}")


def _differences(expect: Expectation, answer: CaseAnswer) -> Iterator[tuple[str, object, object]]:
    if expect.missing is None and expect.outcome is not None and answer.outcome == Outcome.UNDETERMINED:
        yield "outcome", expect.outcome.value, f"{answer.outcome} for want of {', '.join(answer.missing)}"
        return
    found = {
        "outcome": (expect.outcome.value if expect.outcome else None, answer.outcome),
        "reasons": (_sorted(expect.reasons), _rule_reasons(answer)),
        "limit": (expect.limit, answer.limit),
        "rate": (expect.rate, answer.rate),
        "restrictedFeatures": (_sorted(expect.restricted_features), answer.restricted_features),
        "missing": (_sorted(expect.missing), answer.missing),
    }
    for name, (expected, given) in found.items():
        if expected is not None and expected != given:
            yield name, expected, given


def _rule_reasons(answer: CaseAnswer) -> tuple[str, ...]:
    """Rows without a reason code give no reason; the lack of an answer does."""
    return tuple(reason for reason in answer.reasons if reason != Origin.RULE)


def _sorted(names: tuple[str, ...] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(sorted(names))


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, tuple) else str(value)
