"""A piece of FEEL with what is known of it, and how pieces are put together with no more brackets than are needed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import IntEnum

from creditrules.feel import string_literal
from creditrules.imports.jdm.words.facts import Field
from creditrules.imports.jdm.words.shapes import Kind, ListShape, ObjectShape, Shape
from creditrules.imports.names import RESERVED
from creditrules.records import dataclass

__all__ = [
    "EMPTY",
    "FALSE",
    "NULL",
    "TRUE",
    "Level",
    "Phrase",
    "array",
    "boolean",
    "call",
    "choice",
    "comparison",
    "context",
    "in_order",
    "infix",
    "number",
    "path",
    "roots_of",
    "text",
    "within",
]

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z", re.ASCII)


class Level(IntEnum):
    """How strongly a piece holds together (DMN 1.5, clause 10.3.1.2)."""

    OPEN = 0
    OR = 1
    AND = 2
    COMPARE = 3
    ADD = 4
    MULTIPLY = 5
    POWER = 6
    NEGATE = 7
    ATOM = 8


@dataclass(frozen=True, slots=True)
class Phrase:
    """A FEEL text. nullable: it may be null. origin: the field that it is, unchanged. roots: names that it takes.

    guard: of a date, what must not be null for it to be worked out.
    """

    text: str
    shape: Shape = Kind.UNKNOWN
    level: Level = Level.ATOM
    nullable: bool = True
    origin: Field | None = None
    roots: frozenset[str] = frozenset()
    guard: Phrase | None = None

    @property
    def constant(self) -> bool:
        """Whether it names nothing."""
        return not self.roots and "(" not in self.text


NULL = Phrase("null", Kind.NULL)
TRUE = Phrase("true", Kind.BOOLEAN, nullable=False)
FALSE = Phrase("false", Kind.BOOLEAN, nullable=False)
EMPTY = Phrase("[]", ListShape(Kind.NULL), nullable=False)


def within(phrase: Phrase, level: Level) -> str:
    """The text as an operand of something that holds at `level`."""
    return phrase.text if phrase.level >= level else f"({phrase.text})"


def roots_of(phrases: Iterable[Phrase]) -> frozenset[str]:
    """The names that any of them takes."""
    return frozenset().union(*(phrase.roots for phrase in phrases))


def number(value: Decimal) -> Phrase:
    """A number, written out."""
    written = format(value, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    level = Level.NEGATE if value < 0 else Level.ATOM
    return Phrase(written, Kind.NUMBER, level, nullable=False)


def text(value: str) -> Phrase:
    """A text in quotes."""
    return Phrase(string_literal(value), Kind.STRING, nullable=False)


def infix(operator: str, left: Phrase, right: Phrase, level: Level, shape: Shape, *, nullable: bool = False) -> Phrase:
    """Two operands and what stands between them; a chain needs brackets on its right."""
    after = Level(min(level + 1, Level.ATOM))
    written = f"{within(left, level)} {operator} {within(right, after)}"
    return Phrase(written, shape, level, nullable, None, left.roots | right.roots)


def comparison(operator: str, left: Phrase, right: Phrase) -> Phrase:
    """`left operator right`."""
    written = f"{within(left, Level.ADD)} {operator} {within(right, Level.ADD)}"
    unsure = operator not in {"=", "!="} and (left.nullable or right.nullable)
    return Phrase(written, Kind.BOOLEAN, Level.COMPARE, unsure, None, left.roots | right.roots)


def boolean(operator: str, left: Phrase, right: Phrase) -> Phrase:
    """`left and right`, `left or right`; brackets where both are mixed, for readers."""
    level = Level.AND if operator == "and" else Level.OR
    parts = [
        f"({part.text})" if part.level in {Level.AND, Level.OR} and part.level is not level else within(part, level)
        for part in (left, right)
    ]
    nullable = left.nullable or right.nullable
    return Phrase(f" {operator} ".join(parts), Kind.BOOLEAN, level, nullable, None, left.roots | right.roots)


def call(function: str, *arguments: Phrase, shape: Shape = Kind.UNKNOWN, nullable: bool | None = None) -> Phrase:
    """`function(arguments)`; null where an argument may be, unless said otherwise."""
    unsure = any(argument.nullable for argument in arguments) if nullable is None else nullable
    written = f"{function}({', '.join(argument.text for argument in arguments)})"
    return Phrase(written, shape, Level.ATOM, unsure, None, roots_of(arguments))


def choice(condition: Phrase, then: Phrase, otherwise: Phrase, shape: Shape) -> Phrase:
    """`if condition then … else …`."""
    written = f"if {condition.text} then {then.text} else {otherwise.text}"
    nullable = then.nullable or otherwise.nullable
    return Phrase(written, shape, Level.OPEN, nullable, None, roots_of((condition, then, otherwise)))


def path(base: Phrase, name: str, shape: Shape, *, nullable: bool = True, origin: Field | None = None) -> Phrase:
    """`base.name`; a name that would not be read as one goes through `get value`."""
    if _PLAIN.match(name) and name not in RESERVED:
        return Phrase(f"{within(base, Level.ATOM)}.{name}", shape, Level.ATOM, nullable, origin, base.roots)
    return Phrase(f"get value({base.text}, {text(name).text})", shape, Level.ATOM, nullable, origin, base.roots)


def array(items: Iterable[Phrase], shape: Shape) -> Phrase:
    """`[a, b]`."""
    held = tuple(items)
    return Phrase(f"[{', '.join(each.text for each in held)}]", shape, Level.ATOM, nullable=False, roots=roots_of(held))


def context(entries: Iterable[tuple[str, Phrase]]) -> Phrase:
    """`{name: value}`."""
    held = dict(entries)
    shape = ObjectShape(tuple((name, value.shape) for name, value in held.items()))
    order = in_order(held, {})
    if order is None:
        pairs = ", ".join(f"{{key: {text(name).text}, value: {value.text}}}" for name, value in held.items())
        written = f"context([{pairs}])"
    else:
        written = f"{{{', '.join(f'{_key(name)}: {held[name].text}' for name in order)}}}"
    return Phrase(written, shape, Level.ATOM, nullable=False, roots=roots_of(held.values()))


def in_order(entries: Mapping[str, Phrase], own: Mapping[str, frozenset[str]]) -> list[str] | None:
    """The entries' names so that none hides what a later one means; None where there is no such order.

    own: the entries of this context that an entry does mean.
    """
    after: dict[str, set[str]] = {name: set(own.get(name, ())) for name in entries}
    for name, phrase in entries.items():
        for other in entries:
            hides = other in phrase.roots or f"{other}(" in phrase.text
            if other != name and hides and other not in own.get(name, ()) and entries[other].text != other:
                after[other].add(name)
    order: list[str] = []
    while len(order) < len(entries):
        ready = next((name for name in entries if name not in order and after[name] <= set(order)), None)
        if ready is None:
            return None
        order.append(ready)
    return order


def _key(name: str) -> str:
    return name if _PLAIN.match(name) and name not in RESERVED else text(name).text
