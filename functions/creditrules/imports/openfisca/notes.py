"""The notebook of an import of parameters."""

from __future__ import annotations

from creditrules.errors import Diagnostic
from creditrules.imports.report import Interpretation
from creditrules.records import dataclass, field

__all__ = ["Notes"]

_MOST_TOLD = 500


@dataclass(slots=True)
class Notes:
    """Everything told. Places of what is wrong are those in the files."""

    interpretations: list[Interpretation] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def refuse(self, file: str, place: str, message: str, hint: str) -> None:
        """Keep an error."""
        if len(self.diagnostics) < _MOST_TOLD:
            self.diagnostics.append(Diagnostic("import.openfisca.content", message, hint, place).at(file))
