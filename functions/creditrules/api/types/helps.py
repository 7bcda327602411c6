"""What would help: the smallest changes of facts that reach a better outcome."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from creditrules.api.types.arguments import Locale
from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.enums import Outcome
from creditrules.api.types.permissions import needs
from creditrules.api.types.proof_enums import Direction, HelpProof
from creditrules.api.types.resolved import field
from creditrules.auth import Action
from creditrules.desk import Recording, SeenHelp, View, recorded_help, seen_help
from creditrules.eligibility import Decision, in_words
from creditrules.rules import Texts

__all__ = ["ChangesThatHelp", "changes_that_help", "changes_that_would_have_helped"]


@strawberry.type(description="What an applicant would have to bring a fact to.", directives=needs(Action.ASK))
class HelpfulChange:
    label_texts: Private[Texts]
    view: Private[View]
    fact: str = strawberry.field(description="Name of the fact.")
    direction: Direction | None = strawberry.field(description="More than it is, or less; null where neither.")
    to: str | None = strawberry.field(
        description=(
            'The value, as in "600", "P30D" or "true", on the steps that the fact is declared to have; null where a '
            "rule set that asks for the fact does not publish its thresholds."
        )
    )

    @field
    @at_hand
    def label(self, locale: Locale = None) -> str:
        """The fact's name for people."""
        return self.view.text(self.label_texts, locale) or self.fact


@strawberry.type(
    description="Changes that together reach a better outcome, all else as it is.", directives=needs(Action.ASK)
)
class WayToHelp:
    outcome: Outcome = strawberry.field(
        description="What all rule sets of the product then come to: it was decided again with the changes."
    )
    changes: list[HelpfulChange] = strawberry.field(description="The facts that have to change, all of them.")
    cost: Decimal | None = strawberry.field(
        description="What the changes cost, as rule sets declare it.",
        directives=needs(Action.SEE_POLICY),
    )


@strawberry.type(
    description="That time helps: the same facts reach a better outcome later, with what is scheduled.",
    directives=needs(Action.ASK),
)
class PassesFrom:
    outcome: Outcome = strawberry.field(description="What all rule sets of the product then come to.")
    valid_from: datetime | None = strawberry.field(
        description=(
            "The first moment; null where a rule set does not publish its thresholds, which a moment would tell: "
            "that is told only as a reason's own `until`, or where a version begins or ends."
        )
    )
    proof: HelpProof = strawberry.field(
        description="PROVED where they do not pass a moment before; SEARCHED where they might."
    )


FirstWays = Annotated[int | None, strawberry.argument(description="How many at most: 1 to 100; 3 unless said.")]


@strawberry.type(description="What would help with one decision.", directives=needs(Action.ASK))
class ChangesThatHelp:
    seen: Private[SeenHelp]
    proof: HelpProof = strawberry.field(description="Whether there may be other ways.")

    @field
    def ways(self, first: FirstWays = None) -> list[WayToHelp]:
        """Ways that differ: each needs other facts than a cheaper one, or reaches a better outcome.

        The cheapest first. Where a value is held back, those with the fewest facts first, then by name, whatever they
        cost. None where no change of these facts helps.
        """
        return [
            WayToHelp(
                outcome=each.outcome,
                changes=[
                    HelpfulChange(
                        label_texts=self.seen.label(change.fact),
                        view=self.seen.view,
                        fact=change.fact,
                        direction=_direction(change.upwards),
                        to=None if change.value is None else in_words(change.value),
                    )
                    for change in each.changes
                ],
                cost=each.cost,
            )
            for each in self.seen.ways(first)
        ]

    @field
    def passes_from(self) -> PassesFrom | None:
        """From when the same facts reach a better outcome, with what is scheduled; null where they do not.

        Worked out from the rule sets' own conditions on time, within a hundred years; where these are beyond reasoning
        looked for at some hundred moments within twenty years. From each scheduled date on what is in force then
        decides, for the first 16 dates; beyond them nothing is told.
        """
        found = self.seen.passes_from()
        if found is None:
            return None
        return PassesFrom(outcome=found.outcome, valid_from=found.starts, proof=HelpProof(found.proof.value))


def _direction(upwards: bool | None) -> Direction | None:  # noqa: FBT001 - three states of one thing
    return None if upwards is None else Direction.UP if upwards else Direction.DOWN


def changes_that_help(view: View, decision: Decision) -> ChangesThatHelp | None:
    """What would help with a decision, as its reader may see it."""
    seen = seen_help(view, decision)
    return ChangesThatHelp(seen=seen, proof=seen.proof) if seen else None


def changes_that_would_have_helped(
    view: View, recording: Recording | None, decision_id: str, product: str | None
) -> ChangesThatHelp | None:
    """What would have helped with a recorded decision, as its reader may see it."""
    seen = recorded_help(view, recording, decision_id, product)
    return ChangesThatHelp(seen=seen, proof=seen.proof) if seen else None
