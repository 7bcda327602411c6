"""JSON: read by the standard library, strictly; positions are found only when someone asks for them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import NoReturn

from creditrules.document.checks import decoded, first_problem, refused_depth
from creditrules.document.limits import DEFAULT_LIMITS, DocumentLimits
from creditrules.document.positions import Positions
from creditrules.document.scalars import Bad, number, whole_number
from creditrules.document.values import Document, Path, Plain, Position, render_path
from creditrules.errors import Diagnostic
from creditrules.records import replace

__all__ = ["read_canonical", "read_json"]

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},]|[^\s\[\]{},:"]+')


def read_json(text: str | bytes, limits: DocumentLimits = DEFAULT_LIMITS) -> Document:
    """Read one JSON value (RFC 8259); numbers become Decimal.

    Refused with a position: duplicate keys, NaN and Infinity, numbers beyond 34 digits or exponent ±6144, halves of
    surrogate pairs, and whatever exceeds `limits`. Never raises.
    """
    source = decoded(text, limits)
    if isinstance(source, Diagnostic):
        return Document(None, {}, (source,))
    if source.count("{") == 1 and (flat := _flat(source, limits)) is not None:
        return Document(flat, Positions(partial(_positions, source)))
    try:
        value, repeated = _load(source)
    except json.JSONDecodeError as error:
        wrong = Diagnostic("document.syntax", f"This is not JSON: {error.msg}.", line=error.lineno, column=error.colno)
        return Document(None, {}, (wrong,))
    except RecursionError:
        return Document(None, {}, (replace(refused_depth(limits), line=1, column=1),))
    except Bad as bad:
        return Document(None, {}, tuple(_bad_numbers(source)) or (Diagnostic(bad.code, bad.message, bad.hint),))
    positions = Positions(partial(_positions, source))
    problem = first_problem(value, limits)
    if problem is not None:
        path, diagnostic = problem
        line, column = positions.get(path, (1, 1))
        return Document(None, {}, (replace(diagnostic, line=line, column=column),))
    if repeated:
        return Document(None, {}, tuple(_duplicates(source)))
    return Document(value, positions)


def read_canonical(content: bytes) -> Plain:
    """The value whose canonical form this is: nothing is asked that was asked when it was first read."""
    value: Plain = json.loads(content, parse_float=number, parse_int=number)
    return value


def _flat(source: str, limits: DocumentLimits) -> Plain:
    """An object of plain values with nothing wrong about it, the most frequent of small texts; None for all others.

    As many keys as colons: none was there twice. ASCII without escapes: every text is well formed.
    """
    if "[" in source or "\\" in source or not source.isascii() or len(source) >= limits.nodes or limits.depth < 1:
        return None
    try:
        value, end = _VALUES.raw_decode(source)
    except (ValueError, Bad):
        return None
    fine = end == len(source) and type(value) is dict and len(value) == source.count(":")
    return value if fine else None


def _load(source: str) -> tuple[Plain, bool]:
    """The value, and whether a key is there twice."""
    duplicates: list[str] = []

    def entries(pairs: list[tuple[str, Plain]]) -> dict[str, Plain]:
        found = dict(pairs)
        if len(found) != len(pairs):
            duplicates.append("")
        return found

    value: Plain = json.loads(
        source, parse_float=number, parse_int=whole_number, parse_constant=_refuse_constant, object_pairs_hook=entries
    )
    return value, bool(duplicates)


def _refuse_constant(name: str) -> NoReturn:
    raise Bad("document.number-not-finite", f"{name} is not a number.", "JSON has no such value; use null.")


def _positions(source: str) -> Iterator[tuple[Path, Position]]:
    """Those of a text that is known to be JSON."""
    lines = _Lines(source)
    return ((path, lines.at(start)) for path, start, _ in _scan(source))


class _Lines:
    """From character offsets, asked in rising order, to line and column."""

    __slots__ = ("_line", "_source", "_start")

    def __init__(self, source: str) -> None:
        self._source, self._line, self._start = source, 1, 0

    def at(self, offset: int) -> Position:
        newline = self._source.find("\n", self._start, offset)
        while newline >= 0:
            self._line, self._start = self._line + 1, newline + 1
            newline = self._source.find("\n", self._start, offset)
        return self._line, offset - self._start + 1


def _scan(source: str) -> Iterator[tuple[Path, int, bool]]:  # noqa: C901  (a small state machine, read as one)
    """Path, start and whether its key is a repetition, for each value of a well-formed text, in order."""
    path: list[str | int] = []
    keys: list[set[str] | None] = []
    key: str | None = None
    for token in _TOKEN.finditer(source):
        text = token[0]
        inside = keys[-1] if keys else None
        if text == ",":
            if inside is None:
                last = path[-1]
                assert isinstance(last, int)  # noqa: S101  (lists hold numbers in the path)
                path[-1] = last + 1
            continue
        if text in "]}":
            keys.pop()
            if text == "]":
                path.pop()
            if keys and keys[-1] is not None:
                path.pop()
            continue
        repeated = False
        if inside is not None and key is None:
            key = json.loads(text)
            continue
        if inside is not None and key is not None:
            repeated = key in inside
            inside.add(key)
            path.append(key)
            key = None
        yield tuple(path), token.start(), repeated
        if text == "{":
            keys.append(set())
        elif text == "[":
            keys.append(None)
            path.append(0)
        elif inside is not None:
            path.pop()


def _duplicates(source: str) -> Iterator[Diagnostic]:
    lines = _Lines(source)
    for path, start, repeated in _scan(source):
        if repeated:
            line, column = lines.at(start)
            yield Diagnostic(
                "document.duplicate-key",
                f'The key "{path[-1]}" is there twice.',
                "Keep one of the two.",
                render_path(path[:-1]),
                line=line,
                column=column,
            )


def _bad_numbers(source: str) -> Iterator[Diagnostic]:
    """Every number that is refused; the text after the first one may not be well formed, so no paths here."""
    lines = _Lines(source)
    for token in _TOKEN.finditer(source):
        if token[0][0] in '"[]{},tfn':
            continue
        try:
            number(token[0]) if token[0][-1] not in "Ny" else _refuse_constant(token[0])
        except Bad as bad:
            line, column = lines.at(token.start())
            yield Diagnostic(bad.code, bad.message, bad.hint, line=line, column=column)


_VALUES = json.JSONDecoder(parse_float=number, parse_int=whole_number, parse_constant=_refuse_constant)
"""Made once, since making one takes as long as a small text."""
