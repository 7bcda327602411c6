"""What a write will record: the new facts, the moved head, and the items that say so. No I/O, no clock."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from creditrules.errors import Kind, Refusal
from creditrules.rules import Activation, ActivationKind, Entry, Head, NewDocument, Publication, Version, head_after
from creditrules.store.audit import FIRST_PREVIOUS, AuditEntry, chained
from creditrules.store.calls import Put
from creditrules.store.items import (
    Receipt,
    StoredHead,
    encode_activation,
    encode_entry,
    encode_head,
    encode_link,
    encode_receipt,
    encode_version,
    statement_fields,
)
from creditrules.store.keys import (
    BODY,
    HEAD_UNMOVED,
    NEVER_OVERWRITTEN,
    REVISION,
    ItemKey,
    activation_key,
    entry_key,
    feed_key,
    head_key,
    link_key,
    receipt_key,
    recorded_key,
    to_utc,
    version_key,
)

__all__ = ["Plan", "check_publication", "fingerprint", "in_utc", "plan_creation", "plan_publication"]


@dataclass(frozen=True, slots=True)
class Plan:
    """One publication as it will be: what to put in one transaction, and what it will have become."""

    version: Version
    activation: Activation
    head: Head
    puts: tuple[Put, ...]


def in_utc(publication: Publication) -> Publication:
    """The same with its times in UTC. Raises Refusal INVALID "NAIVE_TIME", "TIME_OUT_OF_RANGE"."""
    return replace(
        publication,
        valid_from=None if publication.valid_from is None else to_utc(publication.valid_from),
        valid_until=None if publication.valid_until is None else to_utc(publication.valid_until),
    )


def fingerprint(publication: Publication) -> str:
    """What tells a retry from another publication: all that the author gave, not the impact the service computes."""
    given = {
        "digest": publication.digest,
        "name": dict(publication.name),
        "statement": statement_fields(publication.statement, with_impact=False),
        "author": publication.author,
        "kind": publication.kind,
        "from": _optional_text(publication.valid_from),
        "until": _optional_text(publication.valid_until),
        "based_on": publication.based_on,
        "links": sorted(publication.links),
    }
    return sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()


def plan_creation(
    tenant: str, document: NewDocument, author: str, created_at: datetime, attempt: str
) -> tuple[Head, tuple[Put, ...]]:
    """The first head of a document and the items that record it."""
    head = Head(
        key=document.key,
        name=document.name,
        category=document.category,
        revision=1,
        latest_version=0,
        latest_sequence=0,
        created_at=created_at,
        created_by=author,
        last_recorded_at=created_at,
    )
    fields = {
        **_act(tenant, head, "CREATE", author, created_at),
        "before": None,
        "after": _state(head, None),
        "category": document.category,
    }
    link = chained(head.revision, fields, FIRST_PREVIOUS, attempt)
    return head, (
        _head_put(tenant, StoredHead(head, link.hash, None), moves_from=None),
        _link_put(tenant, head, link),
    )


def check_publication(head: Head, publication: Publication, recorded_at: datetime) -> datetime:
    """When it would start. Raises the Refusals of `RuleStore.publish` about its base and its times."""
    _check_base(head, publication)
    return _start(publication, recorded_at)


def plan_publication(
    tenant: str, stored: StoredHead, publication: Publication, recorded_at: datetime, attempt: str
) -> Plan:
    """The next version and its activation. Raises what `check_publication` does."""
    before = stored.head
    valid_from = check_publication(before, publication, recorded_at)
    version = Version(
        before.key,
        before.latest_version + 1,
        publication.digest,
        publication.author,
        recorded_at,
        publication.statement,
    )
    activation = Activation(
        key=before.key,
        sequence=before.latest_sequence + 1,
        version=version.number,
        digest=publication.digest,
        kind=publication.kind,
        valid_from=valid_from,
        valid_until=publication.valid_until,
        recorded_at=recorded_at,
        author=publication.author,
        statement=publication.statement,
    )
    head = head_after(before, activation, name=publication.name, links=publication.links)
    link = chained(head.revision, _publication_fields(tenant, stored, head, activation), stored.chain, attempt)
    receipt = Receipt(fingerprint(publication), attempt, version.number, activation.sequence)
    return Plan(
        version,
        activation,
        head,
        (
            _head_put(tenant, StoredHead(head, link.hash, version.digest), moves_from=before.revision),
            _fact(version_key(tenant, before.key, version.number), encode_version(version)),
            *_activation_puts(tenant, activation),
            _link_put(tenant, head, link),
            _fact(receipt_key(tenant, before.key, publication.retry_key), encode_receipt(receipt)),
        ),
    )


def _check_base(head: Head, publication: Publication) -> None:
    if publication.based_on is not None and publication.based_on != head.latest_version:
        raise Refusal(
            Kind.CONFLICT,
            "STALE_BASE",
            f'This was written against version {publication.based_on} of "{head.key.slug}"; '
            f"the latest is {head.latest_version}.",
            ("basedOn",),
            "Look at what changed since, and publish against the latest version.",
        )


def _start(publication: Publication, recorded_at: datetime) -> datetime:
    start = recorded_at if publication.valid_from is None else publication.valid_from
    if publication.kind is ActivationKind.PUBLICATION and start < recorded_at:
        raise Refusal(
            Kind.INVALID,
            "STARTS_IN_PAST",
            f"The version would start at {_text(start)}, before the moment of recording, {_text(recorded_at)}.",
            ("validFrom",),
            "Leave the start out to begin at once, or declare a correction.",
        )
    if publication.kind is ActivationKind.CORRECTION and start >= recorded_at:
        raise Refusal(
            Kind.INVALID,
            "NOT_IN_PAST",
            f"A correction has to start in the past, and this one starts at {_text(start)}.",
            ("validFrom",),
            "Publish it as it is, without declaring a correction, or give the start that it corrects.",
        )
    if publication.valid_until is not None and publication.valid_until <= start:
        raise Refusal(
            Kind.INVALID,
            "EMPTY_PERIOD",
            f"The period ends at {_text(publication.valid_until)}, not after it starts at {_text(start)}.",
            ("validUntil",),
            "Give an end after the start, or none.",
        )
    return start


def _publication_fields(tenant: str, stored: StoredHead, head: Head, activation: Activation) -> dict[str, Any]:
    act = "CORRECT" if activation.kind is ActivationKind.CORRECTION else "PUBLISH"
    return {
        **_act(tenant, head, act, activation.author, activation.recorded_at),
        "before": _state(stored.head, stored.digest),
        "after": _state(head, activation.digest),
        "activation": {
            "sequence": activation.sequence,
            "version": activation.version,
            "validFrom": _text(activation.valid_from),
            "validUntil": _optional_text(activation.valid_until),
        },
        "links": list(head.links),
        "statement": statement_fields(activation.statement),
    }


def _act(tenant: str, head: Head, act: str, author: str, at: datetime) -> dict[str, Any]:
    return {
        "act": act,
        "tenant": tenant,
        "kind": head.key.kind,
        "slug": head.key.slug,
        "name": dict(head.name),
        "author": author,
        "recordedAt": _text(at),
    }


def _state(head: Head, digest: str | None) -> dict[str, Any]:
    return {"revision": head.revision, "version": head.latest_version, "digest": digest}


def _head_put(tenant: str, stored: StoredHead, *, moves_from: int | None) -> Put:
    item = {BODY: {"B": encode_head(stored)}, REVISION: {"N": str(stored.head.revision)}}
    key = head_key(tenant, stored.head.key)
    if moves_from is None:
        return Put(key, item, NEVER_OVERWRITTEN)
    return Put(key, item, HEAD_UNMOVED, {":revision": {"N": str(moves_from)}})


def _activation_puts(tenant: str, activation: Activation) -> tuple[Put, ...]:
    key, sequence = activation.key, activation.sequence
    return (
        _fact(activation_key(tenant, key, sequence), encode_activation(activation)),
        _fact(entry_key(tenant, key, activation.valid_from, sequence), encode_entry(_entry(activation))),
        Put(recorded_key(tenant, key, activation.recorded_at, sequence), {}),
        Put(feed_key(tenant, key, activation.recorded_at, sequence), {}),
    )


def _entry(activation: Activation) -> Entry:
    return Entry(
        activation.sequence,
        activation.version,
        activation.digest,
        activation.valid_from,
        activation.valid_until,
        activation.recorded_at,
    )


def _link_put(tenant: str, head: Head, link: AuditEntry) -> Put:
    return _fact(link_key(tenant, head.key, link.number), encode_link(link))


def _fact(key: ItemKey, body: bytes) -> Put:
    return Put(key, {BODY: {"B": body}})


def _text(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _optional_text(moment: datetime | None) -> str | None:
    return None if moment is None else _text(moment)
