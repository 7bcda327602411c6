"""A notice as an event that leaves the service: a CloudEvents 1.0 envelope around what receivers may read; pure.

docs/events/change-notice.v1.json is its schema. What is added later is optional to read; what is altered or goes makes
another version, under types of its own. Nothing is in an event that partners could not ask for: of the diff what is
published, of the impact what they are shown, and no names of persons.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from creditrules.document import canonical
from creditrules.feed.notices import ChangeNotice, notice_id
from creditrules.records import dataclass
from creditrules.rules import Activation, Impact, Texts
from creditrules.rules.diff import Change, PublishedDiff

__all__ = ["EVENT_SCHEMA", "EVENT_SOURCE", "ToldChange", "event_bytes", "event_of", "event_type"]

EVENT_SCHEMA: Final = "urn:creditrules:events:change-notice:v1"
EVENT_SOURCE: Final = "urn:creditrules:tenants:{}"
_TYPE: Final = "creditrules.change.{}.v1"
MOST_CHANGES: Final = 100
"""Changes of a diff that an event has; of more it says how many were left out."""
LONGEST_PART: Final = 1000
"""Characters of a part as it was or is; a longer one is cut there, and said to be."""


@dataclass(frozen=True, slots=True)
class ToldChange:
    """All that a notice tells.

    activation: of which it tells; of a withdrawal the cancellation, which repeats what it takes back. name: of the
    document. before, after: the versions in force without and with what is told, or until and from its moment on; of a
    withdrawal what would have come and what stays; None where none is. diff: between these as far as it is published;
    None where one of them is nothing.
    """

    notice: ChangeNotice
    activation: Activation
    name: Texts
    before: int | None
    after: int | None
    diff: PublishedDiff | None


def event_type(kind: str) -> str:
    """The type of the events that tell of notices of a kind."""
    return _TYPE.format(kind.lower().replace("_", "-"))


def event_of(tenant: str, told: ToldChange) -> dict[str, Any]:
    """The event, as plain data."""
    notice, key = told.notice, told.notice.key
    return {
        "specversion": "1.0",
        "id": notice_id(tenant, notice),
        "source": EVENT_SOURCE.format(tenant),
        "type": event_type(notice.happening.kind),
        "subject": f"{key.kind.value}/{key.slug}",
        "time": _text(notice.happening.at),
        "tenant": tenant,
        "sequence": f"{notice.number:010d}",
        "datacontenttype": "application/json",
        "dataschema": EVENT_SCHEMA,
        "data": _data(told),
    }


def event_bytes(event: Mapping[str, Any]) -> bytes:
    """The event as it is sent: always the same bytes for the same event."""
    return canonical(event)


def _data(told: ToldChange) -> dict[str, Any]:
    activation, statement, happening = told.activation, told.activation.statement, told.notice.happening
    basis = statement.basis
    return {
        "number": told.notice.number,
        "document": {"kind": told.notice.key.kind.value, "slug": told.notice.key.slug, "name": dict(told.name)},
        "activation": _activation(activation),
        "versionBefore": told.before,
        "versionAfter": told.after,
        "valueFrom": happening.day.isoformat() if happening.day else None,
        "daysAhead": max(0, (activation.valid_from - activation.recorded_at).days),
        "basis": {"category": basis.category.value, "citation": basis.citation, "link": basis.link},
        "notice": dict(statement.notice),
        "impact": _impact(statement.impact),
        "diff": None if told.diff is None else _diff(told.diff),
    }


def _activation(activation: Activation) -> dict[str, Any]:
    return {
        "sequence": activation.sequence,
        "kind": activation.kind.value,
        "version": activation.version or None,
        "digest": activation.digest or None,
        "recordedAt": _text(activation.recorded_at),
        "validFrom": _text(activation.valid_from),
        "validUntil": None if activation.valid_until is None else _text(activation.valid_until),
        "cancels": activation.cancels,
    }


def _impact(impact: Impact) -> dict[str, Any]:
    return {
        "products": list(impact.products),
        "factsAdded": list(impact.facts_added),
        "factsRemoved": list(impact.facts_removed),
        "reasonsAdded": list(impact.reasons_added),
        "reasonsRemoved": list(impact.reasons_removed),
    }


def _diff(found: PublishedDiff) -> dict[str, Any]:
    changes = found.diff.changes
    return {
        "changes": [_change(change) for change in changes[:MOST_CHANGES]],
        "leftOut": max(0, len(changes) - MOST_CHANGES),
        "restDiffers": found.rest_differs,
    }


def _change(change: Change) -> dict[str, Any]:
    parts = (change.before, change.after)
    return {
        "kind": change.kind.value,
        "section": change.section.value,
        "place": change.place[:LONGEST_PART],
        "before": _cut(change.before),
        "after": _cut(change.after),
        "cut": any(part is not None and len(part) > LONGEST_PART for part in parts),
    }


def _cut(part: str | None) -> str | None:
    return None if part is None else part[:LONGEST_PART]


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
