"""The tree of parameters: folders and files are its nodes, and so are mappings inside a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from creditrules.document import Plain, read_yaml
from creditrules.imports.openfisca.notes import Notes
from creditrules.imports.paths import path_of
from creditrules.records import dataclass

__all__ = ["Node", "nodes"]

_ABOUT = frozenset(("description", "metadata", "documentation", "reference", "unit"))
_INDEX = "index"
_MAX_DEPTH = 30


@dataclass(frozen=True, slots=True)
class Node:
    """A parameter or a scale. path: from the root of all. place: inside its file."""

    path: tuple[str, ...]
    file: str
    place: str
    content: Mapping[str, Plain]


def nodes(files: Mapping[str, bytes], notes: Notes) -> Iterator[Node]:
    """All parameters of some files; what is above them all in their paths is left out."""
    read: dict[str, tuple[tuple[str, ...], Plain]] = {}
    for file, data in files.items():
        try:
            document = read_yaml(data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            notes.refuse(file, "", "The file is not UTF-8 text.", "Save it as UTF-8.")
            continue
        notes.diagnostics += (one.at(file) for one in document.diagnostics)
        if document.ok:
            read[file] = _path(file), document.value
    above = _shared([path for path, _ in read.values()])
    for file, (path, content) in read.items():
        yield from _inside(path[above:], file, "", content, notes)


def _path(file: str) -> tuple[str, ...]:
    path = path_of(file).with_suffix("")
    parts = tuple(part for part in path.parts if part not in {"/", "."})
    return parts[:-1] if parts[-1:] == (_INDEX,) else parts


def _shared(paths: list[tuple[str, ...]]) -> int:
    """How many folders all paths have in common; a single parameter keeps its own name."""
    count = 0
    while all(len(path) > count + 1 for path in paths) and len({path[count] for path in paths}) == 1:
        count += 1
    return count


def _inside(path: tuple[str, ...], file: str, place: str, content: Plain, notes: Notes) -> Iterator[Node]:
    if not isinstance(content, dict):
        notes.refuse(file, place, "A parameter is a mapping.", "Write `values:` with a day and a value.")
        return
    if "values" in content or "brackets" in content:
        yield Node(path, file, place, content)
        return
    for key, part in content.items():
        if key not in _ABOUT and len(path) < _MAX_DEPTH:
            yield from _inside((*path, str(key)), file, f"{place}.{key}".lstrip("."), part, notes)
