"""What can be wrong and where: diagnostics about content, refusals of requests."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from creditrules.records import dataclass, replace

__all__ = ["Diagnostic", "Fix", "Kind", "Refusal", "Severity", "mended"]


class Severity(StrEnum):
    """ERROR stops publishing; WARNING is told and kept; INFO is good to know, and no reason to change anything."""

    ERROR = "ERROR"
    WARNING = "WARNING"
    INFO = "INFO"


@dataclass(frozen=True, slots=True)
class Fix:
    """A change of the text a diagnostic is about that mends it.

    title: what it does, in a few words. span: the half-open character range of `Diagnostic.source` whose place
    `replacement` takes. safe: whether nothing else can have been meant; only such a one is applied without asking.
    """

    title: str
    span: tuple[int, int]
    replacement: str
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing wrong with a text or a document, with its place.

    code: stable, dotted, lower case, never reused with another meaning ("feel.unknown-name").
    message: one sentence that quotes the author's own text.
    hint: what to do next; empty where nothing honest can be advised.
    place: path inside the document ("decisions.Risk.rules[3].inputs[1]"); rows count from 1.
    source, span: the expression and the half-open character range in it that is meant.
    line, column: counted from 1, in the file the document came from, where known.
    fixes: changes of `source`, each of which mends it, the likeliest first.
    """

    code: str
    message: str
    hint: str = ""
    place: str = ""
    source: str = ""
    span: tuple[int, int] | None = None
    line: int | None = None
    column: int | None = None
    severity: Severity = Severity.ERROR
    fixes: tuple[Fix, ...] = ()

    def at(self, place: str) -> Diagnostic:
        """The same diagnostic seen from further out: `place` is put before its own path."""
        inner = self.place
        joined = place if not inner else inner if not place else place + ("" if inner[0] == "[" else ".") + inner
        return replace(self, place=joined)

    def render(self) -> str:
        """Several lines for a person: where, what, the text with a caret under it, and the hint."""
        position = f"{self.line}:{self.column}: " if self.line is not None else ""
        lines = [f"{position}{self.place + ': ' if self.place else ''}{self.message} [{self.code}]"]
        if self.span is not None and self.source:
            lines += _caret(self.source, self.span)
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


def _caret(source: str, span: tuple[int, int]) -> list[str]:
    start, end = span
    line_start = source.rfind("\n", 0, start) + 1
    line_end = source.find("\n", start)
    line_end = len(source) if line_end < 0 else line_end
    width = max(1, min(end, line_end) - start)
    return [f"  {source[line_start:line_end]}", "  " + " " * (start - line_start) + "^" * width]


def mended(source: str, fixes: Iterable[Fix]) -> str:
    """`source` after `fixes`; of two that overlap or meet, as an insertion does, the first is made."""
    taken: list[Fix] = []
    for fix in fixes:
        if all(_apart(fix.span, other.span) for other in taken):
            taken.append(fix)
    for fix in sorted(taken, key=lambda fix: fix.span, reverse=True):
        source = source[: fix.span[0]] + fix.replacement + source[fix.span[1] :]
    return source


def _apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    room = 1 if one[0] == one[1] or other[0] == other[1] else 0
    return one[1] + room <= other[0] or other[1] + room <= one[0]


class Kind(StrEnum):
    """Why a request is refused; the one field callers may branch on besides the code."""

    INVALID = "INVALID"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    TOO_LARGE = "TOO_LARGE"
    THROTTLED = "THROTTLED"
    UNAVAILABLE = "UNAVAILABLE"


@dataclass(eq=False)
class Refusal(Exception):
    """A request that is not carried out; nothing was written.

    code: stable, upper snake case ("UNKNOWN_PRODUCT"). field: path into the caller's input. hint: what to do next.
    diagnostics: everything wrong with submitted content, where that is the reason. retry_after: in how many seconds
    the same would not be refused for that reason any more, where that is known. cause: of what is UNAVAILABLE, for the
    log alone: a code of the other service's or the class of an error, never a value.
    """

    kind: Kind
    code: str
    message: str
    field: tuple[str | int, ...] = ()
    hint: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
    retry_after: int | None = None
    cause: str = ""

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()
