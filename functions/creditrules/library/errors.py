"""What the library raises: one class for rules that cannot be used, one for facts that cannot."""

from __future__ import annotations

from collections.abc import Iterable

from creditrules.errors import Diagnostic, Severity

__all__ = ["CreditrulesError", "FactsError", "RulesError", "refuse_faults"]


class CreditrulesError(ValueError):
    """What was given cannot be used.

    diagnostics: everything wrong with it, with codes, places and hints. source: the file that is meant, "" for none.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic], source: str = "") -> None:
        self.diagnostics = tuple(diagnostics)
        self.source = source
        super().__init__(self.diagnostics, source)

    def __str__(self) -> str:
        return "\n".join(map(self._told, self.diagnostics))

    def _told(self, diagnostic: Diagnostic) -> str:
        told = diagnostic.render()
        if not self.source:
            return told
        return f"{self.source}:{told}" if diagnostic.line is not None else f"{self.source}: {told}"


class RulesError(CreditrulesError):
    """An expression, decision model, rule set or product that cannot be used."""


class FactsError(CreditrulesError):
    """Values that rules cannot be asked about: of the wrong type, not allowed, or not declared."""


def refuse_faults(
    kind: type[CreditrulesError], diagnostics: Iterable[Diagnostic], source: str = ""
) -> tuple[Diagnostic, ...]:
    """The diagnostics, where none of them is an error; else raises `kind` with all of them."""
    found = tuple(diagnostics)
    if any(diagnostic.severity is Severity.ERROR for diagnostic in found):
        raise kind(found, source)
    return found
