"""The present as axes: what `today()` and `now()` answer, where a model is looked at over time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from creditrules.dmn.analysis.reading.facts import region_of
from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.diagram import Diagram
from creditrules.dmn.analysis.space.lines import Line, on_line
from creditrules.dmn.analysis.values.algebra import Algebra
from creditrules.dmn.analysis.values.numbers import value_on
from creditrules.dmn.domains.domain import Domain
from creditrules.feel import DATE, DATE_TIME, Value

__all__ = ["CLOCK", "Clock"]

_TYPES: Final = {"today": (DATE, Line.DATE), "now": (DATE_TIME, Line.ZONED_MOMENT)}
CLOCK: Final = frozenset(_TYPES)
"""The functions that ask for the present."""


class Clock:
    """`today()` and `now()` of one place as axes of their own, as if neither followed from the other.

    missed: whether something asked for the time that could be told of one moment alone.
    """

    def __init__(self, algebra: Algebra, place: str = "") -> None:
        """place: what tells this clock from others, such as a time zone."""
        self._algebra = algebra
        self._paths = {name: (f"{name}() {place}".strip(),) for name in _TYPES}
        self.missed = False

    def reads(self, name: str) -> Diagram:
        """What one of the two functions answers, as `Said`."""
        type_, line = _TYPES[name]
        region = region_of(Domain(type_), nullable=False).intersection(on_line(line))
        return self._algebra.value(self._algebra.fact(self._paths[name], region))

    def turns(self) -> Iterator[Value]:
        """The first answers of both from which on anything in the algebra is another than before."""
        for axis in self._axes():
            for cut in self._algebra.diagrams.cuts_of(axis):
                if len(cut) > 1:
                    yield value_on(Line(cut[0]), cut[1])

    @property
    def exact(self) -> bool:
        """Whether all that is another at another time is so from one of these turns on."""
        own = set(self._axes())
        formed = [axis for axis in self._algebra.axes if axis.form and self._algebra.diagrams.cuts_of(axis)]
        return not self.missed and all(own.isdisjoint(axis.behind) for axis in formed)

    def _axes(self) -> list[Axis]:
        found = [self._algebra.fact_axis(path) for path in self._paths.values()]
        return [axis for axis in found if axis is not None]
