"""Receipts of acts on no document: by whom, of which act, for how long, and what they give away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from creditrules.errors import Refusal
from creditrules.once import Once
from creditrules.store.items.facts import unpack
from creditrules.store.port import BODY, EXPIRES, Table
from creditrules.store.receipts import ReceiptsInTable, no_secret
from creditrules.store.stamps import Stamps

AT = datetime.now(UTC)
ACT = Once("ann", "removeContract", "key 1", sha256(b"what was sent").hexdigest())


def secret(tenant: str) -> bytes:
    return f"secret of {tenant}".encode()


@pytest.fixture
def receipts(table: Table) -> ReceiptsInTable:
    return ReceiptsInTable(table, Stamps(lambda: AT), secret)


def test_an_act_that_was_done_is_answered_as_it_was(receipts: ReceiptsInTable) -> None:
    assert receipts.first("lender", ACT) is None
    assert receipts.keep("lender", ACT, {"indexed": 7}) == {"indexed": 7}
    assert receipts.first("lender", ACT) == {"indexed": 7}
    assert receipts.keep("lender", ACT, {"indexed": 0}) == {"indexed": 7}


def test_an_act_without_a_key_has_none(receipts: ReceiptsInTable) -> None:
    assert receipts.keep("lender", None, {"indexed": 7}) == {"indexed": 7}
    assert receipts.first("lender", None) is None
    assert receipts.of("lender", None).puts({"indexed": 7}) == ()


@pytest.mark.parametrize(
    "other",
    [{"author": "bob"}, {"operation": "removePopulation"}, {"key": "key 2"}, {"author": "ann\0", "key": "key 1"}],
)
def test_a_key_is_its_author_s_and_of_one_operation(receipts: ReceiptsInTable, other: dict[str, Any]) -> None:
    receipts.keep("lender", ACT, {})
    assert receipts.first("lender", replace(ACT, **other)) is None
    assert receipts.first("other-lender", ACT) is None


def test_another_act_under_the_key_is_refused(receipts: ReceiptsInTable) -> None:
    receipts.keep("lender", ACT, {})
    other = replace(ACT, sent="something else")
    acts: list[Callable[[], object]] = [
        lambda: receipts.first("lender", other),
        lambda: receipts.keep("lender", other, {}),
    ]
    for act in acts:
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "KEY_REUSED"


def test_a_call_knows_its_own_receipt_from_that_of_another(table: Table, receipts: ReceiptsInTable) -> None:
    mine, theirs = receipts.of("lender", ACT), receipts.of("lender", ACT)
    assert table.transact(mine.puts({"removed": True})) is None
    assert table.transact(theirs.puts({"removed": False})) is not None
    found = table.read(mine.places)
    assert [answer and answer.replayed for answer in (mine.answered(found), theirs.answered(found))] == [False, True]


def test_it_is_kept_for_thirty_days_and_tells_nothing_of_what_was_sent(table: Table, receipts: ReceiptsInTable) -> None:
    receipts.keep("lender", ACT, {"removed": True})
    [place] = receipts.of("lender", ACT).places
    item = table.read([place])[place]
    assert item[EXPIRES] == int((AT + timedelta(days=30)).timestamp())
    told = f"{place} {unpack(item[BODY])}"
    for word in (ACT.author, ACT.key, ACT.sent, sha256(ACT.key.encode()).hexdigest()):
        assert word not in told
    assert ReceiptsInTable(table, Stamps(lambda: AT), no_secret).first("lender", ACT) is None
