"""Elements of a DMN file: looking at them, making and altering them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from creditrules.dmn.exchange.xml import MODEL, Element, is_model

__all__ = [
    "altered",
    "child",
    "children",
    "everything",
    "folded",
    "leaf_text",
    "made",
    "name_of",
    "outputs_of",
    "own_name",
    "set_text",
    "text_of",
]


def everything(root: Element) -> Iterator[Element]:
    """The element and all inside it, outermost first."""
    waiting = [root]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed([part for part in current.content if isinstance(part, Element)]))


def children(element: Element, *names: str) -> list[Element]:
    """The elements of DMN's own directly inside, of these names or all."""
    return [part for part in element if is_model(part.namespace) and (not names or part.name in names)]


def child(element: Element | None, name: str) -> Element | None:
    """The first of them with this name."""
    found = children(element, name) if element is not None else []
    return found[0] if found else None


def name_of(element: Element) -> str:
    """The name attribute, with single blanks."""
    return unicodedata.normalize("NFC", " ".join(element.get("name").split()))


def folded(text: str) -> str:
    """A name without signs, blanks and capitals."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", text)).casefold()


def own_name(element: Element) -> str:
    """The name by which texts speak of an element: its variable's, else its own, else its identifier."""
    variable = child(element, "variable")
    return (name_of(variable) if variable is not None else "") or name_of(element) or element.get("id")


def outputs_of(decision: Element) -> list[str]:
    """The names of the outputs of a decision that is a table."""
    table = child(decision, "decisionTable")
    return [name_of(one) for one in children(table, "output")] if table is not None else []


def leaf_text(element: Element | None) -> str:
    """The text directly inside, without blanks around it."""
    return element.text.strip() if element is not None else ""


def text_of(holder: Element | None) -> str:
    """What stands in the <text> of an expression."""
    return leaf_text(child(holder, "text"))


def set_text(holder: Element, text: str) -> None:
    """Have it say `text`."""
    leaf = child(holder, "text")
    if leaf is None:
        leaf = made("text", holder)
        holder.content.append(leaf)
    leaf.content = [text]


def altered(element: Element, **attributes: str | None) -> None:
    """Set attributes without a namespace, or take them away."""
    kept = {key: value for key, value in element.attributes.items() if key[0] or key[1] not in attributes}
    element.attributes = kept | {("", name): value for name, value in attributes.items() if value is not None}


def made(tag: str, near: Element, /, *inside: Element | str, **attributes: str) -> Element:
    """A new element of DMN's; messages show the place of `near`."""
    found = {("", key): value for key, value in attributes.items()}
    return Element(tag, MODEL, "", near.line, near.column, found, {}, list(inside))
