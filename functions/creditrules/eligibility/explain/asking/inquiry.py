"""A product asked fact by fact: what is still possible, which facts can still change it, and what to ask for next."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from creditrules.dmn import Fact
from creditrules.dmn.analysis import (
    Algebra,
    Budget,
    Diagram,
    Facts,
    Proof,
    Sampler,
    TooLarge,
    declare,
    facts_of,
    paths,
    terminals,
)
from creditrules.eligibility.applicant import Applicant
from creditrules.eligibility.decide import decide
from creditrules.eligibility.decision import Decision, Outcome, Terms
from creditrules.eligibility.explain.asking.answers import answers_of, with_facts
from creditrules.eligibility.explain.asking.chances import Chances
from creditrules.eligibility.explain.asking.plan import MOST_STATES, Plan
from creditrules.eligibility.outcomes import Answered, ProductSide
from creditrules.errors import Diagnostic
from creditrules.feel import Value, from_datetime
from creditrules.records import dataclass
from creditrules.rules import PartyRole

__all__ = ["Deciding", "Inquiry", "Question", "Standing"]

_BUDGET: Final = (100_000, 1_000_000, 20_000)
"""Nodes, steps and boxes: somebody waits for the answer."""

_SAMPLES: Final = 40
"""Boxes of an outcome in which an applicant is looked for."""

_PLAIN: Final = frozenset({"product", "param"})
"""The reserved facts that are the same for all applicants."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """Where a fact decides. of: the fact, or what is worked out of it and of others. ranges: unary tests, ascending."""

    of: str
    ranges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that can change the answer or its terms. cost: of asking. decides: empty where that is not known."""

    fact: Fact
    cost: Decimal
    decides: tuple[Deciding, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand with the facts that are known.

    decision: of these facts, which may leave more open than there is. possible: the outcomes, mildest first. questions:
    the one to ask first, then the others from the cheapest. terms: of a certain outcome. exact: whether each outcome
    was confirmed by deciding for an applicant, no other is possible, and the questions are those that count; otherwise
    why not is in `not_exact`. best: whether the first question is proved to belong to a cheapest plan, under the
    chances that were assumed.
    """

    decision: Decision
    possible: tuple[Outcome, ...]
    questions: tuple[Question, ...]
    terms: Terms | None = None
    not_exact: str = ""
    best: bool = False

    @property
    def exact(self) -> bool:
        """See the class."""
        return not self.not_exact

    @property
    def outcome(self) -> Outcome:
        """The one that is certain with its terms; UNDETERMINED while a question is left."""
        return Outcome.UNDETERMINED if self.questions or len(self.possible) > 1 else self.possible[0]

    @property
    def answer(self) -> Decision:
        """The decision with what is known better."""
        missing = tuple(each.fact for each in self.questions)
        return replace(
            self.decision,
            outcome=self.outcome,
            possible_outcomes=self.possible,
            terms=self.terms,
            missing_facts=missing,
        )


class _NotAnalysed(Exception):
    """Why reasoning does not reach."""


class Inquiry:
    """Asks about one product at one moment. people: applicants as usual, by whom answers are thought to be likely.

    budget: for the analysis, and again for each applicant.
    """

    def __init__(
        self, side: ProductSide, *, people: Sequence[Facts] = (), budget: Budget | None = None, most: int = MOST_STATES
    ) -> None:
        self.side, self._people, self._most = side, people, most
        self._facts = {fact.name: fact for each in side.models for fact in each.facts}
        self._algebra = Algebra(from_datetime(side.now), budget or Budget(*_BUDGET))
        self._each = self._algebra.budget.nodes, self._algebra.budget.steps
        self._sampler = Sampler(self._algebra)
        self._answers: Diagram | None = None
        self._why = ""
        try:
            self._answers = self._analysed()
        except (_NotAnalysed, TooLarge) as why:
            self._why = str(why)

    def _analysed(self) -> Diagram:
        if not self.side.models:
            raise _NotAnalysed("No rule set is in force.")
        for each in self.side.models:
            slug = each.rule_set.form.rule_set
            if set(each.rule_set.form.applies_to) != {PartyRole.APPLICANT}:
                raise _NotAnalysed(f"{slug} is asked about other parties as well.")
            if reserved := each.given - _PLAIN:
                raise _NotAnalysed(f"{slug} reads {', '.join(sorted(reserved))}, which is no fact of the applicant.")
        declare(self._algebra, [(each.model, each.asked) for each in self.side.models])
        answers = answers_of(self.side.outcome(self._algebra))
        if not all(answer.told for answer in terminals(answers)):
            raise _NotAnalysed("What a rule answers cannot be told without evaluating it.")
        return answers

    def standing(self, applicant: Applicant, unknown: Collection[str] = ()) -> Standing:
        """What is still possible for this applicant. unknown: facts that nobody can tell, and that are not asked for.

        Raises Refusal as `decide` does.
        """
        side = self.side
        decision = decide(side.product, side.digest, side.governing, applicant, side.now, side.absent, side.parameters)
        self._algebra.budget.nodes, self._algebra.budget.steps = self._each
        try:
            return self._exactly(decision, self._known(applicant), unknown)
        except (_NotAnalysed, TooLarge) as why:
            facts = [fact for fact in decision.missing_facts if fact.name not in unknown]
            questions = [Question(fact, fact.ask_cost) for fact in sorted(facts, key=_by_cost)]
            return Standing(decision, decision.possible_outcomes, tuple(questions), decision.terms, str(why))

    def problems(self, facts: Mapping[str, object]) -> list[Diagnostic]:
        """What is wrong with facts as they are stated."""
        stated = Applicant(facts)
        return list(dict.fromkeys(found for each in self.side.models for found in stated.read(each).diagnostics))

    def _known(self, applicant: Applicant) -> dict[str, Value]:
        """The facts as all rule sets take them."""
        found: dict[str, Value] = {}
        for compiled in self.side.models:
            read = applicant.read(compiled)
            if not read.ok or any(name in found and found[name] != value for name, value in read.values.items()):
                raise _NotAnalysed("Facts are stated that not every rule set can take.")
            found |= read.values
        return found

    def plan(self, known: Facts, unknown: Collection[str] = ()) -> Plan | None:
        """How to go on asking one whose typed facts these are; None where reasoning does not reach. Raises TooLarge."""
        if self._answers is None:
            return None
        left = with_facts(self._algebra, self._answers, known)
        return Plan(left, Chances(self._algebra.diagrams, left, self._people), self._cost, unknown, self._most)

    def _exactly(self, decision: Decision, known: Facts, unknown: Collection[str]) -> Standing:
        plan = self.plan(known, unknown)
        if plan is None:
            raise _NotAnalysed(self._why)
        first, best = plan.first()
        names = sorted(plan.facts, key=lambda name: (name != first, self._cost(name), name))
        questions = tuple(self._question(name, plan.chances) for name in names)
        found = dict(self._possible(plan.diagram, known))
        certain = next(iter(found.values())).terms if len(found) == 1 and not questions else None
        terms = certain if decision.outcome is Outcome.UNDETERMINED else decision.terms
        return Standing(decision, tuple(found), questions, terms, best=best)

    def _possible(self, left: Diagram, known: Facts) -> Iterator[tuple[Outcome, Answered]]:
        """The outcomes that somebody with these facts has, each with what the evaluator answers such a one."""
        outcomes = self._algebra.diagrams.map(lambda answer: answer.outcome, left)
        reached = terminals(outcomes)
        for outcome in Outcome:
            answered = self._confirmed(outcome, outcomes, known) if outcome in reached else None
            if answered is not None:
                yield outcome, answered

    def _confirmed(self, outcome: Outcome, outcomes: Diagram, known: Facts) -> Answered | None:
        boxes = (box for box in paths(outcomes, self._algebra.budget) if box.value is outcome)
        doubtful = False
        for number, box in enumerate(boxes):
            sample = self._sampler.sample(box)
            answer = self.side.answer({**sample.facts, **known}) if sample.facts is not None else None
            if answer is not None and answer.outcome is outcome:
                return answer
            doubtful |= sample.proof is not Proof.EMPTY
            if number == _SAMPLES:
                raise _NotAnalysed("Whether some outcomes can be reached is too much to find out.")
        if doubtful:
            raise _NotAnalysed("Whether some outcomes can be reached was searched, and not found.")
        return None

    def _question(self, name: str, chances: Chances) -> Question:
        decides = [
            Deciding(axis.name, tuple(each.text for each in stretches))
            for axis, stretches in chances.stretches.items()
            if name in facts_of(axis)
        ]
        return Question(self._facts[name], self._cost(name), tuple(decides))

    def _cost(self, name: str) -> Decimal:
        return self._facts[name].ask_cost


def _by_cost(fact: Fact) -> tuple[Decimal, str]:
    return (fact.ask_cost, fact.name)
