"""The two sides of a comparison: what was known of an applicant at each of two moments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from creditrules.desk.catalogue import rule_set_key
from creditrules.desk.deciding import Recording, facts_gone, read_decision, recording_of, sees_sensitive
from creditrules.desk.moments import Moments, fix_moments
from creditrules.desk.recorded import readable
from creditrules.desk.trials import Named, as_tried, assigned
from creditrules.desk.view import View
from creditrules.eligibility import AppliedVersion, Requests, read_requests
from creditrules.eligibility.recording import RecordedDecision, Wanted
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, Entry
from creditrules.rules.ports import Asked

__all__ = ["Comparing", "Side", "Was", "both_sides"]

TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Was:
    """An applicant at a moment: facts as given, or of a decision on record. Times left out are its, or now."""

    facts: Mapping[str, object] | None = None
    decision: str | None = None
    valid_at: datetime | None = None
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Comparing:
    """The question.

    after: its facts are those of `before` where it has none of its own. subject: whose latest decisions by the two
    moments are meant, in place of facts; partner: who names it so. products: None for all.
    """

    before: Was
    after: Was
    products: tuple[str, ...] | None = None
    subject: str | None = None
    requests: Requests | None = None
    partner: str | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: what was known of the applicant and when. hidden: facts whose values are not shown.

    tried: what answered in place of rule sets in force, as the applicant was in the challenger's arm of an experiment.
    """

    facts: Mapping[str, object]
    requests: Requests
    moments: Moments
    on_record: bool
    hidden: frozenset[str] = frozenset()
    tried: Mapping[DocumentKey, Entry] = field(default_factory=dict)


def both_sides(view: View, recording: Recording | None, comparing: Comparing) -> tuple[Side, Side]:
    """What is compared. Raises Refusal as `what_changed` says."""
    before, after = comparing.before, comparing.after
    if comparing.subject is not None:
        if any(each.facts is not None or each.decision for each in (before, after)):
            raise _bad_comparison("A subject is asked about, and facts or decisions are given as well.")
        times = [fix_moments(view.now, each.valid_at, each.known_at) for each in (before, after)]
        author = _named_by(view, recording, comparing.subject, comparing.partner)
        found = [_latest(view, recording, comparing.subject, author, each) for each in times]
        heads, (one, two) = view.documents.all_heads(), times
        named = [Named(each.author, comparing.subject) for each in found]
        tried = [assigned(view.catalogue, view.tenant, heads, *each) for each in zip(times, named, strict=True)]
        return _recorded_side(view, found[0], one, tried[0]), _recorded_side(view, found[1], two, tried[1])
    first = _side(view, recording, before, comparing, None)
    return first, _side(view, recording, after, comparing, first)


def _side(view: View, recording: Recording | None, was: Was, comparing: Comparing, first: Side | None) -> Side:
    if was.decision is not None:
        if was.facts is not None:
            raise _bad_comparison("Facts are given beside a decision, which has its own.")
        found = read_decision(recording, view.principal, was.decision)
        if found is None:
            raise Refusal(Kind.NOT_FOUND, "UNKNOWN_DECISION", "There is no such decision.", ("decision",))
        valid_at, known_at = was.valid_at or found.valid_at, was.known_at or found.known_at
        moments, own = fix_moments(view.now, valid_at, known_at), Moments(found.valid_at, found.known_at)
        heads = view.documents.all_heads() if moments == own else {}
        return _recorded_side(view, found, moments, as_tried(view.catalogue, view.tenant, heads, own, found.summaries))
    moments = fix_moments(view.now, was.valid_at, was.known_at)
    if was.facts is not None:
        return Side(was.facts, comparing.requests or {}, moments, on_record=False)
    if first is None:
        raise _bad_comparison("Neither facts nor a decision nor a subject is given.")
    return Side(first.facts, first.requests, moments, True, first.hidden)


def _recorded_side(
    view: View, decision: RecordedDecision, moments: Moments, tried: Mapping[str, AppliedVersion]
) -> Side:
    sealed = decision.sealed
    if sealed is None:
        raise facts_gone(decision)
    hidden = () if sees_sensitive(view.principal, decision) else sealed.sensitive
    entries = {rule_set_key(slug): _entry(each, moments) for slug, each in tried.items()}
    return Side(sealed.facts, read_requests(sealed.requests), moments, True, frozenset(hidden), entries)


def _entry(applied: AppliedVersion, moments: Moments) -> Entry:
    """As if it had been in force; by no activation of the rule set, so that none is told of."""
    since, recorded = applied.valid_from or moments.valid_at, applied.recorded_at or moments.known_at
    return Entry(0, applied.version, applied.digest, since, None, recorded)


def _named_by(view: View, recording: Recording | None, subject: str, partner: str | None) -> str | None:
    """Whose decisions about a subject are compared; None for those of all partners, where they share it.

    Raises Refusal FORBIDDEN; CONFLICT "SUBJECT_OF_SEVERAL" where several mean another by the name, and none is said.
    """
    author = readable(view.principal, Wanted(subject=subject, author=partner), "partner").author
    if author is not None:
        return author
    holders = recording_of(recording).records.holders(view.tenant, subject)
    if len(holders) > 1:
        message = "Several partners have decisions about that name, and each may mean another person."
        raise Refusal(Kind.CONFLICT, "SUBJECT_OF_SEVERAL", message, ("subject",), "Say whose, by `partner`.")
    return holders[0] if holders else None


def _latest(
    view: View, recording: Recording | None, subject: str, author: str | None, moments: Moments
) -> RecordedDecision:
    """The subject's latest decision that was on record by then, of those that may be read."""
    wanted = Wanted(subject=subject, author=author, until=moments.known_at + TICK)
    records = recording_of(recording).records
    page = records.listed(view.tenant, wanted, Asked(1))
    if not page.items:
        message = "No decision about this subject was on record by then."
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_DECISION", message, ("subject",), "Ask for a later moment.")
    return records.opened(view.tenant, [page.items[0].id])[page.items[0].id]


def _bad_comparison(message: str) -> Refusal:
    hint = "Give facts, a decision, or a subject: one of them."
    return Refusal(Kind.INVALID, "BAD_COMPARISON", message, (), hint)
