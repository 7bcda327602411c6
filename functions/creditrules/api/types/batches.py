"""One question about many applicants, and the answers."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime

from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.beside import ApplicantInput
from creditrules.api.types.bounded import MOST_PINS, at_most
from creditrules.api.types.decisions import Decision, EligibilityReport, report_of
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.diagnostics import UserError, user_error
from creditrules.api.types.inputs import VersionPin, pins_of
from creditrules.api.types.permissions import needs
from creditrules.api.types.requests import ProductRequestInput, RequestInput, requests_of
from creditrules.api.types.resolved import field, told
from creditrules.auth import Action
from creditrules.desk import BatchReport, BatchSubject, Question, SubjectAnswer, View, answer_lines
from creditrules.errors import Refusal

MOST_CHARACTERS = 4_000_000
"""How many `lines` may have: an answer has to fit into 6 MB."""

__all__ = ["BatchQuestionInput", "EligibilityBatch", "EligibilityBatchInput", "batch_of"]


@strawberry.input(description="One of many applicants.")
class BatchSubjectInput(ApplicantInput):
    subject: str = strawberry.field(
        description=(
            "A name by which you find the answer; each its own. Where a version is tried on a part of the subjects, "
            "the name that `decide` would be given gets the same answer here."
        )
    )
    request: RequestInput | None = strawberry.field(
        default=None, description="What this applicant asks for, of every product."
    )
    requests: list[ProductRequestInput] = strawberry.field(
        default_factory=list,
        description="What is asked of single products, in place of `request`.",
        metadata=at_most(MOST_PINS),
    )

    def given(self) -> BatchSubject:
        """The applicant, or why it cannot be read."""
        try:
            return BatchSubject(self.subject, self.said(), requests_of(self.request, self.requests))
        except Refusal as refusal:
            return BatchSubject(self.subject, {}, {}, refusal)


@strawberry.input(description="What is asked about each of many applicants.")
class BatchQuestionInput:
    products: list[str] | None = strawberry.field(
        default=None,
        description="Slugs of the products of interest; all that are in force where left out or empty.",
        metadata=at_most(1000),
    )
    valid_at: datetime | None = strawberry.field(
        default=None, description="When the rules are to be in force, for all of them. Now unless said."
    )
    known_at: datetime | None = strawberry.field(
        default=None, description="What had been recorded by then, for all of them. Now unless said."
    )
    pins: list[VersionPin] = strawberry.field(
        default_factory=list, description="Versions to apply in place of those in force.", metadata=at_most(MOST_PINS)
    )
    alternatives: bool = strawberry.field(
        default=False,
        description="Whether to look at other products where one is closed, which takes several times as long.",
    )

    def question(self) -> Question:
        """What is asked about each. Raises Refusal as `pins_of` does."""
        products = tuple(self.products or ()) or None
        return Question({}, products, self.valid_at, self.known_at, pins_of(self.pins))


@strawberry.input(description="The same question about many applicants, at most 1,000.")
class EligibilityBatchInput(BatchQuestionInput):
    subjects: list[BatchSubjectInput] = strawberry.field(description="The applicants.", metadata=at_most(1000))
    locale: str | None = strawberry.field(default=None, description="Language of all texts; see `EligibilityInput`.")


@strawberry.type(description="The answer about one of many applicants.", directives=needs(Action.ASK))
class SubjectResult:
    answer: Private[SubjectAnswer]
    view: Private[View]
    subject: str = strawberry.field(description="As it was called.")
    cost: int = strawberry.field(description="How many rule sets were evaluated for it.")

    @field
    def report(self) -> EligibilityReport | None:
        """The answer; null where there is an error instead."""
        return report_of(self.view, self.answer.report, self.subject) if self.answer.report else None

    @field
    def decisions(self) -> list[Decision]:
        """Those of the report; none where there is an error instead."""
        report = self.report()
        found: list[Decision] = report.decisions() if report else []
        return found

    @field
    def error(self) -> UserError | None:
        """Why it was not answered; the others were."""
        return user_error(self.answer.refusal, EligibilityBatchInput) if self.answer.refusal else None


@strawberry.type(
    description="The answers about many applicants, under the same rules and times.", directives=needs(Action.ASK)
)
class EligibilityBatch:
    batch: Private[BatchReport]
    view: Private[View]
    valid_at: datetime = strawberry.field(description="The valid time of all of them.")
    known_at: datetime = strawberry.field(description="The recorded time of all of them.")
    forecast: bool = strawberry.field(description="Whether the valid time lies ahead.")
    what_if: bool = strawberry.field(description="Whether the caller chose the rules; see `EligibilityReport`.")
    answered: int = strawberry.field(description="How many were answered.")
    refused: int = strawberry.field(description="How many have an error instead.")
    cost: int = strawberry.field(description="How many rule sets were evaluated in all.")

    @field
    @at_hand
    def results(self) -> list[SubjectResult]:
        """One for each applicant, in their order."""
        return [
            SubjectResult(answer=one, view=self.view, subject=one.name, cost=one.cost) for one in self.batch.answers
        ]

    @field
    def lines(self) -> str:
        """The same as JSON lines, the quickest way to many: subject, cost, decisions, errors; amounts are texts."""
        return "\n".join(answer_lines(self.batch, MOST_CHARACTERS, rules=self.view.sees_policy))


def batch_of(view: View, batch: BatchReport) -> EligibilityBatch:
    """The answers as clients see them, with a view at their times."""
    refused = sum(one.refusal is not None for one in batch.answers)
    return told(
        EligibilityBatch,
        batch,
        batch=batch,
        view=view,
        what_if=bool(batch.chosen),
        answered=len(batch.answers) - refused,
        refused=refused,
        cost=sum(one.cost for one in batch.answers),
    )
