"""The adverse impact ratio: each group's rate beside that of the group that fares best, or of a chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from creditrules.population.fairness.intervals import CONFIDENCE, Interval, ratio_interval, wilson
from creditrules.population.fairness.significance import (
    SMALLEST_EXPECTED,
    fisher_exact,
    smallest_expected,
    two_proportions,
)
from creditrules.records import dataclass

__all__ = ["FOUR_FIFTHS", "AdverseImpact", "GroupCount", "GroupRate", "adverse_impact"]

FOUR_FIFTHS: Final = 0.8
SMALL: Final = 30
"""A group of fewer is told as small, and sets no standard for others."""
_SMALL_SHARE: Final = 0.02


@dataclass(frozen=True, slots=True)
class GroupCount:
    """A group, how many there are of it, and how many of those were selected."""

    group: str
    selected: int
    people: int

    @property
    def pair(self) -> tuple[int, int]:
        """(selected, people)."""
        return self.selected, self.people


@dataclass(frozen=True, slots=True)
class GroupRate:
    """How one group fares beside the reference.

    ratio: its rate over the reference's; None where the reference's is zero, and of the reference itself. p_value: of
    the difference of the two rates, by `test`, which is "Fisher" or "z". below_four_fifths: the rule of thumb of 29 CFR
    1607.4 D. small: too few to say much.
    """

    group: str
    selected: int
    people: int
    rate: float
    interval: Interval
    ratio: float | None
    ratio_interval: Interval | None
    p_value: float | None
    test: str | None
    below_four_fifths: bool
    small: bool


@dataclass(frozen=True, slots=True)
class AdverseImpact:
    """All groups beside the reference.

    lowest: the least ratio among groups that are not small, or where all others are, among those; None without any.
    """

    reference: str
    groups: tuple[GroupRate, ...]
    lowest: float | None

    @property
    def below_four_fifths(self) -> bool:
        """Whether the lowest ratio is less than four fifths."""
        return self.lowest is not None and self.lowest < FOUR_FIFTHS


def adverse_impact(
    counts: Sequence[GroupCount], reference: str | None = None, confidence: float = CONFIDENCE
) -> AdverseImpact | None:
    """Each group's rate over the reference's; None of nobody. reference: a group's name; None for the highest rate.

    Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D: a rate for any group that is less than four
    fifths of the rate for the group with the highest rate is generally regarded as evidence of adverse impact; smaller
    differences may be where they are significant, greater ones may not be where numbers are small. For credit the same
    measure is used under Regulation B, 12 CFR 1002.6(a) and its official interpretation on effects. A group of fewer
    than 30, or of less than 2 % of all (as 29 CFR 1607.15 A(2)(a) has it), is told as small, and is the reference only
    where it is chosen or all are small.
    """
    present = [count for count in counts if count.people]
    if not present:
        return None
    everyone = sum(count.people for count in present)
    base = _reference(present, reference, everyone)
    groups = tuple(_beside(count, base, everyone, confidence) for count in present)
    ratios = [(group.small, group.ratio) for group in groups if group.ratio is not None]
    return AdverseImpact(base.group, groups, min(ratios)[1] if ratios else None)


def _reference(present: Sequence[GroupCount], chosen: str | None, everyone: int) -> GroupCount:
    named = next((count for count in present if count.group == chosen), None)
    large = [count for count in present if not _is_small(count, everyone)]
    return named or max(large or present, key=lambda count: (count.selected / count.people, count.people))


def _is_small(count: GroupCount, everyone: int) -> bool:
    return count.people < SMALL or count.people < _SMALL_SHARE * everyone


def _beside(count: GroupCount, base: GroupCount, everyone: int, confidence: float) -> GroupRate:
    interval = wilson(count.selected, count.people, confidence)
    assert interval is not None  # noqa: S101  (there are people)
    rate, small = count.selected / count.people, _is_small(count, everyone)
    if count is base or not base.selected:
        return GroupRate(
            count.group, count.selected, count.people, rate, interval, None, None, None, None, False, small
        )
    ratio = count.selected * base.people / (count.people * base.selected)
    few = smallest_expected(count.pair, base.pair) < SMALLEST_EXPECTED
    p_value = fisher_exact(count.pair, base.pair) if few else two_proportions(count.pair, base.pair)
    return GroupRate(
        count.group,
        count.selected,
        count.people,
        rate,
        interval,
        ratio,
        ratio_interval(count.pair, base.pair, confidence),
        p_value,
        "Fisher" if few else "z",
        count.selected * base.people * 5 < 4 * count.people * base.selected,
        small,
    )
