"""The fields about batch jobs, for both roots of the schema."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.batch_jobs import (
    AddToBatchJobInput,
    AddToBatchJobPayload,
    BatchJob,
    BatchJobPayload,
    DeleteBatchJobInput,
    FinishBatchJobInput,
    StartBatchJobInput,
    job_of,
    part_of,
)
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.global_ids import read_record
from creditrules.api.types.once import once_of
from creditrules.api.types.payloads import payload_field
from creditrules.api.types.resolved import field
from creditrules.auth import Action
from creditrules.desk import add_to_batch_job, delete_batch_job, find_batch_job, finish_batch_job, start_batch_job

__all__ = ["BatchJobMutations", "BatchJobQueries"]


@strawberry.type(description="Reading batch jobs.")
class BatchJobQueries:
    @field(needs=Action.ASK)
    def batch_job(
        self,
        info: Info[RequestContext, None],
        id: Annotated[strawberry.ID, strawberry.argument(description="As `startBatchJob` gave it.")],  # noqa: A002
    ) -> BatchJob | None:
        """A batch job of your own, how far it is, and its answers; null for any other."""
        found = find_batch_job(info.context.recording, info.context.principal, read_record(id, "BatchJob"))
        return job_of(found) if found else None


@strawberry.type(description="Asking about the applicants of a file.")
class BatchJobMutations:
    @payload_field(BatchJobPayload, Action.ASK)
    def start_batch_job(
        self,
        info: Info[RequestContext, None],
        input: Annotated[StartBatchJobInput, strawberry.argument(description="The question.")],  # noqa: A002
    ) -> BatchJobPayload:
        """Fix a question and its times, to be asked about any number of applicants in parts."""
        context = info.context
        done, replayed = start_batch_job(
            context.catalogue,
            context.recording,
            context.principal,
            input.question(),
            input.idempotency_key,
            alternatives=input.alternatives,
        )
        return BatchJobPayload(job=job_of(done), replayed=replayed)

    @payload_field(AddToBatchJobPayload, Action.ASK)
    def add_to_batch_job(
        self,
        info: Info[RequestContext, None],
        input: Annotated[AddToBatchJobInput, strawberry.argument(description="The part.")],  # noqa: A002
    ) -> AddToBatchJobPayload:
        """Send up to 1,000 applicants and have them answered."""
        context = info.context
        context.only_once("addToBatchJob")
        done = add_to_batch_job(
            context.catalogue,
            context.recording,
            context.principal,
            read_record(input.job, "BatchJob"),
            input.number,
            input.lines,
            once_of(info, input),
        )
        return AddToBatchJobPayload(job=job_of(done.job), part=part_of(done.part), replayed=done.replayed)

    @payload_field(BatchJobPayload, Action.ASK)
    def finish_batch_job(
        self,
        info: Info[RequestContext, None],
        input: Annotated[FinishBatchJobInput, strawberry.argument(description="The job.")],  # noqa: A002
    ) -> BatchJobPayload:
        """Let a job take no more parts; its answers stay until it expires."""
        context, job = info.context, read_record(input.job, "BatchJob")
        done, replayed = finish_batch_job(context.recording, context.principal, job, once_of(info, input))
        return BatchJobPayload(job=job_of(done), replayed=replayed)

    @payload_field(BatchJobPayload, Action.ASK)
    def delete_batch_job(
        self,
        info: Info[RequestContext, None],
        input: Annotated[DeleteBatchJobInput, strawberry.argument(description="The job.")],  # noqa: A002
    ) -> BatchJobPayload:
        """Make the answers of a job unreadable for good, by the end of the key that they are encrypted under."""
        context, job = info.context, read_record(input.job, "BatchJob")
        done, replayed = delete_batch_job(context.recording, context.principal, job, once_of(info, input))
        return BatchJobPayload(job=job_of(done), replayed=replayed)
