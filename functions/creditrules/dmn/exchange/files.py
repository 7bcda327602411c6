"""Decision models in files of any form (DMN, YAML, JSON, Excel, CSV), as bytes.

file = read_files({"loan.dmn": data}, Form.DMN)       # file.model; None when a diagnostic is an error
write_file(file, file.model, Form.YAML).data          # reads back to an equal model
with_tables(file.model, read_files(sheets, Form.XLSX).tables)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import PurePath

from creditrules.dmn.exchange.documents.read import locate, read_model
from creditrules.dmn.exchange.documents.write import spelled_like
from creditrules.dmn.exchange.sheets import (
    CsvRead,
    GridRead,
    left_out,
    model_of,
    named_cells,
    read_csv,
    read_grid,
    read_tables,
    table_grid,
    tables_of,
    with_tables,
    write_csv,
)
from creditrules.dmn.exchange.xml import Companion, read_models, write_xml
from creditrules.dmn.model.definitions import Decision, Model
from creditrules.document import Document, Plain, json_text, read_json, read_yaml, yaml_text
from creditrules.errors import Diagnostic, Severity
from creditrules.records import dataclass, field

__all__ = ["Form", "ModelFile", "Written", "form_of", "read_files", "with_tables", "write_file"]

_MODEL_KEYS = ("name", "description", "facts", "types", "functions", "services", "decisions")


class Form(StrEnum):
    """A form that a model can have in a file."""

    DMN = "dmn"
    YAML = "yaml"
    JSON = "json"
    XLSX = "xlsx"
    CSV = "csv"


_ENDINGS = {"dmn": Form.DMN, "xml": Form.DMN, "yaml": Form.YAML, "yml": Form.YAML, "json": Form.JSON}
_ENDINGS |= {"xlsx": Form.XLSX, "csv": Form.CSV}


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model that was read, with what its file had around it.

    document: what is written in YAML or JSON, a rule set's other parts included. companion: what a DMN file has beside
    its model. tables: the decisions, where the file has nothing but tables.
    """

    model: Model | None
    diagnostics: tuple[Diagnostic, ...] = ()
    document: Mapping[str, Plain] = field(default_factory=dict)
    companion: Companion = field(default_factory=Companion)
    tables: tuple[Decision, ...] = ()
    positions: Callable[[Iterable[Diagnostic]], tuple[Diagnostic, ...]] = field(
        default=tuple, repr=False, compare=False
    )

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the document that are the model's."""
        return _MODEL_KEYS if "ruleSet" not in self.document else _MODEL_KEYS[2:]

    @property
    def around(self) -> tuple[str, ...]:
        """The keys of what a rule set's document has beside its model."""
        return tuple(key for key in self.document if key not in self.keys)

    def located(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Diagnostics about this model with the line and column in its file, where the file has such."""
        return self.positions(diagnostics)


@dataclass(frozen=True, slots=True)
class Written:
    """data: the file; None when a diagnostic is an error."""

    data: bytes | None
    diagnostics: tuple[Diagnostic, ...] = ()


def form_of(name: str) -> Form | None:
    """The form that a file's ending says."""
    return _ENDINGS.get(PurePath(name).suffix.lower().removeprefix("."))


def read_files(files: Mapping[str, bytes], form: Form) -> ModelFile:
    """The model in files of one form: DMN files that import one another, tables in CSV; else just one file."""
    if form is Form.DMN:
        read = read_models(files)
        return ModelFile(read.model, read.diagnostics, companion=read.companion, positions=read.located)
    if form is Form.CSV:
        return _tables([(name, read_csv(data)) for name, data in files.items()])
    (data,) = files.values()
    if form is Form.XLSX:
        return _workbook_read(data)
    return _document(read_json(data) if form is Form.JSON else read_yaml(data))


def write_file(read: ModelFile, model: Model, form: Form, decision: str = "") -> Written:
    """The model in a form; of one CSV table `decision` says which, where there are several.

    What `read` has beside its model is written too, where the form has a place for it, and what the model says as it
    does is written as it is there: a document from which nothing was altered comes out with its own digest.
    """
    match form:
        case Form.DMN:
            file = write_xml(model, read.companion)
            return Written(file.data, (*_told(read.around), *file.diagnostics))
        case Form.YAML:
            return Written(yaml_text(_whole(read, model)).encode())
        case Form.JSON:
            return Written(f"{json_text(_whole(read, model))}\n".encode())
        case Form.XLSX:
            sheets = _workbook(model)
        case Form.CSV:
            sheets = _csv(model, decision)
    return Written(sheets.data, (*_told(read.around), *sheets.diagnostics))


def _whole(read: ModelFile, model: Model) -> dict[str, Plain]:
    form = spelled_like(model, {key: part for key, part in read.document.items() if key in read.keys})
    kept = {key: form.get(key, part) for key, part in read.document.items() if key in read.around or key in form}
    return kept | {key: form[key] for key in read.keys if key in form}


def _told(around: Iterable[str]) -> tuple[Diagnostic, ...]:
    message = "Only the decision model is written; this is left out."
    return tuple(Diagnostic("convert.left-out", message, place=key, severity=Severity.WARNING) for key in around)


def _document(document: Document) -> ModelFile:
    value = document.value
    if not document.ok:
        return ModelFile(None, document.diagnostics)
    if not isinstance(value, dict):
        return ModelFile(None, (Diagnostic("document.shape", "A model is a mapping of names to values."),))
    keys = ModelFile(None, document=value).keys
    read = read_model({key: part for key, part in value.items() if key in keys})

    def located(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        return locate(diagnostics, read.paths, document)

    return ModelFile(read.model, located(read.diagnostics), value, positions=located)


def _workbook_read(data: bytes) -> ModelFile:
    book = read_tables(data)
    problems = [*book.diagnostics, *(one for read in book.tables for one in read.diagnostics)]
    return _of_tables(book.tables, problems)


def _not_installed(missing: ModuleNotFoundError) -> Diagnostic:
    message = f"Writing Excel files needs {missing.name}, which is not installed."
    return Diagnostic("sheet.not-installed", message, "pip install 'creditrules[excel]' brings it.")


def _tables(files: Sequence[tuple[str, CsvRead]]) -> ModelFile:
    problems = [one.at(name) for name, csv in files for one in csv.diagnostics]
    tables = [(name, read_grid(csv.grid, csv.spelling)) for name, csv in files if not csv.diagnostics]
    problems += (one.at(name) for name, read in tables for one in read.diagnostics)
    return _of_tables([read for _, read in tables], problems)


def _of_tables(tables: Sequence[GridRead], problems: list[Diagnostic]) -> ModelFile:
    decisions = [read.decision for read in tables if read.decision is not None]
    names = [decision.name for decision in decisions]
    twice = sorted({name for name in names if names.count(name) > 1})
    problems += (Diagnostic("dmn.duplicate-name", f'Two tables are called "{name}".') for name in twice)
    failed = any(one.severity is Severity.ERROR for one in problems)
    model = None if failed or not decisions else model_of(decisions)
    return ModelFile(model, tuple(problems), tables=tuple(decisions), positions=named_cells(tables))


def _workbook(model: Model) -> Written:
    tables = tables_of(model)
    if not tables:
        return Written(None, (_no_tables(),))
    try:
        from creditrules.dmn.exchange.sheets.workbook import write_workbook  # noqa: PLC0415 - openpyxl is an extra

        data = write_workbook({one.name: table_grid(one, table) for one, table in tables})
    except ModuleNotFoundError as missing:
        return Written(None, (_not_installed(missing),))
    except ValueError as error:
        return Written(None, (Diagnostic("convert.character", str(error)),))
    return Written(data, left_out(model))


def _csv(model: Model, decision: str) -> Written:
    tables = [pair for pair in tables_of(model) if decision in {"", pair[0].name}]
    if not tables:
        return Written(None, (_no_tables(),))
    if len(tables) > 1:
        hint = "Say which with --decision: " + ", ".join(one.name for one, _ in tables)
        return Written(None, (Diagnostic("sheet.several", f"CSV holds one table; there are {len(tables)}.", hint),))
    ((one, table),) = tables
    return Written(write_csv(table_grid(one, table)).encode("utf-8-sig"), left_out(model))


def _no_tables() -> Diagnostic:
    return Diagnostic("sheet.no-table", "There is no such decision table in the model.")
