"""In what two versions differ in what is published of them, as clients see it."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import strawberry
from creditrules.api.types.diffs import ComparedVersions, ContentChange, content_change
from creditrules.api.types.enums import Section
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field, paged
from creditrules.api.types.versions import VersionRef, version_node
from creditrules.auth import Action
from creditrules.desk import PublishedComparison, View, changes_published
from creditrules.rules import DocumentKey
from creditrules.rules.ports import Asked

__all__ = ["PublishedDiff", "published_diff"]


@strawberry.type(
    description=(
        "In what two versions differ in what is published of them, the same for all readers: facts asked for, reasons "
        "with their words, interventions and lifts, parameters by name; of products features, rule sets and what may "
        "be asked of loans; of parameters their values where they publish them. Conditions of lifts only of a version "
        "that publishes its thresholds."
    ),
    directives=needs(Action.ASK),
)
class PublishedDiff(ComparedVersions):
    rest_differs: bool = strawberry.field(
        description=(
            "Whether what decides and is not published says something else: conditions, results, prices, values. What, "
            "or which of them, is not told."
        )
    )

    @field
    @paged
    def changes(
        self,
        asked: Asked,
        section: Annotated[Section | None, strawberry.argument(description="Only changes in this part.")] = None,
    ) -> Connection[ContentChange]:
        """Everything published that differs."""
        page = changes_published(self.view, self.diff, section, asked, self.compared)
        return connect(self.view, page, content_change)


def published_diff(view: View, key: DocumentKey, found: PublishedComparison) -> PublishedDiff:
    """What differs for partners between two versions of the document."""
    from_, to = (version_node(VersionRef(view, key, each.number, each.digest)) for each in (found.before, found.after))
    identical = found.before.digest == found.after.digest
    diff, rest = found.found.diff, found.found.rest_differs
    return PublishedDiff(view=view, diff=diff, from_=from_, to=to, identical=identical, rest_differs=rest)
