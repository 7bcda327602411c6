"""What the writers share: what was kept beside the model, identifiers, prefixes, and what cannot be written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from creditrules.dmn.exchange.xml.companion import Beside, Companion, element_key
from creditrules.dmn.exchange.xml.fragments import attribute_text
from creditrules.dmn.exchange.xml.namespaces import MODEL, OWN_PREFIX, RESERVED
from creditrules.dmn.exchange.xml.write.nodes import Node, leaf
from creditrules.dmn.model.definitions import Label
from creditrules.records import dataclass, field

__all__ = ["Author", "filled", "generated_id", "listed", "own"]

_XML: Final = "http://www.w3.org/XML/1998/namespace"
_PLAIN: Final = {
    "decisionTable": {"preferredOrientation", "outputLabel"},
    "definitions": {"exporter", "exporterVersion"},
}
"""Attributes without a namespace that DMN 1.5 has and the model has not."""


def own(name: str) -> str:
    """A name in our own namespace."""
    return f"{OWN_PREFIX}:{name}"


def generated_id(key: str) -> str:
    """The same identifier for the same place, every time."""
    return "_" + sha256(key.encode()).hexdigest()[:16]


def filled(**attributes: str) -> dict[str, str]:
    """The attributes that are not empty."""
    return {name: value for name, value in attributes.items() if value}


@dataclass(slots=True)
class Author:
    """The state of one writing."""

    companion: Companion
    prefixes: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.prefixes.update({**self.companion.prefixes, **RESERVED})

    def take(self, identifier: str) -> bool:
        """Whether an identifier can be used here: a proper one that nothing else has."""
        plain = identifier.replace("-", "_").replace(".", "_")
        if identifier in self._taken or not plain.isidentifier() or not identifier[0].isidentifier():
            return False
        self._taken.add(identifier)
        return True

    def identified(self, key: str) -> str:
        """An identifier for something that others refer to: the one it had, or one made from its place."""
        wanted = self.companion.beside(key).id
        if wanted and self.take(wanted):
            return wanted
        made = generated_id(key)
        while not self.take(made):
            made = generated_id(made)
        return made

    def node(
        self,
        name: str,
        place: str,
        role: str = "",
        attributes: Mapping[str, str] | None = None,
        *,
        identifier: str | None = None,
        label: Label | None = None,
        description: str | None = None,
    ) -> Node:
        """An element with what the model says of it and what was kept beside it.

        identifier: None to take the one it had. label, description: of elements whose label and description the model
        has; else they are taken from what was kept.
        """
        beside = self.companion.beside(element_key(place, role))
        node = Node(name)
        if identifier is None and beside.id and self.take(beside.id):
            identifier = beside.id
        if identifier:
            node.attributes["id"] = identifier
        node.attributes.update(attributes or {})
        if label is not None and "" in label:
            node.attributes["label"] = label[""]
        self._foreign(node, beside, has_label=label is not None or "label" in node.attributes)
        text = beside.description if description is None else description
        if text:
            node.parts.append(leaf("description", text))
        labels = [] if label is None else [_label(language, text) for language, text in label.items() if language]
        if labels or beside.extensions:
            node.parts.append(Node("extensionElements", parts=[*labels, *beside.extensions]))
        return node

    def others(self, place: str, role: str = "") -> tuple[tuple[str, str], ...]:
        """Elements of DMN that the model has no place for, by name."""
        return self.companion.beside(element_key(place, role)).others

    def _foreign(self, node: Node, beside: Beside, *, has_label: bool) -> None:
        for space, name, value in beside.attributes:
            if not space:
                if name in _PLAIN.get(node.name, ()) or (name == "label" and not has_label):
                    node.attributes[name] = value
            elif space == _XML:
                node.attributes[f"xml:{name}"] = value
            elif space != MODEL:
                node.attributes[f"{self._prefix(space)}:{name}"] = value

    def _prefix(self, space: str) -> str:
        for prefix, uri in self.prefixes.items():
            if uri == space:
                return prefix
        made = next(f"n{number}" for number in range(len(self.prefixes) + 1) if f"n{number}" not in self.prefixes)
        self.prefixes[made] = space
        return made


def _label(language: str, text: str) -> str:
    return f'<{own("label")} xml:lang="{attribute_text(language)}" text="{attribute_text(text)}"/>'


def listed(names: tuple[str, ...]) -> str:
    """Names as one attribute."""
    return json.dumps(names, ensure_ascii=False)
