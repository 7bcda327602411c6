"""Names of subjects: each partner's own or shared, listed and erased as they were recorded, and never more."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from backends import AFTER, BEFORE, Backend  # type: ignore[import-not-found]

from creditrules.eligibility.recording import (
    Answered,
    DecisionRequest,
    Erased,
    Erasure,
    ErasureReach,
    Recorded,
    Wanted,
)
from creditrules.errors import Kind, Refusal
from creditrules.rules.life import SubjectScope
from creditrules.rules.ports import Asked
from creditrules.store import DecisionsInTable, Table
from creditrules.store.aws import KmsKeys, embedded_kms
from creditrules.store.decisions import erasing, records

NOW = datetime(2126, 6, 1, 12, tzinfo=UTC)
"""Far ahead: the table drops what has expired by its own clock."""
TRACE: Mapping[str, Any] = {
    "product": "line",
    "outcome": "ALLOW",
    "reasons": [],
    "versions": [],
    "productDigest": "ab" * 32,
    "possibleOutcomes": ["ALLOW"],
    "terms": None,
    "missingFacts": [],
    "warnings": [],
    "alternatives": [],
}
SHARED, OWN = SubjectScope.SHARED, SubjectScope.PER_PARTNER


@pytest.fixture(scope="module")
def keys() -> Iterator[KmsKeys]:
    with embedded_kms() as keys:
        yield keys


class Shelf:
    """Decisions of a lender, told by their numbers."""

    def __init__(self, table: Table, keys: KmsKeys, tenant: str = "lender") -> None:
        self._tenant = tenant
        self._numbers = count(1)
        self._moment = NOW
        self.records = DecisionsInTable(table, clock=lambda: self._moment, keys=keys)
        self.ids: dict[str, int] = {}

    def decide(self, author: str, subject: str = "1001", scope: SubjectScope = OWN, key: str | None = None) -> int:
        """Record a decision: its number."""
        done = self.recorded(author, subject, scope, key or f"key {next(self._numbers)}")
        self._moment += timedelta(minutes=1)
        return self.ids.setdefault(done.decision.id, len(self.ids) + 1)

    def recorded(self, author: str, subject: str, scope: SubjectScope, key: str) -> Recorded:
        answered = Answered(NOW, NOW, {"income": "1"}, (), None, {}, (TRACE,), scope=scope)
        request = DecisionRequest(author, key, subject, {"facts": {}}, 30)
        return self.records.record(self._tenant, request, lambda: answered)

    def listed(self, author: str | None = None, subject: str = "1001", size: int = 100) -> list[int]:
        """All pages, the newest first."""
        wanted, found, after = Wanted(subject=subject, author=author), [], None
        while True:
            page = self.records.listed(self._tenant, wanted, Asked(size, after=after))
            found += [self.ids[item.id] for item in page.items]
            if not page.more:
                return found
            after = page.resume or page.positions[-1]

    def backward(self, author: str | None = None, size: int = 1) -> list[int]:
        """The same from the other end, turned round."""
        wanted, found, before = Wanted(subject="1001", author=author), list[int](), None
        while True:
            page = self.records.listed(self._tenant, wanted, Asked(size, before=before, backward=True))
            found = [self.ids[item.id] for item in page.items] + found
            if not page.more:
                return found
            before = page.positions[0]

    def erase(self, reach: ErasureReach, partner: str | None = None, subject: str = "1001") -> Erased:
        return self.records.erase(self._tenant, Erasure(subject, "ana", "Asked for.", reach, partner))

    def states(self) -> str:
        """K for each decision whose facts are kept, E for erased ones, in the order of their numbers."""
        found = (self.records.read(self._tenant, each) for each in self.ids)
        return "".join(each.facts_state.value[0] for each in found if each)

    def erasures(self) -> int:
        """How many links say that something was erased."""
        links = (self.records.chain_page(self._tenant, chain, 100, 0) for chain in "0123456789abcdef")
        return sum('"ERASE_SUBJECT"' in link.text for chain in links for link in chain)

    def whole(self) -> bool:
        return all(each.broken is None for each in self.records.verify(self._tenant))


@pytest.fixture
def shelf(table: Table, keys: KmsKeys) -> Shelf:
    return Shelf(table, keys)


def refused(erase: Any) -> str:
    with pytest.raises(Refusal) as told:
        erase()
    return told.value.code


def test_one_name_of_two_partners_is_two_people(shelf: Shelf) -> None:
    for author in ("shop", "broker", "shop"):
        shelf.decide(author)
    assert (shelf.listed("shop"), shelf.listed("broker"), shelf.listed("nobody")) == ([3, 1], [2], [])
    assert set(shelf.records.holders("lender", "1001")) == {"broker", "shop"}
    done = shelf.erase(ErasureReach.PARTNER, "shop")
    assert shelf.states() == "EKE"
    assert [(each.partner, each.decisions, each.partners) for each in done.records] == [("shop", 2, ("shop",))]
    assert not done.shared_left
    assert (shelf.listed("shop"), shelf.listed("broker"), shelf.listed()) == ([], [2], [2])
    assert shelf.decide("shop") == 4
    assert shelf.states() == "EKEK"
    assert shelf.whole()


def test_a_shared_name_is_one_person_and_goes_for_all_only_where_that_is_said(shelf: Shelf) -> None:
    for author in ("shop", "broker", "shop"):
        shelf.decide(author, scope=SHARED)
    shelf.decide("shop", "1002", SHARED)
    assert (shelf.listed("shop"), shelf.listed("broker"), shelf.listed()) == ([3, 1], [2], [3, 2, 1])
    assert shelf.records.holders("lender", "1001") == (None,)
    assert refused(lambda: shelf.erase(ErasureReach.PARTNER, "shop")) == "UNKNOWN_SUBJECT"
    assert shelf.states() == "KKKK"
    [gone] = shelf.erase(ErasureReach.SHARED).records
    assert (gone.partner, gone.decisions, gone.partners, gone.already) == (None, 3, ("broker", "shop"), False)
    assert shelf.states() == "EEEK"
    [again] = shelf.erase(ErasureReach.SHARED).records
    assert (again.already, again.decisions, again.erased_at) == (True, None, gone.erased_at)
    assert shelf.whole()


def mixed(shelf: Shelf) -> None:
    """Six decisions of two partners, before the lender let each have names of its own and after."""
    for author, scope in (("shop", SHARED), ("broker", SHARED), ("shop", SHARED)):
        shelf.decide(author, scope=scope)
    for author in ("broker", "shop", "broker"):
        shelf.decide(author)


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_what_was_recorded_before_and_after_is_listed_together(shelf: Shelf, size: int) -> None:
    mixed(shelf)
    assert shelf.listed("shop", size=size) == [5, 3, 1] == shelf.backward("shop", size)
    assert shelf.listed("broker", size=size) == [6, 4, 2] == shelf.backward("broker", size)
    assert shelf.listed(size=size) == [6, 5, 4, 3, 2, 1] == shelf.backward(size=size)


def test_an_erasure_takes_what_is_said_and_tells_what_is_left(shelf: Shelf) -> None:
    mixed(shelf)
    one = shelf.erase(ErasureReach.PARTNER, "broker")
    assert (shelf.states(), one.shared_left) == ("KKKEKE", True)
    two = shelf.erase(ErasureReach.ALL)
    assert (shelf.states(), two.shared_left, two.complete, two.already) == ("EEEEEE", False, True, False)
    told = {each.partner: (each.decisions, each.partners, each.already) for each in two.records}
    assert told == {
        None: (3, ("broker", "shop"), False),
        "shop": (1, ("shop",), False),
        "broker": (None, (), True),
    }
    assert shelf.erase(ErasureReach.ALL).already
    assert shelf.listed() == shelf.listed("shop") == []
    assert shelf.whole()
    links = [link.text for chain in "0123456789abcdef" for link in shelf.records.chain_page("lender", chain, 100, 0)]
    said = [json.loads(text).get("partner") for text in links if "ERASE_SUBJECT" in text]
    assert set(said) == {None, "shop", "broker"}
    assert len(said) == 3


def test_nothing_is_erased_by_a_name_that_is_not_there(shelf: Shelf) -> None:
    shelf.decide("shop")
    for reach, partner, subject in (
        (ErasureReach.SHARED, None, "1001"),
        (ErasureReach.PARTNER, "broker", "1001"),
        (ErasureReach.PARTNER, "1001", "shop"),
        (ErasureReach.ALL, None, "1002"),
    ):
        assert refused(lambda reach=reach, partner=partner, subject=subject: shelf.erase(reach, partner, subject)) == (
            "UNKNOWN_SUBJECT"
        )
    assert shelf.states() == "K"


def test_names_do_not_run_into_each_other(shelf: Shelf) -> None:
    pairs = [("ab", "c"), ("a", "bc"), ("abc", "c"), ("a", "b\0c"), ("a\0b", "c"), ("c", "ab"), ("key:a", "bc")]
    for author, subject in pairs:
        shelf.decide(author, subject)
    for number, (author, subject) in enumerate(pairs, start=1):
        assert shelf.listed(author, subject) == [number]
    shelf.erase(ErasureReach.PARTNER, "a", "bc")
    assert shelf.states() == "KEKKKKK"


@pytest.mark.parametrize(("first", "then"), [(SHARED, OWN), (OWN, SHARED)])
def test_a_retry_gets_the_first_answer_whatever_the_lender_has_set_by_then(
    shelf: Shelf, first: SubjectScope, then: SubjectScope
) -> None:
    number = shelf.decide("shop", scope=first, key="order 1")
    assert shelf.decide("shop", scope=then, key="order 1") == number
    assert refused(lambda: shelf.decide("shop", "1002", then, key="order 1")) == "KEY_REUSED"
    shelf.erase(ErasureReach.ALL)
    assert refused(lambda: shelf.decide("shop", scope=then, key="order 1")) == "KEY_SPENT"


def test_a_name_that_more_partners_use_than_are_listed_together_is_listed_by_partner_and_erased_by_and_by(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (records, erasing):
        monkeypatch.setattr(module, "MOST_HOLDERS", 4)
    partners = [f"partner {number}" for number in range(6)]
    for author in partners:
        shelf.decide(author)
    with pytest.raises(Refusal) as told:
        shelf.listed()
    assert (told.value.kind, told.value.code) == (Kind.TOO_LARGE, "TOO_MANY_PARTNERS")
    assert shelf.listed(partners[-1]) == [len(partners)]
    assert len(shelf.records.holders("lender", "1001")) == 5
    first, second = shelf.erase(ErasureReach.ALL), shelf.erase(ErasureReach.ALL)
    assert [(len(each.records), each.complete) for each in (first, second)] == [(4, False), (2, True)]
    assert set(shelf.states()) == {"E"}


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_an_erasure_of_all_that_is_cut_short_is_finished_by_the_next_and_takes_nothing_twice(
    table: Table, keys: KmsKeys, backend: Backend, when: str
) -> None:
    nth, reached = 0, True
    while reached:
        nth += 1
        shelf = Shelf(table, keys, f"lender-{nth}")
        for author, scope in (("shop", SHARED), ("shop", OWN), ("broker", OWN)):
            shelf.decide(author, scope=scope)
        shelf.decide("shop", "1002")
        with failing(backend, when, nth) as seen, suppress(CrashError):
            shelf.erase(ErasureReach.ALL)
        reached = seen[0] >= nth
        assert shelf.states()[-1] == "K"
        shelf.erase(ErasureReach.ALL)
        assert shelf.states() == "EEEK"
        assert (shelf.whole(), shelf.erasures()) == (True, 3)
    assert nth > 9, "a count, two reads and a transaction for each of three keys"


class CrashError(BaseException):
    """The process stops here."""


@contextmanager
def failing(backend: Backend, when: str, nth: int) -> Iterator[list[int]]:
    """The nth call of the database ends the process; what is yielded counts them."""
    seen = [0]

    def fail(_: str) -> None:
        seen[0] += 1
        if seen[0] == nth:
            raise CrashError

    with backend.watching(when, fail):
        yield seen


def test_no_key_of_the_table_tells_a_name(shelf: Shelf, backend: Backend) -> None:
    shelf.decide("the-shop", "customer 1001")
    shelf.decide("the-shop", "customer 1001", SHARED)
    keys = [f"{key.partition}/{key.sort}" for key, _ in backend.everything()]
    assert not [each for each in keys if "shop" in each or "1001" in each]
    bodies = [item.get("body", b"") for key, item in backend.everything() if "#SUBJECT#" in key.partition]
    assert len(bodies) == 2
