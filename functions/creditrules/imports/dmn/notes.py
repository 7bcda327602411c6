"""What is noted of one file as it is read: interpretations, and errors that say what to write instead."""

from __future__ import annotations

from collections.abc import Callable

from creditrules.dmn.exchange.xml import Element
from creditrules.errors import Diagnostic, Severity
from creditrules.imports.report import Interpretation
from creditrules.records import dataclass, field

__all__ = ["Notes"]

_LONGEST = 400


@dataclass(slots=True)
class Notes:
    """Notes of one file. places: where in the model an element stands, for notes that do not say it."""

    file: str
    places: Callable[[Element], str] = field(default=lambda _: "", repr=False)
    interpretations: list[Interpretation] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def interpreted(self, code: str, element: Element, place: str, before: str, after: str, why: str) -> None:
        """Keep an interpretation."""
        spelt = (_short(before), _short(after))
        self.interpretations.append(
            Interpretation(
                code,
                self.file,
                place or self.places(element),
                *spelt,
                why,
                element.line or None,
                element.column or None,
            )
        )

    def failing(self, code: str, element: Element, place: str, message: str, hint: str) -> None:
        """Keep an error."""
        self._tell(code, element, place, message, hint, Severity.ERROR)

    def doubtful(self, code: str, element: Element, place: str, message: str, hint: str) -> None:
        """Keep a warning."""
        self._tell(code, element, place, message, hint, Severity.WARNING)

    def _tell(self, code: str, element: Element, place: str, message: str, hint: str, severity: Severity) -> None:
        line, column = element.line or None, element.column or None
        told = Diagnostic(code, _short(message), hint, place, line=line, column=column, severity=severity)
        self.diagnostics.append(told)

    @property
    def failed(self) -> bool:
        """Whether an error was kept."""
        return any(one.severity is Severity.ERROR for one in self.diagnostics)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
