"""Questions about applicants, which partners ask most: in a room of their own, so that little else is loaded."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.batches import EligibilityBatch, EligibilityBatchInput, batch_of
from creditrules.api.types.decisions import EligibilityReport, report_of
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.inputs import EligibilityInput
from creditrules.api.types.resolved import field, within
from creditrules.auth import Action
from creditrules.desk import ask, ask_batch
from creditrules.records import replace

__all__ = ["AskingQueries"]


@strawberry.type
class AskingQueries:
    @field(needs=Action.ASK)
    def eligibility(
        self,
        info: Info[RequestContext, None],
        input: Annotated[EligibilityInput, strawberry.argument(description="The question.")],  # noqa: A002
    ) -> EligibilityReport:
        """May this applicant have these products, on what terms, why (not), and what else is open?"""
        context = info.context
        with within("input"):
            given = input.question()
            question = replace(given, valid_at=given.valid_at or context.now, known_at=given.known_at or context.now)
            report = context.act(ask, question, input.subject)
            view = context.view(input.valid_at, input.known_at).in_language(input.locale)
        return report_of(view, report, input.subject)

    @field(needs=Action.ASK)
    def eligibility_batch(
        self,
        info: Info[RequestContext, None],
        input: Annotated[EligibilityBatchInput, strawberry.argument(description="The question.")],  # noqa: A002
    ) -> EligibilityBatch:
        """The same question about up to 1,000 applicants: the rules are read once, and each is answered for itself."""
        context = info.context
        context.only_once("eligibilityBatch")
        with within("input"):
            given = input.question()
            question = replace(given, valid_at=given.valid_at or context.now, known_at=given.known_at or context.now)
            subjects = [each.given() for each in input.subjects]
            batch = context.act(ask_batch, question, subjects, alternatives=input.alternatives)
            view = context.view(input.valid_at, input.known_at).in_language(input.locale)
        return batch_of(view, batch)
