"""The notebook of one file of tables: what was interpreted, and what cannot be kept, each with its cell."""

from __future__ import annotations

from creditrules.errors import Diagnostic, Severity
from creditrules.imports.report import Interpretation
from creditrules.records import dataclass, field

__all__ = ["Notes", "RefusedError"]

_MOST_TOLD = 2_000


class RefusedError(Exception):
    """Something that cannot be kept. The table that it is part of is not translated."""

    def __init__(self, code: str, message: str, hint: str, place: str = "") -> None:
        self.code, self.message, self.hint, self.place = code, message, hint, place


@dataclass(slots=True)
class Notes:
    """Everything told about one file."""

    file: str
    interpretations: list[Interpretation] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    told: set[tuple[str, str, str, str]] = field(default_factory=set)

    @property
    def failed(self) -> bool:
        """Whether something cannot be kept."""
        return any(one.severity is Severity.ERROR for one in self.diagnostics)

    def interpreted(self, code: str, place: str, before: str, after: str, why: str) -> None:
        """Keep an interpretation, once."""
        if len(self.interpretations) >= _MOST_TOLD:
            if "import.sheet.more" not in {one.code for one in self.interpretations[_MOST_TOLD - 1 :]}:
                why = "More was interpreted in these ways than is told."
                self.interpretations.append(Interpretation("import.sheet.more", self.file, place, "", "", why))
            return
        said = Interpretation(code, self.file, place, before[:300], after[:300], why)
        key = (code, place, said.before, said.after)
        if key not in self.told:
            self.told.add(key)
            self.interpretations.append(said)

    def refused(self, error: RefusedError) -> None:
        """Keep an error."""
        self.diagnostics.append(Diagnostic(error.code, error.message, error.hint, error.place).at(self.file))
