"""Batch jobs: one question about the applicants of a file, sent and answered in parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from creditrules.eligibility.pins import Pins
from creditrules.once import Once
from creditrules.records import dataclass, field

__all__ = [
    "MOST_JOBS",
    "MOST_PARTS",
    "AnsweredPart",
    "BatchJob",
    "BatchJobs",
    "JobPart",
    "JobQuestion",
    "JobState",
    "NewJob",
    "PartAdded",
]

MOST_JOBS: Final = 100
"""How many jobs are kept for one author at a time."""
MOST_PARTS: Final = 1_000


class JobState(StrEnum):
    """OPEN takes parts, FINISHED takes none; the results of both can be read. EXPIRED and DELETED have none."""

    OPEN = "OPEN"
    FINISHED = "FINISHED"
    EXPIRED = "EXPIRED"
    DELETED = "DELETED"


@dataclass(frozen=True, slots=True)
class JobQuestion:
    """What is asked about each applicant, the same for all parts. products: slugs; None for all in force.

    chosen: by which of "pins", "validAt" and "knownAt" the rules are chosen; see `Report`.
    """

    products: tuple[str, ...] | None
    pins: Pins
    valid_at: datetime
    known_at: datetime
    alternatives: bool
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to be started. key: tells its author's jobs apart. given: the question as it was sent; a retry repeats it.

    started_at: the moment that counts as the present for all parts.
    """

    author: str
    key: str
    given: Mapping[str, object]
    question: JobQuestion
    started_at: datetime
    keep_days: int


@dataclass(frozen=True, slots=True)
class BatchJob:
    """A job and how far it is. answered, refused: applicants; cost: how many rule sets were evaluated for them."""

    id: str
    author: str
    started_at: datetime
    expires_at: datetime
    question: JobQuestion
    state: JobState
    parts: int = 0
    answered: int = 0
    refused: int = 0
    cost: int = 0


@dataclass(frozen=True, slots=True)
class AnsweredPart:
    """What came of a part. lines: the answers as JSON lines."""

    answered: int
    refused: int
    cost: int
    lines: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class JobPart:
    """A part as it is kept. sha256: of the lines that were sent, in hexadecimal. lines: the answers."""

    number: int
    answered: int
    refused: int
    cost: int
    sha256: str
    lines: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PartAdded:
    """The job after a part was added, and the part; `replayed` where it had been added before."""

    job: BatchJob
    part: JobPart
    replayed: bool


class BatchJobs(Protocol):
    """A tenant's batch jobs. Every method is confined to `tenant`, and knows no job but the author's own."""

    def start(self, tenant: str, new: NewJob) -> BatchJob:
        """Start a job, unless this author's key has started one already: then that.

        Raises Refusal: CONFLICT "KEY_REUSED"; TOO_LARGE "TOO_MANY_JOBS"; UNAVAILABLE.
        """

    def read(self, tenant: str, author: str, job: str) -> BatchJob | None:
        """A job; None if there is none, or was one that has long expired. Raises Refusal UNAVAILABLE."""

    def part(self, tenant: str, job: BatchJob, number: int) -> JobPart | None:
        """A part; None if there is none.

        Raises Refusal NOT_FOUND "JOB_EXPIRED", "JOB_DELETED"; UNAVAILABLE, "JOB_DAMAGED" after tampering.
        """

    def add(
        self,
        tenant: str,
        job: BatchJob,
        number: int,
        sent: bytes,
        evaluate: Callable[[], AnsweredPart],
        once: Once | None = None,
    ) -> PartAdded:
        """Keep what `evaluate` answers to a part, unless the same was sent under this number before: then that.

        Raises Refusal: CONFLICT "PART_DIFFERS", "JOB_FINISHED", "KEY_REUSED"; TOO_LARGE "RESULT_TOO_LARGE"; NOT_FOUND
        and UNAVAILABLE as `part` does; and whatever `evaluate` raises, nothing being kept then.
        """

    def finish(self, tenant: str, job: BatchJob, once: Once | None = None) -> BatchJob:
        """Take no more parts; gives the job then.

        Raises Refusal NOT_FOUND as `part` does; CONFLICT "KEY_REUSED"; UNAVAILABLE.
        """

    def delete(self, tenant: str, job: BatchJob, once: Once | None = None) -> BatchJob:
        """Make all results unreadable for good; gives the job then.

        Raises Refusal NOT_FOUND "JOB_EXPIRED"; CONFLICT "KEY_REUSED"; UNAVAILABLE.
        """
