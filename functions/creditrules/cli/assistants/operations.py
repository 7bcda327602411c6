"""The GraphQL documents that may be asked, and the only way to ask one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, Final

from creditrules.cli.assistants.faults import Fault
from creditrules.cli.assistants.shipped import OPERATIONS
from creditrules.cli.service.client import Client, NoAnswerError

__all__ = ["DRAFTING", "Operation", "Service"]


class Operation(StrEnum):
    """Each is a file of the allow-list, assistant-NAME.graphql; there is no other way to a service."""

    CHANGES = "changes"
    DECISION = "decision"
    DECISIONS = "decisions"
    DOCUMENT_IN_FORCE = "document-in-force"
    DOCUMENT_VERSION = "document-version"
    DRAFT_PARAMETER_VERSION = "draft-parameter-version"
    DRAFT_PRODUCT_VERSION = "draft-product-version"
    DRAFT_RULE_VERSION = "draft-rule-version"
    EDIT_DRAFT = "edit-draft"
    ELIGIBILITY = "eligibility"
    FACTS = "facts"
    HISTORY = "history"
    OPEN_PROPOSALS = "open-proposals"
    PARAMETERS = "parameters"
    PLAN_VERSION = "plan-version"
    PRODUCTS = "products"
    PROPOSAL = "proposal"
    REPLAY = "replay"
    RULE_SETS = "rule-sets"
    WHAT_CHANGED = "what-changed"
    WITHDRAW_DRAFT = "withdraw-draft"


DRAFTING: Final = frozenset(
    {
        Operation.DRAFT_RULE_VERSION,
        Operation.DRAFT_PRODUCT_VERSION,
        Operation.DRAFT_PARAMETER_VERSION,
        Operation.EDIT_DRAFT,
        Operation.WITHDRAW_DRAFT,
    }
)
"""Those that write: a proposal as a draft, which only people submit, approve and publish."""


class Service:
    """A running service, asked as the bearer of the token that the operator gave."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def ask(self, operation: Operation, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The data of the answer. What an assistant says goes into variables only. Raises Fault."""
        try:
            return self._client.ask(_text(operation), variables)
        except NoAnswerError as problem:
            place = ".".join(map(str, problem.field))
            raise Fault(problem.code or "SERVICE_SILENT", str(problem), problem.hint, place) from None


@cache
def _text(operation: Operation) -> str:
    return (OPERATIONS / f"assistant-{operation.value}.graphql").read_text("utf-8")
