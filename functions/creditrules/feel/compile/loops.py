"""for, some, every and filters as closures; every turn is paid for from the run's steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TypeGuard

from creditrules.feel.compile.building import Builders, Compiler
from creditrules.feel.compile.operators import Code, Scope
from creditrules.feel.compile.weights import turn
from creditrules.feel.limits import ELEMENT_MEMORY
from creditrules.feel.run.cost import copied, made
from creditrules.feel.run.evaluation import Run
from creditrules.feel.run.place import Place, fail
from creditrules.feel.temporal import Date
from creditrules.feel.temporal.calendar import civil
from creditrules.feel.tree import ast
from creditrules.feel.types import NUMBER
from creditrules.feel.values import brief
from creditrules.feel.values.kinds import Range, Unknown, Value
from creditrules.feel.values.partial import missing_of, unknown_among

__all__ = ["LOOPS"]

_Turn = Callable[[dict[str, Value]], bool]
_Domain = tuple[str, Code, Place, int]
"""A variable, what it goes through, where that stands, and what a turn costs."""


def _for(compiler: Compiler, node: ast.For) -> Code:
    domains = _domains(compiler, node.iterators, node.result)
    result = compiler.code(node.result)
    shares = _uses_partial(node.result)

    def evaluate(run: Run, scope: Scope) -> Value:
        results: list[Value] = []
        inner = copied(run, scope)

        def take(bound: dict[str, Value]) -> bool:
            if shares:
                run.spend(len(results))
                bound["partial"] = made(run, results.copy())
            results.append(result(run, bound))
            return True

        stopped = _iterate(run, domains, 0, inner, take)
        if stopped is not True:
            return stopped
        return unknown_among(results) or made(run, results)

    return evaluate


def _uses_partial(node: ast.Node) -> bool:
    return any(isinstance(part, ast.Name) and part.name == "partial" for part in ast.walk(node))


def _domains(compiler: Compiler, iterators: tuple[ast.IteratorClause, ...], body: ast.Expr) -> tuple[_Domain, ...]:
    """body: what is run for every combination; the last variable's turns pay for it, others for the next domain."""
    inside = (*(clause.domain for clause in iterators[1:]), body)
    return tuple(
        (clause.name, _domain(compiler, clause.domain), compiler.place(clause.domain), turn(within))
        for clause, within in zip(iterators, inside, strict=True)
    )


def _iterate(run: Run, domains: tuple[_Domain, ...], level: int, bound: dict[str, Value], take: _Turn) -> Value:
    """Every combination in order, each bound in `bound`, until a turn says to stop.

    True, or the value that stands for the whole: null or Unknown.
    """
    name, domain, place, cost = domains[level]
    elements = _elements(run, domain(run, bound), place)
    if elements is None or isinstance(elements, Unknown):
        return elements
    last = level + 1 == len(domains)
    outer = bound.get(name, _UNBOUND)
    for element in elements:
        run.spend(cost)
        bound[name] = element
        if last:
            if not take(bound):
                return True
        else:
            inner = _iterate(run, domains, level + 1, bound, take)
            if inner is not True:
                return inner
    if outer is _UNBOUND:
        bound.pop(name, None)
    else:
        bound[name] = outer
    return True


_UNBOUND = object()


def _domain(compiler: Compiler, node: ast.Expr) -> Code:
    if not isinstance(node, ast.IterationRange):
        return compiler.code(node)
    low, high = compiler.code(node.low), compiler.code(node.high)
    place = compiler.place(node)

    def evaluate(run: Run, scope: Scope) -> Value:
        return _counted(run, low(run, scope), high(run, scope), place)

    return evaluate


def _counted(run: Run, start: Value, end: Value, place: Place) -> Value:
    """`start..end`, upwards or downwards."""
    unknown = unknown_among((start, end))
    if unknown is not None:
        return unknown
    if isinstance(start, Date) and isinstance(end, Date):
        return _days(run, start.key, end.key)
    if _whole(start) and _whole(end):
        return _numbers(run, start, end)
    return fail(run, "feel.iteration", f"{brief(start)}..{brief(end)} cannot be counted through.", place)


def _whole(value: Value) -> TypeGuard[Decimal]:
    return isinstance(value, Decimal) and value == value.to_integral_value()


def _numbers(run: Run, start: Decimal, end: Decimal) -> Value:
    step = 1 if start <= end else -1
    first, last = int(start), int(end)
    run.spend(abs(last - first))
    run.make(ELEMENT_MEMORY * (1 + abs(last - first)))
    return [Decimal(number) for number in range(first, last + step, step)]


def _days(run: Run, start: int, end: int) -> Value:
    step = 1 if start <= end else -1
    run.spend(abs(end - start))
    run.make(ELEMENT_MEMORY * (1 + abs(end - start)))
    return [Date(*civil(day)) for day in range(start, end + step, step)]


def _elements(run: Run, value: Value, place: Place) -> Iterable[Value] | Unknown | None:
    """What a loop runs over: a list, the numbers or dates of a closed range, or one value alone."""
    if isinstance(value, list):
        return value
    if isinstance(value, Range):
        if (
            value.sign == "!="
            or not isinstance(value.low, Decimal | Date)
            or not isinstance(value.high, Decimal | Date)
        ):
            fail(run, "feel.iteration", f"{brief(value)} cannot be counted through.", place)
            return None
        counted = _counted(run, value.low, value.high, place)
        if not isinstance(counted, list):
            return None
        return counted[0 if value.low_closed else 1 : None if value.high_closed else -1]
    if value is None:
        fail(run, "feel.iteration", "There is nothing to go through: the value after 'in' is null.", place)
        return None
    return value if isinstance(value, Unknown) else [value]


def _quantified(compiler: Compiler, node: ast.Quantified) -> Code:
    domains = _domains(compiler, node.iterators, node.condition)
    condition = compiler.code(node.condition)
    place = compiler.place(node.condition)
    decisive = node.quantifier == "some"

    def evaluate(run: Run, scope: Scope) -> Value:
        doubtful: list[Value] = []
        decided = False

        def take(bound: dict[str, Value]) -> bool:
            nonlocal decided
            if decided:
                return False
            held = condition(run, bound)
            if held is decisive:
                decided = True
                return False
            if type(held) is not bool:
                if held is not None and type(held) is not Unknown:
                    fail(run, "feel.not-boolean", f"{brief(held)} is neither true nor false.", place)
                    held = None
                doubtful.append(held)
            return True

        stopped = _iterate(run, domains, 0, copied(run, scope), take)
        if stopped is not True:
            return stopped
        if decided:
            return decisive
        return unknown_among(doubtful) if doubtful else not decisive

    return evaluate


def _filter(compiler: Compiler, node: ast.Filter) -> Code:
    base = compiler.code(node.base)
    place = compiler.place(node)
    position = compiler.constant(node.predicate)
    if type(position) is Decimal:
        return lambda run, scope: _at(run, base(run, scope), position, place)
    predicate = compiler.code(node.predicate)
    if compiler.type(node.predicate) == NUMBER and not _mentions_elements(node):
        return lambda run, scope: _at(run, base(run, scope), predicate(run, scope), place)
    names = tuple({part.name for part in ast.walk(node.predicate) if isinstance(part, ast.Name)} - {"item"})
    cost = turn(node.predicate)

    def evaluate(run: Run, scope: Scope) -> Value:
        value = base(run, scope)
        if type(value) is Unknown:
            return value
        if value is None:
            return fail(run, "feel.filter", "Null cannot be filtered.", place)
        elements = value if isinstance(value, list) else [value]
        run.spend(cost * len(elements))
        return _selected(run, scope, elements, predicate, names, place)

    return evaluate


def _mentions_elements(node: ast.Filter) -> bool:
    """Whether the predicate may speak of an element: then a number in it is one position per element."""
    return any(isinstance(part, ast.Name) and part.name == "item" for part in ast.walk(node.predicate))


def _selected(
    run: Run, scope: Scope, elements: list[Value], predicate: Code, names: tuple[str, ...], place: Place
) -> Value:
    kept: list[Value] = []
    unknown: list[Value] = []
    inner = copied(run, scope)
    for element in elements:
        if isinstance(element, dict):
            for name in names:
                _bind(inner, name, element, scope)
            inner["item"] = element.get("item", element)
        else:
            inner["item"] = element
        held = predicate(run, inner)
        if held is True:
            kept.append(element)
        elif type(held) is Decimal:
            return _at(run, elements, held, place)
        elif type(held) is Unknown:
            unknown.append(held)
        elif held is not False and held is not None:
            return fail(run, "feel.not-boolean", f"The filter gives {brief(held)}, neither true nor false.", place)
    return Unknown(missing_of(unknown)) if unknown else made(run, kept)


def _bind(inner: dict[str, Value], name: str, element: dict[str, Value], scope: Scope) -> None:
    if name in element:
        inner[name] = element[name]
    elif name in scope:
        inner[name] = scope[name]
    else:
        inner[name] = None


def _at(run: Run, value: Value, position: Value, place: Place) -> Value:
    """`value[position]`, from 1, or from the end when negative."""
    unknown = unknown_among((value, position))
    if unknown is not None:
        return unknown
    elements = value if isinstance(value, list) else [] if value is None else [value]
    if not isinstance(position, Decimal):
        return fail(run, "feel.filter", f"{brief(position)} is no position in a list.", place)
    if position != position.to_integral_value() or not 1 <= position.copy_abs() <= len(elements):
        message = f"The list has {len(elements)} elements; there is none at position {brief(position)}."
        return fail(run, "feel.no-element", message, place)
    index = int(position)
    return elements[index - 1 if index > 0 else index]


LOOPS: Builders = {
    ast.For: _for,
    ast.Quantified: _quantified,
    ast.Filter: _filter,
}
"""The builders of this file, by class of node."""
