"""Every call of the database failing, before and after it took effect: the state is the one before or the one after,
nothing acknowledged is lost, and a retry completes."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError
from mypy_boto3_dynamodb import DynamoDBClient

from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.ports import NewDocument, Publication, Published
from creditrules.store import DynamoStore, first_broken

Create = Callable[..., DocumentKey]
Publishable = Callable[..., Publication]

BEFORE, AFTER = "before-call", "after-call"
ALWAYS = 10**6


@contextmanager
def failing(
    client: DynamoDBClient, when: str, operation: str, error: Callable[[], Exception], *, skip: int = 0, times: int = 1
) -> Iterator[None]:
    """Let calls of `operation` fail `times` times after `skip` calls that don't; AFTER means: having taken effect."""
    seen = 0

    def fail(**_: Any) -> None:
        nonlocal seen
        seen += 1
        if skip < seen <= skip + times:
            raise error()

    event = f"{when}.dynamodb.{operation}"
    client.meta.events.register(event, fail)
    try:
        yield
    finally:
        client.meta.events.unregister(event, fail)


def incompressible(size: int) -> bytes:
    return b"".join(sha256(number.to_bytes(4)).digest() for number in range(size // 32))


def timed_out() -> Exception:
    return ReadTimeoutError(endpoint_url="https://dynamodb.test")


def not_reached() -> Exception:
    return ConnectTimeoutError(endpoint_url="https://dynamodb.test")


def answered(code: str, reason: str | None = None) -> Callable[[], Exception]:
    response: Any = {"Error": {"Code": code, "Message": code}}
    if reason:
        response["CancellationReasons"] = [{"Code": reason}, {"Code": "None"}]
    return lambda: ClientError(response, "TransactWriteItems")


def assert_whole(store: DynamoStore, key: DocumentKey) -> int:
    """All parts of a document's history agree. Returns its number of versions."""
    head = store.heads("lender", [key])[key]
    versions = store.versions("lender", key, 100, None).items
    activations = store.activations("lender", key, 100, None).items
    feed = store.changes("lender", None, 100, None).items
    entries = store.audit("lender", key, 100, None).items
    assert [v.number for v in versions] == list(range(head.latest_version, 0, -1))
    assert [a.sequence for a in activations] == list(range(head.latest_sequence, 0, -1))
    assert tuple(a for a in feed if a.key == key) == activations
    assert len(entries) == head.revision
    assert first_broken(entries) is None
    digests = {v.digest for v in versions}
    assert set(store.content("lender", list(digests))) == digests
    return head.latest_version


@pytest.mark.parametrize(
    "error", [timed_out, not_reached, answered("InternalServerError"), answered("ThrottlingException")]
)
@pytest.mark.parametrize("when", [BEFORE, AFTER])
@pytest.mark.parametrize("operation", ["BatchGetItem", "BatchWriteItem", "TransactWriteItems"])
def test_publish_survives_any_call_failing_for_good(
    store: DynamoStore,
    create: Create,
    publication: Publishable,
    client: DynamoDBClient,
    operation: str,
    when: str,
    error: Callable[[], Exception],
) -> None:
    key = create("cap")
    store.publish("lender", publication(key))
    wanted = publication(key)
    with failing(client, when, operation, error, times=ALWAYS):
        try:
            answer: Published | Refusal = store.publish("lender", wanted)
        except Refusal as refusal:
            answer = refusal
    if isinstance(answer, Refusal):
        assert answer.kind is Kind.UNAVAILABLE
    recorded = assert_whole(store, key) == 2
    assert recorded == isinstance(answer, Published) == (operation == "TransactWriteItems" and when == AFTER)

    again = store.publish("lender", wanted)
    assert again.replayed == recorded
    assert again.version.number == 2
    assert assert_whole(store, key) == 2


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_an_answer_lost_once_is_looked_up_and_not_taken_for_anothers(
    store: DynamoStore, create: Create, publication: Publishable, client: DynamoDBClient, when: str
) -> None:
    key = create("cap")
    with failing(client, when, "TransactWriteItems", timed_out):
        published = store.publish("lender", publication(key))
    assert not published.replayed
    assert store.version("lender", key, 1) == published.version
    assert assert_whole(store, key) == 1


@pytest.mark.skipif(
    "DYNAMODB_ENDPOINT" in os.environ, reason="the hook runs after the embedded database, before a real one"
)
def test_an_answer_lost_to_the_sdks_own_retry_is_not_recorded_twice(
    store: DynamoStore, create: Create, publication: Publishable, client: DynamoDBClient
) -> None:
    key = create("cap")
    lost: list[Exception] = []

    def lose(**_: Any) -> None:
        if not lost:
            lost.append(timed_out())
            raise lost[0]

    client.meta.events.register_last("before-send.dynamodb.TransactWriteItems", lose)
    try:
        published = store.publish("lender", publication(key))
    finally:
        client.meta.events.unregister("before-send.dynamodb.TransactWriteItems", lose)
    assert lost
    assert not published.replayed
    assert assert_whole(store, key) == 1


def test_when_the_lost_answer_cannot_be_looked_up_the_caller_is_told_that_it_is_unknown(
    store: DynamoStore, create: Create, publication: Publishable, client: DynamoDBClient
) -> None:
    key = create("cap")
    wanted = publication(key)
    with (
        failing(client, AFTER, "TransactWriteItems", timed_out),
        failing(client, BEFORE, "BatchGetItem", timed_out, skip=1, times=ALWAYS),
        pytest.raises(Refusal) as refused,
    ):
        store.publish("lender", wanted)
    assert (refused.value.kind, refused.value.code) == (Kind.UNAVAILABLE, "OUTCOME_UNKNOWN")
    assert store.publish("lender", wanted).replayed
    assert assert_whole(store, key) == 1


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
    store: DynamoStore,
    create: Create,
    publication: Publishable,
    client: DynamoDBClient,
    error: Callable[[], Exception],
) -> None:
    key = create("cap")
    with failing(client, BEFORE, "TransactWriteItems", error, times=2):
        assert not store.publish("lender", publication(key)).replayed
    assert assert_whole(store, key) == 1


def test_a_winner_between_a_lost_answer_and_its_look_up_does_not_hide_it(
    store: DynamoStore, create: Create, publication: Publishable, client: DynamoDBClient
) -> None:
    key = create("cap")
    wanted, rival = publication(key), publication(key)
    raced: list[Published] = []

    def lose_answer_and_let_a_rival_in(**_: Any) -> None:
        client.meta.events.unregister(event, lose_answer_and_let_a_rival_in)
        raced.append(store.publish("lender", rival))
        raise timed_out()

    event = f"{AFTER}.dynamodb.TransactWriteItems"
    client.meta.events.register(event, lose_answer_and_let_a_rival_in)
    published = store.publish("lender", wanted)
    assert (published.version.number, raced[0].version.number) == (1, 2)
    assert not published.replayed
    assert assert_whole(store, key) == 2


def test_the_loser_of_a_race_is_told_what_won(
    store: DynamoStore, create: Create, publication: Publishable, client: DynamoDBClient
) -> None:
    key = create("cap")
    wanted = publication(key)

    def let_a_rival_in(**_: Any) -> None:
        client.meta.events.unregister(event, let_a_rival_in)
        store.publish("lender", publication(key, author="bo"))

    event = f"{BEFORE}.dynamodb.TransactWriteItems"
    client.meta.events.register(event, let_a_rival_in)
    with pytest.raises(Refusal) as refused:
        store.publish("lender", wanted)
    assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, "CHANGED_MEANWHILE")
    assert "version 1 by bo" in refused.value.message
    assert assert_whole(store, key) == 1
    assert store.publish("lender", wanted).version.number == 2


@pytest.mark.parametrize("when", [BEFORE, AFTER])
@pytest.mark.parametrize("times", [1, ALWAYS])
def test_create_survives_losing_its_answer(store: DynamoStore, client: DynamoDBClient, when: str, times: int) -> None:
    key = DocumentKey(DocumentKind.RULE_SET, "cap")
    new = NewDocument(key, {"en": "Cap"}, None)
    with failing(client, when, "TransactWriteItems", timed_out, times=times):
        if when == BEFORE and times == ALWAYS:
            with pytest.raises(Refusal, match="did not say"):
                store.create("lender", new, "ana")
            assert store.heads("lender", [key]) == {}
            return
        head = store.create("lender", new, "ana")
    assert store.heads("lender", [key]) == {key: head}
    assert assert_whole(store, key) == 0


@pytest.mark.parametrize("operation", ["BatchGetItem", "Query"])
def test_reads_that_fail_say_so(
    store: DynamoStore, create: Create, publication: Publishable, client: DynamoDBClient, operation: str
) -> None:
    key = create("cap")
    store.publish("lender", publication(key))
    asks: dict[str, list[Callable[[], object]]] = {
        "BatchGetItem": [
            lambda: store.heads("lender", [key]),
            lambda: store.content("lender", ["0" * 64]),
            lambda: store.changes("lender", [key], 1, None),
        ],
        "Query": [
            lambda: store.versions("lender", key, 1, None),
            lambda: store.list_heads("lender", key.kind, 1, None),
            lambda: store.changes("lender", None, 1, None),
        ],
    }
    for ask in asks[operation]:
        with failing(client, BEFORE, operation, timed_out), pytest.raises(Refusal) as refused:
            ask()
        assert (refused.value.kind, refused.value.code) == (Kind.UNAVAILABLE, "STORE_UNAVAILABLE")


def test_a_table_that_is_not_there_is_unavailable_rather_than_empty(client: DynamoDBClient, store: DynamoStore) -> None:
    absent = DynamoStore(client, "absent-table", clock=store.now, cursor_secret=bytes(16))
    with pytest.raises(Refusal) as refused:
        absent.heads("lender", [DocumentKey(DocumentKind.RULE_SET, "cap")])
    assert refused.value.kind is Kind.UNAVAILABLE


@pytest.mark.parametrize("seed", range(3))
def test_under_random_faults_nothing_acknowledged_is_lost(
    store: DynamoStore, create: Create, publication: Publishable, client: DynamoDBClient, seed: int
) -> None:
    key = create("cap")
    chance = random.Random(seed)  # noqa: S311 - faults to be repeated, not secrets

    def maybe_fail(**_: Any) -> None:
        if chance.random() < 0.15:
            error = chance.choice([timed_out, not_reached, answered("InternalServerError")])
            raise error()

    events = [f"{when}.dynamodb" for when in (BEFORE, AFTER)]
    acknowledged: dict[str, Published] = {}
    for event in events:
        client.meta.events.register(event, maybe_fail)
    try:
        for _ in range(15):
            wanted = publication(key)
            for _ in range(20):
                try:
                    acknowledged[wanted.retry_key] = store.publish("lender", wanted)
                    break
                except Refusal as refusal:
                    assert refusal.kind is Kind.UNAVAILABLE, refusal  # noqa: PT017 - most tries are not refused
    finally:
        for event in events:
            client.meta.events.unregister(event, maybe_fail)
    assert assert_whole(store, key) == len(acknowledged) == 15
    stored = {v.number: v for v in store.versions("lender", key, 100, None).items}
    assert stored == {p.version.number: p.version for p in acknowledged.values()}


@pytest.mark.parametrize("cut_short", ["UnprocessedKeys", "UnprocessedItems"])
def test_a_batch_that_was_only_partly_done_is_finished(
    store: DynamoStore, create: Create, publication: Publishable, client: DynamoDBClient, cut_short: str
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

    client.meta.events.register(event, hold_back)
    client.meta.events.register("after-call.dynamodb", report)
    try:
        assert sorted(store.heads("lender", keys)) == keys
        store.publish("lender", wanted)
        assert store.content("lender", [wanted.digest]) == {wanted.digest: wanted.content}
    finally:
        client.meta.events.unregister(event, hold_back)
        client.meta.events.unregister("after-call.dynamodb", report)
    assert reported, "some answer was cut short"
    assert store.content("lender", [wanted.digest]) == {wanted.digest: wanted.content}
