"""Elements to be written, and their text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from creditrules.dmn.exchange.xml.fragments import attribute_text, character_text
from creditrules.records import dataclass, field

__all__ = ["Node", "Part", "leaf", "lines_of"]

Part: TypeAlias = "Node | str"
"""An element, or one as text that was kept."""


@dataclass(slots=True)
class Node:
    """An element: attributes in order, then either text or parts."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    text: str | None = None


def leaf(name: str, text: str) -> Node:
    """An element with nothing but text."""
    return Node(name, text=text)


def lines_of(node: Part, indent: str = "") -> Iterator[str]:
    """The lines of an element, one for each that holds nothing but a text; texts keep their own line breaks."""
    if isinstance(node, str):
        yield indent + node
        return
    head = node.name + "".join(f' {name}="{attribute_text(value)}"' for name, value in node.attributes.items())
    if node.text is not None:
        yield f"{indent}<{head}>{character_text(node.text)}</{node.name}>"
    elif not node.parts:
        yield f"{indent}<{head}/>"
    elif len(node.parts) == 1 and isinstance(node.parts[0], Node) and node.parts[0].text is not None:
        yield f"{indent}<{head}>{next(lines_of(node.parts[0]))}</{node.name}>"
    else:
        yield f"{indent}<{head}>"
        for part in node.parts:
            yield from lines_of(part, indent + "  ")
        yield f"{indent}</{node.name}>"
