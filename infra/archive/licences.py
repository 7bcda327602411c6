"""Under which licences libraries come, as the metadata of their wheels say, and which of them an archive may have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from pathlib import Path, PurePosixPath
from typing import Final
from zipfile import ZipFile

from infra.archive.contents import LICENCES, STATED
from infra.archive.flaws import ArchiveError
from license_expression import ExpressionError, get_spdx_licensing

__all__ = ["Library", "is_allowed", "licence_texts", "read_library", "require_allowed"]

_CLASSIFIED: Final = {
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0",
}
"""Classifiers that mean one licence; those of BSD and of several versions do not."""
_SPDX: Final = get_spdx_licensing()
_ABOUT: Final = ("licen", "notice", "copying", "authors")


@dataclass(frozen=True, slots=True)
class Library:
    """A library of an archive. licence: an SPDX expression; "" where none can be told. wheel: the file it came as."""

    name: str
    version: str
    licence: str
    wheel: Path


def read_library(wheel: Path) -> Library:
    """What a wheel says of itself."""
    with ZipFile(wheel) as packed:
        [entry] = (name for name in packed.namelist() if name.count("/") == 1 and name.endswith(".dist-info/METADATA"))
        told = BytesParser().parsebytes(packed.read(entry), headersonly=True)
    return Library(told["Name"], told["Version"], _licence(told), wheel)


def _licence(told: Message) -> str:
    if (stated := STATED.get(told["Name"].lower())) is not None:
        return stated
    candidates = [told["License-Expression"], told["License"]]
    candidates += [_CLASSIFIED[each] for each in told.get_all("Classifier", ()) if each in _CLASSIFIED]
    for each in candidates:
        if each and (expression := _expression(each)):
            return expression
    return ""


def _expression(text: str) -> str:
    """The text as an expression in SPDX; "" where it is none."""
    try:
        return str(_SPDX.parse(text, validate=True, strict=True))
    except ExpressionError:
        return ""


def require_allowed(libraries: Iterable[Library]) -> None:
    """Raises ArchiveError where a library may not be in an archive, for its licence or for want of one."""
    refused = [each for each in libraries if not is_allowed(each.licence)]
    if refused:
        told = ", ".join(f"{each.name} ({each.licence or 'none told'})" for each in refused)
        message = f"Licences that an archive may not have: {told}."
        raise ArchiveError(message)


def is_allowed(licence: str) -> bool:
    """Whether a choice that the expression leaves is of allowed licences alone."""
    if not licence:
        return False
    parsed = _SPDX.parse(licence)
    allowed = {symbol: _SPDX.TRUE if symbol.render() in LICENCES else _SPDX.FALSE for symbol in parsed.symbols}
    return bool(parsed.subs(allowed).simplify() == _SPDX.TRUE)


def licence_texts(libraries: Iterable[Library]) -> str:
    """The licences of libraries and what they say of their authors, one after the other."""
    return "\n".join(line for library in libraries for line in _texts(library))


def _texts(library: Library) -> Iterator[str]:
    yield f"{'=' * 78}\n{library.name} {library.version}: {library.licence}\n{'=' * 78}\n"
    with ZipFile(library.wheel) as packed:
        for name in sorted(packed.namelist()):
            path = PurePosixPath(name)
            if path.parts[0].endswith(".dist-info") and path.name.lower().startswith(_ABOUT):
                text = packed.read(name).decode("utf-8", "replace").strip()
                yield f"--- {PurePosixPath(*path.parts[1:])}\n\n{text}\n"
