"""Decisions on record: once per key, sealed, chained, erasable, and noticed when tampered with."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from threading import Barrier
from typing import Any, TypeVar

import pytest
from backends import AFTER, BEFORE, Backend, Fault  # type: ignore[import-not-found]
from botocore.exceptions import ReadTimeoutError

from creditrules.document import digest, given_out
from creditrules.eligibility.recording import (
    Answered,
    DecisionRequest,
    Erasure,
    ErasureReach,
    FactsState,
    Recorded,
    digested,
    digests_of,
)
from creditrules.errors import Kind, Refusal
from creditrules.store import DecisionsInTable, Table
from creditrules.store.aws import KmsKeys, embedded_kms
from creditrules.store.decisions.links import LaneEnd, link_puts
from creditrules.store.keys import chain_link_key, record_link_key, record_sealed_key
from creditrules.store.port import Delete, ItemKey

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SECRET_FACT = "110101190001011234"
FACTS = {"idNumber": SECRET_FACT, "income": Decimal("1.50"), "flags": [True, None, "é"]}
TRACE: dict[str, Any] = {
    "product": "pay-later",
    "productDigest": "ab" * 32,
    "outcome": "LIMIT",
    "possibleOutcomes": ["LIMIT"],
    "terms": {
        "currency": "CNY",
        "limit": Decimal("77777.70"),
        "rate": None,
        "restrictedFeatures": [],
        "until": None,
    },
    "reasons": [],
    "missingFacts": [],
    "versions": [],
    "warnings": [],
    "alternatives": [],
}

Made = TypeVar("Made")


@pytest.fixture(scope="session")
def keys() -> Iterator[KmsKeys]:
    with embedded_kms() as keys:
        yield keys


@pytest.fixture
def decisions(backend: Backend, table: Table, clock: list[datetime], keys: KmsKeys) -> DecisionsInTable:
    return DecisionsInTable(table, clock=lambda: clock[0], keys=keys)


def request(key: str = "k1", **changes: Any) -> DecisionRequest:
    return replace(DecisionRequest("shop", key, "person-1", {"facts": FACTS}, 30), **changes)


def answered() -> Answered:
    return Answered(NOW, NOW, FACTS, ("idNumber",), ("pay-later",), {}, (TRACE,))


def record(decisions: DecisionsInTable, key: str = "k1", tenant: str = "lender", **changes: Any) -> Recorded:
    return decisions.record(tenant, request(key, **changes), answered)


def refused(act: Callable[[], object]) -> tuple[Kind, str]:
    with pytest.raises(Refusal) as told:
        act()
    return told.value.kind, told.value.code


def outcome(act: Callable[[], object]) -> Kind | None:
    """What was told; None for success or a crash."""
    try:
        act()
    except Refusal as refusal:
        return refusal.kind
    except CrashError:
        return None
    return None


def unbroken(decisions: DecisionsInTable, tenant: str = "lender") -> int:
    reports = decisions.verify(tenant)
    assert [report.broken for report in reports] in ([None] * 16, [None] * (16 + 256))
    return sum(report.length for report in reports)


def test_a_decision_reads_back_as_it_was_recorded_to_the_last_digit(decisions: DecisionsInTable) -> None:
    done = record(decisions).decision
    found = decisions.read("lender", done.id)
    assert found == done
    assert found.facts_state is FactsState.KEPT
    assert found.sealed is not None
    assert str(found.sealed.facts["income"]) == "1.50"
    assert found.sealed.facts == FACTS
    assert found.recorded_at == NOW
    assert found.expires_at == NOW + timedelta(days=30)


def test_the_receipt_is_proved_with_sha256_alone(decisions: DecisionsInTable) -> None:
    done = record(decisions).decision
    receipt, sealed = done.receipt, done.sealed
    assert sha256(bytes.fromhex(receipt.previous) + receipt.text.encode()).hexdigest() == receipt.hash
    said = json.loads(receipt.text)
    assert sealed is not None
    assert said["factsDigest"] == digest({"salt": sealed.salt, "facts": given_out(FACTS)})
    assert said["traceDigest"] == digest({"salt": sealed.salt, "trace": [given_out(TRACE)]})
    assert (said["slug"], said["number"]) == (receipt.chain, receipt.number)


def test_a_decision_that_an_earlier_release_digested_numbers_of_reads_back(
    decisions: DecisionsInTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its receipt has no word of numbers, and digests them as numbers."""
    records = "creditrules.store.decisions.records"

    def without(tenant: str, lane: str, record: str, end: LaneEnd, fields: dict[str, Any], *rest: Any) -> Any:
        return link_puts(tenant, lane, record, end, {n: v for n, v in fields.items() if n != "numbers"}, *rest)

    with monkeypatch.context() as earlier:
        earlier.setattr(f"{records}.digests_of", lambda part, numbers=None: digests_of(part, numbers))
        earlier.setattr(f"{records}.link_puts", without)
        done = record(decisions).decision
    said, sealed = json.loads(done.receipt.text), done.sealed
    assert sealed is not None
    assert "numbers" not in said
    assert said["factsDigest"] == digest({"salt": sealed.salt, "facts": FACTS})
    assert decisions.read("lender", done.id) == done
    assert record(decisions).decision == done


def test_whole_numbers_of_an_answer_come_back_as_they_were_digested(decisions: DecisionsInTable) -> None:
    instalments = TRACE | {"schedule": [{"instalment": 1, "amount": Decimal("8.30")}]}
    done = decisions.record("lender", request(), lambda: replace(answered(), answers=(instalments,))).decision
    found = decisions.read("lender", done.id)
    assert found is not None
    assert found.sealed is not None
    assert digested(found.sealed)["trace"] == digested(done.sealed)["trace"]  # type: ignore[arg-type]


def test_what_was_asked_for_is_bound_by_a_digest_of_its_own(decisions: DecisionsInTable) -> None:
    asked = {"pay-later": {"amount": Decimal("500.10"), "termMonths": 12}}
    done = decisions.record("lender", request(), lambda: replace(answered(), requests=asked)).decision
    said, sealed = json.loads(done.receipt.text), done.sealed
    assert sealed is not None
    assert said["requestsDigest"] == digest({"salt": sealed.salt, "requests": given_out(asked)})
    assert decisions.read("lender", done.id) == done
    assert "requestsDigest" not in json.loads(record(decisions, "k2").decision.receipt.text)


def test_nothing_in_the_table_shows_facts_terms_or_the_subject(
    decisions: DecisionsInTable, backend: Backend, table: Table
) -> None:
    import zlib  # noqa: PLC0415

    done = record(decisions).decision
    shown = repr(backend.everything()).encode() + done.receipt.text.encode()
    for place, item in backend.everything():
        body = item.get("body", b"")
        shown += body + (zlib.decompress(body) if body[:1] == b"\x78" and place.sort != "SEALED" else b"")
    for secret in (SECRET_FACT, "person-1", "77777"):
        assert secret.encode() not in shown


def test_the_same_key_gets_the_first_answer_and_evaluates_nothing(decisions: DecisionsInTable) -> None:
    first = record(decisions)

    def never() -> Answered:
        raise AssertionError

    again = decisions.record("lender", request(), never)
    assert (first.replayed, again.replayed) == (False, True)
    assert again.decision == first.decision
    assert unbroken(decisions) == 1


@pytest.mark.parametrize("other", [{"subject": "person-2"}, {"given": {"facts": {}}}, {"retention_days": 31}], ids=str)
def test_a_key_used_again_for_something_else_is_refused(decisions: DecisionsInTable, other: dict[str, Any]) -> None:
    record(decisions)
    record(decisions, "k2", subject="person-2")
    assert refused(lambda: record(decisions, **other)) == (Kind.CONFLICT, "KEY_REUSED")
    assert unbroken(decisions) == 2


def test_keys_of_partners_and_tenants_are_their_own(decisions: DecisionsInTable) -> None:
    ids = {
        record(decisions).decision.id,
        record(decisions, author="other").decision.id,
        record(decisions, tenant="zenith").decision.id,
    }
    assert len(ids) == 3


def test_another_tenant_reads_and_erases_nothing(decisions: DecisionsInTable) -> None:
    done = record(decisions).decision
    record(decisions, tenant="zenith", key="own")
    assert decisions.read("zenith", done.id) is None
    decisions.erase("zenith", Erasure("person-1", "zoe", "Asked for.", ErasureReach.ALL))
    assert decisions.read("lender", done.id) == done


@pytest.mark.parametrize("name", ["", "0", "x" * 64, "a#b", "A" * 64, "../HEAD", "é"])
def test_what_is_no_id_finds_nothing(decisions: DecisionsInTable, name: str) -> None:
    assert decisions.read("lender", name) is None


def test_facts_go_when_their_time_is_over_and_the_receipt_stays(
    decisions: DecisionsInTable, clock: list[datetime], backend: Backend, table: Table
) -> None:
    done = record(decisions).decision
    place, sealed = next(found for found in backend.everything() if found[0].sort == "SEALED")
    assert sealed["expires"] == pytest.approx(done.expires_at.timestamp(), abs=1)
    clock[0] = NOW + timedelta(days=30) - timedelta(microseconds=1)
    assert decisions.read("lender", done.id) == done
    clock[0] = NOW + timedelta(days=30)
    for gone in (False, True):
        if gone:
            table.transact([Delete(place)])
        found = decisions.read("lender", done.id)
        assert found is not None
        assert (found.facts_state, found.sealed) == (FactsState.EXPIRED, None)
        assert found.receipt == done.receipt
        assert [summary["outcome"] for summary in found.summaries] == ["LIMIT"]
    assert record(decisions).replayed
    assert refused(lambda: record(decisions, given={})) == (Kind.CONFLICT, "KEY_REUSED")


def test_an_erasure_takes_all_facts_of_one_subject_and_leaves_the_chains_whole(
    decisions: DecisionsInTable, backend: Backend, table: Table, clock: list[datetime], keys: KmsKeys
) -> None:
    mine = [record(decisions, f"mine {n}").decision for n in range(5)]
    theirs = record(decisions, "theirs", subject="person-2").decision
    before = backend.everything()
    erased = decisions.erase("lender", Erasure("person-1", "ana", "Asked for under article 17.", ErasureReach.ALL))
    assert not erased.already
    elsewhere = DecisionsInTable(table, clock=lambda: clock[0], keys=keys)
    for reader in (decisions, elsewhere):
        for done in mine:
            found = reader.read("lender", done.id)
            assert found is not None
            assert (found.facts_state, found.sealed) == (FactsState.ERASED, None)
            assert found.receipt == done.receipt
        assert reader.read("lender", theirs.id) == theirs
    assert unbroken(decisions) == 7
    held = [item for place, item in before if {"DATAKEY", "SUBJECT"} & {*place.partition.split("#")}]
    wrapped = {item["body"] for item in held if "body" in item}
    left = {item["body"] for _, item in backend.everything() if "body" in item}
    assert len(wrapped & left) == 2  # those of person-2


def test_an_erasure_is_audited_without_leading_to_the_decisions(decisions: DecisionsInTable) -> None:
    done = record(decisions).decision
    decisions.erase("lender", Erasure("person-1", "ana", "Asked for.", ErasureReach.ALL))
    said = [json.loads(link.text) for lane in "0123456789abcdef" for link in decisions.chain_page("lender", lane, 9, 0)]
    acts = [act for act in said if act["act"] == "ERASE_SUBJECT"]
    assert [(act["author"], act["statement"]) for act in acts] == [("ana", "Asked for.")]
    text = json.dumps(acts)
    assert json.loads(done.receipt.text)["dataKey"] not in text
    assert "person-1" not in text
    assert decisions.read("lender", acts[0]["id"]) is None


def test_erasing_again_changes_nothing_and_a_stranger_is_unknown(decisions: DecisionsInTable) -> None:
    record(decisions)
    first = decisions.erase("lender", Erasure("person-1", "ana", "Asked for.", ErasureReach.ALL))
    again = decisions.erase("lender", Erasure("person-1", "bo", "Asked again.", ErasureReach.ALL))
    assert (again.erased_at, again.already) == (first.erased_at, True)
    assert unbroken(decisions) == 2
    unknown = refused(lambda: decisions.erase("lender", Erasure("person-9", "ana", "Asked for.", ErasureReach.ALL)))
    assert unknown == (Kind.NOT_FOUND, "UNKNOWN_SUBJECT")


def test_a_subject_that_comes_back_has_a_key_of_its_own_again(decisions: DecisionsInTable) -> None:
    old = record(decisions).decision
    decisions.erase("lender", Erasure("person-1", "ana", "Asked for.", ErasureReach.ALL))
    assert refused(lambda: record(decisions)) == (Kind.CONFLICT, "KEY_SPENT")
    new = record(decisions, "k2").decision
    assert refused(lambda: record(decisions)) == (Kind.CONFLICT, "KEY_SPENT")
    assert decisions.read("lender", new.id) == new
    found = decisions.read("lender", old.id)
    assert found is not None
    assert found.facts_state is FactsState.ERASED
    assert not decisions.erase("lender", Erasure("person-1", "ana", "Asked for again.", ErasureReach.ALL)).already


def test_sixteen_threads_with_one_key_record_once(
    backend: Backend, table: Table, clock: list[datetime], keys: KmsKeys
) -> None:
    barrier = Barrier(16)
    services = [DecisionsInTable(table, clock=lambda: clock[0], keys=keys) for _ in range(4)]

    def work(number: int) -> Recorded:
        barrier.wait()
        return record(services[number % 4])

    with ThreadPoolExecutor(16) as pool:
        done = list(pool.map(work, range(16)))
    assert [recorded.replayed for recorded in done].count(False) == 1
    assert len({recorded.decision.receipt.hash for recorded in done}) == 1
    assert unbroken(services[0]) == 1


def test_sixteen_threads_with_their_own_keys_lose_nothing(
    backend: Backend, table: Table, clock: list[datetime], keys: KmsKeys
) -> None:
    services = [DecisionsInTable(table, clock=lambda: clock[0], keys=keys) for _ in range(4)]

    def work(number: int) -> Recorded:
        return record(services[number % 4], f"key {number}", subject=f"person-{number % 5}")

    with ThreadPoolExecutor(16) as pool:
        done = list(pool.map(work, range(64)))
    assert not any(recorded.replayed for recorded in done)
    assert unbroken(services[0]) == 64
    assert all(services[0].read("lender", recorded.decision.id) == recorded.decision for recorded in done)


@contextmanager
def failing(backend: Backend, when: str, nth: int, error: BaseException) -> Iterator[list[int]]:
    """The `nth` call fails, counted from 1."""
    seen = [0]

    def fail(_: str) -> None:
        seen[0] += 1
        if seen[0] == nth:
            raise error

    with backend.watching(when, fail):
        yield seen


class CrashError(BaseException):
    """The process stops here."""


@pytest.mark.parametrize("fault", [None, "timed out", "throttled"], ids=["crash", "timeout", "throttle"])
@pytest.mark.parametrize("when", [BEFORE, AFTER])
@pytest.mark.parametrize("act", ["record", "erase"])
def test_whatever_call_fails_the_state_is_the_one_before_or_after_and_a_retry_completes(
    decisions: DecisionsInTable, backend: Backend, when: str, fault: Fault | None, act: str
) -> None:
    error = CrashError() if fault is None else backend.fault(fault)
    nth, reached = 0, True
    while reached:
        nth += 1
        tenant = f"lender-{nth}"
        if act == "erase":
            record(decisions, tenant=tenant)

        def attempt(tenant: str = tenant) -> object:
            if act == "record":
                return record(decisions, tenant=tenant).decision.receipt.number
            return decisions.erase(tenant, Erasure("person-1", "ana", "Asked for.", ErasureReach.ALL))

        with failing(backend, when, nth, error) as seen:
            told = outcome(attempt)
        assert told in {None, Kind.UNAVAILABLE}
        reached = seen[0] >= nth
        assert unbroken(decisions, tenant) in ({0, 1} if act == "record" else {1, 2})
        attempt()
        assert unbroken(decisions, tenant) == (1 if act == "record" else 2)
        kept = record(decisions, "later", tenant=tenant).decision
        assert decisions.read(tenant, kept.id) == kept


def patiently(act: Callable[[], Made]) -> Made:
    """The answer after as many tries as a caller makes who is told to try again in a moment."""
    for _ in range(50):
        try:
            return act()
        except Refusal as told:
            if told.kind is not Kind.UNAVAILABLE:
                raise
    return act()


def test_decisions_made_while_their_subject_is_erased_are_kept_or_erased_and_never_damaged(
    backend: Backend, table: Table, clock: list[datetime], keys: KmsKeys
) -> None:
    services = [DecisionsInTable(table, clock=lambda: clock[0], keys=keys) for _ in range(4)]
    record(services[0], "first")

    def work(number: int) -> str | None:
        if number % 8 == 7:
            patiently(
                lambda: services[number % 4].erase("lender", Erasure("person-1", "ana", "Asked for.", ErasureReach.ALL))
            )
            return None
        return patiently(lambda: record(services[number % 4], f"key {number}")).decision.id

    with ThreadPoolExecutor(16) as pool:
        names = [name for name in pool.map(work, range(48)) if name]
    services[1].erase("lender", Erasure("person-1", "ana", "Asked for.", ErasureReach.ALL))
    states = {found.facts_state for name in names if (found := services[2].read("lender", name))}
    assert states == {FactsState.ERASED}
    assert unbroken(services[3]) >= len(names) + 2


def test_an_unreachable_key_service_records_nothing(
    backend: Backend, table: Table, clock: list[datetime], keys: KmsKeys
) -> None:
    class Down:
        def generate_data_key(self, **_: Any) -> Any:
            raise ReadTimeoutError(endpoint_url="https://kms.test")

        decrypt = generate_data_key

    down = DecisionsInTable(table, clock=lambda: clock[0], keys=KmsKeys(Down, "key"))
    assert refused(lambda: record(down)) == (Kind.UNAVAILABLE, "KEYS_UNAVAILABLE")
    assert backend.everything() == []
    up = DecisionsInTable(table, clock=lambda: clock[0], keys=keys)
    done = record(up).decision
    assert refused(lambda: down.read("lender", done.id)) == (Kind.UNAVAILABLE, "KEYS_UNAVAILABLE")


def test_nothing_is_recorded_when_the_evaluation_refuses(
    decisions: DecisionsInTable, backend: Backend, table: Table
) -> None:
    def refuse() -> Answered:
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_PRODUCT", "There is no such product.")

    assert refused(lambda: decisions.record("lender", request(), refuse)) == (Kind.NOT_FOUND, "UNKNOWN_PRODUCT")
    assert unbroken(decisions) == 0
    assert not [place for place, _ in backend.everything() if "#RECORD#" in place.partition]


def test_facts_too_large_are_refused_and_not_recorded(decisions: DecisionsInTable) -> None:
    noise = "".join(sha256(n.to_bytes(4)).hexdigest() for n in range(20_000))
    big = replace(answered(), facts={"noise": noise})
    too_large = refused(lambda: decisions.record("lender", request(), lambda: big))
    assert too_large == (Kind.TOO_LARGE, "FACTS_TOO_LARGE")
    assert unbroken(decisions) == 0


def _flipped(body: bytes, place: int) -> bytes:
    return body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]


def _says_the_same(body: bytes, flipped: bytes) -> bool:
    """Whether a changed body opens to the same text: zlib may point to another place where the same bytes stand."""
    try:
        return zlib.decompress(flipped) == zlib.decompress(body)
    except zlib.error:
        return False


def test_a_changed_body_may_say_the_same() -> None:
    body = zlib.compress(b"2026-06-01T12:00:00;x;2026-06-01T12:00:00;2026-06-01T12:00:00" * 3)
    bits = ((place, 1 << bit) for place in range(len(body)) for bit in range(8))
    flips = (body[:place] + bytes([body[place] ^ bit]) + body[place + 1 :] for place, bit in bits)
    assert {_says_the_same(body, flipped) for flipped in flips} == {False, True}


def test_any_byte_of_the_sealed_facts_that_changes_is_noticed(
    decisions: DecisionsInTable, backend: Backend, table: Table
) -> None:
    done = record(decisions).decision
    at, item = next(found for found in backend.everything() if found[0].sort == "SEALED")
    body = item["body"]
    for place in range(0, len(body), 7):
        table.write([(at, {**item, "body": _flipped(body, place)})])
        assert refused(lambda: decisions.read("lender", done.id)) == (Kind.UNAVAILABLE, "DECISION_DAMAGED")


@pytest.mark.parametrize("part", ["LINK", "DATAKEY", "SUBJECT", "PEPPER", "HEAD"])
def test_no_item_can_be_changed_without_notice_or_harm(
    decisions: DecisionsInTable,
    backend: Backend,
    table: Table,
    clock: list[datetime],
    keys: KmsKeys,
    part: str,
) -> None:
    done = record(decisions).decision
    at, item = next(found for found in backend.everything() if part in f"{found[0].partition}/{found[0].sort}")
    body = item["body"]
    for place in range(0, len(body), 11):
        flipped = _flipped(body, place)
        if _says_the_same(body, flipped):
            continue
        table.write([(at, {**item, "body": flipped})])
        fresh = DecisionsInTable(table, clock=lambda: clock[0], keys=keys)
        noticed = outcome(lambda reader=fresh: reader.read("lender", done.id))  # type: ignore[misc]
        noticed = noticed or outcome(lambda writer=fresh: record(writer))  # type: ignore[misc]
        if part == "SUBJECT":
            noticed = noticed or outcome(lambda writer=fresh: record(writer, "k2"))  # type: ignore[misc]
        if part == "LINK":
            assert any(report.broken for report in fresh.verify("lender"))
        if part == "HEAD":
            noticed = noticed or outcome(lambda reader=fresh: reader.chain_end("lender", done.receipt.chain))  # type: ignore[misc]
        assert noticed is Kind.UNAVAILABLE
    table.write([(at, item)])
    assert decisions.read("lender", done.id) == done


def test_facts_moved_to_another_decision_or_taken_away_are_noticed(
    decisions: DecisionsInTable, backend: Backend, table: Table
) -> None:
    done, other = record(decisions).decision, record(decisions, "k2").decision
    mine, theirs = (record_sealed_key("lender", each.id) for each in (done, other))
    table.write([(mine, table.read([theirs])[theirs])])
    assert refused(lambda: decisions.read("lender", done.id)) == (Kind.UNAVAILABLE, "DECISION_DAMAGED")
    table.transact([Delete(mine)])
    assert refused(lambda: decisions.read("lender", done.id)) == (Kind.UNAVAILABLE, "DECISION_DAMAGED")


def _same_chain(decisions: DecisionsInTable, count: int) -> list[Recorded]:
    """Records of one chain."""
    named = decisions._peppers.record_id  # noqa: SLF001 - the chain of a key is told beforehand
    keys = [key for number in range(1000) if named("lender", "shop", key := f"n{number}").startswith("7")]
    return [record(decisions, key) for key in keys[:count]]


@pytest.mark.parametrize("harm", ["rewrite", "remove", "swap", "cut", "rewrite last"])
def test_a_chain_that_was_changed_names_the_first_wrong_link(
    decisions: DecisionsInTable, backend: Backend, table: Table, harm: str
) -> None:
    from creditrules.store.items.facts import pack, unpack  # noqa: PLC0415

    links = [done.decision for done in _same_chain(decisions, 4)]
    [chain] = {link.receipt.chain for link in links}

    def rewrite(number: int) -> None:
        place = record_link_key("lender", links[number - 1].id)
        body = unpack(table.read([place])[place]["body"])
        text = body["text"].replace('"LIMIT"', '"ALLOW"')
        forged = sha256(bytes.fromhex(body["previous"]) + text.encode()).hexdigest()
        table.write([(place, {"body": pack({**body, "text": text, "hash": forged})})])

    def pointer(number: int) -> ItemKey:
        return chain_link_key("lender", chain, number)

    if harm == "rewrite":
        rewrite(2)
    elif harm == "rewrite last":
        rewrite(4)
    elif harm == "remove":
        table.transact([Delete(pointer(2))])
    elif harm == "swap":
        table.write([(pointer(2), table.read([pointer(3)])[pointer(3)])])
    else:
        table.transact([Delete(pointer(4))])
    report = next(report for report in decisions.verify("lender") if report.chain == chain)
    assert report.broken is not None
    assert (report.broken.number, report.broken.code) == {
        "rewrite": (3, "WRONG_PREVIOUS"),
        "remove": (2, "MISSING"),
        "swap": (2, "MISSING"),
        "cut": (4, "CUT_SHORT"),
        "rewrite last": (4, "WRONG_END"),
    }[harm]


def test_recorded_times_rise_strictly_along_a_chain_though_the_clock_stands_still(decisions: DecisionsInTable) -> None:
    times = [done.decision.recorded_at for done in _same_chain(decisions, 3)]
    assert times == sorted(set(times))
