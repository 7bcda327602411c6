"""Two versions of a document compared: which ones are meant, and in what they differ."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from creditrules.api.context import Scope
from creditrules.document import read_json
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, RuleStore
from creditrules.rules.diff import ContentDiff, diff_contents

__all__ = ["ChosenVersion", "compare", "version_at", "version_numbered"]

DIFFS_KEPT = 4
"""A diff is asked for page by page and never changes; one of a large table takes seconds and tens of megabytes."""


@dataclass(frozen=True, slots=True)
class ChosenVersion:
    """A version by its number and digest."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class _Pair:
    before: str
    after: str
    tenant: str
    store: RuleStore = field(compare=False)


def version_numbered(scope: Scope, key: DocumentKey, number: int) -> ChosenVersion:
    """The version of that number. Raises Refusal NOT_FOUND "UNKNOWN_VERSION", also where it was recorded later."""
    version = scope.documents.version(key, number)
    if version is None or version.recorded_at > scope.moments.known_at:
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_VERSION", f"'{key.slug}' has no version {number}.", ("version",))
    return ChosenVersion(version.number, version.digest)


def version_at(
    scope: Scope, key: DocumentKey, valid_at: datetime | None, known_at: datetime | None, now: datetime
) -> ChosenVersion:
    """The version in force at both times. Raises Refusal NOT_FOUND, and as `fix_moments` does."""
    view = scope.at(valid_at, known_at, now)
    head = view.documents.head(key)
    entry = view.documents.in_force(head, view.moments) if head is not None else None
    if entry is None:
        moment = view.moments.valid_at.isoformat()
        raise Refusal(
            Kind.NOT_FOUND, "NO_VERSION_IN_FORCE", f"No version of '{key.slug}' was in force at {moment}.", ("validAt",)
        )
    return ChosenVersion(entry.version, entry.digest)


def compare(scope: Scope, before: str, after: str) -> ContentDiff:
    """The differences of two contents of the tenant by their digests. Raises Refusal UNAVAILABLE."""
    return _compared(_Pair(before, after, scope.tenant, scope.catalogue.store))


@lru_cache(maxsize=DIFFS_KEPT)
def _compared(pair: _Pair) -> ContentDiff:
    if pair.before == pair.after:
        return ContentDiff()
    contents = pair.store.content(pair.tenant, [pair.before, pair.after])
    values = []
    for digest in (pair.before, pair.after):
        value = read_json(contents[digest]).value if digest in contents else None
        if not isinstance(value, dict):
            raise Refusal(Kind.UNAVAILABLE, "CONTENT_UNAVAILABLE", f"The content {digest} could not be read.")
        values.append(value)
    return diff_contents(*values)
