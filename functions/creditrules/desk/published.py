"""Two versions compared as partners may see them: in what is published of either, and in nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from creditrules.auth import Action, require
from creditrules.desk.budgets import Work, begin
from creditrules.desk.comparing import ChosenVersion, WhichVersion, choose_version
from creditrules.desk.listed_together import TICK, expect_before
from creditrules.desk.paging import page_in_place
from creditrules.desk.view import View
from creditrules.rules import Activation, DocumentKey, DocumentKind
from creditrules.rules.diff import (
    Change,
    ContentDiff,
    Face,
    PublishedDiff,
    Section,
    diff_published,
    face_of_parameter,
    face_of_product,
    face_of_rule_set,
)
from creditrules.rules.ports import Asked, Page

__all__ = [
    "PublishedComparison",
    "changes_published",
    "compare_published",
    "published_between",
    "published_by_activation",
]


@dataclass(frozen=True, slots=True)
class PublishedComparison:
    """In what `after` differs from `before` for partners."""

    before: ChosenVersion
    after: ChosenVersion
    found: PublishedDiff


def compare_published(view: View, key: DocumentKey, before: WhichVersion, after: WhichVersion) -> PublishedComparison:
    """Two versions of a document compared by what is published of them.

    Raises Refusal as `compare` does, and TOO_LARGE "BUDGET_SPENT".
    """
    require(view.principal, Action.ASK)
    return _compared(view, key, choose_version(view, key, before, "from"), choose_version(view, key, after, "to"))


def published_by_activation(view: View, activation: Activation) -> PublishedComparison | None:
    """What was to be in force when a change begins, compared with what had been until it was recorded.

    None where one of them is nothing: with a first version, and with a retirement. Raises Refusal TOO_LARGE
    "BUDGET_SPENT".
    """
    require(view.principal, Action.ASK)
    head = view.documents.head(activation.key)
    if head is None or not activation.key.kind.is_told:
        return None
    expect_before(view)
    begin, recorded, store = activation.valid_from, activation.recorded_at, view.catalogue.store
    before = store.in_force(view.tenant, head, begin, recorded - TICK)
    after = store.in_force(view.tenant, head, begin, recorded)
    if before is None or after is None:
        return None
    chosen = (ChosenVersion(entry.version, entry.digest) for entry in (before, after))
    return _compared(view, activation.key, *chosen)


def published_between(view: View, key: DocumentKey, before: str, after: str) -> PublishedDiff | None:
    """In what two contents of a document differ for partners, by their digests; None where they are one."""
    require(view.principal, Action.ASK)
    return None if before == after else _difference(view, key.kind, before, after)


def changes_published(view: View, diff: ContentDiff, section: Section | None, asked: Asked, of: str) -> Page[Change]:
    """What differs in what is published, of one section or of all. Raises Refusal as `changes_of_diff`."""
    require(view.principal, Action.ASK)
    found = [change for change in diff.changes if section in {None, change.section}]
    return page_in_place(view, ("published changes", of, section or ""), found, asked)


def _compared(view: View, key: DocumentKey, before: ChosenVersion, after: ChosenVersion) -> PublishedComparison:
    return PublishedComparison(before, after, _difference(view, key.kind, before.digest, after.digest))


def _difference(view: View, kind: DocumentKind, before: str, after: str) -> PublishedDiff:
    if before == after:
        return PublishedDiff(ContentDiff())
    kept, name = view.catalogue.published, (view.tenant, before, after)
    found = kept.find(name)
    if found is None:
        begin(view.catalogue.budget, Work.PUBLISHED_DIFF)
        faces = _faces(view, kind, (before, after))
        found = diff_published(faces[before], faces[after])
        kept.keep(name, found)
    return found


def _faces(view: View, kind: DocumentKind, digests: tuple[str, str]) -> Mapping[str, Face]:
    catalogue, tenant = view.catalogue, view.tenant
    match kind:
        case DocumentKind.PRODUCT:
            contents = catalogue.content(tenant, digests)
            return {of: face_of_product(form, contents[of]) for of, form in catalogue.forms(tenant, digests).items()}
        case DocumentKind.PARAMETER:
            return {of: face_of_parameter(each) for of, each in catalogue.parameters(tenant, digests).items()}
        case DocumentKind.EXPERIMENT:
            return {of: Face({}, catalogue.written(tenant, of)) for of in digests}
        case _:
            return {of: face_of_rule_set(each.rule_set) for of, each in catalogue.rule_sets(tenant, digests).items()}
