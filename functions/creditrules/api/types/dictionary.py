"""The fact dictionary: what a lender's rule sets ask for, one fact with all its declarations."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime

from creditrules.api.types.arguments import Locale
from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.enums import FactStanding
from creditrules.api.types.facts import FactDefinition, fact_definitions
from creditrules.api.types.permissions import needs
from creditrules.api.types.proof_enums import Better
from creditrules.api.types.resolved import field, paged, told
from creditrules.auth import Action
from creditrules.desk import DictionaryFact as DomainFact
from creditrules.desk import View, declarations_page
from creditrules.rules import Declaration
from creditrules.rules.ports import Asked

__all__ = ["DictionaryFact", "FactDeclaration", "dictionary_fact"]


@strawberry.type(description="A fact as one version of a rule set declares it.", directives=needs(Action.ASK))
class FactDeclaration:
    declaration: Private[Declaration]
    view: Private[View]
    rule_set: str = strawberry.field(description="Slug of the rule set.")
    version: int = strawberry.field(description="Number of the version.")

    @field
    @at_hand
    def definition(self) -> FactDefinition:
        """What it declares."""
        [found] = fact_definitions(self.view, [(self.declaration.fact, (self.declaration.rule_set,))])
        return found


@strawberry.type(
    description="A fact that callers may send: what it means, who asks for it, and until when.",
    directives=needs(Action.ASK),
)
class DictionaryFact:
    fact: Private[DomainFact]
    view: Private[View]
    name: str = strawberry.field(description="The name to give it under in `facts`.")
    standing: FactStanding = strawberry.field(description="Whether a rule set asks for it, will, or no longer does.")
    retired_since: datetime | None = strawberry.field(
        description="Since when no rule set in force asks for it; null where one does or is to come."
    )
    accepted_until: datetime | None = strawberry.field(
        description="When questions with a retired fact begin to be refused; null where it is not retired."
    )

    @field
    def type(self) -> str | None:
        """Its FEEL type; where rule sets differ, that of the first of its declarations. Null where none can be read."""
        return next((str(fact.type) for fact in self.fact.facts), None)

    @field
    def unit(self) -> str | None:
        """What a number counts, if a rule set says."""
        return next((fact.unit for fact in self.fact.facts if fact.unit), None)

    @field
    @at_hand
    def allowed_values(self) -> list[str]:
        """FEEL unary tests that its values must meet; several where rule sets differ, and all of them hold."""
        return list(dict.fromkeys(fact.allowed_values for fact in self.fact.facts if fact.allowed_values))

    @field
    @at_hand
    def sensitive(self) -> bool:
        """Whether any rule set keeps its values out of messages and has them masked in recorded decisions."""
        return any(fact.sensitive for fact in self.fact.facts)

    @field
    def better(self) -> Better | None:
        """Which of its values speak for the applicant; null where no rule set says, or two contradict each other."""
        said = {fact.better for fact in self.fact.facts if fact.better}
        return said.pop() if len(said) == 1 else None

    @field
    @at_hand
    def protected(self) -> bool:
        """Whether any rule set declares it a protected characteristic, which no outcome may rest on."""
        return any(fact.protected for fact in self.fact.facts)

    @field
    @at_hand
    def label(self, locale: Locale = None) -> str:
        """Its name for people; its plain name where no label is given."""
        label = next((fact.label for fact in self.fact.facts if fact.label), None)
        return (self.view.text(label, locale) if label else "") or self.fact.name

    @field
    def description(self) -> str | None:
        """What it means; null where nothing is said."""
        return next((fact.description for fact in self.fact.facts if fact.description), None)

    @field
    @paged
    def declarations(self, asked: Asked) -> Connection[FactDeclaration]:
        """The versions that declare it, in force and to come, by rule set; of a retired fact, the last one that did."""
        return connect(self.view, declarations_page(self.view, self.fact, asked), _declaration)


def _declaration(view: View, declaration: Declaration) -> FactDeclaration:
    return told(FactDeclaration, declaration, declaration=declaration, view=view)


def dictionary_fact(view: View, fact: DomainFact) -> DictionaryFact:
    """A fact of the dictionary as clients see it."""
    return told(DictionaryFact, fact, fact=fact, view=view)
