"""The change feed in the rehearsal: who listens to a webhook of this machine, and to the stage's bus."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, Self

import admin  # type: ignore[import-not-found]  # generated
from tests.deployment.reached import Stage, must, of_emulator
from tests.webhook_target import WebhookTarget

PATIENCE = 60


class Listening:
    """A webhook that is registered as an administrator does it, and a rule that puts all of the bus into a queue."""

    def __init__(self, stage: Stage, ada: str) -> None:
        self._target = WebhookTarget()
        self._bus: dict[str, Any] = {}
        self._queue: str = of_emulator("sqs", "CreateQueue", {"QueueName": "heard"})["QueueUrl"]
        asked = {"QueueUrl": self._queue, "AttributeNames": ["QueueArn"]}
        arn = of_emulator("sqs", "GetQueueAttributes", asked)["Attributes"]["QueueArn"]
        rule = {"Rule": "heard", "EventBusName": stage.bus}
        pattern = json.dumps({"source": ["creditrules"]})
        of_emulator("events", "PutRule", {"Name": "heard", "EventBusName": stage.bus, "EventPattern": pattern})
        of_emulator("events", "PutTargets", {**rule, "Targets": [{"Id": "heard", "Arn": arn}]})
        with stage.admin(ada) as client:
            given = admin.CreateWebhookInput(address=f"{self._target.address}/in", idempotency_key="webhook")
            made = client.create_webhook(given).create_webhook
        must(not made.user_errors, f"a webhook is registered: {made.user_errors}")
        self._secret = made.secret
        self._stage = stage

    def __enter__(self) -> Self:
        self._target.__enter__()
        return self

    def __exit__(self, *args: object) -> None:
        self._target.__exit__(*args)
        rule = {"Rule": "heard", "EventBusName": self._stage.bus}  # a bus with rules is not removed
        of_emulator("events", "RemoveTargets", {**rule, "Ids": ["heard"]})
        of_emulator("events", "DeleteRule", {"Name": "heard", "EventBusName": self._stage.bus})

    def heard(self, subject: str, kind: str) -> None:
        """That both are told of it, the same under the same id, and the webhook what is signed with its secret."""
        wanted = (subject, f"creditrules.change.{kind}.v1")
        came = _within(lambda: self._came(wanted), f"the webhook hears of {wanted}")
        must(came.is_signed_with(self._secret), "what arrives is signed with the secret that was told once")
        event = came.event
        must(_within(lambda: self._on_bus(event["id"]), f"the bus hears of {wanted}") == event, "with the same words")

    def _came(self, wanted: tuple[str, str]) -> Any:
        found = (each for each in self._target.came if (each.event["subject"], each.event["type"]) == wanted)
        return next(found, None)

    def _on_bus(self, event: str) -> Any:
        found = of_emulator("sqs", "ReceiveMessage", {"QueueUrl": self._queue, "MaxNumberOfMessages": 10})
        for each in found.get("Messages", ()):
            detail = json.loads(each["Body"])["detail"]
            self._bus[detail["id"]] = detail
        return self._bus.get(event)


def _within(look: Callable[[], Any], claim: str) -> Any:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = look()
        if found is not None:
            return found
        time.sleep(0.2)
    raise SystemExit(f"\nnot so: {claim} within {PATIENCE} seconds")
