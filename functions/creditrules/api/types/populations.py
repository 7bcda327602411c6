"""Populations that a lender keeps, and what changes do to them."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from creditrules.api.types.bounded import MOST_FEW, MOST_NAMED, at_most
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.diagnostics import UserError
from creditrules.api.types.enums import PopulationForm
from creditrules.api.types.once import idempotency_key, replayed
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field, told
from creditrules.api.types.scalars import JSON
from creditrules.auth import Action
from creditrules.desk import View, figures_of_part
from creditrules.rules import ComputedPart, KeptPopulation

if TYPE_CHECKING:
    from creditrules.desk import PopulationGiven, TellingGiven
    from creditrules.desk import RecordedImpact as DomainRecordedImpact

__all__ = [
    "PeopleImpact",
    "Population",
    "RecordedImpact",
    "RegisterPopulationInput",
    "RegisterPopulationPayload",
    "RemovePopulationInput",
    "RemovePopulationPayload",
    "people_impact",
    "population_of",
    "recorded_impact_of",
]


@strawberry.type(
    description="Applicants whom changes are held against. What is in it is read back by nobody.",
    directives=needs(Action.SEE_POLICY),
)
class Population:
    name: str = strawberry.field(description="Its name, unique to the lender.")
    product: str = strawberry.field(description="Slug of what its people apply for.")
    digest: str = strawberry.field(description="SHA-256 of the text of its rows, in hexadecimal.")
    form: PopulationForm = strawberry.field(description="How its rows are written.")
    rows: int = strawberry.field(description="How many applicants there are.")
    columns: list[str] = strawberry.field(description="The names of its columns.")
    author: str = strawberry.field(description="Who registered it.")
    recorded_at: datetime = strawberry.field(description="When it was registered last.")


def population_of(_view: View, kept: KeptPopulation) -> Population:
    """A population as clients see it."""
    return told(
        Population, kept, recorded_at=kept.registered_at, form=PopulationForm(kept.form), columns=list(kept.columns)
    )


@strawberry.type(
    description="What a change does to the people of one population, as it was computed.",
    directives=needs(Action.SEE_POLICY),
)
class PeopleImpact:
    part: Private[ComputedPart]
    view: Private[View]
    population: str = strawberry.field(description="The population's name.")
    digest: str = strawberry.field(description="SHA-256 of the figures; part of what an approval is bound to.")
    sentences: list[str] = strawberry.field(description="What matters most: moves, approvals, losses, ratios.")

    @field
    def figures(self) -> JSON:
        """All figures, as `creditrules impact --json` writes them."""
        return JSON(figures_of_part(self.view, self.part))


def people_impact(view: View, part: ComputedPart) -> PeopleImpact:
    """A computed part of an impact as those see it who may see the policy."""
    return PeopleImpact(part=part, view=view, population=part.name, digest=part.digest, sentences=list(part.sentences))


@strawberry.input(description="A proposal to be held against the decisions on record about one product.")
class ImpactOnRecordedInput:
    proposal: strawberry.ID = strawberry.field(description="An open proposal: its id.")
    product: str = strawberry.field(description="Slug of the product that was decided on.")
    recorded_from: datetime | None = strawberry.field(default=None, description="Recorded at or after this.")
    recorded_to: datetime | None = strawberry.field(default=None, description="Recorded before this.")


@strawberry.type(
    description="What a proposal does to those whose decisions are on record; it is part of no approval.",
    directives=needs(Action.READ_DECISIONS),
)
class RecordedImpact:
    sentences: list[str] = strawberry.field(description="What matters most: moves, approvals.")
    figures: JSON = strawberry.field(description="All figures, as `creditrules impact --json` writes them.")
    compared: int = strawberry.field(description="How many decisions were compared, the newest first.")
    gone: int = strawberry.field(description="How many could not be, as their facts were erased or have expired.")
    more: bool = strawberry.field(description="Whether the period has others: one request compares at most 500.")


def recorded_impact_of(found: DomainRecordedImpact) -> RecordedImpact:
    """An impact on decisions on record as clients see it."""
    return told(RecordedImpact, found, sentences=list(found.sentences), figures=JSON(found.figures))


@strawberry.input(description="The group that others of a protected column are held against.")
class ReferenceGroupInput:
    column: str = strawberry.field(description="A protected column.")
    group: str = strawberry.field(description="Its value, or the name of its band.")


@strawberry.input(description="What is told of impacts on a population. Columns may have cuts, as in `age:25,62`.")
class TellingInput:
    segments: list[str] = strawberry.field(
        default_factory=list, description="Columns that it is told by.", metadata=at_most(MOST_FEW)
    )
    protected: list[str] = strawberry.field(
        default_factory=list,
        description="Protected attributes; no rule needs to read them.",
        metadata=at_most(MOST_FEW),
    )
    references: list[ReferenceGroupInput] = strawberry.field(
        default_factory=list,
        description="The groups that others are held against; else those that fare best.",
        metadata=at_most(MOST_FEW),
    )
    outcome_column: str | None = strawberry.field(default=None, description="The column that says how it went.")
    bad: list[str] = strawberry.field(
        default_factory=list, description="Its values that mean a loss.", metadata=at_most(MOST_NAMED)
    )
    good: list[str] = strawberry.field(
        default_factory=list,
        description="Its values that mean none; all that are neither bad nor blank unless said.",
        metadata=at_most(MOST_NAMED),
    )
    exposure: str | None = strawberry.field(default=None, description="A column of amounts, for losses in money.")
    scores: list[str] = strawberry.field(
        default_factory=list, description="Columns whose means are compared.", metadata=at_most(MOST_FEW)
    )

    def given(self) -> TellingGiven:
        """What is told, as it was sent."""
        from creditrules.desk import TellingGiven  # noqa: PLC0415 - mappings, which no question has

        return TellingGiven(
            tuple(self.segments),
            tuple(self.protected),
            {each.column: each.group for each in self.references},
            self.outcome_column,
            tuple(self.bad),
            tuple(self.good),
            self.exposure,
            tuple(self.scores),
        )


@strawberry.input(description="Applicants to keep, in place of those of the same name.")
class RegisterPopulationInput:
    name: str = strawberry.field(description="Lower-case letters, digits and hyphens, as in `applicants-2026`.")
    product: str = strawberry.field(description="Slug of what they apply for.")
    content: str = strawberry.field(description="Their rows: CSV with a header, or JSON lines; at most 20,000.")
    form: PopulationForm = strawberry.field(default=PopulationForm.CSV, description="How the rows are written.")
    mapping: str | None = strawberry.field(
        default=None, description="How columns become facts: a mapping file. Left out, columns bear facts' names."
    )
    telling: TellingInput | None = strawberry.field(default=None, description="What is told of impacts on them.")
    idempotency_key: str | None = idempotency_key()

    def given(self) -> PopulationGiven:
        """The population as it was sent."""
        from creditrules.desk import PopulationGiven, TellingGiven  # noqa: PLC0415 - as above

        telling = self.telling.given() if self.telling else TellingGiven()
        return PopulationGiven(self.name, self.product, self.form, self.content, self.mapping, telling)


@strawberry.type(description="The population that was registered.", directives=needs(Action.ASK))
class RegisterPopulationPayload:
    population: Population | None = strawberry.field(default=None, description="The population; null where refused.")
    replayed: bool = replayed()
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was not registered; empty where it was."
    )


@strawberry.input(description="A population to remove.")
class RemovePopulationInput:
    name: str = strawberry.field(description="Its name.")
    idempotency_key: str | None = idempotency_key()


@strawberry.type(description="The population that was removed.", directives=needs(Action.ASK))
class RemovePopulationPayload:
    removed: str | None = strawberry.field(default=None, description="Its name; null where refused.")
    replayed: bool = replayed()
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was not removed; empty where it was."
    )
