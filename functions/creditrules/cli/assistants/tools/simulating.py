"""Facts of applicants held against rules that are not in force: a draft, a file, an old version."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, JsonValue

from creditrules import FactsError, Rules
from creditrules.cli.assistants.faults import Fault, plain_diagnostics
from creditrules.cli.assistants.sources import Source, Sources
from creditrules.cli.assistants.tooling import Given, Locale, Told, Tool
from creditrules.cli.assistants.tools.checking import Beside, checked_files
from creditrules.cli.files.parameters import parameters_among
from creditrules.eligibility import Decision
from creditrules.population import stand_in_product

__all__ = ["tools"]

Facts = dict[str, JsonValue]
RuleSources = Annotated[list[Source], Field(min_length=1, max_length=20)]


class Simulation(Given):
    """Rules, applicants, and perhaps other rules to hold the answers against."""

    rules: RuleSources = Field(description="Rule sets that decide together.")
    baseline: Annotated[RuleSources | None, Field(description="Rule sets to compare with, as those in force.")] = None
    product: Source | None = Field(None, description="What is asked for, where rules read `product.…`.")
    beside: Beside = Field(default_factory=list)
    applicants: list[Facts] = Field(min_length=1, max_length=50, description="The facts of each.")
    at: Annotated[AwareDatetime | None, Field(description="The moment that now() and today() mean.")] = None
    locale: Locale = None


class Reason(Told):
    """Why."""

    code: str
    intervention: str
    rule_set: str
    row: int | None
    rule_id: str | None
    message: str
    lift: str | None


class Simulated(Told):
    """What one applicant is answered."""

    number: int = Field(description="Of the applicant, from 1.")
    outcome: str | None
    before: str | None = Field(default=None, description="The outcome under the baseline.")
    changed: bool | None = Field(
        default=None, description="Whether outcome, terms, reasons or missing facts differ from the baseline's."
    )
    possible_outcomes: list[str] = Field(default_factory=list)
    limit: str | None = None
    rate: str | None = None
    until: str | None = None
    reasons: list[Reason] = Field(default_factory=list)
    missing_facts: list[str] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list)
    errors: list[dict[str, Any]] = Field(default_factory=list, description="What is wrong with the facts.")


class Simulations(Told):
    """All of them, and how many had which outcome."""

    outcomes: dict[str, int]
    changed: int | None = None
    answers: list[Simulated]


def tools(sources: Sources) -> list[Tool]:
    """Simulating."""

    def run(given: Simulation) -> Simulations:
        rules = _rules(sources, given, given.rules)
        baseline = _rules(sources, given, given.baseline) if given.baseline else None
        numbers = range(1, len(given.applicants) + 1)
        answers = [_answer(number, given, rules, baseline) for number in numbers]
        outcomes = Counter(answer.outcome or "NOT_EVALUATED" for answer in answers)
        changed = sum(answer.changed is True for answer in answers) if baseline else None
        return Simulations(outcomes=dict(sorted(outcomes.items())), changed=changed, answers=answers)

    about = (
        "Evaluate applicants under rules that need not be in force: a draft's text, a file, a version, a proposal. "
        "With a baseline, say which answers change. Runs here and records nothing; parameters that the rules use "
        "have to be given `beside`. A sample shows changes and proves nothing about other applicants."
    )
    return [Tool("simulate", "Try rules on applicants", about, Simulation, Simulations, run)]


def _rules(sources: Sources, given: Simulation, asked: list[Source]) -> Rules:
    wanted = [*asked, *([given.product] if given.product else [])]
    checkup = checked_files(sources, wanted, given.beside)
    for file in checkup.files:
        if not file.ok:
            found = plain_diagnostics(file.diagnostics)
            raise Fault("CONTENT_REFUSED", f"{file.name} has errors.", "See what was found.", file.name, found)
    compiled = tuple(file.rule_set for file in checkup.files if file.rule_set is not None)
    if not compiled:
        raise Fault("UNKNOWN_CONTENT", "None of the contents is a rule set.", "It begins with ruleSet.", "rules")
    products = [(file.product, file.product_digest) for file in checkup.files if file.product is not None]
    form, digest = products[0] if products else (stand_in_product(compiled), "")
    return Rules(compiled, form, digest, (), parameters_among(checkup.seen.values()))


def _answer(number: int, given: Simulation, rules: Rules, baseline: Rules | None) -> Simulated:
    facts = given.applicants[number - 1]
    told = _decided(number, given, rules, _heard(facts, rules, baseline))
    if baseline is None or told.errors:
        return told
    other = _decided(number, given, baseline, _heard(facts, baseline, rules))
    return told.model_copy(update={"before": other.outcome, "changed": _answered(told) != _answered(other)})


def _answered(told: Simulated) -> tuple[object, ...]:
    """What an applicant would notice: not which row it was."""
    reasons = [(reason.code, reason.intervention, reason.rule_set) for reason in told.reasons]
    return told.outcome, told.possible_outcomes, told.limit, told.rate, told.until, reasons, sorted(told.missing_facts)


def _heard(facts: Facts, rules: Rules, others: Rules | None) -> Facts:
    """The facts without those that only the other rules declare: a draft may ask for what is not asked for yet."""
    theirs = {fact.name for fact in others.facts} - {fact.name for fact in rules.facts} if others else frozenset[str]()
    return {name: value for name, value in facts.items() if name not in theirs}


def _decided(number: int, given: Simulation, rules: Rules, facts: Facts) -> Simulated:
    try:
        return _told(number, rules.decide(facts, at=given.at), given.locale)
    except FactsError as wrong:
        return Simulated(number=number, outcome=None, errors=plain_diagnostics(wrong.diagnostics))


def _told(number: int, decision: Decision, locale: str | None) -> Simulated:
    terms = decision.terms
    return Simulated(
        number=number,
        outcome=decision.outcome.value,
        possible_outcomes=[outcome.value for outcome in decision.possible_outcomes],
        limit=_text(terms.limit if terms else None),
        rate=_text(terms.rate if terms else None),
        until=terms.until.isoformat() if terms and terms.until else None,
        reasons=[
            Reason(
                code=reason.code,
                intervention=reason.finding.intervention.value,
                rule_set=reason.rule_set,
                row=reason.finding.row,
                rule_id=reason.finding.rule_id,
                message=reason.message(locale),
                lift=reason.lift(locale),
            )
            for reason in decision.reasons
        ],
        missing_facts=[fact.name for fact in decision.missing_facts],
        warnings=list(decision.warnings),
    )


def _text(number: object) -> str | None:
    return None if number is None else format(number, "f")
