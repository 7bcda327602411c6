"""Checking a change as publishing would, and drafting it: a proposal that people go on with, or do not."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field

from creditrules.cli.assistants.cursors import digest_of
from creditrules.cli.assistants.faults import Fault
from creditrules.cli.assistants.operations import Operation
from creditrules.cli.assistants.sources import ProposalId, Source, Sources
from creditrules.cli.assistants.tooling import Given, Told, Tool

__all__ = ["tools"]

Time = Annotated[str | None, Field(max_length=64)]

_DRAFTS: Final = {
    "ruleSet": Operation.DRAFT_RULE_VERSION,
    "product": Operation.DRAFT_PRODUCT_VERSION,
    "parameter": Operation.DRAFT_PARAMETER_VERSION,
}
"""By the key that a content begins with."""


class BasisGiven(Given):
    """What a reader can look up."""

    category: Literal["RISK", "PRODUCT", "REGULATION", "CORRECTION"]
    citation: str = Field(max_length=2000)
    link: Annotated[str | None, Field(max_length=2000, pattern="^https?://")] = None


class NoticeGiven(Given):
    """What users are told, in one language."""

    language: str = Field(max_length=35)
    text: str = Field(max_length=4000)


class ChangeGiven(Given):
    """The change statement, where the content has none of its own."""

    basis: BasisGiven
    comment: str = Field(max_length=4000, description="Words on its impact; say that an assistant drafted it.")
    notice: list[NoticeGiven] = Field(min_length=1, max_length=20)
    valid_from: Annotated[Time, Field(description="In force from then on; from publication unless said.")] = None
    valid_until: Time = None


class Change(Given):
    """A content, and why it is to change."""

    source: Source
    change: ChangeGiven | None = Field(None, description="Left out where the content has a `change` section.")
    based_on: Annotated[int | None, Field(ge=0, description="The version it was made from.")] = None


class Draft(Change):
    """A change to draft, or what a draft of its own is to say from now on."""

    proposal: ProposalId | None = Field(None, description="A draft of yours to change in place of making another.")


class Withdrawal(Given):
    """A draft to give up."""

    proposal: ProposalId = Field(description="The id of a draft of yours.")
    comment: str = Field("", max_length=4000, description="Why.")


class Planned(Told):
    """What publishing would do; nothing was written."""

    plan: dict[str, Any] | None
    impact: dict[str, Any] | None
    diagnostics: list[dict[str, Any]]


class Drafted(Told):
    """The draft. People submit, approve and publish it, or withdraw it."""

    proposal: str = Field(description="Its id.")
    number: int
    state: str
    binding: str
    required_approvals: int | None
    replayed: bool = Field(description="Whether the very same was drafted before, and this is that one.")
    diagnostics: list[dict[str, Any]] = Field(description="Warnings.")


class Withdrawn(Told):
    """What is given up."""

    proposal: str = Field(description="Its id.")
    number: int
    state: str


class _Drafts:
    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def plan(self, given: Change) -> Planned:
        asked = self._asked(given, self._text(given))
        found = self._sources.service.ask(Operation.PLAN_VERSION, {"input": asked})["planVersion"]
        _refuse(found)
        return Planned.model_validate(found)

    def draft(self, given: Draft) -> Drafted:
        if given.proposal is not None:
            return self._drafted(Operation.EDIT_DRAFT, self._asked(given, self._text(given)))
        read = self._sources.read(given.source)
        head = read.plain()
        kind = next((key for key in _DRAFTS if isinstance(head.get(key), str)), None)
        if kind is None:
            message = "The content does not say which rule set, product or parameter it is."
            raise Fault(
                "UNKNOWN_CONTENT", message, "It begins with ruleSet, product or parameter and a slug.", "source"
            )
        asked = self._asked(given, read.text)
        del asked["proposal"]
        key = digest_of(read.data, given.model_dump_json(exclude={"source"}).encode())
        asked |= {"slug": head[kind], "idempotencyKey": f"assistant {key}"}
        return self._drafted(_DRAFTS[kind], {"input": asked})

    def withdraw(self, given: Withdrawal) -> Withdrawn:
        found = self._sources.service.ask(Operation.WITHDRAW_DRAFT, given.model_dump(by_alias=True))["withdrawn"]
        _refuse(found)
        proposal = found["proposal"]
        return Withdrawn.model_validate({**proposal, "proposal": proposal["id"]})

    def _drafted(self, operation: Operation, asked: dict[str, Any]) -> Drafted:
        found = self._sources.service.ask(operation, asked)["drafted"]
        _refuse(found)
        proposal = found["proposal"]
        return Drafted.model_validate({**found, **proposal, "proposal": proposal["id"]})

    def _text(self, given: Change) -> str:
        return self._sources.read(given.source).text

    def _asked(self, given: Change, text: str) -> dict[str, Any]:
        return {"content": text, **given.model_dump(by_alias=True, exclude={"source"})}


def _refuse(found: dict[str, Any]) -> None:
    for error in found["userErrors"]:
        place = ".".join(map(str, error["field"] or ()))
        raise Fault(error["code"], error["message"], error["hint"] or "", place, found.get("diagnostics", ()))


def tools(sources: Sources) -> list[Tool]:
    """Planning and drafting."""
    drafts = _Drafts(sources)
    return [
        Tool(
            "plan_change",
            "What publishing would do",
            "What publishing this content would do at the service: everything wrong with it against what is in force "
            "there, the computed impact, and how many approvals the policy asks for. Nothing is written.",
            Change,
            Planned,
            drafts.plan,
        ),
        Tool(
            "draft_version",
            "Draft a change",
            "Draft the next version of a rule set, product or parameter as a proposal in the state DRAFT. It changes "
            "nothing that is in force: people submit, approve and publish it, and no tool here can. Check and "
            "compare first, and tell the person what was drafted. With `proposal`, a draft that you alone have written "
            "says this from now on.",
            Draft,
            Drafted,
            drafts.draft,
            writes=True,
        ),
        Tool(
            "withdraw_draft",
            "Withdraw a draft",
            "Give up a draft that you alone have written. What people have written or submitted is theirs to withdraw.",
            Withdrawal,
            Withdrawn,
            drafts.withdraw,
            writes=True,
        ),
    ]
