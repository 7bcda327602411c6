"""Boxed expressions read as diagrams."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from creditrules.dmn.analysis.reading.at_large import box_at_large
from creditrules.dmn.analysis.reading.logic import is_true
from creditrules.dmn.analysis.reading.records import Entries
from creditrules.dmn.analysis.reading.scope import Inline, Reader, Scope, Scoped
from creditrules.dmn.analysis.reading.tables import read_table
from creditrules.dmn.analysis.space.diagram import Diagram
from creditrules.dmn.analysis.values.terms import FAILED, Items, Known, Record, Said, Term
from creditrules.dmn.check.checked import (
    CheckedBox,
    CheckedConditional,
    CheckedContext,
    CheckedFilter,
    CheckedFunction,
    CheckedInvocation,
    CheckedIteration,
    CheckedList,
    CheckedLiteral,
    CheckedRelation,
    CheckedTable,
)

__all__ = ["inline_function", "read_box"]


def read_box(reader: Reader, box: CheckedBox, scope: Scope) -> Scoped:
    """A boxed expression."""
    match box:
        case CheckedLiteral(checked=checked):
            return reader.text(checked, scope)
        case CheckedTable():
            return reader.algebra.diagrams.map(
                lambda hits: Said(hits.value, hits.warned), read_table(reader, box, scope)
            )
        case CheckedContext():
            return _context(reader, box, scope)
        case CheckedInvocation(arguments=arguments, call=call):
            found = {name: reader.box(value, scope) for name, value in arguments}
            return reader.text(call, {**scope, **found})
        case CheckedFunction():
            return inline_function(reader, box, scope, lambda: box_at_large(reader, box, scope))
        case CheckedList(items=items):
            return _items(reader, [reader.whole(reader.box(item, scope)) for item in items])
        case CheckedRelation():
            return _relation(reader, box, scope)
        case CheckedConditional():
            return _conditional(reader, box, scope)
        case CheckedFilter() | CheckedIteration():
            return box_at_large(reader, box, scope)


def _context(reader: Reader, box: CheckedContext, scope: Scope) -> Scoped:
    inner, own = dict(scope), dict[str, Scoped]()
    for entry in box.entries:
        own[entry.name] = reader.conformed(reader.box(entry.value, inner), entry.domain)
        inner[entry.name] = reader.quiet(own[entry.name])
    if box.result is None:
        return Entries(reader, own)
    return reader.warning(reader.box(box.result, inner), *map(reader.noise, own.values()))


def inline_function(reader: Reader, box: CheckedFunction, scope: Scope, value: Callable[[], Diagram]) -> Inline:
    """A function definition; its body sees `scope` and its parameters."""
    names = tuple(name for name, _ in box.parameters)

    def call(arguments: Sequence[Scoped]) -> Scoped:
        def body(given: Sequence[Scoped]) -> Scoped:
            inner = {**scope, **dict(zip(names, given, strict=True))}
            return reader.conformed(reader.box(box.body, inner), box.result)

        return reader.called(arguments, box.domains, body)

    return Inline(names, value, call)


def _items(reader: Reader, parts: Sequence[Diagram]) -> Diagram:
    return reader.algebra.combine(lambda *terms: reader.algebra.term(Items(terms)), *parts)


def _relation(reader: Reader, box: CheckedRelation, scope: Scope) -> Diagram:
    cells = [reader.whole(reader.box(cell, scope)) for row in box.rows for cell in row]
    width = len(box.columns)

    def rows(*terms: Term) -> Diagram:
        parts = [terms[at : at + width] for at in range(0, len(terms), width)] if width else []
        records = tuple(Record(tuple(zip(box.columns, part, strict=True))) for part in parts)
        return reader.algebra.term(Items(records))

    return reader.algebra.combine(rows, *cells)


def _conditional(reader: Reader, box: CheckedConditional, scope: Scope) -> Diagram:
    """As FEEL's `if`, but what is no boolean makes it null."""
    algebra = reader.algebra
    condition = reader.whole(reader.box(box.condition, scope))
    then, otherwise = (reader.whole(reader.box(part, scope)) for part in (box.then, box.otherwise))

    def decided(held: Said) -> Diagram:
        if not isinstance(held.value, Known) or type(held.value.value) not in {bool, type(None)}:
            return algebra.diagrams.leaf(FAILED)
        return algebra.also(then if is_true(held.value) else otherwise, warned=held.warned)

    return algebra.diagrams.combine(decided, condition)
