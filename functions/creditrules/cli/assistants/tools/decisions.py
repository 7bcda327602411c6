"""Decisions on record, without the facts that they were made on."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from creditrules.cli.assistants.faults import Fault
from creditrules.cli.assistants.operations import Operation
from creditrules.cli.assistants.sources import Sources
from creditrules.cli.assistants.tooling import Cursor, First, Given, Moment, Page, Slug, Told, Tool
from creditrules.cli.assistants.tools.asking import Pin, ReasonTold

__all__ = ["tools"]

DecisionId = Annotated[str, Field(max_length=300, pattern=r"^[A-Za-z0-9+/=_-]+$")]
Outcome = Literal["ALLOW", "WARN", "STEP_UP", "LIMIT", "PAUSE", "REFER", "DECLINE", "UNDETERMINED"]


class Search(Given):
    """Which decisions; all that is said has to hold of one answer."""

    product: Slug | None = None
    outcome: Outcome | None = None
    reason: Annotated[str | None, Field(max_length=256)] = None
    rule_set: Slug | None = None
    recorded_from: Moment = None
    recorded_to: Moment = None
    first: First = 20
    after: Cursor = None


class Found(Page):
    """Newest first; a page may be empty and yet have a next one."""

    decisions: list[dict[str, Any]]


class Which(Given):
    """A decision by its id."""

    id: DecisionId


class RecordedAnswer(Told):
    """What one product was answered."""

    product: str
    outcome: str
    possible_outcomes: list[str] = Field(default_factory=list)
    terms: dict[str, Any] | None = None
    reasons: list[ReasonTold]
    missing_facts: list[str] = Field(default_factory=list)
    applied_versions: list[dict[str, Any]] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list)
    alternatives: list[str] = Field(default_factory=list)


class Recorded(Told):
    """A decision as it was answered."""

    id: str
    recorded_at: str
    valid_at: str
    known_at: str
    answers: list[RecordedAnswer]


class Again(Given):
    """A decision, and under what to evaluate it again; what is left out is as recorded."""

    id: DecisionId
    valid_at: Moment = None
    known_at: Moment = None
    pins: Annotated[list[Pin] | None, Field(max_length=20)] = None


class Replayed(Told):
    """The answer of now beside that of the record."""

    valid_at: str
    known_at: str
    as_it_was: bool
    same: bool
    differences: list[dict[str, Any]]
    answers: list[RecordedAnswer]


class _Records:
    def __init__(self, sources: Sources) -> None:
        self._ask = sources.service.ask

    def find(self, given: Search) -> Found:
        found = self._ask(Operation.DECISIONS, given.model_dump(by_alias=True))["decisions"]
        page = found["pageInfo"]
        return Found(decisions=found["nodes"], next_cursor=page["endCursor"] if page["hasNextPage"] else None)

    def read(self, given: Which) -> Recorded:
        return Recorded.model_validate(_there(self._ask(Operation.DECISION, {"id": given.id})["decision"]))

    def replay(self, given: Again) -> Replayed:
        asked = given.model_dump(by_alias=True, exclude={"id"})
        found = self._ask(Operation.REPLAY, {"input": {**asked, "decision": given.id}})["replay"]
        return Replayed.model_validate(_there(found))


def _there(found: dict[str, Any] | None) -> dict[str, Any]:
    if found is None:
        message = "There is no such decision for this token."
        raise Fault("UNKNOWN_DECISION", message, "find_decisions lists those that the token may read.", "id")
    return found


def tools(sources: Sources) -> list[Tool]:
    """The record, as far as the token's rights go."""
    records = _Records(sources)
    return [
        Tool(
            "find_decisions",
            "Find decisions on record",
            "Decisions on record by product, outcome, reason, rule set and time, where the token may read them. "
            "Facts and names of applicants are never part of the answer.",
            Search,
            Found,
            records.find,
        ),
        Tool(
            "read_decision",
            "Read a decision on record",
            "One decision as it was answered: outcome, terms, reasons with rule set and row, versions applied.",
            Which,
            Recorded,
            records.read,
        ),
        Tool(
            "replay_decision",
            "Evaluate a decision again",
            "A recorded decision evaluated again from the contents it rested on, or at other times and versions, and "
            "in what the answer differs. Nothing is recorded.",
            Again,
            Replayed,
            records.replay,
        ),
    ]
