"""The notebook of one file: what was interpreted, and what cannot be kept, each with its line."""

from __future__ import annotations

from creditrules.dmn.exchange.xml import Element
from creditrules.errors import Diagnostic
from creditrules.imports.report import Interpretation
from creditrules.records import dataclass, field

__all__ = ["Notes", "RefusedError"]

_MOST_TOLD = 500


class RefusedError(Exception):
    """Something that has no equal here. The model that it is part of is not translated."""

    def __init__(self, element: Element, code: str, message: str, hint: str) -> None:
        self.element, self.code, self.message, self.hint = element, code, message, hint


@dataclass(slots=True)
class Notes:
    """Everything told about one file."""

    file: str
    interpretations: list[Interpretation] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def interpreted(self, element: Element, code: str, place: str, before: str, after: str, why: str) -> None:
        """Keep an interpretation, once."""
        said = Interpretation(code, self.file, place, before, after, why, element.line, element.column)
        if len(self.interpretations) < _MOST_TOLD and said not in self.interpretations:
            self.interpretations.append(said)

    def refused(self, error: RefusedError) -> None:
        """Keep an error."""
        at = error.element
        one = Diagnostic(error.code, error.message, error.hint, self.file, line=at.line, column=at.column)
        self.diagnostics.append(one)
