"""The fact dictionary as it is listed: every fact that callers may send, what it means, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from creditrules.desk.dictionary import declarations_of, declared_by, entries_asked
from creditrules.desk.last_uses import LastUse, last_uses
from creditrules.desk.paging import page_at_hand
from creditrules.desk.view import View
from creditrules.dmn import Fact
from creditrules.records import dataclass, replace
from creditrules.rules import Declaration, DocumentKind, Head
from creditrules.rules.life import SETTINGS_KEY
from creditrules.rules.ports import Asked, Page

__all__ = ["DictionaryFact", "FactStanding", "declarations_page", "facts_page"]


class FactStanding(StrEnum):
    """IN_FORCE: a rule set in force asks for it. TO_COME: only one to come does. RETIRED: none does any more."""

    IN_FORCE = "IN_FORCE"
    TO_COME = "TO_COME"
    RETIRED = "RETIRED"


@dataclass(frozen=True, slots=True)
class DictionaryFact:
    """One fact of the tenant. declarations: by the rule sets that ask for it; of a retired fact, by the last one.

    retired_since, accepted_until: of a retired fact; from the latter moment on it is refused.
    """

    name: str
    standing: FactStanding
    declarations: tuple[Declaration, ...] = ()
    retired_since: datetime | None = None
    accepted_until: datetime | None = None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What the declarations say."""
        return tuple(declaration.fact for declaration in self.declarations)


def facts_page(view: View, asked: Asked, standing: FactStanding | None = None) -> Page[DictionaryFact]:
    """The facts at the view's two times, by name."""
    heads = [head for key, head in view.documents.all_heads().items() if key.kind is DocumentKind.RULE_SET]
    alive = _alive(view, heads)
    gone = last_uses(heads, view.moments, but=alive.keys())
    facts = {**alive, **_retired(view, gone)}
    placed = [(name, facts[name]) for name in sorted(facts) if standing in {None, facts[name].standing}]
    page = page_at_hand(view, ("facts", standing or ""), placed, asked)
    return replace(page, items=_described(view, page.items, gone))


def declarations_page(view: View, fact: DictionaryFact, asked: Asked) -> Page[Declaration]:
    """The declarations of one fact, by rule set and version."""
    placed = [(f"{each.rule_set}\0{each.version:09}", each) for each in fact.declarations]
    return page_at_hand(view, ("declarations", fact.name), placed, asked)


def _alive(view: View, heads: Iterable[Head]) -> Mapping[str, DictionaryFact]:
    entries = entries_asked(view.catalogue, view.tenant, heads, view.moments)
    found: dict[str, DictionaryFact] = {}
    for declaration, entry in declarations_of(view.catalogue, view.tenant, entries):
        name, begun = declaration.fact.name, entry.valid_from <= view.moments.valid_at
        fact = found.get(name, DictionaryFact(name, FactStanding.TO_COME))
        standing = FactStanding.IN_FORCE if begun else fact.standing
        found[name] = replace(fact, standing=standing, declarations=(*fact.declarations, declaration))
    return found


def _retired(view: View, gone: Mapping[str, LastUse]) -> Mapping[str, DictionaryFact]:
    head, moments = view.documents.all_heads().get(SETTINGS_KEY), view.moments
    notice = view.catalogue.settings(view.tenant, head, moments.valid_at, moments.known_at).facts.notice
    return {
        name: DictionaryFact(name, FactStanding.RETIRED, (), last.ended, last.ended + notice)
        for name, last in gone.items()
    }


def _described(view: View, facts: Sequence[DictionaryFact], gone: Mapping[str, LastUse]) -> tuple[DictionaryFact, ...]:
    """The facts of a page, the retired ones with what they meant."""
    digests = {
        fact.name: gone[fact.name].digest(view.catalogue, view.tenant)
        for fact in facts
        if fact.standing is FactStanding.RETIRED
    }
    compiled = view.catalogue.rule_sets(view.tenant, {digest for digest in digests.values() if digest})

    def meant(fact: DictionaryFact) -> tuple[Declaration, ...]:
        digest = digests.get(fact.name)
        if digest is None:
            return fact.declarations
        last = gone[fact.name]
        declared = declared_by(compiled[digest], last.head.key.slug, last.version)
        return tuple(each for each in declared if each.fact.name == fact.name)

    return tuple(replace(fact, declarations=meant(fact)) for fact in facts)
