"""Ways through boxed expressions: whoever only visits them, or alters parts of them, goes through here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import assert_never

from creditrules.dmn.model.boxed import (
    Binding,
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
    Relation,
)
from creditrules.records import replace

__all__ = ["children", "walk", "with_children"]


def children(box: Boxed) -> Iterator[Boxed]:  # noqa: C901  (one case for each kind)
    """The boxed expressions directly inside `box`, in their order."""
    match box:
        case LiteralExpression() | DecisionTable():
            pass
        case ContextBox(entries, result):
            yield from (entry.value for entry in entries)
            if result is not None:
                yield result
        case Invocation(bindings=bindings):
            yield from (binding.value for binding in bindings)
        case FunctionBox(body=body):
            yield body
        case ListBox(items):
            yield from items
        case Relation(rows=rows):
            for row in rows:
                yield from row
        case Conditional(condition, then, otherwise):
            yield from (condition, then, otherwise)
        case FilterBox(source, match):
            yield from (source, match)
        case Iteration(source=source, body=body):
            yield from (source, body)
        case _:
            assert_never(box)


def walk(box: Boxed) -> Iterator[Boxed]:
    """`box` and everything inside it, outermost first; without recursion."""
    waiting = [box]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(tuple(children(current))))


def with_children(box: Boxed, altered: Callable[[Boxed], Boxed]) -> Boxed:
    """`box` with `altered` of each expression directly inside it; all else as it is."""
    match box:
        case LiteralExpression() | DecisionTable():
            return box
        case ContextBox(entries, result):
            inner = tuple(ContextEntry(entry.name, altered(entry.value), entry.type) for entry in entries)
            return ContextBox(inner, altered(result) if result is not None else None, box.type)
        case Invocation(function, bindings):
            return Invocation(function, tuple(Binding(one.name, altered(one.value)) for one in bindings), box.type)
        case FunctionBox(body=body):
            return replace(box, body=altered(body))
        case ListBox(items):
            return ListBox(tuple(map(altered, items)), box.type)
        case Relation(columns, rows):
            return Relation(columns, tuple(tuple(map(altered, row)) for row in rows), box.type)
        case Conditional(condition, then, otherwise):
            return Conditional(altered(condition), altered(then), altered(otherwise), box.type)
        case FilterBox(source, match):
            return FilterBox(altered(source), altered(match), box.type)
        case Iteration(source=source, body=body):
            return replace(box, source=altered(source), body=altered(body))
    assert_never(box)
