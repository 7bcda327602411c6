"""A rule set's own test cases: what they expect, what it answers, and where the two differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from creditrules.dmn import spelt_facts
from creditrules.eligibility.case_situation import situation_of
from creditrules.eligibility.combining import combine_terms, deciding_facts, outcome_of
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.decision import Origin, Outcome
from creditrules.eligibility.findings import evaluate_rule_set
from creditrules.eligibility.verdict import Verdict
from creditrules.errors import Diagnostic, Severity
from creditrules.rules import Expectation, TestCase

__all__ = ["NO_CASES", "CaseAnswer", "answer_case", "changed_cases", "run_cases"]

NO_CASES = Diagnostic(
    "cases.none",
    "The rule set has no test cases.",
    "Add some under `tests`: they are run before every publication.",
    severity=Severity.WARNING,
)


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


def run_cases(compiled: CompiledRuleSet, now: datetime) -> tuple[Diagnostic, ...]:
    """One error for every test case that fails; a warning where there are none. now: for cases that fix no time."""
    cases = compiled.rule_set.form.tests
    if not cases:
        return (NO_CASES,)
    return tuple(d for number, case in enumerate(cases, 1) for d in _failures(compiled, case, number, now))


def answer_case(compiled: CompiledRuleSet, case: TestCase, now: datetime) -> CaseAnswer:
    """The rule set's answer to a case; facts that it does not declare are left out and reported."""
    declared = {fact.name for fact in compiled.facts}
    given = spelt_facts(case.facts)
    read = compiled.model.read_facts({name: value for name, value in given.items() if name in declared})
    unknown = [
        Diagnostic("facts.unknown", f"The rule set declares no fact '{name}'.", "", name)
        for name in given
        if name not in declared
    ]
    situation, problems = situation_of(compiled, case, now)
    verdict = evaluate_rule_set(compiled, read.values, situation)
    found = tuple(problem.at("facts") for problem in (*unknown, *read.diagnostics))
    return _answer(verdict, (*found, *problems))


def changed_cases(before: CompiledRuleSet | None, after: CompiledRuleSet, now: datetime) -> tuple[int, tuple[str, ...]]:
    """How many different test cases both versions keep, and the names of those that the two answer differently."""
    if before is None:
        return len(after.rule_set.form.tests), ()
    cases = {case.name: case for compiled in (before, after) for case in compiled.rule_set.form.tests}
    changed = tuple(
        name for name, case in cases.items() if answer_case(before, case, now) != answer_case(after, case, now)
    )
    return len(cases), changed


def _answer(verdict: Verdict, problems: tuple[Diagnostic, ...]) -> CaseAnswer:
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
    )


def _failures(compiled: CompiledRuleSet, case: TestCase, number: int, now: datetime) -> Iterator[Diagnostic]:
    place = f"tests[{number}]"
    answer = answer_case(compiled, case, now)
    for problem in answer.problems:
        yield problem.at(place)
    for name, expected, found in _differences(case.expect, answer):
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
