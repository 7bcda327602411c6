"""Calls: functions of the model read in place, a few built-in ones told by what they mean, others left to be run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from creditrules.dmn.analysis.reading.clock import CLOCK
from creditrules.dmn.analysis.reading.lists import how_many, read_sort
from creditrules.dmn.analysis.reading.scope import Inline, Reader, Scope, Scoped
from creditrules.dmn.analysis.space.diagram import Diagram
from creditrules.dmn.analysis.space.lines import Line, lines_of_type
from creditrules.dmn.analysis.values.algebra import Algebra
from creditrules.dmn.analysis.values.arithmetic import calculate, negative
from creditrules.dmn.analysis.values.comparing import compare, line_of_term
from creditrules.dmn.analysis.values.operations import Operation, holes, of_node
from creditrules.dmn.analysis.values.terms import NULL, Items, Known, Picked, Term, known
from creditrules.dmn.domains.domain import Domain
from creditrules.dmn.model.boxed import Aggregation
from creditrules.feel import ANY, BUILTINS, Checked, ast
from creditrules.records import replace

__all__ = ["folded", "greatest", "least", "read_call", "read_function"]


def read_call(reader: Reader, checked: Checked, node: ast.Call, scope: Scope) -> Scoped:
    """A call."""
    builtin = checked.builtins.get(node.function) if isinstance(node.function, ast.Name) else None
    if builtin is not None:
        return _of_builtin(reader, checked, node, scope, builtin.name)
    if isinstance(node.function, ast.Name):
        function = scope.get(node.function.name)
        arguments = _ordered(function, node) if isinstance(function, Inline) else None
        if isinstance(function, Inline) and arguments is not None:
            nothing = reader.algebra.diagrams.leaf(NULL)
            parts = [nothing if each is None else reader.expression(checked, each, scope) for each in arguments]
            try:
                return function.call(parts)
            except RecursionError:
                if reader.depth:
                    raise
                return reader.at_large(checked, node, scope)
    return reader.at_large(checked, node, scope)


def _ordered(function: Inline, node: ast.Call) -> list[ast.Expr | None] | None:
    """The arguments in the order of the parameters; None where they do not fit."""
    if node.names is None:
        return list(node.arguments) if len(node.arguments) == len(function.parameters) else None
    given = dict(zip(node.names, node.arguments, strict=True))
    if len(given) != len(node.names) or not given.keys() <= set(function.parameters):
        return None
    return [given.get(name) for name in function.parameters]


def read_function(reader: Reader, checked: Checked, node: ast.FunctionDefinition, scope: Scope) -> Scoped:
    """A function as a value; its calls are read in place where it has a name."""
    if node.external:
        return reader.at_large(checked, node, scope)
    names = tuple(part.name for part in node.parameters)
    domains = [Domain(checked.types.get(part.type, ANY) if part.type else ANY) for part in node.parameters]

    def call(arguments: Sequence[Scoped]) -> Scoped:
        def body(given: Sequence[Scoped]) -> Scoped:
            return reader.expression(checked, node.body, {**scope, **dict(zip(names, given, strict=True))})

        return reader.called(arguments, domains, body)

    return Inline(names, lambda: reader.at_large(checked, node, scope), call)


def _of_builtin(reader: Reader, checked: Checked, node: ast.Call, scope: Scope, name: str) -> Diagram:
    if any(isinstance(part, ast.FunctionDefinition) for part in node.arguments):
        return read_sort(reader, checked, node, scope) if name == "sort" else reader.at_large(checked, node, scope)
    if name in CLOCK and reader.clock is not None:
        return reader.clock.reads(name)
    parts = [reader.expression(checked, part, scope) for part in node.arguments]
    if any(isinstance(part, Inline) for part in parts):
        return reader.at_large(checked, node, scope)
    rule = _RULES.get(name) if node.names is None else None

    def called(*operands: Term) -> Diagram:
        found = rule(reader.algebra, operands) if rule is not None and not _constant(operands) else None
        return found if found is not None else _computed(reader, checked, node, name, operands)

    return reader.algebra.combine(called, *map(reader.whole, parts))


def _constant(operands: Sequence[Term]) -> bool:
    return all(isinstance(operand, Known) for operand in operands)


def _computed(reader: Reader, checked: Checked, node: ast.Call, name: str, operands: Sequence[Term]) -> Diagram:
    names = holes(len(operands))
    held = replace(node, arguments=names)
    labels = node.names or ("",) * len(operands)

    def words(texts: Sequence[str]) -> str:
        spelt = [f"{label}: {text}" if label else text for label, text in zip(labels, texts, strict=True)]
        return f"{name}({', '.join(spelt)})"

    key = f"{name}({','.join(labels)})"
    certain = name in _CERTAIN and tuple(line_of_term(each) for each in operands) == _CERTAIN[name]
    lines = lines_of_type(checked.types.get(node, ANY))
    return reader.algebra.computed(
        of_node(checked, held, key, names, words, reader.now if name in CLOCK else None),
        operands,
        lines,
        certain=certain,
    )


_CERTAIN: Final[Mapping[str, tuple[Line, ...]]] = {
    "floor": (Line.NUMBER,),
    "ceiling": (Line.NUMBER,),
    "string length": (Line.TEXT,),
    "upper case": (Line.TEXT,),
    "lower case": (Line.TEXT,),
    "contains": (Line.TEXT, Line.TEXT),
    "starts with": (Line.TEXT, Line.TEXT),
    "ends with": (Line.TEXT, Line.TEXT),
}
"""Functions that are never null for operands of these kinds."""

_Rule = Callable[[Algebra, Sequence[Term]], Diagram | None]


def _spread(operands: Sequence[Term]) -> Sequence[Term] | None:
    """The items of a list, or the arguments themselves."""
    if len(operands) != 1:
        return operands
    only = operands[0]
    if isinstance(only, Items):
        return only.items
    if isinstance(only, Known) and isinstance(only.value, list):
        return [known(item) for item in only.value]
    return operands if line_of_term(only) is Line.NUMBER else None


def _extreme(sign: str) -> _Rule:
    def rule(algebra: Algebra, operands: Sequence[Term]) -> Diagram | None:
        items = _spread(operands)
        if not items or any(line_of_term(item) is not Line.NUMBER for item in items):
            return None
        found = algebra.term(items[0])
        for item in items[1:]:
            found = algebra.combine(_choosing(algebra, sign, item), found)
        return found

    return rule


def least(algebra: Algebra, terms: Sequence[Term]) -> Diagram:
    """The lowest of several numbers."""
    return _RULES["min"](algebra, terms) or algebra.said(None)


def greatest(algebra: Algebra, terms: Sequence[Term]) -> Diagram:
    """The highest of several numbers."""
    return _RULES["max"](algebra, terms) or algebra.said(None)


def _choosing(algebra: Algebra, sign: str, item: Term) -> Callable[[Term], Diagram]:
    def better(best: Term) -> Diagram:
        return algebra.combine(
            lambda held: algebra.term(item if held.value is True else best), compare(algebra, sign, item, best)
        )

    return better


def _sum(algebra: Algebra, operands: Sequence[Term]) -> Diagram | None:
    items = _spread(operands)
    if not items or any(line_of_term(item) is not Line.NUMBER for item in items):
        return None
    found = algebra.term(items[0])
    for item in items[1:]:
        found = algebra.combine(_adding(algebra, item), found)
    return found


def _adding(algebra: Algebra, item: Term) -> Callable[[Term], Diagram]:
    return lambda total: calculate(algebra, "+", total, item)


def _count(algebra: Algebra, operands: Sequence[Term]) -> Diagram | None:
    only = operands[0]
    if isinstance(only, Picked):
        return algebra.term(how_many(algebra, only))
    return algebra.said(Decimal(len(only.items))) if isinstance(only, Items) else None


def folded(algebra: Algebra, aggregation: Aggregation, values: Sequence[Term]) -> Diagram:
    """What COLLECT makes of several results."""
    name = aggregation.lower()
    found = None if _constant(values) else _RULES[name](algebra, values)
    return found if found is not None else algebra.computed(_aggregation(name, len(values)), values, (Line.NUMBER,))


def _aggregation(name: str, count: int) -> Operation:
    names = [hole.name for hole in holes(count)]
    call = BUILTINS[name].call
    return Operation(
        f"{name}({count})",
        names,
        lambda own, scope: call(own, *[scope[each] for each in names]),
        lambda texts: f"{name}({', '.join(texts)})",
    )


def _abs(algebra: Algebra, operands: Sequence[Term]) -> Diagram | None:
    only = operands[0]
    if len(operands) != 1 or line_of_term(only) is not Line.NUMBER:
        return None
    zero = known(Decimal(0))
    return algebra.combine(
        lambda held: negative(algebra, only) if held.value is True else algebra.term(only),
        compare(algebra, "<", only, zero),
    )


_RULES: Final[Mapping[str, _Rule]] = {
    "min": _extreme("<"),
    "max": _extreme(">"),
    "sum": _sum,
    "count": _count,
    "abs": _abs,
}
