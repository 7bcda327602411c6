"""Functions of the facts as diagrams: ordered by axis, shared wherever two parts are the same function."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.budget import Budget
from creditrules.dmn.analysis.space.lines import Border

__all__ = ["Branch", "Diagram", "Diagrams", "Leaf", "apart", "nodes", "support", "terminals"]

_LEAF: Final = 1 << 40


class Leaf:
    """The same value everywhere."""

    __slots__ = ("level", "value")

    def __init__(self, value: Any) -> None:
        self.value, self.level = value, _LEAF


class Branch:
    """A function that differs along an axis: `children[i]` holds from `cuts[i - 1]` to `cuts[i]`."""

    __slots__ = ("axis", "children", "cuts", "level")

    def __init__(self, axis: Axis, cuts: tuple[Border, ...], children: tuple[Diagram, ...]) -> None:
        self.axis, self.cuts, self.children, self.level = axis, cuts, children, axis.level


Diagram: TypeAlias = Leaf | Branch
"""Two diagrams of one `Diagrams` are the same object exactly where they are the same function."""


class Diagrams:
    """Makes diagrams, each only once."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self._leaves: dict[Hashable, Leaf] = {}
        self._branches: dict[tuple[int, tuple[Border, ...], tuple[Diagram, ...]], Branch] = {}
        self._cuts: dict[Axis, set[Border]] = {}
        self._splits: dict[tuple[int, tuple[Border, ...], tuple[Diagram, ...]], Diagram] = {}

    def __len__(self) -> int:
        return len(self._branches)

    @property
    def kept(self) -> int:
        """How many parts of all kinds are kept so that none is made twice."""
        return len(self._branches) + len(self._leaves) + len(self._splits)

    def leaf(self, value: Hashable) -> Leaf:
        """The function that is `value` everywhere."""
        key = (type(value), value)
        found = self._leaves.get(key)
        if found is None:
            found = self._leaves[key] = Leaf(value)
        return found

    def branch(self, axis: Axis, cuts: Sequence[Border], children: Sequence[Diagram]) -> Diagram:
        """The function that is `children[i]` between the cuts; none of them may depend on the axis or one before."""
        cuts, children = axis.fitted(cuts, children)
        if not cuts:
            return children[0]
        key = (axis.level, cuts, children)
        found = self._branches.get(key)
        if found is None:
            self.budget.node()
            found = self._branches[key] = Branch(axis, cuts, children)
            self._cuts.setdefault(axis, set()).update(cuts)
        return found

    def cuts_of(self, axis: Axis) -> list[Border]:
        """All cuts that any diagram has on an axis, in order."""
        return sorted(self._cuts.get(axis, ()))

    def split(self, axis: Axis, cuts: Sequence[Border], children: Sequence[Diagram]) -> Diagram:
        """As `branch`, whatever the children depend on."""
        level = min([child.level for child in children])
        if level > axis.level:
            return self.branch(axis, cuts, children)
        key = (axis.level, tuple(cuts), tuple(children))
        found = self._splits.get(key)
        if found is None:
            self.budget.spend(len(children))
            apart = self._split_within if level == axis.level else self._split_above
            found = self._splits[key] = apart(axis, cuts, children)
        return found

    def _split_within(self, axis: Axis, cuts: Sequence[Border], children: Sequence[Diagram]) -> Diagram:
        """Children that depend on the axis itself: each counts in its own stretch only."""
        own: list[Border] = []
        parts: list[Diagram] = []
        for at, child in enumerate(children):
            low, high = cuts[at - 1] if at else None, cuts[at] if at < len(cuts) else None
            if low is not None:
                own.append(low)
            if not isinstance(child, Branch) or child.level != axis.level:
                parts.append(child)
                continue
            first = bisect_right(child.cuts, low) if low is not None else 0
            parts.append(child.children[first])
            for number in range(first, len(child.cuts)):
                if high is not None and child.cuts[number] >= high:
                    break
                own.append(child.cuts[number])
                parts.append(child.children[number + 1])
        return self.branch(axis, own, parts)

    def _split_above(self, axis: Axis, cuts: Sequence[Border], children: Sequence[Diagram]) -> Diagram:
        """Children that depend on an axis before this one: that one is decided first."""
        top, between, parts = apart(children)
        return self.branch(top, between, [self.split(axis, cuts, part) for part in parts])

    def combine(
        self,
        function: Callable[..., Diagram],
        *diagrams: Diagram,
        early: Callable[[tuple[Diagram, ...]], Diagram | None] | None = None,
    ) -> Diagram:
        """The diagrams' values handed to `function` wherever they are; it answers with a diagram.

        early: asked for each combination of parts first; what it answers is the answer.
        """
        if len(diagrams) == 1 and early is None:
            return self._of_one(function, diagrams[0])
        memo: dict[tuple[Diagram, ...], Diagram] = {}

        def combined(parts: tuple[Diagram, ...]) -> Diagram:
            found = memo.get(parts)
            if found is None:
                self.budget.spend()
                found = memo[parts] = together(parts)
            return found

        def together(parts: tuple[Diagram, ...]) -> Diagram:
            known = early(parts) if early is not None else None
            if known is not None:
                return known
            if min(map(_level, parts), default=_LEAF) == _LEAF:
                return function(*[part.value for part in parts])  # type: ignore[union-attr]
            axis, cuts, inner = apart(parts)
            return self.split(axis, cuts, [combined(each) for each in inner])

        return combined(diagrams)

    def _of_one(self, function: Callable[[Any], Diagram], diagram: Diagram) -> Diagram:
        memo: dict[Diagram, Diagram] = {}

        def inner(part: Diagram) -> Diagram:
            found = memo.get(part)
            if found is None:
                self.budget.spend()
                if isinstance(part, Leaf):
                    found = function(part.value)
                else:
                    found = self.split(part.axis, part.cuts, [inner(each) for each in part.children])
                memo[part] = found
            return found

        return inner(diagram)

    def map(self, function: Callable[[Any], Hashable], diagram: Diagram) -> Diagram:
        """The diagram with `function` of its values."""
        return self.combine(lambda value: self.leaf(function(value)), diagram)

    def lookup(self, axis: Axis, cuts: Sequence[Border], values: Sequence[Hashable]) -> Diagram:
        """The function that is `values[i]` between the cuts of an axis."""
        return self.branch(axis, cuts, [self.leaf(value) for value in values])

    def at(self, diagram: Diagram, position: Callable[[Axis], Border]) -> Any:
        """The value where `position` says, for each axis that is asked for."""
        while isinstance(diagram, Branch):
            diagram = diagram.children[bisect_right(diagram.cuts, position(diagram.axis))]
        return diagram.value

    def fixed(self, diagram: Diagram, positions: Mapping[Axis, Border]) -> Diagram:
        """The diagram where some axes have one value each."""
        memo: dict[Diagram, Diagram] = {}

        def inner(part: Diagram) -> Diagram:
            if not isinstance(part, Branch):
                return part
            found = memo.get(part)
            if found is None:
                self.budget.spend()
                where = positions.get(part.axis)
                if where is not None:
                    found = inner(part.children[bisect_right(part.cuts, where)])
                else:
                    found = self.branch(part.axis, part.cuts, [inner(child) for child in part.children])
                memo[part] = found
            return found

        return inner(diagram)


def _level(part: Diagram) -> int:
    return part.level


def nodes(diagram: Diagram) -> Iterator[Diagram]:
    """Every part of a diagram once, in a fixed order."""
    seen: dict[Diagram, None] = {}
    waiting = [diagram]
    while waiting:
        part = waiting.pop()
        if part not in seen:
            seen[part] = None
            yield part
            if isinstance(part, Branch):
                waiting.extend(reversed(part.children))


def support(diagram: Diagram) -> tuple[Axis, ...]:
    """The axes on which it depends, in order."""
    axes = {part.axis for part in nodes(diagram) if isinstance(part, Branch)}
    return tuple(sorted(axes, key=lambda axis: axis.level))


def terminals(diagram: Diagram) -> tuple[Any, ...]:
    """The values that it has somewhere, as far as the cuts say."""
    return tuple(part.value for part in nodes(diagram) if isinstance(part, Leaf))


def apart(parts: Sequence[Diagram]) -> tuple[Axis, Sequence[Border], Sequence[tuple[Diagram, ...]]]:
    """The first axis on which any of the parts depends, all cuts there, and the parts between them."""
    level = min([part.level for part in parts])
    tops = [part for part in parts if part.level == level]
    first = tops[0]
    assert isinstance(first, Branch)  # noqa: S101 - leaves alone are not taken apart
    cuts: Sequence[Border] = first.cuts
    for top in tops[1:]:
        if top.cuts != cuts:  # type: ignore[union-attr]
            cuts = sorted({*cuts, *top.cuts})  # type: ignore[union-attr]
    inner = [_between(part, level, cuts) for part in parts]
    return first.axis, cuts, list(zip(*inner, strict=True))


def _between(part: Diagram, level: int, cuts: Sequence[Border]) -> Sequence[Diagram]:
    if not isinstance(part, Branch) or part.level != level:
        return [part] * (len(cuts) + 1)
    if len(part.cuts) == len(cuts):
        return part.children
    own, children = part.cuts, part.children
    return [children[0], *[children[bisect_right(own, cut)] for cut in cuts]]
