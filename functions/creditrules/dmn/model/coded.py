"""Rows of a large table by column: each distinct text once, and by row which of them stands there."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar, overload

from creditrules.dmn.model.boxed import TableRule
from creditrules.records import dataclass

__all__ = [
    "CodedRules",
    "CodedTexts",
    "Derived",
    "ListedRules",
    "conditions_in",
    "conditions_of",
    "results_in",
    "results_of",
]

Text = TypeVar("Text")


class CodedTexts(Sequence[Text], Generic[Text]):
    """Texts by row. texts: the distinct ones. codes: by row the place of its own among them."""

    __slots__ = ("codes", "texts")

    def __init__(self, texts: Sequence[Text], codes: array[int]) -> None:
        self.texts, self.codes = texts, codes

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, at: int) -> Text: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Text]: ...
    def __getitem__(self, at: int | slice) -> Text | Sequence[Text]:
        if isinstance(at, slice):
            return [self.texts[code] for code in self.codes[at]]
        return self.texts[self.codes[at]]

    def __iter__(self) -> Iterator[Text]:
        return map(self.texts.__getitem__, self.codes)

    @classmethod
    def of(cls, texts: Iterable[Text]) -> CodedTexts[Text]:
        """The same texts."""
        every = list(texts)
        numbers = {text: number for number, text in enumerate(dict.fromkeys(every))}
        return cls(tuple(numbers), array("I", map(numbers.__getitem__, every)))


@dataclass(frozen=True, slots=True)
class Derived:
    """What checking and compiling made of the rows, so that it need not be made again.

    requires: what the decision may use. samples: by column of results, texts of which one has each type that any has,
    in the order of rows. columns: by column of conditions, what its index is made from.
    """

    requires: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    columns: tuple[tuple[Any, ...], ...]


class CodedRules(Sequence[TableRule]):
    """The rows of a table that was checked without errors.

    Each is made when it is asked for, equal to the one that was read.
    """

    __slots__ = ("_made", "derived", "ids", "notes", "then", "when")

    def __init__(
        self,
        when: Sequence[CodedTexts[str]],
        then: Sequence[CodedTexts[str]],
        ids: CodedTexts[str | None],
        notes: CodedTexts[str],
        derived: Derived,
    ) -> None:
        self.when, self.then, self.ids, self.notes, self.derived = when, then, ids, notes, derived
        self._made: list[TableRule | None] = [None] * len(ids)

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, at: int) -> TableRule: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[TableRule]: ...
    def __getitem__(self, at: int | slice) -> TableRule | Sequence[TableRule]:
        if isinstance(at, slice):
            return tuple(self)[at]
        rule = self._made[at]
        if rule is None:
            when, then = (tuple([column[at] for column in side]) for side in (self.when, self.then))
            rule = self._made[at] = TableRule(when, then, self.ids[at], self.notes[at])
        return rule

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    @property
    def results(self) -> Iterator[tuple[int, ...]]:
        """By row the codes of its results: equal for equal ones."""
        return zip(*(column.codes for column in self.then), strict=True)


class ListedRules(tuple[TableRule, ...]):  # noqa: SLOT001 - what is made lately is kept in its dictionary
    """The rows of a table as they were read, each as wide as the others; by column once that is asked for."""

    @cached_property
    def when(self) -> tuple[CodedTexts[str], ...]:
        """The conditions by column."""
        return tuple(map(CodedTexts.of, zip(*[rule.when for rule in self], strict=True)))

    @cached_property
    def then(self) -> tuple[CodedTexts[str], ...]:
        """The results by column."""
        return tuple(map(CodedTexts.of, zip(*[rule.then for rule in self], strict=True)))


def conditions_of(rules: Sequence[TableRule], at: int) -> CodedTexts[str]:
    """The conditions of a column (from 0)."""
    if rules and isinstance(rules, CodedRules | ListedRules):
        return rules.when[at]
    return CodedTexts.of([rule.when[at] for rule in rules])


def results_of(rules: Sequence[TableRule], at: int) -> CodedTexts[str]:
    """The results of a column (from 0)."""
    if rules and isinstance(rules, CodedRules | ListedRules):
        return rules.then[at]
    return CodedTexts.of([rule.then[at] for rule in rules])


def conditions_in(rules: Sequence[TableRule]) -> Iterable[str]:
    """The conditions that stand in the rows, those of large tables once a column."""
    if isinstance(rules, CodedRules | ListedRules):
        return [text for column in rules.when for text in column.texts]
    return [text for rule in rules for text in rule.when]


def results_in(rules: Sequence[TableRule]) -> Iterable[str]:
    """The same of results."""
    if isinstance(rules, CodedRules | ListedRules):
        return [text for column in rules.then for text in column.texts]
    return [text for rule in rules for text in rule.then]
