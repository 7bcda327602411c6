"""What cannot be lent as it was asked, with code, place and hint."""

from __future__ import annotations

from collections.abc import Iterable

from creditrules.errors import Diagnostic

__all__ = ["LendingError", "impossible"]


class LendingError(ValueError):
    """Terms or a loan that no schedule or rate can be made of.

    diagnostics: everything wrong with it. Places start at "terms" (what the product says) or "loan" (what was asked).
    """

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        return "\n".join(diagnostic.render() for diagnostic in self.diagnostics)


def impossible(code: str, place: str, message: str, hint: str) -> LendingError:
    """The error of one thing that is wrong."""
    return LendingError([Diagnostic(code, message, hint, place)])
