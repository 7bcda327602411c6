"""What reading use cases work with: whose documents, seen by whom, at which two times, in which languages."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from creditrules.auth import Action, Principal, may, require
from creditrules.desk.ahead import entry_at_hand
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.documents import Documents
from creditrules.desk.expected import Expected
from creditrules.desk.moments import NOTHING_SAID, Moments, Said, fix_moments, language_tag
from creditrules.eligibility import CompiledRuleSet
from creditrules.records import dataclass, replace
from creditrules.rules import Head, ProductForm, Texts, choose

__all__ = ["View", "view_of"]


@dataclass(frozen=True, slots=True)
class View:
    """A principal's view of its tenant's documents. now: what the request takes for the present.

    said: what of it was asked for; two views are one and the same where they say the same, whoever made them.
    """

    documents: Documents
    principal: Principal
    now: datetime
    moments: Moments
    languages: tuple[str, ...] = ()
    said: Said = NOTHING_SAID

    @property
    def tenant(self) -> str:
        """The principal's tenant: the only one that anything under this view reads."""
        return self.documents.tenant

    @property
    def catalogue(self) -> Catalogue:
        """Products and compiled rule sets."""
        return self.documents.catalogue

    def product(self, digest: str) -> ProductForm:
        """A product by its content's digest. Raises Refusal UNAVAILABLE "CONTENT_UNAVAILABLE", "CONTENT_UNREADABLE"."""
        return self.catalogue.forms(self.tenant, [digest])[digest]

    def rule_set(self, digest: str) -> CompiledRuleSet:
        """A compiled rule set by its content's digest. Raises as `product`."""
        return self.catalogue.rule_set(self.tenant, digest)

    def hold(self, head: Head) -> None:
        """Take over a head that is listed: what is in force of it and its latest version may be asked for."""
        self.documents.hold((head,))
        self.catalogue.expect(partial(_expected, head, self.moments))

    @property
    def sees_policy(self) -> bool:
        """Whether the principal may see how the lender decides, and who wrote what."""
        return may(self.principal, Action.SEE_POLICY)

    def text(self, texts: Texts, locale: str | None = None) -> str:
        """The text in `locale`, else in the first language asked for that there is."""
        return choose(texts, locale or next((tag for tag in self.languages if _speaks(texts, tag)), None))

    def at(self, valid_at: datetime | None, known_at: datetime | None) -> View:
        """The same view at other times; a time left out stays as it is. Raises Refusal as `fix_moments` does."""
        if valid_at is None and known_at is None:
            return self
        moments = fix_moments(self.now, valid_at or self.moments.valid_at, known_at or self.moments.known_at)
        said = replace(
            self.said,
            valid_at=moments.valid_at if valid_at else self.said.valid_at,
            known_at=moments.known_at if known_at else self.said.known_at,
        )
        return replace(self, moments=moments, said=said)

    def in_language(self, locale: str | None) -> View:
        """The same view, its texts in `locale` first; as it was where that is no language tag."""
        tag = language_tag(locale)
        return replace(self, languages=(tag, *self.languages), said=replace(self.said, language=tag)) if tag else self


def _expected(head: Head, moments: Moments) -> Expected:
    """What may be asked of a document."""
    last = max(head.entries, key=lambda each: each.version, default=None)
    latest = None if last is None or last.retires else last
    wanted = [each for each in (entry_at_hand(head, moments), latest) if each is not None]
    return Expected(
        [(head.key, each.version) for each in wanted],
        [(head.key, each.sequence) for each in wanted],
        [(head.key.kind, each.digest) for each in wanted],
        (head.key,),
    )


def view_of(
    documents: Documents,
    principal: Principal,
    now: datetime,
    times: tuple[datetime | None, datetime | None] = (None, None),
    languages: tuple[str, ...] = (),
) -> View:
    """The view at the valid and the recorded time that are asked for.

    documents: of the principal's tenant. Raises Refusal FORBIDDEN without the right to ask, and as `fix_moments` does.
    """
    require(principal, Action.ASK)
    return View(documents, principal, now, fix_moments(now), languages).at(*times)


def _speaks(texts: Texts, tag: str) -> bool:
    """Whether one of the texts is in the language of `tag`."""
    wanted = tag.lower().partition("-")[0]
    return any(given.lower().partition("-")[0] == wanted for given in texts)
