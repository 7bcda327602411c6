"""One applicant whom two versions answer differently."""

from __future__ import annotations

from enum import StrEnum

from creditrules.population.impact.answers import Answer
from creditrules.records import dataclass

__all__ = ["ChangeKind", "ChangedRow", "change_of"]


class ChangeKind(StrEnum):
    """The most that changed of an answer."""

    OUTCOME = "OUTCOME"
    TERMS = "TERMS"
    REASONS = "REASONS"


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """row: the number in the population, from 1."""

    row: int
    kind: ChangeKind
    before: Answer
    after: Answer


def change_of(before: Answer, after: Answer) -> ChangeKind | None:
    """What changed: the outcome, else the terms, else the reasons; None where all is the same."""
    if before is after:
        return None
    if before.outcome is not after.outcome:
        return ChangeKind.OUTCOME
    if before.terms != after.terms:
        return ChangeKind.TERMS
    return ChangeKind.REASONS if before.codes != after.codes else None
