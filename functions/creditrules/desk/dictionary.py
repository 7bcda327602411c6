"""The fact dictionary of a tenant: what its rule sets ask for, in force or to come, and what they no longer do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from creditrules.desk.catalogue import Catalogue
from creditrules.desk.documents import Documents
from creditrules.desk.last_uses import last_uses
from creditrules.desk.moments import Moments
from creditrules.dmn import Fact
from creditrules.eligibility import CompiledRuleSet
from creditrules.errors import Diagnostic, Kind, Refusal, Severity
from creditrules.rules import Declaration, DocumentKey, DocumentKind, Earlier, Entry, Head, clashes, same_type
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
    """Where a rule set's content contradicts the facts of the others while it would be in force.

    One that the rule set's versions make anyway, when the other is in force, is only warned of. So is another type than
    callers send the fact in up to now, be it that they only may do so until its notice period is over.
    """
    start, until = period
    catalogue, tenant = documents.catalogue, documents.tenant
    now = catalogue.store.now()
    others = [other for other in documents.all_heads().values() if other.key != head.key]
    asked = entries_asked(catalogue, tenant, others, Moments(start, now), until)
    found = declarations_of(catalogue, tenant, asked)
    meeting = {(each.rule_set, each.version): max(start, entry.valid_from) for each, entry in found}
    own: dict[datetime, Mapping[str, Fact]] = {}

    def already(new: Declaration, other: Declaration) -> bool:
        moment = meeting[other.rule_set, other.version]
        if moment not in own:
            own[moment] = _declared_at(catalogue, tenant, head, moment, now)
        before = own[moment].get(new.fact.name)
        return before is not None and same_type(before.type, new.fact.type)

    declared = [declaration for declaration, _ in found]
    known = _earlier(documents, head, compiled, {each.fact.name for each in declared}, Moments(start, now))
    new = declared_by(compiled, head.key.slug, 0)
    return tuple(dict.fromkeys(clashes(new, declared, known, already)))


def refuse_clashes(found: Iterable[Diagnostic], field: str) -> None:
    """Raises Refusal CONFLICT "FACT_CLASH" where one of the clashes is an error."""
    errors = tuple(clash for clash in found if clash.severity is Severity.ERROR)
    if errors:
        first = errors[0]
        raise Refusal(Kind.CONFLICT, "FACT_CLASH", first.message, (field,), first.hint, errors)


def _declared_at(catalogue: Catalogue, tenant: str, head: Head, moment: datetime, now: datetime) -> Mapping[str, Fact]:
    entry = catalogue.store.in_force(tenant, head, moment, now)
    return {fact.name: fact for fact in catalogue.rule_set(tenant, entry.digest).facts} if entry else {}


def _earlier(
    documents: Documents, head: Head, compiled: CompiledRuleSet, elsewhere: Collection[str], moments: Moments
) -> Mapping[str, Earlier]:
    """The facts of a content as callers send them up to now. elsewhere: those that other rule sets ask for."""
    catalogue, tenant = documents.catalogue, documents.tenant
    start, now = moments.valid_at, moments.known_at
    own = _declared_at(catalogue, tenant, head, start, now) or _declared_at(catalogue, tenant, head, now, now)
    retired = {fact.name for fact in compiled.facts} - own.keys() - set(elsewhere)
    notice = catalogue.settings_now(tenant).facts.notice
    found = {name: Earlier(fact) for name, fact in own.items()}
    for name, last in last_uses(documents.all_heads().values(), moments, of=retired).items():
        digest = last.digest(catalogue, tenant)
        facts = catalogue.rule_set(tenant, digest).facts if digest and start < last.ended + notice else ()
        found.update((name, Earlier(fact, last.ended + notice)) for fact in facts if fact.name == name)
    return found
