"""What people and assistants have drafted: read here, judged by people elsewhere."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from creditrules.cli.assistants.faults import Fault
from creditrules.cli.assistants.operations import Operation
from creditrules.cli.assistants.sources import ProposalId, Sources
from creditrules.cli.assistants.tooling import Given, Locale, Page, Told, Tool
from creditrules.cli.assistants.tools.listing import Listing

__all__ = ["tools"]


class Proposals(Page):
    """Those of which something may still become."""

    proposals: list[dict[str, Any]]


class WhichProposal(Given):
    """A proposal by its id."""

    id: ProposalId
    locale: Locale = None


class ProposalTold(Told):
    """One proposal, without its content: compare and read_rule_set take its id for that."""

    id: str
    number: int
    state: str
    binding: str = Field(description="Digest of what is proposed; a person who approves names it.")
    kind: str
    valid_from: str | None
    valid_until: str | None
    based_on: int
    authors: list[str]
    required_approvals: int | None
    approvals: list[dict[str, Any]]
    obstacles: list[dict[str, Any]]
    broken_contracts: list[dict[str, Any]]
    document: dict[str, Any]
    statement: dict[str, Any]


class _Proposals:
    def __init__(self, sources: Sources) -> None:
        self._ask = sources.service.ask

    def list(self, given: Listing) -> Proposals:
        found = self._ask(Operation.OPEN_PROPOSALS, given.model_dump(by_alias=True))["openProposals"]
        page = found["pageInfo"]
        return Proposals(proposals=found["nodes"], next_cursor=page["endCursor"] if page["hasNextPage"] else None)

    def read(self, given: WhichProposal) -> ProposalTold:
        found = self._ask(Operation.PROPOSAL, given.model_dump(by_alias=True))["node"]
        if not found:
            raise Fault("UNKNOWN_PROPOSAL", "There is no such proposal.", "list_proposals has the ids.", "id")
        return ProposalTold.model_validate(found)


def tools(sources: Sources) -> list[Tool]:
    """Proposals."""
    proposals = _Proposals(sources)
    return [
        Tool(
            "list_proposals",
            "List proposals",
            "Drafted and submitted changes that people have not ended yet.",
            Listing,
            Proposals,
            proposals.list,
        ),
        Tool(
            "read_proposal",
            "Read a proposal",
            "One proposal: statement, computed impact, approvals, and what stands in its way. Its content is read with "
            "read_rule_set, and compared with what is in force by compare.",
            WhichProposal,
            ProposalTold,
            proposals.read,
        ),
    ]
