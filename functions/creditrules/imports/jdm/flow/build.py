"""What is being built of a graph and the graphs that it calls."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.dmn.model import Boxed
from creditrules.imports.jdm.graph import Graph, Node
from creditrules.imports.jdm.names import Names
from creditrules.imports.jdm.notes import Notes
from creditrules.imports.jdm.words.expressions import Translator
from creditrules.imports.jdm.words.facts import Field
from creditrules.imports.jdm.words.phrase import Phrase
from creditrules.imports.jdm.words.scope import Remarks, Scope
from creditrules.imports.jdm.zen import ZenError, parse_expression
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
    parts: list[Part] = field(default_factory=list)
    helpers: set[str] = field(default_factory=set)
    count: int = 0

    def add(self, part: Part) -> None:
        """One more decision."""
        self.count += 1
        if self.count > _MAX_PARTS:
            raise TooLarge
        self.parts.append(part)

    def phrase(self, text: str, scope: Scope, graph: Graph, node: Node, where: str, place: str) -> Phrase | None:
        """A value as it is kept; None where it cannot be, which is told."""
        remarks = Remarks()
        try:
            made = Translator(scope, remarks).stored(parse_expression(text))
        except ZenError as error:
            self.notes.refuse(error, graph, node, where, text)
            return None
        self.told(remarks, graph, node, place, text, made.text)
        return made

    def told(self, remarks: Remarks, graph: Graph, node: Node, place: str, before: str, after: str) -> None:
        """What a translation had to say."""
        self.helpers |= remarks.helpers
        if before.strip() == after or not before.strip():
            return
        if not remarks.told:
            remarks.note("import.jdm.spelling")
        for remark in remarks.told.values():
            self.notes.interpret(remark.code, graph, node, place, before.strip(), after)
