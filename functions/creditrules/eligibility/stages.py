"""A product's rule sets asked in one fixed order, each with what the earlier ones published.

First those that do not read `offer`, in the order of the product; what they find bounds a first offer. Then those that
do read it, in the same order. The offer of the answer is priced once more, within the terms that all of them leave;
nobody is asked about that one again.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

from creditrules.dmn import FactsRead, is_plenty
from creditrules.eligibility.applicant import Applicant
from creditrules.eligibility.asked import request_facts
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.findings import evaluate_rule_set
from creditrules.eligibility.governing import GoverningRuleSet, Voice
from creditrules.eligibility.ground import Ground
from creditrules.eligibility.offer import offer_facts
from creditrules.eligibility.owed import NOTHING_SAID, Exchange, Owed, owed_in
from creditrules.eligibility.parameters import NO_PARAMETERS, Parameters, lacking
from creditrules.eligibility.pricing import Bounds, Priced, Quote
from creditrules.eligibility.situation import Given, Situation, parameter_facts, product_facts, unpublished
from creditrules.eligibility.verdict import Verdict, not_evaluable
from creditrules.errors import Diagnostic
from creditrules.feel import RequestBudget, Unknown, Value, is_instance
from creditrules.records import replace
from creditrules.rules import Party, PartyRole, ProductForm

__all__ = ["Course", "Heard", "Stages", "all_alone", "given_to_all"]

_NO_VALUES: Final[Mapping[str, Value]] = {}
_PUBLISHED: Final[frozenset[str]] = frozenset()
_TOLD: Final = frozenset({"results", "party", "parties"})
"""Reserved facts that are not the same for all rule sets."""
_SAME_FOR_ALL: Final = frozenset({"product", "param", "exposure"})
"""Reserved facts that hang on neither another rule set nor what is asked for."""
_APPLICANT_ALONE: Final = (PartyRole.APPLICANT,)


class Heard(NamedTuple):
    """What one rule set said, and on what. problems: facts whose values it cannot take."""

    verdict: Verdict
    ground: Ground
    problems: tuple[Diagnostic, ...] = ()


class Course(NamedTuple):
    """What all of a product's rule sets said, in the order given: verdicts, and on what; problems as in `Heard`.

    quote: where something is asked for that may be priced. first: the offer that rule sets were told, if any reads it.
    unconverted: what is owed in currencies that the product has no rate for.
    """

    verdicts: list[Verdict]
    grounds: tuple[Ground, ...]
    problems: list[Diagnostic]
    quote: Quote | None = None
    first: Priced | None = None
    unconverted: tuple[Diagnostic, ...] = ()

    @classmethod
    def of(
        cls, heard: Sequence[Heard], unconverted: tuple[Diagnostic, ...], quote: Quote | None, first: Priced | None
    ) -> Course:
        """That of rule sets that were asked one by one."""
        verdicts, grounds = [each.verdict for each in heard], tuple([each.ground for each in heard])
        problems = [problem for each in heard for problem in each.problems]
        return cls(verdicts, grounds, problems, quote, first, unconverted)


class Stages:
    """How the rule sets of a product are asked, whoever the applicant: with parameters that are in force."""

    __slots__ = ("_given", "_parameters", "_product", "_unpublished", "_usual", "_values")

    def __init__(self, product: ProductForm, parameters: Parameters = NO_PARAMETERS) -> None:
        self._product, self._parameters = product, parameters
        self._values = parameter_facts(parameters) if parameters else _NO_VALUES
        self._unpublished = unpublished(parameters) if parameters else _PUBLISHED
        self._given = Given(partial(self._told, NOTHING_SAID))
        self._usual: Situation | None = None  # of those who said nothing of what they owe: for the next one the same

    def hear_alone(self, governing: Sequence[Alone], applicant: Applicant, now: datetime) -> Course:
        """As `hear`, of one who asks for nothing and is nobody's party."""
        budget = applicant.budget
        plenty = budget is None or is_plenty(budget)
        owed = NOTHING_SAID if applicant.silent else self._owed(applicant)
        situation = self._situation(owed, now, budget)
        verdicts: list[Verdict] = []
        grounds: list[Ground] = []
        problems: list[Diagnostic] = []
        for each, compiled, reader in governing:
            facts = applicant.read(reader if plenty else compiled)
            if facts.diagnostics or (compiled.parameters and lacking(compiled.parameters, self._values)):
                heard = _Hearing(situation, self._values, applicant, ()).of(Voice(each, applicant))
                verdicts.append(heard.verdict)
                grounds.append(heard.ground)
                problems += heard.problems
            else:
                verdicts.append(_verdict(situation, applicant, compiled, facts.values))
                grounds.append(Ground(compiled, facts.values, situation))
        return Course(verdicts, tuple(grounds), problems, None, None, owed.problems)

    def _situation(self, owed: Owed, now: datetime, budget: RequestBudget | None) -> Situation:
        if owed is not NOTHING_SAID:
            return Situation(now, Given(partial(self._told, owed)), self._unpublished, budget)
        usual = self._usual
        if usual is None or usual.now is not now or usual.budget is not budget:
            usual = self._usual = Situation(now, self._given, self._unpublished, budget)
        return usual

    def _told(self, owed: Owed) -> dict[str, Value]:
        return {"product": product_facts(self._product), "param": self._values, "exposure": owed.facts}

    def hear(self, voices: Sequence[Voice], applicant: Applicant, now: datetime) -> Course:
        """What each rule set says, and how the product is priced where something is asked for.

        One that uses a parameter without a value cannot be evaluated.
        """
        owed = self._owed(applicant)
        product, asked = self._product, applicant.request_for(self._product.product)
        given = self._told(owed)
        reserved = [voice.rule_set.compiled.given for voice in voices]
        judging = [at for at, names in enumerate(reserved) if "offer" in names]
        if asked is not None or any("request" in names for names in reserved):
            given["request"] = request_facts(applicant.taken_request(product), product.currency, now)
        hearing = _Hearing(Situation(now, given, self._unpublished, applicant.budget), self._values, applicant, voices)
        if not judging and (asked is None or product.pricing is None):
            return Course.of([hearing.of(voice) for voice in voices], owed.problems, None, None)
        heard = {at: hearing.of(voice) for at, voice in enumerate(voices) if at not in judging}
        told = {**given, "results": dict(hearing.published)}
        quote = Quote(product, applicant.taken_request(product), told, now, applicant.budget)
        first = _first_offer(quote, heard.values()) if judging else None
        for at in judging:
            heard[at] = hearing.of(voices[at], first)
        return Course.of([heard[at] for at in range(len(voices))], owed.problems, quote, first)

    def given_to_all(self, applicant: Applicant, now: datetime) -> Mapping[str, Value]:
        """See the function of that name."""
        request = request_facts(applicant.taken_request(self._product), self._product.currency, now)
        return {**self._told(self._owed(applicant)), "request": request}

    def _owed(self, applicant: Applicant) -> Owed:
        exposures = applicant.beside.exposures
        if exposures is None:
            return NOTHING_SAID
        exchange = Exchange.of(self._product, applicant.currencies, self._parameters)
        return owed_in(exchange, self._product.product, exposures)


def given_to_all(
    product: ProductForm, applicant: Applicant, now: datetime, parameters: Parameters = NO_PARAMETERS
) -> Mapping[str, Value]:
    """The reserved facts that all rule sets are told alike, whatever any of them says."""
    return Stages(product, parameters).given_to_all(applicant, now)


def _first_offer(quote: Quote, heard: Iterable[Heard]) -> Priced:
    """The offer within what these leave; none while facts are missing that could move the bounds."""
    verdicts = [(each.verdict, each.ground.compiled.bounds) for each in heard]
    waiting = [verdict.missing for verdict, bounds in verdicts if bounds and not verdict.settled]
    if waiting:
        return Priced(missing=frozenset[str]().union(*waiting))
    findings = [finding for verdict, _ in verdicts for finding in verdict.certain]
    limit = min((f.limit for f in findings if f.limit is not None), default=None)
    rate = min((f.rate for f in findings if f.rate is not None), default=None)
    return quote.within(Bounds(limit, rate))


class _Hearing:
    """Rule sets asked one after the other. published: by all that were asked until now. parameters: their values."""

    __slots__ = ("_voices", "applicant", "parameters", "published", "situation")

    def __init__(
        self, situation: Situation, parameters: Mapping[str, Value], applicant: Applicant, voices: Sequence[Voice]
    ) -> None:
        self.situation, self.parameters, self.applicant, self._voices = situation, parameters, applicant, voices
        self.published: dict[str, Value] = {}

    def of(self, voice: Voice, first: Priced | None = None) -> Heard:
        """What one rule set says; first: the offer, where it reads that."""
        governing, asked = voice
        compiled = governing.compiled
        facts = asked.read(compiled)
        told = compiled.given and not compiled.given.isdisjoint(_TOLD)
        lacks = compiled.parameters and lacking(compiled.parameters, self.parameters)
        if told or first is not None or facts.diagnostics or lacks or asked.party is not None:
            return self._of_told(compiled, asked.party, facts, first)
        verdict = _verdict(self.situation, asked, compiled, facts.values)
        if verdict.published:
            self.published.update(verdict.published)
        return Heard(verdict, Ground(compiled, facts.values, self.situation))

    def _of_told(self, compiled: CompiledRuleSet, party: Party | None, facts: FactsRead, first: Priced | None) -> Heard:
        """One that is told more than the others, or that cannot be asked."""
        problems = [diagnostic.message for diagnostic in facts.diagnostics]
        problems += lacking(compiled.parameters, self.parameters)
        given = dict(self.situation.given)
        if "party" in compiled.given:
            given["party"] = _party(party)
        if "parties" in compiled.given:
            problems += [problem.message for problem in self.applicant.party_problems(compiled)]
            given["parties"] = self.applicant.told_parties(compiled, [each.rule_set.compiled for each in self._voices])
        if "results" in compiled.given:
            given["results"] = _read(compiled, self.published, problems)
        if first is not None:
            given["offer"] = _told(first, problems)
        ground = Ground(compiled, facts.values, replace(self.situation, given=given), party)
        verdict = _unevaluable(problems) if problems else evaluate_rule_set(compiled, facts.values, ground.situation)
        if party is None:
            self.published.update(verdict.published)
            return Heard(verdict, ground, facts.diagnostics)
        wrong = tuple(problem.at(party.name) for problem in facts.diagnostics)
        return Heard(_of_party(verdict, party, compiled), ground, wrong)


def _verdict(situation: Situation, asked: Applicant, compiled: CompiledRuleSet, facts: Mapping[str, Value]) -> Verdict:
    """What it finds; of an applicant about whom several products are asked once, where it is alike for all.

    A single finding is found again as soon as it would be looked up.
    """
    if not compiled.alike:
        return evaluate_rule_set(compiled, facts, situation)
    now, budget = situation.now, situation.budget
    if asked.said and (budget is None or budget.allows()):
        found: Verdict | None = asked.said.get((compiled.rule_set.digest, now, now.fold))
        if found is not None:
            return found
    verdict = evaluate_rule_set(compiled, facts, situation)
    if (verdict.possible or len(verdict.certain) > 1) and not (budget and budget.spent):
        asked.said[compiled.rule_set.digest, now, now.fold] = verdict
    return verdict


class Alone(NamedTuple):
    """A rule set that is asked of the applicant alone, so that what another says is nothing to it.

    reader: the first of a product's that reads the same facts alike; what is read for it is read for this one.
    """

    governing: GoverningRuleSet
    compiled: CompiledRuleSet
    reader: CompiledRuleSet


def all_alone(governing: Sequence[GoverningRuleSet]) -> Sequence[Alone] | None:
    """The rule sets, where each is asked so; None where one is told of requests, offers, parties or other rule sets."""
    readers: dict[Hashable, CompiledRuleSet] = {}
    found = []
    for each in governing:
        compiled = each.compiled
        if not compiled.given <= _SAME_FOR_ALL or compiled.rule_set.form.applies_to != _APPLICANT_ALONE:
            return None
        alike = compiled.model.reads_alike
        found.append(Alone(each, compiled, compiled if alike is None else readers.setdefault(alike, compiled)))
    return found


def _party(party: Party | None) -> Value:
    return {"name": party.name if party else None, "role": (party.role if party else PartyRole.APPLICANT).value}


def _of_party(verdict: Verdict, party: Party, compiled: CompiledRuleSet) -> Verdict:
    """The verdict, the facts that this party lacks told as the party's."""
    own = {fact.name for fact in compiled.facts}
    missing = frozenset(f"{party.name}.{name}" if name in own else name for name in verdict.missing)
    return replace(verdict, missing=missing, warnings=tuple(f"{party.name}: {text}" for text in verdict.warnings))


def _told(first: Priced, problems: list[str]) -> Value:
    if first.offer is not None:
        return dict(offer_facts(first.offer))
    if not first.missing:
        problems.append(" ".join(["There is no offer to judge.", *(note.message() for note in first.notes[:1])]))
    return Unknown(first.missing)


def _unevaluable(problems: Iterable[str]) -> Verdict:
    messages = tuple(dict.fromkeys(problems))
    return Verdict((not_evaluable(messages[0]),), warnings=messages)


def _read(compiled: CompiledRuleSet, published: Mapping[str, Value], problems: list[str]) -> Mapping[str, Value]:
    """What a rule set reads of the earlier ones."""
    for name, type_ in compiled.reads:
        value = published.get(name)
        if name not in published:
            problems.append(f"No rule set before it gave 'results.{name}'.")
        elif value is not None and not isinstance(value, Unknown) and not is_instance(value, type_):
            problems.append(f"'results.{name}' is no {type_}, as which it is read.")
    return {name: published[name] for name, _ in compiled.reads if name in published}
