"""The change statement: the basis and the impact of a change, without which nothing is published."""

from __future__ import annotations

from enum import StrEnum

from creditrules.records import dataclass, field
from creditrules.rules.content.texts import Texts

__all__ = [
    "Basis",
    "BasisCategory",
    "ChangeStatement",
    "ComputedPart",
    "FlawCount",
    "Impact",
    "PartKind",
    "RowsCovered",
    "TableImpact",
]


class BasisCategory(StrEnum):
    """What a change rests on."""

    REGULATION = "REGULATION"
    RISK = "RISK"
    PRODUCT = "PRODUCT"
    PARTNER = "PARTNER"
    CORRECTION = "CORRECTION"


@dataclass(frozen=True, slots=True)
class Basis:
    """Why: the category, the citation a reader can look up, and a link where there is one."""

    category: BasisCategory
    citation: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class TableImpact:
    """How many rules of one decision table came, went, or read differently."""

    decision: str
    added: int
    removed: int
    changed: int


class PartKind(StrEnum):
    """What a computed part of an impact tells of: people, boxes of all possible applicants, or the rules themselves."""

    PEOPLE = "PEOPLE"
    BOXES = "BOXES"
    VERIFICATION = "VERIFICATION"


@dataclass(frozen=True, slots=True)
class ComputedPart:
    """A part of an impact that is a content of its own, and what it was computed of.

    name: of the population, or the product's slug, or the rule set's that was verified. digest: SHA-256 of what was
    computed, under which it is kept. source: identifies the population, its mapping and what is told of it; of a
    verification the engine's release; "" of boxes. before, after: SHA-256 over all that decides before and after the
    change; of a verification "" and over the values of parameters. content: of the version that the change makes.
    sentences: what matters most of it.
    """

    kind: PartKind
    name: str
    digest: str
    source: str
    before: str
    after: str
    content: str
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowsCovered:
    """How many rows of a rule set's tables its own test cases hit."""

    covered: int
    rows: int


@dataclass(frozen=True, slots=True)
class FlawCount:
    """How many flaws the verification of a rule set's tables found. flaw: their code."""

    flaw: str
    count: int


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change touches, computed by the service when it is published, never typed.

    products: slugs of the products it governs. facts and reasons: names that came and went. tables: changed rules by
    table. cases: test cases kept with either version; cases_changed: those that the two versions decide differently.
    contracts_broken: contract queries that hold up to now and would not any more, as "author/name".
    rule_sets: slugs of those that use a parameter. coverage: of the new version; None where none was computed.
    parts: what was computed besides, when it was asked for.
    flaws: what verification found in the tables of a rule set, as far as the lender wants to be told. proved: whether
    there is certainly no more; None where nothing was verified.
    """

    products: tuple[str, ...] = ()
    facts_added: tuple[str, ...] = ()
    facts_removed: tuple[str, ...] = ()
    reasons_added: tuple[str, ...] = ()
    reasons_removed: tuple[str, ...] = ()
    tables: tuple[TableImpact, ...] = ()
    cases: int = 0
    cases_changed: tuple[str, ...] = ()
    contracts_broken: tuple[str, ...] = ()
    rule_sets: tuple[str, ...] = ()
    coverage: RowsCovered | None = None
    parts: tuple[ComputedPart, ...] = ()
    flaws: tuple[FlawCount, ...] = ()
    proved: bool | None = None


@dataclass(frozen=True, slots=True)
class ChangeStatement:
    """What every published version carries.

    comment: the author's words on the impact. notice: what users are told, by language. impact: filled in by
    the service.
    """

    basis: Basis
    comment: str
    notice: Texts
    impact: Impact = field(default_factory=Impact)
