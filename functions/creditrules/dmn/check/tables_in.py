"""Every decision table of a model, those inside other expressions and functions too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

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
from creditrules.dmn.check.models import CheckedModel

__all__ = ["tables_in"]


def tables_in(checked: CheckedModel) -> Mapping[str, CheckedTable]:
    """The tables by what an evaluation's trace calls them: the decision that one is, or its place inside another part.

    In the order in which decisions and functions are evaluated.
    """
    found: dict[str, CheckedTable] = {}
    for name in checked.order:
        decision, function = checked.decisions.get(name), checked.functions.get(name)
        if decision is not None and isinstance(decision.value, CheckedTable):
            found[name] = decision.value
        elif decision is not None and decision.value is not None:
            found |= {table.place: table for table in _inside(decision.value)}
        elif function is not None:
            found |= {table.place: table for table in _inside(function)}
    return found


def _inside(box: CheckedBox) -> Iterator[CheckedTable]:
    waiting: list[CheckedBox] = [box]
    while waiting:
        current = waiting.pop()
        if isinstance(current, CheckedTable):
            yield current
        waiting.extend(reversed(tuple(_children(current))))


def _children(box: CheckedBox) -> Iterator[CheckedBox]:  # noqa: C901  (one case for each kind)
    match box:
        case CheckedLiteral() | CheckedTable():
            pass
        case CheckedContext(entries=entries, result=result):
            yield from (entry.value for entry in entries)
            yield from () if result is None else (result,)
        case CheckedInvocation(arguments=arguments):
            yield from (value for _, value in arguments)
        case CheckedFunction(body=body):
            yield body
        case CheckedList(items=items):
            yield from items
        case CheckedRelation(rows=rows):
            for row in rows:
                yield from row
        case CheckedConditional(condition=condition, then=then, otherwise=otherwise):
            yield from (condition, then, otherwise)
        case CheckedFilter(source=source, match=match):
            yield from (source, match)
        case CheckedIteration(source=source, body=body):
            yield from (source, body)
        case _:
            assert_never(box)
