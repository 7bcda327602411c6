"""Rules of other engines read for an administrator who may propose: models, a report, and a comparison. No writing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from time import monotonic

from creditrules.auth import Action, Principal, require
from creditrules.desk.catalogue import Catalogue
from creditrules.dmn.exchange.files import Form, ModelFile, write_file
from creditrules.errors import Diagnostic, Kind, Refusal
from creditrules.feel import from_datetime
from creditrules.imports import (
    Compared,
    ImportedModel,
    Interpretation,
    Options,
    Source,
    compare_results,
    import_files,
)
from creditrules.records import dataclass, field

__all__ = ["Importing", "ReadModel", "ReadRules", "RuleFile", "import_rules"]

MOST_FILES = 64
MOST_BYTES = 4 * 1024 * 1024
MOST_QUESTIONS = 500
MOST_SECONDS = 5
"""For how long questions are asked: one may take a second of steps before it is given up."""
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file as it was sent. name: with folders, where graphs name each other by them."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Importing:
    """What is to be read. results: what the other engine was asked and answered. The rest is as in `Options`."""

    files: Sequence[RuleFile]
    source: Source = Source.AUTO
    results: Sequence[RuleFile] = ()
    tolerance: Decimal = Decimal(0)
    decision: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    valid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReadModel:
    """A model with its document in YAML."""

    imported: ImportedModel
    content: str


@dataclass(frozen=True, slots=True)
class ReadRules:
    """What came of it. ok: nothing was refused, and all answers are the same."""

    ok: bool
    models: tuple[ReadModel, ...]
    interpretations: tuple[Interpretation, ...]
    diagnostics: tuple[Diagnostic, ...]
    comparisons: tuple[Compared, ...]


def import_rules(catalogue: Catalogue, principal: Principal, given: Importing) -> ReadRules:
    """Read files of rules, and hold the models against recorded results where there are some.

    Of all results together MOST_QUESTIONS are asked, as many as MOST_SECONDS allow, and the time that the request has.
    Raises Refusal FORBIDDEN; TOO_LARGE "TOO_MANY_FILES", "FILES_TOO_LARGE"; INVALID "FILE_NAME", "BAD_TOLERANCE".
    """
    require(principal, Action.PROPOSE)
    _check_files(given)
    if not given.tolerance.is_finite() or given.tolerance < 0:
        message = "The tolerance is a distance: 0 or more."
        raise Refusal(Kind.INVALID, "BAD_TOLERANCE", message, ("tolerance",))
    now = catalogue.store.now()
    imported = import_files({file.name: file.data for file in given.files}, given.source)
    most = max(MOST_QUESTIONS // max(len(given.results), 1), 1)
    moment = from_datetime(given.valid_at or now)
    left = MOST_SECONDS if catalogue.budget is None else min(MOST_SECONDS, catalogue.budget.seconds_left())
    end = monotonic() + left
    options = Options(moment, given.tolerance, given.decision, given.columns, most, lambda: monotonic() < end)
    results = {file.name: file.data for file in given.results}
    compared = compare_results(imported.models, imported.interpretations, results, options)
    ok = imported.ok and bool(imported.models) and all(one.same for one in compared)
    models = tuple(_read(one) for one in imported.models)
    return ReadRules(ok, models, imported.interpretations, imported.diagnostics, compared)


def _check_files(given: Importing) -> None:
    files = (*given.files, *given.results)
    if len(files) > MOST_FILES:
        message = f"There are {len(files)} files; {MOST_FILES} are read at a time."
        raise Refusal(Kind.TOO_LARGE, "TOO_MANY_FILES", message, ("files",), "Send them in parts.")
    size = sum(len(file.data) for file in files)
    if size > MOST_BYTES:
        message = f"The files have {size} bytes together; {MOST_BYTES} are read at a time."
        raise Refusal(Kind.TOO_LARGE, "FILES_TOO_LARGE", message, ("files",), "Send them in parts.")
    for name, some in (("files", given.files), ("results", given.results)):
        _check_names([file.name for file in some], name)


def _check_names(names: Sequence[str], where: str) -> None:
    if any(not 1 <= len(name) <= LONGEST_NAME for name in names):
        message = f"A file's name has 1 to {LONGEST_NAME} characters."
        raise Refusal(Kind.INVALID, "FILE_NAME", message, (where,))
    if len(set(names)) < len(names):
        raise Refusal(Kind.INVALID, "FILE_NAME", "Two files have the same name.", (where,), "Send each once.")


def _read(one: ImportedModel) -> ReadModel:
    written = write_file(ModelFile(one.model), one.model, Form.YAML)
    return ReadModel(one, (written.data or b"").decode())
