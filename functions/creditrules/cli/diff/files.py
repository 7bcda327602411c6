"""Two files of any form as contents that can be compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from creditrules.cli.screen import give_up
from creditrules.dmn.exchange.files import Form, ModelFile, form_of, read_files, write_file
from creditrules.document import read_document, read_json
from creditrules.errors import Diagnostic

__all__ = ["contents_of"]

_DOCUMENTS = {Form.YAML, Form.JSON, None}


def contents_of(old: Path, new: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The contents as plain values, `change` included; ends the command where one cannot be read.

    Documents are taken as they are written. Where one of the files is DMN, a workbook or CSV, both are taken as the
    models they hold, so that only what they say differs.
    """
    if {form_of(old.name), form_of(new.name)} <= _DOCUMENTS:
        return _document(old), _document(new)
    before, after = _model(old), _model(new)
    spelling = before if before.document else after
    return _value(spelling, before), _value(spelling, after)


def _document(path: Path) -> dict[str, Any]:
    try:
        document = read_document(_bytes(path).decode("utf-8"))
    except UnicodeDecodeError:
        give_up(f"{path} is not UTF-8 text.")
    if not document.ok:
        _refuse(path, document.diagnostics[0])
    if not isinstance(document.value, dict):
        give_up(f"{path} is no rule set, product or parameter.")
    return document.value


def _model(path: Path) -> ModelFile:
    read = read_files({path.name: _bytes(path)}, form_of(path.name) or Form.YAML)
    if read.model is None:
        _refuse(path, *read.diagnostics[:1])
    return read


def _value(spelling: ModelFile, file: ModelFile) -> dict[str, Any]:
    assert file.model is not None  # noqa: S101  (refused when it was read)
    value = read_json(write_file(spelling, file.model, Form.JSON).data or b"").value
    assert isinstance(value, dict)  # noqa: S101  (what is written is a mapping)
    return value


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        give_up(f"{path} cannot be read: {error.strerror or error}.")


def _refuse(path: Path, *diagnostics: Diagnostic) -> None:
    told = "".join(f" {diagnostic.render()}" for diagnostic in diagnostics)
    give_up(f"{path} cannot be understood.{told}", "`creditrules check` tells of all that is wrong.")
