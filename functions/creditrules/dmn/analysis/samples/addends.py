"""Sums of what decisions come to: the decisions that share facts, and what these may come to together in a box."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.boxes import Box, paths
from creditrules.dmn.analysis.space.budget import Budget
from creditrules.dmn.analysis.values.forms import Standing, Sum
from creditrules.dmn.analysis.values.terms import value_of
from creditrules.feel import Value

__all__ = ["Option", "Solve", "Values", "groups_of", "is_added", "options_of"]

Values = Mapping[Axis, Value]
Solve = Callable[[Box], tuple[Values | None, bool]]
"""Values of a box's facts; None with True where nobody is there, with False where that is not known."""


class Option:
    """Numbers that decisions that share facts may come to together, by their axes, and where they do."""

    def __init__(self, numbers: Mapping[Axis, Fraction]) -> None:
        self.numbers = numbers
        self.boxes: list[Box] = []
        self._solved: tuple[Values | None, bool] | None = None

    def values(self, solve: Solve) -> tuple[Values | None, bool]:
        """Facts of somebody of whom it is so, worked out once."""
        if self._solved is None:
            self._solved = _first(map(solve, self.boxes))
        return self._solved


def _first(answers: Iterable[tuple[Values | None, bool]]) -> tuple[Values | None, bool]:
    empty = True
    for values, nobody in answers:
        if values is not None:
            return values, False
        empty = empty and nobody
    return None, empty


def is_added(axis: Axis) -> bool:
    """Whether an axis is a sum of what decisions come to."""
    return isinstance(axis.form, Sum) and all(isinstance(each.form, Standing) for each in axis.form.axes)


def groups_of(box: Box, sums: Sequence[Axis]) -> Iterator[tuple[tuple[Axis, ...], Box]]:
    """The decisions that sums speak of, those together that share facts or conditions of the box; and these."""
    addends = list(dict.fromkeys(axis for each in sums for axis in each.form.axes if each.form))  # type: ignore[union-attr]
    others = [axis for axis, _ in box.regions if not is_added(axis) and axis.exact]
    for axes in _connected([*addends, *others]):
        own = [axis for axis in axes if axis in set(addends)]
        if own:
            yield tuple(own), Box(tuple((axis, region) for axis, region in box.regions if axis in set(axes)), None)


def _connected(axes: Sequence[Axis]) -> list[list[Axis]]:
    """Axes that hang on the same facts together."""
    found: list[tuple[set[Axis], list[Axis]]] = []
    for axis in axes:
        facts, together = {each for each in axis.behind if each.form is None}, [axis]
        for group in [each for each in found if not facts.isdisjoint(each[0])]:
            found.remove(group)
            facts |= group[0]
            together = [*group[1], *together]
        found.append((facts, together))
    return [together for _, together in found]


def options_of(addends: Sequence[Axis], within: Box, budget: Budget) -> tuple[Option, ...]:
    """What decisions may come to together for applicants within a box. Raises TooLarge beyond the budget."""
    found: dict[tuple[Fraction, ...], Option] = {}
    diagrams = [axis.form.diagram for axis in addends if isinstance(axis.form, Standing)]
    for parts in product(*[list(paths(diagram, budget)) for diagram in diagrams]):
        budget.spend()
        box = _met(within, parts)
        if box is not None:
            numbers = tuple(Fraction(value_of(part.value.value)) for part in parts)
            found.setdefault(numbers, Option(dict(zip(addends, numbers, strict=True)))).boxes.append(box)
    return tuple(found.values())


def _met(box: Box, parts: Sequence[Box]) -> Box | None:
    found: Box | None = box
    for part in parts:
        found = found.meet(part) if found is not None else None
    return found
