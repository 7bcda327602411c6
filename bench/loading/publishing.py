"""An administrator who writes, an approver, and a new version in force every few seconds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from threading import Event, Thread
from typing import Any

from creditrules.auth import Role
from creditrules.cli.local.tokens import IN_CHARGE
from loading.clients import Connection, Observed
from loading.mix import Call, Caller, Documents
from loading.service import Service

__all__ = ["Publisher", "publishing"]

RULE_SET = "behaviour-risk"


class Publisher:
    """Publishes one rule set again and again, each time with another threshold, by four eyes."""

    def __init__(self, service: Service, documents: Documents, run: str) -> None:
        self._documents = documents
        self._writer = Caller("writer", service.tokens.issue(IN_CHARGE, "writer"), by_key=False)
        self._approver = Caller("approver", service.tokens.issue(Role.APPROVER, "approver"), by_key=False)
        self._connection = Connection(*service.address)
        self._run = run
        self.published = 0

    def publish(self, seen: Observed) -> None:
        """One version, from its draft on."""
        wanted = {
            "slug": RULE_SET,
            "content": _content(self.published),
            "idempotencyKey": f"{self._run} {self.published}",
        }
        draft = self._act(seen, "draftRuleVersion", self._writer, "draft-rule-version", wanted)
        named = {"proposal": draft["id"]}
        submitted = self._act(seen, "submitProposal", self._writer, "submit-proposal", named)
        if submitted["requiredApprovals"]:
            approval = {**named, "binding": submitted["binding"]}
            self._act(seen, "approveProposal", self._approver, "approve-proposal", approval)
        self._act(seen, "publishProposal", self._writer, "publish-proposal", named)
        self.published += 1

    def _act(self, seen: Observed, name: str, caller: Caller, document: str, wanted: dict[str, Any]) -> dict[str, Any]:
        answered: dict[str, Any] = {}

        def check(data: Any) -> str | None:
            answered.update(data[name]["proposal"] or {})
            return None if data[name]["proposal"] else str(data[name]["userErrors"] or data[name]["diagnostics"])

        body = self._documents.body(f"admin/{document}", {"input": wanted})
        seen.send(self._connection, Call(name, caller, body, check), time.perf_counter())
        return answered


@contextmanager
def publishing(publisher: Publisher, every: float) -> Iterator[Observed]:
    """What the administrator sees, who publishes every so many seconds until the end."""
    seen, ended = Observed(), Event()

    def act() -> None:
        while not ended.wait(every):
            try:
                publisher.publish(seen)
            except KeyError:  # refused, and counted as a fault
                return

    thread = Thread(target=act)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


def _content(number: int) -> str:
    """The rules that the demo lender has in force, with a remark: another version each time, which decides the same."""
    text = files("creditrules.cli.demo").joinpath("documents", "rule-sets", RULE_SET, "4.yaml").read_text("utf-8")
    kept = (line for line in text.splitlines() if not line.strip().startswith("validFrom:"))
    return "\n".join(kept).replace("how strongly:", f"how strongly ({number}):", 1)
