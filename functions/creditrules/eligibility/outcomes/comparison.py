"""Two versions compared by what they answer: all regions of facts in which that differs, or the proof that none does.

Both sides are diagrams over one space, so that whatever is the same function is the same object, and what is left are
the boxes in which the answers differ. Each is told with a sample, which the real evaluator answers on both sides; what
it does not confirm is no difference that is told. Where reasoning does not reach, samples are searched for, and the
comparison is not complete: finding nothing then proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import chain, islice, product
from operator import eq
from typing import Final

from creditrules.dmn.analysis import (
    EVERYBODY,
    Algebra,
    Box,
    Budget,
    Confines,
    Diagram,
    Facts,
    Proof,
    Sampler,
    TooLarge,
    Witness,
    box_text,
    cover,
    declare,
    facts_of,
    nodes,
    one_of_each,
    paths,
    terminals,
)
from creditrules.eligibility.compared import OutcomePart
from creditrules.eligibility.compared import OutcomeVerdict as Verdict
from creditrules.eligibility.outcomes.changed import ChangedPart, parts_of_answers
from creditrules.eligibility.outcomes.confines import confines_of, others_changed
from creditrules.eligibility.outcomes.parts import UNTOLD_PART, changed_parts, together
from creditrules.eligibility.outcomes.prices import price_parts
from creditrules.eligibility.outcomes.sides import Answered, ProductSide, Side
from creditrules.feel import from_datetime
from creditrules.records import dataclass

__all__ = ["OutcomeComparison", "OutcomeDifference", "Verdict", "compare_outcomes"]

_TRIES: Final = 40
"""Applicants that are tried in a box whose first sample shows no difference."""

_REQUESTS: Final = tuple(
    {"amount": Decimal(amount), "termMonths": Decimal(months)}
    for amount, months in ((1_000, 6), (10_000, 12), (100_000, 36))
)
"""What is asked for where only what is offered may differ."""

_JUDGED: Final = "offers: rules judge them, and what they say of those that differ is compared by search alone"

_STEPS_OF_A_PART: Final = 2
"""What a part of the diagram of differences takes, for each way to differ, until its regions are told."""

_SHARE_OF_WAYS: Final = 4
"""A part of what is left, one in so many, is spent on telling all parts of an answer together."""

_SEARCHED_BOXES: Final = 50
"""Boxes that are searched where only in some of them answers may differ."""

_OTHERS: Final = "what it answers about other parties than the applicant is not compared"

_SEARCHED: Final = 2_000
"""Applicants that are tried on both sides where they cannot be compared as wholes."""


@dataclass(frozen=True, slots=True)
class OutcomeDifference:
    """A region in which all applicants are answered otherwise, in the same parts.

    changed: amounts as expressions over facts. box: the region; None where one applicant was found by search and no
    region is known. sample: an applicant of it, with both `answers`. proof: PROVED, or SEARCHED where the region rests
    on what only the evaluator can tell, or the service works out itself, such as an offer.
    """

    changed: tuple[ChangedPart, ...]
    box: Box | None
    sample: Facts
    answers: tuple[Answered, Answered]
    proof: Proof

    @property
    def where(self) -> str:
        """The region as FEEL by fact; "" where none is known."""
        return "" if self.box is None else box_text(self.box)


@dataclass(frozen=True, slots=True)
class OutcomeComparison:
    """All differences; regions of those that differ in the same parts may overlap.

    not_analysed: regions or places in which there may be more, each with why.
    """

    differences: tuple[OutcomeDifference, ...]
    not_analysed: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether there are no other differences, proved."""
        return not self.not_analysed

    @property
    def verdict(self) -> Verdict:
        """See `Verdict`."""
        if self.differences:
            return Verdict.DIFFERENT
        return Verdict.EQUIVALENT if self.complete else Verdict.NOT_PROVED


def compare_outcomes(before: Side, after: Side, budget: Budget | None = None) -> OutcomeComparison:
    """In what two rule sets, or two products with all that governs them, answer otherwise; the same every time.

    Each at its own moment and with its own parameters. What is beyond the budget is searched, and said so.
    """
    algebra = _shared(before, after, budget)
    sides = _Sides(before, after, Sampler(algebra))
    others = [f"{slug}: {_OTHERS}" for slug in others_changed(algebra, before, after)]
    inside = confines_of(algebra, before, after)
    algebra.confines = Confines(inside)
    try:
        boxes, more = _regions(algebra, list(changed_parts(before.outcome(algebra), after.outcome(algebra), inside)))
    except TooLarge as beyond:
        return OutcomeComparison(tuple(sides.searched(*_around(inside))), (str(beyond), *others))
    found = [*(each for box in sorted(boxes, key=_order) for each in sides.looked_at(box)), *more, *others]
    if isinstance(before, ProductSide) and isinstance(after, ProductSide) and before.prices != after.prices:
        found += _offers(before, after, algebra.budget)
    return OutcomeComparison(
        tuple(each for each in found if isinstance(each, OutcomeDifference)),
        tuple(each for each in found if isinstance(each, str)),
    )


def _shared(before: Side, after: Side, budget: Budget | None) -> Algebra:
    """The space of all facts of both."""
    algebra = Algebra(from_datetime(after.now), budget)
    declare(algebra, [(each.model, each.asked) for side in (before, after) for each in side.models])
    return algebra


def _offers(before: ProductSide, after: ProductSide, budget: Budget) -> Iterator[OutcomeDifference | str]:
    """In what offers differ by prices, in a space of its own: it has other confines than what the rules say."""
    algebra = _shared(before, after, budget)
    sides = _Sides(before, after, Sampler(algebra))
    try:
        prices = price_parts(algebra, before, after)
        boxes, more = _regions(algebra, [prices.parts])
    except TooLarge as beyond:
        yield from sides.offered()
        yield f"offers: {beyond}"
        return
    boxes.sort(key=_order)
    if prices.judged:
        yield from sides.offered(*boxes[:_SEARCHED_BOXES])
        yield _JUDGED
        return
    yield from chain.from_iterable(map(sides.looked_at, boxes))
    yield from more


def _around(inside: Diagram) -> tuple[Box, ...]:
    """Some boxes of those that may be answered otherwise, for a search; everybody where they may be anywhere."""
    return tuple(islice((box for box in paths(inside, Budget()) if box.value), _SEARCHED_BOXES))


def _regions(algebra: Algebra, parts: Sequence[Diagram]) -> tuple[list[Box], list[str]]:
    """For each way to differ the regions in which the answers do; each part by itself where ways are too many.

    One of each way, and why, where that is beyond the budget as well.
    """
    try:
        with algebra.budget.at_most(algebra.budget.steps // _SHARE_OF_WAYS):
            whole = _boxes(algebra, together(algebra, parts), algebra.budget.boxes)
    except TooLarge:
        whole = None
    if whole is not None:
        return whole, []
    found: list[Box] = []
    more: list[str] = []
    for part in parts:
        left = algebra.budget.boxes - len(found)
        try:
            boxes = _boxes(algebra, part, left)
        except TooLarge:
            boxes = None
        if boxes is None:
            boxes = list(islice((box for box in one_of_each(part) if box.value), left))
            more.append(f"{_kind(part)}: of each way to differ in it at most one region is told")
        found += boxes
    return found, more


def _boxes(algebra: Algebra, parts: Diagram, most: int) -> list[Box] | None:
    """For each way to differ the regions in which the answers do; None where these are more. Raises TooLarge."""
    ways = [value for value in terminals(parts) if value]
    found: list[Box] = []
    algebra.budget.expect(_STEPS_OF_A_PART * len(ways) * sum(1 for _ in nodes(parts)))
    for value in ways:
        found += cover(algebra.diagrams, algebra.diagrams.map(partial(eq, value), parts), value)
        if len(found) > most:
            return None
    return found


def _kind(part: Diagram) -> str:
    """In what the answers differ there."""
    return next((value[0].part.value for value in terminals(part) if value and value != UNTOLD_PART), UNTOLD_PART)


def _order(box: Box) -> tuple[int, str]:
    """What is not told comes last; the others by their text."""
    return (int(box.value == UNTOLD_PART), box_text(box))


class _Sides:
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
        was, now = self.before.answer(facts), self.after.answer(facts)
        return (was, now) if was and now and parts_of_answers(was, now) else None
