"""Functions of a model as values: what a call costs and sees, and what its arguments and its result have to be."""

from __future__ import annotations

from collections.abc import Callable

from creditrules.dmn.check.checked import CheckedFunction, CheckedLiteral
from creditrules.dmn.domains.domain import Domain, class_within, conform
from creditrules.dmn.model_run import BoxCode, ModelRun, Variables, outside
from creditrules.feel import ANY, Function, Run, Value, limits, sees_only, taken

__all__ = ["conforming", "copying", "function_maker"]

_CALL_WEIGHT = 20
_NAMES_A_STEP = 16


def copying(scope: Variables) -> int:
    """The steps of something done once, for which the scope is copied."""
    return 1 + len(scope) // _NAMES_A_STEP


def conforming(code: BoxCode, domain: Domain, place: str) -> BoxCode:
    """`code` with its value converted to `domain`; null with a warning where that cannot be."""
    if domain.type == ANY and domain.plain:
        return code
    kind = class_within(domain)

    def evaluate(run: ModelRun, scope: Variables) -> Value:
        value = code(run, scope)
        if kind is not None and type(value) is kind:
            return value
        value, problem = conform(value, domain, run)
        if problem:
            run.warn("dmn.not-allowed", f"{problem}.", place)
        return value

    return evaluate


def function_maker(box: CheckedFunction, body: BoxCode) -> Callable[[Variables], Function]:
    """From a scope, the function value that sees it. body: of the box, as a program."""
    body = conforming(body, box.result, f"functions.{box.name}" if box.name else "")
    names = tuple(name for name, _ in box.parameters)
    # What sees its parameters alone calls no other function, and so is nested no deeper, and needs no scope.
    alone = isinstance(box.body, CheckedLiteral) and sees_only(box.body.checked, names)
    called = _called_alone(body) if alone else _called_within(body)
    domains = box.domains if not all(domain.plain for domain in box.domains) else ()
    simple = alone and not domains and len(names) == 1
    result, takes = box.result.type, taken(box.parameters)

    def make(scope: Variables) -> Function:
        def call(run: Run, *arguments: Value) -> Value:
            if not isinstance(run, ModelRun):
                return outside(call, run, arguments)
            given = dict(zip(names, arguments, strict=True))
            run.spend(1 + len(scope) // _NAMES_A_STEP)
            if run.depth > limits.CALL_DEPTH:
                return run.null("feel.too-deep", "Functions call each other too deep.")
            for name, domain in zip(names, domains, strict=False) if domains else ():
                given[name], problem = conform(given[name], domain, run)
                if problem:
                    run.null("dmn.not-allowed", f"{problem}, which '{name}' has to be.")
            return called(run, scope, given)

        def call_of_one(run: Run, argument: Value) -> Value:
            """The same, of one parameter of which nothing has to be looked at."""
            if type(run) is not ModelRun:
                return outside(call_of_one, run, (argument,))
            run.spend(1 + len(scope) // _NAMES_A_STEP)
            if run.depth > limits.CALL_DEPTH:
                return run.null("feel.too-deep", "Functions call each other too deep.")
            return body(run, {name: argument})

        name = names[0] if names else ""
        return Function(box.parameters, result, call_of_one if simple else call, box.name, takes=takes)

    return make


def _called_alone(body: BoxCode) -> Callable[[ModelRun, Variables, Variables], Value]:
    return lambda run, _scope, given: body(run, given)


def _called_within(body: BoxCode) -> Callable[[ModelRun, Variables, Variables], Value]:
    def called(run: ModelRun, scope: Variables, given: Variables) -> Value:
        run.depth += _CALL_WEIGHT
        try:
            return body(run, {**scope, **given})
        finally:
            run.depth -= _CALL_WEIGHT

    return called
