"""Two versions compared by what they answer: all regions of facts in which that differs, or the proof that none does.

Both sides are diagrams over one space, so that whatever is the same function is the same object, and what is left are
the boxes in which the answers differ. Each is told with a sample, which the real evaluator answers on both sides; what
it does not confirm is no difference that is told. Where reasoning does not reach, samples are searched for, and the
comparison is not complete: finding nothing then proves nothing. Where the budget of the request that it is for is
spent, it ends with what was found until then, and is not complete either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, islice
from operator import eq
from typing import Final, TypeVar

from creditrules.dmn.analysis import (
    Algebra,
    Box,
    Budget,
    Confines,
    Diagram,
    Sampler,
    Spent,
    TooLarge,
    box_text,
    cover,
    declare,
    nodes,
    one_of_each,
    paths,
    terminals,
)
from creditrules.eligibility.outcomes.applicants import Sides
from creditrules.eligibility.outcomes.confines import confines_of, others_changed
from creditrules.eligibility.outcomes.differences import OutcomeComparison, OutcomeDifference
from creditrules.eligibility.outcomes.parts import UNTOLD_PART, changed_parts, together
from creditrules.eligibility.outcomes.prices import price_parts
from creditrules.eligibility.outcomes.sides import ProductSide, Side
from creditrules.feel import from_datetime

__all__ = ["compare_outcomes"]

_JUDGED: Final = "offers: rules judge them, and what they say of those that differ is compared by search alone"

_STEPS_OF_A_PART: Final = 2
"""What a part of the diagram of differences takes, for each way to differ, until its regions are told."""

_SHARE_OF_WAYS: Final = 4
"""A part of what is left, one in so many, is spent on telling all parts of an answer together."""

_SEARCHED_BOXES: Final = 50
"""Boxes that are searched where only in some of them answers may differ."""

_OTHERS: Final = "what it answers about other parties than the applicant is not compared"

_Found = TypeVar("_Found")


def compare_outcomes(before: Side, after: Side, budget: Budget | None = None) -> OutcomeComparison:
    """In what two rule sets, or two products with all that governs them, answer otherwise; the same every time.

    Each at its own moment and with its own parameters. What is beyond the budget is searched, and said so. What is
    beyond that of the request is not looked at, and said so: as much is found as it has time for.
    """
    found = list(_until_spent(_compared(before, after, budget or Budget())))
    return OutcomeComparison(
        tuple(each for each in found if isinstance(each, OutcomeDifference)),
        tuple(each for each in found if isinstance(each, str)),
    )


def _until_spent(found: Iterator[_Found]) -> Iterator[_Found | str]:
    """What is found while the request has something left; then that it had not."""
    try:
        yield from found
    except Spent as spent:
        yield str(spent)


def _compared(before: Side, after: Side, budget: Budget) -> Iterator[OutcomeDifference | str]:
    algebra = _shared(before, after, budget)
    sides = Sides(before, after, Sampler(algebra))
    for slug in others_changed(algebra, before, after):
        yield f"{slug}: {_OTHERS}"
    inside = confines_of(algebra, before, after)
    algebra.confines = Confines(inside)
    try:
        boxes, more = _regions(algebra, list(changed_parts(before.outcome(algebra), after.outcome(algebra), inside)))
    except Spent:
        raise
    except TooLarge as beyond:
        yield str(beyond)
        yield from sides.searched(*_around(inside))
        return
    yield from more
    yield from chain.from_iterable(map(sides.looked_at, sorted(boxes, key=_order)))
    if isinstance(before, ProductSide) and isinstance(after, ProductSide) and before.prices != after.prices:
        yield from _offers(before, after, budget)


def _shared(before: Side, after: Side, budget: Budget) -> Algebra:
    """The space of all facts of both."""
    algebra = Algebra(from_datetime(after.now), budget)
    declare(algebra, [(each.model, each.asked) for side in (before, after) for each in side.models])
    return algebra


def _offers(before: ProductSide, after: ProductSide, budget: Budget) -> Iterator[OutcomeDifference | str]:
    """In what offers differ by prices, in a space of its own: it has other confines than what the rules say."""
    algebra = _shared(before, after, budget)
    sides = Sides(before, after, Sampler(algebra))
    try:
        prices = price_parts(algebra, before, after)
        boxes, more = _regions(algebra, [prices.parts])
    except Spent:
        raise
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
