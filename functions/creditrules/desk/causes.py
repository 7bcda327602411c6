"""What is told of why an answer changed: the causes, their effects, and what has nothing to do with it."""

from __future__ import annotations

from enum import StrEnum

from creditrules.desk.moments import Moments
from creditrules.desk.moved_values import MovedValue
from creditrules.eligibility import AttributedDifference, Attribution, Difference, PlainAnswer
from creditrules.records import dataclass
from creditrules.rules import DocumentKey, Entry

__all__ = ["Cause", "CauseKind", "Passed", "Unrelated", "WhatChanged"]


class CauseKind(StrEnum):
    """What may make an answer other than it was."""

    TIME = "TIME"
    DOCUMENT = "DOCUMENT"
    FACTS = "FACTS"
    REQUEST = "REQUEST"


@dataclass(frozen=True, slots=True)
class Passed:
    """A place of a document's way at which the answers changed: what decided from then on, and in what they did."""

    entry: Entry | None
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause and its effect.

    key, before, after: of a document, and what of it was in force; passed: what else of it began in between; steps: at
    which of these its step was made, and whether all were found. facts: names; values: before and after, where it is
    one fact. moved: of time, values of parameters whose days came.
    """

    kind: CauseKind
    effect: Attribution
    key: DocumentKey | None = None
    before: Entry | None = None
    after: Entry | None = None
    passed: tuple[Entry, ...] = ()
    steps: tuple[Passed, ...] = ()
    steps_complete: bool = True
    facts: tuple[str, ...] = ()
    values: tuple[object, object] = (None, None)
    moved: tuple[MovedValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Unrelated:
    """An activation in between that no answer asked for, or that put the very same content in force."""

    key: DocumentKey
    entry: Entry
    same_content: bool


@dataclass(frozen=True, slots=True)
class WhatChanged:
    """The two answers and why they differ. unrelated: at most MOST_UNRELATED; more_unrelated: how many more.

    complete: whether every cause was tried, all that each step is made of was found, and nothing in between left out.
    """

    moments: tuple[Moments, Moments]
    before: tuple[PlainAnswer, ...]
    after: tuple[PlainAnswer, ...]
    differences: tuple[AttributedDifference, ...]
    causes: tuple[Cause, ...]
    unrelated: tuple[Unrelated, ...]
    more_unrelated: int
    evaluations: int
    complete: bool
