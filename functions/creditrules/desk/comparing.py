"""Two versions of a document compared: which ones are meant, and in what they differ. Not for partners."""

from __future__ import annotations

from datetime import datetime

from creditrules.auth import Action, require
from creditrules.desk.paging import page_in_place
from creditrules.desk.view import View
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass
from creditrules.rules import DocumentKey
from creditrules.rules.diff import Change, ContentDiff, Row, Section, TableDiff
from creditrules.rules.ports import Asked, Page

__all__ = [
    "ChosenVersion",
    "Comparison",
    "WhichVersion",
    "changes_of_diff",
    "choose_version",
    "compare",
    "compare_with_earlier",
    "rows_of_table",
]


@dataclass(frozen=True, slots=True)
class WhichVersion:
    """A version by its number, or the one in force at a time: the number alone, or one or both times."""

    number: int | None = None
    valid_at: datetime | None = None
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChosenVersion:
    """A version by its number and digest."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """In what `after` differs from `before`."""

    before: ChosenVersion
    after: ChosenVersion
    diff: ContentDiff


def compare(view: View, key: DocumentKey, before: WhichVersion, after: WhichVersion) -> Comparison:
    """Two versions of a document compared.

    Raises Refusal, its field from "from" or "to" on: INVALID "VERSION_OR_TIME", NOT_FOUND "UNKNOWN_VERSION",
    "NO_VERSION_IN_FORCE", and as `fix_moments` does; FORBIDDEN; UNAVAILABLE.
    """
    require(view.principal, Action.SEE_POLICY)
    return _compared(view, choose_version(view, key, before, "from"), choose_version(view, key, after, "to"))


def compare_with_earlier(
    view: View, key: DocumentKey, after: ChosenVersion, before: WhichVersion | None = None
) -> Comparison | None:
    """A version compared with the one before it unless another is named; None for the first. Raises as `compare`."""
    require(view.principal, Action.SEE_POLICY)
    if before is None and after.number == 1:
        return None
    return _compared(view, choose_version(view, key, before or WhichVersion(after.number - 1), "from"), after)


def changes_of_diff(view: View, diff: ContentDiff, section: Section | None, asked: Asked, of: str) -> Page[Change]:
    """What differs outside the rows of tables, of one section or of all. of: a name that no other comparison has.

    Raises Refusal FORBIDDEN; INVALID "BAD_CURSOR".
    """
    require(view.principal, Action.SEE_POLICY)
    found = [change for change in diff.changes if section in {None, change.section}]
    return page_in_place(view, ("changes", of, section or ""), found, asked)


def rows_of_table(view: View, table: TableDiff, asked: Asked, of: str) -> Page[Row]:
    """The rows of a table that differ. Raises as `changes_of_diff`."""
    require(view.principal, Action.SEE_POLICY)
    return page_in_place(view, ("rows", of, table.place), table.rows, asked)


def _compared(view: View, before: ChosenVersion, after: ChosenVersion) -> Comparison:
    return Comparison(before, after, view.catalogue.difference(view.tenant, before.digest, after.digest))


def choose_version(view: View, key: DocumentKey, which: WhichVersion, field: str) -> ChosenVersion:
    """The version that is meant; refusals name their field from `field` on. Raises as `compare`."""
    try:
        return _numbered(view, key, which.number) if _by_number(which) else _at(view, key, which)
    except Refusal as refusal:
        refusal.field = (field, *refusal.field)
        raise


def _by_number(which: WhichVersion) -> bool:
    timed = which.valid_at is not None or which.known_at is not None
    if timed == (which.number is not None):
        hint = "State `version`, or else `validAt`, `knownAt` or both."
        raise Refusal(Kind.INVALID, "VERSION_OR_TIME", "Either a version or a time says what is meant.", (), hint)
    return not timed


def _numbered(view: View, key: DocumentKey, number: int | None) -> ChosenVersion:
    version = view.documents.version(key, number or 0)
    if version is None or version.recorded_at > view.moments.known_at:
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_VERSION", f"'{key.slug}' has no version {number}.", ("version",))
    return ChosenVersion(version.number, version.digest)


def _at(view: View, key: DocumentKey, which: WhichVersion) -> ChosenVersion:
    asked = view.at(which.valid_at, which.known_at)
    head = asked.documents.head(key)
    entry = asked.documents.in_force(head, asked.moments) if head is not None else None
    if entry is None:
        message = f"No version of '{key.slug}' was in force at {asked.moments.valid_at.isoformat()}."
        raise Refusal(Kind.NOT_FOUND, "NO_VERSION_IN_FORCE", message, ("validAt",))
    return ChosenVersion(entry.version, entry.digest)
