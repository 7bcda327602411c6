"""Whether all that a database holds is whole: its pages, every audit chain, every content, every chain of decisions."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from creditrules.clock import utc_now
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.audit import ChainEnd, ChainLink, verify
from creditrules.rules.ports import Asked
from creditrules.store.decisions.links import KIND
from creditrules.store.decisions.records import DecisionsInTable
from creditrules.store.decisions.sealing import KeyService
from creditrules.store.items.facts import decode_link
from creditrules.store.items.links import AuditEntry
from creditrules.store.keys import form_name, forms_span, import_key, link_key
from creditrules.store.local.keys import LocalKeys
from creditrules.store.local.secrets import SECRET_BYTES
from creditrules.store.port import BODY, Table
from creditrules.store.reading.pages import MAX_PAGE
from creditrules.store.rules import RulesInTable
from creditrules.store.sqlite.table import SqliteTable

__all__ = ["TenantChecks", "Verified", "ends_of", "verify_all"]

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
    try:
        return {tenant: _verified(table, tenant, keys) for tenant in table.tenants()}
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise _broken(f"An item cannot be read: {error!r}.") from error


def ends_of(table: Table, tenant: str) -> Iterator[tuple[str, str, ChainEnd]]:
    """Kind, slug and end of every chain of a tenant that is not empty."""
    return TenantChecks(table, tenant, None).ends()


class TenantChecks:
    """What of a tenant has to hold in a table, part by part. Writes nothing. keys: None where nothing is to be opened.

    What does not hold raises Refusal as `verify_all` does.
    """

    def __init__(self, table: Table, tenant: str, keys: KeyService | None) -> None:
        self._table = table
        self._tenant = tenant
        self._opening = keys is not None
        self._rules = RulesInTable(table, clock=utc_now, cursor_secret=_UNUSED_SECRET, keys=keys)
        self._decisions = DecisionsInTable(table, clock=utc_now, keys=keys or _NO_KEYS)
        self._heads = self._rules.all_heads(tenant)

    def documents(self) -> tuple[int, int]:
        """How many documents there are with how many links, whose audit chains hold."""
        for key in self._heads:
            about = {"tenant": self._tenant, "kind": key.kind.value, "slug": key.slug}
            end = partial(self._rules.audit_end, self._tenant, key)
            broken = verify(_links(self._rules, self._tenant, key), end, about)
            if broken is not None:
                raise _broken(f"The audit chain of {key.kind} {key.slug!r} of {self._tenant!r}: {broken.message}")
        return len(self._heads), sum(head.revision for head in self._heads.values())

    def versions(self) -> int:
        """How many versions there are, all with their contents."""
        count = 0
        for key, head in self._heads.items():
            digests = list(_digests(self._rules, self._tenant, key))
            count += len(digests)
            if len(digests) != head.latest_version:
                of = f"{key.kind} {key.slug!r} of {self._tenant!r}"
                raise _broken(f"Of {head.latest_version} versions of {of} some are missing.")
            for digest in dict.fromkeys(digests):
                if not self._rules.content(self._tenant, [digest]):
                    raise _broken(f"The content {digest} of {key.kind} {key.slug!r} of {self._tenant!r} is missing.")
        return count

    def latest_rule_sets(self) -> Iterator[tuple[str, bytes]]:
        """The slug of each rule set, and what its latest version says."""
        for key, head in self._heads.items():
            if key.kind is DocumentKind.RULE_SET and head.latest_version:
                version = self._rules.version(self._tenant, key, head.latest_version)
                digest = version.digest if version is not None else ""
                content = self._rules.content(self._tenant, [digest]).get(digest)
                if content is not None:
                    yield key.slug, content

    def outdated_forms(self, is_outdated: Callable[[str], bool]) -> int:
        """How many contents have compiled forms of earlier releases alone."""
        count = 0
        digests = dict.fromkeys(each for key in self._heads for each in _digests(self._rules, self._tenant, key))
        for digest in digests:
            names = {form_name(key) for key, _ in self._table.walk(forms_span(self._tenant, digest), MAX_PAGE)}
            count += bool(names) and all(map(is_outdated, names))
        return count

    def decisions(self) -> int:
        """How many links the chains of decisions have, which hold."""
        reports = self._decisions.verify(self._tenant)
        for report in reports:
            if report.broken is not None:
                raise _broken(f"The chain {report.chain!r} of decisions of {self._tenant!r}: {report.broken.message}")
        return sum(report.length for report in reports)

    def opened(self) -> bool:
        """Whether the keys were asked to open what is sealed; they did then."""
        if self._opening:
            self._decisions.check_keys(self._tenant)
            for contract in self._rules.contracts.every(self._tenant):
                if not contract.readable:
                    raise _broken(
                        f"What the contract {contract.name!r} of {self._tenant!r} asks with cannot be opened."
                    )
        return self._opening

    def ends(self) -> Iterator[tuple[str, str, ChainEnd]]:
        """Kind, slug and end of every chain that is not empty."""
        for key in self._heads:
            end = self._rules.audit_end(self._tenant, key)
            if end is not None and end.number:
                yield key.kind.value, key.slug, end
        for lane in self._decisions.chains(self._tenant):
            end = self._decisions.chain_end(self._tenant, lane)
            if end.number:
                yield KIND, lane, end

    def link_hash(self, kind: str, slug: str, number: int) -> str | None:
        """The hash of one link, None where there is none of that number."""
        if kind == KIND:
            found: Iterable[ChainLink] = self._decisions.chain_page(self._tenant, slug, 1, number - 1)
        else:
            key = DocumentKey(DocumentKind(kind), slug)
            place = link_key(self._tenant, key, number)
            items = self._table.read([place])
            found = [decode_link(number, item[BODY]) for item in items.values()]
        return next((link.hash for link in found if link.number == number), None)

    def last_recorded(self) -> datetime | None:
        """When a document was recorded last."""
        return max((head.last_recorded_at for head in self._heads.values()), default=None)

    def import_begun(self) -> bool:
        """Whether an import of the tenant was begun and is not ended."""
        return bool(self._table.read([import_key(self._tenant)]))


def _verified(table: SqliteTable, tenant: str, keys: KeyService | None) -> Verified:
    checks = TenantChecks(table, tenant, keys)
    documents, links = checks.documents()
    checks.versions()
    decisions = checks.decisions()
    checks.opened()
    return Verified(documents, links, decisions)


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
