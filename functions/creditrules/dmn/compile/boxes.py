"""Boxed expressions as closures: `code(run, scope)` gives the value; nothing is looked up by kind at run time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

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
from creditrules.dmn.compile.functions import conforming, copying, function_maker
from creditrules.dmn.model_run import BoxCode, ModelRun, Variables
from creditrules.dmn.table.build import compile_table
from creditrules.dmn.table.compiled import CompiledTable
from creditrules.feel import (
    Date,
    Function,
    Range,
    Unknown,
    Value,
    brief,
    civil,
    compile_expression,
    limits,
)

__all__ = ["compile_box", "compile_function", "table_value"]

_COPIED_A_STEP = 32
_ROWS_A_STEP = 1_024
"""What is done for one step: elements that are copied, rows of a table that is looked into."""


def compile_box(box: CheckedBox) -> BoxCode:  # noqa: C901  (one line for each kind)
    """A closure for any boxed expression. Texts with errors are null with a warning."""
    match box:
        case CheckedLiteral(checked=checked):
            return compile_expression(checked).code
        case CheckedTable():
            return table_value(compile_table(box))
        case CheckedContext():
            return _context(box)
        case CheckedInvocation(arguments=arguments, call=call):
            return _invocation(
                tuple((name, compile_box(value)) for name, value in arguments), compile_expression(call).code
            )
        case CheckedFunction():
            made = compile_function(box)
            return lambda _run, scope: made(scope)
        case CheckedList(items=items):
            return _list(tuple(map(compile_box, items)))
        case CheckedRelation(columns=columns, rows=rows):
            return _relation(columns, tuple(tuple(map(compile_box, row)) for row in rows))
        case CheckedConditional(condition=condition, then=then, otherwise=otherwise, place=place):
            return _conditional(compile_box(condition), compile_box(then), compile_box(otherwise), place)
        case CheckedFilter():
            return _filter(box)
        case CheckedIteration():
            return _iteration(box)


def table_value(table: CompiledTable) -> BoxCode:
    """The value of a table, without its outcome."""
    cost = 1 + len(table.inputs) + table.count // _ROWS_A_STEP

    def evaluate(run: ModelRun, scope: Variables) -> Value:
        run.spend(cost)
        return table.evaluate(run, scope)[1]

    return evaluate


def compile_function(box: CheckedFunction) -> Callable[[Variables], Function]:
    """From a scope, the function value that sees it."""
    return function_maker(box, compile_box(box.body))


def _context(box: CheckedContext) -> BoxCode:
    entries = tuple(
        (entry.name, conforming(compile_box(entry.value), entry.domain, entry.name)) for entry in box.entries
    )
    result = compile_box(box.result) if box.result is not None else None

    def evaluate(run: ModelRun, scope: Variables) -> Value:
        run.spend(copying(scope))
        known = dict(scope)
        own: dict[str, Value] = {}
        for name, code in entries:
            own[name] = known[name] = code(run, known)
        if result is not None:
            return result(run, known)
        return _known(own, own.values())

    return evaluate


def _known(value: Value, parts: Iterable[Value]) -> Value:
    """`value` unless one of its parts is unknown: then it is unknown as a whole."""
    missing = [part.missing for part in parts if type(part) is Unknown]
    return Unknown(frozenset().union(*missing)) if missing else value


def _invocation(arguments: tuple[tuple[str, BoxCode], ...], call: BoxCode) -> BoxCode:
    def evaluate(run: ModelRun, scope: Variables) -> Value:
        run.spend(copying(scope))
        return call(run, {**scope, **{name: code(run, scope) for name, code in arguments}})

    return evaluate


def _list(items: tuple[BoxCode, ...]) -> BoxCode:
    def evaluate(run: ModelRun, scope: Variables) -> Value:
        values = [code(run, scope) for code in items]
        return _known(values, values)

    return evaluate


def _relation(columns: tuple[str, ...], rows: tuple[tuple[BoxCode, ...], ...]) -> BoxCode:
    def evaluate(run: ModelRun, scope: Variables) -> Value:
        values = [[code(run, scope) for code in row] for row in rows]
        contexts = [dict(zip(columns, row, strict=True)) for row in values]
        return _known(contexts, [cell for row in values for cell in row])

    return evaluate


def _conditional(condition: BoxCode, then: BoxCode, otherwise: BoxCode, place: str) -> BoxCode:
    def evaluate(run: ModelRun, scope: Variables) -> Value:
        held = condition(run, scope)
        if type(held) is Unknown:
            return held
        if held is not None and type(held) is not bool:
            _not_boolean(run, held, f"{place}.if")
            return None
        return then(run, scope) if held is True else otherwise(run, scope)

    return evaluate


def _not_boolean(run: ModelRun, held: Value, place: str) -> None:
    run.warn("feel.not-boolean", f"{brief(held)} is neither true nor false.", place)


def _filter(box: CheckedFilter) -> BoxCode:
    """As FEEL's own filter: what is neither true nor false makes the whole null, a number is a position."""
    source, match, place = compile_box(box.source), compile_box(box.match), f"{box.place}.match"
    lacking = dict.fromkeys(box.lacking)

    def evaluate(run: ModelRun, scope: Variables) -> Value:
        value = source(run, scope)
        if type(value) is Unknown:
            return value
        if value is None and not box.position:
            return run.warned("feel.filter", "Null cannot be filtered.", f"{box.place}.in")
        items = value if isinstance(value, list) else [] if value is None else [value]
        kept: list[Value] = []
        doubts: list[Value] = []
        cost = copying(scope)
        for item in items:
            run.spend(cost)
            own = item if isinstance(item, dict) else {}
            held = match(run, {**scope, **lacking, "item": item, **own})
            if type(held) is Decimal:
                return _element(run, items, held, place)
            if held is True:
                kept.append(item)
            elif type(held) is Unknown:
                doubts.append(held)
            elif held is not None and held is not False:
                return run.warned("feel.not-boolean", f"The filter gives {brief(held)}, neither true nor false.", place)
        if box.position and not items:
            return run.warned("feel.no-element", "The list has 0 elements; there is none at any position.", place)
        return _known(kept, doubts)

    return evaluate


def _element(run: ModelRun, items: list[Value], position: Decimal, place: str) -> Value:
    """The item at a position, from 1, or from the end when negative."""
    if position != position.to_integral_value() or not 1 <= position.copy_abs() <= len(items):
        message = f"The list has {len(items)} elements; there is none at position {brief(position)}."
        return run.warned("feel.no-element", message, place)
    return items[int(position) - 1 if position > 0 else int(position)]


def _iteration(box: CheckedIteration) -> BoxCode:
    source, body = compile_box(box.source), compile_box(box.body)
    loop = _for if box.kind == "for" else _quantified(f"{box.place}.satisfies", every=box.kind == "every")
    variable, place = box.variable, f"{box.place}.in"

    def evaluate(run: ModelRun, scope: Variables) -> Value:
        domain = source(run, scope)
        if type(domain) is Unknown:
            return domain
        items = _elements(domain)
        if items is None:
            run.warn("feel.iteration", f"{brief(domain)} has no elements to go through.", place)
            return None
        return loop(run, scope, variable, items, body)

    return evaluate


def _elements(domain: Value) -> Iterator[Value] | None:
    if isinstance(domain, list):
        return iter(domain)
    if isinstance(domain, Range):
        return _counted(domain)
    return None if domain is None else iter([domain])


def _counted(domain: Range) -> Iterator[Value] | None:
    """The whole numbers or the days of a closed range (clause 10.3.2.14)."""
    low, high = domain.low, domain.high
    if domain.sign == "!=":
        return None
    if isinstance(low, Date) and isinstance(high, Date):
        days = range(low.key + (not domain.low_closed), high.key + domain.high_closed)
        return (Date(*civil(day)) for day in days)
    if not isinstance(low, Decimal) or not isinstance(high, Decimal) or low % 1 or high % 1:
        return None
    first, last = int(low) + (not domain.low_closed), int(high) - (not domain.high_closed)
    return (Decimal(number) for number in range(first, last + 1))


def _for(run: ModelRun, scope: Variables, variable: str, items: Iterator[Value], body: BoxCode) -> Value:
    results: list[Value] = []
    cost = copying(scope)
    for item in items:
        run.spend(cost + len(results) // _COPIED_A_STEP)
        run.make(limits.ELEMENT_MEMORY * len(results))
        results.append(body(run, {**scope, variable: item, "partial": list(results)}))
    return _known(results, results)


def _quantified(place: str, *, every: bool) -> Callable[[ModelRun, Variables, str, Iterator[Value], BoxCode], Value]:
    """Three-valued: the first that decides ends it; else unknown, null or the other answer."""

    def evaluate(run: ModelRun, scope: Variables, variable: str, items: Iterator[Value], body: BoxCode) -> Value:
        doubts: list[Value] = []
        cost = copying(scope)
        for item in items:
            run.spend(cost)
            held = body(run, {**scope, variable: item})
            if type(held) is bool:
                if held is not every:
                    return held
            else:
                doubts.append(held)
        if not doubts:
            return every
        unknown = _known(None, doubts)
        if unknown is None:
            _not_boolean(run, next(held for held in doubts if type(held) is not Unknown), place)
        return unknown

    return evaluate
