"""Function definitions as closures: what they see, and what a call of theirs costs (DMN 1.5, clause 10.3.2.13.1)."""

from __future__ import annotations

from collections.abc import Callable

from creditrules.feel import limits
from creditrules.feel.builtins.external import external_function, named_external
from creditrules.feel.compile.building import Compiler
from creditrules.feel.compile.operators import Code, Scope
from creditrules.feel.compile.positions import of_one, of_two
from creditrules.feel.compile.weights import turn
from creditrules.feel.run.cost import NAMES_A_STEP, copied
from creditrules.feel.run.evaluation import Exhausted, Run
from creditrules.feel.run.place import Place, fail
from creditrules.feel.tree import ast
from creditrules.feel.types import ANY, SimpleType
from creditrules.feel.values.coercion import taken
from creditrules.feel.values.kinds import Function, Value

__all__ = ["function_definition", "is_flat"]

_Call = Callable[..., Value]


def function_definition(compiler: Compiler, node: ast.FunctionDefinition, own_name: str = "") -> Code:
    """A function with the variables it sees where it is defined; `own_name` lets it call itself."""
    place = compiler.place(node)
    if node.external:
        return _external(node, place)
    parameters = tuple((part.name, compiler.type(part.type) if part.type else ANY) for part in node.parameters)
    result = compiler.type(node.body)
    names = tuple(name for name, _ in parameters)
    flat = is_flat(compiler, node.body, names)
    weight, cost = _weight(node.body), turn(node.body)
    body = (_flat_body if flat else _body)(compiler.code(node.body), names, weight, cost)
    takes = taken(parameters)
    plain = takes if flat else None
    on_one = of_one(compiler, node.body, names, plain) if plain is not None else None
    on_two = of_two(compiler, node.body, names, plain) if plain is not None else None

    def evaluate(run: Run, scope: Scope) -> Value:
        seen = copied(run, scope)
        if own_name:
            seen[own_name] = None
        whole, deepest = cost + len(seen) // NAMES_A_STEP, limits.CALL_DEPTH - weight
        shortly = on_one and on_one(whole, deepest)
        on_numbers = on_two and (on_two, whole, deepest)
        function = Function(parameters, result, body(seen), own_name, takes=takes, of_one=shortly, of_two=on_numbers)
        if own_name:
            seen[own_name] = function
        return function

    return evaluate


def _external(node: ast.FunctionDefinition, place: Place) -> Code:
    named = named_external(node.body)
    parameters = tuple(part.name for part in node.parameters)
    function = external_function(*named, parameters) if named is not None else None
    if function is None:
        return lambda run, _scope: fail(run, "feel.external-function", "Foreign code is never called.", place)
    return lambda _run, _scope: function


def _weight(node: ast.Node) -> int:
    """How much of Python's stack one call of this body takes at most."""
    deepest = 0
    waiting = [(node, 1)]
    while waiting:
        part, depth = waiting.pop()
        deepest = max(deepest, depth)
        # A chain of operators or of `else if` is run in a loop.
        waiting.extend((inner, depth + (type(inner) is not type(part))) for inner in ast.children(part))
    return deepest + 3


def _body(code: Code, names: tuple[str, ...], weight: int, cost: int) -> Callable[[Scope], _Call]:
    """Of what is seen where the function is defined, what a call of it does."""

    def seeing(seen: Scope) -> _Call:
        def call(run: Run, *arguments: Value) -> Value:
            run.spend(cost + len(seen) // NAMES_A_STEP)
            run.depth += weight
            try:
                if run.depth > limits.CALL_DEPTH:
                    raise _too_deep()
                return code(run, {**seen, **dict(zip(names, arguments, strict=True))})
            finally:
                run.depth -= weight

        return call

    return seeing


def _flat_body(code: Code, names: tuple[str, ...], weight: int, cost: int) -> Callable[[Scope], _Call]:
    """The same for a body that sees nothing but its parameters, and calls nothing that could come back to it."""

    def seeing(seen: Scope) -> _Call:
        def enter(run: Run) -> None:
            run.spend(whole)
            if run.depth + weight > limits.CALL_DEPTH:
                raise _too_deep()

        def call(run: Run, *arguments: Value) -> Value:
            enter(run)
            return code(run, dict(zip(names, arguments, strict=True)))

        def call_of_one(run: Run, argument: Value) -> Value:
            if (steps := run.steps - whole) < 0 or run.depth > deepest:
                enter(run)
            else:
                run.steps = steps
            return code(run, {first: argument})

        def call_of_two(run: Run, argument: Value, other: Value) -> Value:
            if (steps := run.steps - whole) < 0 or run.depth > deepest:
                enter(run)
            else:
                run.steps = steps
            return code(run, {first: argument, second: other})

        whole, deepest = cost + len(seen) // NAMES_A_STEP, limits.CALL_DEPTH - weight
        first, second = (*names, "", "")[:2]
        by_number: dict[int, _Call] = {1: call_of_one, 2: call_of_two}
        return by_number.get(len(names), call)

    return seeing


def _too_deep() -> Exhausted:
    return Exhausted("feel.too-deep", "Functions call each other too deep.")


_FLAT = (
    ast.Literal,
    ast.AtLiteral,
    ast.Name,
    ast.Negate,
    ast.Arithmetic,
    ast.Comparison,
    ast.And,
    ast.Or,
    ast.Between,
    ast.If,
    ast.Call,
)


def is_flat(compiler: Compiler, body: ast.Expr, names: tuple[str, ...]) -> bool:
    """Whether it has no scope of its own, reads its parameters alone, and calls only built-ins of plain values."""
    if len(set(names)) < len(names):
        return False
    for node in ast.walk(body):
        if not isinstance(node, _FLAT):
            return False
        if isinstance(node, ast.Name) and compiler.builtin(node) is None and node.name not in names:
            return False
        if isinstance(node, ast.Call) and not _takes_plain_values(compiler, node):
            return False
    return True


def _takes_plain_values(compiler: Compiler, node: ast.Call) -> bool:
    builtin = compiler.builtin(node.function)
    if builtin is None:
        return False
    wanted = [part.type for signature in builtin.signatures for part in signature.parameters]
    return all(isinstance(each, SimpleType) and each != ANY for each in wanted)
