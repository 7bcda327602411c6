"""What of a change is public, field by field. There is no place here for what is not.

Left out on purpose: who did it and who approved it; the comment on the impact, which is for the lender's own people;
slugs, names, versions, digests and contents of rule sets; names of facts and codes of reasons, which tell of rules;
values of parameters, and everything about those whose values are not published; products that are not public.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from creditrules.records import dataclass
from creditrules.rules import BasisCategory, Texts

__all__ = ["Act", "Disclosure", "PublicChange", "PublicGround", "PublicImpact", "Status", "Subject", "public_id"]


class Act(StrEnum):
    """What was done. RETURN goes back to earlier rules; VALUE is the next dated value of a parameter."""

    CHANGE = "CHANGE"
    CORRECTION = "CORRECTION"
    RETURN = "RETURN"
    END = "END"
    VALUE = "VALUE"


class Status(StrEnum):
    """Where it stands: PAST where something else decides by now, WITHDRAWN where it was taken back before it began."""

    COMING = "COMING"
    IN_FORCE = "IN_FORCE"
    PAST = "PAST"
    WITHDRAWN = "WITHDRAWN"


class Subject(StrEnum):
    """What was changed."""

    PRODUCT = "PRODUCT"
    RISK_RULES = "RISK_RULES"
    PRODUCT_RULES = "PRODUCT_RULES"
    REGULATION_RULES = "REGULATION_RULES"
    PARAMETER = "PARAMETER"


@dataclass(frozen=True, slots=True)
class PublicGround:
    """Why, and what customers are told, in each language."""

    category: BasisCategory
    citation: str
    link: str | None
    notice: Texts


@dataclass(frozen=True, slots=True)
class PublicImpact:
    """products: names of the public ones that it touches. The rest are counts: of facts asked for, and of reasons."""

    products: tuple[Texts, ...] = ()
    facts_added: int = 0
    facts_removed: int = 0
    reasons_added: int = 0
    reasons_removed: int = 0

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """The four counts, facts first."""
        return (self.facts_added, self.facts_removed, self.reasons_added, self.reasons_removed)


@dataclass(frozen=True, slots=True)
class PublicChange:
    """One change. id: the same for ever, a URN. name: of a parameter that publishes its values.

    since, until: when it is, was or was to be in force. announced: when it was recorded. withdrawn, withdrawal: when it
    was taken back, and why. corrected: when it was declared that it had not been right for some of its time.
    """

    id: str
    act: Act
    status: Status
    subject: Subject
    name: Texts | None
    since: datetime
    until: datetime | None
    announced: datetime
    ground: PublicGround
    impact: PublicImpact
    withdrawn: datetime | None = None
    withdrawal: PublicGround | None = None
    corrected: datetime | None = None

    @property
    def anchor(self) -> str:
        """Its place on a page."""
        return f"c-{self.id[-12:]}"

    def updated(self, at: datetime) -> datetime:
        """When what is told of it changed last, up to a moment."""
        moments = (self.announced, self.since, self.until, self.withdrawn, self.corrected)
        return max((each for each in moments if each is not None and each <= at), default=self.announced)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One page of what is public of a product. tenant, product: slugs. zone: in which moments are told.

    address: what whole addresses begin with, "" unless known. at: the moment that it holds for; until: from when on it
    would read otherwise, as far as is known. coming: the soonest first; further: whether there are more than these.
    changes: the newest first. before: the place after which this page begins, None for the first one; older: the place
    after which the next one does. complete: whether this is all, up to the oldest.
    """

    tenant: str
    product: str
    lender: Texts
    name: Texts
    zone: str
    address: str
    at: datetime
    until: datetime | None
    coming: tuple[PublicChange, ...]
    further: bool
    changes: tuple[PublicChange, ...]
    before: str | None = None
    older: str | None = None
    complete: bool = True


def public_id(*parts: str) -> str:
    """A name for what these say, always the same, that does not tell them; one of them nobody else can know."""
    digest = bytearray(sha256("\x00".join(parts).encode()).digest()[:16])
    digest[6], digest[8] = digest[6] & 0x0F | 0x80, digest[8] & 0x3F | 0x80  # version 8 of RFC 9562: one's own
    return UUID(bytes=bytes(digest)).urn
