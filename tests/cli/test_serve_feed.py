"""The change feed inside `serve`: a webhook over HTTP hears of what is published, whatever ends in between."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.webhook_target import WebhookTarget

WHY = {
    "basis": {"category": "RISK", "citation": "Committee 9"},
    "comment": "Tried.",
    "notice": [{"language": "en", "text": "As before."}],
}
RULES = """
ruleSet: cap
category: RISK
name: {en: Cap}
reasons: {POOR: {message: {en: Not enough.}}}
facts: [{name: income, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [income]
      outputs: [intervention, reason]
      rules: [["< LEAST", '"DECLINE"', '"POOR"'], ["-", '"ALLOW"', "null"]]
"""


class Served:
    """A service over a folder, as a process of its own."""

    def __init__(self, folder: Path, process: subprocess.Popen[str], port: int, token: str) -> None:
        self.folder, self.process, self.port, self.token = folder, process, port, token

    def act(self, name: str, given: dict[str, Any], told: str) -> Any:
        kind = name[0].upper() + name[1:]
        query = f"mutation($i: {kind}Input!) {{ {name}(input: $i) {{ {told} userErrors {{ code message }} }} }}"
        payload = self.ask(query, {"i": given})[name]
        assert payload["userErrors"] == [], payload
        return payload

    def ask(self, query: str, variables: dict[str, Any] | None = None) -> Any:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/graphql", body, headers)
        with urllib.request.urlopen(request, timeout=20) as response:
            answer = json.load(response)
        assert "errors" not in answer, answer
        return answer["data"]

    def publish(self, at_least: int, valid_from: datetime | None = None) -> None:
        change = WHY | ({"validFrom": valid_from.isoformat()} if valid_from else {})
        given = {"slug": "cap", "content": RULES.replace("LEAST", str(at_least)), "change": change}
        self.act("publishRuleVersion", given, "version { number }")


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    environment = os.environ | {"CREDITRULES_LOOPBACK_WEBHOOKS": "yes", "PORT": "0"}
    command = [sys.executable, "-m", "creditrules", "serve", "--empty", "--data", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    try:
        lines: list[str] = []
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line.strip())
            if lines[-2:-1] and lines[-2].startswith("Administrator token"):
                break
        [address] = [word for line in lines for word in line.split() if word.startswith("http://127.0.0.1:")][:1]
        yield Served(folder, process, int(address.rsplit(":", 1)[1].split("/")[0]), lines[-1])
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


@pytest.fixture(scope="module")
def target() -> Iterator[WebhookTarget]:
    with WebhookTarget() as server:
        yield server


def soon(holds: Callable[[], bool], seconds: float = 15) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, "nothing came"
        time.sleep(0.05)


def numbers(target: WebhookTarget) -> list[int]:
    return [came.event["data"]["number"] for came in target.came]


def test_a_webhook_hears_of_changes_and_a_service_that_ends_in_between_loses_nothing(
    target: WebhookTarget, tmp_path: Path
) -> None:
    with served(tmp_path / "data") as service:
        name = [{"language": "en", "text": "Cap"}]
        service.act("createRuleSet", {"slug": "cap", "name": name, "category": "RISK"}, "replayed")
        given = {"address": f"{target.address}/in", "idempotencyKey": str(uuid4())}
        secret = service.act("createWebhook", given, "secret")["secret"]
        service.publish(1000)
        soon(lambda: numbers(target) == [1])
        assert target.came[0].is_signed_with(secret)
        start = datetime.now(UTC) + timedelta(seconds=2)
        service.publish(2000, start)
        soon(lambda: numbers(target) == [1, 2, 3])
        assert datetime.now(UTC) >= start
        delivered = service.ask("{ deliveries { nodes { number state attempts } } }")["deliveries"]["nodes"]
        assert [each["state"] for each in delivered][1:] == ["DELIVERED"] * 2
        soon(lambda: service.ask("{ deliveries(state: PENDING) { nodes { number } } }")["deliveries"]["nodes"] == [])
        target.status = 500
        service.publish(3000)
        soon(lambda: len(target.came) == 4)
        service.process.send_signal(signal.SIGKILL)
        service.process.wait()
    target.status = 204
    with served(tmp_path / "data") as service:
        service.publish(4000)
        soon(lambda: numbers(target)[-2:] == [4, 5], 30)
        fourth = {came.event["id"] for came in target.came if came.event["data"]["number"] == 4}
        assert len(fourth) == 1, "tried again under the same id"
        assert numbers(target)[:3] == [1, 2, 3]
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(10) == 0


def test_a_person_is_told_in_the_folder_of_messages_once_whatever_ends_in_between(tmp_path: Path) -> None:
    data = tmp_path / "data"

    def as_role(service: Served, role: str) -> Served:
        command = [sys.executable, "-m", "creditrules", "token", "--data", str(data), "--role", role]
        token = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
        return Served(service.folder, service.process, service.port, token)

    def decide(shop: Served, income: int) -> None:
        facts = {"facts": {"income": income}, "subject": "1001", "idempotencyKey": str(uuid4())}
        shop.act("decide", facts, "decision { id }")

    with served(data) as service:
        chief, shop = as_role(service, "chief"), as_role(service, "partner")
        name = [{"language": "en", "text": "Cap"}]
        service.act("createRuleSet", {"slug": "cap", "name": name, "category": "RISK"}, "replayed")
        service.publish(1000)
        product = "{product: loan, name: {en: Loan}, kind: LOAN, segment: CONSUMER, currency: CNY, ruleSets: [cap]}"
        service.act("createProduct", {"slug": "loan", "content": product, "change": WHY}, "replayed")
        chief.act("setSettings", {"content": "people: {advice: true}", "statement": WHY}, "version")
        shop.act("setContact", {"subject": "1001", "kind": "EMAIL", "address": "ann@shop.example"}, "replayed")
        time.sleep(2.5)  # who turns it on is advised from the next look on
        decide(shop, 5000)
        decide(shop, 1)
        soon(lambda: len(list((data / "messages").glob("*.eml"))) == 1)
        service.process.send_signal(signal.SIGKILL)
        service.process.wait()
    with served(data) as service:
        asked = "{ adviceDeliveries { nodes { name state maskedAddress } } }"
        soon(lambda: service.ask(asked)["adviceDeliveries"]["nodes"][0]["state"] == "DELIVERED", 150)
        [told] = service.ask(asked)["adviceDeliveries"]["nodes"]
        [file] = (data / "messages").glob("*.eml")
        assert (told["name"], told["maskedAddress"]) == (file.stem, "a…@s….example")
        assert b"Not enough." in file.read_bytes()


def test_a_service_stops_while_a_receiver_hangs(target: WebhookTarget, tmp_path: Path) -> None:
    target.hangs_for = 2
    with served(tmp_path / "data") as service:
        name = [{"language": "en", "text": "Cap"}]
        service.act("createRuleSet", {"slug": "cap", "name": name, "category": "RISK"}, "replayed")
        given = {"address": f"{target.address}/hangs", "idempotencyKey": str(uuid4())}
        service.act("createWebhook", given, "secret")
        service.publish(1000)
        soon(lambda: bool(target.hanging))
        begun = time.monotonic()
        service.ask("{ __typename }")
        assert time.monotonic() - begun < 2, "requests go on meanwhile"
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(14) == 0
