"""Both sides of a comparison asked by the real evaluator: what reasoning finds is confirmed, other things searched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, product
from typing import Final

from creditrules.dmn.analysis import EVERYBODY, Box, Facts, Proof, Sampler, Witness, box_text, facts_of
from creditrules.eligibility.compared import OutcomePart
from creditrules.eligibility.outcomes.changed import ChangedPart, parts_of_answers
from creditrules.eligibility.outcomes.differences import OutcomeDifference
from creditrules.eligibility.outcomes.parts import UNTOLD_PART
from creditrules.eligibility.outcomes.sides import Answered, Side

__all__ = ["Sides"]

_TRIES: Final = 40
"""Applicants that are tried in a box whose first sample shows no difference."""

_REQUESTS: Final = tuple(
    {"amount": Decimal(amount), "termMonths": Decimal(months)}
    for amount, months in ((1_000, 6), (10_000, 12), (100_000, 36))
)
"""What is asked for where only what is offered may differ."""

_SEARCHED: Final = 2_000
"""Applicants that are tried on both sides where they cannot be compared as wholes."""


class Sides:
    """Both sides, asked about one applicant after another; of searches only so many as regions may be told."""

    def __init__(self, before: Side, after: Side, sampler: Sampler) -> None:
        self.before, self.after, self.sampler = before, after, sampler
        self._left = min(_SEARCHED, sampler.algebra.budget.boxes)
        self._made = before.made | after.made

    def looked_at(self, box: Box) -> Iterator[OutcomeDifference | str]:
        """The difference that a box is, confirmed by a sample; or why none can be told there."""
        if box.value == UNTOLD_PART:
            yield from self.searched(box)
            yield f"{box_text(box)}: what a rule answers there cannot be told without evaluating it"
            return
        sample = self.sampler.sample(box)
        if sample.proof is Proof.EMPTY:
            return
        first = [] if sample.facts is None else [sample.facts]
        kinds = {each.part for each in box.value}
        offered = OutcomePart.OFFER in kinds
        asking = self._asking(box, first) if offered else ()
        for facts in chain(asking, first, self._tried(_TRIES, box)):
            answers = self._differing(facts)
            if answers is not None and kinds <= {each.part for each in parts_of_answers(*answers)}:
                proof = Proof.PROVED if box.exact and self._is_stated(box) and not offered else Proof.SEARCHED
                yield OutcomeDifference(box.value, box, self._stated(facts), answers, proof)
                return
        yield f"{box_text(box)}: no applicant was found there whom both answer otherwise"

    def _asking(self, box: Box, applicants: Sequence[Facts]) -> Iterator[Facts]:
        """Applicants of a box who ask for something that many products lend."""
        for facts, request in product(applicants, _REQUESTS):
            asked = facts.get("request")
            for more in ({}, asked if isinstance(asked, Mapping) else {}):
                asking = {**facts, "request": {**more, **request}}
                if box.has(Witness(asking).position):
                    yield asking

    def searched(self, *boxes: Box) -> Iterator[OutcomeDifference]:
        """Applicants who are answered otherwise, one for each way; found by search."""
        seen: set[tuple[ChangedPart, ...]] = set()
        tries = _TRIES if all(box.regions for box in boxes) else _SEARCHED
        for facts in chain.from_iterable(self._tried(tries, box) for box in boxes):
            answers = self._differing(facts)
            changed = parts_of_answers(*answers) if answers else ()
            if answers and changed not in seen:
                seen.add(changed)
                yield OutcomeDifference(changed, None, self._stated(facts), answers, Proof.SEARCHED)

    def offered(self, *boxes: Box) -> Iterator[OutcomeDifference]:
        """Applicants who are offered something else, one for each set of parts in which that shows; found by search."""
        seen: set[tuple[OutcomePart, ...]] = set()
        applicants = chain.from_iterable(self._tried(_TRIES, box) for box in boxes or (EVERYBODY,))
        for facts, request in product(applicants, _REQUESTS):
            asking = {**facts, "request": request}
            answers = self._differing(asking)
            changed = parts_of_answers(*answers) if answers else ()
            parts = tuple(each.part for each in changed)
            if answers and OutcomePart.OFFER in parts and parts not in seen:
                seen.add(parts)
                yield OutcomeDifference(changed, None, self._stated(asking), answers, Proof.SEARCHED)

    def _tried(self, most: int, box: Box = EVERYBODY) -> Iterator[Facts]:
        """Applicants of a box by search, while there is any left of it."""
        for facts in self.sampler.applicants(min(most, self._left), box):
            self._left -= 1
            yield facts

    def _is_stated(self, box: Box) -> bool:
        """Whether a region is one of what applicants state."""
        return self._made.isdisjoint(facts_of(*(axis for axis, _ in box.regions)))

    def _stated(self, facts: Facts) -> Facts:
        return {name: value for name, value in facts.items() if name not in self._made}

    def _differing(self, facts: Facts) -> tuple[Answered, Answered] | None:
        budget = self.sampler.algebra.budget
        was, now = self.before.answer(facts, budget.request), self.after.answer(facts, budget.request)
        budget.look()
        return (was, now) if was and now and parts_of_answers(was, now) else None
