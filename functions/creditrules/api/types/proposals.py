"""Proposals: changes on their way to a version, and the policy by which they are approved."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Annotated, assert_never

from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.comments import ProposalComment, comment_node
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.contracts import ContractBreach, breach_of
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.document_at import document_at
from creditrules.api.types.enums import ActivationKind, ContentFormat, PolicyScope, ProposalState, Role
from creditrules.api.types.global_ids import global_id
from creditrules.api.types.history import Activation, activation_node
from creditrules.api.types.node import Document, Node
from creditrules.api.types.permissions import needs
from creditrules.api.types.rendering import rendered_content
from creditrules.api.types.resolved import field, paged, told
from creditrules.api.types.statements import ChangeStatement, LocalText
from creditrules.api.types.versions import Version, VersionRef, version_node
from creditrules.auth import RIGHTS, Action
from creditrules.desk import View, approvals_required, broken_by, comments_page, expected_of, obstacles_of
from creditrules.rules.life import (
    Approval,
    ApprovalRule,
    ApprovedProposal,
    DraftProposal,
    PublishedProposal,
    RejectedProposal,
    SubmittedProposal,
    WithdrawnProposal,
    is_open,
    state_of,
)
from creditrules.rules.life import Proposal as RecordedProposal
from creditrules.rules.ports import Asked

__all__ = ["ApprovalPolicyRule", "Proposal", "ProposalApproval", "ProposalObstacle", "policy_rules", "proposal_node"]


@strawberry.type(description="One person's approval of a proposal as it was then.", directives=needs(Action.SEE_POLICY))
class ProposalApproval:
    author: str = strawberry.field(description="Who approved.")
    roles: list[Role] = strawberry.field(description="Of the roles that the token gave, those whose approvals count.")
    binding: str = strawberry.field(description="What was approved; it counts for nothing else.")
    recorded_at: datetime = strawberry.field(description="When.")
    comment: str = strawberry.field(description="What was said; empty where nothing was.")


@strawberry.type(
    description="The end of a proposal: that it was published, rejected or withdrawn.",
    directives=needs(Action.SEE_POLICY),
)
class ProposalClosing:
    author: str = strawberry.field(description="Who published, rejected or withdrew it.")
    recorded_at: datetime = strawberry.field(description="When.")
    comment: str | None = strawberry.field(description="Why it was rejected or withdrawn; null where it was published.")


@strawberry.type(
    description="Something for which a proposal could not be published as it is.", directives=needs(Action.SEE_POLICY)
)
class ProposalObstacle:
    code: str = strawberry.field(description='The code that publishing would be refused with, as in "STALE_BASE".')
    message: str = strawberry.field(description="One sentence.")
    hint: str | None = strawberry.field(description="What to do next, where anything honest can be advised.")


@strawberry.type(
    description="A change on its way from a draft to a version of a document.", directives=needs(Action.SEE_POLICY)
)
class Proposal(Node):
    proposal: Private[RecordedProposal]
    view: Private[View]
    number: int = strawberry.field(description="Counts from 1 within the document.")
    state: ProposalState = strawberry.field(description="Where it stands.")
    binding: str = strawberry.field(
        description=(
            "SHA-256 over everything that would take effect: content, statement with its impact, times, kind, base. "
            "Approvals are of this, and void once it is another."
        )
    )
    digest: str = strawberry.field(description="SHA-256 of the content's canonical form, in hexadecimal.")
    kind: ActivationKind = strawberry.field(description="Whether it is a publication or a declared correction.")
    valid_from: datetime | None = strawberry.field(description="From when it is to be in force; null: at once.")
    valid_until: datetime | None = strawberry.field(description="Until when; null: without an end.")
    based_on: int = strawberry.field(description="The latest version when it was written.")
    authors: list[str] = strawberry.field(description="All who wrote any of it; none of them can approve it.")
    drafted_at: datetime = strawberry.field(description="When it was drafted.")
    recorded_at: datetime = strawberry.field(description="When the last act on it was recorded.")
    approvals: list[ProposalApproval] = strawberry.field(description="Those that count for what it says now.")
    closing: ProposalClosing | None = strawberry.field(description="How it ended; null while it is open.")

    @field
    def document(self) -> Document:
        """The rule set, product, parameter or experiment that it would change."""
        return document_at(self.view, self.proposal.key)

    @field
    @at_hand
    def names(self) -> list[LocalText]:
        """The name that it gives the document, in every language there is."""
        return [LocalText(language=tag, text=text) for tag, text in self.proposal.proposed.name.items()]

    @field
    @at_hand
    def statement(self) -> ChangeStatement:
        """Why, with what impact, and what users would be told."""
        return ChangeStatement(statement=self.proposal.proposed.statement, view=self.view)

    @field
    def content(
        self,
        format: Annotated[  # noqa: A002  (the argument's name in the schema)
            ContentFormat, strawberry.argument(description="How it is written.")
        ] = ContentFormat.YAML,
    ) -> str:
        """The content itself."""
        return rendered_content(self.view.documents.content(self.digest), as_yaml=format is ContentFormat.YAML)

    @field
    def required_approvals(self) -> int | None:
        """How many approvals the policy asks for now; null once it is closed."""
        return approvals_required(self.view, self.proposal)

    @field
    @paged
    def comments(self, asked: Asked) -> Connection[ProposalComment]:
        """What was said of it, oldest first."""
        page = comments_page(self.view, self.proposal, asked)
        return connect(self.view, page, comment_node)

    @field
    def obstacles(self) -> list[ProposalObstacle]:
        """Why it could not be published now; empty where it could, and once it is closed."""
        found = obstacles_of(self.view, self.proposal)
        return [told(ProposalObstacle, each, hint=each.hint or None) for each in found]

    @field
    def broken_contracts(self) -> list[ContractBreach]:
        """Whom it would break if it were published now, of those whose contract queries hold; empty once closed."""
        open_ = is_open(self.proposal)
        found = broken_by(self.view, self.proposal.key, self.proposal.proposed) if open_ else ()
        return [breach_of(each) for each in found]

    @field
    def version(self) -> Version | None:
        """The version that it became; null until it is published."""
        became = self.proposal
        if not isinstance(became, PublishedProposal):
            return None
        return version_node(VersionRef(self.view, became.key, became.version, became.proposed.digest))

    @field
    def activation(self) -> Activation | None:
        """The activation that put it in force; null until it is published."""
        became = self.proposal
        if not isinstance(became, PublishedProposal):
            return None
        found = self.view.documents.activation(became.key, became.sequence)
        return activation_node(self.view, found) if found else None


def proposal_node(view: View, proposal: RecordedProposal) -> Proposal:
    """A proposal as those who see the policy see it."""
    said = proposal.proposed
    view.catalogue.expect(partial(expected_of, proposal))
    approvals, closing = _outcome(proposal)
    own = {name: getattr(proposal, name) for name in ("number", "authors", "recorded_at")}
    return told(
        Proposal,
        said,
        id=global_id("Proposal", proposal.key, proposal.number, said=view.said),
        proposal=proposal,
        view=view,
        state=state_of(proposal),
        drafted_at=proposal.created_at,
        approvals=[
            told(ProposalApproval, each, author=each.by, roles=_counting(each), recorded_at=each.given_at)
            for each in approvals
        ],
        closing=closing,
        **own,
    )


def _counting(approval: Approval) -> list[Role]:
    return [role for role in Role if role.value in approval.roles and Action.APPROVE in RIGHTS[role]]


def _outcome(proposal: RecordedProposal) -> tuple[tuple[Approval, ...], ProposalClosing | None]:
    """Its approvals, and how it ended."""
    match proposal:
        case DraftProposal():
            return (), None
        case SubmittedProposal() | ApprovedProposal():
            return proposal.approvals, None
        case PublishedProposal():
            return proposal.approvals, told(ProposalClosing, proposal, author=proposal.by, comment=None)
        case RejectedProposal() | WithdrawnProposal():
            return (), told(ProposalClosing, proposal, author=proposal.by)
        case never:
            assert_never(never)


@strawberry.type(
    description="How many approvals changes of one kind need, and whose.", directives=needs(Action.SEE_POLICY)
)
class ApprovalPolicyRule:
    scope: PolicyScope = strawberry.field(description="Which changes.")
    required: int = strawberry.field(description="How many approvals of different persons; 0: none.")
    roles: list[Role] = strawberry.field(description="Whose approvals count.")
    default: bool = strawberry.field(description="Whether it is the deployment's, as the lender has set none.")


def policy_rules(policy: Mapping[PolicyScope, tuple[ApprovalRule, bool]]) -> list[ApprovalPolicyRule]:
    """The policy as clients see it: a rule for every scope."""
    return [told(ApprovalPolicyRule, rule, scope=scope, default=not own) for scope, (rule, own) in policy.items()]
