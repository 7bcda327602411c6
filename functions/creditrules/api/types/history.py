"""What happened: activations of one document, and the changes of many."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from creditrules.api.types.arguments import KnownAt, ValidAt
from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.enums import ActivationKind, Standing
from creditrules.api.types.global_ids import global_id
from creditrules.api.types.node import Node
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field, linked, told
from creditrules.api.types.statements import ChangeStatement
from creditrules.api.types.versions import Version, VersionRef, version_node
from creditrules.auth import Action
from creditrules.desk import View, expected_of
from creditrules.rules import Activation as RecordedActivation
from creditrules.rules.ports import ListedChange
from creditrules.rules.time import standing

__all__ = ["Activation", "RuleChange", "activation_node", "rule_change"]


@strawberry.interface(
    description="A version put in force from a moment on; recorded once, never edited.", directives=needs(Action.ASK)
)
class HistoryEntry(Node):
    recorded: Private[RecordedActivation]
    view: Private[View]
    kind: ActivationKind = strawberry.field(description="How it came into force, or what it ended.")
    valid_from: datetime = strawberry.field(description="From when the version is in force.")
    valid_until: datetime | None = strawberry.field(
        description="Up to when, that moment excluded; null when no end is stated."
    )
    recorded_at: datetime = strawberry.field(description="When it was recorded.")

    @field
    def version(self) -> Version | None:
        """The version that it puts in force, or takes back; null for a retirement."""
        if self.recorded.version == 0:
            return None
        return version_node(VersionRef(self.view, self.recorded.key, self.recorded.version, self.recorded.digest))

    @field
    @at_hand
    def statement(self) -> ChangeStatement:
        """Why, with what impact, and what users are told."""
        return ChangeStatement(statement=self.recorded.statement, view=self.view)

    @field(needs=Action.SEE_POLICY)
    def author(self) -> str:
        """Who did it."""
        return self.recorded.author


@strawberry.type(description="An entry in the history of one document.", directives=needs(Action.ASK))
class Activation(HistoryEntry):
    sequence: int = strawberry.field(description="Counts from 1 within the document.")

    @field
    def standing(self, valid_at: ValidAt = None, known_at: KnownAt = None) -> Standing | None:
        """Whether it is scheduled, in force, superseded, expired or cancelled; null before it was recorded."""
        moments = self.view.at(valid_at, known_at).moments
        head = self.view.documents.head(self.recorded.key)
        return standing(head, self.recorded, moments.valid_at, moments.known_at) if head else None

    @field
    def cancels(self) -> Activation | None:
        """The activation that it takes back, where it is a cancellation."""
        if self.recorded.cancels is None:
            return None
        found = self.view.documents.activation(self.recorded.key, self.recorded.cancels)
        return activation_node(self.view, found) if found else None


@strawberry.type(
    description="A change that touched products: which document, which version, why, and from when.",
    directives=needs(Action.ASK),
)
class RuleChange(HistoryEntry):
    value_from: date | None = strawberry.field(
        description=(
            "Set where the change is one of the dated values of a parameter's version, which comes without a further "
            "act: the day from which it holds. `validFrom` is then the moment at which that begins."
        )
    )
    document = linked()
    published_diff = linked()


def activation_node(view: View, recorded: RecordedActivation) -> Activation:
    """An activation as clients see it."""
    view.catalogue.expect(partial(expected_of, recorded))
    id_ = global_id("Activation", recorded.key, recorded.sequence, said=view.said)
    return told(Activation, recorded, id=id_, recorded=recorded, view=view)


def rule_change(view: View, change: ListedChange) -> RuleChange:
    """A change as clients see it."""
    recorded, value = change.activation, change.value
    view.documents.listed((recorded,))
    view.catalogue.expect(partial(expected_of, recorded))
    day, begins = (value.day, value.at) if value else (None, recorded.valid_from)
    id_ = global_id("RuleChange", recorded.key, recorded.sequence, day, said=view.said)
    return told(RuleChange, recorded, id=id_, recorded=recorded, view=view, valid_from=begins, value_from=day)
