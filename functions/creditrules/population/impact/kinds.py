"""Rows of which all that is told is the same, together: what a batch comes to, in what is mostly few kinds of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from creditrules.population.impact.answers import Answer, Judged
from creditrules.population.impact.changed import ChangedRow, change_of
from creditrules.population.impact.coded import Coded
from creditrules.records import dataclass, replace

__all__ = ["Alike", "Kinds", "alike", "kinds_of"]

Value = TypeVar("Value")

_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Kinds:
    """Rows by kind, in the order in which kinds first occur. of: by row. first: by kind the place of its first row."""

    of: Sequence[int]
    first: Sequence[int]
    times: Sequence[int]


@dataclass(frozen=True, slots=True)
class Alike:
    """A batch by kinds of rows.

    times: by kind how many rows it has. columns, answers: of each kind; the answers are of before, after and the
    candidates. examples: of a kind that not all versions answer, the first rows. changed: rows in order, and their
    kinds, where `after` answers otherwise.
    """

    times: Sequence[int]
    columns: Mapping[str, Coded[str]]
    answers: Sequence[Coded[Judged]]
    examples: Mapping[int, Sequence[int]]
    changed: tuple[Sequence[int], Sequence[int]]

    def after(self, rows: int) -> Alike:
        """The same with its rows numbered on, after so many others."""
        examples = {kind: [rows + row for row in some] for kind, some in self.examples.items()}
        return replace(self, examples=examples, changed=([rows + row for row in self.changed[0]], self.changed[1]))

    def changed_rows(self) -> Iterator[ChangedRow]:
        """The rows that change, in order."""
        before, after = self.answers[:2]
        for row, kind in zip(*self.changed, strict=True):
            old, new = before.values[before.codes[kind]], after.values[after.codes[kind]]
            if isinstance(old, Answer) and isinstance(new, Answer) and (change := change_of(old, new)) is not None:
                yield ChangedRow(row, change, old, new)


def kinds_of(columns: Sequence[Coded[object]]) -> Kinds:
    """The kinds of rows that columns tell apart."""
    tuples = list(zip(*(column.codes for column in columns), strict=True))
    times = Counter(tuples)
    places = {codes: place for place, codes in enumerate(times)}
    of = [places[codes] for codes in tuples]
    first = {kind: row for row, kind in reversed([*enumerate(of)])}
    return Kinds(of, [first[kind] for kind in range(len(places))], list(times.values()))


def alike(
    numbers: Sequence[int],
    cells: Mapping[str, Coded[str]],
    answers: Sequence[Coded[Judged]],
    told_apart: Callable[[Sequence[Coded[object]]], Kinds] = kinds_of,
) -> Alike:
    """Rows that were answered, by kinds. numbers: of the rows. cells: the columns that are told of, as texts."""
    kinds = told_apart([*answers, *cells.values()])
    columns = {name: _of_kinds(column, kinds) for name, column in cells.items()}
    sides = [_of_kinds(side, kinds) for side in answers]
    faulty = {
        kind
        for kind in range(len(kinds.first))
        if not all(isinstance(side.values[side.codes[kind]], Answer) for side in sides)
    }
    examples = {kind: tuple(islice(_rows(numbers, kinds, {kind}), _EXAMPLES)) for kind in faulty}
    found = _changing(sides[0], sides[1])
    moved = [(number, kind) for number, kind in zip(numbers, kinds.of, strict=True) if kind in found] if found else []
    return Alike(kinds.times, columns, sides, examples, ([row for row, _ in moved], [kind for _, kind in moved]))


def _rows(numbers: Sequence[int], kinds: Kinds, wanted: set[int]) -> Iterable[int]:
    return (number for number, kind in zip(numbers, kinds.of, strict=True) if kind in wanted)


def _of_kinds(column: Coded[Value], kinds: Kinds) -> Coded[Value]:
    """The column by kind, without values that no row has."""
    codes = [column.codes[row] for row in kinds.first]
    places = {code: place for place, code in enumerate(dict.fromkeys(codes))}
    return Coded([places[code] for code in codes], [column.values[code] for code in places])


def _changing(before: Coded[Judged], after: Coded[Judged]) -> set[int]:
    """The kinds that both answer, otherwise."""
    found = set()
    known: dict[tuple[int, int], bool] = {}
    for kind, pair in enumerate(zip(before.codes, after.codes, strict=True)):
        if pair not in known:
            old, new = before.values[pair[0]], after.values[pair[1]]
            known[pair] = isinstance(old, Answer) and isinstance(new, Answer) and change_of(old, new) is not None
        if known[pair]:
            found.add(kind)
    return found
