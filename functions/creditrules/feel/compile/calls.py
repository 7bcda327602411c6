"""Calls and function definitions as closures (DMN 1.5, clauses 10.3.2.13.1 to 10.3.2.13.3)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from creditrules.feel.builtins.overloads import Arity, by_name, by_position
from creditrules.feel.builtins.signature import Builtin
from creditrules.feel.compile.building import Builders, Compiler
from creditrules.feel.compile.constants import NOT_CONSTANT
from creditrules.feel.compile.direct import SLOT, direct
from creditrules.feel.compile.functions import function_definition
from creditrules.feel.compile.on_names import as_they_are, shortest
from creditrules.feel.compile.operators import SHORT, Code, Scope
from creditrules.feel.run.cost import made
from creditrules.feel.run.evaluation import Run
from creditrules.feel.run.place import Place, fail, locate
from creditrules.feel.tree import ast
from creditrules.feel.types import ANY, STRING, ListType, SimpleType, Type
from creditrules.feel.values import brief
from creditrules.feel.values.coercion import convert
from creditrules.feel.values.kinds import Function, Unknown, Value
from creditrules.feel.values.partial import unknown_among

__all__ = ["CALLS", "function_of"]

_Conversion = Callable[[Value], Value]


@cache
def function_of(builtin: Builtin) -> Function:
    """A built-in function as a value, to be passed on: always the same one, as a function equals only itself."""
    signature = builtin.signatures[0]
    fixed = len(builtin.signatures) == 1 and not any(part.variadic or part.optional for part in signature.parameters)
    parameters = tuple((part.name, part.type) for part in signature.parameters) if fixed else None

    def body(run: Run, *arguments: Value) -> Value:
        return unknown_among(arguments) or builtin.call(run, *arguments)

    return Function(parameters, signature.result, body, builtin.name)


def _call(compiler: Compiler, node: ast.Call) -> Code:
    builtin = compiler.builtin(node.function)
    return _call_of_value(compiler, node) if builtin is None else _call_of_builtin(compiler, node, builtin)


def _call_of_builtin(compiler: Compiler, node: ast.Call, builtin: Builtin) -> Code:
    place = compiler.place(node)
    codes = tuple(map(compiler.code, node.arguments))
    if node.names is None:
        fitting = by_position(builtin, len(codes))
        if fitting:
            conversions = _conversions(fitting, len(codes))
            general = _invocation(builtin.call, codes, conversions, place)
            for short in (direct(compiler, node, general), _after_the_first(compiler, node, general, conversions)):
                if short is not general:
                    return short
            constant = compiler.constant(node.arguments[0]) if node.arguments else NOT_CONSTANT
            return _on_plain_values(builtin, codes, conversions, place, constant) or general
    else:
        orders = by_name(builtin, node.names)
        if orders:
            given = tuple(_omitted if at is None else codes[at] for at in orders[0].arguments)
            arities = [order.arity for order in orders]
            return _invocation(_by_name(builtin, arities), given, _conversions(arities, len(given)), place)
    message = f"'{builtin.name}' does not take these arguments."
    return lambda run, _scope: fail(run, "feel.arguments", message, place)


def _after_the_first(compiler: Compiler, node: ast.Call, general: Code, conversions: tuple[_Conversion, ...]) -> Code:
    """A short way once the first argument is worked out, whatever it is, where all others are known."""
    builtin, others = compiler.builtin(node.function), node.arguments[1:]
    if builtin is None or not node.arguments or any(compiler.constant(each) is NOT_CONSTANT for each in others):
        return general
    codes = (lambda _run, scope: scope[SLOT], *map(compiler.code, others))
    rest = _invocation(builtin.call, codes, conversions, compiler.place(node))
    short = direct(compiler, node, rest, slot=SLOT)
    if short is rest:
        return general
    first = compiler.code(node.arguments[0])
    return lambda run, scope: short(run, {SLOT: first(run, scope)})


def _on_plain_values(
    builtin: Builtin, codes: tuple[Code, ...], conversions: tuple[_Conversion, ...], place: Place, constant: Value
) -> Code | None:
    """A function of two values, whatever they are worked out from: at once where both are plain, and makes no text.

    constant: the first of them, where it is known.
    """
    plain, call = builtin.plain, builtin.call
    if plain is None or len(codes) != 2 or len(plain.kinds) != 2 or builtin.signatures[0].result == STRING:  # noqa: PLR2004
        return None
    (first, second), (kind, other_kind), at_once, cost = codes, plain.kinds, plain.call, plain.steps
    texts = str in plain.kinds

    def with_constant(run: Run, scope: Scope) -> Value:
        other = second(run, scope)
        if type(other) is other_kind and (steps := run.steps - cost) >= 0:
            run.steps = steps
            return at_once(constant, other)
        return _invoked(run, call, [convert(each) for convert, each in zip(conversions, (constant, other))], place)  # noqa: B905

    if type(constant) is kind and not texts:
        return with_constant

    def evaluate(run: Run, scope: Scope) -> Value:
        one, other = first(run, scope), second(run, scope)
        if (
            type(one) is kind
            and type(other) is other_kind
            and (steps := run.steps - cost) >= 0
            and not (texts and (len(one) >= SHORT or len(other) >= SHORT))  # type: ignore[arg-type]
        ):
            run.steps = steps
            return at_once(one, other)
        return _invoked(run, call, [convert(each) for convert, each in zip(conversions, (one, other))], place)  # noqa: B905

    return evaluate


def _by_name(builtin: Builtin, arities: list[Arity]) -> Callable[..., Value]:
    """A name may tell more than a position: where it means a scalar, a list is wrong though another form takes one."""
    if len(builtin.signatures) == len(arities):
        return builtin.call
    scalars = [(index, part) for index, part in enumerate(arities[0].signature.parameters) if _is_scalar(part.type)]

    def call(run: Run, *arguments: Value) -> Value:
        for index, part in scalars:
            if index < len(arguments) and type(arguments[index]) is list:
                message = f"'{builtin.name}' needs a {part.type} as '{part.name}', not {brief(arguments[index])}."
                return run.null("feel.argument", message)
        return builtin.call(run, *arguments)

    return call


def _omitted(_run: Run, _scope: Scope) -> Value:
    return None


def _invocation(
    function: Callable[..., Value], codes: tuple[Code, ...], conversions: tuple[_Conversion, ...], place: Place
) -> Code:
    if len(codes) == 1:
        return _invocation_of_one(function, codes[0], conversions[0], place)
    pairs = tuple(zip(codes, conversions, strict=True))

    def evaluate(run: Run, scope: Scope) -> Value:
        return _invoked(run, function, [conversion(code(run, scope)) for code, conversion in pairs], place)

    return evaluate


def _invoked(run: Run, function: Callable[..., Value], arguments: list[Value], place: Place) -> Value:
    kinds = set(map(type, arguments))
    if Unknown in kinds:
        return unknown_among(arguments)
    if Function in kinds:
        return _call_with_functions(run, function, arguments, place)
    result = function(run, *arguments)
    return locate(run, place) if result is None else made(run, result)


def _call_with_functions(run: Run, function: Callable[..., Value], arguments: list[Value], place: Place) -> Value:
    """A call with functions among its arguments: what one of them cannot know, the whole cannot know."""
    unknown: list[Value] = []

    def watched(inner: Function) -> Function:
        def body(run: Run, *given: Value) -> Value:
            value = inner.body(run, *given)
            if type(value) is Unknown:
                unknown.append(value)
            return value

        return Function(inner.parameters, inner.result, body, inner.name, inner.stands_for or inner)

    before = len(run.warnings)
    result = function(run, *(watched(each) if isinstance(each, Function) else each for each in arguments))
    if unknown:
        del run.warnings[before:]
        return unknown_among(unknown)
    return locate(run, place) if result is None else made(run, result)


def _invocation_of_one(function: Callable[..., Value], code: Code, conversion: _Conversion, place: Place) -> Code:
    def evaluate(run: Run, scope: Scope) -> Value:
        argument = conversion(code(run, scope))
        if type(argument) is Unknown:
            return argument
        result = function(run, argument)
        return locate(run, place) if result is None else made(run, result)

    return evaluate


def _conversions(arities: list[Arity], count: int) -> tuple[_Conversion, ...]:
    return tuple(_conversion([arity.type_at(index) for arity in arities]) for index in range(count))


def _conversion(wanted: list[Type]) -> _Conversion:
    """Between a value and a list of it, where all signatures that fit want the one or the other."""
    if all(isinstance(type_, ListType) for type_ in wanted):
        return _as_list
    return _as_item if all(map(_is_scalar, wanted)) else _as_is


def _is_scalar(type_: Type) -> bool:
    return isinstance(type_, SimpleType) and type_ != ANY


def _as_list(value: Value) -> Value:
    return value if value is None or type(value) is list or type(value) is Unknown else [value]


def _as_item(value: Value) -> Value:
    return value[0] if type(value) is list and len(value) == 1 else value


def _as_is(value: Value) -> Value:
    return value


def _call_of_value(compiler: Compiler, node: ast.Call) -> Code:
    callee = compiler.code(node.function)
    codes = tuple(map(compiler.code, node.arguments))
    names = node.names
    place = compiler.place(node)

    def general(run: Run, scope: Scope) -> Value:
        function = callee(run, scope)
        if type(function) is not Function:
            return _no_function(run, function, place)
        return _called(run, function, names, [code(run, scope) for code in codes], place)

    whole = _with_one_argument(callee, codes[0], place) if _has_one_argument(node) else general
    return shortest(compiler, node, as_they_are(compiler, node, whole))


def _has_one_argument(node: ast.Call) -> bool:
    return node.names is None and len(node.arguments) == 1


def _with_one_argument(callee: Code, code: Code, place: Place) -> Code:
    """A call by position, without a list of arguments where the function takes the only one as it is."""

    def evaluate(run: Run, scope: Scope) -> Value:
        function = callee(run, scope)
        if type(function) is not Function:
            return _no_function(run, function, place)
        argument, takes = code(run, scope), function.takes
        if takes is not None and len(takes) == 1:
            (kind,) = takes
            if kind is None or (type(argument) is kind and kind is not str):
                result = function.body(run, argument)
                return locate(run, place) if result is None else result
        return _called(run, function, None, [argument], place)

    return evaluate


def _no_function(run: Run, value: Value, place: Place) -> Value:
    if type(value) is Unknown:
        return value
    return fail(run, "feel.not-a-function", f"{brief(value)} is not a function.", place)


def _called(run: Run, function: Function, names: tuple[str, ...] | None, arguments: list[Value], place: Place) -> Value:
    """What a function gives for these arguments, by position or by these names."""
    if names is None and _are_taken(function, arguments):
        result = function.body(run, *arguments)
        return locate(run, place) if result is None else result
    ordered = arguments if names is None else _ordered(function, names, arguments)
    if ordered is None:
        message = f"The function has no such parameters: {', '.join(names or ())}."
        return fail(run, "feel.arguments", message, place)
    converted = _converted(run, function, ordered, place)
    if converted is None:
        return None
    result = function(run, *converted)
    return locate(run, place) if result is None else result


def _are_taken(function: Function, arguments: list[Value]) -> bool:
    """Whether they need no conversion, and nothing is to be paid for finding that out."""
    takes = function.takes
    if takes is None or len(takes) != len(arguments):
        return False
    for kind, value in zip(takes, arguments):  # noqa: B905 - as many, see above; a call of all rules
        if kind is not None and (type(value) is not kind or (kind is str and len(value) >= SHORT)):  # type: ignore[arg-type]
            return False
    return True


def _ordered(function: Function, names: tuple[str, ...], arguments: list[Value]) -> list[Value] | None:
    """Arguments given by name in the order of the parameters, null for those left out; None where a name is wrong."""
    given = dict(zip(names, arguments, strict=True))
    if (
        function.parameters is None
        or len(given) != len(names)
        or not given.keys() <= {name for name, _ in function.parameters}
    ):
        return None
    return [given.get(name) for name, _ in function.parameters]


def _converted(run: Run, function: Function, arguments: list[Value], place: Place) -> list[Value] | None:
    """The arguments as the parameters want them; None where one cannot be (clause 10.3.2.13.2)."""
    if function.parameters is None or len(function.parameters) != len(arguments):
        return arguments
    converted: list[Value] = []
    for argument, (name, wanted) in zip(arguments, function.parameters, strict=True):
        value = argument if wanted == ANY else convert(run, argument, wanted, f"the parameter '{name}'", place)
        if value is None and argument is not None:
            return None
        converted.append(value)
    return converted


CALLS: Builders = {
    ast.Call: _call,
    ast.FunctionDefinition: function_definition,
}
"""The builders of this file, by class of node."""
