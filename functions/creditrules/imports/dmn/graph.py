"""The parts of a file by their names, and which of them each requires: kept up as both are settled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from creditrules.dmn.exchange.xml import Element
from creditrules.imports.dmn.dialect import Dialect
from creditrules.imports.dmn.file import DmnFile
from creditrules.imports.dmn.layout import Part
from creditrules.imports.dmn.trees import altered, child, children, made, name_of, outputs_of

__all__ = ["REQUIREMENTS", "Graph", "folded", "references"]

REQUIREMENTS: Final = ("informationRequirement", "knowledgeRequirement")
_REQUIRED: Final = {"facts": "requiredInput", "decisions": "requiredDecision"}


class Graph:
    """The parts of one file."""

    def __init__(self, file: DmnFile, parts: list[Part], dialect: Dialect) -> None:
        self.file, self.parts, self.dialect, self.notes = file, parts, dialect, file.notes
        self.ids = {part.element.get("id"): part for part in parts}
        self.used = {use.name for part in parts for text in part.texts for use in dialect.uses(text)}
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
                for alias, said in _aliases_of(one).items():
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
        self.dialect.know(name)
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


def folded(text: str) -> str:
    """A name without signs, blanks and capitals."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", text)).casefold()


def _aliases_of(part: Part) -> dict[str, str]:
    """What else a part is known by: its identifier, its title, the outputs of its table."""
    names = {part.element.get("id"), name_of(part.element)} - {"", part.name}
    found = dict.fromkeys(names, part.name)
    if part.kind == "decisions":
        outputs = outputs_of(part.element)
        for name in outputs:
            if name and name != part.name:
                found.setdefault(name, part.name if len(outputs) == 1 else f"{part.name}.{name}")
    return found
