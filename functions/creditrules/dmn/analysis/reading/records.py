"""Contexts whose entries are read one by one."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.dmn.analysis.reading.scope import Reader, Scoped
from creditrules.dmn.analysis.space.diagram import Diagram
from creditrules.dmn.analysis.values.terms import Record, Term

__all__ = ["Entries"]


class Entries:
    """A context of what was read for each entry."""

    __slots__ = ("_reader", "_whole", "entries")

    def __init__(self, reader: Reader, entries: Mapping[str, Scoped]) -> None:
        self._reader, self.entries = reader, entries
        self._whole: Diagram | None = None

    def entry(self, name: str) -> Scoped | None:
        """One entry; None where there is none of that name."""
        return self.entries.get(name)

    def whole(self) -> Diagram:
        """The context as one value."""
        if self._whole is None:
            algebra = self._reader.algebra
            names = tuple(self.entries)
            parts = [self._reader.whole(part) for part in self.entries.values()]

            def together(*terms: Term) -> Diagram:
                return algebra.term(Record(tuple(zip(names, terms, strict=True))))

            self._whole = algebra.combine(together, *parts)
        return self._whole
