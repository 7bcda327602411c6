"""Arrows that point to nothing, and names that two parts of a file have."""

from __future__ import annotations

from creditrules.dmn.exchange.xml import Element
from creditrules.imports.dmn.graph import REQUIREMENTS, Graph, references
from creditrules.imports.dmn.layout import Part
from creditrules.imports.dmn.naming import put
from creditrules.imports.dmn.trees import altered, children, name_of

__all__ = ["other_name", "settle_arrows", "settle_clashes"]


def settle_arrows(graph: Graph) -> None:
    """Arrows that point to nothing go; those that name a part in place of its identifier are put right."""
    names = {**graph.names, **{name_of(part.element): part for part in graph.parts}}
    for part in graph.parts:
        for requirement in children(part.element, *REQUIREMENTS):
            for reference in children(requirement, "requiredInput", "requiredDecision", "requiredKnowledge"):
                _arrow(graph, part, requirement, reference, names)


def _arrow(graph: Graph, part: Part, requirement: Element, reference: Element, names: dict[str, Part]) -> None:
    href = reference.get("href").strip()
    space, hash_, identifier = href.partition("#")
    if not hash_:
        space, identifier = "", href
    if space not in {"", graph.file.namespace}:
        if identifier in graph.file.names.get(space, {}):
            return
    elif identifier in graph.ids:
        return
    elif identifier in names:
        after = f"#{names[identifier].element.get('id')}"
        altered(reference, href=after)
        graph.redrawn(part)
        why = "The arrow names the part in place of its id."
        graph.notes.interpreted("import.requirement", reference, part.place, href, after, why)
        return
    requirement.content.remove(reference)
    if not children(requirement):
        part.element.content.remove(requirement)
    graph.redrawn(part)
    why = "The arrow points to nothing in these files; what the texts name counts."
    graph.notes.interpreted("import.requirement", reference, part.place, href, "", why)


def settle_clashes(graph: Graph) -> None:
    """Give the later of two parts with one name another; facts keep theirs, as callers state them."""
    order = ("facts", "decisions", "functions", "services")
    taken: dict[str, Part] = {}
    for part in sorted(graph.parts, key=lambda one: order.index(one.kind)):
        first = taken.setdefault(part.name, part)
        if first is not part and part.kind == "facts":
            _merge(graph, first, part)
        elif first is not part:
            taken[other_name(graph, part, first.kind.removesuffix("s"))] = part


def other_name(graph: Graph, part: Part, other: str) -> str:
    """Give a part another name, in the texts that speak of it too."""
    old, place = part.name, part.place
    new = _free(part, {one.name for one in graph.parts})
    for one in graph.parts:
        if one is not part and part in graph.required(one):
            for text in one.texts:
                put(text, [(use.node.span, new) for use in graph.words.uses(text) if use.name == old])
    graph.rename(part, new)
    why = f"The name is also that of a {other}; the texts that require this one say so."
    graph.notes.interpreted("import.clash", part.element, place, old, new, why)
    return new


def _merge(graph: Graph, first: Part, second: Part) -> None:
    """The same input drawn twice is one fact."""
    before, after = second.element.get("id"), first.element.get("id")
    for part in graph.parts:
        for reference in references(part.element):
            if reference.get("href").lstrip("#") == before:
                altered(reference, href=f"#{after}")
    graph.remove(second)
    why = "The same input stands in the file twice."
    graph.notes.interpreted("import.clash", second.element, second.place, before, after, why)


def _free(part: Part, taken: set[str]) -> str:
    names = (name_of(part.element), part.element.get("id"))
    own = [name for name in names if name.isidentifier() and name not in taken]
    found = own[0] if own else f"{part.name} result"
    while found in taken:
        found += " 2"
    return found
