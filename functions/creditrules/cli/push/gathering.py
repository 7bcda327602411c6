"""Files and folders as contents to be published: YAML and JSON as they are, DMN and tables put into a rule set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from creditrules.cli.convert.business import model_with
from creditrules.cli.files.folders import files_in
from creditrules.cli.screen import give_up, notes, print_diagnostics
from creditrules.dmn import Model
from creditrules.dmn.exchange.files import Form, ModelFile, form_of, read_files, with_tables, write_file
from creditrules.document import Plain, read_document, yaml_text
from creditrules.imports import is_business_file

__all__ = ["Base", "Gathered", "Written", "gather"]

KINDS: Final = ("parameter", "ruleSet", "product", "experiment")
"""What a content says first, in the order in which one may need another."""

_LARGEST: Final = 64 * 1024 * 1024

Base = Callable[[str], str | None]
"""The content of a rule set by slug, as the service has it; None where it has none."""


@dataclass(frozen=True, slots=True)
class Written:
    """A content to be published. path: the file that it comes from. head: what it says."""

    path: Path
    content: str
    kind: str
    slug: str
    head: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is to be published, in an order in which it can be; and how many other files the folders had."""

    contents: tuple[Written, ...]
    passed_by: int


def gather(paths: Sequence[Path], base: Base, into: Path | None, change: Path | None) -> Gathered:
    """What some files and folders say. Ends the command where one cannot be read.

    Of a folder all YAML and JSON is taken that says which rule set, product, parameter or experiment it is. A DMN file
    or a table becomes the model, or the tables, of the rule set in `into`, or of the one of its name in the service.
    change: a file with the change statement of all that have none of their own.
    """
    statement = _statement(change) if change is not None else None
    contents: list[Written] = []
    passed_by = 0
    for path in paths:
        if path.is_dir():
            found, others = _in_folder(path, statement)
            contents += found
            passed_by += others
        elif form_of(path.name) in {Form.YAML, Form.JSON}:
            contents.append(_document(path, statement) or give_up(_says_nothing(path), _SAYS))
        else:
            contents.append(_model(path, base, into, statement))
    _refuse_twice(contents)
    return Gathered(tuple(sorted(contents, key=lambda one: KINDS.index(one.kind))), passed_by)


_SAYS: Final = "It begins with ruleSet, product, parameter or experiment and a slug."


def _says_nothing(path: Path) -> str:
    return f"{path} does not say which rule set, product, parameter or experiment it is."


def _in_folder(folder: Path, change: Plain) -> tuple[list[Written], int]:
    files = files_in(folder)
    found = [
        one
        for path in files
        if form_of(path.name) in {Form.YAML, Form.JSON} and (one := _document(path, change)) is not None
    ]
    return found, len(files) - len(found)


def _document(path: Path, change: Plain) -> Written | None:
    """The content of a YAML or JSON file; None where it is of no kind that can be published."""
    text = _text(path)
    head = read_document(text).value
    said = next((key for key in KINDS if isinstance(head, dict) and key in head), None)
    if said is None or not isinstance(head, dict):
        return None
    if change is not None and "change" not in head:
        text = yaml_text({**head, "change": change})
    return Written(path, text, said, str(head[said]), head)


def _model(path: Path, base: Base, into: Path | None, change: Plain) -> Written:
    """The rule set with a DMN file's model, or with the tables of a workbook or a CSV."""
    form = form_of(path.name)
    if form is None:
        give_up(f"{path} has no ending that is known.", "They are .yaml .yml .json .dmn .xml .xlsx .csv.")
    text = _text(into) if into is not None else base(path.stem)
    if text is None:
        hint = f"Name the rule set that it belongs to with --into FILE; the service has none called '{path.stem}'."
        give_up(f"{path} is a decision model alone.", hint)
    around = read_files({"base.yaml": text.encode()}, Form.YAML)
    if around.model is None or "ruleSet" not in around.document:
        give_up(f"{into or path.stem} is no rule set that can be read.")
    data = _bytes(path)
    model = _read(path, data, form, around, around.model)
    written = write_file(around, model, Form.YAML)
    head = read_document((written.data or b"").decode()).value
    assert isinstance(head, dict)  # noqa: S101 - a rule set was written
    if change is not None and "change" not in head:
        head = {**head, "change": change}
    return Written(path, yaml_text(head), "ruleSet", str(head["ruleSet"]), head)


def _read(path: Path, data: bytes, form: Form, around: ModelFile, model: Model) -> Model:
    if form in {Form.XLSX, Form.CSV} and is_business_file(data):
        return model_with(str(path), data, around, model)
    read = read_files({str(path): data}, form)
    print_diagnostics(notes(), str(path), read.diagnostics)
    if read.model is None:
        give_up(f"{path} cannot be read as a decision model.", "Rules of other engines: creditrules import.")
    return with_tables(model, read.tables) if read.tables else read.model


def _refuse_twice(contents: Iterable[Written]) -> None:
    taken: dict[tuple[str, str], Path] = {}
    for one in contents:
        other = taken.setdefault((one.kind, one.slug), one.path)
        if other != one.path:
            give_up(f"{other} and {one.path} are both of {one.slug}.", "Push one of them, and then the other.")


def _statement(path: Path) -> Plain:
    value = read_document(_text(path)).value
    if not isinstance(value, dict):
        give_up(f"{path} is no change statement.", "It has basis, comment and notice.")
    return value.get("change", value)


def _text(path: Path) -> str:
    try:
        return _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        give_up(f"{path} is not UTF-8 text.")


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            give_up(f"{path} has more than {_LARGEST} bytes.")
        return path.read_bytes()
    except OSError as error:
        give_up(f"{path} cannot be read: {error.strerror or error}.")
