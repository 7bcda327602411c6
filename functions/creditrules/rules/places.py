"""From a diagnostic's place in a document to the line and column in the file it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from creditrules.document import Document, Path, Plain
from creditrules.errors import Diagnostic

__all__ = ["locate"]


def locate(diagnostic: Diagnostic, document: Document) -> Diagnostic:
    """The diagnostic with line and column of the innermost part of its place that the document has."""
    if diagnostic.line is not None or not diagnostic.place:
        return diagnostic
    for path in reversed(list(_prefixes(diagnostic.place, document.value))):
        position = document.positions.get(path)
        if position is not None:
            return replace(diagnostic, line=position[0], column=position[1])
    return diagnostic


def _prefixes(place: str, value: Plain) -> Iterator[Path]:
    """The paths, from the outside in, that `place` goes through; list items stand there by number from 1 or by name."""
    path: Path = ()
    while place:
        step = _step(place, value)
        if step is None:
            return
        key, value, place = step
        path = (*path, key)
        yield path


def _step(place: str, value: Plain) -> tuple[str | int, Plain, str] | None:
    numbered = re.match(r"\[(\d+)\]", place)
    if isinstance(value, list):
        if numbered:
            index = int(numbered[1]) - 1
            return (index, value[index], place[numbered.end() :]) if 0 <= index < len(value) else None
        named = {
            item["name"]: index
            for index, item in enumerate(value)
            if isinstance(item, dict) and isinstance(item.get("name"), str)
        }
        found = _longest(place, named)
        return (named[found], value[named[found]], _rest(place, found)) if found is not None else None
    if isinstance(value, dict):
        found = _longest(place, value)
        return (found, value[found], _rest(place, found)) if found is not None else None
    return None


def _longest(place: str, names: dict[str, int] | dict[str, Plain]) -> str | None:
    inner = place.removeprefix(".")
    fitting = [name for name in names if inner.startswith(name) and inner[len(name) :][:1] in {"", ".", "["}]
    return max(fitting, key=len, default=None)


def _rest(place: str, found: str) -> str:
    return place.removeprefix(".")[len(found) :]
