"""What functions that nobody waits for ask of AWS: those that keep things outside the table, and the feed."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import boto3
import pytest
from infra.deployment.description import POPULATIONS, read_description
from tests.deployment.calls import Recorded, recording
from tests.handlers import test_lambda_upkeep as upkeep
from tests.handlers.faults import ask, deployed_with_faults
from tests.handlers.fed_functions import FEED, Lambda, fed_functions
from tests.webhook_target import WebhookTarget

from creditrules.auth import Role
from creditrules.clock import utc_now
from creditrules.desk import Teller

DESCRIBED = read_description(POPULATIONS)
REGION = "eu-central-1"
SHELF = {"CREDITRULES_SHELF": "s3://kept/"}
OBJECTS = {"kept": "GetAtt Shelf.Arn"}


def things(function: str, named: Mapping[str, str]) -> Mapping[str, str]:
    """By the values that a function is told here, what the deployment tells it in their place."""
    environment = DESCRIBED.functions[function]["environment"]
    told = {value: environment[name] for name, value in named.items() if name in environment}
    told = {value: text for value, text in told.items() if text.startswith(("GetAtt ", "Ref "))}
    return {value: f"GetAtt {text.split()[1].removesuffix('.Arn')}.Arn" for value, text in told.items()}


def make_shelf() -> None:
    where: Any = {"LocationConstraint": REGION}
    boto3.client("s3", region_name=REGION).create_bucket(
        Bucket="kept", CreateBucketConfiguration=where, ObjectLockEnabledForBucket=True
    )


def asked_by_upkeep() -> Mapping[str, Recorded]:
    """What the functions of upkeep asked for, with a subject to be erased again."""
    named = {"CREDITRULES_TABLE": "rules"}
    functions = {"anchor": "anchor", "eraseAgain": "erase_again"}
    recorded = {each: Recorded({**things(each, named), **OBJECTS}, OBJECTS) for each in functions}
    with deployed_with_faults(**SHELF) as (start, _), pytest.MonkeyPatch.context() as patch:
        make_shelf()
        application = start()
        upkeep.decide(application, "ann")
        earlier = boto3.client("dynamodb", region_name=REGION).scan(TableName="rules")["Items"]
        assert ask(application, Role.CHIEF, upkeep.ERASE)[1]["data"]["eraseSubject"]["userErrors"] == []
        upkeep.put_back(earlier)
        for name, value in ({"CREDITRULES_TABLE": "rules", "AWS_REGION": REGION} | SHELF).items():
            patch.setenv(name, value)
        sys.modules.pop("creditrules.handlers.upkeep", None)
        handlers = importlib.import_module("creditrules.handlers.upkeep")
        for name, handler in functions.items():
            with recording(recorded[name]):
                told = getattr(handlers, handler)({"tenants": ["acme"]}, None)["acme"]
        assert told == {"noted": 1, "lost": 1, "taken": 1}
    return recorded


def asked_by_feed() -> Mapping[str, Recorded]:
    """What the functions of the change feed asked for, on a day on which much happens."""
    with fed_functions() as fed, WebhookTarget() as target:
        named = {"CREDITRULES_TABLE": "rules", "CREDITRULES_DEAD_LETTERS": fed.queue} | FEED
        recorded = {each: Recorded(things(each, named)) for each in ("feedStream", "feedSchedule")}
        runs: dict[str, Callable[[Any], object]] = {
            "feedStream": lambda recorded: fed.handlers.stream({"Records": recorded}, Lambda()),
            "feedSchedule": lambda _: fed.handlers.scheduled({"tenants": ["acme"]}, Lambda()),
        }
        later = iter(range(1, 9))
        for function, run in runs.items():
            for address in ("in", "410", "500"):
                fed.webhook(f"{target.address}/{address}?{function}")
            for _ in range(2):
                number = next(later)
                fed.publish(number, (utc_now() + timedelta(days=10 - number)).isoformat())
                records = fed.records()
                with recording(recorded[function]):
                    run(records)
            with pytest.MonkeyPatch.context() as patch, recording(recorded[function]):
                patch.setattr(Teller, "tell", lambda *_: 1 / 0)
                run(records)
    return recorded
