"""Switch nodes to decisions that name the branches which are taken."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.dmn.model import Boxed, LiteralExpression
from creditrules.imports.jdm.flow.activity import Activity, Branches
from creditrules.imports.jdm.flow.build import Build
from creditrules.imports.jdm.graph import Graph, Node
from creditrules.imports.jdm.words.conditions import condition
from creditrules.imports.jdm.words.expressions import Translator
from creditrules.imports.jdm.words.phrase import NULL, Phrase, array, choice, text
from creditrules.imports.jdm.words.scope import Remarks, Scope
from creditrules.imports.jdm.words.shapes import Kind, ListShape
from creditrules.imports.jdm.zen import ZenError
from creditrules.records import dataclass

__all__ = ["Switched", "switch"]

_Statement = tuple[str, Phrase | None]


@dataclass(frozen=True, slots=True)
class Switched:
    """The decision of a switch. by: from a statement's id to its label."""

    box: Boxed
    branches: Branches
    by: Mapping[str, str]
    roots: frozenset[str]


def switch(build: Build, graph: Graph, node: Node, scope: Scope, name: str, activity: Activity) -> Switched | None:
    """The decision of a switch; None where a condition cannot be kept, which is told."""
    policy = node.content.get("hitPolicy") or "first"
    if policy not in ("first", "collect"):
        message = f'The hit policy "{policy}" is not one of the engine\'s.'
        build.notes.wrong("import.jdm.graph", message, "Write first or collect.", graph, node)
        return None
    statements: list[_Statement] = []
    by: dict[str, str] = {}
    raw = node.content.get("statements")
    for at, each in enumerate(raw if isinstance(raw, list) else [], 1):
        part: Mapping[str, object] = each if isinstance(each, dict) else {}
        id_, written = part.get("id"), part.get("condition")
        label = by[id_ if isinstance(id_, str) else str(at)] = _label(graph, node, str(id_), at, set(by.values()))
        said = written if isinstance(written, str) else ""
        made = _condition(build, graph, node, scope, (said, f"decisions.{name}", f"branch {at}"))
        if said.strip() and made is None:
            return None
        statements.append((label, made))
    several = policy == "collect"
    exhaustive = any(made is None for _, made in statements)
    whole = _collected(statements) if several else _first(statements)
    branches = Branches(tuple(by.values()), exhaustive and not several, several, activity)
    build.notes.interpret("import.jdm.switch", graph, node, f"decisions.{name}")
    return Switched(LiteralExpression(whole.text), branches, by, whole.roots)


def _condition(build: Build, graph: Graph, node: Node, scope: Scope, said: tuple[str, str, str]) -> Phrase | None:
    written, place, where = said
    if not written.strip():
        return None
    remarks = Remarks()
    try:
        made = condition(Translator(scope, remarks, strict=False), build.trees.expression(written))
    except ZenError as error:
        build.notes.refuse(error, graph, node, where, written)
        return None
    build.told(remarks, graph, node, place, written, made.text)
    return made


def _label(graph: Graph, node: Node, id_: str, at: int, taken: set[str]) -> str:
    """A branch goes by the names of the nodes that it leads to."""
    ends = [graph.nodes[edge.target].name for edge in graph.out_of(node.id) if edge.handle == id_]
    label = ", ".join(ends) or f"branch {at}"
    return label if label not in taken else f"{label} ({at})"


def _first(statements: list[_Statement]) -> Phrase:
    whole = NULL
    for label, made in reversed(statements):
        named = text(label)
        whole = named if made is None else choice(made, named, whole, Kind.STRING)
    return whole


def _collected(statements: list[_Statement]) -> Phrase:
    parts = [
        text(label) if made is None else choice(made, text(label), NULL, Kind.STRING) for label, made in statements
    ]
    listed = array(parts, ListShape(Kind.STRING))
    if all(made is None for _, made in statements):
        return listed
    return Phrase(f"{listed.text}[item != null]", ListShape(Kind.STRING), roots=listed.roots)
