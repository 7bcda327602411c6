"""What a DMN file says beyond the model (identifiers, diagrams, extensions): kept beside it, not in its digest."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.records import dataclass, field

__all__ = ["Beside", "Companion", "Import", "element_key"]


@dataclass(frozen=True, slots=True)
class Beside:
    """What one element had beside the model's part of it.

    attributes: by namespace and name. extensions: what was in extensionElements. others: elements of DMN that models
    have no place for, by name, as text. notes: description and annotations of a table's row, as they were.
    """

    id: str = ""
    name: str = ""
    description: str = ""
    attributes: tuple[tuple[str, str, str], ...] = ()
    extensions: tuple[str, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Import:
    """An import of another model under a name."""

    name: str
    namespace: str
    location: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Companion:
    """All of it. elements: by `element_key`. prefixes: bound on the root. imports: as text, and read."""

    namespace: str = ""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    elements: Mapping[str, Beside] = field(default_factory=dict)
    imports: tuple[Import, ...] = ()

    def beside(self, key: str) -> Beside:
        """What belongs to an element; nothing for one the file did not have."""
        return self.elements.get(key, _NOTHING)


_NOTHING = Beside()


def element_key(place: str, role: str = "") -> str:
    """The key of an element: the place of the model's part, and which of its elements is meant."""
    return f"{place}/{role}" if role else place
