"""Item definitions as elements, and those that facts and list types need in DMN."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from creditrules.dmn.exchange.xml.write.author import Author, own
from creditrules.dmn.exchange.xml.write.nodes import Node, leaf
from creditrules.dmn.model.boxed import (
    Boxed,
    ContextBox,
    DecisionTable,
    FunctionBox,
)
from creditrules.dmn.model.definitions import FactDefinition, ItemDefinition, Model
from creditrules.dmn.model.walking import walk

__all__ = ["fact_types", "item_node", "list_types"]

_FUNCTION = re.compile(r"function<(?P<parameters>[^<>]*)> -> (?P<result>[^<>]+)")


def item_node(author: Author, item: ItemDefinition, place: str, name: str = "itemDefinition") -> Node:
    """An item definition or a component; what the schema cannot say stands in attributes of our own."""
    attributes = {"name": item.name, **({"isCollection": "true"} if item.is_list else {})}
    simple = bool(item.type) and not item.entries and not _FUNCTION.fullmatch(item.type)
    if not simple:
        own_words = {"allowedValues": item.allowed_values, "typeConstraint": item.type_constraint}
        attributes.update((own(key), text) for key, text in own_words.items() if text)
    node = author.node(name, place, "", attributes, label=item.label, description=item.description)
    function = _FUNCTION.fullmatch(item.type)
    if item.entries:
        node.parts += (
            item_node(author, entry, f"{place}.entries[{index}]", "itemComponent")
            for index, entry in enumerate(item.entries, 1)
        )
    elif function is not None:
        node.parts.append(_function_item(author, place, function["parameters"], function["result"]))
    elif item.type:
        node.parts.append(leaf("typeRef", item.type))
        for key, text in (("allowedValues", item.allowed_values), ("typeConstraint", item.type_constraint)):
            if text:
                tests = author.node(key, place, key)
                tests.parts.append(leaf("text", text))
                node.parts.append(tests)
    return node


def _function_item(author: Author, place: str, parameters: str, result: str) -> Node:
    node = author.node("functionItem", place, "functionItem", {"outputTypeRef": result})
    kept = [text for name, text in author.others(place, "functionItem") if name == "parameters"]
    types = parameters.split(", ") if parameters else []
    if len(kept) == len(types):
        node.parts += kept
    else:
        node.parts += (Node("parameters", {"name": f"p{n}", "typeRef": type_}) for n, type_ in enumerate(types, 1))
    return node


def fact_types(author: Author, model: Model) -> Iterator[tuple[str, str, Node]]:
    """For every fact that says more than a type: its name, the type's name, and the type's element."""
    taken = {item.name for item in model.types}
    for fact in model.facts:
        if not _says_more(fact):
            continue
        base = "t" + "".join(word[:1].upper() + word[1:] for word in re.findall(r"\w+", fact.name))
        name = next(free for free in (base, *(f"{base}{n}" for n in range(2, len(taken) + 3))) if free not in taken)
        taken.add(name)
        item = ItemDefinition(
            name,
            fact.item.type,
            fact.item.entries,
            fact.item.is_list,
            fact.item.allowed_values,
            fact.item.type_constraint,
        )
        node = item_node(author, item, f"facts.{fact.name}/type")
        node.attributes[own("fact")] = fact.name
        yield fact.name, name, node


def _says_more(fact: FactDefinition) -> bool:
    item = fact.item
    return bool(item.is_list or item.entries or item.allowed_values or item.type_constraint)


def list_types(model: Model) -> Iterator[Node]:
    """An item definition for every "list<…>" that the model names, so that engines without that notation find it."""
    known = {item.name for item in model.types}
    waiting = list(_references(model))
    while waiting:
        reference = waiting.pop()
        if reference in known or not reference.startswith("list<") or not reference.endswith(">"):
            continue
        known.add(reference)
        inner = reference[5:-1].strip()
        waiting.append(inner)
        attributes = {"name": reference, "isCollection": "true", own("generated"): "true"}
        yield Node("itemDefinition", attributes, [leaf("typeRef", inner)])


def _references(model: Model) -> Iterator[str]:
    yield from _item_references(model.types)
    yield from _item_references(fact.item for fact in model.facts)
    yield from (service.type for service in model.services)
    for function in model.functions:
        yield from _box_references(function.function)
    for decision in model.decisions:
        yield decision.type
        if decision.expression is not None:
            yield from _box_references(decision.expression)


def _item_references(items: Iterable[ItemDefinition]) -> Iterator[str]:
    for item in items:
        yield item.type
        yield from _item_references(item.entries)


def _box_references(box: Boxed) -> Iterator[str]:
    for part in walk(box):
        yield part.type
        match part:
            case DecisionTable(inputs, outputs):
                yield from (column.type for column in inputs)
                yield from (column.type for column in outputs)
            case ContextBox(entries):
                yield from (entry.type for entry in entries)
            case FunctionBox(parameters, result_type=result):
                yield result
                yield from (parameter.type for parameter in parameters)
