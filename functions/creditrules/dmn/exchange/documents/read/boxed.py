"""Boxed expressions as documents write them: a text, or a mapping with one key that says the kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from typing import Literal as OneOf

from creditrules.dmn.exchange.documents.read.reading import At, Reading, kind_of
from creditrules.dmn.exchange.documents.read.tables import read_table
from creditrules.dmn.model.boxed import (
    Binding,
    Boxed,
    Conditional,
    ContextBox,
    ContextEntry,
    FilterBox,
    FunctionBox,
    Invocation,
    Iteration,
    ListBox,
    LiteralExpression,
    Parameter,
    Relation,
)
from creditrules.feel import spelt

__all__ = ["KINDS", "read_boxed", "read_parameters"]

_MAX_DEPTH = 32
_NULL = LiteralExpression("null")


def read_boxed(reading: Reading, value: object, at: At, place: str, *, depth: int = 0) -> Boxed | None:
    """The boxed expression in `value`: text, number, boolean, or a mapping in which exactly one of KINDS is a key.

    `place` is what its parts are named under. None when there is none; that is told here.
    """
    reading.paths[place] = at.path
    if depth > _MAX_DEPTH:
        reading.wrong(at, "dmn.too-deep", f"Expressions nest deeper than {_MAX_DEPTH} levels.", "Use functions.")
        return None
    if not isinstance(value, Mapping):
        if value is None or isinstance(value, list | tuple):
            hint = f"Write a text, or a mapping with one of: {', '.join(KINDS)}."
            reading.wrong(
                At(place, at.path), "dmn.no-expression", f"An expression is needed, not {kind_of(value)}.", hint
            )
            return None
        return LiteralExpression(reading.feel(value, At(place, at.path)))
    kinds = [key for key in value if key in KINDS]
    if len(kinds) != 1:
        _kind_wrong(reading, value, At(place, at.path), kinds)
        return None
    (kind,) = kinds
    type_ = reading.text(value, "type", at) if "type" in value else ""
    return KINDS[kind](_Part(reading, value[kind], at.key(kind), place, type_, depth))


def read_parameters(reading: Reading, value: object, at: At) -> tuple[Parameter, ...]:
    """Formal parameters: names, or mappings of name and type."""
    found = []
    for index, item in enumerate(reading.items(value, at, '"parameters"')):
        here = at.item(index)
        if isinstance(item, str):
            found.append(Parameter(spelt(item)))
            continue
        fields = reading.mapping(item, here, ("name", "type"), "A parameter")
        found.append(Parameter(reading.name(fields, here, "A parameter"), reading.text(fields, "type", here)))
    names = [parameter.name for parameter in found]
    for name in {name for name in names if names.count(name) > 1}:
        reading.wrong(at, "dmn.duplicate-name", f'Two parameters are called "{name}".')
    return tuple(found)


def _kind_wrong(reading: Reading, value: Mapping[str, object], at: At, kinds: list[str]) -> None:
    known = f"Write one of: {', '.join(KINDS)}."
    if kinds:
        both = " and ".join(f'"{kind}"' for kind in kinds)
        reading.wrong(at, "dmn.two-expressions", f"There is one expression too many: {both}.", "Keep one of them.")
        return
    hints = (reading.suggestions.near(str(key), KINDS) for key in value)
    reading.wrong(at, "dmn.no-expression", "There is no expression.", next(filter(None, hints), known))


class _Part:
    """The value of one kind key, and where it stands."""

    __slots__ = ("at", "depth", "place", "reading", "type", "value")

    def __init__(self, reading: Reading, value: object, at: At, place: str, type_: str, depth: int) -> None:
        self.reading, self.value, self.at, self.place, self.type, self.depth = reading, value, at, place, type_, depth

    def fields(self, keys: tuple[str, ...], what: str) -> Mapping[str, object]:
        return self.reading.mapping(self.value, At(self.place, self.at.path), keys, what)

    def inner(self, value: object, path: tuple[str | int, ...], step: str) -> Boxed:
        at = At(self.place, (*self.at.path, *path))
        return read_boxed(self.reading, value, at, f"{self.place}{step}", depth=self.depth + 1) or _NULL

    def field(self, fields: Mapping[str, object], key: str) -> Boxed:
        return self.inner(fields.get(key), (key,), f".{key}")


def _literal(part: _Part) -> Boxed:
    here = At(part.place, part.at.path)
    part.reading.paths[here.place] = here.path
    return LiteralExpression(part.reading.feel(part.value, here, absent="null"), part.type)


def _table(part: _Part) -> Boxed:
    return read_table(part.reading, part.value, At(part.place, part.at.path), part.type)


def _context(part: _Part) -> Boxed:
    entries: list[ContextEntry] = []
    result: Boxed | None = None
    for index, item in enumerate(part.reading.items(part.value, part.at, '"context"')):
        here = part.at.item(index)
        if isinstance(item, Mapping) and "result" in item:
            fields = part.reading.mapping(item, here, ("result",), "A result entry")
            result = part.inner(fields["result"], (index, "result"), ".result")
            continue
        fields = part.reading.mapping(item, here, ("name", "type", *KINDS), "A context entry")
        name = part.reading.name(fields, here, "A context entry")
        if name in {entry.name for entry in entries}:
            part.reading.wrong(here, "dmn.duplicate-name", f'Two entries are called "{name}".')
        value = part.inner(item, (index,), f".{name}")
        entries.append(ContextEntry(name, value, part.reading.text(fields, "type", here)))
    return ContextBox(tuple(entries), result, part.type)


def _invocation(part: _Part) -> Boxed:
    fields = part.fields(("function", "arguments"), "An invocation")
    function = part.reading.feel(fields.get("function"), part.at.key("function"), absent="null")
    bindings: list[Binding] = []
    arguments = fields.get("arguments")
    if isinstance(arguments, Mapping):
        bindings += (
            Binding(spelt(str(name)), part.inner(value, ("arguments", name), f".arguments.{name}"))
            for name, value in arguments.items()
        )
    else:
        for index, item in enumerate(part.reading.items(arguments, part.at.key("arguments"), '"arguments"')):
            here = part.at.key("arguments").item(index)
            inner = part.reading.mapping(item, here, ("name", *KINDS), "An argument")
            name = part.reading.name(inner, here, "An argument")
            bindings.append(Binding(name, part.inner(item, ("arguments", index), f".arguments.{name}")))
    return Invocation(function, tuple(bindings), part.type)


def _function(part: _Part) -> Boxed:
    fields = part.fields(("parameters", "body", "type", "kind"), "A function")
    parameters = read_parameters(part.reading, fields.get("parameters"), part.at.key("parameters"))
    kind = (part.reading.text(fields, "kind", part.at) or "FEEL").upper()
    result = part.reading.text(fields, "type", part.at)
    return FunctionBox(parameters, part.field(fields, "body"), result, kind, part.type)


def _list(part: _Part) -> Boxed:
    items = part.reading.items(part.value, part.at, '"list"')
    return ListBox(tuple(part.inner(item, (index,), f"[{index + 1}]") for index, item in enumerate(items)), part.type)


def _relation(part: _Part) -> Boxed:
    fields = part.fields(("columns", "rows"), "A relation")
    columns = part.reading.names(fields, "columns", part.at)
    rows = []
    for index, row in enumerate(part.reading.items(fields.get("rows"), part.at.key("rows"), '"rows"')):
        here = part.at.key("rows").item(index)
        cells = part.reading.items(row, here, "A row")
        if len(cells) != len(columns):
            part.reading.wrong(
                here, "dmn.row-width", f"The row has {len(cells)} cells where {len(columns)} are needed."
            )
        rows.append(
            tuple(
                part.inner(cell, ("rows", index, position), f".rows[{index + 1}][{position + 1}]")
                for position, cell in enumerate(cells[: len(columns)])
            )
            + tuple(_NULL for _ in range(len(columns) - len(cells)))
        )
    return Relation(columns, tuple(rows), part.type)


def _conditional(part: _Part) -> Boxed:
    fields = part.fields(("if", "then", "else"), "A conditional")
    condition, then, otherwise = (part.field(fields, key) for key in ("if", "then", "else"))
    return Conditional(condition, then, otherwise, part.type)


def _filter(part: _Part) -> Boxed:
    fields = part.fields(("in", "match"), "A filter")
    return FilterBox(part.field(fields, "in"), part.field(fields, "match"), part.type)


def _iteration(kind: OneOf["for", "some", "every"], body: str) -> Callable[[_Part], Boxed]:
    def read(part: _Part) -> Boxed:
        fields = part.fields(("variable", "in", body), f'"{kind}"')
        variable = spelt(part.reading.text(fields, "variable", part.at, needed=f'"{kind}"'))
        return Iteration(kind, variable, part.field(fields, "in"), part.field(fields, body), part.type)

    return read


KINDS: Final[Mapping[str, Callable[[_Part], Boxed]]] = {
    "expression": _literal,
    "table": _table,
    "context": _context,
    "invocation": _invocation,
    "function": _function,
    "list": _list,
    "relation": _relation,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iteration("for", "return"),
    "some": _iteration("some", "satisfies"),
    "every": _iteration("every", "satisfies"),
}
