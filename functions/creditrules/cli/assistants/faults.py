"""Why a tool did not do what was asked, as an assistant is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Final

from creditrules.errors import Diagnostic

__all__ = ["Fault", "plain_diagnostics"]

MOST_FOUND: Final = 100


class Fault(Exception):
    """Nothing was done. code: of the catalogue. place: which of the tool's arguments, or where in the content.

    found: what is wrong with a content, where that is the reason; the check tool pages through all of it.
    """

    def __init__(
        self, code: str, message: str, hint: str = "", place: str = "", found: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.place = place
        self.found = list(islice(found, MOST_FOUND))

    def plain(self) -> dict[str, Any]:
        """The fault as data."""
        told = {"code": self.code, "message": self.message, "hint": self.hint, "place": self.place}
        return {name: text for name, text in told.items() if text} | ({"found": self.found} if self.found else {})


def plain_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """Diagnostics as the API writes them."""
    return [
        {
            "severity": one.severity.value,
            "code": one.code,
            "message": one.message,
            "hint": one.hint or None,
            "place": one.place or None,
            "line": one.line,
            "column": one.column,
        }
        for one in diagnostics
    ]
