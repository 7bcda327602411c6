"""The audit chain: every act once, in order, and no change to it goes unnoticed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from creditrules.rules import ActivationKind, DocumentKey
from creditrules.rules.ports import Asked, Published
from creditrules.store import AuditEntry, RulesInTable, first_broken

Create = Callable[..., DocumentKey]
Publish = Callable[..., Published]


@pytest.fixture
def chain(store: RulesInTable, create: Create, publish: Publish, clock: list[datetime]) -> list[AuditEntry]:
    key = create("cap")
    publish(key)
    publish(key, author="bo", kind=ActivationKind.CORRECTION, valid_from=clock[0] - timedelta(days=1))
    publish(key, valid_from=clock[0] + timedelta(days=1), links=("x",))
    return list(store.audit("lender", key, Asked(100)).items)


def test_every_act_is_told_with_who_what_and_from_which_state_to_which(chain: list[AuditEntry]) -> None:
    told = [entry.fields for entry in chain]
    assert [(f["act"], f["author"]) for f in told] == [
        ("CREATE", "ana"),
        ("PUBLISH", "ana"),
        ("CORRECT", "bo"),
        ("PUBLISH", "ana"),
    ]
    assert told[0]["before"] is None
    for earlier, later in pairwise(told):
        assert later["before"] == earlier["after"]
        assert later["recordedAt"] > earlier["recordedAt"]
    assert [f["after"]["version"] for f in told] == [0, 1, 2, 3]
    assert told[3]["statement"]["basis"] == ["REGULATION", "12 CFR 1026", "https://example.org/cap"]
    assert told[3]["links"] == ["x"]


def test_the_chain_holds_and_verifies_by_its_description_alone(chain: list[AuditEntry]) -> None:
    assert first_broken(chain) is None
    previous = bytes(32)
    for entry in chain:
        previous = hashlib.sha256(previous + entry.text.encode("ascii")).digest()
        assert entry.hash == previous.hex()


def test_the_first_broken_link_is_named_whatever_was_done_to_it(chain: list[AuditEntry]) -> None:
    def broken(place: int, entry: AuditEntry) -> int | None:
        return first_broken([*chain[:place], entry, *chain[place + 1 :]])

    third = chain[2]
    assert broken(2, replace(third, text=third.text.replace('"bo"', '"al"'))) == 3
    assert broken(2, replace(third, previous=chain[0].hash)) == 3
    assert broken(2, replace(third, hash="0" * 64)) == 3
    rewritten = third.text.replace('"bo"', '"al"')
    consistent = hashlib.sha256(bytes.fromhex(third.previous) + rewritten.encode()).hexdigest()
    assert broken(2, replace(third, text=rewritten, hash=consistent)) == 4, "the next link gives it away"
    assert first_broken([*chain[:1], *chain[2:]]) == 2
    assert first_broken(chain[1:]) == 1
    assert first_broken([chain[0], chain[2], chain[1], chain[3]]) == 2


def test_chains_of_two_documents_are_apart(store: RulesInTable, create: Create, publish: Publish) -> None:
    one, other = create("one"), create("other")
    publish(one)
    publish(other)
    for key in (one, other):
        entries = store.audit("lender", key, Asked(100)).items
        assert len(entries) == 2
        assert first_broken(entries) is None
