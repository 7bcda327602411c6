"""Every act, stopped at every single call of the database, before and after that took effect: the state is the one
before or the one after, reads work, and a retry completes. What stops it is a failing call, the end of the caller's
work, or, on a database that outlives it, the end of the whole process."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from acts import ACTS, Acts  # type: ignore[import-not-found]
from backends import AFTER, BEFORE, Backend, Dynamo, Fault, InFile  # type: ignore[import-not-found]

from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.ports import Asked, Publication
from creditrules.store import RulesInTable, first_broken

Publishable = Callable[..., Publication]

SECRET = b"a secret for the cursors of tests"
FAULTS = [
    *((table, fault) for table in ("sqlite", "server") for fault in ("timed out", "internal error", None)),
    ("moto", "timed out"),
]
"""What stops a call; None is the end of the caller's work. On moto, which is slow, the one that tells least."""
numbers = count()


class Stopped(BaseException):
    """The caller's work ends here, and nothing tidies up."""


@contextmanager
def at_call(backend: Backend, when: str, place: int, do: Callable[[], object]) -> Iterator[list[str]]:
    """Do something at the call of that place, counted from 1; gives the names of all calls made."""
    seen: list[str] = []

    def note(call: str) -> None:
        seen.append(call)
        if len(seen) == place:
            do()

    with backend.watching(when, note):
        yield seen


def new_acts(store: RulesInTable, publication: Publishable, act: str) -> Acts:
    number = next(numbers)
    key = DocumentKey(DocumentKind.RULE_SET, f"crash-{number}")
    acts = Acts(store, key, publication, tenant=f"lender-{number}")
    acts.prepare(act)
    return acts


def calls_of(store: RulesInTable, publication: Publishable, backend: Backend, act: str) -> int:
    acts = new_acts(store, publication, act)
    with at_call(backend, BEFORE, 0, lambda: None) as seen:
        acts.do(act)
    assert "transact" in seen
    return len(seen)


def revision(acts: Acts) -> int:
    head = acts.store.heads(acts.tenant, [acts.key]).get(acts.key)
    return head.revision if head else 0


def assert_whole(acts: Acts) -> None:
    entries = acts.store.audit(acts.tenant, acts.key, Asked(100)).items
    assert len(entries) == revision(acts)
    assert first_broken(entries) is None
    head = acts.store.heads(acts.tenant, [acts.key]).get(acts.key)
    if head is not None:
        assert len(acts.store.versions(acts.tenant, acts.key, Asked(100)).items) == head.latest_version
        assert len(acts.store.activations(acts.tenant, acts.key, Asked(100)).items) == head.latest_sequence
        assert len(acts.store.proposals(acts.tenant, acts.key, Asked(100)).items) == head.latest_proposal
        digests = {v.digest for v in acts.store.versions(acts.tenant, acts.key, Asked(100)).items}
        digests |= {p.proposed.digest for p in acts.store.proposals(acts.tenant, acts.key, Asked(100)).items}
        assert set(acts.store.content(acts.tenant, list(digests))) == digests


def assert_a_retry_completes(acts: Acts, act: str, before: int, unharmed: object) -> None:
    """Whatever happened, the state is that before or after; sending the same again gives that after, once."""
    assert revision(acts) - before in {0, 1}
    assert_whole(acts)
    if revision(acts) == before:
        assert acts.snapshot() == unharmed, "the state before, to the last item"
    recorded = revision(acts) == before + 1
    try:
        again = acts.do(act)
    except Refusal as refusal:
        assert (act, recorded, refusal.code) == ("create", True, "SLUG_TAKEN")  # noqa: PT017 - only a creation refuses
        return
    assert revision(acts) == before + 1
    assert getattr(again, "replayed", False) == (recorded and act != "create")
    assert_whole(acts)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(("backend", "fault"), FAULTS, indirect=["backend"])
def test_an_act_stopped_at_any_call_is_done_or_not_and_a_retry_completes_it(
    store: RulesInTable, publication: Publishable, backend: Backend, act: str, fault: Fault | None
) -> None:
    def stop() -> None:
        raise Stopped if fault is None else backend.fault(fault)

    calls = calls_of(store, publication, backend, act)
    for place in range(1, calls + 1):
        for when in (BEFORE, AFTER):
            acts = new_acts(store, publication, act)
            before, unharmed = revision(acts), acts.snapshot()
            acknowledged = False
            with at_call(backend, when, place, stop) as seen:
                try:
                    acts.do(act)
                    acknowledged = True
                except Stopped:
                    pass
                except Refusal as refusal:
                    assert refusal.kind is Kind.UNAVAILABLE, refusal  # noqa: PT017 - a recovered call is not refused
            assert len(seen) >= place
            assert not acknowledged or revision(acts) == before + 1, "what was acknowledged is there"
            assert_a_retry_completes(acts, act, before, unharmed)


@pytest.mark.parametrize("backend", ["sqlite", "server"], indirect=True)  # moto ends with its process
@pytest.mark.parametrize("act", ACTS)
def test_a_process_killed_at_any_call_leaves_the_state_before_or_after(
    store: RulesInTable, publication: Publishable, backend: InFile | Dynamo, act: str
) -> None:
    calls = calls_of(store, publication, backend, act)
    for place in range(1, calls + 1):
        for when in (BEFORE, AFTER):
            acts = new_acts(store, publication, act)
            before, unharmed = revision(acts), acts.snapshot()
            backend.rest()
            killed = os.fork()
            if killed == 0:
                _act_and_be_killed(acts, backend, act, when, place)
            _, status = os.waitpid(killed, 0)
            assert os.WIFSIGNALED(status)
            assert os.WTERMSIG(status) == signal.SIGKILL
            assert_a_retry_completes(acts, act, before, unharmed)


def _act_and_be_killed(acts: Acts, backend: InFile | Dynamo, act: str, when: str, place: int) -> None:
    """In a process of its own, with connections of its own, which never returns."""
    try:
        own = backend.again()
        acts.store = RulesInTable(own.table, clock=acts.store.now, cursor_secret=SECRET)
        with at_call(own, when, place, lambda: os.kill(os.getpid(), signal.SIGKILL)):
            acts.do(act)
    finally:
        os._exit(1)


@contextmanager
def faulty(backend: Backend, rate: float) -> Iterator[list[Fault]]:
    """Throttles, errors of the server and time-outs, before and after a call took effect; gives what there was."""
    chance = random.Random(int(rate * 100))  # noqa: S311 - faults to be repeated, not secrets
    kinds: list[Fault] = ["timed out", "throttled", "internal error", "not reached"]
    faults: list[Fault] = []

    def maybe_fail(_: str) -> None:
        if chance.random() < rate:
            faults.append(chance.choice(kinds))
            raise backend.fault(faults[-1])

    with backend.watching(BEFORE, maybe_fail), backend.watching(AFTER, maybe_fail):
        yield faults


def stubborn(acts: Acts, act: str, key: str, number: int = 1) -> Any:
    for _ in range(200):
        try:
            return acts.do(act, key, number=number)
        except Refusal as refusal:
            assert refusal.kind is Kind.UNAVAILABLE, refusal  # noqa: PT017 - most tries are not refused
    raise AssertionError(act)


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.3])
def test_a_whole_life_under_faults_loses_nothing_that_was_acknowledged(
    store: RulesInTable, publication: Publishable, backend: Backend, rate: float
) -> None:
    acts = new_acts(store, publication, "draft")
    with faulty(backend, rate) as faults:
        done = [stubborn(acts, "draft", f"draft {number}") for number in (1, 2, 3)]
        for act, number in (("withdraw", 2), ("submit", 3), ("submit", 1), ("reject", 3), ("approve", 1)):
            done.append(stubborn(acts, act, f"{act} {number}", number))
        done += [stubborn(acts, act, act) for act in ("publish proposal", "roll back", "retire")]
    assert faults or rate < 0.1
    assert revision(acts) == 2 + len(done)
    assert_whole(acts)
    states = {p.number: p for p in store.proposals(acts.tenant, acts.key, Asked(100)).items}
    for number in (1, 2, 3):
        last = [d.proposal for d in done if getattr(d, "proposal", None) and d.proposal.number == number][-1]
        assert states[number] == last
