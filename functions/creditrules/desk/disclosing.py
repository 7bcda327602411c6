"""What anybody may read of a product whose changes its lender has made public.

Field by field `creditrules.disclosure` has what is public. Who reads has no role, so whatever asks for a right refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from creditrules.auth import Principal
from creditrules.desk.catalogue import Catalogue, product_key
from creditrules.desk.documents import Documents
from creditrules.desk.expected import Expected
from creditrules.desk.happenings import Happening, Happenings, happenings_of
from creditrules.desk.moments import fix_moments
from creditrules.desk.paging import page_at_hand, sifted_page
from creditrules.desk.reach import Reach
from creditrules.desk.settings import NO_SETTINGS
from creditrules.desk.view import View
from creditrules.disclosure import (
    Act,
    Disclosure,
    PublicChange,
    PublicGround,
    PublicImpact,
    Status,
    Subject,
    public_id,
)
from creditrules.document import digest_of
from creditrules.errors import Kind, Refusal
from creditrules.rules import (
    Activation,
    ActivationKind,
    Category,
    ChangeStatement,
    DocumentKey,
    DocumentKind,
    Impact,
    Texts,
)
from creditrules.rules.life import SETTINGS_KEY, DisclosureSettings, stored_settings
from creditrules.rules.ports import Asked, ListedChange, Page

__all__ = ["disclosure_of", "disclosure_settings", "is_disclosure_place"]

SHOWN: Final = 20
MOST_COMING: Final = 50
SIFTED_AT_ONCE: Final = 50
MOST_TEXT: Final = 300_000
"""Characters of notices and citations that a page has, unless one change alone has more: a page stays below 3 MB."""
_ACTS: Final = {
    ActivationKind.PUBLICATION: Act.CHANGE,
    ActivationKind.CORRECTION: Act.CORRECTION,
    ActivationKind.ROLLBACK: Act.RETURN,
    ActivationKind.RETIREMENT: Act.END,
}
_RULES: Final = {
    Category.RISK: Subject.RISK_RULES,
    Category.PRODUCT: Subject.PRODUCT_RULES,
    Category.REGULATION: Subject.REGULATION_RULES,
}
_NOTHING: Final = digest_of(NO_SETTINGS)
_Listed = tuple[Happening, Activation]


def disclosure_settings(catalogue: Catalogue, tenant: str) -> DisclosureSettings:
    """What a lender has made public, as of now; nothing where there is no such lender.

    Costs two requests either way, so that nobody can tell from the time it takes. Raises Refusal UNAVAILABLE.
    """
    store, now = catalogue.store, catalogue.store.now()
    head = store.heads(tenant, [SETTINGS_KEY]).get(SETTINGS_KEY)
    entry = store.in_force(tenant, head, now, now) if head else None
    digest = entry.digest if entry else _NOTHING
    found = store.content(tenant, [digest])
    if entry is not None and digest not in found:
        raise Refusal(Kind.UNAVAILABLE, "CONTENT_UNAVAILABLE", f"The content {digest} could not be read.")
    settings = stored_settings(found.get(digest, NO_SETTINGS))
    if settings is None:
        raise Refusal(Kind.UNAVAILABLE, "CONTENT_UNREADABLE", "Stored settings cannot be read by this release.")
    return settings.disclosure


def is_disclosure_place(catalogue: Catalogue, tenant: str, product: str, before: str) -> bool:
    """Whether an earlier page of the product has named this place; costs no request."""
    try:
        catalogue.store.cursors.open((tenant, *_listing(product)), before)
    except Refusal:
        return False
    return True


def disclosure_of(
    catalogue: Catalogue, tenant: str, settings: DisclosureSettings, product: str, before: str | None = None
) -> Disclosure | None:
    """A page of what is public of a product, as of now; None where it is not public, or has no version yet.

    catalogue: under a budget of its own. before: the place that an earlier page named as `older`. Raises Refusal:
    INVALID "BAD_CURSOR"; UNAVAILABLE.
    """
    if product not in settings.products:
        return None
    now = catalogue.store.now()
    documents = Documents(catalogue, tenant, drafts=False)
    view = View(documents, Principal(tenant, "", frozenset()), now, fix_moments(now))
    head = documents.head(product_key(product))
    if head is None:
        return None
    found = happenings_of(view, head)
    told = _Telling(view, settings, product, Reach(view, head))
    older = told.page(found, before)
    coming, further = told.coming(found) if before is None else ((), False)
    soon = _fitting(coming, MOST_TEXT)
    past = _fitting([*reversed(older.items)], MOST_TEXT - _text(coming[:soon]))
    listed = [*coming[:soon], *[*reversed(older.items)][:past]]
    names = _names(view, settings, (activation.statement.impact for _, activation in listed), product)
    changes = [told.change(*each, names) for each in listed]
    return Disclosure(
        tenant,
        product,
        settings.lender or {"en": tenant},
        names[product],
        settings.time_zone,
        settings.address or "",
        now,
        found.until,
        tuple(changes[:soon]),
        further or soon < len(coming),
        tuple(changes[soon:]),
        before,
        _place_after(older, past),
        found.complete,
    )


def _listing(product: str) -> tuple[str, ...]:
    return ("disclosure", product)


class _Telling:
    """Makes of what happened what is told of it: the acts are read for those alone that are shown."""

    def __init__(self, view: View, settings: DisclosureSettings, product: str, reach: Reach) -> None:
        self._view, self._settings, self._product, self._reach = view, settings, product, reach
        self._listing = _listing(product)

    def page(self, found: Happenings, before: str | None) -> Page[_Listed]:
        """The latest of the past that lie before a place, the latest last."""
        placed = [(_position(each, self._id(each)), each) for each in found.past]
        fetch = partial(page_at_hand, self._view, self._listing, placed)
        asked = Asked(SHOWN, None, before, backward=True)
        return sifted_page(self._read(fetch), self._wanted, asked, SIFTED_AT_ONCE)

    def coming(self, found: Happenings) -> tuple[Sequence[_Listed], bool]:
        """The soonest of what comes, and whether there is more."""
        soonest = self._acts(found.coming[:MOST_COMING])
        wanted = self._wanted(soonest)
        return [each for each, keep in zip(soonest, wanted, strict=True) if keep], len(found.coming) > MOST_COMING

    def change(self, happening: Happening, activation: Activation, names: Mapping[str, Texts]) -> PublicChange:
        """All that is told of it. names: of public products, by slug."""
        back = self._act(happening.key, happening.back) if happening.back else None
        return PublicChange(
            self._id(happening),
            Act.VALUE if happening.value else _ACTS[activation.kind],
            _status(happening),
            self._subject(happening),
            happening.name,
            happening.since,
            happening.until,
            happening.entry.recorded_at,
            _ground(activation.statement),
            _impact(activation.statement.impact, names),
            happening.withdrawn,
            _ground(back.statement) if back else None,
            happening.corrected,
        )

    def _read(self, fetch: Callable[[Asked], Page[Happening]]) -> Callable[[Asked], Page[_Listed]]:
        def fetched(asked: Asked) -> Page[_Listed]:
            page = fetch(asked)
            return page.showing(self._acts(page.items))

        return fetched

    def _acts(self, happenings: Sequence[Happening]) -> list[_Listed]:
        """With the acts, those that took them back read beside, by as few requests as can be."""
        names = [(each.key, number) for each in happenings for number in (each.sequence, each.back) if number]
        self._view.catalogue.expect(lambda: Expected(activations=names))
        return [(each, self._act(each.key, each.sequence)) for each in happenings]

    def _act(self, key: DocumentKey, sequence: int) -> Activation:
        found = self._view.documents.activation(key, sequence)
        if found is None:
            message = "An activation that was recorded is not in the store."
            raise Refusal(Kind.UNAVAILABLE, "HISTORY_DAMAGED", message)
        return found

    def _wanted(self, listed: Sequence[_Listed]) -> Sequence[bool]:
        return self._reach.of([ListedChange(activation, happening.value) for happening, activation in listed])

    def _id(self, happening: Happening) -> str:
        """The digest of the content is in it, which nobody can guess who does not know the rules."""
        key, entry = happening.key, happening.entry
        moment, day = entry.recorded_at.isoformat(), happening.day.isoformat() if happening.day else ""
        named = (self._view.tenant, self._product, key.kind.value, key.slug, str(happening.sequence))
        return public_id(*named, moment, entry.digest, day)

    def _subject(self, happening: Happening) -> Subject:
        if happening.key.kind is DocumentKind.PRODUCT:
            return Subject.PRODUCT
        if happening.key.kind is DocumentKind.PARAMETER:
            return Subject.PARAMETER
        head = self._view.documents.head(happening.key)
        return _RULES[(head.category if head else None) or Category.PRODUCT]


def _text(listed: Iterable[_Listed]) -> int:
    """How many characters lenders wrote of changes."""
    statements = (activation.statement for _, activation in listed)
    return sum(len(each.basis.citation) + sum(map(len, each.notice.values())) for each in statements)


def _fitting(listed: Sequence[_Listed], most: int) -> int:
    """How many of them are told on one page: one at least, where there is any, so that every one comes to its turn."""
    for number, each in enumerate(listed):
        most -= _text([each])
        if most < 0:
            return max(number, 1)
    return len(listed)


def _place_after(page: Page[_Listed], told: int) -> str | None:
    """Where the next page begins, once the latest of this one were told. Its cursors are in the order of the items."""
    if told < len(page.items):
        return page.cursors[-told]
    return (page.resume or page.cursors[0]) if page.has_previous else None


def _names(view: View, settings: DisclosureSettings, impacts: Iterable[Impact], product: str) -> Mapping[str, Texts]:
    """Of the public products that are touched what they are called now; the one itself among them.

    One that was never in force yet, or is no more, is called as its latest version calls it.
    """
    touched = {slug for impact in impacts for slug in impact.products}.intersection(settings.products)
    keys = {slug: product_key(slug) for slug in sorted({*touched, product})}
    view.documents.expect(keys.values())
    heads = {slug: head for slug, key in keys.items() if (head := view.documents.head(key)) is not None}
    entries = {slug: view.documents.in_force(head, view.moments) for slug, head in heads.items()}
    forms = view.catalogue.forms(view.tenant, {entry.digest for entry in entries.values() if entry is not None})
    return {
        slug: forms[entry.digest].name if (entry := entries[slug]) is not None else head.name
        for slug, head in heads.items()
    }


def _impact(impact: Impact, names: Mapping[str, Texts]) -> PublicImpact:
    return PublicImpact(
        tuple(names[slug] for slug in impact.products if slug in names),
        len(impact.facts_added),
        len(impact.facts_removed),
        len(impact.reasons_added),
        len(impact.reasons_removed),
    )


def _ground(statement: ChangeStatement) -> PublicGround:
    basis = statement.basis
    return PublicGround(basis.category, basis.citation, basis.link, statement.notice)


def _status(happening: Happening) -> Status:
    if happening.coming:
        return Status.COMING
    if happening.withdrawn is not None:
        return Status.WITHDRAWN
    return Status.IN_FORCE if happening.decides else Status.PAST


def _position(happening: Happening, name: str) -> str:
    """Its place among others, by its moment and then its name; it tells nothing that is not public."""
    return f"{happening.moment.isoformat(timespec='microseconds')}#{name}"
