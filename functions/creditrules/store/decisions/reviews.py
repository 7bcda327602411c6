"""`ReviewsInTable`: reviews of recorded decisions, each act a link in one of the chains of decisions.

What was said is sealed under the data key of the decision's subject, as the facts are, and goes with them: the chain
holds its digest with a salt. One item beside the decision says which reviews it has; it moves with every act on them,
so that of two acts at a time one wins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any, Final
from uuid import uuid4

from creditrules.document import canonical, digest
from creditrules.eligibility.recording import (
    MOST_REVIEWS,
    Resolution,
    ResolveReview,
    Review,
    ReviewRequest,
    ReviewResult,
)
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass, replace
from creditrules.rules.audit import AuditAct
from creditrules.store.decisions.blocks import DECIDE
from creditrules.store.decisions.links import lane_end, link_puts, read_link
from creditrules.store.decisions.peppers import Peppers, plain_id
from creditrules.store.decisions.sealing import keyed_digest, seal, unpacked, unseal
from creditrules.store.decisions.subjects import SubjectKey, SubjectKeys
from creditrules.store.items.facts import pack
from creditrules.store.keys import (
    NEVER_OVERWRITTEN,
    chain_head_key,
    head_unmoved,
    is_digest,
    record_link_key,
    record_reviews_key,
    record_sealed_key,
)
from creditrules.store.port import BODY, EXPIRES, REVISION, Item, ItemKey, Put, Table
from creditrules.store.stamps import Stamps
from creditrules.store.tries import pause

__all__ = ["ReviewsInTable"]

_TRIES: Final = 8
_LONGEST_PAUSE: Final = 3
_SALT_BYTES: Final = 32
_REQUEST: Final = AuditAct.REQUEST_REVIEW
_RESOLVE: Final = AuditAct.RESOLVE_REVIEW
_FIRST: Final = 1

_Listed = Sequence[dict[str, str]]
"""The reviews of a decision: the acts "request" and, once there is one, "resolution" by their ids."""


@dataclass(frozen=True, slots=True)
class _Act:
    """An act on a review, before it is recorded.

    record: its own id; earlier: the one that earlier releases gave; fields: what its link says besides.
    """

    record: str
    earlier: str
    decision: str
    statement: str
    fields: Mapping[str, Any]


class ReviewsInTable:
    """`ReviewRecords` over the table of the recorded decisions."""

    def __init__(self, table: Table, stamps: Stamps, subjects: SubjectKeys, peppers: Peppers) -> None:
        self._table = table
        self._stamps = stamps
        self._subjects = subjects
        self._peppers = peppers

    def request(self, tenant: str, asked: ReviewRequest) -> Review:
        """See `ReviewRecords.request`."""
        names = (tenant, _REQUEST, asked.decision, asked.author, asked.key)
        record = self._peppers.record_id(*names)
        act = _Act(record, plain_id(*names), asked.decision, asked.statement, {"act": _REQUEST, "author": asked.author})
        return self._recorded(tenant, act, lambda listed: [*_open_to_request(listed), {"request": record}])

    def resolve(self, tenant: str, answer: ResolveReview) -> Review:
        """See `ReviewRecords.resolve`."""
        request = self._fields(tenant, answer.review, _REQUEST)
        if request is None:
            raise Refusal(Kind.NOT_FOUND, "UNKNOWN_REVIEW", "There is no such review.", ("review",))
        if request["author"] == answer.author:
            message = "Who asked for a review does not answer it."
            raise Refusal(Kind.CONFLICT, "OWN_REVIEW", message, ("review",), "Let somebody else look at it.")
        if answer.replacement is not None and self._fields(tenant, answer.replacement, DECIDE) is None:
            raise _unknown_decision("replacement")
        names = (tenant, _RESOLVE, answer.review, answer.author, answer.key)
        record = self._peppers.record_id(*names)
        fields = {"act": _RESOLVE, "author": answer.author, "review": answer.review, "result": answer.result.value}
        if answer.replacement is not None:
            fields["replacement"] = answer.replacement
        act = _Act(record, plain_id(*names), request["decision"], answer.statement, fields)
        return self._recorded(tenant, act, lambda listed: _resolved(listed, answer.review, record))

    def of(self, tenant: str, decision: str) -> tuple[Review, ...]:
        """See `ReviewRecords.of`."""
        if not is_digest(decision):
            return ()
        place, link = record_reviews_key(tenant, decision), record_link_key(tenant, decision)
        items = self._table.read([place, link])
        listed = _listed(items.get(place))
        if not listed or link not in items:
            return ()
        names = [name for each in listed for name in each.values()]
        found = self._table.read(
            [*(record_link_key(tenant, name) for name in names), *(record_sealed_key(tenant, name) for name in names)]
        )
        key = self._subjects.held(tenant, read_link(tenant, decision, items[link])[1]["dataKey"])
        told = {name: _told(tenant, name, found, key) for name in names}
        return tuple(_review(each["request"], told, each.get("resolution")) for each in listed)

    def _recorded(self, tenant: str, act: _Act, after: Callable[[_Listed], _Listed]) -> Review:
        """Record an act. after: the list of reviews that it leads to from the one there is; raises Refusal."""
        link = record_link_key(tenant, act.decision)
        acts = {record_link_key(tenant, each): replace(act, record=each) for each in (act.record, act.earlier)}
        place, head, attempt = (
            record_reviews_key(tenant, act.decision),
            chain_head_key(tenant, act.record[0]),
            uuid4().hex,
        )
        for tries in range(_TRIES):
            items = self._table.read([link, *acts, place, head])
            decision = _decision(tenant, act.decision, items.get(link))
            key = self._subjects.held(tenant, decision["dataKey"])
            for own in acts.keys() & items.keys():
                return self._first(tenant, acts[own], items[own], key, attempt)
            expires = datetime.fromisoformat(decision["expiresAt"])
            if act.fields["act"] == _REQUEST:
                _refuse_without_facts(key, expires, self._stamps.now())
            listed = after(_listed(items.get(place)))
            end = lane_end(items.get(head))
            at = self._stamps.next_after(end.recorded_at)
            said, sealed = _statement(tenant, act, key, expires)
            fields = {**act.fields, "decision": act.decision, **said}
            _, puts = link_puts(tenant, act.record[0], act.record, end, fields, at, attempt)
            if self._table.transact((*puts, *sealed, _list_put(place, items.get(place), listed))) is None:
                self._stamps.recorded(at)
                return self._of_act(tenant, act, replayed=False)
            pause(min(tries, _LONGEST_PAUSE))
        raise Refusal(
            Kind.UNAVAILABLE,
            "OUTCOME_UNKNOWN",
            "The store did not say whether this was recorded.",
            hint="Send the same again with the same idempotency key: it will be recorded once.",
        )

    def _first(self, tenant: str, act: _Act, item: Item, key: SubjectKey | None, attempt: str) -> Review:
        entry, fields = read_link(tenant, act.record, item)
        same = {name: fields.get(name) for name in act.fields} == dict(act.fields)
        if not same or (key is not None and fields.get("request", "") != _fingerprint(key, act)):
            message = "The idempotency key was used for something else."
            hint = "Take a new key for every act, and the same only to repeat one."
            raise Refusal(Kind.CONFLICT, "KEY_REUSED", message, ("idempotencyKey",), hint)
        return self._of_act(tenant, act, replayed=entry.attempt != attempt)

    def _of_act(self, tenant: str, act: _Act, *, replayed: bool) -> Review:
        named = act.fields.get("review", act.record)
        found = next(each for each in self.of(tenant, act.decision) if each.id == named)
        return replace(found, replayed=replayed)

    def _fields(self, tenant: str, record: str, act: str) -> dict[str, Any] | None:
        """What a record's link says; None unless it is of such an act."""
        if not is_digest(record):
            return None
        place = record_link_key(tenant, record)
        item = self._table.read([place]).get(place)
        fields = read_link(tenant, record, item)[1] if item else None
        return fields if fields is not None and fields["act"] == act else None


def _decision(tenant: str, record: str, item: Item | None) -> dict[str, Any]:
    fields = read_link(tenant, record, item)[1] if item else {"act": ""}
    if fields["act"] != DECIDE:
        raise _unknown_decision("decision")
    return fields


def _unknown_decision(field: str) -> Refusal:
    return Refusal(Kind.NOT_FOUND, "UNKNOWN_DECISION", "There is no such decision on record.", (field,))


def _refuse_without_facts(key: SubjectKey | None, expires: datetime, now: datetime) -> None:
    if key is None:
        raise Refusal(Kind.NOT_FOUND, "FACTS_ERASED", "The facts of this decision were erased.", ("decision",))
    if expires <= now:
        message = "The facts of this decision were kept for as long as was asked, and are gone."
        raise Refusal(Kind.NOT_FOUND, "FACTS_EXPIRED", message, ("decision",), "Have it decided anew.")


def _listed(item: Item | None) -> list[dict[str, str]]:
    return list(unpacked(item[BODY])["reviews"]) if item else []


def _open_to_request(listed: Sequence[dict[str, str]]) -> Sequence[dict[str, str]]:
    if any("resolution" not in each for each in listed):
        message = "A review of this decision is asked for already, and not answered yet."
        raise Refusal(Kind.CONFLICT, "REVIEW_OPEN", message, ("decision",), "Wait for its answer: `reviews` has it.")
    if len(listed) >= MOST_REVIEWS:
        message = f"A decision is reviewed at most {MOST_REVIEWS} times."
        raise Refusal(Kind.CONFLICT, "TOO_MANY_REVIEWS", message, ("decision",), "Have it decided anew.")
    return listed


def _resolved(listed: Sequence[dict[str, str]], review: str, record: str) -> list[dict[str, str]]:
    if any(each["request"] == review and "resolution" in each for each in listed):
        raise Refusal(Kind.CONFLICT, "REVIEW_RESOLVED", "The review was answered before.", ("review",))
    return [{**each, "resolution": record} if each["request"] == review else each for each in listed]


def _list_put(place: ItemKey, item: Item | None, listed: Sequence[dict[str, str]]) -> Put:
    revision = item[REVISION] if item else 0
    body = {BODY: pack({"reviews": list(listed)}), REVISION: revision + 1}
    return Put(place, body, head_unmoved(revision) if revision >= _FIRST else NEVER_OVERWRITTEN)


def _statement(
    tenant: str, act: _Act, key: SubjectKey | None, expires: datetime
) -> tuple[dict[str, str], tuple[Put, ...]]:
    """What the link says of the statement, and the statement sealed; nothing where the facts are gone."""
    if key is None:
        return {}, ()
    salt = token_hex(_SALT_BYTES)
    said = {"statement": act.statement, "salt": salt}
    body = seal(key.plain, said, f"{tenant}#{act.record}")
    sealed = Put(record_sealed_key(tenant, act.record), {BODY: body, EXPIRES: int(expires.timestamp()) + 1})
    return {"request": _fingerprint(key, act), "statementDigest": digest(said)}, (sealed,)


def _fingerprint(key: SubjectKey, act: _Act) -> str:
    return keyed_digest(key.plain, "review", canonical({"statement": act.statement, **act.fields}))


def _told(tenant: str, name: str, items: Mapping[ItemKey, Item], key: SubjectKey | None) -> dict[str, Any]:
    """What an act's link says, with its statement where that can still be read."""
    fields = read_link(tenant, name, items[record_link_key(tenant, name)])[1]
    sealed = items.get(record_sealed_key(tenant, name))
    statement = unseal(key.plain, sealed[BODY], f"{tenant}#{name}")["statement"] if sealed and key else None
    return {**fields, "statement": statement, "at": datetime.fromisoformat(fields["recordedAt"]).astimezone(UTC)}


def _review(name: str, told: Mapping[str, Mapping[str, Any]], resolution: str | None) -> Review:
    asked = told[name]
    answered = _resolution(told[resolution]) if resolution else None
    return Review(name, asked["decision"], asked["at"], asked["author"], asked["statement"], answered)


def _resolution(told: Mapping[str, Any]) -> Resolution:
    result = ReviewResult(told["result"])
    return Resolution(told["at"], told["author"], result, told["statement"], told.get("replacement"))
