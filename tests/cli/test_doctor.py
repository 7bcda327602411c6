"""`creditrules doctor`: each check fails where what it looks at is not as it should be, and says what to do."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import ClientError
from moto import mock_aws
from tests.warm import data
from typer.testing import CliRunner

from creditrules.auth import LocalSigner, make_key
from creditrules.cli.doctor.command import app
from creditrules.cli.doctor.findings import Level
from creditrules.cli.doctor.keys import facts_key, signing_key
from creditrules.cli.doctor.settings import stage_settings
from creditrules.eligibility import FORM
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.ports import NewDocument
from creditrules.store import DataKey, RulesInTable, SqliteTable
from creditrules.store.aws import connect, connect_kms
from creditrules.store.aws.clients import make_client
from creditrules.store.items.facts import pack
from creditrules.store.keys import chunk_key, form_key, import_key, link_key
from creditrules.store.port import BODY, Delete

REGION = "eu-central-1"
CALL = "_make_api_call"
TENANT = "demo-lender"
LINK = DocumentKey(DocumentKind.RULE_SET, "behaviour-risk")
SECRET = "0123456789abcdefghijklmnopqrstuvwxyz"

Found = list[tuple[str, str, str]]
Doctor = Callable[..., Found]


@pytest.fixture
def doctor(monkeypatch: pytest.MonkeyPatch) -> Doctor:
    """Runs the command; what it found by check, level and message, and that its status says the same."""
    for name in [name for name in os.environ if name.startswith(("CREDITRULES_", "AWS_"))]:
        monkeypatch.delenv(name)

    def run(*arguments: str | Path, **environment: str) -> Found:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        done = CliRunner().invoke(app, [*map(str, arguments), "--json"])
        lines = [json.loads(line) for line in done.output.splitlines()]
        assert done.exit_code == any(line["level"] == "failure" for line in lines), done.output
        assert all(bool(line["advice"]) == (line["level"] != "ok") for line in lines), "each trouble has an advice"
        assert SECRET not in done.output
        return [(line["check"], line["level"], line["message"]) for line in lines]

    return run


def troubles(found: Found) -> list[tuple[str, str]]:
    return [(check, level) for check, level, _ in found if level != "ok"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data.put(tmp_path / "data")
    return tmp_path / "data"


def altered(folder: Path, alter: Callable[[SqliteTable], object]) -> Path:
    with closing(SqliteTable.open(folder / "creditrules.db")) as table:
        alter(table)
    return folder


def test_a_folder_that_is_well(doctor: Doctor, folder: Path) -> None:
    found = doctor("--data", folder)
    assert troubles(found) == []
    assert {check for check, _, _ in found} == {
        "settings", "permissions", "keys", "evidence key", "table", "disk",
        *(f"{what} of {TENANT}" for what in ("versions", "forms", "chains", "facts")),
    }  # fmt: skip


def test_it_speaks_in_lines_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDITRULES_TABEL", "x")
    done = CliRunner().invoke(app, ["--data", str(folder)])
    assert done.exit_code == 1
    assert "failure settings: CREDITRULES_TABEL means nothing. Did you mean 'CREDITRULES_TABLE'?" in done.output
    assert done.output.splitlines()[-1].endswith("1 failures")
    assert CliRunner().invoke(app, ["--tenant", "A#B"]).exit_code == 2


def first_content(table: SqliteTable) -> Any:
    version = RulesInTable(table, clock=lambda: datetime.now(UTC), cursor_secret=bytes(16)).version(TENANT, LINK, 1)
    assert version is not None
    return chunk_key(TENANT, version.digest, 0)


def stamped_ahead(table: SqliteTable) -> None:
    store = RulesInTable(table, clock=lambda: datetime.now(UTC) + timedelta(days=1), cursor_secret=bytes(16))
    store.create(TENANT, NewDocument(DocumentKey(DocumentKind.PRODUCT, "new"), {"en": "New"}, None), "eve")


def outdated_form(table: SqliteTable) -> None:
    digest = first_content(table).partition.rpartition("#")[2]
    number, _, engine = FORM.partition("/")
    table.write([(form_key(TENANT, digest, f"{int(number) - 1}/{engine}", 0), {BODY: b"", "chunks": 1})])


UNWELL: dict[str, tuple[Callable[[SqliteTable], object], tuple[str, str]]] = {
    "a content is gone": (
        lambda table: table.transact([Delete(first_content(table))]),
        (f"versions of {TENANT}", "failure"),
    ),
    "a content is altered": (
        lambda table: table.write([(first_content(table), {BODY: b"x", "chunks": 1})]),
        (f"versions of {TENANT}", "failure"),
    ),
    "a link is gone": (
        lambda table: table.transact([Delete(link_key(TENANT, LINK, 2))]),
        (f"chains of {TENANT}", "failure"),
    ),
    "a link cannot be read": (
        lambda table: table.write([(link_key(TENANT, LINK, 2), {BODY: b"no"})]),
        (f"chains of {TENANT}", "failure"),
    ),
    "an older form": (outdated_form, (f"forms of {TENANT}", "warning")),
    "an import that is not ended": (
        lambda table: table.write([(import_key(TENANT), {BODY: pack({"export": "x"})})]),
        (f"import of {TENANT}", "failure"),
    ),
    "a clock that was ahead": (stamped_ahead, (f"stamps of {TENANT}", "failure")),
}


@pytest.mark.parametrize("what", UNWELL)
def test_what_is_kept_of_a_lender_is_not_well(doctor: Doctor, folder: Path, what: str) -> None:
    alter, wanted = UNWELL[what]
    assert wanted in troubles(doctor("--data", altered(folder, alter)))


def test_anchors_are_held_against_the_chains(doctor: Doctor, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "ends.jsonl").write_text(
        '{"end":{"hash":"' + "0" * 64 + '","number":2},"kind":"RULE_SET","slug":"behaviour-risk"}\n'
    )
    found = doctor("--data", folder, "--anchor", tmp_path / "ends.jsonl")
    assert troubles(found) == [(f"anchors of {TENANT}", "failure")]


def test_files_of_a_folder_that_are_not_well(doctor: Doctor, folder: Path) -> None:
    (folder / "master.key").chmod(0o644)
    assert troubles(doctor("--data", folder)) == [("permissions", "failure")]
    (folder / "master.key").chmod(0o600)
    (folder / "evidence-key.pem").write_text("no key")
    assert troubles(doctor("--data", folder)) == [("evidence key", "failure")]
    (folder / "evidence-key.pem").unlink()
    assert troubles(doctor("--data", folder)) == [("evidence key", "warning")]
    (folder / "master.key").write_text("no key")
    assert ("keys", "failure") in troubles(doctor("--data", folder))
    (folder / "demo-lender.loading").touch()
    assert ("table", "failure") in troubles(doctor("--data", folder))
    page = (folder / "creditrules.db").read_bytes()
    (folder / "creditrules.db").write_bytes(page[:4096] + b"\xff" * 4096 + page[8192:])
    assert ("table", "failure") in troubles(doctor("--data", folder))
    assert troubles(doctor("--data", folder / "none")) == [("table", "failure")]


def test_a_full_disk_is_told(doctor: Doctor, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=0))
    assert troubles(doctor("--data", folder)) == [("disk", "warning")]


class Wrong:
    """Keys that do not do what they are for."""

    def __init__(self, plain: bytes = b"") -> None:
        self.plain = plain

    def new_data_key(self, _context: Mapping[str, str]) -> DataKey:
        return DataKey(bytes(32), b"wrapped")

    def unwrap(self, _wrapped: bytes, _context: Mapping[str, str]) -> bytes:
        return self.plain

    def public(self) -> Any:
        return LocalSigner(make_key()).public()

    def sign(self, _message: bytes) -> bytes:
        return bytes(64)


def test_keys_that_open_nothing_or_everything_are_told() -> None:
    for plain, said in ((b"other", "another one"), (bytes(32), "another context")):
        [found] = facts_key(Wrong(plain))
        assert (found.level, said in found.message) == (Level.FAILURE, True)
    [found] = signing_key(Wrong())
    assert found.level is Level.FAILURE


@pytest.fixture
def aws(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """AWS with a table, two keys and a function, all as they should be."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        yield _Account()


def _environment(**changes: str) -> dict[str, str]:
    told = {
        "TABLE": "rules",
        "CURSOR_SECRET": SECRET,
        "AUTHORIZER_SECRET": SECRET[::-1],
        "KMS_KEY": "facts",
        "EVIDENCE_KEY": "evidence",
    } | changes
    return {"AWS_REGION": REGION} | {f"CREDITRULES_{name}": value for name, value in told.items() if value}


class _Account:
    def __init__(self) -> None:
        self.table: Any = connect(REGION)
        self.kms: Any = connect_kms(REGION)
        self.facts, self.evidence = (
            self.kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["KeyId"]
            for spec, usage in (("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"), ("ECC_NIST_P256", "SIGN_VERIFY"))
        )
        self.kms.enable_key_rotation(KeyId=self.facts)
        self.make()

    def make(self, **changes: Any) -> None:
        wanted = {
            "TableName": "rules",
            "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
            "KeySchema": [{"AttributeName": n, "KeyType": k} for n, k in (("pk", "HASH"), ("sk", "RANGE"))],
            "BillingMode": "PAY_PER_REQUEST",
            "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
            "SSESpecification": {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": self.facts},
            "DeletionProtectionEnabled": True,
        } | changes
        self.table.create_table(**{name: value for name, value in wanted.items() if value is not None})
        self.table.update_time_to_live(
            TableName="rules", TimeToLiveSpecification={"AttributeName": "expires", "Enabled": True}
        )
        self.recover(True)

    def recover(self, on: bool) -> None:  # noqa: FBT001 - as AWS has it
        self.table.update_continuous_backups(
            TableName="rules", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": on}
        )

    def again(self, **changes: Any) -> None:
        self.table.update_table(TableName="rules", DeletionProtectionEnabled=False)
        self.table.delete_table(TableName="rules")
        self.make(**changes)

    def environment(self, **changes: str) -> dict[str, str]:
        return _environment(**({"KMS_KEY": self.facts, "EVIDENCE_KEY": self.evidence} | changes))

    def function(self) -> None:
        iam = make_client("iam", REGION, Config())
        role = iam.create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
        variables = {name: value for name, value in self.environment().items() if name.startswith("CREDITRULES_")}
        make_client("lambda", REGION, Config()).create_function(
            FunctionName="creditrules-prod-graphql", Runtime="python3.13", Role=role, Handler="x",
            Code={"ZipFile": b"no code"}, Environment={"Variables": variables},
        )  # fmt: skip


def test_a_stage_that_is_well(doctor: Doctor, aws: _Account) -> None:
    aws.function()
    found = doctor("--stage", "prod", "--region", REGION, "--tenant", "acme")
    assert troubles(found) == [("versions of acme", "warning")], found
    assert {check for check, _, _ in found} >= {
        "settings", "table", "stream", "expiry", "encryption", "deletion protection", "point-in-time recovery",
        "permissions", "clock", "keys", "evidence key",
    }  # fmt: skip
    assert ("chains", "warning") in troubles(doctor("--deployed", **aws.environment()))


SETTINGS: dict[str, tuple[dict[str, str], str]] = {
    "a name that means nothing": ({"TABEL": "rules"}, "failure"),
    "no secret": ({"CURSOR_SECRET": ""}, "failure"),
    "a short secret": ({"CURSOR_SECRET": "short"}, "failure"),
    "a secret that is easy": ({"CURSOR_SECRET": "a" * 64}, "warning"),
    "two that contradict": ({"ISSUERS": "[]"}, "failure"),
    "no issuer": ({"AUTHORIZER_SECRET": ""}, "failure"),
    "issuers that are none": ({"AUTHORIZER_SECRET": "", "ISSUERS": "[1]"}, "failure"),
    "no key of facts": ({"KMS_KEY": ""}, "warning"),
    "no key of evidence": ({"EVIDENCE_KEY": ""}, "warning"),
    "nobody approves": ({"APPROVALS": "0"}, "warning"),
    "for tests only": ({"LOOPBACK_KEYS": "yes"}, "warning"),
}


@pytest.mark.parametrize("what", SETTINGS)
def test_settings_that_are_not_well(what: str) -> None:
    changes, level = SETTINGS[what]
    found = [each for each in stage_settings(_environment(**changes)) if each.level != Level.OK]
    assert level in {each.level for each in found}, found
    assert all(each.check == "settings" and each.advice and SECRET not in each.message for each in found)


def test_what_is_wrong_with_settings_is_told_with_all_else(doctor: Doctor, aws: _Account) -> None:
    found = troubles(doctor("--deployed", "--tenant", "acme", **aws.environment(TABEL="rules", CURSOR_SECRET="short")))
    assert found.count(("settings", "failure")) == 2
    assert ("table", "failure") not in found


def test_no_table_is_named_and_none_is_there(doctor: Doctor, aws: _Account) -> None:
    assert ("table", "failure") in troubles(doctor("--deployed", **aws.environment(TABLE="")))
    found = troubles(doctor("--deployed", "--tenant", "acme", **aws.environment(TABLE="elsewhere")))
    assert {("table", "failure"), ("permissions", "failure"), ("clock", "failure")} <= set(found)


TABLES: dict[str, tuple[Callable[[Any], object], tuple[str, str]]] = {
    "another key": (
        lambda aws: aws.again(
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        ),
        ("table", "failure"),
    ),
    "no stream": (lambda aws: aws.again(StreamSpecification=None), ("stream", "failure")),
    "half a stream": (
        lambda aws: aws.again(StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}),
        ("stream", "failure"),
    ),
    "a key of AWS": (lambda aws: aws.again(SSESpecification=None), ("encryption", "warning")),
    "not protected": (
        lambda aws: aws.table.update_table(TableName="rules", DeletionProtectionEnabled=False),
        ("deletion protection", "warning"),
    ),
    "no recovery": (lambda aws: aws.recover(False), ("point-in-time recovery", "failure")),
    "nothing expires": (
        lambda aws: aws.table.update_time_to_live(
            TableName="rules", TimeToLiveSpecification={"AttributeName": "expires", "Enabled": False}
        ),
        ("expiry", "failure"),
    ),
    "provisioned": (
        lambda aws: aws.again(
            BillingMode="PROVISIONED", ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
        ),
        ("capacity", "warning"),
    ),
    "a disabled key": (lambda aws: aws.kms.disable_key(KeyId=aws.facts), ("keys", "failure")),
    "a key that is not rotated": (lambda aws: aws.kms.disable_key_rotation(KeyId=aws.facts), ("keys", "warning")),
    "a key that goes": (
        lambda aws: aws.kms.schedule_key_deletion(KeyId=aws.evidence, PendingWindowInDays=7),
        ("evidence key", "failure"),
    ),
    "a key for something else": (lambda aws: setattr(aws, "evidence", aws.facts), ("evidence key", "failure")),
    "no such key": (lambda aws: setattr(aws, "facts", "0" * 8 + "-0000-0000-0000-" + "0" * 12), ("keys", "failure")),
}


@pytest.mark.parametrize("what", TABLES)
def test_a_table_or_a_key_that_is_not_well(doctor: Doctor, aws: _Account, what: str) -> None:
    alter, wanted = TABLES[what]
    alter(aws)
    found = doctor("--deployed", "--tenant", "acme", **aws.environment())
    assert wanted in troubles(found), found


REFUSED = {
    "DescribeTable": ("table", "warning"),
    "DescribeTimeToLive": ("expiry", "warning"),
    "DescribeContinuousBackups": ("point-in-time recovery", "warning"),
    "Query": ("permissions", "failure"),
    "BatchWriteItem": ("permissions", "failure"),
    "TransactWriteItems": ("permissions", "failure"),
    "DescribeKey": ("keys", "warning"),
    "GenerateDataKey": ("keys", "failure"),
    "Sign": ("evidence key", "failure"),
}


@pytest.mark.parametrize("call", REFUSED)
def test_a_call_that_may_not_be_made_is_told(
    doctor: Doctor, aws: _Account, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    made = getattr(BaseClient, CALL)

    def refusing(client: Any, name: str, given: Any) -> Any:
        if name == call:
            raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": SECRET}}, name)
        return made(client, name, given)

    monkeypatch.setattr(BaseClient, CALL, refusing)
    found = doctor("--deployed", "--tenant", "acme", **aws.environment())
    assert REFUSED[call] in troubles(found), found


def test_a_clock_that_the_table_contradicts(doctor: Doctor, aws: _Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("creditrules.bootstrap.stage.utc_now", lambda: datetime.now(UTC) + timedelta(minutes=5))
    assert ("clock", "failure") in troubles(doctor("--deployed", "--tenant", "acme", **aws.environment()))


def test_calls_that_are_tried_alter_nothing(doctor: Doctor, aws: _Account) -> None:
    doctor("--deployed", "--tenant", "acme", **aws.environment())
    assert aws.table.scan(TableName="rules")["Count"] == 0
