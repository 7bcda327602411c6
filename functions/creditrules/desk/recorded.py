"""Decisions on record, listed: all of the lender's for those who may read them, its own for a partner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from creditrules.auth import Action, Principal, may, require
from creditrules.desk.deciding import Recording, recording_of, seen
from creditrules.desk.drawing import LONGEST_SUBJECT
from creditrules.desk.masking import Seen
from creditrules.desk.moments import EARLIEST, LATEST
from creditrules.desk.submitting import checked_once
from creditrules.desk.view import View
from creditrules.eligibility.recording import ListedDecision, RecordedDecision, Wanted
from creditrules.errors import Kind, Refusal
from creditrules.once import Once
from creditrules.records import replace
from creditrules.rules.ports import Asked, Page

__all__ = ["OpenedDecisions", "decisions_page", "index_decisions", "readable", "wanted_page"]

MOST_INDEXED = 2048
"""How many decisions one request indexes."""


def decisions_page(view: View, recording: Recording | None, wanted: Wanted, asked: Asked) -> Page[ListedDecision]:
    """The decisions that are wanted, newest first; those of a partner's own where it may not read all.

    Raises Refusal FORBIDDEN; INVALID "BAD_FILTER", "NAIVE_TIME", "BAD_CURSOR"; as `recording_of` does.
    """
    wanted = readable(view.principal, _checked(wanted))
    of = () if wanted.subject is None else ("of a subject", wanted.subject)
    return wanted_page(view, recording, wanted, asked, ("recorded decisions", *of))


def readable(principal: Principal, wanted: Wanted, field: str = "author") -> Wanted:
    """What of the wanted decisions the principal may read. Raises Refusal FORBIDDEN where that is none.

    field: by which it was said whose they are.
    """
    if may(principal, Action.READ_DECISIONS):
        return wanted
    require(principal, Action.READ_OWN_DECISIONS)
    if wanted.author not in {None, principal.subject}:
        message = "A partner reads its own decisions only."
        raise Refusal(Kind.FORBIDDEN, "NOT_ALLOWED", message, (field,), f"Leave `{field}` out.")
    return replace(wanted, author=principal.subject)


def wanted_page(
    view: View, recording: Recording | None, wanted: Wanted, asked: Asked, listing: tuple[str, ...]
) -> Page[ListedDecision]:
    """A page of decisions, for use cases that have asked who may. listing: a name that no other has."""
    records, cursors = recording_of(recording).records, view.catalogue.store.cursors
    name = (view.tenant, *listing)
    after = None if asked.after is None else cursors.open(name, asked.after)
    before = None if asked.before is None else cursors.open(name, asked.before, "before")
    found = records.listed(view.tenant, wanted, replace(asked, after=after, before=before))
    sealed = [cursors.seal(name, position) for position in found.positions]
    resume = None if found.resume is None else cursors.seal(name, found.resume)
    return replace(Page.of(asked, found.items, sealed, more=found.more), resume=resume)


def index_decisions(
    recording: Recording | None, principal: Principal, at_most: int, once: Once | None = None
) -> tuple[int, bool, bool]:
    """Index and count decisions of before that was done as they are recorded: how many were, and whether all are now.

    The third: whether that is the answer to an earlier sending. Raises Refusal FORBIDDEN; CONFLICT "KEY_REUSED".
    """
    require(principal, Action.PUBLISH)
    records, tenant = recording_of(recording).records, principal.tenant
    first = records.receipts.first(tenant, checked_once(once))
    if first is not None:
        return first["indexed"], first["complete"], True
    indexed, complete = records.index(tenant, min(max(at_most, 1), MOST_INDEXED))
    kept = records.receipts.keep(tenant, once, {"indexed": indexed, "complete": complete})
    return kept["indexed"], kept["complete"], False


_TEXTS: Final = (
    ("subject", "subject", LONGEST_SUBJECT),
    ("author", "author", 256),
    ("product", "product", 64),
    ("reason", "reason", 256),
    ("rule_set", "ruleSet", 64),
)
"""What is compared with texts, how the field is called, and how long it is at most."""


class OpenedDecisions:
    """The decisions of one page with their facts, opened together when the first of them is asked for."""

    def __init__(self, view: View, recording: Recording | None, ids: Sequence[str]) -> None:
        self._view = view
        self._recording = recording
        self._ids = ids
        self._found: dict[str, RecordedDecision] | None = None

    def decision(self, decision_id: str) -> RecordedDecision | None:
        """One of them, for use cases that hide what has to be hidden."""
        if self._found is None:
            self._found = dict(recording_of(self._recording).records.opened(self._view.tenant, self._ids))
        return self._found.get(decision_id)

    def seen(self, decision_id: str) -> Seen | None:
        """One of them as its reader may see it; None where it is not on record any more."""
        found = self.decision(decision_id)
        return seen(self._view.principal, found) if found else None


def _checked(wanted: Wanted) -> Wanted:
    for name, field, longest in _TEXTS:
        given = getattr(wanted, name)
        if given is not None and not 1 <= len(given) <= longest:
            raise Refusal(Kind.INVALID, "BAD_FILTER", f"`{field}` has 1 to {longest} characters.", (field,))
    if wanted.version is not None and wanted.rule_set is None:
        message = "`version` needs `ruleSet`: versions are numbered in each rule set."
        raise Refusal(Kind.INVALID, "BAD_FILTER", message, ("version",), "Say `ruleSet` as well.")
    return replace(wanted, since=_moment(wanted.since, "recordedFrom"), until=_moment(wanted.until, "recordedTo"))


def _moment(moment: datetime | None, field: str) -> datetime | None:
    """A moment in UTC; beyond the years that there are decisions of, the end of those."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise Refusal(Kind.INVALID, "NAIVE_TIME", f"{field} {moment.isoformat()} has no zone.", (field,), "Add it.")
    return min(max(moment, EARLIEST), LATEST).astimezone(UTC)
