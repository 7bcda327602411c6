"""What rule sets declare of facts, held against their outcomes: proved for all applicants, or refuted with two of them.

No better value is treated worse, and a protected fact changes nothing. Two copies of the fact are looked at in one
space: an applicant with both is two who differ in that fact alone, of whom the evaluator is asked as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice

from creditrules.dmn import Better, Fact
from creditrules.dmn.analysis import (
    Algebra,
    Box,
    Budget,
    Diagram,
    Facts,
    Known,
    Proof,
    Said,
    Sampler,
    Spent,
    Term,
    TooLarge,
    compare,
    fact_diagram,
    known,
    paths,
)
from creditrules.eligibility.claimed import Claim, ClaimFound, ClaimStanding
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.outcomes import RuleSetOutcome, outcome_of_rule_set
from creditrules.eligibility.treatment import Against, Evaluator, treated_otherwise, treated_worse
from creditrules.feel import RequestBudget, Value, from_datetime

__all__ = ["claims_of"]

_BUDGET = (30_000, 150_000, 5_000)
_MOST_BOXES = 2_000
_MOST_TRIED = 400
_BEYOND = "What decides there hangs on more than reasoning tells."


def claims_of(
    compiled: CompiledRuleSet,
    now: datetime,
    parameters: Mapping[str, Value],
    request: RequestBudget | None = None,
) -> tuple[ClaimFound, ...]:
    """How each claim of the rule set's facts stands at a moment, all facts known. parameters: the values it uses.

    request: the budget of the request that it is for; what it does not reach is not proved.
    """
    space = _Space(compiled, now, parameters, request)
    found = []
    for fact in compiled.facts:
        if fact.better is not None:
            found.append(_Judged(space, fact, Claim.BETTER).found())
        if fact.protected:
            found.append(_Judged(space, fact, Claim.PROTECTED).found())
    return tuple(found)


class _Space:
    """What all claims of a rule set are looked at in."""

    def __init__(
        self,
        compiled: CompiledRuleSet,
        now: datetime,
        parameters: Mapping[str, Value],
        request: RequestBudget | None,
    ) -> None:
        self.compiled, self._now = compiled, now
        self._given: Mapping[str, Value] = {"param": dict(parameters)} if compiled.parameters else {}
        self.evaluator = Evaluator(compiled, now, parameters, request)
        budget = Budget(request=request)
        self.algebra = Algebra(from_datetime(now.astimezone(compiled.zone)), budget, coarse=True)
        self._copies = dict[str, Diagram]()
        self._own: RuleSetOutcome | TooLarge | None = None

    def own(self) -> RuleSetOutcome:
        """The outcome of an applicant. Raises TooLarge beyond the budget."""
        if self._own is None:
            try:
                self._own = self.outcome({})
            except TooLarge as error:
                self._own = error
        if isinstance(self._own, TooLarge):
            raise self._own
        return self._own

    def outcome(self, instead: Mapping[str, Diagram]) -> RuleSetOutcome:
        """The outcome of an applicant who has other values of some facts. Raises TooLarge beyond the budget."""
        return outcome_of_rule_set(self.compiled, self._now, self._given, algebra=self.algebra, instead=instead)

    def copy(self, fact: Fact) -> Diagram:
        """Another value of a fact."""
        name = _other(fact)
        if name not in self._copies:
            self._copies[name] = fact_diagram(self.algebra, (name,), fact.domain, nullable=fact.nullable)
        return self._copies[name]

    def without_copies(self, sample: Facts) -> dict[str, Value]:
        """A sample's facts alone."""
        return {name: value for name, value in sample.items() if name not in self._copies}


def _other(fact: Fact) -> str:
    return f"other {fact.name}"


class _Judged:
    """One claim about one fact."""

    def __init__(self, space: _Space, fact: Fact, claim: Claim) -> None:
        self._space, self._fact, self._claim = space, fact, claim
        self._compiled, self._evaluator = space.compiled, space.evaluator
        self._algebra = space.algebra
        self._algebra.budget.grant(*_BUDGET)

    def found(self) -> ClaimFound:
        """How it stands."""
        try:
            return self._looked_at()
        except Spent as spent:
            return self._searched(str(spent))

    def _looked_at(self) -> ClaimFound:
        if self._fact.name not in self._compiled.model.needed_facts(self._compiled.asked):
            return self._standing(ClaimStanding.PROVED)
        if self._fact.domain.entries or self._fact.domain.item is not None:
            return self._searched("The fact is a context or a list.")
        try:
            against = self._against()
            boxes = list(islice(self._open(against), _MOST_BOXES + 1))
        except TooLarge as error:
            return self._searched(str(error))
        why = "" if len(boxes) <= _MOST_BOXES else f"There are more than {_MOST_BOXES} boxes to look at."
        sampler = Sampler(self._algebra)
        for box in boxes[:_MOST_BOXES]:
            sample, proof = sampler.sample(box)
            refuted = self._refuted(sample) if sample is not None else None
            if refuted is not None:
                return refuted
            if proof is not Proof.EMPTY:
                why = why or _BEYOND
        return self._searched(why) if why else self._standing(ClaimStanding.PROVED)

    def _open(self, against: Diagram) -> Iterator[Box]:
        """Where the claim does not hold, and then where it may not."""
        boxes = [box for box in paths(against, self._algebra.budget) if box.value is not Against.NO]
        yield from sorted(boxes, key=lambda box: box.value is Against.MAYBE)

    def _against(self) -> Diagram:
        copy = self._space.copy(self._fact)
        own, other = self._space.own(), self._space.outcome({self._fact.name: copy})
        if own.findings is other.findings:
            return self._algebra.diagrams.leaf(Against.NO)
        compared = treated_otherwise if self._claim is Claim.PROTECTED else treated_worse
        found = self._algebra.diagrams.combine(
            lambda one, two: compared(self._algebra, one, two), own.findings, other.findings
        )
        if self._claim is Claim.PROTECTED:
            return found
        better = self._is_better(own.analysis.fact(self._fact.name), copy)
        return self._algebra.diagrams.combine(self._where, better, found)

    def _where(self, held: Said, found: Against) -> Diagram:
        """What is found counts where the copy is the better value."""
        leaf = self._algebra.diagrams.leaf
        if isinstance(held.value, Known):
            return leaf(found if held.value.value is True else Against.NO)
        return leaf(Against.NO if found is Against.NO else Against.MAYBE)

    def _is_better(self, own: Diagram, copy: Diagram) -> Diagram:
        sign = ">" if self._fact.better is Better.HIGHER else "<"
        ranks = self._fact.ranks
        if ranks:
            own, copy = self._ranked(own, ranks), self._ranked(copy, ranks)
        return self._algebra.combine(lambda one, two: compare(self._algebra, sign, two, one), own, copy)

    def _ranked(self, fact: Diagram, ranks: Sequence[Value]) -> Diagram:
        """The place of a value in the list of those allowed, null for others."""
        found: Diagram = self._algebra.said(None)
        for rank, value in enumerate(ranks):
            held = self._algebra.combine(self._equal(value), fact)
            found = self._algebra.diagrams.combine(self._if(Decimal(rank)), held, found)
        return found

    def _equal(self, value: Value) -> Callable[[Term], Diagram]:
        return lambda each: compare(self._algebra, "=", each, known(value))

    def _if(self, value: Value) -> Callable[[Said, Said], Diagram]:
        leaf = self._algebra.diagrams.leaf
        then = Said(known(value), warned=False)
        return lambda held, other: leaf(then if isinstance(held.value, Known) and held.value.value is True else other)

    def _searched(self, why: str) -> ClaimFound:
        return self._standing(ClaimStanding.SEARCHED, why)

    def _standing(self, standing: ClaimStanding, why: str = "") -> ClaimFound:
        return ClaimFound(self._fact.name, self._claim, standing, why=why)

    def _refuted(self, sample: Facts) -> ClaimFound | None:
        """The claim refuted by a sample with both values, if the evaluator agrees."""
        own = self._space.without_copies(sample)
        other = {**own, self._fact.name: sample.get(_other(self._fact))}
        treated, treated_other = self._evaluator.treatment(own), self._evaluator.treatment(other)
        if treated is None or treated_other is None:
            return None
        bad = treated != treated_other if self._claim is Claim.PROTECTED else treated_other.is_worse(treated)
        if not bad:
            return None
        pair = ((own, treated), (other, treated_other))
        return ClaimFound(self._fact.name, self._claim, ClaimStanding.REFUTED, pair)
