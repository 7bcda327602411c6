"""The fields that look over many recorded decisions."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.connections import Connection
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.drift import DecisionDrift, drift_of
from creditrules.api.types.enums import Outcome
from creditrules.api.types.figures import DecisionFigures, figures_of
from creditrules.api.types.global_ids import read_node
from creditrules.api.types.listed import IndexDecisionsInput, ListedDecision, listed_page
from creditrules.api.types.once import once_of
from creditrules.api.types.payloads import IndexDecisionsPayload, payload_field
from creditrules.api.types.record_inputs import DecisionDriftInput, DecisionFiguresInput
from creditrules.api.types.redress import Redress
from creditrules.api.types.resolved import field, paged, within
from creditrules.api.types.what_changed import WhatChanged, WhatChangedInput, what_changed_of
from creditrules.auth import Action
from creditrules.desk import (
    Correction,
    View,
    correction_of,
    decision_drift,
    decision_figures,
    decisions_page,
    find_proposal,
    index_decisions,
    proposed_correction,
    what_changed,
)
from creditrules.eligibility.recording import Wanted
from creditrules.errors import Kind, Refusal
from creditrules.rules.ports import Asked

__all__ = ["RecordMutations", "RecordQueries"]

Subject = Annotated[
    str | None,
    strawberry.argument(
        description="Only those about this subject, as `decide` was told: of all, or of `author`. Once erased: none."
    ),
]
Author = Annotated[str | None, strawberry.argument(description="Only those that this partner asked for.")]
OfProduct = Annotated[str | None, strawberry.argument(description="Only those with an answer for this product.")]
OfOutcome = Annotated[Outcome | None, strawberry.argument(description="Only those with an answer of this outcome.")]
OfReason = Annotated[str | None, strawberry.argument(description="Only those with an answer that gives this reason.")]
OfRuleSet = Annotated[
    str | None, strawberry.argument(description="Only those with an answer that rests on this rule set.")
]
OfVersion = Annotated[int | None, strawberry.argument(description="Only those that rest on this version of `ruleSet`.")]
RecordedFrom = Annotated[datetime | None, strawberry.argument(description="Only those recorded then or later.")]
RecordedTo = Annotated[datetime | None, strawberry.argument(description="Only those recorded before then.")]


@strawberry.type(description="Looking over recorded decisions.")
class RecordQueries:
    @field(needs=Action.READ_OWN_DECISIONS)
    @paged
    def decisions(  # noqa: PLR0913, PLR0917  (arguments of a field)
        self,
        info: Info[RequestContext, None],
        asked: Asked,
        subject: Subject = None,
        product: OfProduct = None,
        outcome: OfOutcome = None,
        reason: OfReason = None,
        rule_set: OfRuleSet = None,
        version: OfVersion = None,
        author: Author = None,
        recorded_from: RecordedFrom = None,
        recorded_to: RecordedTo = None,
    ) -> Connection[ListedDecision]:
        """Decisions on record, newest first: all of them for those who may read them, a partner's own for itself.

        What is said of product, outcome, reason and rule set has to hold of one and the same answer. A page may hold
        fewer than asked for, or none, and yet not be the last: go on with `endCursor` while `hasNextPage` is true.
        """
        context = info.context
        view = context.view()
        wanted = Wanted(
            subject=subject,
            author=author,
            product=product,
            outcome=outcome.value if outcome else None,
            reason=reason,
            rule_set=rule_set,
            version=version,
            since=recorded_from,
            until=recorded_to,
        )
        page = decisions_page(view, context.recording, wanted, asked)
        return listed_page(view, context.recording, page)

    @field(needs=Action.ASK)
    def what_changed(
        self,
        info: Info[RequestContext, None],
        input: Annotated[WhatChangedInput, strawberry.argument(description="The two moments.")],  # noqa: A002
    ) -> WhatChanged:
        """Why an applicant is answered otherwise at one moment than at another, and what in between did not cause it.

        Each cause is tried alone, after those before it, and left out of all; nothing is written.
        """
        context = info.context
        context.only_once("whatChanged")
        found = what_changed(context.view(), context.recording, input.comparing())
        second = found.moments[1]
        return what_changed_of(context.view_at(second.valid_at, second.known_at).in_language(input.locale), found)

    @field(needs=Action.READ_DECISIONS)
    def redress(
        self,
        info: Info[RequestContext, None],
        correction: Annotated[
            strawberry.ID,
            strawberry.argument(description="An activation, or a proposal of one, as its `id` names it."),
        ],
    ) -> Redress:
        """The decisions on record that a correction would have changed, had it been known; nothing is changed.

        Decisions of the corrected period that were recorded before the correction are evaluated as they were and with
        the correction alone; refused to those who may not read decisions.
        """
        context = info.context
        context.only_once("redress")
        view = context.view()
        return Redress(view=view, recording=context.recording, correction=_correction(view, correction))

    @field(needs=Action.READ_DECISIONS)
    def decision_figures(
        self,
        info: Info[RequestContext, None],
        input: Annotated[DecisionFiguresInput, strawberry.argument(description="Which, and by what.")],  # noqa: A002
    ) -> DecisionFigures:
        """What was decided, counted by day, product, outcome and partner, or by reason, or by version.

        From tallies that are kept as decisions are recorded, so that no decision is read; refused to those who may not
        read decisions.
        """
        context = info.context
        with within("input"):
            return figures_of(decision_figures(context.view(), context.recording, input.asked()))

    @field(needs=Action.READ_DECISIONS)
    def decision_drift(
        self,
        info: Info[RequestContext, None],
        input: Annotated[DecisionDriftInput, strawberry.argument(description="Which periods.")],  # noqa: A002
    ) -> DecisionDrift:
        """How far outcomes and facts differ between two periods: the population stability index of each.

        Outcomes are those of all answers; facts those of decisions that are spread evenly over each period and whose
        facts are kept. Refused to those who may not read decisions.
        """
        context = info.context
        context.only_once("decisionDrift")
        with within("input"):
            periods = input.before.period(), input.after.period()
            return drift_of(decision_drift(context.view(), context.recording, *periods, input.product, input.sample))


@strawberry.type(description="Upkeep of recorded decisions.")
class RecordMutations:
    @payload_field(IndexDecisionsPayload, Action.PUBLISH)
    def index_decisions(
        self,
        info: Info[RequestContext, None],
        input: Annotated[IndexDecisionsInput, strawberry.argument(description="How much.")],  # noqa: A002
    ) -> IndexDecisionsPayload:
        """Index and count decisions that were recorded before that was done by itself; again until `complete`."""
        context = info.context
        once = once_of(info, input)
        indexed, complete, replayed = index_decisions(context.recording, context.principal, input.at_most, once)
        return IndexDecisionsPayload(indexed=indexed, complete=complete, replayed=replayed)


def _correction(view: View, id_: strawberry.ID) -> Correction:
    """What the id of an activation or of a proposal names. Raises Refusal NOT_FOUND "UNKNOWN_ACTIVATION"."""
    named = read_node(id_, "Activation", "RuleChange")
    if named is not None:
        return correction_of(view, named.key, named.number)
    proposed = read_node(id_, "Proposal")
    proposal = find_proposal(view, proposed) if proposed else None
    if proposal is None:
        message = "The id names no activation, and no proposal."
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_ACTIVATION", message, ("correction",), "Use the `id` of one.")
    return proposed_correction(view, proposal)
