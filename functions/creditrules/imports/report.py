"""What an import yields: the models in our one form, and all that was read otherwise than it is spelt."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from creditrules.dmn import Model
from creditrules.errors import Diagnostic, Severity
from creditrules.records import dataclass, field

__all__ = ["Imported", "ImportedModel", "Interpretation", "Source"]


class Source(StrEnum):
    """Where files come from; AUTO finds out, file by file."""

    AUTO = "auto"
    CAMUNDA7 = "camunda7"
    CAMUNDA8 = "camunda8"
    DROOLS = "drools"
    FLOWABLE = "flowable"
    SIGNAVIO = "signavio"
    TRISOTECH = "trisotech"
    GORULES = "gorules"
    EXCEL = "excel"
    PMML = "pmml"
    OPENFISCA = "openfisca"


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One thing that was read otherwise than it is spelt, or that had to be supplied.

    code: the kind, dotted ("import.operator"). file: as it was given. place: in the model that came of it
    ("decisions.Risk.rules[3].when[1]"), or in the file where it has none there. before, after: the spelling in the file
    and ours, either empty where there is none. why: one sentence that a domain expert can agree or disagree with.
    line, column: in the file, from 1, where known.
    """

    code: str
    file: str
    place: str
    before: str
    after: str
    why: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class ImportedModel:
    """One model. name: what its file should be called, without ending. files: what it was read from, main first.

    names: from identifiers in the files, by which recordings may call facts and decisions, to names in the model.
    """

    name: str
    model: Model
    source: Source
    files: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Imported:
    """All that came of some files.

    diagnostics: an error is something that cannot be kept, and its hint says what to write instead; the files that
    it is about yield no model. A place begins with the file's name.
    """

    models: tuple[ImportedModel, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing had to be refused."""
        return not any(one.severity is Severity.ERROR for one in self.diagnostics)
