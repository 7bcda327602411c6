"""The typed FEEL value of one fact, from the plain one that a caller states, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow, Subnormal
from typing import Final

from creditrules.dmn.domains.domain import Domain
from creditrules.feel import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    ContextType,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Run,
    Time,
    Type,
    Value,
    composed,
    exact,
    limits,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    spelt,
)
from creditrules.suggestions import Suggestions

__all__ = ["Take", "WrongFact", "held", "spelt_facts", "take_by_type", "take_of", "twin_of"]

Take = Callable[[object, str, int, "Run | None"], Value]
"""The typed value of what is stated, which is not null; its path, how deep it lies, and who pays for tests."""

_NUMERAL = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,5})?\Z", re.ASCII)
_MAX_DEPTH = 32
_MAX_DIGITS = 34
_TEMPORAL: Mapping[Type, tuple[type, Callable[[str], Value], str]] = {
    DATE: (Date, parse_date, "2026-01-31"),
    TIME: (Time, parse_time, "14:30:00"),
    DATE_TIME: (DateTime, parse_date_time, "2026-01-31T14:30:00+08:00"),
    DAYS_TIME: (DaysDuration, parse_duration, "P30D"),
    YEARS_MONTHS: (MonthsDuration, parse_duration, "P1Y6M"),
}
_ZERO: Final = Decimal(0)
_MOST_KEPT: Final = 10_000
_PLAIN: Final[set[str]] = set()
"""Names that were found to be spelt plainly: the same facts are stated over and over."""
held: Final = Context(
    prec=_MAX_DIGITS,
    Emin=-limits.EXPONENT,
    Emax=limits.EXPONENT,
    traps=[InvalidOperation, Overflow, Inexact, Subnormal],
).plus
"""Raises where 34 digits and the exponents cannot hold a number; one call, as every decision reads some."""


class WrongFact(Exception):
    """A value that is no fact of its type: the path inside it, code, message, hint."""

    def __init__(self, path: str, code: str, message: str, hint: str = "", *, missing: bool = False) -> None:
        super().__init__(message)
        self.path, self.code, self.message, self.hint, self.missing = path, code, message, hint, missing


def take_of(domain: Domain) -> Take:
    """How a fact of the domain is read; raises WrongFact."""
    take, allowed = take_by_type(domain), domain.allowed
    if allowed is None:
        return take

    words = allowed.words if domain.type == STRING else None

    def tested(value: object, path: str, depth: int, run: Run | None) -> Value:
        if words is not None and run is None and type(value) is str and value in words:
            return value
        typed = take(value, path, depth, run)
        if not allowed.admits(typed, run):
            message = f"{path} has a value that is not allowed."
            raise WrongFact(path, "facts.not-allowed", message, f"Allowed are: {allowed.text}.")
        return typed

    return tested


def take_by_type(domain: Domain) -> Take:
    """The same, whatever is allowed of its type."""
    type_ = domain.type
    if type_ == NUMBER:
        return _number
    if type_ == STRING:
        return _text
    if type_ == BOOLEAN:
        return _boolean
    if type_ in _TEMPORAL:
        return _temporal(type_)
    if domain.item is not None:
        return _list(type_, domain.item)
    if isinstance(type_, ContextType):
        return _context(type_, domain.entries)
    return _untyped if type_ == ANY else _never(type_)


def _inside(take: Take) -> Take:
    """The same for a part of a value, which may be null and may lie too deep."""

    def part(value: object, path: str, depth: int, run: Run | None) -> Value:
        if depth > _MAX_DEPTH:
            raise WrongFact(path, "facts.too-deep", f"{path} nests deeper than {_MAX_DEPTH} levels.")
        return None if value is None else take(value, path, depth, run)

    return part


def _list(type_: Type, item: Domain) -> Take:
    part = _inside(take_of(item))

    def taken(value: object, path: str, depth: int, run: Run | None) -> Value:
        if not isinstance(value, list | tuple):
            raise _wrong_type(value, type_, path)
        if len(value) > limits.LIST_LENGTH:
            raise WrongFact(path, "facts.too-long", f"{path} has more than {limits.LIST_LENGTH} items.")
        return [part(each, f"{path}[{index}]", depth + 1, run) for index, each in enumerate(value, 1)]

    return taken


def _never(type_: Type) -> Take:
    def refused(value: object, path: str, _depth: int, _run: Run | None) -> Value:
        raise _wrong_type(value, type_, path)

    return refused


def _wrong_type(value: object, type_: Type, path: str, hint: str = "") -> WrongFact:
    return WrongFact(path, "facts.type", f"{path} is {_shown(value)}, but must be a {type_}.", hint)


def _shown(value: object) -> str:
    """What kind of value it is: a message never repeats what is said of a person."""
    match value:
        case bool():
            return "true or false"
        case str():
            return "a text"
        case Mapping():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case int() | float() | Decimal():
            return "a number"
    return "a value of another kind"


def _number(value: object, path: str, _depth: int = 0, _run: Run | None = None) -> Decimal:
    if type(value) is Decimal and value.is_finite():
        try:
            held(value)
        except ArithmeticError:
            return _number_of(value, path)
        return value or _ZERO
    return _number_of(value, path)


def _number_of(value: object, path: str) -> Decimal:
    number: Decimal | None = None
    if isinstance(value, str):
        number = Decimal(value) if _NUMERAL.match(value) and len(value) <= limits.NAME_LENGTH else None
    elif isinstance(value, Decimal):
        number = value
    elif isinstance(value, int) and not isinstance(value, bool) and value.bit_length() <= limits.NAME_LENGTH:
        number = Decimal(value)
    if number is None or not number.is_finite():
        inexact = "Binary floating point is not exact; send it as a decimal text."
        raise _wrong_type(value, NUMBER, path, inexact if isinstance(value, float) else "Write it as 1234.56.")
    if number and (abs(number.adjusted()) > limits.EXPONENT or exact(number) is None):
        message = f"{path} is a number that {_MAX_DIGITS} digits and exponents to {limits.EXPONENT} cannot hold."
        raise WrongFact(path, "facts.number-range", message)
    return number or Decimal(0)


def _text(value: object, path: str, _depth: int = 0, _run: Run | None = None) -> str:
    if not isinstance(value, str):
        raise _wrong_type(value, STRING, path)
    if len(value) > limits.STRING_LENGTH:
        raise WrongFact(path, "facts.too-long", f"{path} has more than {limits.STRING_LENGTH} characters.")
    return value


def _boolean(value: object, path: str, _depth: int, _run: Run | None) -> bool:
    if isinstance(value, bool):
        return value
    raise _wrong_type(value, BOOLEAN, path)


def _temporal(type_: Type) -> Take:
    class_, parse, example = _TEMPORAL[type_]

    def taken(value: object, path: str, _depth: int, _run: Run | None) -> Value:
        if isinstance(value, class_):
            return value
        parsed = parse(value) if isinstance(value, str) and len(value) <= limits.NAME_LENGTH else None
        if not isinstance(parsed, class_):
            raise _wrong_type(value, type_, path, f'Write it as "{example}".')
        return parsed

    return taken


def _context(type_: Type, parts: tuple[tuple[str, Domain], ...]) -> Take:
    entries = {name: _inside(take_of(domain)) for name, domain in parts}

    def taken(value: object, path: str, depth: int, run: Run | None) -> Value:
        if not isinstance(value, Mapping):
            raise _wrong_type(value, type_, path)
        if not entries:
            return _untyped_context(value, path, depth)
        given = spelt_facts({str(name): part for name, part in value.items()})
        for name in given:
            if name not in entries:
                hint = twin_of(name, given) or Suggestions().near(name, entries) or f"It has: {', '.join(entries)}."
                raise WrongFact(f"{path}.{name}", "facts.unknown", f'{path} has no "{name}".', hint)
        for name in entries:
            if name not in given:
                message = f'{path} counts as missing, because its "{name}" is not given.'
                hint = "Give null where there is none."
                raise WrongFact(f"{path}.{name}", "facts.incomplete", message, hint, missing=True)
        return {name: take(given[name], f"{path}.{name}", depth + 1, run) for name, take in entries.items()}

    return taken


def _untyped(value: object, path: str, depth: int, _run: Run | None = None) -> Value:
    if depth > _MAX_DEPTH:
        raise WrongFact(path, "facts.too-deep", f"{path} nests deeper than {_MAX_DEPTH} levels.")
    match value:
        case None | bool() | Date() | Time() | DateTime() | DaysDuration() | MonthsDuration():
            return value
        case str():
            return _text(value, path)
        case int() | Decimal():
            return _number(value, path)
        case list() | tuple():
            return [_untyped(part, f"{path}[{index}]", depth + 1) for index, part in enumerate(value, 1)]
        case Mapping():
            return _untyped_context(value, path, depth)
    raise _wrong_type(value, ANY, path)


def _untyped_context(value: Mapping[object, object], path: str, depth: int) -> Value:
    found: dict[str, Value] = {}
    for key, part in value.items():
        name = composed(str(key))
        if name in found:
            raise WrongFact(f"{path}.{name}", "facts.unknown", f'{path} has "{name}" twice.', "Give it once.")
        found[name] = _untyped(part, f"{path}.{name}", depth + 1)
    return found


def spelt_facts(raw: Mapping[str, object]) -> Mapping[str, object]:
    """Facts by the names that the rules know: one blank between words, letters composed.

    Where two spellings of one name are given, the odd one keeps its own and is unknown to everyone.
    """
    if _PLAIN.issuperset(raw) or _plainly_spelt(raw) or not any(_oddly_spelt(name) for name in raw):
        return raw
    odd = {name: spelt(name) for name in raw if _oddly_spelt(name)}
    found = {name: value for name, value in raw.items() if name not in odd}
    for name, known in odd.items():
        found.setdefault(name if known in found else known, raw[name])
    return found


def _plainly_spelt(names: Collection[str]) -> bool:
    """Whether there is but ASCII letters, digits and "_" in them, and so nothing that can be spelt in two ways."""
    try:
        letters = "_".join(names)
    except TypeError:
        return False
    plain = letters.isascii() and letters.isidentifier()
    if plain and len(_PLAIN) < _MOST_KEPT and len(letters) < _MOST_KEPT:
        _PLAIN.update(names)
    return plain


def _oddly_spelt(name: object) -> bool:
    return isinstance(name, str) and not (name.isascii() and name.isidentifier()) and spelt(name) != name


def twin_of(name: str, names: Collection[object]) -> str:
    """A hint where the name is there already in another spelling, or nothing."""
    known = spelt(name)
    if known == name or known not in names:
        return ""
    return f"It is the name '{known}' again, spelt with other blanks or its letters in parts; give it once."
