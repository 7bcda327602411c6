"""Batch jobs: what clients send of them, and see."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.batches import BatchQuestionInput
from creditrules.api.types.declaring import Info, Private, strawberry
from creditrules.api.types.diagnostics import UserError
from creditrules.api.types.enums import JobState
from creditrules.api.types.global_ids import record_id
from creditrules.api.types.node import Node
from creditrules.api.types.once import idempotency_key, replayed
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field, told
from creditrules.auth import Action
from creditrules.desk import part_of_batch_job
from creditrules.eligibility.recording import BatchJob as DomainJob
from creditrules.eligibility.recording import JobPart as DomainPart

__all__ = [
    "AddToBatchJobInput",
    "AddToBatchJobPayload",
    "BatchJob",
    "BatchJobPayload",
    "DeleteBatchJobInput",
    "FinishBatchJobInput",
    "StartBatchJobInput",
    "job_of",
    "part_of",
]


@strawberry.type(
    description="A part of a batch job: applicants that were sent together, and the answers about them.",
    directives=needs(Action.ASK),
)
class BatchJobPart:
    number: int = strawberry.field(description="As it was sent.")
    answered: int = strawberry.field(description="How many applicants were answered.")
    refused: int = strawberry.field(description="How many have errors instead.")
    cost: int = strawberry.field(description="How many rule sets were evaluated for them.")
    sha256: str = strawberry.field(description="SHA-256 of the lines that were sent, as UTF-8, in hexadecimal.")
    lines: str = strawberry.field(
        description=(
            "The answers as JSON lines, as `EligibilityBatch.lines`, in the order in which the applicants were sent; "
            "an error's field is its place within the applicant's line."
        )
    )


@strawberry.type(
    description=(
        "The same question about the applicants of a file, sent and answered in parts under one reading of the rules. "
        "The answers are encrypted under a key of the job's own, until it expires or is deleted."
    ),
    directives=needs(Action.ASK),
)
class BatchJob(Node):
    job: Private[DomainJob]
    state: JobState = strawberry.field(description="What can be done with it.")
    recorded_at: datetime = strawberry.field(description="When it was started: the present for all of its parts.")
    expires_at: datetime = strawberry.field(description="Until when its answers can be read.")
    valid_at: datetime = strawberry.field(description="The valid time of all answers.")
    known_at: datetime = strawberry.field(description="The recorded time of all answers.")
    products: list[str] | None = strawberry.field(description="Slugs as asked; null for all that were in force.")
    alternatives: bool = strawberry.field(description="Whether other products are looked at where one is closed.")
    what_if: bool = strawberry.field(description="Whether the caller chose the rules; see `EligibilityReport`.")
    parts: int = strawberry.field(description="How many parts have been answered.")
    answered: int = strawberry.field(description="How many applicants have been answered.")
    refused: int = strawberry.field(description="How many applicants have errors instead.")
    cost: int = strawberry.field(description="How many rule sets have been evaluated in all.")

    @field
    def part(
        self,
        info: Info[RequestContext, None],
        number: Annotated[int, strawberry.argument(description="As it was sent.")],
    ) -> BatchJobPart | None:
        """A part with its answers, one a request; null where none was sent under that number."""
        context = info.context
        context.only_once("part")
        found = part_of_batch_job(context.recording, context.principal, self.job, number)
        return part_of(found) if found else None


@strawberry.input(description="A question about the applicants of a file. Both times are fixed as the job starts.")
class StartBatchJobInput(BatchQuestionInput):
    idempotency_key: str = strawberry.field(
        description="Chosen by you, one a job: the same sent again with the same key gets the job that was started."
    )


@strawberry.input(description="A part of a file of applicants.")
class AddToBatchJobInput:
    job: strawberry.ID = strawberry.field(description="The job.")
    number: int = strawberry.field(
        description=(
            "From 1 to 1,000, each its own. The same lines sent again under it get the first answer, and nothing is "
            "written; other lines are refused."
        )
    )
    lines: str = strawberry.field(
        description=(
            'Up to 1,000 applicants as JSON lines, `{"subject": …, "facts": {…}}`, with `request` and `requests` where '
            "something is asked for; at most 4 MiB."
        )
    )
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="A batch job that takes no more parts.")
class FinishBatchJobInput:
    job: strawberry.ID = strawberry.field(description="The job.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="A batch job whose answers are to be unreadable.")
class DeleteBatchJobInput:
    job: strawberry.ID = strawberry.field(description="The job.")
    idempotency_key: str | None = idempotency_key()


@strawberry.type(description="What came of an act on a batch job.", directives=needs(Action.ASK))
class BatchJobPayload:
    job: BatchJob | None = strawberry.field(default=None, description="The job as it is now; null when refused.")
    replayed: bool = replayed()
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it was done."
    )


@strawberry.type(description="What came of a part of a batch job.", directives=needs(Action.ASK))
class AddToBatchJobPayload:
    job: BatchJob | None = strawberry.field(default=None, description="The job as it is now; null when refused.")
    part: BatchJobPart | None = strawberry.field(default=None, description="The part; null when refused.")
    replayed: bool = strawberry.field(
        default=False, description="Whether the same was sent before, and this is what was answered then."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why nothing was kept; empty when it was."
    )


def job_of(job: DomainJob) -> BatchJob:
    """A job as clients see it."""
    question = job.question
    return told(
        BatchJob,
        job,
        id=record_id("BatchJob", job.id),
        job=job,
        recorded_at=job.started_at,
        valid_at=question.valid_at,
        known_at=question.known_at,
        products=None if question.products is None else list(question.products),
        alternatives=question.alternatives,
        what_if=bool(question.chosen),
    )


def part_of(part: DomainPart) -> BatchJobPart:
    """A part as clients see it."""
    return told(BatchJobPart, part)
