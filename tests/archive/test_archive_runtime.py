"""The archive answers in Lambda's own runtime interface, by the names of its handlers in serverless.yml."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from infra.deployment.description import read_description
from init_lender import Deployed, deployed  # type: ignore[import-not-found]
from runtime_interface import emulated  # type: ignore[import-not-found]
from runtime_speed import NOT_OF_AUTHORIZER, OF_ISSUERS, SECRET  # type: ignore[import-not-found]
from tests.archive.unpacked import Unpacked

HANDLERS = {name: each["handler"] for name, each in read_description().functions.items()}


@pytest.fixture(scope="module")
def service() -> Iterator[Deployed]:
    if "RUNTIME" not in os.environ:
        pytest.skip("needs Lambda's runtime interface: .ci/runtime.sh")
    with deployed() as found:
        yield found


def invoked(unpacked: Unpacked, name: str, environment: dict[str, str], *events: Any) -> list[Any]:
    with emulated(unpacked.folder, HANDLERS[name], environment) as function:
        answered = [function.invoke(event) for event in events]
        assert "Traceback" not in function.log.read_text("utf-8")
        return answered


def test_both_functions_answer_one_request_as_the_gateway_asks_them(unpacked: Unpacked, service: Deployed) -> None:
    verifying = {n: v for n, v in service.environment.items() if n not in NOT_OF_AUTHORIZER} | SECRET
    asked = {name: value for name, value in service.event.items() if name != "body"}
    [found] = invoked(unpacked, "authorizer", verifying, asked)
    assert found["isAuthorized"] is True
    told = {name: value for name, value in service.environment.items() if name not in OF_ISSUERS} | SECRET
    context = {**service.event["requestContext"], "authorizer": {"lambda": found["context"]}}
    vouched = {**service.event, "requestContext": context}
    good, again, unvouched = invoked(unpacked, "graphql", told, vouched, vouched, service.event)
    assert good["statusCode"] == again["statusCode"] == 200
    decisions = json.loads(good["body"])["data"]["eligibility"]["decisions"]
    assert [each["outcome"] for each in decisions]
    assert json.loads(again["body"])["data"]["eligibility"]["decisions"] == decisions
    assert json.loads(unvouched["body"])["errors"][0]["extensions"]["reason"] == "TOKEN_NOT_VERIFIED"


def test_a_fault_of_the_configuration_is_told_by_the_runtime(unpacked: Unpacked, service: Deployed) -> None:
    with emulated(unpacked.folder, HANDLERS["graphql"], {}) as function:
        answer = function.invoke(service.event)
        assert answer["errorType"].endswith("BadSettings")
        assert "CREDITRULES_TABLE is not set" in answer["errorMessage"]
