"""How a subject is told: its address, its language, its quiet hours, or that it wants nothing."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

from creditrules.auth import Action, Principal, may, require
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.drawing import refuse_subject
from creditrules.desk.feeding import people_of
from creditrules.desk.submitting import checked_once
from creditrules.desk.view import View
from creditrules.errors import Kind, Refusal
from creditrules.feed import AddressKind, QuietHours, SubjectContact, checked_address
from creditrules.once import Once
from creditrules.records import dataclass, field, replace
from creditrules.rules import is_time_zone
from creditrules.rules.life import SubjectScope

__all__ = ["ContactGiven", "QuietGiven", "set_contact", "subject_contact"]

LONGEST_PARTNER: Final = 256
LONGEST_LANGUAGE: Final = 35
ATTEMPTS: Final = 4
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True)
class QuietGiven:
    """Quiet hours as they were written: HH:MM, and a time zone of the IANA database."""

    start: str
    end: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class ContactGiven:
    """How a subject is to be told. partner: whose subject it is, where partners have names of their own.

    kind, address: both or neither; without them nothing is sent. opted_out: None leaves it as it is.
    """

    subject: str = field(repr=False)
    kind: AddressKind | None = None
    address: str | None = field(default=None, repr=False)
    language: str = "en"
    opted_out: bool | None = None
    quiet: QuietGiven | None = None
    partner: str | None = None


def set_contact(
    catalogue: Catalogue, principal: Principal, given: ContactGiven, once: Once | None = None
) -> tuple[SubjectContact, bool]:
    """Keep how a subject is told, in place of what was said before; with whether that answers an earlier sending.

    Whoever wants nothing is told nothing until the opposite is said: an address alone does not say it. Raises Refusal
    FORBIDDEN; INVALID "BAD_CONTACT", "BAD_SUBJECT", "BAD_IDEMPOTENCY_KEY"; CONFLICT "KEY_REUSED"; UNAVAILABLE.
    """
    require(principal, Action.MANAGE_CONTACTS)
    people, receipts, tenant = people_of(catalogue), catalogue.store.receipts, principal.tenant
    once = checked_once(once)
    partner = _whose(catalogue, principal, given.subject, given.partner)
    checked = _checked(given)
    replayed = receipts.first(tenant, once) is not None
    for _ in range(ATTEMPTS):
        before = people.contact(tenant, given.subject, partner) or SubjectContact()
        opted_out = before.opted_out if given.opted_out is None else given.opted_out
        after = replace(checked, opted_out=opted_out, revision=before.revision)
        if replayed or (after == before and before.revision):
            return before, True
        if people.set_contact(tenant, given.subject, partner, after):
            receipts.keep(tenant, once, {})
            return replace(after, revision=before.revision + 1), False
    message = "Others say at the same time how this subject is told."
    raise Refusal(Kind.UNAVAILABLE, "CONTACT_BUSY", message, ("subject",), "Try again in a moment.")


def subject_contact(view: View, subject: str, partner: str | None = None) -> SubjectContact | None:
    """How a subject is told; None where nothing was said, or it was erased. Raises Refusal as `set_contact`."""
    require(view.principal, Action.MANAGE_CONTACTS)
    people = people_of(view.catalogue)
    return people.contact(view.tenant, subject, _whose(view.catalogue, view.principal, subject, partner))


def _whose(catalogue: Catalogue, principal: Principal, subject: str, partner: str | None) -> str | None:
    """Whose name it is: a partner's own, or all partners' where they share names."""
    refuse_subject(subject)
    lenders = may(principal, Action.READ_DECISIONS)
    if not lenders and partner not in {None, principal.subject}:
        message = "A partner says how its own subjects are told."
        raise Refusal(Kind.FORBIDDEN, "NOT_ALLOWED", message, ("partner",), "Leave `partner` out.")
    if catalogue.settings_now(principal.tenant).subjects.scope is SubjectScope.SHARED:
        if partner is not None and lenders:
            message = "All partners of this lender mean the same subject by its name."
            raise Refusal(Kind.INVALID, "BAD_CONTACT", message, ("partner",), "Leave `partner` out.")
        return None
    if not lenders:
        return principal.subject
    if partner is None or not 1 <= len(partner) <= LONGEST_PARTNER:
        message = "One partner's name of a subject may be another person with another."
        hint = "Say whose it is by `partner`, the `author` of its decisions."
        raise Refusal(Kind.INVALID, "BAD_CONTACT", message, ("partner",), hint)
    return partner


def _checked(given: ContactGiven) -> SubjectContact:
    if (given.kind is None) != (given.address is None):
        missing = "address" if given.address is None else "kind"
        raise _bad("An address is told with its kind.", missing, "Give both, or neither.")
    if len(given.language) > LONGEST_LANGUAGE or not _LANGUAGE.fullmatch(given.language):
        raise _bad("That is no language tag.", "language", 'Write it as "zh" or "en-GB".')
    kind, address = given.kind, given.address
    kept = None if kind is None or address is None else checked_address(kind, address)
    return SubjectContact(kind, kept, given.language, quiet=_quiet(given.quiet) if given.quiet else None)


def _quiet(given: QuietGiven) -> QuietHours:
    for name, text in (("start", given.start), ("end", given.end)):
        if not _TIME.fullmatch(text):
            raise _bad("That is no time of the day.", f"quietHours.{name}", 'Write it as "22:00".')
    if given.start == given.end:
        raise _bad("Quiet hours end at another time than they begin.", "quietHours.end", "`optedOut` is for all day.")
    if not is_time_zone(given.time_zone):
        hint = 'Name one of the IANA database, such as "Asia/Shanghai".'
        raise _bad("That is no time zone.", "quietHours.timeZone", hint)
    return QuietHours(time.fromisoformat(given.start), time.fromisoformat(given.end), given.time_zone)


def _bad(message: str, at: str, hint: str) -> Refusal:
    return Refusal(Kind.INVALID, "BAD_CONTACT", message, tuple(at.split(".")), hint)
