"""What creating and publishing will record: new facts, the moved head, the items that say so. No I/O, no clock."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from creditrules.records import dataclass, replace
from creditrules.rules import Activation, ActivationKind, Head, Version
from creditrules.rules.audit import AuditAct
from creditrules.rules.ports import NewDocument, Publication
from creditrules.rules.time import head_after, refuse_overlap, refuse_stale_base, start_of_activation
from creditrules.store.items.facts import StoredHead, encode_version, statement_fields
from creditrules.store.items.links import FIRST_PREVIOUS, chained
from creditrules.store.items.puts import (
    act_fields,
    activation_fields,
    activation_puts,
    fact,
    head_put,
    link_put,
    optional_text,
    state_fields,
)
from creditrules.store.keys import to_utc, version_key
from creditrules.store.port import Put

__all__ = ["NextVersion", "fingerprint", "in_utc", "next_version", "plan_creation", "publication_given"]


@dataclass(frozen=True, slots=True)
class NextVersion:
    """A version, its activation and the head they lead to; facts: the items of the former two."""

    version: Version
    activation: Activation
    head: Head
    facts: tuple[Put, ...]

    def audit_fields(self, tenant: str, before: StoredHead) -> dict[str, Any]:
        """What the audit chain says of it."""
        activation, head = self.activation, self.head
        act = AuditAct.CORRECT if activation.kind is ActivationKind.CORRECTION else AuditAct.PUBLISH
        return {
            **act_fields(tenant, head, act, activation.author, activation.recorded_at),
            "before": state_fields(before.head, before.digest),
            "after": state_fields(head, activation.digest),
            "activation": activation_fields(activation),
            "links": list(head.links),
            "statement": statement_fields(activation.statement),
        }


def in_utc(publication: Publication) -> Publication:
    """The same with its times in UTC. Raises Refusal INVALID "NAIVE_TIME", "TIME_OUT_OF_RANGE"."""
    return replace(
        publication,
        valid_from=None if publication.valid_from is None else to_utc(publication.valid_from),
        valid_until=None if publication.valid_until is None else to_utc(publication.valid_until),
    )


def fingerprint(act: AuditAct, given: dict[str, Any]) -> str:
    """What tells a retry from another act: all that the author gave, not what the service computes."""
    return sha256(json.dumps({"act": act, **given}, sort_keys=True).encode()).hexdigest()


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
        **act_fields(tenant, head, AuditAct.CREATE, author, created_at),
        "before": None,
        "after": state_fields(head, None),
        "category": document.category,
    }
    link = chained(head.revision, fields, FIRST_PREVIOUS, attempt)
    stored = StoredHead(head, link.hash, None, effects_from=1)
    return head, (head_put(tenant, stored, moves_from=None), link_put(tenant, head, link))


def next_version(tenant: str, before: Head, publication: Publication, recorded_at: datetime) -> NextVersion:
    """The next version and its activation. Raises the Refusals of `RuleStore.publish` about base and times."""
    if publication.based_on is not None:
        refuse_stale_base(before, publication.based_on)
    start = start_of_activation(publication.kind, publication.valid_from, publication.valid_until, recorded_at)
    if publication.exclusive:
        refuse_overlap(before, start, publication.valid_until, recorded_at)
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
        valid_from=start,
        valid_until=publication.valid_until,
        recorded_at=recorded_at,
        author=publication.author,
        statement=publication.statement,
    )
    facts = publication.facts.by_version(version.number)
    head = head_after(before, activation, name=publication.name, links=publication.links, facts=facts)
    return NextVersion(
        version,
        activation,
        head,
        (
            fact(version_key(tenant, before.key, version.number), encode_version(version)),
            *activation_puts(tenant, activation, head),
        ),
    )


def publication_given(publication: Publication) -> dict[str, Any]:
    """What the author of a publication gave."""
    return {
        "digest": publication.digest,
        "name": dict(publication.name),
        "statement": statement_fields(publication.statement, with_impact=False),
        "author": publication.author,
        "kind": publication.kind,
        "from": optional_text(publication.valid_from),
        "until": optional_text(publication.valid_until),
        "based_on": publication.based_on,
        "links": sorted(publication.links),
    }
