"""What is in force without new content: cancelling a schedule, going back to an old version, retiring; the policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from creditrules.auth import Action, Principal, require
from creditrules.desk.altering import Put
from creditrules.desk.assessing import refuse_unassessed
from creditrules.desk.breaking import held_cancellation, held_put
from creditrules.desk.catalogue import Catalogue, rule_set_key
from creditrules.desk.documents import Documents
from creditrules.desk.guarding import guard_cancellation, guard_put
from creditrules.desk.holding import Held
from creditrules.desk.moments import start_said
from creditrules.desk.parameter_guards import refuse_retirement
from creditrules.desk.parameters import impact_of_parameter, impact_of_using
from creditrules.desk.policies import PolicyContent, record_policy
from creditrules.desk.publishing import impact_of
from creditrules.desk.retrying import activated_before, answered_before, in_a_row, plain_words, words_of
from creditrules.desk.submitting import GivenStatement, Numbered, meant, stated, told_apart
from creditrules.errors import Diagnostic, Kind, Refusal
from creditrules.once import Once
from creditrules.rules import (
    Activation,
    ActivationKind,
    ChangeStatement,
    DocumentKey,
    DocumentKind,
    Head,
    Impact,
    Version,
)
from creditrules.rules.life import (
    POLICY_KEY,
    ApprovalPolicy,
    ApprovalRule,
    CancelActivation,
    PolicyScope,
    Proposed,
    Retire,
    RollBack,
)
from creditrules.rules.ports import Activated, Published

__all__ = ["Activating", "Period", "approval_policy", "cancel_activation", "retire", "roll_back", "set_approval_policy"]


@dataclass(frozen=True, slots=True)
class Activating:
    """What became of an act without new content. diagnostics: warnings."""

    activated: Activated
    diagnostics: tuple[Diagnostic, ...] = ()


def _told(activated: Activated) -> Activating:
    return Activating(activated)


ACTIVATED_BEFORE: Final = answered_before(activated_before, _told)


@dataclass(frozen=True, slots=True)
class Period:
    """From when until when; None: from now on, without an end."""

    valid_from: datetime | None = None
    valid_until: datetime | None = None


@ACTIVATED_BEFORE
def cancel_activation(
    catalogue: Catalogue,
    principal: Principal,
    activation: Numbered | None,
    statement: GivenStatement,
    once: Once | None,
) -> Activating:
    """Take back an activation that has not started.

    Raises Refusal as `RuleStore.activate` and `guard_cancellation` do, and FORBIDDEN.
    """
    require(principal, Action.CANCEL)
    named = meant(activation, "activation", "UNKNOWN_ACTIVATION")
    head = _known(catalogue, principal, named.key)
    key = head.key
    guard_cancellation(Documents(catalogue, principal.tenant), head, named.number)
    held = held_cancellation(catalogue, principal.tenant, key, named.number)
    told = _stated(statement, _governed(catalogue, principal.tenant, key), held)
    act = CancelActivation(key, principal.subject, sequence=named.number, statement=told, **told_apart(once))
    return Activating(catalogue.store.activate(principal.tenant, act), held.diagnostics)


@ACTIVATED_BEFORE
def roll_back(
    catalogue: Catalogue,
    principal: Principal,
    version: Numbered | None,
    statement: GivenStatement,
    period: Period,
    once: Once | None,
    based_on: int | None,
) -> Activating:
    """Put an old version in force again.

    Where changes need approvals, only who may correct may do so alone: the old version was approved once, and going
    back to it cannot wait. Where the policy asks for approvals of that too, nobody may. Raises as `cancel_activation`
    and `guard_put`, and CONFLICT "APPROVAL_REQUIRED", "IMPACT_MISSING".
    """
    require(principal, Action.ROLL_BACK)
    named = meant(version, "version", "UNKNOWN_VERSION")
    key, number = named.key, named.number
    head = _known(catalogue, principal, key)
    if catalogue.approval_rule_of(principal.tenant, key, head.category).required > 0:
        require(principal, Action.CORRECT)
    _refuse_alone(catalogue.rollback_rule_of(principal.tenant, head))
    old, times = catalogue.version(principal.tenant, key, number), (start_said(period.valid_from), period.valid_until)
    held, impact = Held(), _governed(catalogue, principal.tenant, key)
    if old is not None:
        impact = _impact_of_version(catalogue, principal.tenant, head, old, period)
        held = held_put(catalogue, principal.tenant, key, times, Put(old.digest, number))
        back = (old.digest, head.name, (), stated(statement), ActivationKind.ROLLBACK, *times, number)
        refuse_unassessed(catalogue, principal.tenant, head, Proposed(*back))
    told = _stated(statement, impact, held)

    def is_same(latest: Activation) -> bool:
        same = latest.kind is ActivationKind.ROLLBACK and latest.version == number
        kept = times[0] in {None, latest.valid_from} and times[1] == latest.valid_until
        return same and kept and words_of(latest.statement) == words_of(told)

    said = ("ROLL_BACK", number, plain_words(told), [time and time.isoformat() for time in times], based_on)
    nature = None if once else in_a_row(catalogue, principal, head, said, is_same)
    more: dict[str, Any] = {
        "valid_from": times[0],
        "valid_until": times[1],
        "based_on": based_on,
        **told_apart(once, nature),
    }
    act = RollBack(key, principal.subject, version=number, statement=told, **more)
    return Activating(catalogue.store.activate(principal.tenant, act), held.diagnostics)


@ACTIVATED_BEFORE
def retire(
    catalogue: Catalogue,
    principal: Principal,
    document: Numbered | None,
    statement: GivenStatement,
    valid_from: datetime | None,
    once: Once | None,
) -> Activating:
    """Let no version be in force any more.

    Raises as `cancel_activation`, and CONFLICT "PARAMETER_IN_USE": no rule set that will be asked loses its values.
    """
    require(principal, Action.RETIRE)
    head = _known(catalogue, principal, meant(document, "slug", "UNKNOWN_DOCUMENT").key)
    key = head.key
    refuse_retirement(catalogue, principal.tenant, key, start_said(valid_from) or catalogue.store.now())
    held = held_put(catalogue, principal.tenant, key, (valid_from, None), Put("", 0))
    told = _stated(statement, _governed(catalogue, principal.tenant, key), held)

    def is_same(latest: Activation) -> bool:
        same = latest.kind is ActivationKind.RETIREMENT and valid_from in {None, latest.valid_from}
        return same and words_of(latest.statement) == words_of(told)

    said = ("RETIRE", plain_words(told), valid_from and valid_from.isoformat())
    nature = None if once else in_a_row(catalogue, principal, head, said, is_same)
    act = Retire(key, principal.subject, statement=told, valid_from=valid_from, **told_apart(once, nature))
    return Activating(catalogue.store.activate(principal.tenant, act), held.diagnostics)


def set_approval_policy(
    catalogue: Catalogue,
    principal: Principal,
    rules: Sequence[tuple[PolicyScope, ApprovalRule]],
    statement: GivenStatement,
    once: Once | None,
    based_on: int | None,
) -> Published:
    """Let these rules be the policy; for scopes left out the deployment's default holds.

    It holds for every act that begins after it. Raises as `cancel_activation`, and INVALID "SCOPE_TWICE".
    """
    require(principal, Action.SET_POLICY)
    by_scope = dict(rules)
    if len(by_scope) < len(rules):
        raise Refusal(Kind.INVALID, "SCOPE_TWICE", "A scope is given twice.", ("rules",), "Keep one rule for each.")
    given = PolicyContent(POLICY_KEY, {"en": "Approval policy"}, ApprovalPolicy(by_scope).content())
    return record_policy(catalogue, principal, given, statement, once, based_on)


def approval_policy(catalogue: Catalogue, principal: Principal) -> Mapping[PolicyScope, tuple[ApprovalRule, bool]]:
    """The rule for every scope, and whether the lender has set it itself. Raises Refusal FORBIDDEN."""
    require(principal, Action.SEE_POLICY)
    _, policy = catalogue.policy(principal.tenant)
    return {scope: (policy.rule_for(scope, catalogue.unless_set), scope in policy.rules) for scope in PolicyScope}


def _stated(statement: GivenStatement, impact: Impact, held: Held) -> ChangeStatement:
    return replace(stated(statement), impact=replace(impact, contracts_broken=held.names))


def _impact_of_version(catalogue: Catalogue, tenant: str, head: Head, version: Version, period: Period) -> Impact:
    times = (period.valid_from, period.valid_until)
    guard_put(Documents(catalogue, tenant), head, version.digest, version.number, times, "version")
    moment = period.valid_from or catalogue.store.now()
    if head.key.kind is DocumentKind.PARAMETER:
        content = catalogue.parameters(tenant, [version.digest])[version.digest]
        return impact_of_parameter(catalogue, tenant, head.key.slug, content, moment)
    if head.key.kind is not DocumentKind.RULE_SET:
        return _governed(catalogue, tenant, head.key)
    compiled = catalogue.rule_set(tenant, version.digest)
    return impact_of(catalogue, tenant, head, compiled, moment)


def _governed(catalogue: Catalogue, tenant: str, key: DocumentKey) -> Impact:
    if key.kind is DocumentKind.EXPERIMENT:
        tried = catalogue.store.heads(tenant, [key])[key].links
        found = [_governed(catalogue, tenant, rule_set_key(slug)) for slug in tried]
        return Impact(products=found[0].products if found else (), rule_sets=tried)
    if key.kind is DocumentKind.PRODUCT:
        return Impact(products=(key.slug,))
    now = catalogue.store.now()
    if key.kind is DocumentKind.PARAMETER:
        return impact_of_using(catalogue, tenant, key.slug, now)
    products = (p.form for p in catalogue.products(tenant, now, now))
    return Impact(products=tuple(form.product for form in products if key.slug in form.rule_sets))


def _refuse_alone(rule: ApprovalRule) -> None:
    if rule.required > 0:
        needed = f"{rule.required} approval{'s' if rule.required > 1 else ''}"
        raise Refusal(
            Kind.CONFLICT,
            "APPROVAL_REQUIRED",
            f"The approval policy requires {needed} for going back to an old version.",
            ("version",),
            "Propose it with draftRollback, submit it, and publish it once it is approved.",
        )


def _known(catalogue: Catalogue, principal: Principal, key: DocumentKey) -> Head:
    head = catalogue.store.heads(principal.tenant, [key]).get(key)
    if head is None:
        raise Refusal(
            Kind.NOT_FOUND, "UNKNOWN_DOCUMENT", f"There is no {key.kind.replace('_', ' ').lower()} '{key.slug}'."
        )
    return head
