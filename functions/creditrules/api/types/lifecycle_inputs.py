"""What clients send to propose, to judge, to cancel, to roll back, to retire, and to set the policy."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from creditrules.api.types.bounded import MOST_FEW, MOST_LANGUAGES, MOST_NAMED, at_most
from creditrules.api.types.declaring import strawberry
from creditrules.api.types.enums import DocumentKind, MergeSide, PolicyScope, Role
from creditrules.api.types.inputs import BasisInput, ChangeInput, LocalTextInput, VersionInput, texts_of
from creditrules.api.types.once import idempotency_key
from creditrules.desk import GivenStatement, Submission
from creditrules.once import Once
from creditrules.rules.life import ApprovalRule
from creditrules.rules.merge import Side

__all__ = [
    "ApprovalRuleInput",
    "ApproveProposalInput",
    "AssessProposalInput",
    "CancelActivationInput",
    "CommentOnProposalInput",
    "DraftExperimentVersionInput",
    "DraftParameterVersionInput",
    "DraftProductVersionInput",
    "DraftRollbackInput",
    "DraftRuleVersionInput",
    "EditProposalInput",
    "MergeChoiceInput",
    "ProposalRebaseInput",
    "PublishProposalInput",
    "RebaseProposalInput",
    "RejectProposalInput",
    "RetireInput",
    "RollBackInput",
    "SetApprovalPolicyInput",
    "StatementInput",
    "SubmitProposalInput",
    "WithdrawProposalInput",
    "chosen",
]

_OWN = "Refuse unless it is a draft that nobody but you has written any of; so it is for who may draft and no more."
_KIND = "What the document is: a rule set, a product, a parameter or an experiment."
_PROPOSAL = "The proposal's id."


@strawberry.input(description="Why something is done: without it nothing is.")
class StatementInput:
    basis: BasisInput = strawberry.field(description="What it rests on.")
    comment: str = strawberry.field(description="Your words on its impact; the service computes the rest.")
    notice: list[LocalTextInput] = strawberry.field(
        description="What users are told, in one or more languages.", metadata=at_most(MOST_LANGUAGES)
    )

    def given(self) -> GivenStatement:
        """The statement as it was sent. Raises Refusal INVALID "LANGUAGE_TWICE"."""
        category, notice = self.basis.category, texts_of(self.notice, ("statement", "notice"))
        return GivenStatement(category, self.basis.citation, self.basis.link, self.comment, notice)


@strawberry.input(description="A rule set's next version, proposed.")
class DraftRuleVersionInput(VersionInput):
    pass


@strawberry.input(description="A product's next version, or its first, proposed.")
class DraftProductVersionInput(VersionInput):
    pass


@strawberry.input(description="A parameter's next version, or its first, proposed.")
class DraftParameterVersionInput(VersionInput):
    pass


@strawberry.input(description="An experiment's next version, or its first, proposed.")
class DraftExperimentVersionInput(VersionInput):
    pass


@strawberry.input(description="What a proposal is to say from now on.")
class EditProposalInput:
    proposal: strawberry.ID = strawberry.field(description=_PROPOSAL)
    content: str = strawberry.field(description="The written form, YAML or JSON, at most 4 MiB.")
    change: ChangeInput | None = strawberry.field(
        default=None, description="The change statement; the content's own `change` section where left out."
    )
    idempotency_key: str | None = idempotency_key()
    based_on: int | None = strawberry.field(
        default=None, description="The latest version you saw; refused when there is a newer one by now."
    )

    binding: str | None = strawberry.field(
        default=None, description="The proposal's `binding` as you read it; refused when it is another by now."
    )
    own_draft: bool = strawberry.field(default=False, description=_OWN)

    def submission(self, once: Once | None) -> Submission:
        """The content as it was sent. Raises Refusal INVALID "LANGUAGE_TWICE"."""
        change = self.change.given() if self.change else None
        return Submission("", self.content, change, once, self.based_on)


@strawberry.input(description="Whose word is taken where two changes contradict each other.")
class MergeChoiceInput:
    place: str = strawberry.field(description="The conflict's place.")
    take: MergeSide = strawberry.field(description="Whose word is taken.")


@strawberry.input(description="A proposal to be held against populations.")
class AssessProposalInput:
    proposal: strawberry.ID = strawberry.field(description=_PROPOSAL)
    populations: list[str] | None = strawberry.field(
        default=None,
        description="Names of populations; left out, those that the settings ask for.",
        metadata=at_most(MOST_FEW),
    )
    binding: str | None = strawberry.field(
        default=None, description="What is assessed: refused where the proposal says something else by now."
    )
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="A proposal with a stale base, as it would be on the latest version of its document.")
class ProposalRebaseInput:
    proposal: strawberry.ID = strawberry.field(description=_PROPOSAL)
    choices: list[MergeChoiceInput] = strawberry.field(
        default_factory=list, description="Whose word is taken in conflicts.", metadata=at_most(1000)
    )


@strawberry.input(description="A proposal to be brought to the latest version of its document.")
class RebaseProposalInput:
    proposal: strawberry.ID = strawberry.field(description=_PROPOSAL)
    choices: list[MergeChoiceInput] = strawberry.field(
        default_factory=list,
        description="For the conflicts; while one is open nothing is written.",
        metadata=at_most(1000),
    )
    change: ChangeInput | None = strawberry.field(
        default=None, description="Another change statement or other times; the proposal's own unless given."
    )
    idempotency_key: str | None = idempotency_key()


def chosen(choices: list[MergeChoiceInput]) -> dict[str, Side]:
    """The sides that are taken, by place; of two choices for one place the later holds."""
    return {choice.place: Side(choice.take) for choice in choices}


@strawberry.input(description="A draft that is ready to be judged.")
class SubmitProposalInput:
    proposal: strawberry.ID = strawberry.field(description=_PROPOSAL)
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="An approval.")
class ApproveProposalInput:
    proposal: strawberry.ID = strawberry.field(description=_PROPOSAL)
    binding: str = strawberry.field(description="The proposal's `binding` as you read it: what you approve.")
    comment: str = strawberry.field(default="", description="What you want to say with it.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="A refusal of a proposal.")
class RejectProposalInput:
    proposal: strawberry.ID = strawberry.field(description=_PROPOSAL)
    comment: str = strawberry.field(description="Why.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="A proposal to be given up.")
class WithdrawProposalInput:
    proposal: strawberry.ID = strawberry.field(description=_PROPOSAL)
    comment: str = strawberry.field(default="", description="Why.")
    idempotency_key: str | None = idempotency_key()
    own_draft: bool = strawberry.field(default=False, description=_OWN)


@strawberry.input(description="Something said of a proposal.")
class CommentOnProposalInput:
    proposal: strawberry.ID = strawberry.field(description=_PROPOSAL)
    comment: str = strawberry.field(description="What you say: 1 to 4,000 characters.")
    place: str = strawberry.field(
        default="", description="The part that you mean, as a diff names it, or a rule's id; all of it unless said."
    )
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="An approved proposal to be published.")
class PublishProposalInput:
    proposal: strawberry.ID = strawberry.field(description=_PROPOSAL)
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="An activation to be taken back before it starts.")
class CancelActivationInput:
    activation: strawberry.ID = strawberry.field(description="The activation's id.")
    statement: StatementInput = strawberry.field(description="Why.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="An old version to be put in force again.")
class RollBackInput:
    kind: DocumentKind = strawberry.field(description=_KIND)
    slug: str = strawberry.field(description="The document: its slug.")
    version: int = strawberry.field(description="Number of the old version.")
    statement: StatementInput = strawberry.field(description="Why.")
    valid_from: datetime | None = strawberry.field(default=None, description="From when; at once unless said.")
    valid_until: datetime | None = strawberry.field(default=None, description="Until when, that moment excluded.")
    idempotency_key: str | None = idempotency_key()
    based_on: int | None = strawberry.field(
        default=None, description="The latest version you saw; refused when there is a newer one by now."
    )


@strawberry.input(description="An old version whose content is proposed as the next one.")
class DraftRollbackInput(RollBackInput):
    def given(self) -> GivenStatement:
        """The statement with the period. Raises Refusal INVALID "LANGUAGE_TWICE"."""
        return replace(self.statement.given(), valid_from=self.valid_from, valid_until=self.valid_until)


@strawberry.input(
    description="A rule set, product, parameter or experiment of which no version is to be in force any more."
)
class RetireInput:
    kind: DocumentKind = strawberry.field(description=_KIND)
    slug: str = strawberry.field(description="The document: its slug.")
    statement: StatementInput = strawberry.field(description="Why.")
    valid_from: datetime | None = strawberry.field(default=None, description="From when; at once unless said.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="How many approvals changes of one kind need, and whose.")
class ApprovalRuleInput:
    scope: PolicyScope = strawberry.field(description="Which changes.")
    required: int = strawberry.field(description="How many approvals of different persons, 0 to 9.")
    roles: list[Role] = strawberry.field(
        default_factory=list, description="Whose approvals count.", metadata=at_most(MOST_FEW)
    )

    def rule(self) -> tuple[PolicyScope, ApprovalRule]:
        """The rule, and what it is for. Raises Refusal as `ApprovalRule` does."""
        roles = tuple(sorted({role.name for role in self.roles}))
        return self.scope, ApprovalRule(self.required, roles)


@strawberry.input(description="The approval policy as a whole; for scopes left out the deployment's default holds.")
class SetApprovalPolicyInput:
    rules: list[ApprovalRuleInput] = strawberry.field(
        description="At most one for each scope.", metadata=at_most(MOST_NAMED)
    )
    statement: StatementInput = strawberry.field(description="Why.")
    idempotency_key: str | None = idempotency_key()
    based_on: int | None = strawberry.field(
        default=None, description="The policy's latest version you saw; refused when there is a newer one by now."
    )
