"""Versions of a document as a moment knew them, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from creditrules.api.context import Scope
from creditrules.desk.paging import sifted_page
from creditrules.rules import Head, Page, Version

__all__ = ["known_versions"]


def known_versions(
    scope: Scope, head: Head, size: int, after: str | None
) -> tuple[Page[Version], int | None, str | None]:
    """A page of the versions recorded by the scope's recorded time, how many there are, and the cursor to go on after.

    The number is None where counting would mean reading them.
    """
    store, tenant, known = scope.catalogue.store, scope.tenant, scope.moments.known_at

    def fetch(first: int, cursor: str | None) -> Page[Version]:
        return store.versions(tenant, head.key, first, cursor)

    def wanted(versions: Sequence[Version]) -> Sequence[bool]:
        return [version.recorded_at <= known for version in versions]

    if head.last_recorded_at <= known:
        return fetch(size, after), head.latest_version, None
    page, resume = sifted_page(fetch, wanted, size, after)
    return page, None, resume
