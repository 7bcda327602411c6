"""The parts of a workbook's package (ISO/IEC 29500-2): found by their relations, bounded in size, without a DTD."""

from __future__ import annotations

import io
import posixpath
import zlib
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError, iterparse
from zipfile import BadZipFile, ZipFile

from creditrules.errors import Diagnostic

__all__ = ["Package", "UnreadableError", "local", "open_package"]

_MAX_BYTES: Final = 16 * 1024 * 1024
_MAX_UNPACKED: Final = 256 * 1024 * 1024
_MAX_PARTS: Final = 10_000
_HEAD: Final = 65_536
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_NO_PACKAGE: Final = (BadZipFile, ValueError, OSError, NotImplementedError)
"""What zipfile raises of bytes that only look like a package: besides its own error, ValueError for names that do not
decode and offsets before the start, OSError for such seeks, NotImplementedError for a version that it does not know."""
_UNREADABLE_PART: Final = (*_NO_PACKAGE, zlib.error, EOFError, RuntimeError, ParseError)
"""The same of one part, whose own header may lie; data that do not inflate, or end early; an encryption that the
directory hides (a RuntimeError); and XML that is not well formed."""
_RESAVE: Final = "Open it in Excel or LibreOffice and save it as .xlsx."


class UnreadableError(Exception):
    """Why a file is no workbook that can be read."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class Package:
    """The parts of a package by their names."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._names = {name.lstrip("/").lower(): name for name in archive.namelist()}

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._names

    def events(self, part: str) -> Iterator[Element]:
        """The elements of a part, each as it ends."""
        name = self._names.get(part.lower())
        if name is None:
            raise UnreadableError(_broken(f"its part {part} is missing"))
        try:
            with self._archive.open(name) as stream:
                head = stream.read(_HEAD)
            if b"<!DOCTYPE" in head or b"\0" in head:
                raise UnreadableError(_broken(f"its part {part} declares a document type, or is not in UTF-8"))
            with self._archive.open(name) as stream:
                for _, element in iterparse(stream, ("end",)):  # noqa: S314 - no DTD, and expat bounds entities
                    yield element
        except _UNREADABLE_PART as error:
            raise UnreadableError(_broken(f"its part {part} cannot be read: {error}")) from error

    def root(self, part: str) -> Element:
        """The whole of a small part."""
        element = Element("none")
        for element in self.events(part):  # noqa: B007 - the last one to end is the root
            pass
        return element

    def related(self, part: str) -> dict[str, str]:
        """The parts that a part names, by the ids of its relations; those outside of the package are left out."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self:
            return {}
        return {
            one.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
            for one in self.root(relations)
            if one.get("TargetMode") != "External"
        }

    def kind(self, ending: str) -> list[str]:
        """The parts that the package itself relates to, of a kind."""
        if "_rels/.rels" not in self:
            return []
        return [
            posixpath.normpath(posixpath.join("/", one.get("Target", ""))).lstrip("/")
            for one in self.root("_rels/.rels")
            if one.get("Type", "").endswith(ending)
        ]


def open_package(data: bytes) -> Package:
    """The package in a file; raises UnreadableError where there is none, or too much."""
    if len(data) > _MAX_BYTES:
        raise UnreadableError(Diagnostic("document.too-large", f"The file is larger than {_MAX_BYTES} bytes."))
    if data.startswith(_OLE):
        raise UnreadableError(_of_the_old_kind(data))
    try:
        archive = ZipFile(io.BytesIO(data))
    except _NO_PACKAGE as error:
        raise UnreadableError(_broken("it is no package of parts")) from error
    entries = archive.infolist()
    if len(entries) > _MAX_PARTS or sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
        message = f"Unpacked, the file has more than {_MAX_UNPACKED} bytes or {_MAX_PARTS} parts."
        raise UnreadableError(Diagnostic("document.too-large", message))
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableError(_encrypted())
    package = Package(archive)
    for part, name in {"xl/workbook.bin": ".xlsb", "content.xml": ".ods"}.items():
        if part in package:
            message = f"The file is a workbook of the kind {name}, which is not read."
            raise UnreadableError(Diagnostic("sheet.other-workbook", message, _RESAVE))
    return package


def local(element: Element) -> str:
    """An element's name without its namespace, of which there are two (transitional and strict)."""
    name: str = element.tag
    return name.rpartition("}")[2]


def _of_the_old_kind(data: bytes) -> Diagnostic:
    if _ENCRYPTED in data:
        return _encrypted()
    return Diagnostic("sheet.other-workbook", "The file is a workbook of the kind .xls, which is not read.", _RESAVE)


def _encrypted() -> Diagnostic:
    hint = "Remove the password in Excel (File, Info, Protect Workbook) and save it again."
    return Diagnostic("sheet.encrypted", "The workbook is encrypted.", hint)


def _broken(why: str) -> Diagnostic:
    return Diagnostic("document.syntax", f"This is no Excel workbook: {why}.", "Save it as .xlsx.")
