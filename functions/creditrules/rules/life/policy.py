"""The approval policy of a lender: how many approvals a change needs, and from which roles.

The policy is itself a versioned document (`DocumentKind.POLICY`), with activations, statements and an audit chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, assert_never

from creditrules.document import canonical
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass
from creditrules.rules.content.ladder import Category
from creditrules.rules.time.history import DocumentKey, DocumentKind

__all__ = [
    "MOST_APPROVALS",
    "NO_APPROVAL",
    "POLICY_KEY",
    "Approval",
    "ApprovalPolicy",
    "ApprovalRule",
    "PolicyScope",
    "policy_scope",
]

MOST_APPROVALS: Final = 9
POLICY_KEY: Final = DocumentKey(DocumentKind.POLICY, "approvals")
"""The one policy of a tenant."""


class PolicyScope(StrEnum):
    """What a rule of the policy is for: rule sets by their category, products, parameters, and going back."""

    RISK_RULES = "RISK_RULES"
    PRODUCT_RULES = "PRODUCT_RULES"
    REGULATION_RULES = "REGULATION_RULES"
    PRODUCTS = "PRODUCTS"
    PARAMETERS = "PARAMETERS"
    ROLLBACKS = "ROLLBACKS"


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's yes. binding: of what exactly; it counts for nothing else. roles: those the person had."""

    by: str
    roles: tuple[str, ...]
    binding: str
    given_at: datetime
    comment: str


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """So many approvals, of different persons, each with one of the roles. Raises Refusal INVALID "BAD_POLICY"."""

    required: int
    roles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.required <= MOST_APPROVALS or (self.required > 0 and not self.roles):
            raise Refusal(
                Kind.INVALID,
                "BAD_POLICY",
                f"{self.required} approvals from {len(self.roles)} roles cannot be required.",
                ("rules",),
                f"Require 0 to {MOST_APPROVALS} approvals, and name at least one role that may give them.",
            )

    def counts(self, approval: Approval) -> bool:
        """Whether the approval comes from one of the roles."""
        return bool(set(self.roles) & set(approval.roles))

    def met_by(self, approvals: Iterable[Approval], binding: str) -> bool:
        """Whether enough persons have approved what `binding` stands for."""
        persons = {each.by for each in approvals if each.binding == binding and self.counts(each)}
        return len(persons) >= self.required


NO_APPROVAL: Final = ApprovalRule(0)


@dataclass(frozen=True, slots=True)
class ApprovalPolicy:
    """A rule for each scope that has one; the deployment's default holds for the others."""

    rules: Mapping[PolicyScope, ApprovalRule]

    def rule_for(self, scope: PolicyScope, unless_set: ApprovalRule) -> ApprovalRule:
        """The rule that holds for a scope; unless_set: the deployment's, where the lender has set none.

        For parameters the lender's strictest rule for rule sets does: a figure that moves out of a rule set into a
        parameter must not come to need fewer approvals by that. Going back needs none unless the lender says so.
        """
        if scope is PolicyScope.ROLLBACKS:
            return self.rules.get(scope, NO_APPROVAL)
        if scope in self.rules or scope is not PolicyScope.PARAMETERS:
            return self.rules.get(scope, unless_set)
        rules = [self.rules.get(each, unless_set) for each in _RULE_SETS]
        return max(rules, key=lambda rule: rule.required)

    def content(self) -> bytes:
        """The canonical form, which is what is stored."""
        return canonical(
            {
                scope.value: {"required": rule.required, "roles": sorted(rule.roles)}
                for scope, rule in self.rules.items()
            }
        )

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> ApprovalPolicy:
        """The policy that a canonical form says."""
        return cls(
            {
                PolicyScope(scope): ApprovalRule(int(rule["required"]), tuple(rule["roles"]))
                for scope, rule in content.items()
            }
        )


_RULE_SETS: Final = (PolicyScope.REGULATION_RULES, PolicyScope.RISK_RULES, PolicyScope.PRODUCT_RULES)


def policy_scope(key: DocumentKey, category: Category | None) -> PolicyScope:
    """Which rule of the policy a document falls under."""
    if key.kind is DocumentKind.PRODUCT:
        return PolicyScope.PRODUCTS
    if key.kind is DocumentKind.PARAMETER:
        return PolicyScope.PARAMETERS
    match category or Category.PRODUCT:
        case Category.RISK:
            return PolicyScope.RISK_RULES
        case Category.PRODUCT:
            return PolicyScope.PRODUCT_RULES
        case Category.REGULATION:
            return PolicyScope.REGULATION_RULES
        case never:
            assert_never(never)
