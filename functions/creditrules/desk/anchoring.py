"""Ends of all chains of a tenant, to be kept where nobody who can alter the table can alter them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from creditrules.eligibility.recording import DecisionRecords
from creditrules.rules import DocumentKey
from creditrules.rules.audit import ChainEnd, end_line
from creditrules.rules.ports import Asked, RuleStore

__all__ = ["anchor_name", "anchor_of"]

_AT_ONCE = 100
_DECISIONS = "DECISIONS"


def anchor_of(store: RuleStore, records: DecisionRecords, tenant: str) -> str:
    """A file of ends, as `creditrules audit anchor` writes it: a line for each chain that has a link."""
    documents = (end_line(end, key.kind.value, key.slug) for key, end in _ends(store, tenant))
    decisions = records.chain_ends(tenant).items()
    return "".join((*documents, *(end_line(end, _DECISIONS, name) for name, end in decisions)))


def anchor_name(tenant: str, moment: datetime) -> str:
    """What it is called on a shelf; names are in the order of time."""
    return f"anchors/{tenant}/{moment.astimezone(UTC):%Y-%m-%dT%H-%M-%S-%fZ}.jsonl"


def _ends(store: RuleStore, tenant: str) -> Iterator[tuple[DocumentKey, ChainEnd]]:
    after = None
    while True:
        page = store.list_heads(tenant, None, Asked(_AT_ONCE, after))
        yield from store.audit_ends(tenant, [head.key for head in page.items]).items()
        if not page.has_next:
            return
        after = page.cursors[-1]
