"""Boxed expressions as elements."""

from __future__ import annotations

from typing import assert_never

from creditrules.dmn.exchange.xml.write.author import Author, filled, own
from creditrules.dmn.exchange.xml.write.nodes import Node, leaf
from creditrules.dmn.exchange.xml.write.tables import table_node
from creditrules.dmn.model.boxed import (
    Boxed,
    Conditional,
    ContextBox,
    DecisionTable,
    FilterBox,
    FunctionBox,
    Invocation,
    Iteration,
    ListBox,
    LiteralExpression,
    Relation,
)

__all__ = ["boxed_node", "logic_node"]

_BODIES = {"for": "return", "some": "satisfies", "every": "satisfies"}
_KINDS = {"JAVA": "Java"}


def boxed_node(author: Author, box: Boxed, place: str, *, type_: str | None = None) -> Node:
    """An expression; `type_` is written in place of its own."""
    reference = filled(typeRef=box.type if type_ is None else type_)
    match box:
        case LiteralExpression(text):
            node = author.node("literalExpression", place, "literal", reference)
            node.parts.append(leaf("text", text))
            return node
        case DecisionTable():
            return table_node(author, box, place, reference)
        case ContextBox():
            return _context(author, box, place, reference)
        case Invocation():
            return _invocation(author, box, place, reference)
        case FunctionBox():
            return _definition(author, box, place, reference)
        case ListBox(items):
            node = author.node("list", place, "list", reference)
            node.parts += (boxed_node(author, item, f"{place}[{index}]") for index, item in enumerate(items, 1))
            return node
        case Relation():
            return _relation(author, box, place, reference)
        case Conditional() | FilterBox() | Iteration():
            return _flow(author, box, place, reference)
    assert_never(box)


def _definition(author: Author, box: FunctionBox, place: str, reference: dict[str, str]) -> Node:
    """A function definition inside something else."""
    node = _function(author, box, place, "functionDefinition", "function", reference)
    node.parts.append(boxed_node(author, box.body, f"{place}.body"))
    return node


def logic_node(author: Author, box: FunctionBox, place: str) -> Node:
    """The function of a business knowledge model; other engines read its result's type from the body."""
    node = _function(author, box, place, "encapsulatedLogic", "logic", {})
    node.parts.append(boxed_node(author, box.body, place, type_=box.body.type or box.result_type))
    return node


def _function(author: Author, box: FunctionBox, place: str, name: str, role: str, reference: dict[str, str]) -> Node:
    attributes = {**reference, **filled(kind=_KINDS.get(box.kind, box.kind) if box.kind != "FEEL" else "")}
    if box.result_type:
        attributes[own("resultType")] = box.result_type
    node = author.node(name, place, role, attributes)
    for index, parameter in enumerate(box.parameters, 1):
        names = {"name": parameter.name, **filled(typeRef=parameter.type)}
        node.parts.append(author.node("formalParameter", place, f"parameter[{index}]", names))
    return node


def _context(author: Author, box: ContextBox, place: str, reference: dict[str, str]) -> Node:
    node = author.node("context", place, "context", reference)
    for index, entry in enumerate(box.entries, 1):
        part = author.node("contextEntry", place, f"entry[{index}]")
        names = {"name": entry.name, **filled(typeRef=entry.type)}
        part.parts.append(author.node("variable", place, f"entry[{index}]/variable", names))
        same = entry.value.type in {"", entry.type}
        here = f"{place}.{entry.name}"
        part.parts.append(boxed_node(author, entry.value, here, type_="" if same else entry.value.type))
        node.parts.append(part)
    if box.result is not None:
        part = author.node("contextEntry", place, f"entry[{len(box.entries) + 1}]")
        part.parts.append(boxed_node(author, box.result, f"{place}.result"))
        node.parts.append(part)
    return node


def _invocation(author: Author, box: Invocation, place: str, reference: dict[str, str]) -> Node:
    node = author.node("invocation", place, "invocation", reference)
    node.parts.append(boxed_node(author, LiteralExpression(box.function), f"{place}.function"))
    for index, binding in enumerate(box.bindings, 1):
        parameter = author.node("parameter", place, f"binding[{index}]/parameter", {"name": binding.name})
        value = boxed_node(author, binding.value, f"{place}.arguments.{binding.name}")
        node.parts.append(Node("binding", parts=[parameter, value]))
    return node


def _relation(author: Author, box: Relation, place: str, reference: dict[str, str]) -> Node:
    node = author.node("relation", place, "relation", reference)
    for index, column in enumerate(box.columns, 1):
        node.parts.append(author.node("column", place, f"column[{index}]", {"name": column}))
    for number, row in enumerate(box.rows, 1):
        part = author.node("row", place, f"row[{number}]")
        part.parts += (
            boxed_node(author, cell, f"{place}.rows[{number}][{index}]") for index, cell in enumerate(row, 1)
        )
        node.parts.append(part)
    return node


def _flow(author: Author, box: Conditional | FilterBox | Iteration, place: str, reference: dict[str, str]) -> Node:
    match box:
        case Conditional(condition, then, otherwise):
            name, parts = "conditional", {"if": condition, "then": then, "else": otherwise}
        case FilterBox(source, match_):
            name, parts = "filter", {"in": source, "match": match_}
        case Iteration(kind, variable, source, body):
            name, parts = kind, {"in": source, _BODIES[kind]: body}
            reference = {**reference, "iteratorVariable": variable}
        case _:
            assert_never(box)
    node = author.node(name, place, name, reference)
    for key, part in parts.items():
        child = author.node(key, f"{place}.{key}", "child")
        child.parts = [boxed_node(author, part, f"{place}.{key}")]
        node.parts.append(child)
    return node
