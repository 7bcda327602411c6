"""The remaining functions (DMN 1.5, clauses 10.3.4.2 and 10.3.4.10): not, is, and sort by a function."""

from __future__ import annotations

from collections.abc import Iterator

from creditrules.feel.builtins.arguments import builtin, strict
from creditrules.feel.builtins.signature import Builtin, Parameter, Signature
from creditrules.feel.run.evaluation import Run
from creditrules.feel.types import ANY, BOOLEAN, FunctionType, ListType, Type
from creditrules.feel.values.comparison import compare, same
from creditrules.feel.values.display import brief
from creditrules.feel.values.kinds import Function, Value

__all__ = ["LOGIC"]


def _not(run: Run, negand: Value) -> Value:
    if isinstance(negand, bool):
        return not negand
    if negand is None:
        return None
    return run.null("feel.argument", f"not() needs true or false and was given {brief(negand)}.")


def _is(run: Run, value1: Value = None, value2: Value = None) -> Value:
    return same(value1, value2, run)


class _UnorderedError(Exception):
    """Two items have no order between them."""


class _Sortable:
    """An item as Python's stable sort wants it: the only question it asks is whether one precedes another."""

    __slots__ = ("item", "precedes", "run")

    def __init__(self, run: Run, item: Value, precedes: Function | None) -> None:
        self.run = run
        self.item = item
        self.precedes = precedes

    def __lt__(self, other: _Sortable) -> bool:
        self.run.spend()
        if self.precedes is None:
            order = compare(self.item, other.item)
            if order is None:
                raise _UnorderedError
            return order < 0
        answer = self.precedes(self.run, self.item, other.item)
        if not isinstance(answer, bool):
            raise _UnorderedError
        return answer


def _sort(run: Run, items: list[Value], precedes: Function | None = None) -> Value:
    """By a function that says whether one item precedes another, or ascending; equal ones keep their places."""
    try:
        return [sortable.item for sortable in sorted(_Sortable(run, item, precedes) for item in items)]
    except _UnorderedError:
        return run.null("feel.argument", f"sort() found no order between the items of {brief(items)}.")


def _same_list(types: tuple[Type, ...]) -> Type:
    return types[0] if types and isinstance(types[0], ListType) else ListType(ANY)


def _logic() -> Iterator[Builtin]:
    yield builtin("not", _not, Signature((Parameter("negand", BOOLEAN),), BOOLEAN))
    values = Parameter("value1", ANY, optional=True), Parameter("value2", ANY, optional=True)
    yield builtin("is", _is, Signature(values, BOOLEAN))
    precedes = Parameter("precedes", FunctionType((("x", ANY), ("y", ANY)), BOOLEAN), optional=True)
    sort = Parameter("list", ListType(ANY)), precedes
    yield builtin("sort", strict("sort", _sort, *sort), Signature(sort, ListType(ANY), _same_list))


LOGIC = tuple(_logic())
