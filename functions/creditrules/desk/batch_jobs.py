"""Batch jobs: the applicants of a file in parts, each answered as it arrives, all under one reading of the rules.

There is no worker behind a job. It fixes the question and both times as it is started; whoever has the file sends the
parts, and reads each answer as often as is wanted, until the job expires or is deleted.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from creditrules.auth import Action, Principal, may, require
from creditrules.desk.asking import Plan, Question
from creditrules.desk.batch_lines import read_lines
from creditrules.desk.batching import BatchSubject, answer_batch, answer_lines, refuse_subjects
from creditrules.desk.budgets import refuse_if_cut_short
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.deciding import Recording, recording_of
from creditrules.desk.drawing import Drawing
from creditrules.desk.scoping import within_scope
from creditrules.desk.submitting import checked_key, checked_once
from creditrules.desk.throttling import gate_of
from creditrules.eligibility import plain_pins
from creditrules.eligibility.recording import (
    MOST_PARTS,
    AnsweredPart,
    BatchJob,
    JobPart,
    JobQuestion,
    JobState,
    NewJob,
    PartAdded,
)
from creditrules.errors import Kind, Refusal
from creditrules.once import Once

__all__ = [
    "add_to_batch_job",
    "delete_batch_job",
    "find_batch_job",
    "finish_batch_job",
    "part_of_batch_job",
    "start_batch_job",
]

KEEP_DAYS: Final = 7
MOST_PART_BYTES: Final = 4 << 20


def start_batch_job(
    catalogue: Catalogue,
    recording: Recording | None,
    principal: Principal,
    question: Question,
    key: str,
    *,
    alternatives: bool = False,
) -> tuple[BatchJob, bool]:
    """Start a job, or give the one that this key has started; and whether it had. question: see `ask_batch`.

    Raises Refusal FORBIDDEN; INVALID "BAD_IDEMPOTENCY_KEY"; as `Plan`, `recording_of` and `BatchJobs.start` do.
    """
    require(principal, Action.ASK)
    jobs = recording_of(recording).records.jobs
    checked_key(key)
    now = catalogue.store.now()
    plan = Plan(catalogue, principal.tenant, within_scope(principal, question), now=now)
    products = None if question.products is None else tuple(dict.fromkeys(question.products))
    moments = plan.moments
    asked = JobQuestion(products, question.pins, moments.valid_at, moments.known_at, alternatives, plan.chosen)
    given = {
        "products": products,
        "validAt": _text(question.valid_at),
        "knownAt": _text(question.known_at),
        **plain_pins(question.pins),
        "alternatives": alternatives,
    }
    job = jobs.start(principal.tenant, NewJob(principal.subject, key, given, asked, now, KEEP_DAYS))
    return job, job.started_at != now


def add_to_batch_job(
    catalogue: Catalogue,
    recording: Recording | None,
    principal: Principal,
    job: str,
    number: int,
    lines: str,
    once: Once | None = None,
) -> PartAdded:
    """Answer part `number` of a job, or give what was answered to the same lines before. lines: see `read_lines`.

    Raises Refusal FORBIDDEN; NOT_FOUND "UNKNOWN_JOB"; INVALID "BAD_PART_NUMBER", "BAD_SUBJECT", "SUBJECT_TWICE";
    TOO_LARGE "PART_TOO_LARGE"; as `read_lines`, `Plan` and `BatchJobs.add` do.
    """
    require(principal, Action.ASK)
    found = _own(recording, principal, job)
    if not 1 <= number <= MOST_PARTS:
        message = f"The parts of a job are numbered from 1 to {MOST_PARTS:,}."
        raise Refusal(Kind.INVALID, "BAD_PART_NUMBER", message, ("number",), "Send the rest as another job.")
    sent = lines.encode("utf-8", "surrogatepass")
    if len(sent) > MOST_PART_BYTES:
        message = f"A part has at most {MOST_PART_BYTES:,} bytes; this one has {len(sent):,}."
        raise Refusal(Kind.TOO_LARGE, "PART_TOO_LARGE", message, ("lines",), "Send fewer applicants in a part.")

    def evaluate() -> AnsweredPart:
        subjects = read_lines(lines)
        refuse_subjects(subjects, "lines")
        return _answered(catalogue, principal, found, subjects)

    jobs = recording_of(recording).records.jobs
    return jobs.add(principal.tenant, found, number, sent, evaluate, checked_once(once))


def finish_batch_job(
    recording: Recording | None, principal: Principal, job: str, once: Once | None = None
) -> tuple[BatchJob, bool]:
    """Let a job take no more parts; gives the job then, and whether it took none before.

    Raises Refusal FORBIDDEN; NOT_FOUND "UNKNOWN_JOB"; as `BatchJobs.finish` does.
    """
    require(principal, Action.ASK)
    own, jobs = _own(recording, principal, job), recording_of(recording).records.jobs
    return jobs.finish(principal.tenant, own, checked_once(once)), own.state is not JobState.OPEN


def delete_batch_job(
    recording: Recording | None, principal: Principal, job: str, once: Once | None = None
) -> tuple[BatchJob, bool]:
    """End a job's answers; gives the job then, and whether they had ended before.

    Raises Refusal FORBIDDEN; NOT_FOUND "UNKNOWN_JOB"; as `BatchJobs.delete` does.
    """
    require(principal, Action.ASK)
    own, jobs = _own(recording, principal, job), recording_of(recording).records.jobs
    return jobs.delete(principal.tenant, own, checked_once(once)), own.state is JobState.DELETED


def find_batch_job(recording: Recording | None, principal: Principal, job: str) -> BatchJob | None:
    """A job of the principal's own; None for any other. Raises Refusal FORBIDDEN; as `recording_of` does."""
    require(principal, Action.ASK)
    return recording_of(recording).records.jobs.read(principal.tenant, principal.subject, job)


def part_of_batch_job(recording: Recording | None, principal: Principal, job: BatchJob, number: int) -> JobPart | None:
    """A part of a job of the principal's own; None where there is none. Raises Refusal as `BatchJobs.part` does."""
    require(principal, Action.ASK)
    if job.author != principal.subject or not 1 <= number <= MOST_PARTS:
        return None
    return recording_of(recording).records.jobs.part(principal.tenant, job, number)


def _own(recording: Recording | None, principal: Principal, job: str) -> BatchJob:
    found = find_batch_job(recording, principal, job)
    if found is None:
        hint = "Use the id that `startBatchJob` gave; a job is known to who started it."
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_JOB", "There is no such job.", ("job",), hint)
    return found


def _answered(catalogue: Catalogue, principal: Principal, job: BatchJob, subjects: list[BatchSubject]) -> AnsweredPart:
    asked = job.question
    question = Question({}, asked.products, asked.valid_at, asked.known_at, asked.pins)
    drawing = Drawing(catalogue, principal, within_scope(principal, question), now=job.started_at)
    report = answer_batch(drawing, subjects, gate_of(catalogue, principal), alternatives=asked.alternatives)
    refuse_if_cut_short(catalogue.budget)
    refused = sum(one.refusal is not None for one in report.answers)
    cost = sum(one.cost for one in report.answers)
    lines = answer_lines(report, rules=may(principal, Action.SEE_POLICY))
    return AnsweredPart(len(subjects) - refused, refused, cost, "\n".join(lines))


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()
