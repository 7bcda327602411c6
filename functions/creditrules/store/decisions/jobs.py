"""`JobsInTable`: batch jobs, whose answers are sealed under a data key of each job's own and end with it.

A part is one transaction: its answers in pieces, what it came to, and the job's progress. What was sent is not kept,
but for digests by which a part that is sent again is known: one under the data key, one sealed with the answers.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import uuid4

from creditrules.document import digest
from creditrules.eligibility import plain_pins, read_pins
from creditrules.eligibility.recording import (
    MOST_JOBS,
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
from creditrules.records import dataclass, replace
from creditrules.store.decisions.peppers import Peppers, plain_id
from creditrules.store.decisions.sealing import Unwrapped, keyed_digest, seal, unpacked, unseal
from creditrules.store.items.facts import pack
from creditrules.store.keys import (
    NEVER_OVERWRITTEN,
    head_unmoved,
    is_digest,
    job_data_key_key,
    job_key,
    job_part_key,
    job_piece_key,
    job_unmoved,
    jobs_key,
)
from creditrules.store.port import BODY, EXPIRES, REVISION, Item, ItemKey, Put, Table
from creditrules.store.receipts import ReceiptsInTable
from creditrules.store.stamps import Stamps
from creditrules.store.tries import pause

__all__ = ["JobsInTable"]

_TRIES: Final = 8
_LONGEST_PAUSE: Final = 3
_FIRST: Final = 1
_TOLD_FOR: Final = timedelta(days=30)
"""For how long after its end a job is still told as expired."""
_PIECE_BYTES: Final = 200_000
_MOST_RESULT: Final = 3_500_000
"""Of answers to one part: sealed they fit one transaction, and read back one answer of a Lambda function (6 MB)."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A job as it is stored. given: digest of the question as it was sent. expires: of the items, in seconds."""

    job: BatchJob
    revision: int
    given: str

    @property
    def expires(self) -> int:
        return int(self.job.expires_at.timestamp()) + 1


class JobsInTable:
    """`BatchJobs` over one table; safe to share between threads."""

    def __init__(
        self, table: Table, stamps: Stamps, keys: Unwrapped, peppers: Peppers, receipts: ReceiptsInTable
    ) -> None:
        self._table = table
        self._stamps = stamps
        self._keys = keys
        self._peppers = peppers
        self._receipts = receipts

    def start(self, tenant: str, new: NewJob) -> BatchJob:
        """See `BatchJobs.start`."""
        names = (tenant, "batch job", new.author, new.key)
        job, given = _started(new, self._peppers.record_id(*names)), digest({"given": new.given})
        place, own = job_key(tenant, job.id), jobs_key(tenant, new.author)
        jobs = {job_key(tenant, each): each for each in (job.id, plain_id(*names))}
        for tries in range(_TRIES):
            items = self._table.read([*jobs, own])
            for there in jobs.keys() & items.keys():
                return self._first(items[there], jobs[there], given)
            listed = self._listed(items.get(own))
            if len(listed) >= MOST_JOBS:
                message = f"{MOST_JOBS} jobs are kept for you already."
                hint = "Delete one whose answers you have, or wait until one expires."
                raise Refusal(Kind.TOO_LARGE, "TOO_MANY_JOBS", message, (), hint)
            wrapped = base64.b64encode(self._keys.new(_context(tenant, job.id)).wrapped).decode()
            kept = _Kept(job, _FIRST, given)
            key = {BODY: pack({"wrapped": wrapped}), REVISION: _FIRST, EXPIRES: kept.expires}
            puts = (
                Put(place, _attributes(kept), NEVER_OVERWRITTEN),
                Put(job_data_key_key(tenant, job.id), key, NEVER_OVERWRITTEN),
                _list_put(own, items.get(own), [*listed, [job.id, job.expires_at.isoformat()]]),
            )
            if self._table.transact(puts) is None:
                return job
            pause(min(tries, _LONGEST_PAUSE))
        raise _outcome_unknown()

    def read(self, tenant: str, author: str, job: str) -> BatchJob | None:
        """See `BatchJobs.read`."""
        if not is_digest(job):
            return None
        place = job_key(tenant, job)
        item = self._table.read([place]).get(place)
        kept = self._kept(item, job) if item else None
        return kept.job if kept is not None and kept.job.author == author else None

    def part(self, tenant: str, job: BatchJob, number: int) -> JobPart | None:
        """See `BatchJobs.part`."""
        place, part = job_key(tenant, job.id), job_part_key(tenant, job.id, number)
        items = self._table.read([place, job_data_key_key(tenant, job.id), part])
        self._readable(items.get(place), job.id)
        key = self._key(tenant, job.id, items)
        return self._part(tenant, job.id, number, items[part], key) if part in items else None

    def add(
        self,
        tenant: str,
        job: BatchJob,
        number: int,
        sent: bytes,
        evaluate: Callable[[], AnsweredPart],
        once: Once | None = None,
    ) -> PartAdded:
        """See `BatchJobs.add`."""
        place, part, attempt = job_key(tenant, job.id), job_part_key(tenant, job.id, number), uuid4().hex
        receipt = self._receipts.of(tenant, once)
        answered: AnsweredPart | None = None
        for tries in range(_TRIES):
            items = self._table.read([place, job_data_key_key(tenant, job.id), part, *receipt.places])
            first = receipt.answered(items)
            kept, key = self._readable(items.get(place), job.id), self._key(tenant, job.id, items)
            fingerprint = keyed_digest(key, "part", sent)
            if part in items:
                if unpacked(items[part][BODY])["sent"] != fingerprint:
                    raise _differs(number)
                replayed = unpacked(items[part][BODY])["attempt"] != attempt
                told = _of_fields(first.fields, job.id) if first else kept.job
                puts: tuple[Put, ...] = () if first else receipt.puts(_fields(kept))
                if not puts or self._table.transact(puts) is None:
                    return PartAdded(told, self._part(tenant, job.id, number, items[part], key), replayed)
                pause(min(tries, _LONGEST_PAUSE))
                continue
            if kept.job.state is not JobState.OPEN:
                hint = "Start another job for what is to come."
                raise Refusal(Kind.CONFLICT, "JOB_FINISHED", "The job takes no more parts.", ("job",), hint)
            answered = answered or evaluate()
            made = JobPart(number, answered.answered, answered.refused, answered.cost, _sha256(sent), answered.lines)
            after = _with_part(kept, made)
            marks = {"sent": fingerprint, "attempt": attempt}
            puts = (_moved(place, kept, after), *_part_puts(tenant, after, made, key, marks))
            puts = (*puts, *receipt.puts(_fields(after)))
            if self._table.transact(puts) is None:
                return PartAdded(after.job, made, replayed=False)
            pause(min(tries, _LONGEST_PAUSE))
        raise _outcome_unknown()

    def finish(self, tenant: str, job: BatchJob, once: Once | None = None) -> BatchJob:
        """See `BatchJobs.finish`."""
        place, receipt = job_key(tenant, job.id), self._receipts.of(tenant, once)
        for tries in range(_TRIES):
            items = self._table.read([place, *receipt.places])
            first = receipt.answered(items)
            if first is not None:
                return _of_fields(first.fields, job.id)
            kept = self._readable(items.get(place), job.id)
            after, puts, done = kept, receipt.puts(_fields(kept)), kept.job.state is JobState.FINISHED
            if not done:
                after = replace(kept, job=replace(kept.job, state=JobState.FINISHED), revision=kept.revision + 1)
                puts = (_moved(place, kept, after), *receipt.puts(_fields(after)))
            if not puts or self._table.transact(puts) is None:
                return after.job
            pause(min(tries, _LONGEST_PAUSE))
        raise _outcome_unknown()

    def delete(self, tenant: str, job: BatchJob, once: Once | None = None) -> BatchJob:
        """See `BatchJobs.delete`."""
        place, key, own = job_key(tenant, job.id), job_data_key_key(tenant, job.id), jobs_key(tenant, job.author)
        receipt = self._receipts.of(tenant, once)
        for tries in range(_TRIES):
            items = self._table.read([place, key, own, *receipt.places])
            first = receipt.answered(items)
            if first is not None:
                return _of_fields(first.fields, job.id)
            if place not in items:
                raise _gone(JobState.EXPIRED)
            kept = self._kept(items[place], job.id)
            if kept.job.state is JobState.DELETED:
                if not receipt.places or self._table.transact(receipt.puts(_fields(kept))) is None:
                    return kept.job
                pause(min(tries, _LONGEST_PAUSE))
                continue
            after = replace(kept, job=replace(kept.job, state=JobState.DELETED), revision=kept.revision + 1)
            puts = [_moved(place, kept, after), *receipt.puts(_fields(after))]
            if key in items:
                stone = {BODY: pack({"erased": True}), REVISION: _FIRST + 1, EXPIRES: kept.expires}
                puts.append(Put(key, stone, head_unmoved(_FIRST)))
            others = [each for each in self._listed(items.get(own)) if each[0] != job.id]
            puts.append(_list_put(own, items.get(own), others))
            if self._table.transact(puts, erasing=True) is None:
                if key in items:
                    self._keys.forget(_wrapped(items[key]) or b"")
                return after.job
            pause(min(tries, _LONGEST_PAUSE))
        raise _outcome_unknown()

    def _first(self, item: Item, job: str, given: str) -> BatchJob:
        kept = self._kept(item, job)
        if kept.given != given:
            message = "The idempotency key was used for another job."
            hint = "Take a new key for every job, and the same only to repeat one."
            raise Refusal(Kind.CONFLICT, "KEY_REUSED", message, ("idempotencyKey",), hint)
        return kept.job

    def _kept(self, item: Item, job: str) -> _Kept:
        kept = _read(item, job)
        over = kept.job.state is not JobState.DELETED and self._stamps.now() >= kept.job.expires_at
        return replace(kept, job=replace(kept.job, state=JobState.EXPIRED)) if over else kept

    def _readable(self, item: Item | None, job: str) -> _Kept:
        """The job, if its answers can be read. Raises Refusal NOT_FOUND "JOB_EXPIRED", "JOB_DELETED"."""
        kept = self._kept(item, job) if item else None
        if kept is None or kept.job.state in {JobState.EXPIRED, JobState.DELETED}:
            raise _gone(JobState.EXPIRED if kept is None else kept.job.state)
        return kept

    def _listed(self, item: Item | None) -> list[list[str]]:
        """Jobs that are kept for an author, each with when it expires."""
        listed = unpacked(item[BODY])["jobs"] if item else []
        now = self._stamps.now()
        return [[job, expires] for job, expires in listed if datetime.fromisoformat(expires) > now]

    def _key(self, tenant: str, job: str, items: Mapping[ItemKey, Item]) -> bytes:
        item = items.get(job_data_key_key(tenant, job))
        wrapped = _wrapped(item) if item else None
        if wrapped is None:
            raise _damaged()
        with _opening():
            return self._keys.unwrap(wrapped, _context(tenant, job))

    def _part(self, tenant: str, job: str, number: int, item: Item, key: bytes) -> JobPart:
        with _opening():
            told = unpacked(item[BODY])
            places = [job_piece_key(tenant, job, number, piece) for piece in range(told["pieces"])]
            found = self._table.read(places)
            if len(found) < len(places):
                raise _damaged()
            contexts = _contexts(tenant, job, number, len(places))
            opened = [unseal(key, found[place][BODY], about) for place, about in zip(places, contexts, strict=True)]
        lines = "".join(each["lines"] for each in opened)
        return JobPart(number, told["answered"], told["refused"], told["cost"], opened[0]["sha256"], lines)


def _started(new: NewJob, job: str) -> BatchJob:
    """A job by its id, which is the same for a retry: so the job itself is what a retry looks up."""
    expires_at = new.started_at + timedelta(days=new.keep_days)
    return BatchJob(job, new.author, new.started_at, expires_at, new.question, JobState.OPEN)


def _context(tenant: str, job: str) -> Mapping[str, str]:
    return {"tenant": tenant, "batchJob": job}


def _contexts(tenant: str, job: str, number: int, pieces: int) -> list[str]:
    """A piece opens only in its place, among as many as there were."""
    return [f"{tenant}#{job}#{number}#{piece}/{pieces}" for piece in range(pieces)]


def _with_part(kept: _Kept, part: JobPart) -> _Kept:
    job = kept.job
    after = replace(
        job,
        parts=job.parts + 1,
        answered=job.answered + part.answered,
        refused=job.refused + part.refused,
        cost=job.cost + part.cost,
    )
    return replace(kept, job=after, revision=kept.revision + 1)


def _part_puts(tenant: str, kept: _Kept, part: JobPart, key: bytes, told: Mapping[str, str]) -> Iterator[Put]:
    """What is put of a part. Raises Refusal TOO_LARGE "RESULT_TOO_LARGE"."""
    job, data = kept.job.id, part.lines.encode()
    texts = list(_pieces(data)) if len(data) <= _MOST_RESULT else []
    contexts = _contexts(tenant, job, part.number, len(texts))
    sealed = [
        seal(key, {"lines": text, **({} if piece else {"sha256": part.sha256})}, about)
        for piece, (text, about) in enumerate(zip(texts, contexts, strict=True))
    ]
    if not 0 < sum(map(len, sealed)) <= _MOST_RESULT:
        message = f"The answers to this part have more than {_MOST_RESULT:,} bytes."
        raise Refusal(Kind.TOO_LARGE, "RESULT_TOO_LARGE", message, ("lines",), "Send fewer applicants in a part.")
    fields = {"answered": part.answered, "refused": part.refused, "cost": part.cost, "pieces": len(sealed), **told}
    place = job_part_key(tenant, job, part.number)
    yield Put(place, {BODY: pack(fields), EXPIRES: kept.expires}, NEVER_OVERWRITTEN)
    for piece, body in enumerate(sealed):
        yield Put(job_piece_key(tenant, job, part.number, piece), {BODY: body, EXPIRES: kept.expires})


def _pieces(data: bytes) -> Iterator[str]:
    """The text in pieces of whole characters; one that is empty where there is no text."""
    start = 0
    while start < len(data) or start == 0:
        end = min(start + _PIECE_BYTES, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:  # noqa: PLR2004 - inside a character of UTF-8
            end -= 1
        yield data[start:end].decode()
        start = max(end, 1)


def _sha256(sent: bytes) -> str:
    return sha256(sent).hexdigest()


def _moved(place: ItemKey, before: _Kept, after: _Kept) -> Put:
    return Put(place, _attributes(after), job_unmoved(before.revision))


def _attributes(kept: _Kept) -> Item:
    told_until = int((kept.job.expires_at + _TOLD_FOR).timestamp())
    return {BODY: pack(_fields(kept)), REVISION: kept.revision, EXPIRES: told_until}


def _fields(kept: _Kept) -> dict[str, Any]:
    job, question = kept.job, kept.job.question
    return {
        "author": job.author,
        "given": kept.given,
        "started": job.started_at.isoformat(),
        "expires": job.expires_at.isoformat(),
        "products": None if question.products is None else list(question.products),
        **plain_pins(question.pins),
        "validAt": question.valid_at.isoformat(),
        "knownAt": question.known_at.isoformat(),
        "alternatives": question.alternatives,
        "chosen": list(question.chosen),
        "state": job.state.value,
        "parts": job.parts,
        "answered": job.answered,
        "refused": job.refused,
        "cost": job.cost,
    }


def _read(item: Item, job: str) -> _Kept:
    fields = unpacked(item[BODY])
    return _Kept(_of_fields(fields, job), item[REVISION], fields["given"])


def _of_fields(fields: Mapping[str, Any], job: str) -> BatchJob:
    products = fields["products"]
    question = JobQuestion(
        None if products is None else tuple(products),
        read_pins(fields),
        _moment(fields["validAt"]),
        _moment(fields["knownAt"]),
        fields["alternatives"],
        tuple(fields["chosen"]),
    )
    counts = {name: fields[name] for name in ("parts", "answered", "refused", "cost")}
    started, expires, state = _moment(fields["started"]), _moment(fields["expires"]), JobState(fields["state"])
    return BatchJob(job, fields["author"], started, expires, question, state, **counts)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _wrapped(item: Item) -> bytes | None:
    wrapped: Any = unpacked(item[BODY]).get("wrapped")
    return None if wrapped is None else base64.b64decode(wrapped)


def _list_put(place: ItemKey, item: Item | None, listed: Sequence[Sequence[str]]) -> Put:
    revision = item[REVISION] if item else 0
    body = {BODY: pack({"jobs": [list(each) for each in listed]}), REVISION: revision + 1}
    return Put(place, body, head_unmoved(revision) if revision >= _FIRST else NEVER_OVERWRITTEN)


@contextmanager
def _opening() -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        if refusal.code == "DECISION_DAMAGED":
            raise _damaged() from None
        raise


def _damaged() -> Refusal:
    message = "What is stored of this job is not what was answered."
    return Refusal(Kind.UNAVAILABLE, "JOB_DAMAGED", message, hint="Tell the lender's auditors, and start another.")


def _gone(state: JobState) -> Refusal:
    if state is JobState.DELETED:
        return Refusal(Kind.NOT_FOUND, "JOB_DELETED", "The job was deleted.", ("job",), "Start another.")
    message = "The job was kept for as long as was said, and its answers are gone."
    return Refusal(Kind.NOT_FOUND, "JOB_EXPIRED", message, ("job",), "Start another.")


def _differs(number: int) -> Refusal:
    message = f"Part {number} was sent before with other lines."
    hint = "Is it the same file, cut in the same way? What has no answer yet needs a number of its own."
    return Refusal(Kind.CONFLICT, "PART_DIFFERS", message, ("number",), hint)


def _outcome_unknown() -> Refusal:
    message = "The store did not say whether this was done."
    return Refusal(Kind.UNAVAILABLE, "OUTCOME_UNKNOWN", message, hint="Send the same again: it will be done once.")
