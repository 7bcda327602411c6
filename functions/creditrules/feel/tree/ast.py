"""What FEEL text means before any name is resolved: one frozen class per construct (DMN 1.5, clause 10.3.1.2).

Nodes compare by identity, so that the checker can key its tables by node. `span` is the half-open range of
characters in the text the node was read from.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal as OneOf

from creditrules.records import dataclass

__all__ = [
    "And",
    "Arithmetic",
    "AtLiteral",
    "Between",
    "Call",
    "Comparison",
    "Context",
    "ContextEntry",
    "ContextTypeNode",
    "Expr",
    "Filter",
    "For",
    "FormalParameter",
    "FunctionDefinition",
    "FunctionTypeNode",
    "Hole",
    "If",
    "In",
    "InstanceOf",
    "Interval",
    "IterationRange",
    "IteratorClause",
    "List",
    "ListTypeNode",
    "Literal",
    "Name",
    "NamedType",
    "Negate",
    "Node",
    "OperatorTest",
    "Or",
    "Path",
    "Quantified",
    "RangeTypeNode",
    "Span",
    "TypeNode",
    "UnaryTests",
    "children",
    "is_plain",
    "walk",
]

Span = tuple[int, int]
ComparisonOperator = OneOf["=", "!=", "<", "<=", ">", ">="]
ArithmeticOperator = OneOf["+", "-", "*", "/", "**"]


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """Anything with a place in the text."""

    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Expr(Node):
    """Anything that has a value."""


@dataclass(frozen=True, slots=True, eq=False)
class Hole(Expr):
    """A part that could not be read, and of which nothing further is said; never in a tree that is compiled."""


@dataclass(frozen=True, slots=True, eq=False)
class Literal(Expr):
    """A number, string, boolean or null written out. A number is not negative: `-5` is Negate(Literal(5))."""

    value: Decimal | str | bool | None


@dataclass(frozen=True, slots=True, eq=False)
class AtLiteral(Expr):
    """`@"2026-01-31"`: a date, time, date and time or duration; `text` is what stands between the quotes."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Name(Expr):
    """A variable, with blanks normalised to one each. `?` is the tested value, `item` the element under a filter."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Negate(Expr):
    """`-operand`."""

    operand: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Arithmetic(Expr):
    """`left operator right` for + - * / **."""

    operator: ArithmeticOperator
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Comparison(Expr):
    """`left operator right` for = != < <= > >=."""

    operator: ComparisonOperator
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True, eq=False)
class And(Expr):
    """A chain of conjuncts, at least two."""

    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Or(Expr):
    """A chain of disjuncts, at least two."""

    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Between(Expr):
    """`value between low and high`, both ends included."""

    value: Expr
    low: Expr
    high: Expr


@dataclass(frozen=True, slots=True, eq=False)
class In(Expr):
    """`value in test` or `value in (test, test)`: true when one of the tests holds."""

    value: Expr
    tests: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class OperatorTest(Expr):
    """`< 18` as a unary test, or `(< 18)` as a range value: the left side is the tested value."""

    operator: ComparisonOperator
    operand: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Interval(Expr):
    """`[low..high]` with each end closed or open; `(`, `]` open at the start, `)`, `[` open at the end."""

    low: Expr
    high: Expr
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True, eq=False)
class UnaryTests(Node):
    """A table cell: `-` has no tests; otherwise one of `tests` must hold, or none when `negated` (`not(…)`).

    A test is an OperatorTest, an Interval, or any other expression: one that uses `?` must be true, any other must
    equal the tested value or be a list or range that contains it.
    """

    tests: tuple[Expr, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class If(Expr):
    """`if condition then then else otherwise`."""

    condition: Expr
    then: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True, eq=False)
class IterationRange(Expr):
    """`low..high` after `in`: whole numbers or dates, up or down, both ends included."""

    low: Expr
    high: Expr


@dataclass(frozen=True, slots=True, eq=False)
class IteratorClause(Node):
    """`name in domain`; later iterators of a chain see the names of earlier ones."""

    name: str
    domain: Expr


@dataclass(frozen=True, slots=True, eq=False)
class For(Expr):
    """`for iterators return result`; the result may use `partial`, the list of results so far."""

    iterators: tuple[IteratorClause, ...]
    result: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Quantified(Expr):
    """`some|every iterators satisfies condition`."""

    quantifier: OneOf["some", "every"]
    iterators: tuple[IteratorClause, ...]
    condition: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Path(Expr):
    """`base.name`."""

    base: Expr
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Filter(Expr):
    """`base[predicate]`: a condition on each element, or a position from 1 (from the end when negative)."""

    base: Expr
    predicate: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Call(Expr):
    """`function(arguments)`; `names` has the parameter names of a call by name, and is None for one by position."""

    function: Expr
    arguments: tuple[Expr, ...]
    names: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class List(Expr):
    """`[item, …]`."""

    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ContextEntry(Node):
    """`key: value`; later entries see earlier ones."""

    name: str
    value: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Context(Expr):
    """`{entry, …}`."""

    entries: tuple[ContextEntry, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TypeNode(Node):
    """A type written in the text."""


@dataclass(frozen=True, slots=True, eq=False)
class NamedType(TypeNode):
    """A built-in type or an item definition, by (possibly dotted) name."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class ListTypeNode(TypeNode):
    """`list<item>`."""

    item: TypeNode


@dataclass(frozen=True, slots=True, eq=False)
class RangeTypeNode(TypeNode):
    """`range<item>`."""

    item: TypeNode


@dataclass(frozen=True, slots=True, eq=False)
class ContextTypeNode(TypeNode):
    """`context<name: type, …>`: `names` and `types` run in parallel."""

    names: tuple[str, ...]
    types: tuple[TypeNode, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FunctionTypeNode(TypeNode):
    """`function<type, …> -> result`."""

    parameters: tuple[TypeNode, ...]
    result: TypeNode


@dataclass(frozen=True, slots=True, eq=False)
class InstanceOf(Expr):
    """`value instance of type`."""

    value: Expr
    type: TypeNode


@dataclass(frozen=True, slots=True, eq=False)
class FormalParameter(Node):
    """`name` or `name: type`."""

    name: str
    type: TypeNode | None


@dataclass(frozen=True, slots=True, eq=False)
class FunctionDefinition(Expr):
    """`function(parameters) body`; with `external` the body is the context that names foreign code."""

    parameters: tuple[FormalParameter, ...]
    body: Expr
    external: bool = False


_LEAVES = frozenset((Literal, AtLiteral, Name, NamedType))


def is_plain(node: Node) -> bool:
    """Whether there are literals only: by themselves, compared with, as ends of intervals, as tests of a cell."""
    match node:
        case OperatorTest(operand=operand):
            return _is_literal(operand)
        case Interval(low=low, high=high):
            return _is_literal(low) and _is_literal(high)
        case UnaryTests(tests=tests):
            return all(type(test) is Literal or is_plain(test) for test in tests)
        case _:
            return _is_literal(node)


def _is_literal(node: Node) -> bool:
    return type(node) is Literal or (type(node) is Negate and type(node.operand) is Literal)


def children(node: Node) -> Iterator[Node]:
    """The nodes directly under `node`, in the order of the text."""
    if type(node) in _LEAVES:
        return
    for field in type(node).__slots__:
        value = getattr(node, field)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (part for part in value if isinstance(part, Node))


def walk(node: Node) -> Iterator[Node]:
    """`node` and everything under it, outermost first."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        if type(current) not in _LEAVES:
            waiting.extend(reversed(list(children(current))))
