"""How changes come to be: proposals, the acts on them and on activations, and the policy by which they are approved.

    act = SubmitProposal(key, author, retry_key, number, rule)
    proposal = next_proposal(act, head, proposal, at)           # or a Refusal, and nothing has happened

An act says what somebody wants; the store records what it comes to, in one transaction. One class per state of a
proposal; `cancellation`, `rollback` and `retirement` are the activations that acts on activations come to.
"""

from creditrules.rules.life.acts import (
    ActivationAct,
    ApproveProposal,
    CancelActivation,
    CreateProposal,
    EditProposal,
    ProposalAct,
    PublishProposal,
    RejectProposal,
    Retire,
    RollBack,
    SubmitProposal,
    WithdrawProposal,
    cancellation,
    next_proposal,
    retirement,
    rollback,
)
from creditrules.rules.life.doomed import obstacles, refuse_obstacles
from creditrules.rules.life.policy import (
    NO_APPROVAL,
    POLICY_KEY,
    Approval,
    ApprovalPolicy,
    ApprovalRule,
    PolicyScope,
    policy_scope,
)
from creditrules.rules.life.proposals import (
    ApprovedProposal,
    DraftProposal,
    Proposal,
    ProposalState,
    Proposed,
    PublishedProposal,
    RejectedProposal,
    SubmittedProposal,
    WithdrawnProposal,
    is_open,
    state_of,
)

__all__ = [
    "NO_APPROVAL",
    "POLICY_KEY",
    "ActivationAct",
    "Approval",
    "ApprovalPolicy",
    "ApprovalRule",
    "ApproveProposal",
    "ApprovedProposal",
    "CancelActivation",
    "CreateProposal",
    "DraftProposal",
    "EditProposal",
    "PolicyScope",
    "Proposal",
    "ProposalAct",
    "ProposalState",
    "Proposed",
    "PublishProposal",
    "PublishedProposal",
    "RejectProposal",
    "RejectedProposal",
    "Retire",
    "RollBack",
    "SubmitProposal",
    "SubmittedProposal",
    "WithdrawProposal",
    "WithdrawnProposal",
    "cancellation",
    "is_open",
    "next_proposal",
    "obstacles",
    "policy_scope",
    "refuse_obstacles",
    "retirement",
    "rollback",
    "state_of",
]
