"""The items of a transaction: how a moved head, a fact, an activation and a link of the audit chain are put."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from creditrules.rules import Activation, ActivationKind, Entry, Head
from creditrules.rules.audit import AuditAct
from creditrules.rules.life import Proposal, is_open
from creditrules.rules.time import entry_of
from creditrules.store.items.facts import (
    StoredHead,
    encode_activation,
    encode_ahead,
    encode_entry,
    encode_head,
    encode_link,
)
from creditrules.store.items.links import AuditEntry
from creditrules.store.items.proposals import encode_proposal
from creditrules.store.keys import (
    ENTRY_RECORDED,
    FROM,
    NEVER_OVERWRITTEN,
    activation_key,
    effect_key,
    effect_of,
    end_key,
    entry_key,
    feed_key,
    head_key,
    head_unmoved,
    link_key,
    open_key,
    proposal_key,
    proposal_unmoved,
    recorded_key,
)
from creditrules.store.port import BODY, REVISION, Delete, ItemKey, Put

__all__ = [
    "act_fields",
    "activation_fields",
    "activation_puts",
    "cancelled_put",
    "fact",
    "head_put",
    "link_put",
    "moment_text",
    "optional_text",
    "proposal_puts",
    "state_fields",
]


def head_put(tenant: str, stored: StoredHead, *, moves_from: int | None) -> Put:
    """The head, new or moved from the revision that was read."""
    item = {BODY: encode_head(stored), REVISION: stored.head.revision}
    condition = NEVER_OVERWRITTEN if moves_from is None else head_unmoved(moves_from)
    return Put(head_key(tenant, stored.head.key), item, condition)


def activation_puts(tenant: str, activation: Activation, head: Head) -> tuple[Put, ...]:
    """An activation and what finds it: by time of recording, by start and end unless it is a cancellation, in the feed.

    head: as it is with this activation. The pointer by time of recording repeats what was scheduled by then, so that
    whoever asks what had been known need not sift through all that was recorded since.
    The feed tells of what changed for users; how the lender approves of changes, and tries them, is no such thing.
    """
    key, sequence = activation.key, activation.sequence
    puts = [
        fact(activation_key(tenant, key, sequence), encode_activation(activation)),
        fact(recorded_key(tenant, key, activation.recorded_at, sequence), encode_ahead(_ahead(head))),
    ]
    if activation.kind is not ActivationKind.CANCELLATION:
        entry = encode_entry(entry_of(activation))
        puts.append(fact(entry_key(tenant, key, activation.valid_from, sequence), entry))
    if key.kind.is_told:
        puts.append(Put(feed_key(tenant, key, activation.recorded_at, sequence), {}))
        puts.extend(_effect_puts(tenant, activation))
    return tuple(puts)


def _effect_puts(tenant: str, activation: Activation) -> Iterator[Put]:
    """What finds an activation by where it begins and where it ends."""
    if activation.kind is ActivationKind.CANCELLATION:
        return
    key, sequence, until = activation.key, activation.sequence, activation.valid_until
    yield Put(effect_key(tenant, effect_of(key, sequence, activation.valid_from)), {})
    if until is not None:
        end = effect_of(key, sequence, activation.valid_from, until)
        yield Put(effect_key(tenant, end), {FROM: end.start})
        yield Put(end_key(tenant, key, until, sequence), {FROM: end.start})


def _ahead(head: Head) -> tuple[Entry, ...] | None:
    """What is to start yet, None where there is more than the head carries."""
    now = head.last_recorded_at
    if head.dropped_from is not None and head.dropped_from > now:
        return None
    return tuple(entry for entry in head.entries if entry.valid_from > now and entry.cancelled_at is None)


def cancelled_put(tenant: str, head: Head, entry: Entry) -> Put:
    """The entry of a cancelled activation, marked as such: an index that follows the fact of the cancellation."""
    key = entry_key(tenant, head.key, entry.valid_from, entry.sequence)
    return Put(key, {BODY: encode_entry(entry)}, ENTRY_RECORDED)


def proposal_puts(tenant: str, proposal: Proposal, *, moves_from: int | None) -> tuple[Put | Delete, ...]:
    """The proposal, new or moved from the revision that was read, and the pointer that lists it while it is open."""
    item = {BODY: encode_proposal(proposal), REVISION: proposal.revision}
    condition = NEVER_OVERWRITTEN if moves_from is None else proposal_unmoved(moves_from)
    put = Put(proposal_key(tenant, proposal.key, proposal.number), item, condition)
    pointer = open_key(tenant, proposal.key, proposal.number)
    if moves_from is None:
        return put, Put(pointer, {})
    return (put,) if is_open(proposal) else (put, Delete(pointer))


def link_put(tenant: str, head: Head, link: AuditEntry) -> Put:
    """A link of the audit chain."""
    return fact(link_key(tenant, head.key, link.number), encode_link(link))


def fact(key: ItemKey, body: bytes) -> Put:
    """What is recorded once and stays."""
    return Put(key, {BODY: body})


def act_fields(tenant: str, head: Head, act: AuditAct, author: str, at: datetime) -> dict[str, Any]:
    """Who did what to which document and when, for the audit chain."""
    return {
        "act": act,
        "tenant": tenant,
        "kind": head.key.kind,
        "slug": head.key.slug,
        "name": dict(head.name),
        "author": author,
        "recordedAt": moment_text(at),
    }


def state_fields(head: Head, digest: str | None) -> dict[str, Any]:
    """The state of a document before or after an act; digest: that of its latest version."""
    return {"revision": head.revision, "version": head.latest_version, "digest": digest}


def activation_fields(activation: Activation) -> dict[str, Any]:
    """An activation, for the audit chain."""
    fields = {
        "sequence": activation.sequence,
        "version": activation.version,
        "validFrom": moment_text(activation.valid_from),
        "validUntil": optional_text(activation.valid_until),
    }
    return fields if activation.cancels is None else {**fields, "cancels": activation.cancels}


def moment_text(moment: datetime) -> str:
    """A moment in UTC as text, to the microsecond."""
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def optional_text(moment: datetime | None) -> str | None:
    """The same for a moment that may be missing."""
    return None if moment is None else moment_text(moment)
