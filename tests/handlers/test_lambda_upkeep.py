"""On AWS: ends of chains are put into a locked bucket, and after a restore of the table the erased stay erased."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import boto3
import pytest
from tests.handlers.deployed import ENVIRONMENT
from tests.handlers.faults import Faults, ask, deployed_with_faults

from creditrules.api import Application
from creditrules.auth import Role
from creditrules.config import BadSettings, read_settings, read_upkeep
from creditrules.errors import Refusal
from creditrules.rules.audit import read_end_line

SHELF = {"CREDITRULES_SHELF": "s3://kept/stage/"}
DECIDE = """
mutation($key: String!, $subject: String!) {
  decide(input: {facts: {}, idempotencyKey: $key, subject: $subject}) { decision { id } userErrors { code } } }
"""
ERASE = """
mutation { eraseSubject(input: {subject: "ann", reach: ALL, comment: "asked for", idempotencyKey: "e"}) {
  recordedAt userErrors { code } } }
"""
STATE = "query($id: ID!) { decision(id: $id) { factsState } }"
Stage = tuple[Application, Faults, ModuleType]


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    with deployed_with_faults(**SHELF) as (start, faults):
        client = boto3.client("s3", region_name="eu-central-1")
        where: Any = {"LocationConstraint": "eu-central-1"}
        client.create_bucket(Bucket="kept", CreateBucketConfiguration=where, ObjectLockEnabledForBucket=True)
        kept: Any = {"Mode": "COMPLIANCE", "Days": 400}
        lock: Any = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": kept}}
        client.put_object_lock_configuration(Bucket="kept", ObjectLockConfiguration=lock)
        for name in ("CREDITRULES_TABLE", "AWS_REGION"):
            monkeypatch.setenv(name, ENVIRONMENT[name])
        monkeypatch.setenv("CREDITRULES_SHELF", SHELF["CREDITRULES_SHELF"])
        sys.modules.pop("creditrules.handlers.upkeep", None)
        yield start(), faults, importlib.import_module("creditrules.handlers.upkeep")


def decide(application: Application, subject: str) -> str:
    _, told = ask(application, Role.PARTNER, DECIDE, key=subject, subject=subject)
    return str(told["data"]["decide"]["decision"]["id"])


def state(application: Application, decision: str) -> str:
    _, told = ask(application, Role.AUDITOR, STATE, id=decision)
    return str(told["data"]["decision"]["factsState"])


def put_back(items: list[Any]) -> None:
    """The table as a restore to an earlier moment gives it."""
    client = boto3.client("dynamodb", region_name="eu-central-1")
    for item in client.scan(TableName="rules")["Items"]:
        client.delete_item(TableName="rules", Key={name: item[name] for name in ("pk", "sk")})
    for item in items:
        client.put_item(TableName="rules", Item=item)


def test_after_a_restore_of_the_table_the_erased_are_erased_again(stage: Stage) -> None:
    application, _, upkeep = stage
    ann, bob = decide(application, "ann"), decide(application, "bob")
    earlier = boto3.client("dynamodb", region_name="eu-central-1").scan(TableName="rules")["Items"]
    assert ask(application, Role.CHIEF, ERASE)[1]["data"]["eraseSubject"]["userErrors"] == []
    assert state(application, ann) == "ERASED"
    put_back(earlier)
    assert state(application, ann) == "KEPT"
    assert upkeep.erase_again({"tenants": ["acme"]}, None) == {"acme": {"noted": 1, "lost": 1, "taken": 1}}
    assert [state(application, each) for each in (ann, bob)] == ["ERASED", "KEPT"]
    assert upkeep.erase_again({"tenants": ["acme"]}, None) == {"acme": {"noted": 1, "lost": 0, "taken": 0}}


def test_a_schedule_puts_the_ends_of_all_chains_into_the_bucket(stage: Stage) -> None:
    application, _, upkeep = stage
    decision = decide(application, "ann")
    assert ask(application, Role.ADMINISTRATOR, CREATE)[1]["data"]["createRuleSet"]["userErrors"] == []
    names = [upkeep.anchor({"tenants": ["acme"]}, None)["acme"] for _ in range(2)]
    assert names[0] < names[1]
    client = boto3.client("s3", region_name="eu-central-1")
    found = client.get_object(Bucket="kept", Key=f"stage/{names[0]}")
    ends = [read_end_line(line) for line in found["Body"].read().splitlines(keepends=True)]
    assert [end[:2] for end in ends if end] == [("RULE_SET", "cap"), ("DECISIONS", digest(application, decision)[0])]
    assert all(end is not None and end[2].number == 1 for end in ends)


CREATE = """
mutation { createRuleSet(input: {slug: "cap", category: RISK, name: [{language: "en", text: "Cap"}]}) {
  userErrors { code } } }
"""


def digest(application: Application, decision: str) -> str:
    _, told = ask(application, Role.AUDITOR, "query($id: ID!) { decision(id: $id) { digest } }", id=decision)
    return str(told["data"]["decision"]["digest"])


@pytest.mark.parametrize(("fault", "code"), [("AccessDenied", "SHELF_REFUSED"), ("InternalError", "SHELF_UNAVAILABLE")])
def test_where_the_bucket_cannot_be_written_nothing_is_erased(
    stage: Stage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, fault: str, code: str
) -> None:
    application, faults, _ = stage
    ann = decide(application, "ann")
    monkeypatch.setattr(faults, "paths", {"/stage/erasures/": fault})
    _, told = ask(application, Role.CHIEF, ERASE)
    assert told["errors"][0]["extensions"]["code"] == code
    assert [json.loads(each.message)["code"] for each in caplog.records if each.name == "creditrules.api"] == [code]
    monkeypatch.setattr(faults, "paths", {})
    assert state(application, ann) == "KEPT"
    assert ask(application, Role.CHIEF, ERASE)[1]["data"]["eraseSubject"]["userErrors"] == []
    assert state(application, ann) == "ERASED"


def test_a_table_that_cannot_be_read_is_no_anchor_of_nothing(stage: Stage) -> None:
    _, faults, upkeep = stage
    faults.by["*"] = "AccessDeniedException"
    with pytest.raises(Refusal):
        upkeep.anchor({"tenants": ["acme"]}, None)
    faults.by.clear()
    assert boto3.client("s3", region_name="eu-central-1").list_objects_v2(Bucket="kept")["KeyCount"] == 0


@pytest.mark.parametrize("said", [{}, {"tenants": "acme"}, {"tenants": ["acme", " zenith"]}, {"tenants": [7]}])
def test_who_is_meant_is_a_list_of_lenders(stage: Stage, said: dict[str, Any]) -> None:
    for function in (stage[2].anchor, stage[2].erase_again):
        with pytest.raises(ValueError, match='"tenants" is a list of lenders'):
            function(said, None)
    assert boto3.client("s3", region_name="eu-central-1").list_objects_v2(Bucket="kept")["KeyCount"] == 0


@pytest.mark.parametrize("shelf", ["kept", "s3://", "s3://kept", "s3://kept/stage", "https://kept/", "s3://kept/a b/"])
def test_a_shelf_that_is_no_place_in_a_bucket_is_refused_at_the_start(shelf: str) -> None:
    for read in (read_settings, read_upkeep):
        with pytest.raises(BadSettings, match="CREDITRULES_SHELF"):
            read(ENVIRONMENT | {"CREDITRULES_SHELF": shelf})
