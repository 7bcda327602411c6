"""The function as Lambda has it after initialising, over a table in moto, with tokens that it takes."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import ModuleType
from typing import Any

import boto3
import pytest
from moto import mock_aws

from creditrules.auth import KeySet, Principal, Role, issue_token, make_key
from creditrules.clock import utc_now
from creditrules.store.aws import create_table

KEY = make_key()
ENVIRONMENT = {
    "CREDITRULES_TABLE": "rules",
    "CREDITRULES_JWKS": KeySet.of([KEY]).to_json(),
    "CREDITRULES_ISSUER": "https://issuer.example",
    "CREDITRULES_AUDIENCE": "creditrules",
    "CREDITRULES_CURSOR_SECRET": "a secret of this test run",
    "CREDITRULES_DOCUMENTS": "any",
    "CREDITRULES_APPROVALS": "0",
    "AWS_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
}


def token(role: Role, **claims: Any) -> str:
    principal = Principal("acme", "someone", frozenset({role}))
    given: dict[str, Any] = {
        "issuer": "https://issuer.example",
        "audience": "creditrules",
        "issued_at": utc_now(),
        "lifetime": timedelta(hours=1),
    }
    return issue_token(KEY, principal, **(given | claims))


@contextmanager
def deployed(**environment: str) -> Iterator[ModuleType]:
    """The module of the function's entry: imported once, with its environment."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name, value in (ENVIRONMENT | environment).items():
            patch.setenv(name, value)
        create_table(boto3.client("dynamodb", region_name="eu-central-1"), "rules")
        sys.modules.pop("creditrules.handlers.graphql", None)
        yield importlib.import_module("creditrules.handlers.graphql")
