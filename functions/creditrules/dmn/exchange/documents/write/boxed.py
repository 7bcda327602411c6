"""Boxed expressions in the document form."""

from __future__ import annotations

from typing import assert_never

from creditrules.dmn.exchange.documents.write.plain import filled, plain_feel
from creditrules.dmn.exchange.documents.write.tables import written_table
from creditrules.dmn.model.boxed import (
    Boxed,
    Conditional,
    ContextBox,
    ContextEntry,
    DecisionTable,
    FilterBox,
    FunctionBox,
    Invocation,
    Iteration,
    ListBox,
    LiteralExpression,
    Parameter,
    Relation,
)
from creditrules.document import Plain

__all__ = ["written_boxed", "written_parameters", "written_under"]

_BODIES = {"for": "return", "some": "satisfies", "every": "satisfies"}


def written_boxed(box: Boxed) -> Plain:
    """An expression where any may stand: a bare text where that says it all."""
    if isinstance(box, LiteralExpression) and not box.type:
        return plain_feel(box.text)
    return {**_kind(box), **filled(type=box.type)}


def written_under(box: Boxed, type_: str) -> dict[str, Plain]:
    """The keys of an expression that stands in something with a type of its own.

    There the one key "type" means both, so an expression of another type goes into a context of its own.
    """
    if box.type in {"", type_}:
        return _kind(box)
    return {"context": [{"result": written_boxed(box)}]}


def written_parameters(parameters: tuple[Parameter, ...]) -> list[Plain]:
    """Formal parameters: a name, or name and type."""
    return [{"name": one.name, "type": one.type} if one.type else one.name for one in parameters]


def _kind(box: Boxed) -> dict[str, Plain]:
    match box:
        case LiteralExpression(text):
            return {"expression": plain_feel(text)}
        case DecisionTable():
            return {"table": written_table(box)}
        case ContextBox():
            return {"context": _context(box)}
        case Invocation():
            return {"invocation": _invocation(box)}
        case FunctionBox():
            return {"function": _function(box)}
        case ListBox(items):
            return {"list": [written_boxed(item) for item in items]}
        case Relation(columns, rows):
            cells: list[Plain] = [[written_boxed(cell) for cell in row] for row in rows]
            return {"relation": {"columns": list(columns), "rows": cells}}
        case Conditional() | FilterBox() | Iteration():
            return _flow(box)
    assert_never(box)


def _flow(box: Conditional | FilterBox | Iteration) -> dict[str, Plain]:
    match box:
        case Conditional(condition, then, otherwise):
            parts = {"if": condition, "then": then, "else": otherwise}
            return {"conditional": {key: written_boxed(part) for key, part in parts.items()}}
        case FilterBox(source, match_):
            return {"filter": {"in": written_boxed(source), "match": written_boxed(match_)}}
        case Iteration(kind, variable, source, body):
            inner: Plain = {"variable": variable, "in": written_boxed(source), _BODIES[kind]: written_boxed(body)}
            return {kind: inner}
    assert_never(box)


def _context(box: ContextBox) -> list[Plain]:
    entries: list[Plain] = [_entry(entry) for entry in box.entries]
    if box.result is not None:
        entries.append({"result": written_boxed(box.result)})
    return entries


def _entry(entry: ContextEntry) -> dict[str, Plain]:
    return {"name": entry.name, **filled(type=entry.type), **written_under(entry.value, entry.type)}


def _invocation(box: Invocation) -> dict[str, Plain]:
    arguments: Plain = {binding.name: written_boxed(binding.value) for binding in box.bindings}
    return {"function": plain_feel(box.function), **({"arguments": arguments} if arguments else {})}


def _function(box: FunctionBox) -> dict[str, Plain]:
    kind = box.kind if box.kind != "FEEL" else ""
    head = filled(kind=kind, parameters=written_parameters(box.parameters), type=box.result_type)
    return {**head, "body": written_boxed(box.body)}
