"""What a product's applicants can still come to: its answer as a function of the facts that are not known of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from creditrules.dmn.analysis import (
    Budget,
    Diagram,
    Facts,
    Proof,
    Sampler,
    paths,
    support,
    terminals,
)
from creditrules.eligibility.applicant import Applicant
from creditrules.eligibility.asked import EVERY_PRODUCT
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.decision import Decision, Outcome
from creditrules.eligibility.explain.asking.analysed import Analysed, NotAnalysed
from creditrules.eligibility.explain.asking.answers import Answer, with_facts
from creditrules.eligibility.explain.asking.names import names_of
from creditrules.eligibility.outcomes import ProductSide
from creditrules.eligibility.stages import given_to_all
from creditrules.feel import Unknown, Value, from_feel
from creditrules.records import dataclass
from creditrules.rules import PartyRole, Request

__all__ = ["Prospect", "Prospects"]

_SAMPLES: Final = 40
"""Boxes of an outcome in which an applicant is looked for."""

_OTHERS: Final = frozenset({"party", "parties"})
_UNREAD: Final = frozenset({"exposure", "offer"})
"""What is made of facts or stated besides, and so is no question by itself."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """One applicant. known: facts as rule sets take them. left: the `Answer` as a function of all others."""

    applicant: Applicant
    known: Facts
    left: Diagram

    @property
    def facts(self) -> frozenset[str]:
        """The facts, parts of a request by themselves, that have to be known to tell the answer with its terms."""
        amounts = (answer.facts for answer in terminals(self.left))
        return names_of(*support(self.left)).union(*amounts)


class Prospects:
    """Those of all applicants for one product at one moment.

    budget: for the analysis, and again for each applicant. Not safe for threads.
    """

    def __init__(self, side: ProductSide, budget: Budget | None = None, *, analysed: Analysed | None = None) -> None:
        """analysed: of another product, where it is the same for both."""
        self.side = side
        self._analysed = analysed or Analysed(side, budget)
        self.algebra = self._analysed.algebra
        self._sampler = Sampler(self.algebra)
        self._declared = {fact.name for each in side.models for fact in each.facts}

    def of(self, applicant: Applicant) -> Prospect:
        """What is left open of one. Raises NotAnalysed, TooLarge."""
        self._renew()
        return self.with_known(applicant, self._known(applicant))

    def with_known(self, applicant: Applicant, known: Facts) -> Prospect:
        """The same of one whose typed facts are these. Raises NotAnalysed, TooLarge."""
        found = Prospect(applicant, known, with_facts(self.algebra, self._analysed.answers, known))
        self._told(found)
        return found

    def possible(self, prospect: Prospect) -> Mapping[Outcome, Decision]:
        """The outcomes that somebody like this can have, mildest first, each with the decision about such a one.

        Raises NotAnalysed where one was neither found nor ruled out, TooLarge.
        """
        outcomes = self.algebra.diagrams.map(_outcome, prospect.left)
        reached = terminals(outcomes)
        tried = {each: self._confirmed(each, outcomes, prospect) for each in Outcome if each in reached}
        found = {outcome: decision for outcome, decision in tried.items() if decision is not None}
        if not found:
            raise NotAnalysed("Nobody has these facts.")
        return found

    def decided(self, applicant: Applicant) -> Decision:
        """The decision, whatever it leaves open. Raises Refusal as `decide` does."""
        return self.side.decider.decide(applicant, self.side.now)

    def _renew(self) -> None:
        self.algebra.budget.nodes, self.algebra.budget.steps = self._analysed.each

    def _known(self, applicant: Applicant) -> dict[str, Value]:
        """The facts as all rule sets take them, with what is asked for and owed."""
        if applicant.others and any(map(_hears_others, self.side.models)):
            raise NotAnalysed("Other parties are asked about as well.")
        found: dict[str, Value] = {}
        for compiled in self.side.models:
            read = applicant.read(compiled)
            if not read.ok or any(name in found and found[name] != value for name, value in read.values.items()):
                raise NotAnalysed("Facts are stated that not every rule set can take.")
            found |= read.values
        side = self.side
        given = given_to_all(side.product, applicant, side.now, side.parameters)
        whole = {name: given[name] for name in ("request", "exposure") if name not in found}
        return found | {name: value for name, value in whole.items() if _is_whole(value)}

    def _told(self, prospect: Prospect) -> None:
        """Raises NotAnalysed where what is left open is not a matter of facts alone."""
        answers: tuple[Answer, ...] = terminals(prospect.left)
        if not all(answer.told for answer in answers):
            raise NotAnalysed("What a rule answers cannot be told without evaluating it.")
        if any(answer.is_exposed for answer in answers):
            raise NotAnalysed("A limit depends on what is owed in all.")
        reserved = {name.partition(".")[0] for name in prospect.facts - self._declared}
        if reserved - {"request"}:
            raise NotAnalysed(f"Rules read {', '.join(sorted(reserved))}, which is no fact of the applicant.")
        if reserved and prospect.applicant.request_for(self.side.product.product) is not None:
            raise NotAnalysed("What is asked for is stated in part, or in another currency.")

    def _confirmed(self, outcome: Outcome, outcomes: Diagram, prospect: Prospect) -> Decision | None:
        boxes = (box for box in paths(outcomes, self.algebra.budget) if box.value is outcome)
        doubtful = False
        for number, box in enumerate(boxes):
            sample = self._sampler.sample(box)
            decision = self._answer(prospect, sample.facts) if sample.facts is not None else None
            if decision is not None and decision.outcome is outcome:
                return decision
            doubtful |= sample.proof is not Proof.EMPTY
            if number == _SAMPLES:
                raise NotAnalysed("Whether some outcomes can be reached is too much to find out.")
        if doubtful:
            raise NotAnalysed("Whether some outcomes can be reached was searched, and not found.")
        return None

    def _answer(self, prospect: Prospect, sample: Facts) -> Decision | None:
        """The decision about the applicant with a sample's facts wherever they are not known; None if none has them."""
        applicant = prospect.applicant
        more = {name: value for name, value in sample.items() if name in self._declared - prospect.known.keys()}
        requests = applicant.requests
        asked = None if "request" in prospect.known else sample.get("request")
        if isinstance(asked, Mapping):
            try:
                requests = {EVERY_PRODUCT: Request.model_validate(_parts(asked))}
            except ValidationError:
                return None
        changed = applicant.changed(more)
        changed.requests = requests
        return self.decided(changed)


def _outcome(answer: Answer) -> Outcome:
    return answer.outcome


def _hears_others(compiled: CompiledRuleSet) -> bool:
    roles = compiled.rule_set.form.applies_to
    return set(roles) != {PartyRole.APPLICANT} or not _OTHERS.isdisjoint(compiled.given)


def _is_whole(value: Value) -> bool:
    return isinstance(value, Mapping) and not any(isinstance(part, Unknown) for part in value.values())


def _parts(asked: Mapping[Any, Any]) -> dict[str, object]:
    """A request as it is written, in the product's own currency; parts that are null are left out."""
    return {name: from_feel(part) for name, part in asked.items() if part is not None and name != "currency"}
