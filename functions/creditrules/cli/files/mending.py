"""`creditrules check --fix`: the safe changes that diagnostics carry, made in the files, or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from creditrules.cli.files.documents import CheckedFile, check_sources, is_dmn, read_sources
from creditrules.dmn.exchange.xml import written_elements, xml_text
from creditrules.document.spelling import Written, respelt, written_texts
from creditrules.errors import Diagnostic, Fix, mended

__all__ = ["Change", "Mended", "mend_files", "replace_file"]

_ROUNDS = 8
_ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*encoding=[\"']([A-Za-z0-9_-]+)")
_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Change:
    """One text of a file, before and after."""

    file: str
    line: int
    column: int
    place: str
    before: str
    after: str


@dataclass(slots=True)
class Mended:
    """The files as they are checked after the changes; `kept`: why changes that are there were not made."""

    checked: list[CheckedFile]
    changes: list[Change] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Edit:
    """A text at a place of a file and what becomes of it."""

    at: _Place
    place: str
    before: str
    after: str


def mend_files(paths: Sequence[Path]) -> Mended:
    """Check, make every safe change, check again until none is left, and write the files that were changed.

    Nothing is written before all is known to be well; each file is replaced as a whole.
    """
    sources = read_sources(paths)
    before = {path: data for path, data in sources.items() if isinstance(data, bytes)}
    result = Mended(check_sources(paths, sources))
    refused: dict[str, None] = {}
    for _ in range(_ROUNDS):
        changed = False
        for path, file in zip(paths, result.checked, strict=True):
            data = sources[path]
            if isinstance(data, bytes):
                sources[path] = _round(path, file, data, result.changes, refused)
                changed = changed or sources[path] != data
        if not changed:
            break
        result.checked = check_sources(paths, sources)
    result.kept = list(refused)
    for path, old in before.items():
        new = sources[path]
        if isinstance(new, bytes) and new != old:
            replace_file(path, old, new)
    return result


def _round(path: Path, file: CheckedFile, data: bytes, changes: list[Change], refused: dict[str, None]) -> bytes:
    edits = _edits(file.diagnostics)
    if not edits:
        return data
    new, made, failed = (_in_xml if is_dmn(path) else _in_document)(path, data, edits)
    changes += [Change(file.name, *edit.at, edit.place, edit.before, edit.after) for edit in made]
    for edit in failed:
        refused[f"{file.name}:{edit.at[0]}:{edit.at[1]}: {edit.place}: change it by hand to: {edit.after}"] = None
    return new


def _edits(diagnostics: Sequence[Diagnostic]) -> list[_Edit]:
    """What the safe first changes make of each text that is wrong."""
    safe: dict[tuple[_Place, str, str], list[Fix]] = {}
    for one in diagnostics:
        if one.line is not None and one.column is not None and one.fixes and one.fixes[0].safe:
            safe.setdefault(((one.line, one.column), one.place, one.source), []).append(one.fixes[0])
    return [_Edit(at, place, source, mended(source, fixes)) for (at, place, source), fixes in safe.items()]


_Result = tuple[bytes, list[_Edit], list[_Edit]]


def _in_document(path: Path, data: bytes, edits: list[_Edit]) -> _Result:
    text = data.decode("utf-8")
    written = written_texts(text, as_json=path.suffix.lower() == ".json")
    pieces: list[tuple[int, int, str]] = []
    made: list[_Edit] = []
    failed: list[_Edit] = []
    for edit in edits:
        found = _found(written, edit)
        new = _within(found.text, edit) if found is not None else None
        spelt = respelt(text, found, new) if found is not None and new is not None else None
        if found is None or spelt is None or any(found.start == start for start, _, _ in pieces):
            failed.append(edit)
        else:
            pieces.append((found.start, found.end, spelt))
            made.append(edit)
    return _replaced(text, pieces).encode("utf-8"), made, failed


def _found(written: Mapping[_Place, Written], edit: _Edit) -> Written | None:
    """The text at the place, or, where only something around it has a place, the one text that is the same."""
    there = written.get(edit.at)
    if there is not None and _within(there.text, edit) is not None:
        return there
    same = [one for one in written.values() if _within(one.text, edit) is not None]
    return same[0] if len(same) == 1 else None


def _in_xml(_path: Path, data: bytes, edits: list[_Edit]) -> _Result:
    if not _is_utf8(data):
        return data, [], edits
    by_place = {(element.line, element.column): element for element in written_elements(data).all()}
    pieces: list[tuple[int, int, bytes]] = []
    made: list[_Edit] = []
    failed: list[_Edit] = []
    for edit in edits:
        around = by_place.get(edit.at)
        found = [one for one in around.all() if one.plain and _within(one.text, edit) is not None] if around else []
        if len(found) != 1 or any(found[0].start == start for start, _, _ in pieces):
            failed.append(edit)
        else:
            like = data[found[0].start : found[0].end]
            new = xml_text(_within(found[0].text, edit) or "", like).encode("utf-8")
            pieces.append((found[0].start, found[0].end, new))
            made.append(edit)
    for start, end, spelt in sorted(pieces, reverse=True):
        data = data[:start] + spelt + data[end:]
    return data, made, failed


def _within(text: str, edit: _Edit) -> str | None:
    """The changed text with the blanks around it that it has in the file; None where the file has another text."""
    inner = text.strip()
    if inner != edit.before.strip():
        return None
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return lead + edit.after.strip() + tail if inner else None


def _replaced(text: str, pieces: list[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(pieces, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _is_utf8(data: bytes) -> bool:
    declared = _ENCODING.match(data)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return declared is None or declared[1].lower() in (b"utf-8", b"us-ascii")


def replace_file(path: Path, before: bytes, after: bytes) -> None:
    """Put the new file in the place of the old one, unless somebody has written it meanwhile."""
    target = path.resolve()
    if target.read_bytes() != before:
        raise OSError(f"{path} was changed meanwhile.")
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after)
        Path(name).chmod(target.stat().st_mode & 0o7777)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
