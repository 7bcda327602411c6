"""Delimited text (RFC 4180 and what Excel makes of it) as rows of texts."""

from __future__ import annotations

import csv
import io
from typing import Final

from creditrules.errors import Diagnostic
from creditrules.records import dataclass, field

__all__ = ["DelimitedText", "read_delimited"]

_MAX_BYTES: Final = 4 * 1024 * 1024
_WIDE: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SAVE: Final = "Save it as CSV UTF-8."


@dataclass(frozen=True, slots=True)
class DelimitedText:
    """The rows of a CSV, or why there are none. delimiter: what stands between its cells."""

    rows: list[list[str]] = field(default_factory=list)
    delimiter: str = ","
    diagnostics: tuple[Diagnostic, ...] = ()


def read_delimited(data: bytes) -> DelimitedText:
    """The rows of a text in UTF-8 or, with its byte order mark, UTF-16; commas, semicolons or tabs between the cells.

    A first line `sep=;`, which Excel writes and heeds, says the delimiter and is no row.
    """
    if len(data) > _MAX_BYTES:
        return _none(Diagnostic("document.too-large", f"The file is larger than {_MAX_BYTES} bytes."))
    encoding = _WIDE.get(data[:2], "utf-8-sig")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        name = "UTF-8" if encoding == "utf-8-sig" else "UTF-16"
        return _none(Diagnostic("document.encoding", f"The text is not {name} (at {error.start}).", _SAVE))
    if "\0" in text:
        return _none(Diagnostic("document.encoding", "The text holds characters of value zero.", _SAVE))
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        delimiter, text = first.strip()[-1], rest
    else:
        delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        return _none(Diagnostic("document.syntax", f"This is no CSV: {error}."))
    return DelimitedText(rows, delimiter)


def _none(diagnostic: Diagnostic) -> DelimitedText:
    return DelimitedText(diagnostics=(diagnostic,))
