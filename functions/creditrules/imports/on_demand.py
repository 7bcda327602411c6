"""Imports for who asks for them: their readers are imported with the first, so that answering partners never waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from creditrules.dmn import Model
from creditrules.feel import Type
from creditrules.imports.business import BusinessBook, BusinessRead
from creditrules.imports.compare.compared import Compared, Options
from creditrules.imports.dated_values import About, ParametersRead, Written
from creditrules.imports.envelope import Envelope, RuleSetText
from creditrules.imports.needs import Needs
from creditrules.imports.report import Imported, ImportedModel, Interpretation, Source

if TYPE_CHECKING:
    from creditrules.rules import Parameter

__all__ = [
    "as_rule_set",
    "compare_results",
    "import_files",
    "is_business_file",
    "is_rule_file",
    "needs_of",
    "no_openfisca",
    "offers",
    "read_business_onto",
    "read_parameters",
    "write_business",
    "write_business_like",
    "written_openfisca",
]


def import_files(files: Mapping[str, bytes], source: Source = Source.AUTO) -> Imported:
    """All models in some files, by name, with everything that was interpreted or had to be refused.

    source: whose files they are; with AUTO each says so itself. Files that name each other are read together. Models
    have different names. Never raises; what is wrong with one file keeps no other from being read.
    """
    from creditrules.imports.reading import import_files as read  # noqa: PLC0415

    return read(files, source)


def is_rule_file(name: str, data: bytes) -> bool:
    """Whether there is a reader for such a file, as for those that are found in a folder."""
    from creditrules.imports.reading import is_rule_file as has_reader  # noqa: PLC0415

    return has_reader(name, data)


def needs_of(files: Mapping[str, bytes]) -> Mapping[str, Needs]:
    """What some files need that is not among them, by the file that needs it: models they import, graphs they call."""
    from creditrules.imports.beside import needs_of as needed  # noqa: PLC0415

    return needed(files)


def offers(name: str, data: bytes, needs: Needs) -> frozenset[str]:
    """The names among those that are needed by which such a file goes."""
    from creditrules.imports.beside import offers as offered  # noqa: PLC0415

    return offered(name, data, needs)


def as_rule_set(imported: ImportedModel, envelope: Envelope) -> RuleSetText:
    """The model as a rule set to begin with: a decision that yields findings stands on top of one of its outcomes.

    Nothing is allowed by silence: an outcome that `envelope.steps` does not name is referred to a person. The reasons
    are worded by the outcomes, for the author to word again. Never raises.
    """
    from creditrules.imports.rule_sets import as_rule_set as make  # noqa: PLC0415

    return make(imported, envelope)


def is_business_file(data: bytes) -> bool:
    """Whether a workbook or a CSV has business tables, and none in our own form or in Drools'."""
    from creditrules.imports.sheets.reading import is_business  # noqa: PLC0415

    return is_business(data)


def read_business_onto(file: str, data: bytes, base: Model, given: Mapping[str, Type]) -> BusinessRead:
    """The model with the rules of its tables as a workbook or a CSV has them, in business spelling.

    A table is known by its title, its sheet, or its only result; a column by the name or a label of what it tests or
    gives. What the sheet does not say stays. given: facts that the model does not declare, as for `check_model`. Never
    raises.
    """
    from creditrules.imports.sheets.onto import read_onto  # noqa: PLC0415

    read = read_onto(file, data, base, given)
    return BusinessRead(read.model, read.interpretations, read.diagnostics)


def write_business(model: Model, given: Mapping[str, Type]) -> BusinessBook:
    """A new workbook in business spelling, a sheet for each table; nothing where reading it would not give the model.

    given: as above. Never raises.
    """
    from creditrules.imports.sheets.writing.workbook import write_business as write  # noqa: PLC0415

    return write(model, given)


def write_business_like(model: Model, data: bytes, given: Mapping[str, Type]) -> BusinessBook:
    """A workbook in business spelling with the model's rules in place of its own, and all else in it as it was.

    given: as above. Never raises.
    """
    from creditrules.imports.sheets.writing.workbook import write_like  # noqa: PLC0415

    return write_like(model, data, given)


def compare_results(
    models: Sequence[ImportedModel],
    interpretations: Sequence[Interpretation],
    files: Mapping[str, bytes],
    options: Options,
) -> tuple[Compared, ...]:
    """Each file of results against the model that it is about. Never raises.

    interpretations: of the import, for names that are others here. A file of results belongs to the model that it
    names, else to the one that its own name begins with, else to the only one.
    """
    from creditrules.imports.compare.comparing import compare_results as compare  # noqa: PLC0415

    return compare(models, interpretations, files, options)


def read_parameters(files: Mapping[str, bytes], about: About) -> ParametersRead:
    """Values by day (OpenFisca's YAML), each file or node as a parameter of its own. Never raises."""
    from creditrules.imports.openfisca import read_parameters as read  # noqa: PLC0415

    return read(files, about)


def no_openfisca(parameter: Parameter) -> str:
    """Why OpenFisca's files have no form for a parameter; "" where they have one."""
    from creditrules.imports.openfisca import no_openfisca as why  # noqa: PLC0415

    return why(parameter)


def written_openfisca(parameter: Parameter, language: str = "en") -> Written:
    """A parameter in the form of OpenFisca's files: what `read_parameters` reads as the same."""
    from creditrules.imports.openfisca import written_openfisca as written  # noqa: PLC0415

    return written(parameter, language)
