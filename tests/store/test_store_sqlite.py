"""The table in a file: shared by processes, there after the end of any of them, plain about what is wrong."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any

import pytest

from creditrules.eligibility.recording import Answered, DecisionRequest, Erasure, ErasureReach, FactsState
from creditrules.errors import Kind, Refusal
from creditrules.rules import ActivationKind, Basis, BasisCategory, ChangeStatement, DocumentKey, DocumentKind
from creditrules.rules.ports import Asked, NewDocument, Publication
from creditrules.store import AuditEntry, DecisionsInTable, RulesInTable, SqliteTable, first_broken, open_data
from creditrules.store.port import BODY, EXPIRES, AtRevision, Delete, ItemKey, Put, Span
from creditrules.store.sqlite import file as sqlite_file
from creditrules.store.sqlite.file import APPLICATION_ID, SCHEMA_VERSION

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
KEY = DocumentKey(DocumentKind.RULE_SET, "cap")
A = ItemKey("p", "a")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.db"


@contextmanager
def opened(path: Path) -> Iterator[SqliteTable]:
    table = SqliteTable.open(path, clock=lambda: NOW)
    try:
        yield table
    finally:
        table.close()


def rules_of(table: SqliteTable) -> RulesInTable:
    return RulesInTable(table, clock=lambda: datetime.now(UTC), cursor_secret=bytes(16))


def refused(act: Callable[[], object]) -> tuple[Kind, str]:
    with pytest.raises(Refusal) as told:
        act()
    return told.value.kind, told.value.code


# Processes

PROCESSES = multiprocessing.get_context(
    "fork"
)  # starting Python and importing the store takes longer than each of the tests


@dataclass
class Started:
    """A process and the line to it, which has said that it is ready."""

    process: ForkProcess
    line: Connection

    def said(self) -> list[str]:
        """What it says to its end."""
        heard: list[str] = []
        with suppress(EOFError):
            while self.line.poll(60):
                heard.append(self.line.recv())
        self.process.join(60)
        return heard


def start(act: Callable[..., None], *given: Any) -> Started:
    """given: what the act gets beside its end of the line, on which it says first that it is ready."""
    ours, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(target=act, args=(theirs, *given))
    process.start()
    theirs.close()  # so that the line ends with the process
    assert ours.recv() == "ready"
    return Started(process, ours)


def start_writer(path: Path, name: str, wanted: int, base: int | None = None) -> Started:
    return start(publish_on, path, name, wanted, base)


def publish_on(line: Connection, path: Path, name: str, wanted: int, base: int | None) -> None:
    store = rules_of(SqliteTable.open(path))
    statement = ChangeStatement(Basis(BasisCategory.RISK, "x", None), "", {"en": "x"})
    line.send("ready")
    line.recv()
    number = 0
    while number < wanted:
        content = f"{name} {number}".encode()
        sent = Publication(
            key=KEY,
            content=content,
            digest=sha256(content).hexdigest(),
            name={"en": "Cap"},
            statement=statement,
            author=name,
            kind=ActivationKind.PUBLICATION,
            valid_from=None,
            valid_until=None,
            retry_key=f"{name} {number}",
            based_on=None if base is None else base + number,
        )
        try:
            done = store.publish("lender", sent)
        except Refusal as refusal:
            line.send(f"refused {refusal.code}")
            if base is None:
                continue
        else:
            line.send(f"done {done.version.number} {done.version.digest}")
        number += 1


def go(started: list[Started]) -> list[list[str]]:
    """Let them begin at once; gives the lines of each."""
    for each in started:
        each.line.send("go")
    with ThreadPoolExecutor(len(started)) as pool:
        told = list(pool.map(Started.said, started))
    assert [each.process.exitcode for each in started] == [0] * len(started)
    return told


def acknowledged(lines: list[str]) -> dict[int, str]:
    done = [line.split() for line in lines if line.startswith("done")]
    return {int(number): digest for _, number, digest in done}


def stored(path: Path) -> dict[int, str]:
    """All versions of the document, of which every part is whole."""
    with opened(path) as table:
        table.check_pages()
        store = rules_of(table)
        head = store.heads("lender", [KEY])[KEY]
        links: list[AuditEntry] = []
        versions: dict[int, str] = {}
        after = None
        while True:
            page = store.audit("lender", KEY, Asked(100, after))
            links += page.items
            if not page.has_next:
                break
            after = page.cursors[-1]
        after = None
        while True:
            listed = store.versions("lender", KEY, Asked(100, after))
            versions.update({version.number: version.digest for version in listed.items})
            if not listed.has_next:
                break
            after = listed.cursors[-1]
        assert first_broken(links) is None
        assert len(links) == head.revision == len(versions) + 1
        assert sorted(versions) == list(range(1, head.latest_version + 1))
        for digest in versions.values():
            assert store.content("lender", [digest])
        return versions


@pytest.fixture
def created(path: Path) -> Path:
    with opened(path) as table:
        rules_of(table).create("lender", NewDocument(KEY, {"en": "Cap"}, None), "ana")
    return path


def test_of_several_processes_that_publish_on_one_base_one_wins_each_revision(created: Path) -> None:
    told = go([start_writer(created, f"writer-{number}", 5, base=0) for number in range(3)])
    winners = [acknowledged(lines) for lines in told]
    for version in range(1, 6):
        assert sum(version in won for won in winners) <= 1
    versions = {number: digest for won in winners for number, digest in won.items()}
    assert stored(created) == versions
    assert versions, "somebody won"
    codes = {line.split()[1] for lines in told for line in lines if line.startswith("refused")}
    assert codes <= {"CHANGED_MEANWHILE", "STALE_BASE"}


def test_several_processes_that_try_again_all_get_in(created: Path) -> None:
    told = go([start_writer(created, f"writer-{number}", 10) for number in range(3)])
    versions = {number: digest for lines in told for number, digest in acknowledged(lines).items()}
    assert len(versions) == 30
    assert stored(created) == versions


def open_at_once(line: Connection, path: Path) -> None:
    line.send("ready")
    line.recv()
    SqliteTable.open(path)


def test_several_processes_make_one_database(path: Path) -> None:
    assert go([start(open_at_once, path) for _ in range(4)]) == [[]] * 4
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_whenever_a_process_is_killed_all_that_it_acknowledged_is_there_and_whole(created: Path) -> None:
    chance = random.Random(8)  # noqa: S311 - moments to be repeated, not secrets
    kept: dict[int, str] = {}
    for number in range(4):
        started = start_writer(created, f"killed-{number}", 10_000)
        started.line.send("go")
        first = started.line.recv()
        time.sleep(chance.uniform(0, 0.15))
        started.process.kill()
        lines = [first, *started.said()]
        assert started.process.exitcode == -signal.SIGKILL
        kept |= acknowledged(lines)
        found = stored(created)
        assert kept.items() <= found.items(), "what was acknowledged is there"
        assert len(found) - len(kept) <= number + 1, "and of what was not, the last one at most"
    assert len(kept) > 4


# What lasts


def test_what_was_acknowledged_is_there_without_anything_being_closed(
    created: Path, publication: Callable[..., Publication]
) -> None:
    """The files are copied as the end of the machine would leave them: no log was taken over, nothing was closed."""
    with opened(created) as table:
        done = rules_of(table).publish("lender", publication(KEY))
        copy = created.with_name("copy")
        copy.mkdir()
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{created}{suffix}", copy / f"table.db{suffix}")
    assert stored(copy / "table.db") == {1: done.version.digest}


def test_every_connection_syncs_before_it_acknowledges(path: Path) -> None:
    with opened(path) as table, table._pool.borrowed() as connection:  # noqa: SLF001 - the settings of its connections
        settings = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "secure_delete")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


def test_the_file_is_for_its_owner_only(path: Path) -> None:
    with opened(path) as table:
        table.write([(A, {BODY: b"x"})])
        modes = {found.name: stat.S_IMODE(found.stat().st_mode) for found in path.parent.iterdir()}
    assert modes == dict.fromkeys(("table.db", "table.db-wal", "table.db-shm"), 0o600)


def test_readers_do_not_wait_for_a_writer_and_see_nothing_of_it(path: Path) -> None:
    with opened(path) as table, closing(sqlite3.connect(path, isolation_level=None)) as writer:
        table.write([(A, {BODY: b"old"})])
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE items SET body = x'00'")
        assert table.read([A]) == {A: {BODY: b"old"}}
        assert [key for key, _ in table.walk(Span("p", "a", "b"), 10)] == [A]
        writer.execute("COMMIT")
        assert table.read([A]) == {A: {BODY: b"\0"}}


def test_what_has_expired_goes_with_the_next_write(path: Path) -> None:
    moment = [NOW]
    table = SqliteTable.open(path, clock=lambda: moment[0])
    now = int(NOW.timestamp())
    table.write([(ItemKey("p", f"{n:03}"), {EXPIRES: now + 10 + (n >= 150)}) for n in range(151)])
    table.write([(A, {})])
    assert len(list(table.walk(Span("p", "0", "~"), 1000))) == 152
    moment[0] = datetime.fromtimestamp(now + 10, UTC)
    assert len(list(table.walk(Span("p", "0", "~"), 1000))) == 152, "reading deletes nothing"
    for _ in range(2):
        assert table.transact([Delete(ItemKey("p", "none"))]) is None
    assert [key.sort for key, _ in table.walk(Span("p", "0", "~"), 1000)] == ["150", "a"]
    table.close()


# Erasing


def bytes_of(path: Path) -> bytes:
    return b"".join(found.read_bytes() for found in sorted(path.parent.glob(f"{path.name}*")))


def found_in(text: bytes, secrets: Iterable[bytes]) -> set[bytes]:
    """The secrets of which sixteen bytes in a row stand in the text."""
    pieces = {secret[place : place + 16]: secret for secret in secrets for place in range(0, len(secret) - 15, 8)}
    windows = (text[place : place + 16] for place in range(len(text) - 15))
    return {pieces[window] for window in windows if window in pieces}


def crowd(table: SqliteTable, noise: random.Random, count: int) -> dict[ItemKey, bytes]:
    """Keys among other items, so many that pages are divided, which is what leaves stale copies."""
    keys = {ItemKey(f"lender#{noise.random()}", "KEY"): noise.randbytes(200) for _ in range(count)}
    waiting = [(key, {BODY: body}) for key, body in keys.items()]
    for start_at in range(0, count, 50):
        others = [(ItemKey(f"lender#{noise.random()}", "x"), noise.randint(100, 6000)) for _ in range(50)]
        table.write(waiting[start_at : start_at + 50] + [(key, {BODY: noise.randbytes(size)}) for key, size in others])
    return keys


def test_an_erased_key_is_in_no_byte_of_the_files_any_more(tmp_path: Path) -> None:
    path = tmp_path / "data" / "creditrules.db"
    with open_data(tmp_path / "data", clock=lambda: NOW) as data:
        decisions = DecisionsInTable(data.table, clock=lambda: NOW, keys=data.keys)
        answered = Answered(NOW, NOW, {"income": 1}, (), None, {}, ())
        asked = DecisionRequest("shop", "1", "person-7", {}, 30)
        done = decisions.record("lender", asked, lambda: answered).decision
        sealing = [each for each in data.table.partitions() if "#SUBJECT#" in each or "#DATAKEY#" in each]
        items = [item for each in sealing for _, item in data.table.walk(Span(each, "0", "~"), 10)]
        # How they begin, they share with the tenant's own secret, which stays.
        secrets = [item[BODY][24:] for item in items if BODY in item]
        assert len(secrets) == 2
        crowd(data.table, random.Random(5), 200)  # noqa: S311 - to be repeated, not secret
        assert found_in(bytes_of(path), secrets) == set(secrets)
        decisions.erase("lender", Erasure("person-7", "ana", "Asked for.", ErasureReach.ALL))
        assert found_in(bytes_of(path), secrets) == set()
        found = decisions.read("lender", done.id)
        assert found is not None
        assert found.facts_state is FactsState.ERASED
        assert all(report.broken is None for report in decisions.verify("lender"))


def test_an_erasure_also_takes_stale_copies_in_pages_that_hold_other_items(path: Path) -> None:
    """Made here by a connection that does not wipe; SQLite leaves some at times although it is told to."""
    with opened(path) as table:
        keys = crowd(table, random.Random(1), 100)  # noqa: S311 - as above
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete = OFF")
            connection.execute("UPDATE items SET body = x'00' WHERE sk = 'KEY'")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert found_in(bytes_of(path), keys.values())
        assert table.transact([Put(A, {})], erasing=True) is None
        assert found_in(bytes_of(path), keys.values()) == set()


def test_an_erasure_that_was_not_wiped_is_wiped_by_whoever_opens_the_file_next(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sqlite_file, "PATIENCE", 0.05)
    secret = random.Random(2).randbytes(300)  # noqa: S311 - as above
    with opened(path) as table:
        table.write([(A, {BODY: secret})])
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM items").fetchall()
            assert table.transact([Put(A, {BODY: b"stone"}, AtRevision(1))], erasing=True) is not None
            assert table.transact([Delete(A), Put(ItemKey("p", "b"), {})], erasing=True) is None
            assert "traces of what was erased" in caplog.text
            assert found_in(bytes_of(path), [secret]), "a reader still holds the old state"
        assert table.read([A]) == {}
    with opened(path):
        assert found_in(bytes_of(path), [secret]) == set()
        caplog.clear()
    assert caplog.text == ""


def test_who_erases_again_and_again_leaves_others_time_to_write_and_is_wiped_after_them(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, moment = random.Random(2).randbytes(300), [0.0]  # noqa: S311 - as above

    def look() -> float:
        moment[0] += 2
        return moment[0]

    with opened(path) as table:
        monkeypatch.setattr("creditrules.store.sqlite.table.monotonic", look)
        for wiped in (True, False):
            table.write([(A, {BODY: secret})])
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                connection.execute("PRAGMA secure_delete = OFF")
                connection.execute("UPDATE items SET body = x'00' WHERE pk = 'p'")
            assert table.transact([Put(ItemKey("p", f"b{wiped}"), {})], erasing=True) is None
            assert bool(found_in(bytes_of(path), [secret])) is not wiped
        table.write([(A, {})])
        assert found_in(bytes_of(path), [secret])
        moment[0] += 60
        table.write([(A, {})])
        assert found_in(bytes_of(path), [secret]) == set()


# What is refused


def test_a_file_of_another_program_is_left_alone(path: Path) -> None:
    for setting in ("PRAGMA application_id = 7", "CREATE TABLE theirs (x)"):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(setting)
            connection.commit()
        before = path.read_bytes()
        assert refused(lambda: SqliteTable.open(path)) == (Kind.UNAVAILABLE, "STORE_FOREIGN")
        assert path.read_bytes() == before
        path.unlink()


def test_a_file_of_a_newer_release_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = path.read_bytes()
    assert refused(lambda: SqliteTable.open(path)) == (Kind.UNAVAILABLE, "STORE_NEWER")
    assert path.read_bytes() == before


def test_what_is_no_database_is_said_to_be_damaged(path: Path) -> None:
    path.write_bytes(b"no database, " * 500)
    assert refused(lambda: SqliteTable.open(path)) == (Kind.UNAVAILABLE, "STORE_DAMAGED")
    assert path.read_bytes() == b"no database, " * 500


def test_a_folder_that_is_not_there_is_said_to_be_unreachable(tmp_path: Path) -> None:
    assert refused(lambda: SqliteTable.open(tmp_path / "no" / "t.db")) == (Kind.UNAVAILABLE, "STORE_UNREACHABLE")


def test_a_file_that_went_away_is_not_made_anew(path: Path) -> None:
    with opened(path) as table:
        table.close()
        path.unlink()
        assert refused(lambda: table.read([A])) == (Kind.UNAVAILABLE, "STORE_UNREACHABLE")
    assert not path.exists()


def every_call(table: SqliteTable) -> list[tuple[str, Callable[[], object]]]:
    return [
        ("write", lambda: table.write([(A, {BODY: bytes(300_000)})])),
        ("transact", lambda: table.transact([Put(ItemKey("p", "new"), {BODY: bytes(300_000)})])),
    ]


def test_a_full_disk_is_said_and_nothing_is_half_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(path) as table:
        table.write([(A, {BODY: b"old"})])
    monkeypatch.setattr(sqlite_file, "_CAREFUL", (*sqlite_file._CAREFUL, "PRAGMA max_page_count = 12"))  # noqa: SLF001 - a small disk
    with opened(path) as table:
        for _, act in every_call(table):
            assert refused(act) == (Kind.UNAVAILABLE, "STORE_FULL")
        assert table.read([A]) == {A: {BODY: b"old"}}
        assert table.transact([Put(ItemKey("p", "small"), {})]) is None


def test_a_file_that_cannot_grow_leaves_the_outcome_to_be_looked_up(path: Path) -> None:
    """An error of input and output: the transaction says that it does not know, a write that the store is unusable."""
    script = """
import resource, signal, sys
from pathlib import Path
from creditrules.errors import Refusal
from creditrules.store import SqliteTable
from creditrules.store.port import BODY, ItemKey, Put
table = SqliteTable.open(Path(sys.argv[1]))
table.write([(ItemKey("p", "a"), {BODY: b"old"})])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
print(table.transact([Put(ItemKey("p", "b"), {BODY: bytes(300_000)})]).reason)
try:
    table.write([(ItemKey("p", "b"), {BODY: bytes(300_000)})])
except Refusal as refusal:
    print(refusal.code)
print(len(table.read([ItemKey("p", "a"), ItemKey("p", "b")])))
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "functions")}
    command = [sys.executable, "-c", script, str(path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["SILENCE", "STORE_UNAVAILABLE", "1"], done.stderr


def test_a_file_that_another_program_holds_is_said_to_be_locked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_file, "PATIENCE", 0.05)
    with opened(path) as table, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _, act in every_call(table):
            assert refused(act) == (Kind.UNAVAILABLE, "STORE_LOCKED")
        other.execute("ROLLBACK")
        for _, act in every_call(table):
            assert act() is None


def test_a_file_that_may_only_be_read_is_read_and_refuses_writes() -> None:
    """By a process that has given up the right to write, since these tests may run as root."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.db"
        with opened(path) as table:
            table.write([(A, {BODY: b"old"})])
        path.chmod(0o444)
        path.parent.chmod(0o777)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                if os.geteuid() == 0:
                    os.setuid(65534)
                os.write(writing, _told_without_rights(path).encode())
            finally:
                os._exit(0)
        os.close(writing)
        os.waitpid(child, 0)
        with open(reading, encoding="ascii") as told:  # noqa: PTH123 - a pipe
            assert told.read() == "old STORE_READ_ONLY STORE_READ_ONLY"


def _told_without_rights(path: Path) -> str:
    with opened(path) as table:
        told = [table.read([A])[A][BODY].decode()]
        for _, act in every_call(table):
            try:
                act()
            except Refusal as refusal:
                told.append(refusal.code)
    return " ".join(told)


@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_damaged_page_is_said_to_be_damaged_by_whatever_meets_it(path: Path, page: int) -> None:
    with opened(path) as table:
        table.write([(ItemKey("p", f"{n:04}"), {BODY: bytes(400)}) for n in range(300)])
    content = path.read_bytes()
    size = 4096
    path.write_bytes(content[: size * page] + b"\xff" * size + content[size * (page + 1) :])
    with opened(path) as table:
        assert refused(table.check_pages) == (Kind.UNAVAILABLE, "STORE_DAMAGED")
        met = set()
        keys = [ItemKey("p", f"{n:04}") for n in range(300)]
        acts: list[Callable[[], object]] = [lambda: table.read(keys), lambda: dict(table.walk(Span("p", "0", "9"), 50))]
        for act in acts:
            try:
                act()
            except Refusal as refusal:
                met.add(refusal.code)
        assert met <= {"STORE_DAMAGED"}
