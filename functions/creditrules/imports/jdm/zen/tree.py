"""ZEN as a tree; every node knows its characters."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TypeAlias

from creditrules.records import dataclass

__all__ = [
    "Access",
    "Array",
    "Binary",
    "Call",
    "Cell",
    "Closure",
    "Conditional",
    "Fragment",
    "Index",
    "Interval",
    "Literal",
    "Method",
    "Name",
    "Node",
    "ObjectLiteral",
    "Slice",
    "Span",
    "Template",
    "Unary",
    "walk",
]

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, text, true, false or null."""

    value: Decimal | str | bool | None
    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """A field of the incoming data, or `$`, `$root`, `$nodes`, `#`, or what a closure calls its item."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Access:
    """`base.name`, or `base["name"]` with a literal text."""

    base: Node
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Index:
    """`base[index]`."""

    base: Node
    index: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Slice:
    """`base[start:end]`, both included, either open."""

    base: Node
    start: Node | None
    end: Node | None
    span: Span


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x`, `+x` or `not x`."""

    operator: str
    operand: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands; `in` and `not in` among the operators."""

    operator: str
    left: Node
    right: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Conditional:
    """`condition ? then : otherwise`."""

    condition: Node
    then: Node
    otherwise: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Interval:
    """`[low..high]`, either end open, or `]low..high[`: what is outside."""

    low: Node
    high: Node
    low_open: bool
    high_open: bool
    outside: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Array:
    """`[a, b]`."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ObjectLiteral:
    """`{key: value}`; a key that is computed is a node."""

    entries: tuple[tuple[str | Node, Node], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Template:
    """A text in backticks, with expressions between its pieces."""

    parts: tuple[str | Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Closure:
    """`map(list, body)` and its kin; `alias` is what the body calls an item, `#` unless `as` names it."""

    function: str
    source: Node
    alias: str
    body: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a built-in function."""

    function: str
    arguments: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a date: `d(x).add(1, "day")`."""

    base: Node
    name: str
    arguments: tuple[Node, ...]
    span: Span


Node: TypeAlias = (
    Literal
    | Name
    | Access
    | Index
    | Slice
    | Unary
    | Binary
    | Conditional
    | Interval
    | Array
    | ObjectLiteral
    | Template
    | Closure
    | Call
    | Method
)


@dataclass(frozen=True, slots=True)
class Fragment:
    """One test of a cell: the operator written before it ("" for none) and its operand."""

    operator: str
    operand: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Cell:
    """The tests of a cell: any of the alternatives, each of which needs all of its parts."""

    alternatives: tuple[tuple[Fragment, ...], ...]
    text: str


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    waiting: list[Node] = [node]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(_parts(part))


def _parts(node: Node) -> Iterator[Node]:  # noqa: C901, PLR0912  (one line each)
    match node:
        case Access(base) | Index(base):
            yield base
        case Slice(base, start, end):
            yield from (part for part in (base, start, end) if part is not None)
        case Unary(_, operand):
            yield operand
        case Binary(_, left, right) | Interval(left, right):
            yield from (left, right)
        case Conditional(condition, then, otherwise):
            yield from (condition, then, otherwise)
        case Array(items):
            yield from items
        case ObjectLiteral(entries):
            for key, value in entries:
                yield from (part for part in (key, value) if not isinstance(part, str))
        case Template(parts):
            yield from (part for part in parts if not isinstance(part, str))
        case Closure(_, source, _, body):
            yield from (source, body)
        case Call(_, arguments):
            yield from arguments
        case Method(base, _, arguments):
            yield from (base, *arguments)
    if isinstance(node, Index):
        yield node.index
