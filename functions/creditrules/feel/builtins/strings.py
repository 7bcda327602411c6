"""Functions of strings (DMN 1.5, clause 10.3.4.3); lengths and positions count code points."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from decimal import Decimal

from creditrules.feel import limits
from creditrules.feel.builtins.arguments import bounded_text, builtin, strict
from creditrules.feel.builtins.signature import Builtin, Parameter, Plain, Signature
from creditrules.feel.run.evaluation import Run
from creditrules.feel.types import BOOLEAN, NUMBER, STRING, ListType, Type
from creditrules.feel.values.display import brief
from creditrules.feel.values.kinds import Value

__all__ = ["STRINGS"]

_STRING = Parameter("string", STRING)
_MATCH = Parameter("match", STRING)


def _substring(run: Run, string: str, start: Decimal, length: Decimal | None = None) -> Value:
    """From the start position (1, or -1 for the last), as many characters or all; positions lose their fraction."""
    if start.copy_abs() > len(string) or not int(start):
        message = f"substring() has no position {brief(start)} in a string of {len(string)} characters."
        return run.null("feel.position", message)
    first = int(start) - 1 if start > 0 else len(string) + int(start)
    if length is None:
        return string[first:]
    if length < 1:
        return run.null("feel.position", f"substring() needs a length of 1 or more, not {brief(length)}.")
    return string[first : first + int(min(length, Decimal(len(string))))]


def _part(string: str, start: Decimal, length: Decimal) -> str | None:
    """The same from the left and within the string; nothing for anything else."""
    return _part_of(start, length)(string)


def _part_of(start: Decimal, length: Decimal) -> Callable[[str], str | None]:
    if not (1 <= start <= limits.STRING_LENGTH and 1 <= length <= limits.STRING_LENGTH) or start != int(start):
        return lambda _string: None
    first = int(start) - 1
    return operator.itemgetter(slice(first, first + int(length)))


def _string_length(_run: Run, string: str) -> Value:
    return Decimal(len(string))


def _upper_case(run: Run, string: str) -> Value:
    return bounded_text(run, "upper case", string.upper())


def _lower_case(run: Run, string: str) -> Value:
    return bounded_text(run, "lower case", string.lower())


def _substring_before(_run: Run, string: str, match: str) -> Value:
    return _before(string, match)


def _substring_after(_run: Run, string: str, match: str) -> Value:
    return _after(string, match)


def _contains(_run: Run, string: str, match: str) -> Value:
    return match in string


def _starts_with(_run: Run, string: str, match: str) -> Value:
    return string.startswith(match)


def _ends_with(_run: Run, string: str, match: str) -> Value:
    return string.endswith(match)


def _string_join(run: Run, items: list[Value], delimiter: str | None = None) -> Value:
    """Nulls among the items are left out."""
    texts: list[str] = []
    for item in items:
        if isinstance(item, str):
            texts.append(item)
        elif item is not None:
            return run.null("feel.argument", f"string join() takes strings only and was given {brief(item)}.")
    between = delimiter or ""
    length = sum(map(len, texts)) + len(between) * max(0, len(texts) - 1)
    if length > limits.STRING_LENGTH:
        return run.null("feel.string-length", f"string join() would give {length} characters, which is too many.")
    return between.join(texts)


def _one(name: str, function: Callable[..., Value], result: Type, plain: Callable[[str], Value]) -> Builtin:
    signature = Signature((_STRING,), result)
    return builtin(name, strict(name, function, _STRING), signature, plain=Plain((str,), plain))


def _two(name: str, function: Callable[..., Value], result: Type, plain: Callable[[str, str], Value]) -> Builtin:
    signature = Signature((_STRING, _MATCH), result)
    return builtin(name, strict(name, function, _STRING, _MATCH), signature, plain=Plain((str, str), plain))


def _before(string: str, match: str) -> str:
    return string[: max(0, string.find(match))]


def _after(string: str, match: str) -> str:
    found = string.find(match)
    return "" if found < 0 else string[found + len(match) :]


def _strings() -> Iterator[Builtin]:
    start, length = Parameter("start position", NUMBER), Parameter("length", NUMBER, optional=True)
    substring = _STRING, start, length
    part = Plain((str, Decimal, Decimal), _part, prepared=_part_of)
    yield builtin("substring", strict("substring", _substring, *substring), Signature(substring, STRING), plain=part)
    yield _one("string length", _string_length, NUMBER, lambda string: Decimal(len(string)))
    yield _one("upper case", _upper_case, STRING, str.upper)
    yield _one("lower case", _lower_case, STRING, str.lower)
    yield _two("substring before", _substring_before, STRING, _before)
    yield _two("substring after", _substring_after, STRING, _after)
    yield _two("contains", _contains, BOOLEAN, operator.contains)
    yield _two("starts with", _starts_with, BOOLEAN, str.startswith)
    yield _two("ends with", _ends_with, BOOLEAN, str.endswith)
    joined = Parameter("list", ListType(STRING)), Parameter("delimiter", STRING, optional=True)
    yield builtin("string join", strict("string join", _string_join, *joined), Signature(joined, STRING))


STRINGS = tuple(_strings())
