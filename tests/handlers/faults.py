"""Faults of AWS where HTTP would be: of the deployed service's own clients, whose requests moto answers otherwise."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import boto3
import botocore.handlers
import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from moto import mock_aws
from moto.core.botocore_stubber import MockRawResponse
from moto.core.models import botocore_stubber
from tests.handlers.deployed import ENVIRONMENT, token

from creditrules.api import Application, Request
from creditrules.auth import Role
from creditrules.bootstrap import build_app
from creditrules.config import read_settings
from creditrules.store.aws import create_table

__all__ = ["HANGS", "LOST", "Faults", "ask", "deployed_with_faults"]

HANGS = "hangs"
LOST = "lost"
"""Carried out, and then the connection breaks."""


@dataclass
class Faults:
    """What fails, by operation: an error's code, HANGS or LOST. asked: requests, by operation. hang: for how long.

    times: how often, before all is well again. afterwards: what fails too, once an answer was LOST. ahead: by how much
    the time that AWS tells is ahead of ours; None where it tells none. paths: errors of S3, by what is in an address.
    """

    by: dict[str, str] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    hang: float = 0.2
    times: int = 10**6
    afterwards: dict[str, str] = field(default_factory=dict)
    ahead: timedelta | None = timedelta(0)
    paths: dict[str, str] = field(default_factory=dict)

    def answer(self, request: Any, **_: Any) -> Any:
        """See botocore's event `before-send`."""
        for path, code in self.paths.items():
            if path in request.url:
                status, told = 500 if code.startswith("Internal") else 403, f"<Error><Code>{code}</Code></Error>"
                return AWSResponse(request.url, status, {}, MockRawResponse(told.encode()))  # type: ignore[arg-type]
        target = request.headers.get("X-Amz-Target", b"")
        operation = (target.decode() if isinstance(target, bytes) else target).rpartition(".")[2]
        self.asked[operation] += 1
        fault = self.by.get(operation, self.by.get("*")) if self.times > 0 else None
        self.times -= fault is not None
        if fault == HANGS:
            time.sleep(self.hang)
            raise ReadTimeoutError(endpoint_url=request.url)
        if fault == LOST:
            botocore_stubber.process_request(request)
            self.by |= self.afterwards
            raise ConnectionClosedError(endpoint_url=request.url)
        if fault:
            body = json.dumps({"__type": fault, "message": "income 123456 of Zhang San"}).encode()
            status = 500 if fault.startswith("Internal") else 400
            headers: Any = {"content-type": "application/json"}
            return self._dated(AWSResponse(request.url, status, headers, MockRawResponse(body)))
        return self._dated(botocore_stubber("before-send", request))

    def _dated(self, answer: Any) -> Any:
        answer.headers.pop("date", None)
        if self.ahead is not None:
            answer.headers["date"] = format_datetime(datetime.now(UTC) + self.ahead, usegmt=True)
        return answer


@contextmanager
def deployed_with_faults(**environment: str) -> Iterator[tuple[Callable[[], Application], Faults]]:
    """What starts the service as a function has it, with keys for facts, and what goes wrong around it."""
    faults = Faults()
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        # botocore asks all handlers, also where the first has answered: moto's would carry out what fails here.
        others = [each for each in botocore.handlers.BUILTIN_HANDLERS if each[1] is not botocore_stubber]
        patch.setattr(botocore.handlers, "BUILTIN_HANDLERS", [("before-send", faults.answer), *others])
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        create_table(boto3.client("dynamodb", region_name="eu-central-1"), "rules")
        arn = boto3.client("kms", region_name="eu-central-1").create_key()["KeyMetadata"]["Arn"]
        settings = read_settings(ENVIRONMENT | {"CREDITRULES_KMS_KEY": arn} | environment)
        yield lambda: build_app(settings).application, faults


def ask(application: Application, role: Role, query: str, **variables: Any) -> tuple[int, dict[str, Any]]:
    """HTTP's status and the answer."""
    headers = {"authorization": f"Bearer {token(role)}", "content-type": "application/json"}
    body = json.dumps({"query": query, "variables": variables}).encode()
    response = application.handle(Request("POST", "/graphql", headers, "", body))
    return response.status, json.loads(response.body)
