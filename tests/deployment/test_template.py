"""The template that osls makes of serverless.yml, and what AWS's own linter says of it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from infra.deployment.osls import osls

from creditrules.rules import DocumentKey, DocumentKind
from creditrules.store.keys import activation_key

LAYER = "arn:aws:lambda:eu-central-1:123456789012:layer:columns:1"
ISSUERS = json.dumps(
    [{"issuer": "https://a.example", "audience": "a", "tenants": "any", "keys": "https://a.example/k"}]
)
CHOSEN = {"populations": "population", "alarmsTo": "ops@lender.example", "tenants": "acme,zenith"}
STAGES = {"dev": (), "prod": tuple(f"--param={name}={value}" for name, value in CHOSEN.items())}
BEFORE_NUMBER = activation_key("acme", DocumentKey(DocumentKind.RULE_SET, "age"), 1).sort[:2]
IGNORED = ("W3005", "W8003")
"""osls says what a function depends on twice; whether alarms are mailed is settled when a stage is packaged."""


@pytest.fixture(scope="module", params=STAGES)
def packaged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template of a stage."""
    if "STACK" not in os.environ:
        pytest.skip("needs osls and cfn-lint: .ci/stack.sh")
    folder = tmp_path_factory.mktemp(request.param)
    told = ["package", "--stage", request.param, "--package", str(folder / "made"), "--param=archives=" + str(folder)]
    for name in ("arm64", "x86_64"):
        (folder / f"creditrules-{name}.zip").write_bytes(b"not looked into")
    osls([*told, *STAGES[request.param]], {"CREDITRULES_ISSUERS": ISSUERS, "CREDITRULES_COLUMNS_LAYER": LAYER})
    return folder / "made" / "cloudformation-template-update-stack.json"


def test_the_linter_has_nothing_to_say(packaged: Path) -> None:
    command = [str(Path(os.environ["STACK"]) / "cfn-lint" / "bin" / "cfn-lint"), "--regions", "eu-central-1"]
    done = subprocess.run(
        [*command, "--ignore-checks", *IGNORED, "--", str(packaged)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_linter_would_find_a_right_that_does_not_exist(packaged: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / "template.json"
    text = packaged.read_text("utf-8")
    spoilt.write_text(text.replace("dynamodb:PutItem", "dynamodb:TransactWriteItems"), "utf-8")
    command = [str(Path(os.environ["STACK"]) / "cfn-lint" / "bin" / "cfn-lint"), "--", str(spoilt)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "transactwriteitems" in done.stdout.lower()


def test_what_a_stage_keeps_outlives_its_stack_and_is_protected(packaged: Path) -> None:
    template: Any = json.loads(packaged.read_text("utf-8"))
    resources = template["Resources"]
    kept = {"Rules", "Stored", "Facts", "Evidence", "CursorSecret", "AuthorizerSecret"}
    production = "Populations" in resources
    assert {resources[name]["DeletionPolicy"] for name in kept} == {"Retain" if production else "Delete"}
    assert resources["Rules"]["Properties"]["DeletionProtectionEnabled"] is production
    assert {each["Type"] for name, each in resources.items() if each.get("DeletionPolicy") == "Retain"} <= {
        "AWS::DynamoDB::Table",
        "AWS::KMS::Key",
        "AWS::S3::Bucket",
        "AWS::SecretsManager::Secret",
        "AWS::Lambda::Version",
    }


def test_what_is_noted_outside_the_table_is_locked_and_outlives_every_stage(packaged: Path) -> None:
    resources = json.loads(packaged.read_text("utf-8"))["Resources"]
    shelf = resources["Shelf"]
    assert (shelf["DeletionPolicy"], shelf["UpdateReplacePolicy"]) == ("Retain", "Retain")
    rule = shelf["Properties"]["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert (rule["Mode"], int(rule["Days"])) == ("COMPLIANCE", 400 if "Populations" in resources else 1)
    assert set(shelf["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}


def test_what_is_recorded_is_told_from_the_stream_in_order_and_what_cannot_be_told_is_kept(packaged: Path) -> None:
    resources = json.loads(packaged.read_text("utf-8"))["Resources"]
    [stream] = [each["Properties"] for each in resources.values() if each["Type"] == "AWS::Lambda::EventSourceMapping"]
    assert stream["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert stream["BisectBatchOnFunctionError"] is True
    assert stream["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["DeadLetters", "Arn"]}
    [pattern] = stream["FilterCriteria"]["Filters"]
    given = json.loads(pattern["Pattern"])
    assert given == {"eventName": ["INSERT"], "dynamodb": {"Keys": {"sk": {"S": [{"prefix": BEFORE_NUMBER}]}}}}
    assert resources["SweepOften"]["Condition"] == "HasTenants"


def test_every_function_has_a_log_that_ends_a_role_of_its_own_and_alarms(packaged: Path) -> None:
    resources = json.loads(packaged.read_text("utf-8"))["Resources"]
    functions = {name for name, each in resources.items() if each["Type"] == "AWS::Lambda::Function"}
    roles = {json.dumps(resources[name]["Properties"]["Role"]) for name in functions}
    assert len(roles) == len(functions)
    for name in functions:
        group = resources[name.removesuffix("LambdaFunction") + "LogGroup"]["Properties"]
        assert group["RetentionInDays"] in {14, 90}
    alarms = [each["Properties"] for each in resources.values() if each["Type"] == "AWS::CloudWatch::Alarm"]
    assert all(each["AlarmActions"] == [{"Ref": "Alarms"}] for each in alarms)
    watched = {(each["MetricName"], json.dumps(each["Dimensions"])) for each in alarms}
    reading = [each for each in resources.values() if each["Type"] == "AWS::Lambda::EventSourceMapping"]
    streamed = {each["Properties"]["FunctionName"]["Fn::GetAtt"][0] for each in reading}
    assert streamed == {"FeedStreamLambdaFunction"}
    for name in functions:
        dimensions = json.dumps([{"Name": "FunctionName", "Value": {"Ref": name}}])
        assert {metric for metric, of in watched if of == dimensions} == {
            *("Errors", "Throttles", "Duration"),
            *(("IteratorAge",) if name in streamed else ()),
        }


def test_nothing_but_health_and_what_is_public_is_answered_without_the_authorizer(packaged: Path) -> None:
    resources = json.loads(packaged.read_text("utf-8"))["Resources"]
    routes = [each["Properties"] for each in resources.values() if each["Type"] == "AWS::ApiGatewayV2::Route"]
    free = {each["RouteKey"].split()[-1] for each in routes if each.get("AuthorizationType", "NONE") == "NONE"}
    assert free == {"/disclosure/{tenant}/{product}", "/health", "/ready"}
    assert {each["AuthorizationType"] for each in routes if each["RouteKey"].split()[-1] not in free} == {"CUSTOM"}
    authorizer = resources["HttpApiAuthorizerBearer"]["Properties"]
    assert (authorizer["AuthorizerResultTtlInSeconds"], authorizer["EnableSimpleResponses"]) == (0, True)
    assert resources["HttpApiStage"]["Properties"]["DefaultRouteSettings"]["ThrottlingRateLimit"] > 0
