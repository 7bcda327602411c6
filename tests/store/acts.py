"""Every act there is, each with what has to be there before, for tests that put each of them through the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from creditrules.rules import ActivationKind, DocumentKey
from creditrules.rules.life import (
    ApprovalRule,
    ApproveProposal,
    CancelActivation,
    CommentProposal,
    CreateProposal,
    EditProposal,
    Proposed,
    PublishProposal,
    RejectProposal,
    Retire,
    RollBack,
    SubmitProposal,
    WithdrawProposal,
)
from creditrules.rules.ports import Asked, NewDocument, Publication
from creditrules.store import RulesInTable

__all__ = ["ACTS", "ONE", "Acts"]

ONE = ApprovalRule(1, ("APPROVER",))
ACTS = (
    "create",
    "publish",
    "schedule",
    "correct",
    "draft",
    "edit",
    "submit",
    "approve",
    "reject",
    "withdraw",
    "comment",
    "publish proposal",
    "cancel",
    "roll back",
    "retire",
)


@dataclass
class Acts:
    """Acts on one document of the tenant; `prepare` first, `do` as often as wanted."""

    store: RulesInTable
    key: DocumentKey
    publication: Callable[..., Publication]
    wanted: Publication | None = None
    based_on: int = 1
    tenant: str = "lender"

    def prepare(self, act: str) -> None:
        """Bring about what the act needs."""
        if act == "create":
            return
        self.store.create(self.tenant, NewDocument(self.key, {"en": "cap"}, None), "ana")
        self.store.publish(self.tenant, self.publication(self.key))
        proposing = {"comment", "edit", "submit", "approve", "reject", "withdraw", "publish proposal"}
        if act in proposing:
            self.do("draft", retry_key="first draft")
        if act in proposing - {"comment", "edit", "submit"}:
            self.do("submit", retry_key="first submit")
        if act == "publish proposal":
            self.do("approve", retry_key="first approve")
        if act == "cancel":
            ahead = self.store.now() + timedelta(days=1)
            self.store.publish(self.tenant, self.publication(self.key, valid_from=ahead))
            self.based_on = 2
        self.wanted = self.publication(self.key)

    def do(  # noqa: C901, PLR0912 - one case for each act
        self, act: str, retry_key: str = "the act", number: int = 1, author: str = "ana"
    ) -> Any:
        """Carry the act out. The same `retry_key` is the same act again."""
        store = self.store
        wanted = self.wanted or self.publication(self.key)
        self.wanted = wanted
        common: Any = {"key": self.key, "author": author, "retry_key": retry_key}
        proposed = Proposed(
            digest=wanted.digest,
            name=wanted.name,
            links=(),
            statement=wanted.statement,
            kind=ActivationKind.PUBLICATION,
            valid_from=None,
            valid_until=None,
            based_on=self.based_on,
        )
        bo = {**common, "author": "bo"}
        match act:
            case "create":
                return store.create(self.tenant, NewDocument(self.key, {"en": "cap"}, None), "ana")
            case "publish":
                return store.publish(self.tenant, replace(wanted, retry_key=retry_key))
            case "schedule":
                ahead = store.heads(self.tenant, [self.key])[self.key].created_at + timedelta(days=9)
                return store.publish(self.tenant, replace(wanted, retry_key=retry_key, valid_from=ahead))
            case "correct":
                earlier = store.heads(self.tenant, [self.key])[self.key].created_at - timedelta(days=9)
                correction = replace(wanted, kind=ActivationKind.CORRECTION, valid_from=earlier)
                return store.publish(self.tenant, replace(correction, retry_key=retry_key))
            case "draft":
                return store.move_proposal(
                    self.tenant, CreateProposal(**common, proposed=proposed, content=wanted.content)
                )
            case "edit":
                said = replace(proposed, name={"en": "other"})
                edited = EditProposal(**common, number=number, proposed=said, content=wanted.content)
                return store.move_proposal(self.tenant, edited)
            case "submit":
                return store.move_proposal(self.tenant, SubmitProposal(**common, number=number, rule=ONE))
            case "approve":
                found = store.proposal(self.tenant, self.key, number)
                assert found is not None
                binding = found.proposed.binding
                given = ApproveProposal(
                    **bo, number=number, rule=ONE, binding=binding, roles=("APPROVER",), comment="fine"
                )
                return store.move_proposal(self.tenant, given)
            case "reject":
                return store.move_proposal(self.tenant, RejectProposal(**bo, number=number, comment="too strict"))
            case "withdraw":
                return store.move_proposal(self.tenant, WithdrawProposal(**common, number=number, comment="not now"))
            case "comment":
                comment = CommentProposal(**bo, number=number, text="Why?", place="young")
                return store.move_proposal(self.tenant, comment)
            case "publish proposal":
                return store.move_proposal(self.tenant, PublishProposal(**common, number=number, rule=ONE))
            case "cancel":
                cancel = CancelActivation(**common, sequence=2, statement=wanted.statement)
                return store.activate(self.tenant, cancel)
            case "roll back":
                return store.activate(self.tenant, RollBack(**common, version=1, statement=wanted.statement))
            case "retire":
                return store.activate(self.tenant, Retire(**common, statement=wanted.statement))
        raise AssertionError(act)

    def snapshot(self) -> object:
        """Everything that can be read of the document."""
        head = self.store.heads(self.tenant, [self.key]).get(self.key)
        if head is None:
            return None
        return (
            head,
            self.store.versions(self.tenant, self.key, Asked(100)).items,
            self.store.activations(self.tenant, self.key, Asked(100)).items,
            self.store.proposals(self.tenant, self.key, Asked(100)).items,
            tuple(p for p in self.store.open_proposals(self.tenant, Asked(100)).items if p.key == self.key),
            tuple(a for a in self.store.changes(self.tenant, None, Asked(100)).items if a.key == self.key),
            tuple(entry.text for entry in self.store.audit(self.tenant, self.key, Asked(100)).items),
        )
