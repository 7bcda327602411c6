"""What kinds of constants a text has where a value is compared or given."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from creditrules.feel import ast

__all__ = ["asks_list", "constant_nodes", "kind_of", "ordered"]

_OF_LISTS = ("list contains", "count", "index of")
_CALLS = {"date": "date", "time": "time", "date and time": "date and time", "now": "date and time", "today": "date"}


def constant_nodes(node: ast.Node) -> Iterator[ast.Expr]:  # noqa: C901  (one case for each kind)
    """The values that a cell compares with, or that an expression is."""
    match node:
        case ast.UnaryTests(tests=tests):
            for test in tests:
                yield from constant_nodes(test)
        case ast.OperatorTest(operand=operand):
            yield from constant_nodes(operand)
        case ast.Interval(low=low, high=high):
            yield from constant_nodes(low)
            yield from constant_nodes(high)
        case ast.Comparison(left=ast.Name(name="?"), right=right):
            yield from constant_nodes(right)
        case ast.And(operands=parts) | ast.Or(operands=parts):
            for part in parts:
                yield from constant_nodes(part)
        case ast.Call(function=ast.Name(name="not"), arguments=parts):
            for part in parts:
                yield from constant_nodes(part)
        case ast.Expr():
            yield node


def asks_list(node: ast.Node) -> bool:
    """Whether a cell asks of `?` what only a list has."""
    for one in ast.walk(node):
        match one:
            case ast.Call(function=ast.Name(name=name), arguments=(ast.Name(name="?"), *_)) if name in _OF_LISTS:
                return True
    return False


def ordered(node: ast.Node) -> bool:
    """Whether a cell asks for more or less than a constant, so that it matters of which type that is."""
    return any(
        isinstance(one, ast.Interval)
        or (isinstance(one, ast.OperatorTest | ast.Comparison) and one.operator[0] in "<>")
        for one in ast.walk(node)
    )


def kind_of(node: ast.Expr) -> str:
    """The type of a constant, "" for what is none or null."""
    match node:
        case ast.Literal(value=bool()):
            return "boolean"
        case ast.Literal(value=Decimal()):
            return "number"
        case ast.Literal(value=str()):
            return "string"
        case ast.Negate(operand=operand):
            return kind_of(operand)
        case ast.AtLiteral(text=text):
            return _kind_at(text)
        case ast.Call(function=ast.Name(name="duration"), arguments=(ast.Literal(value=str(text)),)):
            return _kind_at(text)
        case ast.Call(function=ast.Name(name=name)) if name in _CALLS:
            return _CALLS[name]
    return ""


def _kind_at(text: str) -> str:
    if text.lstrip("-").startswith("P"):
        return "days and time duration" if "D" in text or "T" in text else "years and months duration"
    if "T" in text:
        return "date and time"
    return "time" if ":" in text else "date"
