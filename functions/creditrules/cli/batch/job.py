"""A batch job at a service: parts are sent once, and what the service has of them already is fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from creditrules.cli.batch.applicants import Part
from creditrules.cli.service.client import Client, NoAnswerError

__all__ = ["Job", "fact_types", "resume", "start"]

_TOLD = "userErrors { field code message hint }"
_START = f"""mutation($input: StartBatchJobInput!) {{
  done: startBatchJob(input: $input) {{ job {{ id expiresAt whatIf }} {_TOLD} }}
}}"""
_ADD = f"mutation($input: AddToBatchJobInput!) {{ done: addToBatchJob(input: $input) {{ part {{ lines }} {_TOLD} }} }}"
_FINISH = f"mutation($input: FinishBatchJobInput!) {{ done: finishBatchJob(input: $input) {{ {_TOLD} }} }}"
_DELETE = f"mutation($input: DeleteBatchJobInput!) {{ done: deleteBatchJob(input: $input) {{ {_TOLD} }} }}"
_JOB = "query($id: ID!) { batchJob(id: $id) { id state expiresAt whatIf parts } }"
_PART = "query($id: ID!, $number: Int!) { batchJob(id: $id) { part(number: $number) { sha256 lines } } }"
_FACTS = """query($after: String) {
  facts(first: 100, after: $after) { nodes { name type } pageInfo { hasNextPage endCursor } }
}"""


@dataclass(frozen=True, slots=True)
class Job:
    """A job. what_if: whether its rules are not those of now. kept: how many parts the service has as we begin."""

    client: Client
    id: str
    expires_at: str
    what_if: bool
    kept: int = 0

    def answers(self, part: Part) -> str:
        """The answers to a part as JSON lines. Raises NoAnswerError, with PART_DIFFERS where the file is another."""
        if not part.sent:
            return ""
        lines = part.lines
        found = self._kept(part.number) if part.number <= self.kept else None
        if found is None:
            return str(self._act(_ADD, number=part.number, lines=lines)["part"]["lines"])
        if found["sha256"] != sha256(lines.encode()).hexdigest():
            message = f"Part {part.number} of the job was made of other lines."
            hint = "Go on with the same file, and the same --mapping, --subject and --part."
            raise NoAnswerError(message, hint, "PART_DIFFERS")
        return str(found["lines"])

    def finish(self) -> None:
        """Let it take no more parts."""
        self._act(_FINISH)

    def delete(self) -> None:
        """Have its answers forgotten."""
        self._act(_DELETE)

    def _kept(self, number: int) -> Mapping[str, Any] | None:
        job = self.client.ask(_PART, {"id": self.id, "number": number})["batchJob"]
        found: Mapping[str, Any] | None = job["part"] if job else None
        return found

    def _act(self, mutation: str, **given: object) -> dict[str, Any]:
        return _done(self.client.act(mutation, {"job": self.id, **given}, keyed=False))


def start(client: Client, question: Mapping[str, Any]) -> Job:
    """A new job. Raises NoAnswerError."""
    job = _done(client.act(_START, question))["job"]
    return Job(client, job["id"], job["expiresAt"], job["whatIf"])


def resume(client: Client, job: str) -> Job:
    """A job that was started before. Raises NoAnswerError."""
    found = client.ask(_JOB, {"id": job})["batchJob"]
    if found is None:
        raise NoAnswerError("You have no such job.", "A job is known only to who started it.", "UNKNOWN_JOB")
    if found["state"] in {"EXPIRED", "DELETED"}:
        raise NoAnswerError(f"The job is {found['state'].lower()}, and its answers are gone.", "Start another.")
    return Job(client, found["id"], found["expiresAt"], found["whatIf"], found["parts"])


def fact_types(client: Client) -> dict[str, str]:
    """The FEEL type of every fact that the lender's rule sets ask for, as far as one can be told."""
    found: dict[str, str] = {}
    after = None
    while True:
        page = client.ask(_FACTS, {"after": after})["facts"]
        found.update((node["name"], node["type"]) for node in page["nodes"] if node["type"])
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


def _done(payload: dict[str, Any]) -> dict[str, Any]:
    for error in payload["userErrors"]:
        where = ".".join(map(str, error["field"] or ()))
        message = f"{where}: {error['message']}" if where else error["message"]
        raise NoAnswerError(message, error["hint"] or "", error["code"])
    return payload
