"""Decision tables as elements."""

from __future__ import annotations

from creditrules.dmn.exchange.xml.companion import element_key
from creditrules.dmn.exchange.xml.write.author import Author, filled, own
from creditrules.dmn.exchange.xml.write.nodes import Node, leaf
from creditrules.dmn.model.boxed import DecisionTable, InputClause, OutputClause, TableRule

__all__ = ["table_node"]


def table_node(author: Author, table: DecisionTable, place: str, reference: dict[str, str]) -> Node:
    """A decision table; annotations as they were while they say what the notes of the rules say."""
    attributes = {**reference, "hitPolicy": str(table.hit_policy), **filled(aggregation=str(table.aggregation or ""))}
    node = author.node("decisionTable", place, "table", attributes)
    node.parts += (_input(author, one, f"{place}.inputs[{n}]") for n, one in enumerate(table.inputs, 1))
    node.parts += (_output(author, one, f"{place}.outputs[{n}]") for n, one in enumerate(table.outputs, 1))
    columns = author.companion.beside(element_key(place, "table")).notes
    notes = [_notes(author, rule, f"{place}.rules[{number}]") for number, rule in enumerate(table.rules, 1)]
    width = max((len(written) for _, written in notes), default=0)
    width = max(width, len(columns))
    columns = columns + ("",) * (width - len(columns))
    node.parts += (Node("annotation", filled(name=name)) for name in columns)
    node.parts += (
        _rule(author, rule, f"{place}.rules[{number}]", said, width)
        for number, (rule, said) in enumerate(zip(table.rules, notes, strict=True), 1)
    )
    return node


def _expression(author: Author, name: str, place: str, role: str, text: str, type_: str = "") -> Node:
    node = author.node(name, place, role, filled(typeRef=type_))
    node.parts.append(leaf("text", text))
    return node


def _input(author: Author, clause: InputClause, place: str) -> Node:
    node = author.node("input", place, "", filled(label=clause.label))
    node.parts.append(_expression(author, "inputExpression", place, "expression", clause.expression, clause.type))
    if clause.allowed_values:
        node.parts.append(_expression(author, "inputValues", place, "values", clause.allowed_values))
    return node


def _output(author: Author, clause: OutputClause, place: str) -> Node:
    attributes = filled(name=clause.name, label=clause.label, typeRef=clause.type)
    node = author.node("output", place, "", attributes)
    if clause.allowed_values:
        node.parts.append(_expression(author, "outputValues", place, "values", clause.allowed_values))
    if clause.default:
        node.parts.append(_expression(author, "defaultOutputEntry", place, "default", clause.default))
    return node


def _notes(author: Author, rule: TableRule, place: str) -> tuple[str, tuple[str, ...]]:
    """The description of a rule and its annotations."""
    kept = author.companion.beside(element_key(place)).notes
    if kept and "\n".join(text for text in kept if text) == rule.note:
        return kept[0], kept[1:]
    return "", (rule.note,) if rule.note else ()


def _rule(author: Author, rule: TableRule, place: str, said: tuple[str, tuple[str, ...]], width: int) -> Node:
    described, annotations = said
    identifier = rule.id or ""
    attributes = {}
    if identifier and not author.take(identifier):
        attributes[own("id")] = identifier
        identifier = ""
    node = author.node("rule", place, "", attributes, identifier=identifier, description=described)
    node.parts += (
        _expression(author, "inputEntry", f"{place}.inputs[{index}]", "", cell)
        for index, cell in enumerate(rule.when, 1)
    )
    node.parts += (
        _expression(author, "outputEntry", f"{place}.outputs[{index}]", "", cell)
        for index, cell in enumerate(rule.then, 1)
    )
    padded = (*annotations, *[""] * (width - len(annotations)))
    node.parts += (Node("annotationEntry", parts=[leaf("text", text)]) for text in padded)
    return node
