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
from creditrules.dmn.domains.domain import Domain, conform
from creditrules.dmn.model_run import BoxCode, ModelRun, Variables, outside
from creditrules.dmn.table.build import compile_table
from creditrules.dmn.table.compiled import CompiledTable
from creditrules.feel import (
    ANY,
    Date,
    Function,
    Range,
    Run,
    Unknown,
    Value,
    brief,
    civil,
    compile_expression,
    limits,
    taken,
)

__all__ = ["compile_box", "compile_function", "table_value"]

_CALL_WEIGHT = 20
_COPIED_A_STEP = 32
_NAMES_A_STEP = 16
_ROWS_A_STEP = 1_024
"""What is done for one step: elements and names that are copied, rows of a table that is looked into."""


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


def _conforming(code: BoxCode, domain: Domain, place: str) -> BoxCode:
    """`code` with its value converted to `domain`; null with a warning where that cannot be."""
    if domain.type == ANY and domain.plain:
        return code

    def evaluate(run: ModelRun, scope: Variables) -> Value:
        value, problem = conform(code(run, scope), domain, run)
        if problem:
            run.warn("dmn.not-allowed", f"{problem}.", place)
        return value

    return evaluate


def table_value(table: CompiledTable) -> BoxCode:
    """The value of a table, without its outcome."""
    cost = 1 + len(table.inputs) + table.count // _ROWS_A_STEP

    def evaluate(run: ModelRun, scope: Variables) -> Value:
        run.spend(cost)
        return table.evaluate(run, scope)[1]

    return evaluate


def _context(box: CheckedContext) -> BoxCode:
    entries = tuple(
        (entry.name, _conforming(compile_box(entry.value), entry.domain, entry.name)) for entry in box.entries
    )
    result = compile_box(box.result) if box.result is not None else None

    def evaluate(run: ModelRun, scope: Variables) -> Value:
        run.spend(_copied(scope))
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
        run.spend(_copied(scope))
        return call(run, {**scope, **{name: code(run, scope) for name, code in arguments}})

    return evaluate


def compile_function(box: CheckedFunction) -> Callable[[Variables], Function]:
    """From a scope, the function value that sees it."""
    body = _conforming(compile_box(box.body), box.result, f"functions.{box.name}" if box.name else "")
    names = tuple(name for name, _ in box.parameters)
    result = box.result.type
    takes = taken(box.parameters)
    domains = box.domains if not all(domain.plain for domain in box.domains) else ()

    def make(scope: Variables) -> Function:
        def call(run: Run, *arguments: Value) -> Value:
            if not isinstance(run, ModelRun):
                return outside(call, run, arguments)
            given = dict(zip(names, arguments, strict=True))
            run.spend(_copied(scope))
            if run.depth > limits.CALL_DEPTH:
                return run.null("feel.too-deep", "Functions call each other too deep.")
            for name, domain in zip(names, domains, strict=False):
                given[name], problem = conform(given[name], domain, run)
                if problem:
                    run.null("dmn.not-allowed", f"{problem}, which '{name}' has to be.")
            run.depth += _CALL_WEIGHT
            try:
                return body(run, {**scope, **given})
            finally:
                run.depth -= _CALL_WEIGHT

        return Function(box.parameters, result, call, box.name, takes=takes)

    return make


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
        cost = _copied(scope)
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
    cost = _copied(scope)
    for item in items:
        run.spend(cost + len(results) // _COPIED_A_STEP)
        run.make(limits.ELEMENT_MEMORY * len(results))
        results.append(body(run, {**scope, variable: item, "partial": list(results)}))
    return _known(results, results)


def _quantified(place: str, *, every: bool) -> Callable[[ModelRun, Variables, str, Iterator[Value], BoxCode], Value]:
    """Three-valued: the first that decides ends it; else unknown, null or the other answer."""

    def evaluate(run: ModelRun, scope: Variables, variable: str, items: Iterator[Value], body: BoxCode) -> Value:
        doubts: list[Value] = []
        cost = _copied(scope)
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


def _copied(scope: Variables) -> int:
    """The steps of something done once, for which the scope is copied."""
    return 1 + len(scope) // _NAMES_A_STEP
