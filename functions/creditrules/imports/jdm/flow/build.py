"""What is being built of a graph and the graphs that it calls."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.dmn.model import Boxed
from creditrules.imports.jdm.graph import Graph, Node
from creditrules.imports.jdm.names import Names
from creditrules.imports.jdm.notes import Notes
from creditrules.imports.jdm.words.facts import Field
from creditrules.imports.jdm.words.scope import Remarks
from creditrules.imports.jdm.zen import Trees
from creditrules.records import dataclass, field

__all__ = ["Build", "Part", "TooLarge"]

_MAX_PARTS = 3_000


class TooLarge(Exception):
    """Sub-decisions call one another so often that what comes of it has no bound."""


@dataclass(frozen=True, slots=True)
class Part:
    """One decision to be. roots: the names that it takes."""

    name: str
    box: Boxed
    label: str = ""
    description: str = ""
    roots: frozenset[str] = frozenset()


@dataclass(slots=True)
class Build:
    """One pass over everything. parts: decisions in order; those of a loop are taken out again."""

    graphs: Mapping[str, Graph]
    names: Names
    notes: Notes
    input: Field
    trees: Trees
    parts: list[Part] = field(default_factory=list)
    helpers: set[str] = field(default_factory=set)
    count: int = 0

    def add(self, part: Part) -> None:
        """One more decision."""
        self.count += 1
        if self.count > _MAX_PARTS:
            raise TooLarge
        self.parts.append(part)

    def told(self, remarks: Remarks, graph: Graph, node: Node, place: str, before: str, after: str) -> None:
        """What a translation had to say."""
        self.helpers |= remarks.helpers
        if before.strip() == after or not before.strip():
            return
        if not remarks.told:
            remarks.note("import.jdm.spelling")
        for remark in remarks.told.values():
            self.notes.interpret(remark.code, graph, node, place, before.strip(), after)
