"""Why a change was made: its basis, its impact, and what users are told."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from creditrules.api.types.arguments import Locale
from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.enums import BasisCategory
from creditrules.api.types.flaws import FlawCount
from creditrules.api.types.outcomes import OutcomeImpact, outcome_impact
from creditrules.api.types.permissions import needs
from creditrules.api.types.populations import PeopleImpact, people_impact
from creditrules.api.types.resolved import field, told
from creditrules.api.types.settled import settled, settled_attributes
from creditrules.api.types.verifications import Verification, verification
from creditrules.auth import Action
from creditrules.desk import View
from creditrules.rules import ChangeStatement as DomainStatement
from creditrules.rules import Impact as DomainImpact
from creditrules.rules import PartKind

__all__ = ["Basis", "ChangeStatement", "Impact", "LocalText", "TableImpact"]


@settled_attributes()
@strawberry.type(description="What a change or a reason rests on.", directives=needs(Action.ASK))
class Basis:
    category: BasisCategory = strawberry.field(description="The kind of ground.")
    citation: str = strawberry.field(description="What a reader can look up.")
    link: str | None = strawberry.field(description="Where it can be read, if anywhere.")


@settled_attributes()
@strawberry.type(description="A text in one language.", directives=needs(Action.ASK))
class LocalText:
    language: str = strawberry.field(description='Language tag, as in "en" or "zh-Hans".')
    text: str = strawberry.field(description="The text.")


@strawberry.type(
    description="How many rules of a decision table came, went, or read differently.",
    directives=needs(Action.SEE_POLICY),
)
class TableImpact:
    decision: str = strawberry.field(description="The decision whose table it is.")
    added: int = strawberry.field(description="Rules that came.")
    removed: int = strawberry.field(description="Rules that went.")
    changed: int = strawberry.field(description="Rules that read differently.")


@strawberry.type(
    description="How many rows of a rule set's tables its test cases hit.", directives=needs(Action.SEE_POLICY)
)
class RowsCovered:
    covered: int = strawberry.field(description="Rows that a test case hits.")
    rows: int = strawberry.field(description="Rows in all.")


@strawberry.type(
    description="What a change touches, computed by the service, never typed.", directives=needs(Action.ASK)
)
class Impact:
    products: list[str] = strawberry.field(description="Slugs of the products that it governs.")
    facts_added: list[str] = strawberry.field(description="Facts that the rules ask for now and did not before.")
    facts_removed: list[str] = strawberry.field(description="Facts that the rules no longer ask for.")
    reasons_added: list[str] = strawberry.field(description="Reason codes that came.")
    reasons_removed: list[str] = strawberry.field(description="Reason codes that went.")
    tables: list[TableImpact] = strawberry.field(
        description="Changed rules by decision table.", directives=needs(Action.SEE_POLICY)
    )
    rule_sets: list[str] = strawberry.field(
        description="Rule sets that use the parameter, where it is the change of one.",
        directives=needs(Action.SEE_POLICY),
    )
    cases: int = strawberry.field(
        description="Test cases kept with either version.", directives=needs(Action.SEE_POLICY)
    )
    cases_changed: list[str] = strawberry.field(
        description="Test cases that the two versions decide differently.",
        directives=needs(Action.SEE_POLICY),
    )
    contracts_broken: list[str] = strawberry.field(
        description='Contract queries that it breaks, as in "shop/checkout".',
        directives=needs(Action.SEE_POLICY),
    )
    flaws: list[FlawCount] = strawberry.field(
        description="What verification found in the tables of a rule set, by code.",
        directives=needs(Action.SEE_POLICY),
    )
    proved: bool | None = strawberry.field(
        description="Whether verification proved that there is no more; null where there was none.",
        directives=needs(Action.SEE_POLICY),
    )

    coverage: RowsCovered | None = strawberry.field(
        description="What the test cases of a rule set hit; null where it was not computed.",
        directives=needs(Action.SEE_POLICY),
    )

    @classmethod
    def of(cls, impact: DomainImpact) -> Impact:
        """The impact as clients see it."""
        tables = [told(TableImpact, table) for table in impact.tables]
        coverage = told(RowsCovered, impact.coverage) if impact.coverage else None
        flaws = [told(FlawCount, flaw) for flaw in impact.flaws]
        return told(cls, impact, tables=tables, coverage=coverage, flaws=flaws)


@strawberry.type(
    description="What every published version carries: why it was made, what it touches, what users are told.",
    directives=needs(Action.ASK),
)
class ChangeStatement:
    statement: Private[DomainStatement]
    view: Private[View]

    @field
    @at_hand
    @settled
    def basis(self) -> Basis:
        """What the change rests on."""
        return told(Basis, self.statement.basis)

    @field(needs=Action.SEE_POLICY)
    @settled
    def comment(self) -> str:
        """The author's words on the impact, for the lender's own people; what users are told is the notice."""
        return self.statement.comment

    @field
    @at_hand
    @settled
    def notice(self, locale: Locale = None) -> str:
        """What users are told."""
        return self.view.text(self.statement.notice, locale)

    @field
    @at_hand
    @settled
    def notices(self) -> list[LocalText]:
        """What users are told, in every language there is."""
        return [LocalText(language=tag, text=text) for tag, text in self.statement.notice.items()]

    @field
    @at_hand
    def impact(self) -> Impact:
        """What the change touches."""
        return Impact.of(self.statement.impact)

    @field(needs=Action.SEE_POLICY)
    def people(self) -> list[PeopleImpact]:
        """What it does to the people of populations, where that was computed; for the lender's own people."""
        parts = self.statement.impact.parts
        return [people_impact(self.view, part) for part in parts if part.kind is PartKind.PEOPLE]

    @field(needs=Action.SEE_POLICY)
    def outcomes(self) -> list[OutcomeImpact]:
        """What it does to the answers on products, where that was computed; for the lender's own people."""
        parts = self.statement.impact.parts
        return [outcome_impact(self.view, part) for part in parts if part.kind is PartKind.BOXES]

    @field(needs=Action.SEE_POLICY)
    def verification(self) -> Verification | None:
        """What verification found in a rule set, for the lender's own people; null where nothing was kept."""
        parts = self.statement.impact.parts
        kept = next((part for part in parts if part.kind is PartKind.VERIFICATION), None)
        return None if kept is None else verification(self.view, kept)
