"""The type of a fact that nobody declares, from the columns and cells that test it and the entries read of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from creditrules.dmn.exchange.xml import OWN, Element
from creditrules.dmn.model import uses
from creditrules.feel import ast
from creditrules.imports.dmn.constants import ordered
from creditrules.imports.dmn.layout import Column, Part, Text
from creditrules.imports.dmn.trees import made
from creditrules.imports.dmn.types import plain_type
from creditrules.imports.dmn.words import Words
from creditrules.records import dataclass, field

__all__ = ["Evidence"]

_LIST_CALLS: Final = frozenset(
    ("sum", "count", "max", "min", "mean", "median", "mode", "stddev", "product", "all", "any", "flatten", "reverse")
) | {"distinct values", "list contains", "index of", "list replace", "insert before", "sort", "concatenate", "append"}
_TEMPORAL: Final = ("date", "time", "date and time", "days and time duration", "years and months duration")
_MAX_DEPTH: Final = 20


@dataclass(eq=False, slots=True)
class _Shape:
    """What is known of a value."""

    types: set[str] = field(default_factory=set)
    entries: dict[str, _Shape] = field(default_factory=dict)
    many: bool = False

    def at(self, path: tuple[str, ...]) -> _Shape:
        found = self
        for step in path[:_MAX_DEPTH]:
            found = found.entries.setdefault(step, _Shape())
        return found


class Evidence:
    """What the texts of a file say of names."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._shapes: dict[str, _Shape] = {}

    def gather(self, parts: list[Part]) -> None:
        """Look at all texts."""
        for part in parts:
            for text in part.texts:
                for use in self._words.uses(text):
                    if not use.called and not use.filtered:
                        self._shapes.setdefault(use.name, _Shape()).at(use.path)
                self._lists(text)
            for column in part.columns:
                self._column(column)

    def _column(self, column: Column) -> None:
        text = column.expression
        if text is None:
            return
        found = [use for use in self._words.uses(text) if not use.called]
        whole = [use for use in found if use.span == (0, len(text.text))]
        if len(whole) == 1:
            shape = self._shapes.setdefault(whole[0].name, _Shape()).at(whole[0].path)
            shape.many |= self._words.about_lists(column)
            types = {column.type} - {"", "Any"} or self._kinds(column)
            shape.types |= types or {""}
            for cell in column.cells if len(types) == 1 else ():
                self._compared(cell, next(iter(types)))

    def _compared(self, cell: Text, type_: str) -> None:
        """Names with which a cell compares the column's value by order are of its type."""
        if not self._words.uses(cell):
            return
        expr = self._words.parsed(cell.text, cell).expr
        for node in ast.walk(expr) if expr is not None and ordered(expr) else ():
            if isinstance(node, ast.OperatorTest | ast.Interval):
                for part in ast.children(node):
                    for use in uses(part, cell.bound):
                        if use.span == part.span and not use.called:
                            self._shapes.setdefault(use.name, _Shape()).at(use.path).types.add(type_)

    def _kinds(self, column: Column) -> set[str]:
        texts = [*column.cells, *([column.values] if column.values else [])]
        return set().union(*map(self._words.kinds, texts))

    def _lists(self, text: Text) -> None:
        """Names whose entries are read of each item of a list."""
        expr = self._words.parsed(text.text, text).expr if self._words.uses(text) else None
        for node in ast.walk(expr) if expr is not None else ():
            for many in _lists_in(node):
                for use in uses(many, text.bound):
                    if use.span == many.span:
                        self._shapes.setdefault(use.name, _Shape()).many |= bool(use.path)
                        self._shapes[use.name].at(use.path).many = True

    def simple(self, name: str) -> str:
        """The one type of a name without entries; "" where there is none, or more than one."""
        shape = self._shapes.get(name)
        if shape is None or shape.entries or shape.many:
            return ""
        return _type(shape)

    def dated(self, name: str) -> bool:
        """Whether a name has entries that are dates, times or durations, which callers state as texts."""
        waiting = [self._shapes.get(name, _Shape())]
        while waiting:
            shape = waiting.pop()
            if shape.many:
                return False
            if not shape.entries and plain_type(_type(shape)) in _TEMPORAL:
                return True
            waiting += shape.entries.values()
        return False

    def shown(self, name: str) -> str:
        """The name with its type, for a person."""
        return f"{name}: {_shown(self._shapes.get(name, _Shape()))}"

    def declared(self, name: str, near: Element, identifier: str) -> tuple[Element | None, Element]:
        """A type, where it has entries, and the input data of a name."""
        shape = self._shapes.get(name, _Shape())
        fact = made("inputData", near, id=identifier, name=name)
        if shape.entries and not shape.many:
            item = made("itemDefinition", near, *_components(shape, near), name=name)
            item.attributes = {**item.attributes, (OWN, "fact"): name}
            fact.content = [made("variable", near, name=name)]
            return item, fact
        type_ = _type(shape)
        fact.content = [made("variable", near, name=name, **({"typeRef": type_} if type_ else {}))]
        return None, fact


def _type(shape: _Shape) -> str:
    (type_, *others) = shape.types or {""}
    return type_ if not others and not shape.entries and not shape.many else ""


def _components(shape: _Shape, near: Element) -> Iterator[Element]:
    for name, entry in shape.entries.items():
        if entry.entries and not entry.many:
            yield made("itemComponent", near, *_components(entry, near), name=name)
        else:
            type_ = _type(entry)
            inside = [made("typeRef", near, type_)] if type_ else []
            yield made("itemComponent", near, *inside, name=name)


def _shown(shape: _Shape) -> str:
    if shape.entries and not shape.many:
        return "{" + ", ".join(f"{name}: {_shown(entry)}" for name, entry in shape.entries.items()) + "}"
    return plain_type(_type(shape)) or "Any"


def _lists_in(node: ast.Node) -> Iterator[ast.Node]:
    match node:
        case ast.Call(function=ast.Name(name=name), arguments=(first, *_)) if name in _LIST_CALLS:
            yield first
        case ast.Filter(base=base):
            yield base
        case ast.IteratorClause(domain=domain):
            yield domain
