"""All tables of a model, also those inside other boxed expressions."""

from __future__ import annotations

from collections.abc import Iterator

from creditrules.dmn.check.checked import (
    CheckedBox,
    CheckedConditional,
    CheckedContext,
    CheckedFilter,
    CheckedFunction,
    CheckedInvocation,
    CheckedIteration,
    CheckedList,
    CheckedRelation,
    CheckedTable,
)
from creditrules.dmn.check.models import CheckedModel
from creditrules.records import dataclass

__all__ = ["TableWithin", "tables_within"]

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TableWithin:
    """A table. local: names that mean something of their own where it stands. decision: whose value it is, else ""."""

    checked: CheckedTable
    local: frozenset[str]
    decision: str = ""


def tables_within(model: CheckedModel) -> Iterator[TableWithin]:
    """The tables of decisions and functions."""
    for name, decision in model.decisions.items():
        if isinstance(decision.value, CheckedTable):
            yield TableWithin(decision.value, _NONE, name)
        elif decision.value is not None:
            yield from _inside(decision.value, _NONE)
    for function in model.functions.values():
        yield from _inside(function, _NONE)


def _inside(box: CheckedBox, local: frozenset[str]) -> Iterator[TableWithin]:
    if isinstance(box, CheckedTable):
        yield TableWithin(box, local)
    for inner, names in _parts(box):
        yield from _inside(inner, local | names)


def _parts(box: CheckedBox) -> Iterator[tuple[CheckedBox, frozenset[str]]]:
    """What is directly inside, with the names that have a meaning of their own there."""
    match box:
        case CheckedContext(entries=entries, result=result):
            names = frozenset(entry.name for entry in entries)
            yield from ((entry.value, names) for entry in entries)
            if result is not None:
                yield result, names
        case CheckedInvocation(arguments=arguments):
            yield from ((value, _NONE) for _, value in arguments)
        case CheckedFunction(parameters=parameters, body=body):
            yield body, frozenset(name for name, _ in parameters)
        case CheckedList(items=items):
            yield from ((item, _NONE) for item in items)
        case CheckedRelation(rows=rows):
            yield from ((cell, _NONE) for row in rows for cell in row)
        case CheckedConditional(condition=condition, then=then, otherwise=otherwise):
            yield from ((part, _NONE) for part in (condition, then, otherwise))
        case CheckedFilter(source=source, match=match):
            yield source, _NONE
            yield match, frozenset(("item",))
        case CheckedIteration(source=source, body=body, variable=variable):
            yield source, _NONE
            yield body, frozenset((variable, "partial"))
