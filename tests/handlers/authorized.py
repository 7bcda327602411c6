"""Both functions that answer a request as they are deployed, and what API Gateway does between them, over moto."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from tests.handlers.deployed import ENVIRONMENT, deployed
from tests.handlers.gateway import event_of

SECRET = {"CREDITRULES_AUTHORIZER_SECRET": "a secret of the two functions"}
OF_ISSUERS = ("CREDITRULES_JWKS", "CREDITRULES_ISSUER", "CREDITRULES_AUDIENCE")
VERIFYING = {name: ENVIRONMENT[name] for name in ("CREDITRULES_TABLE", "AWS_REGION", *OF_ISSUERS)} | SECRET


class Deployed:
    """Both functions, and the gateway between them."""

    def __init__(self, authorizer: ModuleType, function: ModuleType) -> None:
        self._authorizer = authorizer
        self.function = function

    def start_anew(self) -> None:
        """Another instance of the function: what the one before kept of keys and rules is gone."""
        self.function = _started("creditrules.handlers.graphql")

    def event(self, query: str, bearer: str | None, variables: Any = None, method: str = "POST") -> dict[str, Any]:
        headers = {"content-type": "application/json"} | ({"authorization": bearer} if bearer is not None else {})
        body = json.dumps({"query": query, "variables": variables}).encode()
        return event_of(method, "/graphql", headers, body)  # type: ignore[arg-type]

    def vouched(self, event: dict[str, Any]) -> dict[str, Any]:
        """The event, as it is once the authorizer was asked; the gateway asks it without a body."""
        asked = {name: value for name, value in event.items() if name not in {"body", "isBase64Encoded"}}
        told = self._authorizer.handler(asked | {"type": "REQUEST", "identitySource": None}, None)
        assert told["isAuthorized"] is True
        assert all(isinstance(each, str) for each in told["context"].values())
        return {**event, "requestContext": {**event["requestContext"], "authorizer": {"lambda": told["context"]}}}

    def answer(self, event: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        said = self.function.handler(event, SimpleNamespace(aws_request_id="1", function_name="graphql"))
        return said["statusCode"], json.loads(said["body"] or "null"), said["headers"]

    def ask(self, query: str, bearer: str | None, variables: Any = None) -> tuple[int, Any, dict[str, str]]:
        return self.answer(self.vouched(self.event(query, bearer, variables)))


@contextmanager
def authorized(**environment: str) -> Iterator[Deployed]:
    """Both, imported once, each with its own environment. environment: more of that of the function of GraphQL."""
    told = SECRET | dict.fromkeys(OF_ISSUERS, "") | environment
    with deployed(**told) as function, pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("CREDITRULES_")]:
            patch.delenv(name)
        for name, value in VERIFYING.items():
            patch.setenv(name, value)
        authorizer = _started("creditrules.handlers.authorizer")
        patch.undo()
        yield Deployed(authorizer, function)


def _started(handler: str) -> ModuleType:
    sys.modules.pop(handler, None)
    return importlib.import_module(handler)
