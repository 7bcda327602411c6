"""A lender leaves with all that is kept of it, and comes where nothing of it is: equal in every item, or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from backends import Dynamo  # type: ignore[import-not-found]
from mypy_boto3_dynamodb import DynamoDBClient

from creditrules.eligibility.recording import Answered, DecisionRequest, Erasure, ErasureReach, FactsState
from creditrules.errors import Kind, Refusal
from creditrules.rules import Contract, DocumentKey, DocumentKind
from creditrules.rules.audit import read_end_line
from creditrules.rules.ports import Asked, NewDocument, Publication
from creditrules.store import DecisionsInTable, LocalData, RulesInTable, SqliteTable, open_data, read_local_keys
from creditrules.store import keys as keys_of_items
from creditrules.store.aws import ScannedTable
from creditrules.store.decisions.sealing import KeyService
from creditrules.store.items.facts import pack
from creditrules.store.keys import contract_key, import_key, link_key, record_sealed_key
from creditrules.store.leaving import Exported, export_tenant, import_into_folder, import_into_table, verify_export
from creditrules.store.leaving.form import FILES, file_of, line_of, read_line
from creditrules.store.local.keys import LocalKeys
from creditrules.store.port import BODY, EXPIRES, Item, ItemKey

Publishable = Callable[..., Publication]
Items = dict[ItemKey, Item]
Opened = Callable[..., Any]
NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(days=2)
KEY = DocumentKey(DocumentKind.RULE_SET, "cap")
PRODUCT = DocumentKey(DocumentKind.PRODUCT, "line")


def rules_of(data: LocalData) -> RulesInTable:
    return RulesInTable(data.table, clock=lambda: NOW, cursor_secret=data.cursor_secret, keys=data.keys)


def decisions_of(data: LocalData) -> DecisionsInTable:
    return DecisionsInTable(data.table, clock=lambda: NOW, keys=data.keys)


def decided(data: LocalData, key: str, subject: str) -> str:
    answered = Answered(NOW, NOW, {"income": 1}, (), None, {}, ())
    request = DecisionRequest("shop", key, subject, {}, 30)
    return decisions_of(data).record("lender", request, lambda: answered).decision.id


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, publication: Publishable) -> Path:
    """A house, and what left it."""
    folder = tmp_path_factory.mktemp("built") / "house"
    with open_data(folder, clock=lambda: NOW) as data:
        rules = rules_of(data)
        for tenant in ("lender", "lender-2"):
            rules.create(tenant, NewDocument(KEY, {"en": "Cap"}, None), "ana")
            rules.create(tenant, NewDocument(PRODUCT, {"en": "Line"}, None), "ana")
        for number in range(3):
            content = json.dumps({"rules": number, "text": "额度" * 150_000}, ensure_ascii=False).encode()
            rules.publish("lender", publication(KEY, content=content, digest=sha256(content).hexdigest()))
        for number in range(40):
            decided(data, f"k{number}", f"person-{number % 7}")
        decisions_of(data).erase("lender", Erasure("person-1", "ana", "Asked.", ErasureReach.ALL))
        rules.contracts.register("lender", Contract("shop", "mine", {"income": 5}, ("line",), (), NOW))
    exported(folder, folder.parent / "leaving")
    return folder.parent


@pytest.fixture
def house(built: Path, tmp_path: Path) -> Path:
    """A lender with documents, versions, decisions, an erased person and a contract query; and a neighbour."""
    return copytree(built / "house", tmp_path / "house")


def items_of(folder: Path, tenant: str = "lender") -> Items:
    table = SqliteTable.open(folder / "creditrules.db", clock=lambda: NOW)
    try:
        return {key: item for key, item in table.of_tenant(tenant) if file_of(key) or "#CONTENT#" in key.partition}
    finally:
        table.close()


def exported(house: Path, to: Path, *, facts: bool = True, keys: KeyService | None = None) -> Exported:
    items = items_of(house).items()
    return export_tenant("lender", items, keys or read_local_keys(house), to, facts=facts)


@pytest.fixture
def leaving(built: Path, tmp_path: Path) -> Path:
    return copytree(built / "leaving", tmp_path / "leaving")


@pytest.fixture
def opened(moto: DynamoDBClient) -> Iterator[Opened]:
    """Opens an empty table in DynamoDB, as it is or as a table of another kind."""
    made = Dynamo(moto, lambda: moto)
    yield lambda kind=ScannedTable: kind(moto, made.name)
    made.drop()


@pytest.fixture
def stage(opened: Opened) -> ScannedTable:
    found: ScannedTable = opened()
    return found


def refused(act: Callable[[], object]) -> tuple[Kind, str]:
    with pytest.raises(Refusal) as told:
        act()
    return told.value.kind, told.value.code


def same(found: Items, wanted: Items) -> bool:
    """Whether two tables say the same, whatever compressed them."""

    def lines(items: Items) -> dict[ItemKey, str]:
        return {key: line_of("lender", key, item) for key, item in items.items()}

    return lines(found) == lines(wanted)


def test_every_family_of_items_is_in_some_file() -> None:
    told = set(re.findall(r"^ {4}TENANT#([A-Z]+)", keys_of_items.__doc__ or "", re.MULTILINE))
    assert told - {"IMPORT", "CONTENT"} == {family for families in FILES.values() for family in families}


def test_a_new_folder_has_every_item_as_it_was_and_the_neighbour_stays(house: Path, tmp_path: Path) -> None:
    done = exported(house, tmp_path / "leaving")
    assert (done.verified.documents, done.verified.links, done.verified.decisions) == (2, 5, 41)
    came = import_into_folder(tmp_path / "leaving", tmp_path / "elsewhere", house, facts=True)
    assert (came.digest, came.verified, came.facts) == (done.digest, done.verified, True)
    assert same(items_of(tmp_path / "elsewhere"), items_of(house))
    assert items_of(tmp_path / "elsewhere", "lender-2") == {}
    with open_data(house, clock=lambda: NOW) as before, open_data(tmp_path / "elsewhere", clock=lambda: NOW) as after:
        versions = [rules_of(each).versions("lender", KEY, Asked(5)).items for each in (before, after)]
        assert versions[0] == versions[1]
        assert [rules_of(each).audit_end("lender", KEY) for each in (before, after)][1] is not None
        first, again = (decisions_of(each).read("lender", decided(each, "k0", "person-0")) for each in (before, after))
        assert first == again
        assert first is not None
        assert first.facts_state is FactsState.KEPT
        gone = decisions_of(after).listed
        assert gone is not None


def test_an_erased_person_stays_erased(house: Path, tmp_path: Path) -> None:
    with open_data(house, clock=lambda: NOW) as data:
        decisions = decisions_of(data)
        ids = [key.partition.rpartition("#")[2] for key in items_of(house) if key.sort == "LINK"]
        erased = [each for each in ids if state(decisions, each) is FactsState.ERASED]
    assert erased
    exported(house, tmp_path / "leaving")
    import_into_folder(tmp_path / "leaving", tmp_path / "elsewhere", house, facts=True)
    with open_data(tmp_path / "elsewhere", clock=lambda: NOW) as data:
        assert {state(decisions_of(data), each) for each in erased} == {FactsState.ERASED}


def state(decisions: DecisionsInTable, record: str) -> FactsState | None:
    try:
        found = decisions.read("lender", record)
    except Refusal:  # an erasure is a link, and no decision
        return None
    return found.facts_state if found else None


def test_facts_are_in_it_encrypted_or_not_at_all(house: Path, tmp_path: Path) -> None:
    exported(house, tmp_path / "with")
    exported(house, tmp_path / "without", facts=False)
    for folder in (tmp_path / "with", tmp_path / "without"):
        whole = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        assert b"person-" not in whole
        assert (house / "master.key").read_bytes().strip() not in whole
    assert (tmp_path / "with" / "sealed.jsonl").exists()
    assert not (tmp_path / "without" / "sealed.jsonl").exists()
    came = import_into_folder(tmp_path / "without", tmp_path / "elsewhere", None, facts=True)
    assert (came.facts, came.verified.decisions) == (False, 41)
    with open_data(tmp_path / "elsewhere", clock=lambda: NOW) as data:
        assert decided(data, "new", "person-0"), "a person is somebody new there"


def test_a_contract_query_in_clear_leaves_no_house(house: Path, tmp_path: Path) -> None:
    fields = {"author": "shop", "name": "old", "products": ["line"], "facts": '{"income":77177}', "registered": 0}
    with open_data(house, clock=lambda: NOW) as data:
        data.table.write([(contract_key("lender", "shop", "old"), {BODY: pack(fields)})])
    assert exported(house, tmp_path / "leaving").left_out == 1
    assert "77177" not in (tmp_path / "leaving" / "sealed.jsonl").read_text()


def test_other_keys_do_not_take_the_facts_in(leaving: Path, tmp_path: Path, stage: ScannedTable) -> None:
    act = lambda: import_into_folder(leaving, tmp_path / "new", None, facts=True)  # noqa: E731
    assert refused(act) == (Kind.UNAVAILABLE, "FACTS_UNOPENED")
    for keys in (None, LocalKeys(bytes(32))):
        into = lambda keys=keys: import_into_table(leaving, stage, keys, tmp_path / "w", facts=True)  # noqa: E731
        assert refused(into) == (Kind.UNAVAILABLE, "FACTS_UNOPENED")
    assert list(stage.of_tenant("lender")) == []
    assert import_into_folder(leaving, tmp_path / "new", None, facts=False).facts is False


def test_a_stage_has_every_item_as_it_was(house: Path, leaving: Path, tmp_path: Path, stage: ScannedTable) -> None:
    came = import_into_table(leaving, stage, read_local_keys(house), tmp_path / "work", facts=True)
    assert (came.digest, came.taken_up) == (verify_export(leaving).digest, False)
    assert same(dict(stage.of_tenant("lender")), items_of(house))
    back = export_tenant("lender", stage.of_tenant("lender"), read_local_keys(house), tmp_path / "back", facts=True)
    assert back.digest == came.digest
    for name in (*FILES, "ends.jsonl", "contents.jsonl"):
        assert (tmp_path / "back" / name).read_bytes() == (leaving / name).read_bytes(), name
    assert sorted(path.name for path in tmp_path.iterdir()) == ["back", "house", "leaving"]


def test_where_something_is_nothing_is_imported(
    house: Path, leaving: Path, tmp_path: Path, stage: ScannedTable
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    act = lambda: import_into_folder(leaving, tmp_path / "full", house, facts=True)  # noqa: E731
    assert refused(act) == (Kind.CONFLICT, "FOLDER_NOT_EMPTY")
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["letter.txt"]
    RulesInTable(stage, clock=lambda: NOW, cursor_secret=bytes(16)).create(
        "lender", NewDocument(PRODUCT, {"en": "Line"}, None), "bob"
    )
    before = dict(stage.of_tenant("lender"))
    into = lambda: import_into_table(leaving, stage, read_local_keys(house), tmp_path / "w", facts=True)  # noqa: E731
    assert refused(into) == (Kind.CONFLICT, "TENANT_NOT_EMPTY")
    assert dict(stage.of_tenant("lender")) == before


class Cut(Exception):
    """The process ends here."""


class CutTable(ScannedTable):
    """A table whose process ends after so many writes."""

    left = 0

    def write(self, items: Any) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cut
        super().write(items)


@pytest.mark.parametrize("writes", [0, 1, 4, 9])
def test_an_import_that_was_cut_goes_on(
    house: Path, leaving: Path, tmp_path: Path, stage: ScannedTable, opened: Opened, writes: int
) -> None:
    keys, cut = read_local_keys(house), opened(CutTable)
    cut.left = writes
    with pytest.raises(Cut):
        import_into_table(leaving, cut, keys, tmp_path / "w", facts=True)
    heads = [key for key, _ in stage.of_tenant("lender") if key.partition == "lender#HEAD"]
    assert heads == [], "nothing is found before all is there"
    export = lambda: export_tenant("lender", stage.of_tenant("lender"), keys, tmp_path / "x", facts=True)  # noqa: E731
    assert refused(export) == (Kind.CONFLICT, "IMPORT_BEGUN")
    other = lambda: import_into_table(leaving, stage, keys, tmp_path / "w", facts=False)  # noqa: E731
    assert refused(other) == (Kind.CONFLICT, "IMPORT_BEGUN")
    assert import_into_table(leaving, stage, keys, tmp_path / "w", facts=True).taken_up
    assert same(dict(stage.of_tenant("lender")), items_of(house))


def test_what_others_write_meanwhile_is_told(
    house: Path, leaving: Path, tmp_path: Path, stage: ScannedTable, opened: Opened
) -> None:
    class Busy(ScannedTable):
        def write(self, items: Any) -> None:
            super().write(items)
            super().write([(ItemKey("lender#DOCUSE", "f" * 64), {BODY: pack({"count": 1, "used": 0})})])

    busy = opened(Busy)
    act = lambda: import_into_table(leaving, busy, read_local_keys(house), tmp_path / "w", facts=True)  # noqa: E731
    assert refused(act) == (Kind.UNAVAILABLE, "IMPORT_DIFFERS")
    assert stage.read([import_key("lender")]), "the import is not ended"


def test_an_export_of_what_does_not_hold_has_no_name(house: Path, tmp_path: Path) -> None:
    items = items_of(house)
    lost = {key: item for key, item in items.items() if key != link_key("lender", KEY, 2)}
    keys = read_local_keys(house)
    act = lambda: export_tenant("lender", lost.items(), keys, tmp_path / "out", facts=True)  # noqa: E731
    assert refused(act) == (Kind.UNAVAILABLE, "HISTORY_BROKEN")
    strange = {**items, ItemKey("lender#NOVELTY", "X"): {}}
    act = lambda: export_tenant("lender", strange.items(), keys, tmp_path / "out", facts=True)  # noqa: E731
    assert refused(act) == (Kind.UNAVAILABLE, "ITEM_UNKNOWN")
    act = lambda: export_tenant("nobody", iter(()), keys, tmp_path / "out", facts=True)  # noqa: E731
    assert refused(act) == (Kind.NOT_FOUND, "NO_DATA")
    assert not (tmp_path / "out").exists()


def test_what_expires_meanwhile_does_not_hold_an_import_up(house: Path, tmp_path: Path, opened: Opened) -> None:
    with open_data(house, clock=lambda: NOW) as data:
        record = decided(data, "gone", "person-9")
        place = record_sealed_key("lender", record)
        item = {**data.table.read([place])[place], EXPIRES: int(NOW.timestamp()) + 3600}
        data.table.write([(place, item)])
    exported(house, tmp_path / "leaving")

    class Expiring(ScannedTable):
        def of_tenant(self, tenant: str) -> Iterator[tuple[ItemKey, Item]]:
            return (each for each in super().of_tenant(tenant) if each[0] != place)

        def read(self, keys: Any) -> dict[ItemKey, Item]:
            return {key: item for key, item in super().read(keys).items() if key != place}

    there = opened(Expiring)
    assert import_into_table(tmp_path / "leaving", there, read_local_keys(house), tmp_path / "w", facts=True)


def spoilt_line(folder: Path) -> None:
    path = folder / "documents.jsonl"
    path.write_text(path.read_text().replace("The cap changes.", "The cap remains", 1))


def spoilt_and_signed(folder: Path, name: str, text: str) -> None:
    """Alter a file and have the manifest say that it is right."""
    (folder / name).write_text(text)
    manifest = json.loads((folder / "manifest.json").read_text())
    size, digest = len(text.encode()), sha256(text.encode()).hexdigest()
    manifest["files"][name] |= {"bytes": size, "sha256": digest}
    (folder / "manifest.json").write_text(json.dumps(manifest))


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "a line says something else": (spoilt_line, "documents.jsonl: it is not what the manifest says"),
    "a file is gone": (lambda folder: (folder / "service.jsonl").unlink(), "service.jsonl: No such file"),
    "no manifest of ours": (
        lambda folder: (folder / "manifest.json").write_text("[]"),
        "manifest.json: it was written",
    ),
    "a manifest that is cut": (lambda folder: (folder / "manifest.json").write_text("{"), "manifest.json: "),
    "a content says something else": (
        lambda folder: next((folder / "contents").iterdir()).write_bytes(b"{}"),
        "it is not what its name says",
    ),
    "no content": (lambda folder: next((folder / "contents").iterdir()).unlink(), "No such file"),
    "not JSON": (lambda folder: spoilt_and_signed(folder, "service.jsonl", "{\n"), "service.jsonl:1: "),
    "cut off": (lambda folder: spoilt_and_signed(folder, "service.jsonl", "{}"), "service.jsonl:1: it is cut off"),
    "no item": (lambda folder: spoilt_and_signed(folder, "service.jsonl", "{}\n"), "service.jsonl:1: it is no item"),
    "deep": (
        lambda folder: spoilt_and_signed(folder, "service.jsonl", "[" * 100_000 + "\n"),
        "service.jsonl:1: ",
    ),
    "an item of another file": (
        lambda folder: spoilt_and_signed(
            folder, "service.jsonl", '{"attributes":{},"partition":"HEAD","sort":"RULE_SET#x"}\n'
        ),
        "service.jsonl:1: it does not belong into this file",
    ),
    "an attribute of another type": (
        lambda folder: spoilt_and_signed(
            folder, "service.jsonl", '{"attributes":{"expires":"soon"},"partition":"KEYUSE","sort":"x"}\n'
        ),
        "service.jsonl:1: when it expires is no number",
    ),
    "a chain ends elsewhere": (
        lambda folder: spoilt_and_signed(
            folder, "ends.jsonl", (folder / "ends.jsonl").read_text().replace('"number":4', '"number":3')
        ),
        "ends.jsonl:2: the chain ends elsewhere",
    ),
    "an end is not stated": (
        lambda folder: spoilt_and_signed(
            folder, "ends.jsonl", "".join((folder / "ends.jsonl").read_text().splitlines(keepends=True)[1:])
        ),
        "ends.jsonl: it does not state",
    ),
    "twice": (
        lambda folder: spoilt_and_signed(folder, "decisions.jsonl", 2 * (folder / "decisions.jsonl").read_text()),
        "it stands behind one",
    ),
}


@pytest.mark.parametrize("what", SPOILT)
def test_an_export_that_was_altered_is_told_by_file_and_line(leaving: Path, tmp_path: Path, what: str) -> None:
    spoil, told = SPOILT[what]
    spoil(leaving)
    with pytest.raises(Refusal) as found:
        verify_export(leaving)
    assert (found.value.kind, found.value.code) == (Kind.INVALID, "EXPORT_UNREADABLE")
    assert told in found.value.message
    assert refused(lambda: import_into_folder(leaving, tmp_path / "new", None, facts=False))[1] == "EXPORT_UNREADABLE"
    assert not (tmp_path / "new").exists()


def test_a_line_of_the_chain_that_was_rewritten_with_its_manifest_breaks_the_chain(leaving: Path) -> None:
    text = (leaving / "documents.jsonl").read_text()
    spoilt_and_signed(leaving, "documents.jsonl", text.replace('\\"author\\":\\"ana\\"', '\\"author\\":\\"eve\\"', 1))
    assert refused(lambda: verify_export(leaving)) == (Kind.UNAVAILABLE, "HISTORY_BROKEN")


def test_whoever_reads_it_needs_nothing_of_ours(house: Path, leaving: Path) -> None:
    versions = [
        line["body"]
        for line in map(json.loads, (leaving / "documents.jsonl").read_text().splitlines())
        if line["partition"] == "DOC#RULE_SET#cap" and line["sort"].startswith("V#")
    ]
    assert len(versions) == 3
    for version in versions:
        content = (leaving / "contents" / f"{version['digest']}.json").read_bytes()
        assert sha256(content).hexdigest() == version["digest"]
    ends = [read_end_line(line) for line in (leaving / "ends.jsonl").read_bytes().splitlines(keepends=True)]
    with open_data(house, clock=lambda: NOW) as data:
        assert ("RULE_SET", "cap", rules_of(data).audit_end("lender", KEY)) in ends


def test_every_item_is_a_line_and_back(house: Path) -> None:
    for key, item in items_of(house).items():
        assert line_of("lender", *read_line("lender", line_of("lender", key, item))) == line_of("lender", key, item)
