"""From a diagnostic's place in a document to the line and column in the file it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from creditrules.document import Document, Path, Plain
from creditrules.errors import Diagnostic
from creditrules.records import replace

__all__ = ["locate"]


def locate(diagnostic: Diagnostic, document: Document, paths: Mapping[str, Path]) -> Diagnostic:
    """The diagnostic with line and column of the innermost part of its place that the document has.

    paths: places whose path is known already, as `dmn.ModelRead` has them for a model.
    """
    if diagnostic.line is not None or not diagnostic.place:
        return diagnostic
    path = paths.get(diagnostic.place) or _path(diagnostic.place, document.value)
    position = document.position(path)
    return replace(diagnostic, line=position[0], column=position[1]) if position else diagnostic


def _path(place: str, value: Plain) -> Path:
    """The path that `place` names, as far as it goes; list items stand there by number from 1 or by name."""
    path: Path = ()
    while step := _step(place, value):
        key, value, place = step
        path = (*path, key)
    return path


def _step(place: str, value: Plain) -> tuple[str | int, Plain, str] | None:
    numbered = re.match(r"\[(\d+)\]", place)
    if isinstance(value, list):
        if numbered:
            index = int(numbered[1]) - 1
            return (index, value[index], place[numbered.end() :]) if 0 <= index < len(value) else None
        named = {
            name: index
            for index, item in enumerate(value)
            if isinstance(item, dict) and isinstance(name := item.get("name"), str)
        }
        found = _longest(place, named)
        return (named[found], value[named[found]], _rest(place, found)) if found is not None else None
    if isinstance(value, dict):
        found = _longest(place, value)
        return (found, value[found], _rest(place, found)) if found is not None else None
    return None


def _longest(place: str, names: Iterable[str]) -> str | None:
    inner = place.removeprefix(".")
    fitting = [name for name in names if inner.startswith(name) and inner[len(name) :][:1] in {"", ".", "["}]
    return max(fitting, key=len, default=None)


def _rest(place: str, found: str) -> str:
    return place.removeprefix(".")[len(found) :]
