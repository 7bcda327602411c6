"""How changes come to be: proposals, the acts on them and on activations, the approval policy, a lender's settings.

    act = SubmitProposal(key, author, retry_key, number, rule)
    proposal = next_proposal(act, head, proposal, at)           # or a Refusal, and nothing has happened

An act says what somebody wants; the store records what it comes to, in one transaction. One class per state of a
proposal; `cancellation`, `rollback` and `retirement` are the activations that acts on activations come to.
"""

from creditrules.rules.life.acts import (
    ActivationAct,
    ApproveProposal,
    CancelActivation,
    CommentProposal,
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
from creditrules.rules.life.api_keys import (
    API_KEYS_KEY,
    MOST_VALID,
    ApiKey,
    api_keys_content,
    kept_api_keys,
    stored_api_keys,
)
from creditrules.rules.life.comments import Comment
from creditrules.rules.life.disclosure_settings import DisclosureSettings
from creditrules.rules.life.document_uses import DocumentUse, RefusedCaller, RefusedDocuments
from creditrules.rules.life.doomed import obstacles, refuse_obstacles
from creditrules.rules.life.notice_settings import Contact, NoticeSettings, ReportSource
from creditrules.rules.life.people_settings import AdviceCause, AdviceTemplate, PeopleSettings
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
from creditrules.rules.life.registered_documents import (
    MOST_ACTIVE,
    REGISTERED_DOCUMENTS_KEY,
    DocumentAct,
    RegisteredDocument,
    kept_documents,
    registered_documents_content,
    stored_registered_documents,
)
from creditrules.rules.life.settings import (
    SETTINGS_KEY,
    SettingsForm,
    read_settings,
    stored_settings,
)
from creditrules.rules.life.subject_settings import SubjectScope
from creditrules.rules.life.throttling_settings import PartnerAllowance, ThrottlingSettings
from creditrules.rules.life.webhooks import (
    MOST_WEBHOOKS,
    WEBHOOKS_KEY,
    Webhook,
    WebhookState,
    stored_webhooks,
    webhooks_content,
)

__all__ = [
    "API_KEYS_KEY",
    "MOST_ACTIVE",
    "MOST_VALID",
    "MOST_WEBHOOKS",
    "NO_APPROVAL",
    "POLICY_KEY",
    "REGISTERED_DOCUMENTS_KEY",
    "SETTINGS_KEY",
    "WEBHOOKS_KEY",
    "ActivationAct",
    "AdviceCause",
    "AdviceTemplate",
    "ApiKey",
    "Approval",
    "ApprovalPolicy",
    "ApprovalRule",
    "ApproveProposal",
    "ApprovedProposal",
    "CancelActivation",
    "Comment",
    "CommentProposal",
    "Contact",
    "CreateProposal",
    "DisclosureSettings",
    "DocumentAct",
    "DocumentUse",
    "DraftProposal",
    "EditProposal",
    "NoticeSettings",
    "PartnerAllowance",
    "PeopleSettings",
    "PolicyScope",
    "Proposal",
    "ProposalAct",
    "ProposalState",
    "Proposed",
    "PublishProposal",
    "PublishedProposal",
    "RefusedCaller",
    "RefusedDocuments",
    "RegisteredDocument",
    "RejectProposal",
    "RejectedProposal",
    "ReportSource",
    "Retire",
    "RollBack",
    "SettingsForm",
    "SubjectScope",
    "SubmitProposal",
    "SubmittedProposal",
    "ThrottlingSettings",
    "Webhook",
    "WebhookState",
    "WithdrawProposal",
    "WithdrawnProposal",
    "api_keys_content",
    "cancellation",
    "is_open",
    "kept_api_keys",
    "kept_documents",
    "next_proposal",
    "obstacles",
    "policy_scope",
    "read_settings",
    "refuse_obstacles",
    "registered_documents_content",
    "retirement",
    "rollback",
    "state_of",
    "stored_api_keys",
    "stored_registered_documents",
    "stored_settings",
    "stored_webhooks",
    "webhooks_content",
]
