"""The schema's own scalars: exact decimals, moments with a zone, and plain JSON values without floats."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Context, Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NewType

from graphql import (
    BooleanValueNode,
    FloatValueNode,
    GraphQLError,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    VariableNode,
)

from creditrules.api.engine.inputs.refused import InputRefused
from creditrules.document import decimal_text

if TYPE_CHECKING:
    from strawberry.types.scalar import ScalarDefinition

__all__ = ["JSON", "OWN", "Representation", "Scalar", "json_text", "moment_text", "scalar_map"]

JSON = NewType("JSON", object)
Representation = NewType("Representation", object)
"""Of an entity, as a gateway of a federated graph sends it."""

MOST_DIGITS = 34
MOST_EXPONENT = 6144
"""Both of IEEE 754 decimal128, which FEEL prescribes."""
MOST_DEPTH = 16
MOST_NODES = 20_000
MOST_TEXT = 20_000

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,6})?", re.ASCII)
_HALF = re.compile("[\ud800-\udfff]")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2})",
    re.ASCII,
)
Path = tuple[str | int, ...]


class Scalar(NamedTuple):
    """A scalar of the schema."""

    name: str
    description: str
    serialize: Callable[[Any], object]
    parse_value: Callable[[Any], object]
    parse_literal: Callable[..., object] | None = None
    specified_by_url: str | None = None


def moment_text(moment: datetime) -> str:
    """RFC 3339 in UTC, to the microsecond where there is one: "2025-10-01T00:00:00Z"."""
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


@contextmanager
def _located(node: ValueNode) -> Iterator[None]:
    """What is refused inside says where in the document the literal stands."""
    try:
        yield
    except InputRefused as refused:
        raise refused.at(node) from None


def _checked_number(value: Decimal, path: Path) -> Decimal:
    if not value.is_finite():
        raise InputRefused("The number is not finite.", path)
    digits = value.as_tuple().digits
    if len(digits) > MOST_DIGITS and len(value.normalize(_WIDE).as_tuple().digits) > MOST_DIGITS:
        raise InputRefused(f"The number has more than {MOST_DIGITS} significant digits.", path)
    if value and abs(value.adjusted()) > MOST_EXPONENT:
        raise InputRefused(f"The number is out of range: exponents go from -{MOST_EXPONENT} to {MOST_EXPONENT}.", path)
    return value


def _number(text: str, path: Path = ()) -> Decimal:
    if _NUMBER.fullmatch(text) is None or len(text) > MOST_TEXT:
        raise InputRefused("The text is not a decimal number.", path, hint='Write it like "0.24" or "-1500".')
    return _checked_number(Decimal(text), path)


def _decimal_in(value: object) -> Decimal:
    if isinstance(value, str):
        return _number(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return _checked_number(Decimal(value), ())
    if isinstance(value, Decimal):
        return _checked_number(value, ())
    raise InputRefused(f"A decimal is a string or a number, not {_kind(value)}.")


def _decimal_literal(node: ValueNode, _variables: Mapping[str, object] | None = None) -> Decimal:
    with _located(node):
        if isinstance(node, StringValueNode | IntValueNode | FloatValueNode):
            return _number(node.value)
        raise InputRefused("A decimal is a string or a number.")


def _moment_in(value: object) -> datetime:
    hint = "Write it like 2025-10-01T00:00:00+08:00."
    if not isinstance(value, str):
        raise InputRefused(f"A moment is a string, not {_kind(value)}.", hint=hint)
    if _MOMENT.fullmatch(value) is None:
        raise InputRefused("The text is not a date and time with its offset (RFC 3339).", hint=hint)
    try:
        moment = datetime.fromisoformat(_PADDED.sub(_six_digits, value.upper())).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputRefused("The text is no moment of the calendar.", hint=hint) from None
    if moment.year < 1900:  # noqa: PLR2004
        raise InputRefused("The moment is outside the years 1900 to 9999.")
    return moment


_PADDED = re.compile(r"\.([0-9]{1,6})")


def _six_digits(match: re.Match[str]) -> str:
    return f".{match[1]:0<6}"


def _moment_literal(node: ValueNode, _variables: Mapping[str, object] | None = None) -> datetime:
    with _located(node):
        return _moment_in(node.value if isinstance(node, StringValueNode) else None)


def _day_in(value: object) -> date:
    told = f'Value cannot represent a Date: "{value}".'
    if not isinstance(value, str):
        raise GraphQLError(f"{told} Expected a string.")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise GraphQLError(f"{told} {error}") from None


class _Reader:
    """Copies a value from outside, counting what it copies."""

    def __init__(self, variables: Mapping[str, object] | None = None) -> None:
        self._left = MOST_NODES
        self._variables = variables or {}

    def value(self, value: object, path: Path) -> object:
        self._count(path)
        match value:
            case None | bool():
                return value
            case str():
                return _text(value, path)
            case int() | Decimal():
                return _at(path, value)
            case list() | tuple():
                return [self.value(item, (*path, place)) for place, item in enumerate(value)]
            case Mapping():
                return {_text(name, path): self.value(item, (*path, name)) for name, item in value.items()}
            case _:
                raise InputRefused("It is not a JSON value.", path)

    def literal(self, node: ValueNode, path: Path) -> object:
        self._count(path)
        match node:
            case NullValueNode():
                return None
            case BooleanValueNode():
                return node.value
            case StringValueNode():
                return _text(node.value, path)
            case IntValueNode() | FloatValueNode():
                return _number(node.value, path)
            case ListValueNode():
                return [self.literal(item, (*path, place)) for place, item in enumerate(node.values)]
            case ObjectValueNode():
                return {f.name.value: self.literal(f.value, (*path, f.name.value)) for f in node.fields}
            case VariableNode():
                return self.value(self._variables.get(node.name.value), path)
            case _:
                raise InputRefused("A word without quotes is not a JSON value.", path, hint="Put text in quotes.")

    def _count(self, path: Path) -> None:
        self._left -= 1
        if self._left < 0:
            raise InputRefused(f"More than {MOST_NODES} values are too many.", path[:1])
        if len(path) > MOST_DEPTH:
            raise InputRefused(f"Values nested more than {MOST_DEPTH} deep are refused.", path[:3])


def _at(path: Path, value: int | Decimal) -> Decimal:
    try:
        return _checked_number(Decimal(value), path)
    except InvalidOperation:
        raise InputRefused("The number cannot be kept exactly.", path) from None


def _text(text: object, path: Path) -> str:
    if not isinstance(text, str):
        raise InputRefused("Names are texts.", path)
    if len(text) > MOST_TEXT:
        raise InputRefused(f"A text of {len(text)} characters is too long; {MOST_TEXT} are allowed.", path)
    if not text.isascii() and _HALF.search(text):
        raise InputRefused("The text holds half a surrogate pair.", path)
    return text


def _kind(value: object) -> str:
    names: Iterable[tuple[type, str]] = (
        (bool, "a boolean"),
        (type(None), "null"),
        (list, "a list"),
        (dict, "an object"),
        (str, "a text"),
    )
    return next((name for kind, name in names if isinstance(value, kind)), "a number")


def json_text(value: object) -> object:
    """A plain value as it leaves in a response: decimals as strings."""
    match value:
        case Decimal():
            return decimal_text(value)
        case list() | tuple():
            return [json_text(item) for item in value]
        case Mapping():
            return {str(name): json_text(item) for name, item in value.items()}
        case _:
            return value


def _json_in(value: object) -> object:
    return _Reader().value(value, ())


def _json_literal(node: ValueNode, variables: Mapping[str, object] | None = None) -> object:
    with _located(node):
        return _Reader(variables).literal(node, ())


_WIDE = Context(prec=MOST_TEXT)

OWN: Final[Mapping[object, Scalar]] = {
    Decimal: Scalar(
        name="Decimal",
        description=(
            "An exact decimal number of at most 34 significant digits. Leaves as a string; comes in as a string or a "
            "number. NaN and infinities are refused."
        ),
        serialize=decimal_text,
        parse_value=_decimal_in,
        parse_literal=_decimal_literal,
    ),
    datetime: Scalar(
        name="DateTime",
        description=(
            "A moment: RFC 3339 with an offset, to the microsecond, in the years 1900 to 9999. Leaves in UTC; a moment "
            "without an offset is refused."
        ),
        specified_by_url="https://scalars.graphql.org/andimarek/date-time",
        serialize=moment_text,
        parse_value=_moment_in,
        parse_literal=_moment_literal,
    ),
    JSON: Scalar(
        name="JSON",
        description=(
            "A JSON value, as a literal or in variables. Numbers keep every digit; at most 16 levels deep and 20,000 "
            "values large. Dates and moments are strings."
        ),
        serialize=json_text,
        parse_value=_json_in,
        parse_literal=_json_literal,
    ),
    date: Scalar(
        name="Date",
        description="Date (isoformat)",
        serialize=date.isoformat,
        parse_value=_day_in,
    ),
    Representation: Scalar(
        name="_Any",
        description="An entity's `__typename` with the fields of one of its keys.",
        serialize=json_text,
        parse_value=_json_in,
        parse_literal=_json_literal,
    ),
}
"""By the types in Python. A day's is as strawberry has it."""


@cache
def scalar_map() -> Mapping[object, ScalarDefinition]:
    """The same for strawberry."""
    import strawberry  # noqa: PLC0415 - a question is answered without

    return {of: strawberry.scalar(**each._asdict()) for of, each in OWN.items()}
