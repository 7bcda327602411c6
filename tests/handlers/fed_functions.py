"""The functions of the change feed as they are deployed, over moto, beside those that answer requests."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import boto3
import pytest
from tests.handlers.authorized import Deployed, authorized
from tests.handlers.deployed import ENVIRONMENT, token

from creditrules.auth import Role

REGION = ENVIRONMENT["AWS_REGION"]
KEY = "alias/facts"
ARN = "arn:aws:{}:eu-central-1:123456789012:{}"
FEED = {
    "CREDITRULES_BUS": "changes",
    "CREDITRULES_SCHEDULE_GROUP": "moments",
    "CREDITRULES_SCHEDULE_FUNCTION": ARN.format("lambda", "function:feedSchedule"),
    "CREDITRULES_SCHEDULE_ROLE": "arn:aws:iam::123456789012:role/calls",
    "CREDITRULES_DEAD_LETTERS_ARN": ARN.format("sqs", "letters"),
    "CREDITRULES_LOOPBACK_WEBHOOKS": "yes",
    "CREDITRULES_KMS_KEY": KEY,
}
SHARED = ("CREDITRULES_TABLE", "CREDITRULES_CURSOR_SECRET", "AWS_REGION")
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
      rules: [["< LEAST", '"DECLINE"', '"MINOR"'], ["-", '"ALLOW"', "null"]]
reasons: {MINOR: {message: {en: Too young.}}}
"""
CREATE = "mutation($input: CreateRuleSetInput!) { createRuleSet(input: $input) { userErrors { code } } }"
PUBLISH = "mutation($input: PublishRuleVersionInput!) { publishRuleVersion(input: $input) { userErrors { code } } }"
HOOK = (
    "mutation($input: CreateWebhookInput!) { createWebhook(input: $input) { webhook { address } userErrors { code } } }"
)
STATES = "{ webhooks { nodes { address state } } }"


class Lambda:
    """What a function is told of itself. left: milliseconds that it still has."""

    def __init__(self, left: int = 300_000) -> None:
        self._left = left

    def get_remaining_time_in_millis(self) -> int:
        return self._left


@dataclass
class FedFunctions:
    """handlers: the module of the feed's functions. both: who answers requests. queue: the address of the letters."""

    both: Deployed
    handlers: ModuleType
    queue: str

    def ask(self, query: str, given: Any = None) -> Any:
        bearer = f"Bearer {token(Role.ADMINISTRATOR)}"
        status, body, _ = self.both.ask(query, bearer, None if given is None else {"input": given})
        assert (status, body.get("errors")) == (200, None), body
        [made] = body["data"].values()
        assert not made.get("userErrors"), made
        return made

    def webhook(self, address: str) -> None:
        self.ask(HOOK, {"address": address, "idempotencyKey": address})

    def publish(self, least: int, valid_from: str | None = None) -> None:
        basis = {"category": "REGULATION", "citation": "Civil Code"}
        change: dict[str, Any] = {
            "basis": basis,
            "comment": "Changed.",
            "notice": [{"language": "en", "text": f"From {least}."}],
        }
        if valid_from:
            change["validFrom"] = valid_from
        self.ask(PUBLISH, {"slug": "age", "content": RULES.replace("LEAST", str(least)), "change": change})

    def records(self) -> list[dict[str, Any]]:
        """All that was recorded, as the stream has it."""
        items = boto3.client("dynamodb", region_name=REGION).scan(TableName="rules")["Items"]
        keys = [{"pk": item["pk"], "sk": item["sk"]} for item in items]
        return [
            {"eventName": "INSERT", "dynamodb": {"Keys": each, "SequenceNumber": str(number)}}
            for number, each in enumerate(keys)
        ]

    def stream(self, left: int = 300_000) -> list[str]:
        """Give it all that was recorded; what is to come again."""
        failed = self.handlers.stream({"Records": self.records()}, Lambda(left))["batchItemFailures"]
        return [each["itemIdentifier"] for each in failed]

    def letters(self) -> list[str]:
        sqs = boto3.client("sqs", region_name=REGION)
        return [
            each["Body"]
            for each in sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages", ())
        ]

    def schedules(self) -> list[Any]:
        client = boto3.client("scheduler", region_name=REGION)
        names = [each["Name"] for each in client.list_schedules(GroupName="moments")["Schedules"]]
        return [client.get_schedule(GroupName="moments", Name=name) for name in names]


@contextmanager
def fed_functions() -> Iterator[FedFunctions]:
    """Both sides, with a rule set that has no version yet."""
    with authorized(CREDITRULES_KMS_KEY=KEY, CREDITRULES_LOOPBACK_WEBHOOKS="yes") as both:
        kms = boto3.client("kms", region_name=REGION)
        kms.create_alias(AliasName=KEY, TargetKeyId=kms.create_key()["KeyMetadata"]["KeyId"])
        boto3.client("events", region_name=REGION).create_event_bus(Name="changes")
        boto3.client("scheduler", region_name=REGION).create_schedule_group(Name="moments")
        queue = boto3.client("sqs", region_name=REGION).create_queue(QueueName="letters")["QueueUrl"]
        told = {name: ENVIRONMENT[name] for name in SHARED} | FEED | {"CREDITRULES_DEAD_LETTERS": queue}
        with pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("CREDITRULES_")]:
                patch.delenv(name)
            for name, value in told.items():
                patch.setenv(name, value)
            sys.modules.pop("creditrules.handlers.feed", None)
            handlers = importlib.import_module("creditrules.handlers.feed")
        functions = FedFunctions(both, handlers, queue)
        named = [{"language": "en", "text": "Age"}]
        functions.ask(CREATE, {"slug": "age", "name": named, "category": "REGULATION"})
        yield functions
