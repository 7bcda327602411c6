"""Literals, names, operators, branches, lists, contexts, paths, ranges and type tests as closures."""

from __future__ import annotations

from decimal import Decimal

from creditrules.feel import temporal
from creditrules.feel.compile.building import Builders, Compiler, chained
from creditrules.feel.compile.calls import function_of
from creditrules.feel.compile.functions import function_definition
from creditrules.feel.compile.names import name_against_constant, name_against_null, names_calculated
from creditrules.feel.compile.operators import (
    PLAIN,
    Code,
    Scope,
    against_constant,
    arithmetic,
    arithmetic_with_constant,
    between,
    chain,
    comparison,
    conjunction,
    disjunction,
    negation,
)
from creditrules.feel.compile.paths import path_of
from creditrules.feel.compile.unary_tests import any_of, build_test
from creditrules.feel.run.cost import copied, made, weigh
from creditrules.feel.run.evaluation import Run
from creditrules.feel.run.place import Place, fail, locate
from creditrules.feel.tree import ast
from creditrules.feel.values import brief, equal, is_instance, make_range
from creditrules.feel.values.kinds import Range, Unknown, Value
from creditrules.feel.values.partial import missing_of, unknown_among

__all__ = ["EXPRESSIONS"]


def _literal(_compiler: Compiler, node: ast.Literal) -> Code:
    value = node.value
    return lambda _run, _scope: value


def _at_literal(compiler: Compiler, node: ast.AtLiteral) -> Code:
    value = temporal.parse_temporal(node.text)
    place = compiler.place(node)
    if value is not None:
        return lambda _run, _scope: value
    message = f"'{node.text}' is no date, time, date and time or duration."
    return lambda run, _scope: fail(run, "feel.bad-literal", message, place)


def _absent(name: str, place: Place) -> Code:
    return lambda run, _scope: fail(run, "feel.no-variable", f"'{name}' has no value here.", place)


def _name(compiler: Compiler, node: ast.Name) -> Code:
    builtin = compiler.builtin(node)
    if builtin is not None:
        function = function_of(builtin)
        return lambda _run, _scope: function
    name = node.name
    absent = _absent(name, compiler.place(node))

    def evaluate(run: Run, scope: Scope) -> Value:
        try:
            return scope[name]
        except KeyError:
            return absent(run, scope)

    return evaluate


def _negate(compiler: Compiler, node: ast.Negate) -> Code:
    return negation(compiler.code(node.operand), compiler.place(node))


def _arithmetic(compiler: Compiler, node: ast.Arithmetic) -> Code:
    operands = chained(node)
    if len(operands) == 1:
        constant = compiler.constant(node.right)
        if type(constant) is Decimal:
            left, place = compiler.code(node.left), compiler.place(node)
            return arithmetic_with_constant(node.operator, left, constant, place)
        place = compiler.place(node)
        general = arithmetic(node.operator, compiler.code(node.left), compiler.code(node.right), place)
        names = compiler.variable(node.left), compiler.variable(node.right)
        return general if None in names else names_calculated(node.operator, names, general, place)  # type: ignore[arg-type]
    rest = tuple((part.operator, compiler.code(part.right), compiler.place(part)) for part in operands)
    return chain(compiler.code(operands[0].left), rest)


def _comparison(compiler: Compiler, node: ast.Comparison) -> Code:
    constant = compiler.constant(node.right)
    place = compiler.place(node)
    left = node.left
    if type(constant) in PLAIN:
        if isinstance(left, ast.Name) and compiler.builtin(left) is None:
            absent = _absent(left.name, compiler.place(left))
            return name_against_constant(node.operator, left.name, constant, absent, place)
        return against_constant(node.operator, compiler.code(left), constant, place)
    name = compiler.variable(left)
    if constant is None and name is not None and node.operator in ("=", "!="):
        return name_against_null(node.operator, name, _absent(name, compiler.place(left)), place)
    return comparison(node.operator, compiler.code(left), compiler.code(node.right), place)


def _and(compiler: Compiler, node: ast.And) -> Code:
    return conjunction(tuple(map(compiler.code, node.operands)), tuple(map(compiler.place, node.operands)))


def _or(compiler: Compiler, node: ast.Or) -> Code:
    return disjunction(tuple(map(compiler.code, node.operands)), tuple(map(compiler.place, node.operands)))


def _between(compiler: Compiler, node: ast.Between) -> Code:
    value, low, high = map(compiler.code, (node.value, node.low, node.high))
    place = compiler.place(node)

    def evaluate(run: Run, scope: Scope) -> Value:
        tested, start, end = value(run, scope), low(run, scope), high(run, scope)
        if type(tested) is Decimal and type(start) is Decimal and type(end) is Decimal:
            return start <= tested <= end
        return between(run, tested, (">=", start), ("<=", end), place)

    return evaluate


def _in(compiler: Compiler, node: ast.In) -> Code:
    value = compiler.code(node.value)
    test = any_of(tuple(build_test(compiler, test, compiler.type(node.value)) for test in node.tests))
    constants = [compiler.constant(test) for test in node.tests]
    if not all(type(constant) is str for constant in constants):
        return lambda run, scope: test(run, scope, value(run, scope))
    names = frozenset(constants)

    def among(run: Run, scope: Scope) -> Value:
        tested = value(run, scope)
        return tested in names if type(tested) is str else test(run, scope, tested)

    return among


def _if(compiler: Compiler, node: ast.If) -> Code:
    """A chain of `else if` becomes one list of branches, so that its length costs no depth."""
    branches: list[tuple[Code, Code, Place]] = []
    last: ast.Expr = node
    while isinstance(last, ast.If):
        place = compiler.place(last.condition)
        branches.append((compiler.code(last.condition), compiler.code(last.then), place))
        last = last.otherwise
    otherwise = compiler.code(last)
    return _branching(tuple(branches), otherwise)


def _branching(branches: tuple[tuple[Code, Code, Place], ...], otherwise: Code) -> Code:
    def evaluate(run: Run, scope: Scope) -> Value:
        for index, (condition, then, place) in enumerate(branches):
            held = condition(run, scope)
            if held is True:
                return then(run, scope)
            if held is not False and held is not None:
                if type(held) is Unknown:
                    rest = _branching(branches[index + 1 :], otherwise)
                    return _either(held, then(run, scope), rest(run, scope))
                fail(run, "feel.not-boolean", f"{brief(held)} is neither true nor false.", place)
        return otherwise(run, scope)

    return evaluate


def _either(condition: Unknown, one: Value, other: Value) -> Value:
    """What `if` gives under an unknown condition: known all the same when both branches agree."""
    if type(one) is not Unknown and type(other) is not Unknown and equal(one, other) is True:
        return one
    return Unknown(missing_of((condition, one, other)))


def _list(compiler: Compiler, node: ast.List) -> Code:
    items = tuple(map(compiler.code, node.items))

    def evaluate(run: Run, scope: Scope) -> Value:
        values = [item(run, scope) for item in items]
        return unknown_among(values) or made(run, values)

    return evaluate


def _context(compiler: Compiler, node: ast.Context) -> Code:
    entries = tuple((part.name, _entry_code(compiler, part)) for part in node.entries)
    names = [name for name, _ in entries]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        message = f"The context has '{min(twice)}' more than once."
        place = compiler.place(node)
        return lambda run, _scope: fail(run, "feel.duplicate-entry", message, place)

    def evaluate(run: Run, scope: Scope) -> Value:
        inner = copied(run, scope)
        values: dict[str, Value] = {}
        for name, code in entries:
            values[name] = inner[name] = code(run, inner)
        return unknown_among(values.values()) or made(run, values)

    return evaluate


def _entry_code(compiler: Compiler, node: ast.ContextEntry) -> Code:
    if isinstance(node.value, ast.FunctionDefinition):
        return function_definition(compiler, node.value, node.name)
    return compiler.code(node.value)


def _interval(compiler: Compiler, node: ast.Interval) -> Code:
    low, high = compiler.code(node.low), compiler.code(node.high)
    low_closed, high_closed = node.low_closed, node.high_closed
    place = compiler.place(node)

    def evaluate(run: Run, scope: Scope) -> Value:
        start, end = low(run, scope), high(run, scope)
        unknown = unknown_among((start, end))
        if unknown is not None:
            return unknown
        made = make_range(run, start, end, low_closed, high_closed)
        return locate(run, place) if made is None else made

    return evaluate


def _operator_range(compiler: Compiler, node: ast.OperatorTest) -> Code:
    """`(< 5)` as a value: the range of everything below 5."""
    operand = compiler.code(node.operand)
    sign = node.operator
    place = compiler.place(node)

    def evaluate(run: Run, scope: Scope) -> Value:
        bound = operand(run, scope)
        if type(bound) is Unknown:
            return bound
        if bound is None:
            return fail(run, "feel.range-ends", f"'{sign} {brief(bound)}' is no range.", place)
        if sign in ("=", "!="):
            return Range(bound, bound, low_closed=sign == "=", high_closed=sign == "=", sign=sign)
        if sign in ("<", "<="):
            return Range(None, bound, low_closed=False, high_closed=sign == "<=")
        return Range(bound, None, low_closed=sign == ">=", high_closed=False)

    return evaluate


def _instance_of(compiler: Compiler, node: ast.InstanceOf) -> Code:
    value = compiler.code(node.value)
    wanted = compiler.type(node.type)
    if node.type not in compiler.checked.types:
        place = compiler.place(node.type)
        return lambda run, _scope: fail(run, "feel.unknown-type", "The type is not known.", place)

    def evaluate(run: Run, scope: Scope) -> Value:
        tested = value(run, scope)
        weigh(run, tested)
        return tested if type(tested) is Unknown else is_instance(tested, wanted)

    return evaluate


EXPRESSIONS: Builders = {
    ast.Literal: _literal,
    ast.AtLiteral: _at_literal,
    ast.Name: _name,
    ast.Negate: _negate,
    ast.Arithmetic: _arithmetic,
    ast.Comparison: _comparison,
    ast.And: _and,
    ast.Or: _or,
    ast.Between: _between,
    ast.In: _in,
    ast.If: _if,
    ast.List: _list,
    ast.Context: _context,
    ast.Path: path_of,
    ast.Interval: _interval,
    ast.OperatorTest: _operator_range,
    ast.InstanceOf: _instance_of,
}
"""The builders of this file, by class of node."""
