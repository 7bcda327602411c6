"""Each function may do what it does, and nothing else: calls that are made are held against its role, both ways."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import boto3
import pytest
from infra.deployment.policies import allowed, policies_of, role_of, size_of
from moto import mock_aws
from tests.deployment.background import (
    DESCRIBED,
    OBJECTS,
    REGION,
    SHELF,
    asked_by_feed,
    asked_by_upkeep,
    make_shelf,
    things,
)
from tests.deployment.calls import Recorded, Right, operations, recording, sources, written
from tests.handlers.authorized import Deployed, authorized
from tests.handlers.deployed import deployed, token
from tests.handlers.public_function import PAGE, asked, public_function

from creditrules.auth import Role
from creditrules.clock import utc_now

KEYS = {"CREDITRULES_KMS_KEY": "alias/facts", "CREDITRULES_EVIDENCE_KEY": "alias/evidence"}
LOGS = ("logs:CreateLogStream", "logs:PutLogEvents")
OF_STREAMS = ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")
"""As Lambda's page on streams of DynamoDB has it."""
RULES = """
ruleSet: age
category: REGULATION
name: {en: Age}
facts: [{name: age, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age]
      outputs: [intervention, reason]
      rules: [["< 18", '"DECLINE"', '"MINOR"'], ["-", '"ALLOW"', "null"]]
reasons: {MINOR: {message: {en: Too young.}}}
"""
CHANGE = {
    "basis": {"category": "REGULATION", "citation": "Civil Code"},
    "comment": "First version.",
    "notice": [{"language": "en", "text": "New."}],
}
CREATE = "mutation($input: CreateRuleSetInput!) { createRuleSet(input: $input) { userErrors { code } } }"
PUBLISH = "mutation($input: PublishRuleVersionInput!) { publishRuleVersion(input: $input) { userErrors { code } } }"
DECIDE = "mutation($input: DecideInput!) { decide(input: $input) { decision { id evidence } userErrors { code } } }"
RELY = "mutation($input: RegisterContractInput!) { registerContract(input: $input) { userErrors { code } } }"
LEAVE = "mutation($input: RemoveContractInput!) { removeContract(input: $input) { removed userErrors { code } } }"
READ = "query($input: ID!) { decision(id: $input) { facts } }"
HISTORY = '{ ruleSet(slug: "age") { versions { nodes { number } } } }'
ERASE = "mutation($input: EraseSubjectInput!) { eraseSubject(input: $input) { recordedAt userErrors { code } } }"
CREATE_KEY = "mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }"


def work(both: Deployed) -> None:
    """What lenders and partners do, as far as it asks AWS for different things."""

    def done(query: str, bearer: str, given: Any = None) -> Any:
        status, body, _ = both.ask(query, bearer, None if given is None else {"input": given})
        assert status == 200, body
        assert "errors" not in body, body
        errors = [each["userErrors"] for each in body["data"].values() if each and "userErrors" in each]
        assert not any(errors), errors
        return body["data"]

    ada, partner = f"Bearer {token(Role.ADMINISTRATOR)}", f"Bearer {token(Role.PARTNER)}"
    name = [{"language": "en", "text": "Age"}]
    done(CREATE, ada, {"slug": "age", "name": name, "category": "REGULATION"})
    done(PUBLISH, ada, {"slug": "age", "content": RULES, "change": CHANGE})
    assert done(HISTORY, ada)["ruleSet"]["versions"]["nodes"] == [{"number": 1}]
    made = done(DECIDE, partner, {"facts": {"age": 20}, "idempotencyKey": "1", "subject": "customer 7"})
    assert made["decide"]["decision"]["evidence"]
    both.start_anew()
    kept = done(READ, f"Bearer {token(Role.AUDITOR)}", made["decide"]["decision"]["id"])
    assert kept["decision"]["facts"] == {"age": "20"}
    done(RELY, partner, {"name": "c", "facts": {"age": 20}})
    assert done(LEAVE, partner, {"name": "c"})["removeContract"]["removed"]
    soon = (utc_now() + timedelta(days=1)).isoformat()
    given = {"partner": "shop", "expiresAt": soon, "idempotencyKey": "one"}
    secret = done(CREATE_KEY, f"Bearer {token(Role.CHIEF)}", given)["createApiKey"]["secret"]
    done("{ __typename }", f"Bearer {secret}")
    erased = {"subject": "customer 7", "reach": "ALL", "comment": "asked for", "idempotencyKey": "e"}
    assert done(ERASE, f"Bearer {token(Role.CHIEF)}", erased)["eraseSubject"]["recordedAt"]


@pytest.fixture(scope="module")
def answering() -> Mapping[str, Recorded]:
    """What the two functions asked for while they worked."""
    named = {"CREDITRULES_TABLE": "rules"} | KEYS
    recorded = {each: Recorded({**things(each, named), **OBJECTS}, OBJECTS) for each in ("authorizer", "graphql")}
    with authorized(**KEYS, **SHELF) as both:
        make_shelf()
        kms = boto3.client("kms", region_name=REGION)
        signing = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
        for alias, key in ((KEYS["CREDITRULES_KMS_KEY"], kms.create_key()), ("alias/evidence", signing)):
            kms.create_alias(AliasName=alias, TargetKeyId=key["KeyMetadata"]["KeyId"])
        authorize, answer = both.vouched, both.answer

        def authorized_by(event: dict[str, Any]) -> dict[str, Any]:
            with recording(recorded["authorizer"]):
                return authorize(event)

        def answered(event: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
            with recording(recorded["graphql"]):
                return answer(event)

        both.vouched, both.answer = authorized_by, answered  # type: ignore[method-assign]
        work(both)
        assert both.answer({**both.event("", None, method="GET"), **path("/ready")})[0] == 200
    return recorded


def path(of: str) -> dict[str, Any]:
    http = {"method": "GET", "path": of, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7"}
    return {"rawPath": of, "requestContext": {"http": http}}


@pytest.fixture(scope="module")
def deciding() -> Mapping[str, Recorded]:
    """What the functions of populations asked for while they decided one."""
    from tests.handlers import test_lambda_population as populations  # noqa: PLC0415 - pyarrow

    told = {"CREDITRULES_POPULATIONS": populations.BUCKET, "AWS_REGION": "eu-central-1"}
    recorded = {each: Recorded(things(each, told)) for each in ("decidePart", "addParts")}
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name, value in (told | {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}).items():
            patch.setenv(name, value)
        s3 = boto3.client("s3", region_name=REGION)
        s3.create_bucket(Bucket=populations.BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        job = json.dumps(populations.JOB.plain()).encode()
        s3.put_object(Bucket=populations.BUCKET, Key=populations.ASKED["job"], Body=job)
        asked = populations.put(s3, "parts/a.parquet", populations.parquet(populations.applicants()))
        handlers = importlib.reload(importlib.import_module("creditrules.handlers.population"))
        with recording(recorded["decidePart"]):
            handlers.decide_part(asked, None)
        with recording(recorded["addParts"]):
            handlers.add_parts({"results": populations.ASKED["results"]}, None)
    return recorded


@pytest.fixture(scope="module")
def reading() -> Mapping[str, Recorded]:
    """What the function of public pages asked for, in a process that had read nothing."""
    recorded = Recorded(things("disclosure", {"CREDITRULES_TABLE": "rules"}))
    with deployed(), public_function() as module, recording(recorded):
        assert asked(module.handler, PAGE)[0] == 200
        assert asked(module.handler, "/disclosure/zenith/loan")[0] == 404
    return {"disclosure": recorded}


@pytest.fixture(scope="module")
def all_recorded(
    answering: Mapping[str, Recorded],
    deciding: Mapping[str, Recorded],
    reading: Mapping[str, Recorded],
) -> Mapping[str, Recorded]:
    return {**answering, **deciding, **reading, **asked_by_upkeep(), **asked_by_feed()}


def of_lambda(function: str) -> frozenset[Right]:
    """What Lambda does in the function's name."""
    group = f"GetAtt {function[0].upper()}{function[1:]}LogGroup.Arn"
    described = DESCRIBED.functions[function]
    streams = [each["stream"] for each in described.get("events", ()) if "stream" in each]
    failed = [each["destinations"]["onFailure"] for each in (described, *streams) if "destinations" in each]
    given_up = {(f"{each['type']}:SendMessage", each["arn"]) for each in failed}
    read = {(f"{each['type']}:{call}", each["arn"]) for each in streams for call in OF_STREAMS}
    return frozenset({*((action, group) for action in LOGS), *given_up, *read})


@pytest.mark.parametrize("function", DESCRIBED.functions)
def test_a_role_allows_what_its_function_does_and_nothing_else(
    all_recorded: Mapping[str, Recorded], function: str
) -> None:
    may = allowed(DESCRIBED, role_of(DESCRIBED.functions[function]))
    does = all_recorded[function].rights | of_lambda(function)
    assert sorted(does - may) == []  # a call that is refused when deployed
    assert sorted(may - does) == []  # a right that nothing uses


def test_every_call_that_the_sources_can_make_was_made(all_recorded: Mapping[str, Recorded]) -> None:
    made = {call for each in all_recorded.values() for call in each.calls}
    assert made == written(sources())


def test_a_call_more_in_the_sources_would_be_seen() -> None:
    assert written({"a.py": "self._client.update_item(TableName=n)"}) == {"dynamodb:UpdateItem"}
    assert written({"a.py": 'self._asked("re_encrypt", KeyId=k)'}) == {"kms:ReEncrypt"}
    assert written({"a.py": "patiently(client.generate_mac)"}) == {"kms:GenerateMac"}
    assert len(operations()) > 150


def test_a_transaction_needs_the_rights_of_what_it_does() -> None:
    recorded = Recorded({"rules": "GetAtt Rules.Arn"})
    items = [{kind: {"TableName": "rules"}} for kind in ("Put", "Delete", "Update", "ConditionCheck")]
    recorded.note("dynamodb", "TransactWriteItems", {"TransactItems": items})
    assert {action for action, _ in recorded.rights} == {
        "dynamodb:PutItem",
        "dynamodb:DeleteItem",
        "dynamodb:UpdateItem",
        "dynamodb:ConditionCheckItem",
    }
    with pytest.raises(KeyError):  # another table
        recorded.note("dynamodb", "BatchGetItem", {"RequestItems": {"others": {}}})


def test_each_function_has_a_role_of_its_own_and_small() -> None:
    roles = [role_of(each) for each in DESCRIBED.functions.values()]
    assert len(set(roles)) == len(roles)
    sizes = {role: size_of(DESCRIBED, role) for role in roles}
    assert max(sizes.values()) < 1_100, sizes


ENDS = re.compile(
    r"Sub (\$\{Populations\.Arn\}/\*|\$\{Shelf\.Arn\}/(anchors|erasures)/\*"
    r"|arn:[^*]*:execution:\$\{AWS::StackName\}-population[:/]\*"
    r"|arn:[^*]*:schedule/\$\{Moments\}/feed-\*)"
)
"""Objects of one bucket or folder, and executions of one machine: neither has a name before it is there."""


def test_no_right_is_for_more_than_it_names() -> None:
    roles = [name for name, each in DESCRIBED.resources.items() if each["Type"] == "AWS::IAM::Role"]
    assert {role_of(each) for each in DESCRIBED.functions.values()} < set(roles)
    for role in roles:
        for document in policies_of(DESCRIBED, role):
            assert {each["Effect"] for each in document["Statement"]} == {"Allow"}
        for action, resource in allowed(DESCRIBED, role):
            assert "*" not in action
            assert "*" not in resource or ENDS.fullmatch(resource), (role, resource)


def test_who_calls_by_a_schedule_may_call_that_function_and_give_up() -> None:
    schedules = [each for each in DESCRIBED.resources.values() if each["Type"] == "AWS::Scheduler::Schedule"]
    assert schedules
    for each in schedules:
        target = each["Properties"]["Target"]
        caller = target["RoleArn"].removeprefix("GetAtt ").removesuffix(".Arn")
        given_up = ("sqs:SendMessage", target["DeadLetterConfig"]["Arn"])
        assert allowed(DESCRIBED, caller) == {("lambda:InvokeFunction", target["Arn"]), given_up}


NEEDED = {
    "lambda:invoke": {"lambda:InvokeFunction"},
    "s3:listObjectsV2": {"s3:ListBucket"},
    "s3:putObject": {"s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"},
    "DISTRIBUTED": {"states:StartExecution", "states:DescribeExecution", "states:StopExecution"},
}
"""By what a state names, the rights that AWS's page on policies for Distributed Maps lists for it."""


def test_the_state_machine_may_do_what_its_states_do_and_nothing_else() -> None:
    told = json.dumps(DESCRIBED.resources["PopulationMachine"]["Properties"]["Definition"])
    named = {*re.findall(r":states:::([a-zA-Z0-9:]+)", told), *re.findall(r'"Mode": "(\w+)"', told)}
    needed = set().union(*(NEEDED[each] for each in named))
    assert {action for action, _ in allowed(DESCRIBED, "PopulationRunner")} == needed
