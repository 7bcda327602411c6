"""The fact dictionary of a tenant: what its rule sets ask for, in force or to come, and what they no longer do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from creditrules.desk.catalogue import Catalogue
from creditrules.desk.documents import Documents
from creditrules.desk.moments import Moments
from creditrules.dmn import Fact
from creditrules.eligibility import CompiledRuleSet
from creditrules.errors import Diagnostic, Kind, Refusal, Severity
from creditrules.rules import Declaration, DocumentKey, DocumentKind, Entry, Head, clashes
from creditrules.rules.time import in_force_or_to_come

__all__ = ["clashes_of", "declarations_of", "declared_by", "entries_asked", "refuse_clashes"]


def entries_asked(
    catalogue: Catalogue, tenant: str, heads: Iterable[Head], moments: Moments, until: datetime | None = None
) -> tuple[tuple[Head, Entry], ...]:
    """The versions of rule sets that are in force, or come into force before `until`, each once."""
    found: dict[tuple[DocumentKey, int], tuple[Head, Entry]] = {}
    for head in heads:
        if head.key.kind is DocumentKind.RULE_SET:
            current = catalogue.store.in_force(tenant, head, moments.valid_at, moments.known_at)
            for entry in in_force_or_to_come(head, current, moments.valid_at, moments.known_at, until):
                found.setdefault((head.key, entry.version), (head, entry))
    return tuple(found.values())


def declarations_of(
    catalogue: Catalogue, tenant: str, asked: Iterable[tuple[Head, Entry]]
) -> tuple[tuple[Declaration, Entry], ...]:
    """What the versions declare, each with the entry that puts it in force."""
    entries = tuple(asked)
    compiled = catalogue.rule_sets(tenant, {entry.digest for _, entry in entries})
    return tuple(
        (declaration, entry)
        for head, entry in entries
        for declaration in declared_by(compiled[entry.digest], head.key.slug, entry.version)
    )


def declared_by(compiled: CompiledRuleSet, slug: str, version: int) -> Iterable[Declaration]:
    """What one version declares; 0: one that has no number yet."""
    where = f"version {version} of the rule set '{slug}'"
    return (Declaration(fact, slug, version, where) for fact in compiled.facts)


def clashes_of(
    documents: Documents, head: Head, compiled: CompiledRuleSet, period: tuple[datetime, datetime | None]
) -> tuple[Diagnostic, ...]:
    """Where a rule set's content contradicts the facts of the others while it would be in force."""
    start, until = period
    catalogue, tenant = documents.catalogue, documents.tenant
    now = catalogue.store.now()
    others = [other for other in documents.all_heads().values() if other.key != head.key]
    asked = entries_asked(catalogue, tenant, others, Moments(start, now), until)
    known = {fact.name: fact for fact in _in_force(catalogue, tenant, head, start, now)}
    found = declarations_of(catalogue, tenant, asked)
    new = declared_by(compiled, head.key.slug, 0)
    return tuple(dict.fromkeys(clashes(new, [declaration for declaration, _ in found], known)))


def refuse_clashes(found: Iterable[Diagnostic], field: str) -> None:
    """Raises Refusal CONFLICT "FACT_CLASH" where one of the clashes is an error."""
    errors = tuple(clash for clash in found if clash.severity is Severity.ERROR)
    if errors:
        first = errors[0]
        raise Refusal(Kind.CONFLICT, "FACT_CLASH", first.message, (field,), first.hint, errors)


def _in_force(catalogue: Catalogue, tenant: str, head: Head, start: datetime, now: datetime) -> Iterable[Fact]:
    entry = catalogue.store.in_force(tenant, head, start, now) or catalogue.store.in_force(tenant, head, now, now)
    return () if entry is None else catalogue.rule_set(tenant, entry.digest).facts
