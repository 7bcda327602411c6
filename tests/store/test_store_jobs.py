"""Batch jobs: each part kept once, sealed under the job's key, and gone with it; progress counts a part once."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from backends import AFTER, Backend, let_in  # type: ignore[import-not-found]

from creditrules.eligibility.recording import AnsweredPart, BatchJob, JobPart, JobQuestion, JobState, NewJob
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.store import DecisionsInTable, Table
from creditrules.store.aws import KmsKeys, embedded_kms
from creditrules.store.decisions import jobs as module
from creditrules.store.keys import job_data_key_key, job_piece_key

NOW = datetime(2126, 6, 1, 12, tzinfo=UTC)
"""Far ahead: the table drops what has expired by its own clock."""
PINS = {DocumentKey(DocumentKind.RULE_SET, "cap"): 3, DocumentKey(DocumentKind.PARAMETER, "cap"): 4}
QUESTION = JobQuestion(("line", "loan"), PINS, NOW, NOW - timedelta(days=1), alternatives=True, chosen=("pins",))
LINES = '{"subject":"customer 7","decisions":["额度"]}\n{"subject":"customer 8","decisions":[]}'
ANSWERED = AnsweredPart(1, 1, 6, LINES)


@pytest.fixture(scope="module")
def keys() -> Iterator[KmsKeys]:
    with embedded_kms() as keys:
        yield keys


@pytest.fixture
def clock() -> list[datetime]:
    return [NOW]


@pytest.fixture
def jobs(table: Table, clock: list[datetime], keys: KmsKeys) -> module.JobsInTable:
    return DecisionsInTable(table, clock=lambda: clock[0], keys=keys).jobs


def started(jobs: module.JobsInTable, **other: Any) -> BatchJob:
    new = NewJob("shop", "k1", {"products": ["line", "loan"]}, QUESTION, NOW, 7)
    return jobs.start("lender", replace(new, **other))


def add(jobs: module.JobsInTable, job: BatchJob, number: int = 1, sent: bytes = b"sent", **other: Any) -> Any:
    return jobs.add("lender", job, number, sent, lambda: replace(ANSWERED, **other))


def never() -> AnsweredPart:
    raise AssertionError("it is answered already")


def refused(act: Callable[[], object]) -> tuple[Kind, str]:
    with pytest.raises(Refusal) as told:
        act()
    return told.value.kind, told.value.code


def kept(jobs: module.JobsInTable, job: BatchJob) -> BatchJob:
    found = jobs.read("lender", "shop", job.id)
    assert found is not None
    return found


def test_a_part_is_read_back_as_it_was_answered_and_the_job_counts_it(jobs: module.JobsInTable) -> None:
    job = started(jobs)
    assert kept(jobs, job) == job == BatchJob(job.id, "shop", NOW, NOW + timedelta(days=7), QUESTION, JobState.OPEN)
    added = add(jobs, job)
    part = JobPart(1, 1, 1, 6, sha256(b"sent").hexdigest(), LINES)
    assert (added.part, added.replayed) == (part, False)
    assert jobs.part("lender", job, 1) == part
    assert jobs.part("lender", job, 2) is None
    add(jobs, job, 2, answered=5, refused=0, cost=30)
    assert kept(jobs, job) == replace(job, parts=2, answered=6, refused=1, cost=36)


def test_a_job_without_products_asks_for_all_of_them(jobs: module.JobsInTable) -> None:
    job = started(jobs, question=replace(QUESTION, products=None, pins={}, chosen=()))
    assert kept(jobs, job).question == replace(QUESTION, products=None, pins={}, chosen=())


def test_the_same_part_again_is_not_answered_again_and_writes_nothing(
    jobs: module.JobsInTable, requests: Callable[[], Any]
) -> None:
    job = started(jobs)
    first = add(jobs, job)
    with requests() as counted:
        again = jobs.add("lender", job, 1, b"sent", never)
    assert (again.part, again.job, again.replayed) == (first.part, first.job, True)
    assert counted["transact"] + counted["write"] == 0


def test_other_lines_under_the_same_number_are_refused(jobs: module.JobsInTable) -> None:
    job = started(jobs)
    after = add(jobs, job).job
    assert refused(lambda: jobs.add("lender", job, 1, b"other", never)) == (Kind.CONFLICT, "PART_DIFFERS")
    assert kept(jobs, job) == after


def test_nothing_is_kept_of_a_part_that_cannot_be_answered(jobs: module.JobsInTable) -> None:
    job = started(jobs)

    def fail() -> AnsweredPart:
        raise Refusal(Kind.INVALID, "BAD_LINE", "No.")

    assert refused(lambda: jobs.add("lender", job, 1, b"sent", fail)) == (Kind.INVALID, "BAD_LINE")
    assert (kept(jobs, job), jobs.part("lender", job, 1)) == (job, None)


def test_of_two_that_send_the_same_part_at_a_time_both_get_the_first_answer(
    jobs: module.JobsInTable, backend: Backend
) -> None:
    job = started(jobs)
    with let_in(backend, lambda: add(jobs, job, lines="the first")):
        late = add(jobs, job, lines="the second")
    assert (late.part.lines, late.replayed) == ("the first", True)
    assert (kept(jobs, job).parts, kept(jobs, job).answered) == (1, 1)


def test_of_two_parts_that_come_at_a_time_both_count(jobs: module.JobsInTable, backend: Backend) -> None:
    job = started(jobs)
    with let_in(backend, lambda: add(jobs, job, 2)):
        add(jobs, job, 1)
    assert (kept(jobs, job).parts, kept(jobs, job).cost) == (2, 12)


def test_a_part_does_not_come_to_a_job_that_ends_meanwhile(jobs: module.JobsInTable, backend: Backend) -> None:
    job = started(jobs)
    with let_in(backend, lambda: jobs.finish("lender", job)):
        assert refused(lambda: add(jobs, job)) == (Kind.CONFLICT, "JOB_FINISHED")
    assert kept(jobs, job).parts == 0
    other = started(jobs, key="k2")
    with let_in(backend, lambda: jobs.delete("lender", other)):
        assert refused(lambda: add(jobs, other)) == (Kind.NOT_FOUND, "JOB_DELETED")


def test_a_part_whose_acknowledgement_is_lost_counts_once(jobs: module.JobsInTable, backend: Backend) -> None:
    job = started(jobs)
    lost: list[str] = []

    def fail(call: str) -> None:
        if call == "transact" and not lost:
            lost.append(call)
            raise backend.fault("timed out")

    with backend.watching(AFTER, fail), suppress(Refusal):
        add(jobs, job)
    again = add(jobs, job)
    assert (again.part.lines, again.job.parts) == (LINES, 1)


def test_a_finished_job_takes_no_part_and_still_answers(jobs: module.JobsInTable) -> None:
    job = started(jobs)
    add(jobs, job)
    assert jobs.finish("lender", job).state is JobState.FINISHED
    assert jobs.finish("lender", job) == kept(jobs, job)
    assert jobs.add("lender", job, 1, b"sent", never).replayed
    assert refused(lambda: add(jobs, job, 2)) == (Kind.CONFLICT, "JOB_FINISHED")
    found = jobs.part("lender", job, 1)
    assert found is not None
    assert found.lines == LINES


def test_after_its_end_by_deletion_nothing_opens_what_is_still_stored(
    jobs: module.JobsInTable, table: Table, backend: Backend, clock: list[datetime], keys: KmsKeys
) -> None:
    job = started(jobs)
    add(jobs, job)
    place = job_data_key_key("lender", job.id)
    key_before = table.read([place])[place]
    assert jobs.delete("lender", job).state is JobState.DELETED
    assert jobs.delete("lender", job) == kept(jobs, job) == replace(job, state=JobState.DELETED, parts=1, **COUNTS)
    assert refused(lambda: jobs.part("lender", job, 1)) == (Kind.NOT_FOUND, "JOB_DELETED")
    assert refused(lambda: add(jobs, job, 2)) == (Kind.NOT_FOUND, "JOB_DELETED")
    assert refused(lambda: jobs.finish("lender", job)) == (Kind.NOT_FOUND, "JOB_DELETED")
    assert key_before not in [item for _, item in backend.everything()]
    another = DecisionsInTable(table, clock=lambda: clock[0], keys=keys).jobs
    assert refused(lambda: another.part("lender", job, 1)) == (Kind.NOT_FOUND, "JOB_DELETED")


COUNTS: dict[str, Any] = {"answered": 1, "refused": 1, "cost": 6}


def test_an_expired_job_says_so_and_is_forgotten_a_month_later(
    jobs: module.JobsInTable, clock: list[datetime], backend: Backend
) -> None:
    job = started(jobs)
    add(jobs, job)
    clock[0] = NOW + timedelta(days=7)
    assert kept(jobs, job).state is JobState.EXPIRED
    for act in (lambda: jobs.part("lender", job, 1), lambda: add(jobs, job, 2), lambda: jobs.finish("lender", job)):
        assert refused(act) == (Kind.NOT_FOUND, "JOB_EXPIRED")
    told_until = {item["expires"] for key, item in backend.everything() if key.sort == "JOB"}
    others = {item["expires"] for key, item in backend.everything() if "#JOB#" in key.partition and key.sort != "JOB"}
    assert told_until == {int((NOW + timedelta(days=37)).timestamp())}
    assert others == {int((NOW + timedelta(days=7)).timestamp()) + 1}
    assert jobs.delete("lender", job).state is JobState.DELETED


def test_a_job_is_known_to_its_author_only(jobs: module.JobsInTable) -> None:
    job = started(jobs)
    assert jobs.read("lender", "other-shop", job.id) is None
    assert jobs.read("other-lender", "shop", job.id) is None
    assert jobs.read("lender", "shop", "no-such") is None
    assert refused(lambda: jobs.part("other-lender", job, 1)) == (Kind.NOT_FOUND, "JOB_EXPIRED")


def test_the_same_key_starts_one_job_and_no_other_question(jobs: module.JobsInTable, backend: Backend) -> None:
    with let_in(backend, lambda: started(jobs, started_at=NOW + timedelta(seconds=1))):
        job = started(jobs)
    assert job.started_at == NOW + timedelta(seconds=1)
    assert started(jobs) == job
    assert started(jobs, author="other-shop").id != job.id
    assert refused(lambda: started(jobs, given={"products": ["line"]})) == (Kind.CONFLICT, "KEY_REUSED")


def test_so_many_jobs_are_kept_for_one_author(
    jobs: module.JobsInTable, clock: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_JOBS", 2)
    first, _ = started(jobs), started(jobs, key="k2")
    assert refused(lambda: started(jobs, key="k3")) == (Kind.TOO_LARGE, "TOO_MANY_JOBS")
    started(jobs, author="other-shop", key="k3")
    jobs.finish("lender", first)
    assert refused(lambda: started(jobs, key="k3")) == (Kind.TOO_LARGE, "TOO_MANY_JOBS")
    jobs.delete("lender", first)
    started(jobs, key="k3")
    clock[0] = NOW + timedelta(days=8)
    started(jobs, key="k4", started_at=clock[0])
    started(jobs, key="k5", started_at=clock[0])


def test_long_answers_are_kept_in_pieces_of_whole_characters(jobs: module.JobsInTable, backend: Backend) -> None:
    job, long = started(jobs), "a" + "额度𝔄" * 60_000
    add(jobs, job, 1, lines=long)
    add(jobs, job, 2, lines="")
    pieces = [key for key, _ in backend.everything() if key.sort.startswith("R#0000000001")]
    assert len(pieces) == 4
    found = [jobs.part("lender", job, number) for number in (1, 2)]
    assert [part.lines if part else None for part in found] == [long, ""]


def test_answers_that_no_client_could_read_in_one_go_are_refused(jobs: module.JobsInTable) -> None:
    job = started(jobs)
    too_long = "a" * 3_500_001
    assert refused(lambda: add(jobs, job, lines=too_long)) == (Kind.TOO_LARGE, "RESULT_TOO_LARGE")
    assert kept(jobs, job).parts == 0
    assert len(add(jobs, job, lines=too_long[1:]).part.lines) == 3_500_000


def test_nothing_of_the_answers_lies_in_the_table_in_plain(jobs: module.JobsInTable, backend: Backend) -> None:
    add(jobs, started(jobs), sent=b'{"subject": "customer 7"}')
    for _, item in backend.everything():
        body = item["body"]
        with suppress(zlib.error):
            body = zlib.decompress(body)
        assert b"customer" not in body
        assert sha256(b'{"subject": "customer 7"}').hexdigest().encode() not in body


def test_answers_that_were_put_in_another_place_are_not_given_out(jobs: module.JobsInTable, table: Table) -> None:
    job = started(jobs)
    for number in (1, 2):
        add(jobs, job, number)
    one, two = (job_piece_key("lender", job.id, number, 0) for number in (1, 2))
    table.write([(one, table.read([two])[two])])
    assert refused(lambda: jobs.part("lender", job, 1)) == (Kind.UNAVAILABLE, "JOB_DAMAGED")
