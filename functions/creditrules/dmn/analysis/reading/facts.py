"""Facts as axes: by type, allowed values and whether null is a value of theirs; contexts entry by entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice
from typing import Final

from creditrules.dmn.analysis.samples.nice import PRESENT, values_in
from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.diagram import Diagram
from creditrules.dmn.analysis.space.lines import KINDS, Border, Line, border, lifted, lines_of_type, on_line
from creditrules.dmn.analysis.values.algebra import Algebra
from creditrules.dmn.analysis.values.forms import Stated
from creditrules.dmn.analysis.values.numbers import DAY
from creditrules.dmn.analysis.values.terms import FAILED, NULL, Of
from creditrules.dmn.domains.constants import NOWHEN
from creditrules.dmn.domains.domain import Domain
from creditrules.dmn.table.build import limit_of
from creditrules.dmn.table.region import NOTHING, Region
from creditrules.feel import ANY, ContextType, Date, Type, Value

__all__ = ["FactFields", "domain_of_type", "fact_diagram", "region_of", "regions_of"]

_FIRST: Final = Date(1000, 1, 1).key
_END: Final = Date(9000, 1, 1).key


def _between(line: Line, low: int, high: int) -> tuple[Border, Border]:
    return border(line, low, after=False), border(line, high, after=False)


_CALENDAR: Final[Mapping[Line, Region]] = {
    Line.DATE: Region(starts=False, cuts=_between(Line.DATE, _FIRST, _END)),
    Line.MOMENT: Region(starts=False, cuts=_between(Line.MOMENT, _FIRST * DAY, _END * DAY)),
    Line.ZONED_MOMENT: Region(starts=False, cuts=_between(Line.ZONED_MOMENT, _FIRST * DAY, _END * DAY)),
    Line.TIME: Region(starts=False, cuts=_between(Line.TIME, 0, DAY)),
    Line.ZONED_TIME: Region(starts=False, cuts=_between(Line.ZONED_TIME, 0, DAY)),
}
"""Facts are looked at from the year 1000 to 8999, so that what is added to them is a date as well; times in UTC."""


def region_of(domain: Domain, *, nullable: bool) -> Region:
    """The values that a fact of a domain may have; where its allowed values are no set of one kind, all of its type."""
    limit = limit_of([domain.allowed]) if domain.allowed is not None else None
    found = NOTHING
    for line in lines_of_type(domain.type):
        part = _CALENDAR.get(line, on_line(line))
        if limit is not None and KINDS.get(line) == limit.kind:
            part = part.intersection(lifted(limit.region, line))
        found = found.union(part)
    return found.union(on_line(Line.NULL)) if nullable else found


def regions_of(
    path: tuple[str, ...], domain: Domain, *, nullable: bool
) -> Iterator[tuple[tuple[str, ...], Region, tuple[Value, ...]]]:
    """The axes that a fact has: path, domain and examples of each, a context before its entries."""
    if not domain.entries:
        yield path, region_of(domain, nullable=nullable), examples_of(domain)
        return
    if nullable:
        yield path, on_line(Line.NULL).union(on_line(Line.OTHER)), (PRESENT,)
    for name, entry in domain.entries:
        yield from regions_of((*path, name), entry, nullable=True)


def domain_of_type(type_: Type) -> Domain:
    """The domain of facts of which only the type is known."""
    if not isinstance(type_, ContextType):
        return Domain(type_)
    return Domain(type_, None, tuple((name, domain_of_type(entry)) for name, entry in type_.entries))


def fact_diagram(algebra: Algebra, path: tuple[str, ...], domain: Domain, *, nullable: bool) -> Diagram:
    """The value of a fact that is no context."""
    return algebra.value(algebra.fact(path, region_of(domain, nullable=nullable), examples_of(domain)))


def examples_of(domain: Domain, depth: int = 3) -> tuple[Value, ...]:
    """Some values of a domain that is not ordered."""
    if domain.item is not None and depth:
        one = _examples(domain.item, depth - 1)
        return ([], *([each] for each in one), list(one))
    if domain.entries and depth:
        parts = [(name, _examples(entry, depth - 1)) for name, entry in domain.entries]
        most = max(len(values) for _, values in parts)
        return tuple({name: values[at % len(values)] for name, values in parts} for at in range(most))
    return (Decimal(1), "A", True, Decimal(0), [], {}, [Decimal(1)]) if domain.type == ANY else ()


def _examples(domain: Domain, depth: int) -> tuple[Value, ...]:
    lines = lines_of_type(domain.type)
    if lines == (Line.OTHER,):
        return examples_of(domain, depth) or (None,)
    axis = Axis("", 0, region_of(domain, nullable=False))
    return tuple(islice(values_in(axis, axis.domain, NOWHEN), 3)) or (None,)


class FactFields:
    """A fact that is a context, or an entry of one. Entries of contexts may be null; what is null has no entries."""

    def __init__(
        self, algebra: Algebra, path: tuple[str, ...], domain: Domain, *, nullable: bool, outer: tuple[Axis, ...] = ()
    ) -> None:
        """outer: the axes of the contexts around it that may be null."""
        self._algebra, self._path, self.domain = algebra, path, domain
        self._outer = outer
        self._own: Axis | None = None
        if nullable:
            self._own = algebra.fact(path, on_line(Line.NULL).union(on_line(Line.OTHER)), (PRESENT,))
        self._entries = dict(domain.entries)

    def registered(self) -> FactFields:
        """The same, all axes below it made in their order."""
        for name in self._entries:
            found = self.entry(name)
            if isinstance(found, FactFields):
                found.registered()
        return self

    def entry(self, name: str) -> Diagram | FactFields | None:
        """One entry; None where there is none of that name."""
        domain = self._entries.get(name)
        if domain is None:
            return None
        path = (*self._path, name)
        guards = (*self._outer, self._own) if self._own is not None else self._outer
        if domain.entries:
            return FactFields(self._algebra, path, domain, nullable=True, outer=guards)
        return self._guarded(fact_diagram(self._algebra, path, domain, nullable=True), guards)

    def whole(self) -> Diagram:
        """The context as one value, of which nothing is told by reasoning."""
        axes = tuple(axis for axis in self._algebra.axes if axis.path[: len(self._path)] == self._path)
        stated = self._algebra.formed(Stated(self._path, axes), on_line(Line.OTHER))
        found: Diagram = self._algebra.term(Of(stated, Line.OTHER))
        if self._own is not None:
            found = self._split(self._own, self._algebra.diagrams.leaf(NULL), found)
        return self._guarded(found, self._outer)

    def _guarded(self, diagram: Diagram, guards: tuple[Axis, ...]) -> Diagram:
        for axis in reversed(guards):
            diagram = self._split(axis, self._algebra.diagrams.leaf(FAILED), diagram)
        return diagram

    def _split(self, axis: Axis, null: Diagram, other: Diagram) -> Diagram:
        return self._algebra.diagrams.split(axis, [(int(Line.NULL) + 1,)], [null, other])
