"""A data folder is backed up while it is in use, verified, and restored whole or not at all."""

from __future__ import annotations

import io
import json
import os
import stat
import tarfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from creditrules.eligibility.recording import Answered, DecisionRequest, Erasure, ErasureReach, FactsState
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.ports import Asked, NewDocument, Publication
from creditrules.store import DecisionsInTable, LocalData, RulesInTable, back_up, open_data, restore
from creditrules.store.items.facts import pack, unpack
from creditrules.store.keys import chunk_key, link_key, record_link_key, version_key
from creditrules.store.local.secrets import keep_secret
from creditrules.store.port import BODY, Delete

Publishable = Callable[..., Publication]
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
KEY = DocumentKey(DocumentKind.RULE_SET, "cap")


def rules_of(data: LocalData) -> RulesInTable:
    return RulesInTable(data.table, clock=lambda: NOW, cursor_secret=data.cursor_secret)


def decisions_of(data: LocalData) -> DecisionsInTable:
    return DecisionsInTable(data.table, clock=lambda: NOW, keys=data.keys)


def decided(data: LocalData, key: str = "k", subject: str = "person-1", tenant: str = "lender") -> str:
    answered = Answered(NOW, NOW, {"income": 1}, (), None, {}, ())
    return (
        decisions_of(data).record(tenant, DecisionRequest("shop", key, subject, {}, 30), lambda: answered).decision.id
    )


@pytest.fixture
def folder(tmp_path: Path, publication: Publishable) -> Path:
    """Two lenders, one with three versions and two decisions, and the key that tokens are made with."""
    folder = tmp_path / "data"
    with open_data(folder, clock=lambda: NOW) as data:
        rules = rules_of(data)
        for tenant in ("lender", "zenith"):
            rules.create(tenant, NewDocument(KEY, {"en": "Cap"}, None), "ana")
        for _ in range(3):
            rules.publish("lender", publication(KEY))
        decided(data)
        decided(data, "k2")
    (folder / "signing-key.pem").write_bytes(b"a key")
    return folder


def refused(act: Callable[[], object]) -> tuple[Kind, str]:
    with pytest.raises(Refusal) as told:
        act()
    return told.value.kind, told.value.code


def test_what_was_backed_up_is_there_after_a_restore(folder: Path, tmp_path: Path) -> None:
    taken = back_up(folder, tmp_path / "backup.tar")
    lender, zenith = taken.tenants["lender"], taken.tenants["zenith"]
    assert (lender.documents, lender.links, lender.decisions) == (1, 4, 2)
    assert (zenith.documents, zenith.links, zenith.decisions) == (1, 1, 0)
    assert taken.size == (tmp_path / "backup.tar").stat().st_size
    with open_data(folder, clock=lambda: NOW) as data:
        before = rules_of(data).versions("lender", KEY, Asked(2))
        decision = decided(data)
        kept = decisions_of(data).read("lender", decision)

    restored = restore(tmp_path / "backup.tar", tmp_path / "elsewhere" / "data")
    assert (restored.tenants, restored.taken_at) == (taken.tenants, taken.taken_at)
    with open_data(tmp_path / "elsewhere" / "data", clock=lambda: NOW) as data:
        assert rules_of(data).versions("lender", KEY, Asked(2)) == before
        rest = rules_of(data).versions("lender", KEY, Asked(2, before.cursors[-1]))
        assert [version.number for version in rest.items] == [1], "cursors of before are taken"
        found = decisions_of(data).read("lender", decision)
        assert found == kept
        assert found is not None
        assert found.facts_state is FactsState.KEPT
    names = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "elsewhere" / "data").iterdir()}
    assert names == dict.fromkeys(
        ("creditrules.db", "master.key", "cursor.secret", "signing-key.pem", "evidence-key.pem"), 0o600
    )


def test_only_the_owner_reads_a_backup_and_nothing_is_left_beside_it(folder: Path, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "backup.tar")
    restore(tmp_path / "backup.tar", tmp_path / "new")
    assert stat.S_IMODE((tmp_path / "backup.tar").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.tar", "data", "new"]


def test_a_backup_while_others_write_is_of_one_moment(folder: Path, tmp_path: Path, publication: Publishable) -> None:
    done = Event()

    def write() -> int:
        with open_data(folder, clock=lambda: NOW) as data:
            written = 0
            while not done.is_set() or written < 3:
                rules_of(data).publish("lender", publication(KEY))
                decided(data, f"while {written}", f"person-{written}")
                written += 1
        return written

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        try:
            taken = [back_up(folder, tmp_path / f"{number}.tar") for number in range(5)]
        finally:
            done.set()
        assert writing.result() > 0
    links = [each.tenants["lender"].links for each in taken]
    assert links == sorted(links)
    last = restore(tmp_path / "4.tar", tmp_path / "new")
    assert last.tenants == taken[-1].tenants


def test_nothing_is_overwritten(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup.tar"
    target.write_text("mine")
    assert refused(lambda: back_up(folder, target)) == (Kind.CONFLICT, "BACKUP_EXISTS")
    assert target.read_text() == "mine"
    back_up(folder, tmp_path / "good.tar")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert refused(lambda: restore(tmp_path / "good.tar", folder)) == (Kind.CONFLICT, "FOLDER_NOT_EMPTY")
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    (tmp_path / "empty").mkdir()
    restore(tmp_path / "good.tar", tmp_path / "empty")
    assert (tmp_path / "empty" / "creditrules.db").exists()


def test_what_is_not_there_is_said_to_be_not_there(tmp_path: Path) -> None:
    assert refused(lambda: back_up(tmp_path, tmp_path / "b.tar")) == (Kind.NOT_FOUND, "NO_DATA")
    assert refused(lambda: restore(tmp_path / "b.tar", tmp_path / "new")) == (Kind.NOT_FOUND, "NO_BACKUP")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("harm", ["a byte", "cut", "text", "a file more", "a file less", "a way out", "newer"])
def test_a_backup_that_was_changed_is_not_restored(folder: Path, tmp_path: Path, harm: str) -> None:
    good = tmp_path / "good.tar"
    back_up(folder, good)
    bad = tmp_path / "bad.tar"
    whole = good.read_bytes()
    if harm == "a byte":
        place = whole.index(b"SQLite format 3") + 5000
        bad.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    elif harm == "cut":
        bad.write_bytes(whole[: len(whole) // 2])
    elif harm == "text":
        bad.write_text("no backup")
    else:
        _rewrite(good, bad, harm)
    assert refused(lambda: restore(bad, tmp_path / "new")) == (Kind.INVALID, "BACKUP_UNREADABLE")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.tar", "data", "good.tar"]


def _rewrite(good: Path, bad: Path, harm: str) -> None:
    with tarfile.open(good) as source, tarfile.open(bad, "w") as target:
        for member in source:
            file = source.extractfile(member)
            assert file is not None
            content = file.read()
            if harm == "a file less" and member.name == "master.key":
                continue
            if member.name == "manifest.json":
                manifest = json.loads(content)
                if harm == "a way out":
                    manifest["files"]["../out"] = manifest["files"].pop("master.key")
                if harm == "newer":
                    manifest["version"] += 1
                content = json.dumps(manifest).encode()
                member.size = len(content)
            if harm == "a way out" and member.name == "master.key":
                member.name = "../out"
            target.addfile(member, io.BytesIO(content))
        if harm == "a file more":
            target.addfile(tarfile.TarInfo("more"), io.BytesIO())


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        ("link", "HISTORY_BROKEN"),
        ("tail", "HISTORY_BROKEN"),
        ("version", "HISTORY_BROKEN"),
        ("content", "HISTORY_BROKEN"),
        ("decision", "HISTORY_BROKEN"),
        ("garbage", "HISTORY_BROKEN"),
        ("other keys", "DECISION_DAMAGED"),
        ("page", "STORE_DAMAGED"),
    ],
)
def test_a_folder_that_is_not_whole_is_not_backed_up(folder: Path, tmp_path: Path, harm: str, code: str) -> None:
    with open_data(folder, clock=lambda: NOW) as data:
        table, rules = data.table, rules_of(data)
        if harm == "link":
            place = link_key("lender", KEY, 2)
            fields = unpack(table.read([place])[place][BODY])
            table.write([(place, {BODY: pack({**fields, "text": fields["text"].replace("ana", "eve")})})])
        elif harm == "tail":
            table.transact([Delete(link_key("lender", KEY, 4))])
        elif harm == "version":
            table.transact([Delete(version_key("lender", KEY, 2))])
        elif harm == "content":
            version = rules.version("lender", KEY, 1)
            assert version is not None
            table.transact([Delete(chunk_key("lender", version.digest, 0))])
        elif harm == "decision":
            table.transact([Delete(record_link_key("lender", decided(data)))])
        elif harm == "garbage":
            place = version_key("lender", KEY, 1)
            table.write([(place, {BODY: b"garbage"})])
    if harm == "other keys":
        (folder / "master.key").unlink()
        keep_secret(folder / "master.key")
    if harm == "page":
        path = folder / "creditrules.db"
        content = path.read_bytes()
        path.write_bytes(content[:8192] + os.urandom(4096) + content[12288:])
    assert refused(lambda: back_up(folder, tmp_path / "backup.tar")) == (Kind.UNAVAILABLE, code)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_an_erasure_before_a_backup_is_one_in_it(folder: Path, tmp_path: Path) -> None:
    with open_data(folder, clock=lambda: NOW) as data:
        decision = decided(data)
        decisions_of(data).erase("lender", Erasure("person-1", "ana", "Asked for.", ErasureReach.ALL))
    back_up(folder, tmp_path / "backup.tar")
    restore(tmp_path / "backup.tar", tmp_path / "new")
    with open_data(tmp_path / "new", clock=lambda: NOW) as data:
        found = decisions_of(data).read("lender", decision)
    assert found is not None
    assert found.facts_state is FactsState.ERASED
