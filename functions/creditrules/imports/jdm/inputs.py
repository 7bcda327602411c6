"""The facts of a model: the fields that rules read, typed by how they are used and what the file says of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from creditrules.dmn.model import FactDefinition, ItemDefinition, Label
from creditrules.document import Plain, read_json
from creditrules.imports.jdm.graph import Graph
from creditrules.imports.jdm.words.facts import Field
from creditrules.imports.jdm.words.phrase import number, text
from creditrules.imports.jdm.words.shapes import Kind, ListShape, ObjectShape, Shape

__all__ = ["facts_of", "hear"]

_SAID = {
    "number": Kind.NUMBER,
    "integer": Kind.NUMBER,
    "number-input": Kind.NUMBER,
    "string": Kind.STRING,
    "text-input": Kind.STRING,
    "date": Kind.STRING,
    "date-time": Kind.STRING,
    "boolean": Kind.BOOLEAN,
    "true-false": Kind.BOOLEAN,
}
_TYPES = {Kind.NUMBER: "number", Kind.STRING: "string", Kind.BOOLEAN: "boolean"}
_MAX_DEPTH = 12


def hear(field: Field, graph: Graph) -> None:
    """Take down what a file says of its input: a schema, a list of fields, and the inputs of its tests."""
    for node in graph.nodes.values():
        if node.kind == "inputNode":
            _fields(field, node.content.get("fields"), 0)
            schema = node.content.get("schema")
            read = read_json(schema).value if isinstance(schema, str) and schema.strip() else schema
            _schema(field, read, 0)
    for test in graph.tests:
        if isinstance(test, dict):
            _example(field, test.get("input"), 0)


def _fields(field: Field, raw: object, depth: int) -> None:
    for each in raw if isinstance(raw, list) and depth < _MAX_DEPTH else []:
        name = each.get("field") if isinstance(each, dict) else None
        if not isinstance(each, dict) or not isinstance(name, str) or not name.strip():
            continue
        found = field
        for part in name.strip().split("."):
            found = found.child(part)
        _say(found, each.get("dataType"))
        label, about = each.get("name"), each.get("description")
        found.label = label if isinstance(label, str) else found.label
        found.description = about if isinstance(about, str) else found.description
        inner = each.get("childFields")
        if isinstance(inner, list) and inner:
            _fields(found.item() if each.get("dataType") == "object-array" else found, inner, depth + 1)


def _schema(field: Field, raw: object, depth: int) -> None:
    if not isinstance(raw, dict) or depth > _MAX_DEPTH:
        return
    type_ = raw.get("type")
    _say(field, type_ if isinstance(type_, str) else None)
    about = raw.get("description")
    field.description = about if isinstance(about, str) else field.description
    field.allowed = _allowed(raw) or field.allowed
    properties, required = raw.get("properties"), raw.get("required")
    for name, inner in properties.items() if isinstance(properties, dict) else ():
        child = field.child(name)
        _schema(child, inner, depth + 1)
        child.required = isinstance(required, list) and name in required
    if "items" in raw:
        _schema(field.item(), raw["items"], depth + 1)


def _allowed(raw: Mapping[str, Plain]) -> str:
    """What a schema allows, as unary tests."""
    listed = raw.get("enum")
    if isinstance(listed, list) and listed:
        values = [text(each).text for each in listed if isinstance(each, str)]
        values += [number(each).text for each in listed if isinstance(each, Decimal)]
        return ", ".join(values)
    low, high = raw.get("minimum"), raw.get("maximum")
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        return f"[{number(low).text}..{number(high).text}]" if low <= high else ""
    if isinstance(low, Decimal):
        return f">= {number(low).text}"
    return f"<= {number(high).text}" if isinstance(high, Decimal) else ""


def _say(field: Field, type_: object) -> None:
    if isinstance(type_, str) and type_ in _SAID:
        field.told.add(_SAID[type_])


def _example(field: Field, value: Plain, depth: int) -> None:
    if depth > _MAX_DEPTH:
        return
    match value:
        case bool():
            field.told.add(Kind.BOOLEAN)
        case Decimal():
            field.told.add(Kind.NUMBER)
        case str():
            field.told.add(Kind.STRING)
        case list():
            item = field.item()
            for each in value:
                _example(item, each, depth + 1)
        case dict():
            for name, each in value.items():
                _example(field.child(name), each, depth + 1)


def facts_of(root: Field) -> tuple[FactDefinition, ...]:
    """The facts; every field of the input is one."""
    return tuple(
        FactDefinition(_item(field, field.shape), nullable=field.nullable and not isinstance(field.shape, ObjectShape))
        for field in root.children.values()
    )


def _item(field: Field, shape: Shape) -> ItemDefinition:
    label: Label = {"": field.label} if field.label and field.label != field.name else {}
    match shape:
        case ObjectShape():
            entries = tuple(_entries(field))
            return ItemDefinition(field.name, "context", entries, label=label, description=field.description)
        case ListShape(inner):
            element = field.element
            if isinstance(inner, ObjectShape) and element is not None:
                entries = tuple(_entries(element))
                return ItemDefinition(field.name, "context", entries, True, label=label, description=field.description)
            type_ = _TYPES.get(inner, "Any") if isinstance(inner, Kind) else "list"
            return ItemDefinition(field.name, type_, (), True, label=label, description=field.description)
    type_ = _TYPES.get(shape, "") if isinstance(shape, Kind) else ""
    allowed = field.allowed if type_ in {"number", "string"} else ""
    return ItemDefinition(field.name, type_, allowed_values=allowed, label=label, description=field.description)


def _entries(field: Field) -> Iterator[ItemDefinition]:
    for child in field.children.values():
        yield _item(child, child.shape)
