"""Files of any vendor to models: what each is, which belong together, and the reader that each is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from creditrules.errors import Diagnostic
from creditrules.imports.dmn import read_dmn
from creditrules.imports.grouping import groups_of
from creditrules.imports.jdm import read_jdm
from creditrules.imports.kinds import Kind, Sort, kind_of
from creditrules.imports.limits import MAX_BYTES, MAX_FILES
from creditrules.imports.openfisca import read_openfisca
from creditrules.imports.paths import path_of
from creditrules.imports.pmml import read_pmml
from creditrules.imports.report import Imported, ImportedModel, Interpretation, Source
from creditrules.imports.sheets import read_sheets
from creditrules.records import replace

__all__ = ["READ", "import_files", "is_rule_file"]

READ = (
    "DMN of any vendor (.dmn, .xml), GoRules decision graphs (.json), Excel and Drools tables (.xlsx, .csv, .gdst), "
    "PMML scorecards and trees (.pmml, .xml), OpenFisca parameters (.yaml)"
)
"""What is read, for people."""

Reader = Callable[[Mapping[str, bytes], Source], Imported]
Files = Mapping[str, bytes]


def is_rule_file(name: str, data: bytes) -> bool:
    """See `creditrules.imports.is_rule_file`."""
    return kind_of(name, data).kind in _READERS


def import_files(files: Files, source: Source = Source.AUTO) -> Imported:
    """See `creditrules.imports.import_files`."""
    fault = _too_much(files)
    if fault is not None:
        return Imported(diagnostics=(fault,))
    sorts = {name: kind_of(name, data) for name, data in files.items()}
    taken = {name: sort for name, sort in sorts.items() if _fault(name, sort, source) is None}
    refused = tuple(fault for name, sort in sorts.items() if (fault := _fault(name, sort, source)) is not None)
    read = [
        _READERS[group.kind]({name: files[name] for name in group.names}, group.source)
        for group in groups_of(taken, source)
    ]
    return _together(read, refused)


def _too_much(files: Files) -> Diagnostic | None:
    if not files:
        return Diagnostic("import.nothing", "There is no file to read.", f"Read are: {READ}.")
    if len(files) > MAX_FILES:
        message = f"There are {len(files)} files; at most {MAX_FILES} are imported at a time."
        return Diagnostic("document.too-many-values", message, "Import them in parts.")
    size = sum(map(len, files.values()))
    if size > MAX_BYTES:
        message = f"The files have {size} bytes; at most {MAX_BYTES} are imported at a time."
        return Diagnostic("document.too-large", message, "Import them in parts.")
    return None


def _fault(name: str, sort: Sort, source: Source) -> Diagnostic | None:
    """Why a file is not read at all."""
    if sort.kind is None:
        what = f" It seems to be {sort.what}." if sort.what else ""
        return Diagnostic(
            "import.unknown-file", f"{_last(name)} is no file of rules that is read.{what}", f"Read are: {READ}.", name
        )
    if source is not Source.AUTO and sort.kind not in _KINDS[source]:
        message = f"{_last(name)} is a file of the kind {sort.kind}, which is not from {source}."
        return Diagnostic("import.other-source", message, "Say --from auto: each file then says what it is.", name)
    if sort.kind not in _READERS:
        message = f"{_last(name)} is a file of the kind {sort.kind}, which is not read."
        return Diagnostic("import.unknown-file", message, f"Read are: {READ}.", name)
    return None


def _last(name: str) -> str:
    return path_of(name).name


def _together(read: Sequence[Imported], refused: Sequence[Diagnostic]) -> Imported:
    models: list[ImportedModel] = []
    interpretations: list[Interpretation] = []
    diagnostics: list[Diagnostic] = list(refused)
    names: set[str] = set()
    for one in read:
        models += (_named_apart(model, names) for model in one.models)
        interpretations += one.interpretations
        diagnostics += one.diagnostics
    return Imported(tuple(models), tuple(interpretations), tuple(diagnostics))


def _named_apart(model: ImportedModel, taken: set[str]) -> ImportedModel:
    name, number = model.name, 1
    while name.casefold() in taken:
        number += 1
        name = f"{model.name}-{number}"
    taken.add(name.casefold())
    return model if name == model.name else replace(model, name=name)


_READERS: Mapping[Kind | None, Reader] = {
    Kind.DMN: read_dmn,
    Kind.JDM: read_jdm,
    Kind.OPENFISCA: read_openfisca,
    Kind.PMML: read_pmml,
    Kind.SHEET: read_sheets,
}
"""Who reads what; a kind that is not here is refused by name."""

_DMN_ONLY = frozenset({Kind.DMN})
_KINDS: Mapping[Source, frozenset[Kind]] = {
    Source.AUTO: frozenset(Kind),
    Source.CAMUNDA7: _DMN_ONLY,
    Source.CAMUNDA8: _DMN_ONLY,
    Source.DROOLS: frozenset({Kind.DMN, Kind.SHEET, Kind.PMML}),
    Source.FLOWABLE: _DMN_ONLY,
    Source.SIGNAVIO: _DMN_ONLY,
    Source.TRISOTECH: _DMN_ONLY,
    Source.GORULES: frozenset({Kind.JDM}),
    Source.EXCEL: frozenset({Kind.SHEET}),
    Source.PMML: frozenset({Kind.PMML}),
    Source.OPENFISCA: frozenset({Kind.OPENFISCA}),
}
"""The kinds of files that each has."""
