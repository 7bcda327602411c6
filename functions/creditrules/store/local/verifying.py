"""Whether all that a database holds is whole: its pages, every audit chain, every content, every chain of decisions."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from creditrules.clock import utc_now
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey
from creditrules.rules.audit import ChainEnd, verify
from creditrules.rules.ports import Asked
from creditrules.store.decisions.links import KIND
from creditrules.store.decisions.records import DecisionsInTable
from creditrules.store.decisions.sealing import KeyService
from creditrules.store.items.links import AuditEntry
from creditrules.store.keys import tenant_of
from creditrules.store.local.keys import LocalKeys
from creditrules.store.local.secrets import SECRET_BYTES
from creditrules.store.port import Table
from creditrules.store.reading.pages import MAX_PAGE
from creditrules.store.rules import RulesInTable
from creditrules.store.sqlite.table import SqliteTable

__all__ = ["Verified", "ends_of", "verify_all"]

_UNUSED_SECRET: Final = bytes(16)
_NO_KEYS: Final = LocalKeys(bytes(SECRET_BYTES))


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found whole of one tenant. links: of documents; decisions: links of decisions and erasures."""

    documents: int
    links: int
    decisions: int


def verify_all(table: SqliteTable, keys: KeyService | None) -> Mapping[str, Verified]:
    """By tenant, all that was found whole. Writes nothing.

    keys: have to open what is sealed; None: nothing is opened.

    Raises Refusal UNAVAILABLE "HISTORY_BROKEN" that names the first chain that does not hold or the first content that
    is missing, "CONTENT_DAMAGED", "DECISION_DAMAGED" also where the keys are another database's, "STORE_DAMAGED".
    """
    table.check_pages()
    rules = RulesInTable(table, clock=utc_now, cursor_secret=_UNUSED_SECRET, keys=keys)
    decisions = DecisionsInTable(table, clock=utc_now, keys=keys or _NO_KEYS)
    tenants = sorted({tenant_of(partition) for partition in table.partitions()})
    try:
        return {tenant: _verified(rules, decisions, tenant, opening=keys is not None) for tenant in tenants}
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise _broken(f"An item cannot be read: {error!r}.") from error


def ends_of(table: Table, tenant: str) -> Iterator[tuple[str, str, ChainEnd]]:
    """Kind, slug and end of every chain of a tenant that is not empty."""
    rules = RulesInTable(table, clock=utc_now, cursor_secret=_UNUSED_SECRET)
    decisions = DecisionsInTable(table, clock=utc_now, keys=_NO_KEYS)
    for key in rules.all_heads(tenant):
        end = rules.audit_end(tenant, key)
        if end is not None and end.number:
            yield key.kind.value, key.slug, end
    for lane in decisions.chains(tenant):
        end = decisions.chain_end(tenant, lane)
        if end.number:
            yield KIND, lane, end


def _verified(rules: RulesInTable, decisions: DecisionsInTable, tenant: str, *, opening: bool) -> Verified:
    heads = rules.all_heads(tenant)
    for key, head in heads.items():
        about = {"tenant": tenant, "kind": key.kind.value, "slug": key.slug}
        broken = verify(_links(rules, tenant, key), lambda key=key: rules.audit_end(tenant, key), about)  # type: ignore[misc]
        if broken is not None:
            raise _broken(f"The audit chain of {key.kind} {key.slug!r} of {tenant!r}: {broken.message}")
        digests = list(_digests(rules, tenant, key))
        if len(digests) != head.latest_version:
            raise _broken(
                f"Of {head.latest_version} versions of {key.kind} {key.slug!r} of {tenant!r} some are missing."
            )
        for digest in set(digests):
            if not rules.content(tenant, [digest]):
                raise _broken(f"The content {digest} of {key.kind} {key.slug!r} of {tenant!r} is missing.")
    reports = decisions.verify(tenant)
    for report in reports:
        if report.broken is not None:
            raise _broken(f"The chain {report.chain!r} of decisions of {tenant!r}: {report.broken.message}")
    if opening:
        _check_opens(rules, decisions, tenant)
    links = sum(head.revision for head in heads.values())
    return Verified(len(heads), links, sum(report.length for report in reports))


def _check_opens(rules: RulesInTable, decisions: DecisionsInTable, tenant: str) -> None:
    decisions.check_keys(tenant)
    for contract in rules.contracts.every(tenant):
        if not contract.readable:
            raise _broken(f"What the contract {contract.name!r} of {tenant!r} asks with cannot be opened.")


def _links(rules: RulesInTable, tenant: str, key: DocumentKey) -> Iterator[AuditEntry]:
    after = None
    while True:
        page = rules.audit(tenant, key, Asked(MAX_PAGE, after))
        yield from page.items
        if not page.has_next:
            return
        after = page.cursors[-1]


def _digests(rules: RulesInTable, tenant: str, key: DocumentKey) -> Iterator[str]:
    after = None
    while True:
        page = rules.versions(tenant, key, Asked(MAX_PAGE, after))
        yield from (version.digest for version in page.items)
        if not page.has_next:
            return
        after = page.cursors[-1]


def _broken(message: str) -> Refusal:
    hint = "Export the chain and find what was changed; an older backup may be whole."
    return Refusal(Kind.UNAVAILABLE, "HISTORY_BROKEN", message, hint=hint)
