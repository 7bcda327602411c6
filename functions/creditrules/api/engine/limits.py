"""Bounds on what an operation may ask, checked on its syntax tree before validation spends time on it."""

from __future__ import annotations

from collections import Counter

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    NameNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from creditrules.config import Limits
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass, field, names_of

__all__ = ["refuse_oversized"]

LONGEST_NAME = 128
"""Of aliases, operations, fragments and variables: they stand in answers, paths and logs."""


@dataclass(slots=True)
class _Tally:
    """What a walk over a document has met."""

    names: Counter[str] = field(default_factory=Counter)
    aliases: int = 0
    directives: int = 0
    fragments: dict[str, FragmentDefinitionNode] = field(default_factory=dict)


def refuse_oversized(document: DocumentNode, limits: Limits) -> None:
    """Raises Refusal TOO_LARGE naming the first bound that the document breaks. Takes time linear in the document."""
    tally = _Tally()
    for definition in document.definitions:
        if isinstance(definition, FragmentDefinitionNode):
            tally.fragments[definition.name.value] = definition
    _refuse(len(tally.fragments), limits.query_fragments, "fragments", "TOO_MANY_FRAGMENTS")
    _count_nodes(document, limits, tally)
    _refuse(tally.names.total(), limits.query_fields, "fields", "TOO_MANY_FIELDS")
    _refuse(max(tally.names.values(), default=0), limits.query_repeats, "fields of one name", "TOO_MANY_REPEATS")
    _refuse(tally.aliases, limits.query_aliases, "aliases", "TOO_MANY_ALIASES")
    _refuse(tally.directives, limits.query_directives, "directives", "TOO_MANY_DIRECTIVES")
    heights: dict[str, int] = {}
    widths: dict[str, int] = {}
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            roots = _width(definition.selection_set, tally.fragments, widths, frozenset())
            _refuse(roots, limits.query_roots, "fields at the root", "TOO_MANY_ROOT_FIELDS")
            height = _height(definition.selection_set, tally.fragments, heights, frozenset())
            _refuse(height, limits.query_depth, "levels", "TOO_DEEP")


def _refuse(found: int, allowed: int, what: str, code: str) -> None:
    if found > allowed:
        message = f"The document has {found} {what}; {allowed} are allowed."
        raise Refusal(Kind.TOO_LARGE, code, message, (), "Split it into several requests.")


def _count_nodes(document: DocumentNode, limits: Limits, tally: _Tally) -> None:
    waiting: list[tuple[Node, int, int]] = [(document, 0, 0)]
    while waiting:
        node, value_depth, depth = waiting.pop()
        if isinstance(node, FieldNode):
            tally.names[node.alias.value if node.alias else node.name.value] += 1
            tally.aliases += node.alias is not None
        directives = len(getattr(node, "directives", None) or ())
        _refuse(directives, limits.query_directives_at_once, "directives at one place", "TOO_MANY_DIRECTIVES")
        tally.directives += directives
        if isinstance(node, NameNode) and len(node.value) > LONGEST_NAME:
            message = f"A name has {len(node.value)} characters; {LONGEST_NAME} are allowed."
            raise Refusal(Kind.TOO_LARGE, "NAME_TOO_LONG", message, (), "Shorten it.")
        value_depth += isinstance(node, ListValueNode | ObjectValueNode)
        depth += isinstance(node, SelectionSetNode)
        _refuse(value_depth, limits.query_value_depth, "levels in a value", "TOO_DEEP")
        _refuse(depth, limits.query_depth, "levels", "TOO_DEEP")
        waiting += ((child, value_depth, depth) for child in _children(node))


def _children(node: Node) -> list[Node]:
    found: list[Node] = []
    for key in names_of(type(node)):  # `node.keys` has the standard module make each class of nodes first
        part = getattr(node, key, None) if key != "loc" else None
        if isinstance(part, Node):
            found.append(part)
        elif isinstance(part, list | tuple):
            found += (item for item in part if isinstance(item, Node))
    return found


def _height(
    selections: SelectionSetNode,
    fragments: dict[str, FragmentDefinitionNode],
    known: dict[str, int],
    above: frozenset[str],
) -> int:
    """Levels of fields, each fragment measured once; one inside itself counts nothing, validation refuses it."""
    deepest = 0
    for selection in selections.selections:
        if isinstance(selection, FragmentSpreadNode):
            name = selection.name.value
            if name in fragments and name not in above:
                if name not in known:
                    known[name] = _height(fragments[name].selection_set, fragments, known, above | {name})
                deepest = max(deepest, known[name])
            continue
        below = getattr(selection, "selection_set", None)
        inner = _height(below, fragments, known, above) if below else 0
        deepest = max(deepest, inner + isinstance(selection, FieldNode))
    return deepest


def _width(
    selections: SelectionSetNode,
    fragments: dict[str, FragmentDefinitionNode],
    known: dict[str, int],
    above: frozenset[str],
) -> int:
    """Fields of this level, those that fragments bring included."""
    found = 0
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            found += 1
        elif isinstance(selection, FragmentSpreadNode):
            name = selection.name.value
            if name in fragments and name not in above:
                if name not in known:
                    known[name] = _width(fragments[name].selection_set, fragments, known, above | {name})
                found += known[name]
        elif isinstance(selection, InlineFragmentNode):
            found += _width(selection.selection_set, fragments, known, above)
    return found
