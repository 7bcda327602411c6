"""What the items' bodies say: one compressed binary attribute each, since nested attributes are what costs the SDK.

A body is zlib over JSON; times are whole microseconds since 1970. Fields that are not read are ignored and new ones
get a default, so that older and newer programs can share a table.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass
from creditrules.rules import (
    Activation,
    ActivationKind,
    Basis,
    BasisCategory,
    Category,
    ChangeStatement,
    ComputedPart,
    DocumentKey,
    Entry,
    FlawCount,
    Head,
    Impact,
    PartKind,
    RowsCovered,
    TableImpact,
    Version,
)
from creditrules.rules.time import DeclaredFact
from creditrules.store.items.links import AuditEntry

__all__ = [
    "Fields",
    "Receipt",
    "StoredHead",
    "decode_activation",
    "decode_ahead",
    "decode_entry",
    "decode_head",
    "decode_link",
    "decode_receipt",
    "decode_version",
    "encode_activation",
    "encode_ahead",
    "encode_entry",
    "encode_head",
    "encode_link",
    "encode_receipt",
    "encode_version",
    "micros",
    "moment",
    "optional_micros",
    "optional_moment",
    "pack",
    "read_statement",
    "statement_fields",
    "unpack",
]

Fields = dict[str, Any]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)
_MAX_PLAIN: Final = 1 << 20
_MAX_PACKED: Final = 350_000


@dataclass(frozen=True, slots=True)
class StoredHead:
    """A head and what only the store needs: the hash of the audit chain's last link, the latest version's digest.

    effects_from: the sequence from which on activations have pointers by effect; None where no program had any yet.
    """

    head: Head
    chain: str
    digest: str | None
    effects_from: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a write became. `attempt` tells a call's own work from that of an earlier one with the same retry key.

    version, sequence: 0 where the act made none. proposal: as the act left it, for it moves on. sent: see `Once`; empty
    in those of earlier releases. edited: what an edit found, digest and base.
    """

    fingerprint: str
    attempt: str
    version: int
    sequence: int
    proposal: Fields | None = None
    sent: str = ""
    edited: tuple[str, int] | None = None


def pack(fields: Fields) -> bytes:
    """A body. Raises Refusal TOO_LARGE "STATEMENT_TOO_LARGE" above 1 MiB of JSON or 350 kB compressed."""
    plain = json.dumps(fields, separators=(",", ":")).encode()
    if len(plain) <= _MAX_PLAIN:
        packed = zlib.compress(plain)
        if len(packed) <= _MAX_PACKED:
            return packed
    raise Refusal(
        Kind.TOO_LARGE,
        "STATEMENT_TOO_LARGE",
        "The texts that describe this change are too large to be recorded.",
        hint="Shorten the statement, the name, or the list of rule sets.",
    )


def unpack(body: bytes) -> Fields:
    """The fields that were packed."""
    fields: Fields = json.loads(zlib.decompress(body))
    return fields


def encode_head(stored: StoredHead) -> bytes:
    """The body of a head; its key and revision are attributes of their own."""
    head = stored.head
    return pack(
        {
            "name": dict(head.name),
            "category": head.category,
            "latest": [head.latest_version, head.latest_sequence],
            "created": [micros(head.created_at), head.created_by],
            "recorded": micros(head.last_recorded_at),
            "entries": [_entry_row(entry) for entry in head.entries],
            "dropped": optional_micros(head.dropped_from),
            "links": list(head.links),
            "proposals": head.latest_proposal,
            "chain": stored.chain,
            "digest": stored.digest,
            **({"facts": [_declared_row(fact) for fact in head.facts]} if head.facts else {}),
            **({} if stored.effects_from is None else {"effects": stored.effects_from}),
        }
    )


@lru_cache(maxsize=1024)
def decode_head(key: DocumentKey, revision: int, body: bytes) -> StoredHead:
    """The head that a body says. Remembered by its bytes: a warm question about an unmoved head costs no decoding."""
    fields = unpack(body)
    version, sequence = fields["latest"]
    created_at, created_by = fields["created"]
    head = Head(
        key=key,
        name=fields["name"],
        category=None if fields["category"] is None else Category(fields["category"]),
        revision=revision,
        latest_version=version,
        latest_sequence=sequence,
        created_at=moment(created_at),
        created_by=created_by,
        last_recorded_at=moment(fields["recorded"]),
        entries=tuple(_entry(row) for row in fields["entries"]),
        dropped_from=optional_moment(fields["dropped"]),
        links=tuple(fields["links"]),
        latest_proposal=fields.get("proposals", 0),
        facts=tuple(_declared(row) for row in fields.get("facts", ())),
    )
    return StoredHead(head, fields["chain"], fields["digest"], fields.get("effects"))


def encode_version(version: Version) -> bytes:
    """The body of a version."""
    return pack(
        {
            "number": version.number,
            "digest": version.digest,
            "author": version.author,
            "recorded": micros(version.recorded_at),
            "statement": statement_fields(version.statement),
        }
    )


def decode_version(key: DocumentKey, body: bytes) -> Version:
    """The version of `key` that a body says."""
    fields = unpack(body)
    return Version(
        key,
        fields["number"],
        fields["digest"],
        fields["author"],
        moment(fields["recorded"]),
        read_statement(fields["statement"]),
    )


def encode_activation(activation: Activation) -> bytes:
    """The body of an activation."""
    return pack(
        {
            "sequence": activation.sequence,
            "version": activation.version,
            "digest": activation.digest,
            "kind": activation.kind,
            "from": micros(activation.valid_from),
            "until": optional_micros(activation.valid_until),
            "recorded": micros(activation.recorded_at),
            "author": activation.author,
            "statement": statement_fields(activation.statement),
            "cancels": activation.cancels,
        }
    )


def decode_activation(key: DocumentKey, body: bytes) -> Activation:
    """The activation of `key` that a body says."""
    fields = unpack(body)
    return Activation(
        key=key,
        sequence=fields["sequence"],
        version=fields["version"],
        digest=fields["digest"],
        kind=ActivationKind(fields["kind"]),
        valid_from=moment(fields["from"]),
        valid_until=optional_moment(fields["until"]),
        recorded_at=moment(fields["recorded"]),
        author=fields["author"],
        statement=read_statement(fields["statement"]),
        cancels=fields.get("cancels"),
    )


def encode_entry(entry: Entry) -> bytes:
    """The body of an entry."""
    return pack({"entry": _entry_row(entry)})


def decode_entry(body: bytes) -> Entry:
    """The entry that a body says."""
    return _entry(unpack(body)["entry"])


def encode_ahead(entries: tuple[Entry, ...] | None) -> bytes:
    """The body of a pointer by time of recording: what was scheduled by then, None where that was too much to say."""
    return pack({"ahead": None if entries is None else [_entry_row(entry) for entry in entries]})


def decode_ahead(body: bytes) -> tuple[Entry, ...] | None:
    """What such a body says."""
    rows = unpack(body)["ahead"]
    return None if rows is None else tuple(_entry(row) for row in rows)


def encode_receipt(receipt: Receipt) -> bytes:
    """The body of a receipt."""
    return pack(
        {
            "fingerprint": receipt.fingerprint,
            "attempt": receipt.attempt,
            "version": receipt.version,
            "sequence": receipt.sequence,
            "proposal": receipt.proposal,
            "sent": receipt.sent,
            "edited": receipt.edited,
        }
    )


def decode_receipt(body: bytes) -> Receipt:
    """The receipt that a body says."""
    fields = unpack(body)
    return Receipt(
        fields["fingerprint"],
        fields["attempt"],
        fields["version"],
        fields["sequence"],
        fields.get("proposal"),
        fields.get("sent", ""),
        tuple(fields["edited"]) if fields.get("edited") else None,
    )


def encode_link(entry: AuditEntry) -> bytes:
    """The body of a link of the audit chain."""
    return pack({"text": entry.text, "previous": entry.previous, "hash": entry.hash, "attempt": entry.attempt})


def decode_link(number: int, body: bytes) -> AuditEntry:
    """The audit entry that a body says."""
    fields = unpack(body)
    return AuditEntry(number, fields["text"], fields["previous"], fields["hash"], fields["attempt"])


def statement_fields(statement: ChangeStatement, *, with_impact: bool = True) -> Fields:
    """A statement in plain data. Without its impact it is what its author wrote and a retry repeats."""
    basis = statement.basis
    fields: Fields = {
        "basis": [basis.category, basis.citation, basis.link],
        "comment": statement.comment,
        "notice": dict(statement.notice),
    }
    return {**fields, "impact": _impact_fields(statement.impact)} if with_impact else fields


def read_statement(fields: Mapping[str, Any]) -> ChangeStatement:
    """The statement that plain data with its impact says."""
    category, citation, link = fields["basis"]
    return ChangeStatement(
        Basis(BasisCategory(category), citation, link),
        fields["comment"],
        fields["notice"],
        _impact(fields["impact"]),
    )


def _impact_fields(impact: Impact) -> Fields:
    fields = {
        "products": list(impact.products),
        "facts_added": list(impact.facts_added),
        "facts_removed": list(impact.facts_removed),
        "reasons_added": list(impact.reasons_added),
        "reasons_removed": list(impact.reasons_removed),
        "tables": [[table.decision, table.added, table.removed, table.changed] for table in impact.tables],
        "cases": impact.cases,
        "cases_changed": list(impact.cases_changed),
        "contracts_broken": list(impact.contracts_broken),
        "rule_sets": list(impact.rule_sets),
        "coverage": [impact.coverage.covered, impact.coverage.rows] if impact.coverage else None,
        "parts": [_part_fields(part) for part in impact.parts],
        "flaws": [[each.flaw, each.count] for each in impact.flaws],
    }
    given = {name: value for name, value in fields.items() if value}
    return given if impact.proved is None else {**given, "proved": impact.proved}


def _impact(fields: Mapping[str, Any]) -> Impact:
    return Impact(
        products=tuple(fields.get("products", ())),
        facts_added=tuple(fields.get("facts_added", ())),
        facts_removed=tuple(fields.get("facts_removed", ())),
        reasons_added=tuple(fields.get("reasons_added", ())),
        reasons_removed=tuple(fields.get("reasons_removed", ())),
        tables=tuple(TableImpact(*row) for row in fields.get("tables", ())),
        cases=fields.get("cases", 0),
        cases_changed=tuple(fields.get("cases_changed", ())),
        contracts_broken=tuple(fields.get("contracts_broken", ())),
        rule_sets=tuple(fields.get("rule_sets", ())),
        coverage=RowsCovered(*fields["coverage"]) if "coverage" in fields else None,
        parts=tuple(_part(part) for part in fields.get("parts", ())),
        flaws=tuple(FlawCount(*row) for row in fields.get("flaws", ())),
        proved=fields.get("proved"),
    )


def _part_fields(part: ComputedPart) -> Fields:
    return {**asdict(part), "sentences": list(part.sentences)}


def _part(fields: Mapping[str, Any]) -> ComputedPart:
    return ComputedPart(**{**fields, "kind": PartKind(fields["kind"]), "sentences": tuple(fields["sentences"])})


def _entry_row(entry: Entry) -> list[Any]:
    return [
        entry.sequence,
        entry.version,
        entry.digest,
        micros(entry.valid_from),
        optional_micros(entry.valid_until),
        micros(entry.recorded_at),
        *([] if entry.cancelled_at is None else [micros(entry.cancelled_at)]),
    ]


def _entry(row: list[Any]) -> Entry:
    sequence, version, digest, valid_from, valid_until, recorded_at, *cancelled_at = row
    return Entry(
        sequence,
        version,
        digest,
        moment(valid_from),
        optional_moment(valid_until),
        moment(recorded_at),
        moment(cancelled_at[0]) if cancelled_at else None,
    )


def _declared_row(fact: DeclaredFact) -> list[Any]:
    return [fact.name, [list(span) for span in fact.spans], optional_micros(fact.ended)]


def _declared(row: list[Any]) -> DeclaredFact:
    name, spans, ended = row
    return DeclaredFact(name, tuple((first, last) for first, last in spans), optional_moment(ended))


def micros(moment: datetime) -> int:
    """A moment as whole microseconds since 1970."""
    return (moment - _EPOCH) // _TICK


def moment(count: int) -> datetime:
    """The moment so many microseconds after 1970 began."""
    return _EPOCH + timedelta(microseconds=count)


def optional_micros(moment: datetime | None) -> int | None:
    """The same for a moment that may be missing."""
    return None if moment is None else micros(moment)


def optional_moment(count: int | None) -> datetime | None:
    """The same for a count that may be missing."""
    return None if count is None else moment(count)
