"""A stage in the emulator, as it is reached from outside, and the emulator itself; for the acts of the rehearsal."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import admin  # type: ignore[import-not-found]  # generated
import partner  # type: ignore[import-not-found]  # generated

EMULATOR = os.environ["AWS_ENDPOINT_URL"]
STAGE = "dev"
BEGUN = time.monotonic()
JSON = {"sqs": ("AmazonSQS", "1.0"), "events": ("AWSEvents", "1.1")}
"""Of services that take JSON: how operations are called, and the form."""


def step(told: str, act: Callable[[], Any]) -> Any:
    """Do it, and print what it was and how long it took."""
    begun = time.monotonic()
    sys.stdout.write(f"{begun - BEGUN:6.1f} s  {told}")
    sys.stdout.flush()
    done = act()
    sys.stdout.write(f": {time.monotonic() - begun:.1f} s\n")
    return done


def must(holds: object, claim: str) -> None:
    """End with the claim where it does not hold."""
    if not holds:
        sys.exit(f"\nnot so: {claim}")


class Stage:
    """The deployed stage, as it is reached in the emulator."""

    def __init__(self, said: str) -> None:
        [api] = re.findall(r"HttpApiId: (\S+)", said)
        self.address = f"{EMULATOR}/_aws/execute-api/{api}/$default"
        self.url = f"{self.address}/graphql"
        [self._shelf] = re.findall(r"ShelfName: (\S+)", said)
        [self.bus] = re.findall(r"ChangesBus: (\S+)", said)

    def partner(self, bearer: str) -> Any:
        return partner.Creditrules(self.url, bearer)

    def admin(self, bearer: str) -> Any:
        return admin.Creditrules(self.url, bearer)

    def get(self, path: str) -> tuple[int, Any]:
        return sent(Request(self.address + path))

    def post(self, body: Any, **headers: str) -> tuple[int, Any]:
        told = {"Content-Type": "application/json", **headers}
        return sent(Request(self.url, json.dumps(body).encode(), told))

    def code_of(self, function: str) -> str:
        """The digest of the archive that a function runs."""
        digest: str = sent(self._of(function, "configuration"))[1]["CodeSha256"]
        return digest

    def call(self, function: str, given: Any) -> Any:
        """What a function gives that is called by itself."""
        status, told = sent(self._of(function, "invocations", json.dumps(given).encode()))
        must(status == 200 and "errorMessage" not in told, f"{function} does what it is asked for: {told}")
        return told

    def shelf(self, folder: str) -> dict[str, bytes]:
        """What is noted outside the table in a folder, by its names."""
        with urlopen(signed(f"/{self._shelf}?list-type=2&prefix={folder}", "s3"), timeout=60) as listed:
            names = re.findall(r"<Key>([^<]+)</Key>", listed.read().decode())
        found = {}
        for name in names:
            with urlopen(signed(f"/{self._shelf}/{name}", "s3"), timeout=60) as answer:
                found[name] = answer.read()
        return found

    def _of(self, function: str, part: str, body: bytes | None = None) -> Request:
        return signed(f"/2015-03-31/functions/creditrules-{STAGE}-{function}/{part}", "lambda", body)


def of_emulator(service: str, operation: str, given: Any) -> Any:
    """What a service of the emulator answers."""
    prefix, form = JSON[service]
    request = signed("/", service, json.dumps(given).encode())
    request.add_header("X-Amz-Target", f"{prefix}.{operation}")
    request.add_header("Content-Type", f"application/x-amz-json-{form}")
    status, told = sent(request)
    must(status == 200, f"the emulator does {operation}: {told}")
    return told


def signed(path: str, service: str, body: bytes | None = None) -> Request:
    """A request to the emulator itself, which looks at no signature but for the service that is meant."""
    told = f"AWS4-HMAC-SHA256 Credential=emulated/20260101/eu-central-1/{service}/aws4_request"
    return Request(EMULATOR + path, body, {"Authorization": told})


def sent(request: Request) -> tuple[int, Any]:
    try:
        with urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer)
    except HTTPError as answer:
        text = answer.read().decode("utf-8", "replace")
        return answer.code, json.loads(text) if text.startswith("{") else text
