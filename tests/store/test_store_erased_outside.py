"""What was erased stays erased though the table is put back to a moment before: erasures are noted outside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from creditrules.eligibility.recording import (
    Answered,
    DecisionRequest,
    ErasedAgain,
    Erasure,
    ErasureReach,
    FactsState,
)
from creditrules.errors import Kind, Refusal
from creditrules.rules.life import SubjectScope
from creditrules.store import DecisionsInTable, FolderShelf, Shelf, SqliteTable, Stamps, erase_again
from creditrules.store.aws import BucketShelf
from creditrules.store.local.keys import LocalKeys

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TRACE: dict[str, Any] = {
    "product": "loan",
    "productDigest": "ab" * 32,
    "outcome": "ALLOW",
    "possibleOutcomes": ["ALLOW"],
    "terms": {"currency": "EUR", "limit": Decimal(1), "rate": None, "restrictedFeatures": [], "until": None},
    "reasons": [],
    "missingFacts": [],
    "versions": [],
    "warnings": [],
    "alternatives": [],
}


class Lender:
    """A lender's decisions in one table, with the copy of an earlier moment to be put back."""

    def __init__(self, shelf: Shelf | None) -> None:
        self.shelf = shelf
        self.moment = NOW
        self.keys = LocalKeys(bytes(32))
        self.open(b"")

    def open(self, image: bytes) -> None:
        self.table = SqliteTable.in_memory(image, clock=lambda: self.moment)
        self.decisions = DecisionsInTable(self.table, clock=self.clock, keys=self.keys, shelf=self.shelf)

    def clock(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    def decide(self, key: str, subject: str, author: str = "shop", *, own: bool = False) -> str:
        scope = SubjectScope.PER_PARTNER if own else SubjectScope.SHARED
        answered = Answered(NOW, NOW, {"income": Decimal(1)}, (), ("loan",), {}, (TRACE,), scope=scope)
        request = DecisionRequest(author, key, subject, {"facts": {}}, 30)
        return self.decisions.record("lender", request, lambda: answered).decision.id

    def state(self, decision: str) -> FactsState:
        found = self.decisions.read("lender", decision)
        assert found is not None
        return found.facts_state

    def erase(self, subject: str) -> None:
        self.decisions.erase("lender", Erasure(subject, "ada", "asked for", ErasureReach.ALL))

    def again(self) -> ErasedAgain:
        assert self.shelf is not None
        return erase_again(self.table, self.shelf, Stamps(self.clock), "lender")

    def is_whole(self) -> bool:
        return all(report.broken is None for report in self.decisions.verify("lender"))


@pytest.fixture(params=["folder", "bucket"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    if request.param == "folder":
        yield FolderShelf(tmp_path / "shelf")
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        client = boto3.client("s3", region_name="eu-central-1")
        where: Any = {"LocationConstraint": "eu-central-1"}
        client.create_bucket(Bucket="kept", CreateBucketConfiguration=where, ObjectLockEnabledForBucket=True)
        yield BucketShelf(lambda: client, "kept", "stage/")


def test_what_was_erased_after_the_copy_is_erased_again_and_nothing_else(shelf: Shelf) -> None:
    lender = Lender(shelf)
    before = lender.decide("1", "long gone")
    lender.erase("long gone")
    ann, own, bob = lender.decide("2", "ann"), lender.decide("3", "ann", "bank", own=True), lender.decide("4", "bob")
    copy = lender.table.image()
    lender.erase("ann")
    assert (lender.state(ann), lender.state(own)) == (FactsState.ERASED, FactsState.ERASED)
    lender.open(copy)
    assert (lender.state(ann), lender.state(own)) == (FactsState.KEPT, FactsState.KEPT), "the copy has the keys"
    assert lender.again() == ErasedAgain(noted=3, lost=2, taken=2)
    states = [lender.state(each) for each in (before, ann, own, bob)]
    assert states == [FactsState.ERASED, FactsState.ERASED, FactsState.ERASED, FactsState.KEPT]
    assert lender.is_whole()
    for image in (lender.table.image(), copy):
        lender.open(image)
        lender.again()
        assert (lender.state(ann), lender.state(bob)) == (FactsState.ERASED, FactsState.KEPT)


def test_what_is_recorded_after_the_restore_is_not_touched_however_often_it_is_begun(shelf: Shelf) -> None:
    lender = Lender(shelf)
    lender.decide("0", "bob")
    copy = lender.table.image()
    lender.decide("1", "ann")
    lender.erase("ann")
    lender.open(copy)
    assert lender.again() == ErasedAgain(noted=1, lost=1, taken=0), "the copy knows nobody of that name"
    later = lender.decide("2", "ann")
    assert lender.again() == ErasedAgain(noted=1, lost=0, taken=0)
    assert lender.state(later) is FactsState.KEPT
    lender.erase("ann")
    assert lender.state(later) is FactsState.ERASED


def test_the_note_names_nobody_and_no_decision(shelf: Shelf) -> None:
    lender = Lender(shelf)
    decision = lender.decide("1", "Ann Smith")
    (data_key,) = [each for each in lender.table.partitions() if "#DATAKEY#" in each]
    lender.erase("Ann Smith")
    (name,) = shelf.names("erasures/lender/")
    content = shelf.get(name)
    assert content is not None
    for secret in ("Ann", "Smith", decision, data_key.rpartition("#")[2]):
        assert secret not in content.decode()
    assert json.loads(content)["author"] == "ada"


def test_without_a_note_nothing_is_erased_and_nothing_is_said_to_be() -> None:
    class Away:
        def put(self, name: str, content: bytes) -> None:
            raise Refusal(Kind.UNAVAILABLE, "SHELF_UNAVAILABLE", f"no {name} of {len(content)}")

    shelf: Any = Away()
    lender = Lender(shelf)
    decision = lender.decide("1", "ann")
    with pytest.raises(Refusal, match="no erasures"):
        lender.erase("ann")
    assert lender.state(decision) is FactsState.KEPT


def test_an_erasure_that_was_noted_and_not_done_is_done(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    lender = Lender(shelf)
    decision = lender.decide("1", "ann")

    def crash(*_: Any, **__: Any) -> None:
        raise RuntimeError("the process ends here")

    with monkeypatch.context() as patch:
        patch.setattr(lender.table, "transact", crash)
        with pytest.raises(RuntimeError):
            lender.erase("ann")
    assert lender.again() == ErasedAgain(noted=1, lost=1, taken=1)
    assert lender.state(decision) is FactsState.ERASED


def altered(**changes: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda note: note | changes


@pytest.mark.parametrize(
    "change",
    [
        altered(partition="lender#HEAD"),
        altered(partition="other#SUBJECT#" + "ab" * 32),
        altered(sort="R#1"),
        altered(tenant="other"),
        altered(form="another"),
        altered(record="ab" * 32),
    ],
)
def test_a_note_that_was_altered_takes_nothing(
    tmp_path: Path, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    folder = tmp_path / "shelf"
    lender = Lender(FolderShelf(folder))
    decision = lender.decide("1", "ann")
    copy = lender.table.image()
    lender.erase("ann")
    (file,) = folder.rglob("*.json")
    file.chmod(0o600)
    file.write_text(json.dumps(change(json.loads(file.read_text()))))
    lender.open(copy)
    with pytest.raises(Refusal) as refused:
        lender.again()
    assert refused.value.code == "SHELF_DAMAGED"
    assert lender.state(decision) is FactsState.KEPT


def test_what_lies_on_a_shelf_stays_as_it_was_put(shelf: Shelf) -> None:
    assert (shelf.get("a/b"), shelf.names("a/")) == (None, [])
    shelf.put("a/b", b"first")
    shelf.put("a/b", b"second")
    shelf.put("a/c", b"third")
    shelf.put("b", b"fourth")
    assert (shelf.get("a/b"), shelf.names("a/"), shelf.names("")) == (b"first", ["a/b", "a/c"], ["a/b", "a/c", "b"])


def test_a_shelf_that_may_not_be_used_is_told_from_one_that_is_away(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal) as refused:
        FolderShelf(tmp_path / "file").put("a/b", b"")
    assert refused.value.code == "SHELF_REFUSED"
    with mock_aws():
        client = boto3.client("s3", "eu-central-1", aws_access_key_id="a", aws_secret_access_key="b")
        gone = BucketShelf(lambda: client, "nowhere")
        for act in (lambda: gone.put("a", b""), lambda: gone.get("a"), lambda: gone.names("a")):
            with pytest.raises(Refusal) as refused:
                act()
            assert refused.value.code == "SHELF_REFUSED"
    with pytest.raises(ValueError, match="no name"):
        FolderShelf(tmp_path).put("../a", b"")
