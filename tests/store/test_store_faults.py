"""Every call of the database failing, before and after it took effect: the state is the one before or the one after,
nothing acknowledged is lost, and a retry completes."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import pytest
from backends import AFTER, BEFORE, Backend, Dynamo, Fault, let_in  # type: ignore[import-not-found]
from botocore.exceptions import ClientError

from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.ports import Asked, NewDocument, Publication, Published
from creditrules.store import RulesInTable, first_broken
from creditrules.store.aws import DynamoTable

Create = Callable[..., DocumentKey]
Publishable = Callable[..., Publication]

ALWAYS = 10**6
FAULTS: tuple[Fault, ...] = ("timed out", "not reached", "internal error", "throttled")
dynamo_only = pytest.mark.parametrize("backend", ["moto", "server"], indirect=True)


@contextmanager
def failing(
    backend: Backend, when: str, call: str, error: Callable[[], Exception], *, skip: int = 0, times: int = 1
) -> Iterator[None]:
    """Let calls fail `times` times after `skip` calls that don't; AFTER means: having taken effect."""
    seen = 0

    def fail(called: str) -> None:
        nonlocal seen
        if called == call:
            seen += 1
            if skip < seen <= skip + times:
                raise error()

    with backend.watching(when, fail):
        yield


def incompressible(size: int) -> bytes:
    return b"".join(sha256(number.to_bytes(4)).digest() for number in range(size // 32))


def answered(code: str, reason: str | None = None) -> Callable[[], Exception]:
    response: Any = {"Error": {"Code": code, "Message": code}}
    if reason:
        response["CancellationReasons"] = [{"Code": reason}, {"Code": "None"}]
    return lambda: ClientError(response, "TransactWriteItems")


def assert_whole(store: RulesInTable, key: DocumentKey) -> int:
    """All parts of a document's history agree. Returns its number of versions."""
    head = store.heads("lender", [key])[key]
    versions = store.versions("lender", key, Asked(100)).items
    activations = store.activations("lender", key, Asked(100)).items
    feed = store.changes("lender", None, Asked(100)).items
    entries = store.audit("lender", key, Asked(100)).items
    assert [v.number for v in versions] == list(range(head.latest_version, 0, -1))
    assert [a.sequence for a in activations] == list(range(head.latest_sequence, 0, -1))
    assert tuple(a for a in feed if a.key == key) == activations
    assert len(entries) == head.revision
    assert first_broken(entries) is None
    digests = {v.digest for v in versions}
    assert set(store.content("lender", list(digests))) == digests
    return head.latest_version


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("when", [BEFORE, AFTER])
@pytest.mark.parametrize("call", ["read", "write", "transact"])
def test_publish_survives_any_call_failing_for_good(
    store: RulesInTable,
    create: Create,
    publication: Publishable,
    backend: Backend,
    call: str,
    when: str,
    fault: Fault,
) -> None:
    key = create("cap")
    store.publish("lender", publication(key))
    wanted = publication(key)
    with failing(backend, when, call, lambda: backend.fault(fault), times=ALWAYS):
        try:
            answer: Published | Refusal = store.publish("lender", wanted)
        except Refusal as refusal:
            answer = refusal
    if isinstance(answer, Refusal):
        assert answer.kind is Kind.UNAVAILABLE
    recorded = assert_whole(store, key) == 2
    assert recorded == isinstance(answer, Published) == (call == "transact" and when == AFTER)

    again = store.publish("lender", wanted)
    assert again.replayed == recorded
    assert again.version.number == 2
    assert assert_whole(store, key) == 2


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_an_answer_lost_once_is_looked_up_and_not_taken_for_anothers(
    store: RulesInTable, create: Create, publication: Publishable, backend: Backend, when: str
) -> None:
    key = create("cap")
    with failing(backend, when, "transact", lambda: backend.fault("timed out")):
        published = store.publish("lender", publication(key))
    assert not published.replayed
    assert store.version("lender", key, 1) == published.version
    assert assert_whole(store, key) == 1


@pytest.mark.parametrize("backend", ["moto"], indirect=True)  # the hook runs after moto, before a real server
def test_an_answer_lost_to_the_sdks_own_retry_is_not_recorded_twice(
    store: RulesInTable, create: Create, publication: Publishable, backend: Dynamo
) -> None:
    key = create("cap")
    lost: list[Exception] = []

    def lose(**_: Any) -> None:
        if not lost:
            lost.append(backend.fault("timed out"))
            raise lost[0]

    backend.client.meta.events.register_last("before-send.dynamodb.TransactWriteItems", lose)
    try:
        published = store.publish("lender", publication(key))
    finally:
        backend.client.meta.events.unregister("before-send.dynamodb.TransactWriteItems", lose)
    assert lost
    assert not published.replayed
    assert assert_whole(store, key) == 1


def test_when_the_lost_answer_cannot_be_looked_up_the_caller_is_told_that_it_is_unknown(
    store: RulesInTable, create: Create, publication: Publishable, backend: Backend
) -> None:
    key = create("cap")
    wanted = publication(key)
    with (
        failing(backend, AFTER, "transact", lambda: backend.fault("timed out")),
        failing(backend, BEFORE, "read", lambda: backend.fault("timed out"), skip=1, times=ALWAYS),
        pytest.raises(Refusal) as refused,
    ):
        store.publish("lender", wanted)
    assert (refused.value.kind, refused.value.code) == (Kind.UNAVAILABLE, "OUTCOME_UNKNOWN")
    assert store.publish("lender", wanted).replayed
    assert assert_whole(store, key) == 1


@dynamo_only
@pytest.mark.parametrize(
    "error",
    [
        answered("TransactionCanceledException", "TransactionConflict"),
        answered("TransactionCanceledException", "ThrottlingError"),
        answered("TransactionInProgressException"),
        answered("ProvisionedThroughputExceededException"),
    ],
)
def test_a_rival_or_throttle_that_passes_is_waited_out(
    store: RulesInTable,
    create: Create,
    publication: Publishable,
    backend: Backend,
    error: Callable[[], Exception],
) -> None:
    key = create("cap")
    with failing(backend, BEFORE, "transact", error, times=2):
        assert not store.publish("lender", publication(key)).replayed
    assert assert_whole(store, key) == 1


def test_a_winner_between_a_lost_answer_and_its_look_up_does_not_hide_it(
    store: RulesInTable, create: Create, publication: Publishable, backend: Backend
) -> None:
    key = create("cap")
    wanted, rival = publication(key), publication(key)
    raced: list[Published] = []

    def act_and_lose_the_answer() -> None:
        raced.append(store.publish("lender", rival))
        raise backend.fault("timed out")

    with let_in(backend, act_and_lose_the_answer, AFTER):
        published = store.publish("lender", wanted)
    assert (published.version.number, raced[0].version.number) == (1, 2)
    assert not published.replayed
    assert assert_whole(store, key) == 2


def test_the_loser_of_a_race_is_told_what_won(
    store: RulesInTable, create: Create, publication: Publishable, backend: Backend
) -> None:
    key = create("cap")
    wanted = publication(key)
    rival = publication(key, author="bo")
    with let_in(backend, lambda: store.publish("lender", rival)), pytest.raises(Refusal) as refused:
        store.publish("lender", wanted)
    assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, "CHANGED_MEANWHILE")
    assert "version 1 by bo" in refused.value.message
    assert assert_whole(store, key) == 1
    assert store.publish("lender", wanted).version.number == 2


@pytest.mark.parametrize("when", [BEFORE, AFTER])
@pytest.mark.parametrize("times", [1, ALWAYS])
def test_create_survives_losing_its_answer(store: RulesInTable, backend: Backend, when: str, times: int) -> None:
    key = DocumentKey(DocumentKind.RULE_SET, "cap")
    new = NewDocument(key, {"en": "Cap"}, None)
    with failing(backend, when, "transact", lambda: backend.fault("timed out"), times=times):
        if when == BEFORE and times == ALWAYS:
            with pytest.raises(Refusal, match="did not say"):
                store.create("lender", new, "ana")
            assert store.heads("lender", [key]) == {}
            return
        head = store.create("lender", new, "ana")
    assert store.heads("lender", [key]) == {key: head}
    assert assert_whole(store, key) == 0


@pytest.mark.parametrize("call", ["read", "walk"])
def test_reads_that_fail_say_so(
    store: RulesInTable, create: Create, publication: Publishable, backend: Backend, call: str
) -> None:
    key = create("cap")
    store.publish("lender", publication(key))
    asks: dict[str, list[Callable[[], object]]] = {
        "read": [
            lambda: store.heads("lender", [key]),
            lambda: store.content("lender", ["0" * 64]),
            lambda: store.changes("lender", [key], Asked(1)),
        ],
        "walk": [
            lambda: store.versions("lender", key, Asked(1)),
            lambda: store.list_heads("lender", key.kind, Asked(1)),
            lambda: store.changes("lender", None, Asked(1)),
        ],
    }
    for ask in asks[call]:
        hangs = failing(backend, BEFORE, call, lambda: backend.fault("timed out"), times=ALWAYS)
        with hangs, pytest.raises(Refusal) as refused:
            ask()
        assert (refused.value.kind, refused.value.code) == (Kind.UNAVAILABLE, "STORE_UNAVAILABLE")


@dynamo_only
def test_a_table_that_is_not_there_is_unavailable_rather_than_empty(backend: Dynamo, store: RulesInTable) -> None:
    absent = RulesInTable(DynamoTable(backend.client, "absent-table"), clock=store.now, cursor_secret=bytes(16))
    with pytest.raises(Refusal) as refused:
        absent.heads("lender", [DocumentKey(DocumentKind.RULE_SET, "cap")])
    assert refused.value.kind is Kind.UNAVAILABLE


@pytest.mark.parametrize("seed", range(3))
def test_under_random_faults_nothing_acknowledged_is_lost(
    store: RulesInTable, create: Create, publication: Publishable, backend: Backend, seed: int
) -> None:
    key = create("cap")
    chance = random.Random(seed)  # noqa: S311 - faults to be repeated, not secrets

    def maybe_fail(_: str) -> None:
        if chance.random() < 0.15:
            raise backend.fault(chance.choice(FAULTS[:3]))

    acknowledged: dict[str, Published] = {}
    with backend.watching(BEFORE, maybe_fail), backend.watching(AFTER, maybe_fail):
        for _ in range(15):
            wanted = publication(key)
            for _ in range(20):
                try:
                    acknowledged[wanted.retry_key] = store.publish("lender", wanted)
                    break
                except Refusal as refusal:
                    assert refusal.kind is Kind.UNAVAILABLE, refusal  # noqa: PT017 - most tries are not refused
    assert assert_whole(store, key) == len(acknowledged) == 15
    stored = {v.number: v for v in store.versions("lender", key, Asked(100)).items}
    assert stored == {p.version.number: p.version for p in acknowledged.values()}


@dynamo_only
@pytest.mark.parametrize("cut_short", ["UnprocessedKeys", "UnprocessedItems"])
def test_a_batch_that_was_only_partly_done_is_finished(
    store: RulesInTable, create: Create, publication: Publishable, backend: Dynamo, cut_short: str
) -> None:
    keys = [create(f"set-{number}") for number in range(4)]
    wanted = publication(keys[0], content=incompressible(1_000_000))
    event = f"before-parameter-build.dynamodb.{'BatchGetItem' if cut_short == 'UnprocessedKeys' else 'BatchWriteItem'}"
    held_back: dict[str, Any] = {}
    reported: list[Any] = []

    def hold_back(params: dict[str, Any], **_: Any) -> None:
        [(table, asked)] = params["RequestItems"].items()
        rows = asked["Keys"] if cut_short == "UnprocessedKeys" else asked
        if len(rows) > 1:
            rest = {**asked, "Keys": rows[1:]} if cut_short == "UnprocessedKeys" else rows[1:]
            now = {**asked, "Keys": rows[:1]} if cut_short == "UnprocessedKeys" else rows[:1]
            held_back["rest"], params["RequestItems"] = {table: rest}, {table: now}

    def report(parsed: dict[str, Any], **_: Any) -> None:
        if held_back:
            reported.append(held_back["rest"])
            parsed[cut_short] = held_back.pop("rest")

    backend.client.meta.events.register(event, hold_back)
    backend.client.meta.events.register("after-call.dynamodb", report)
    try:
        assert sorted(store.heads("lender", keys)) == keys
        store.publish("lender", wanted)
        assert store.content("lender", [wanted.digest]) == {wanted.digest: wanted.content}
    finally:
        backend.client.meta.events.unregister(event, hold_back)
        backend.client.meta.events.unregister("after-call.dynamodb", report)
    assert reported, "some answer was cut short"
    assert store.content("lender", [wanted.digest]) == {wanted.digest: wanted.content}
