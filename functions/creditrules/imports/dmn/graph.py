"""The parts of a file by their names, and which of them each requires: kept up as both are settled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from creditrules.dmn.exchange.xml import Element
from creditrules.imports.dmn.file import DmnFile
from creditrules.imports.dmn.layout import Part
from creditrules.imports.dmn.trees import altered, child, children, folded, made
from creditrules.imports.dmn.words import Words, aliases_of

__all__ = ["REQUIREMENTS", "Graph", "references"]

REQUIREMENTS: Final = ("informationRequirement", "knowledgeRequirement")
_REQUIRED: Final = {"facts": "requiredInput", "decisions": "requiredDecision"}


class Graph:
    """The parts of one file."""

    def __init__(self, file: DmnFile, parts: list[Part], words: Words) -> None:
        self.file, self.parts, self.words, self.notes = file, parts, words, file.notes
        self.ids = {part.element.get("id"): part for part in parts}
        self._used: set[str] | None = None
        self._names: dict[str, Part] | None = None
        self._aliases: dict[str, list[tuple[Part, str]]] | None = None
        self._folded: dict[str, list[Part]] | None = None
        self._required: dict[Part, list[Part]] = {}

    @property
    def names(self) -> dict[str, Part]:
        """The parts by name."""
        if self._names is None:
            self._names = {part.name: part for part in reversed(self.parts)}
        return self._names

    @property
    def used(self) -> set[str]:
        """The names that texts use, as they were when it was first asked for."""
        if self._used is None:
            self._used = {use.name for part in self.parts for text in part.texts for use in self.words.uses(text)}
        return self._used

    def narrow(self) -> None:
        """Have each text of a part with arrows read with the names that these give it, where that is enough."""
        known = frozenset(name for names in self.file.names.values() for name in names.values())
        for part in self.parts:
            if not self.drawn(part):
                continue
            seen = set(known)
            for one in self.required(part):
                seen |= {one.name, *aliases_of(one.element, one.kind)}
            for text in part.texts:
                self.words.narrow(text, frozenset(seen), frozenset(name.partition(".")[0] for name in known))

    def like(self, text: str) -> list[Part]:
        """The parts whose names differ from a text in signs and capitals only."""
        if self._folded is None:
            self._folded = {}
            for part in self.parts:
                self._folded.setdefault(folded(part.name), []).append(part)
        return self._folded.get(folded(text), [])

    def spoken_of(self, part: Part, name: str) -> list[tuple[Part, str]]:
        """The parts that `name` may mean in the texts of `part`, and what to say instead; those required go first."""
        if self._aliases is None:
            self._aliases = {}
            for one in self.parts:
                for alias, said in aliases_of(one.element, one.kind).items():
                    self._aliases.setdefault(alias, []).append((one, said))
        found = [pair for pair in self._aliases.get(name, ()) if pair[0] is not part]
        required = self.required(part)
        return [pair for pair in found if pair[0] in required] or [
            pair for pair in found if not self.depends(pair[0], part)
        ]

    def required(self, part: Part) -> list[Part]:
        """The parts of this file to which its arrows point."""
        if part not in self._required:
            found = [self.ids.get(one.get("href").rpartition("#")[2]) for one in references(part.element)]
            self._required[part] = [one for one in found if one is not None]
        return self._required[part]

    def depends(self, part: Part, on: Part) -> bool:
        """Whether a part requires another, directly or not."""
        seen: set[Part] = set()
        waiting = [part]
        while waiting:
            current = waiting.pop()
            if current is on:
                return True
            if current not in seen:
                seen.add(current)
                waiting += self.required(current)
        return False

    def drawn(self, part: Part) -> bool:
        """Whether the part has arrows, so that it sees nothing else."""
        return bool(children(part.element, *REQUIREMENTS))

    def rename(self, part: Part, name: str) -> None:
        """Have texts speak of a part by another name; what was its name stays as its label."""
        self.words.know(name)
        variable = child(part.element, "variable")
        if variable is None:
            part.element.content.insert(0, made("variable", part.element, name=name))
        else:
            altered(variable, name=name)
        part.name = name
        self._forget()

    def remove(self, part: Part) -> None:
        """Take a part out of the file."""
        self.file.root.content.remove(part.element)
        self.parts.remove(part)
        self.ids.pop(part.element.get("id"), None)
        self._forget()

    def require(self, part: Part, found: Part) -> bool:
        """Draw an arrow, where there are arrows and this one is missing."""
        if found is part or not self.drawn(part) or found in self.required(part):
            return False
        href = f"#{found.element.get('id')}"
        kind = _REQUIRED.get(found.kind, "requiredKnowledge")
        outer = "knowledgeRequirement" if kind == "requiredKnowledge" else "informationRequirement"
        self.draw(part, made(outer, part.element, made(kind, part.element, href=href)))
        return True

    def draw(self, part: Part, requirement: Element) -> None:
        """Add an arrow; one that points nowhere makes room."""
        for one in children(part.element, *REQUIREMENTS):
            if not children(one):
                part.element.content.remove(one)
        part.element.content.append(requirement)
        self.redrawn(part)

    def redrawn(self, part: Part) -> None:
        """The arrows of a part were altered."""
        self._required.pop(part, None)

    def _forget(self) -> None:
        self._names = self._aliases = self._folded = None
        self._required.clear()


def references(element: Element) -> Iterator[Element]:
    """The references in the requirements of a part."""
    for requirement in children(element, *REQUIREMENTS):
        yield from children(requirement, "requiredInput", "requiredDecision", "requiredKnowledge")
