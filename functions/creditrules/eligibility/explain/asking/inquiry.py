"""A product asked fact by fact: what is still possible, which facts can still change it, and what to ask for next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from creditrules.dmn.analysis import Budget, Facts, TooLarge
from creditrules.eligibility.applicant import Applicant
from creditrules.eligibility.asked import REQUEST_FACTS
from creditrules.eligibility.decision import Decision, Outcome, Terms
from creditrules.eligibility.explain.asking.analysed import NotAnalysed
from creditrules.eligibility.explain.asking.chances import Chances
from creditrules.eligibility.explain.asking.names import names_of
from creditrules.eligibility.explain.asking.plan import MOST_STATES, Plan
from creditrules.eligibility.explain.asking.prospects import Prospect, Prospects
from creditrules.eligibility.outcomes import ProductSide
from creditrules.eligibility.questions import Deciding, NextQuestion, Question, by_cost
from creditrules.records import dataclass

__all__ = ["Inquiry", "Standing"]


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


class Inquiry:
    """Asks about one product at one moment. people: applicants as usual, by whom answers are thought to be likely.

    budget: for the analysis, and again for each applicant.
    """

    def __init__(
        self,
        side: ProductSide | Prospects,
        *,
        people: Sequence[Facts] = (),
        budget: Budget | None = None,
        most: int = MOST_STATES,
    ) -> None:
        """side: the product, or what was made of it before."""
        self.prospects = side if isinstance(side, Prospects) else Prospects(side, budget)
        self._people, self._most = people, most
        declared = {fact.name: fact for each in self.prospects.side.models for fact in each.facts}
        self._facts = {**REQUEST_FACTS, **declared}

    def standing(self, applicant: Applicant, unknown: Collection[str] = ()) -> Standing:
        """What is still possible for this applicant. unknown: facts that nobody can tell, and that are not asked for.

        Raises Refusal as `decide` does.
        """
        decision = self.prospects.decided(applicant)
        try:
            return self._exactly(decision, self.prospects.of(applicant), unknown)
        except (NotAnalysed, TooLarge) as why:
            questions = by_cost(fact for fact in decision.missing_facts if fact.name not in unknown)
            return Standing(decision, decision.possible_outcomes, questions, decision.terms, str(why))

    def next_question(self, prospect: Prospect) -> NextQuestion:
        """What to ask one for next, and how much there is to ask. Raises TooLarge."""
        plan = self.plan(prospect)
        questions, best = self._questions(plan)
        return NextQuestion(questions, plan.expected(), best)

    def plan(self, prospect: Prospect, unknown: Collection[str] = ()) -> Plan:
        """How to go on asking one. Raises TooLarge."""
        chances = Chances(self.prospects.algebra.diagrams, prospect.left, self._people)
        return Plan(prospect.left, chances, self._cost, unknown, self._most)

    def _exactly(self, decision: Decision, prospect: Prospect, unknown: Collection[str]) -> Standing:
        plan = self.plan(prospect, unknown)
        questions, best = self._questions(plan)
        found = self.prospects.possible(prospect)
        certain = next(iter(found.values())).terms if len(found) == 1 and not questions else None
        terms = certain if decision.outcome is Outcome.UNDETERMINED else decision.terms
        return Standing(decision, tuple(found), questions, terms, best=best)

    def _questions(self, plan: Plan) -> tuple[tuple[Question, ...], bool]:
        first, best = plan.first()
        names = sorted(plan.facts, key=lambda name: (name != first, self._cost(name), name))
        return tuple(self._question(name, plan.chances) for name in names), best

    def _question(self, name: str, chances: Chances) -> Question:
        decides = [
            Deciding(axis.name, tuple(each.text for each in stretches), names_of(axis))
            for axis, stretches in chances.stretches.items()
            if name in names_of(axis)
        ]
        return Question(self._facts[name], self._cost(name), tuple(decides))

    def _cost(self, name: str) -> Decimal:
        return self._facts[name].ask_cost
