"""What publishing a content would come to, whatever kind of document it is and whether or not there is one yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from creditrules.auth import Action, Principal, require
from creditrules.desk.altering import unmade_head
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.experiments import prepare_experiment
from creditrules.desk.parameters import prepare_parameter
from creditrules.desk.publishing import prepare_product, prepare_rule_set
from creditrules.desk.readiness import Ready, proposed_of, same_in_force, warned
from creditrules.desk.submitting import Draft, Submission, draft_of
from creditrules.desk.told_apart import PlannedAct
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass, replace
from creditrules.rules import DocumentKey, DocumentKind, Head
from creditrules.rules.life import refuse_obstacles
from creditrules.slugs import is_slug

__all__ = ["Plan", "plan_version"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done to which document. version: the number of the new version, or of the one that says the same.

    required: how many approvals the policy asks for before; of nothing none.
    """

    key: DocumentKey
    act: PlannedAct
    version: int
    required: int
    ready: Ready


KINDS: Final = {
    "experiment": DocumentKind.EXPERIMENT,
    "ruleSet": DocumentKind.RULE_SET,
    "product": DocumentKind.PRODUCT,
    "parameter": DocumentKind.PARAMETER,
}
"""What a content says first, and what it is then."""


def plan_version(catalogue: Catalogue, principal: Principal, given: Submission) -> Plan:
    """What publishing this would come to; nothing is written. given: its slug is the content's, whatever it says.

    Raises Refusal as publishing would, but for approvals that are wanting; INVALID "UNKNOWN_CONTENT" for a content that
    does not say what it is.
    """
    require(principal, Action.CHECK)
    draft = draft_of(given)
    key = _key(draft)
    draft = replace(draft, slug=key.slug)
    tenant, now = principal.tenant, catalogue.store.now()
    head = catalogue.store.heads(tenant, [key]).get(key)
    ready = _PREPARE[key.kind](catalogue, tenant, head, draft)
    same = same_in_force(catalogue, tenant, head, draft, ready) if head else None
    if same is not None:
        return Plan(key, PlannedAct.NOTHING, same.version, 0, ready)
    ready = replace(ready, diagnostics=(*ready.diagnostics, *warned(catalogue, principal, head, draft, ready)))
    required = catalogue.approval_rule_of(tenant, key, head.category if head else ready.category).required
    if head is None:
        return Plan(key, PlannedAct.CREATE, 1, required, ready)
    refuse_obstacles(head, proposed_of(head, draft, ready), now)
    return Plan(key, PlannedAct.CHANGE, head.latest_version + 1, required, ready)


def _key(draft: Draft) -> DocumentKey:
    value = draft.document.value
    said = value if isinstance(value, dict) else {}
    for name, kind in KINDS.items():
        slug = said.get(name)
        if isinstance(slug, str) and is_slug(slug):
            return DocumentKey(kind, slug)
    message = "The content does not say which rule set, product, parameter or experiment it is."
    hint = "It begins with ruleSet, product, parameter or experiment and a slug, such as night-pause."
    raise Refusal(Kind.INVALID, "UNKNOWN_CONTENT", message, ("content",), hint, draft.document.diagnostics)


def _rule_set(catalogue: Catalogue, tenant: str, head: Head | None, draft: Draft) -> Ready:
    unmade = unmade_head(catalogue, DocumentKey(DocumentKind.RULE_SET, draft.slug), {})
    ready = prepare_rule_set(catalogue, tenant, head or unmade, draft)
    assert ready.compiled is not None  # noqa: S101 - a rule set that passed was compiled
    return replace(ready, category=ready.compiled.rule_set.form.category)


_PREPARE: Final[dict[DocumentKind, Callable[[Catalogue, str, Head | None, Draft], Ready]]] = {
    DocumentKind.RULE_SET: _rule_set,
    DocumentKind.PRODUCT: prepare_product,
    DocumentKind.PARAMETER: prepare_parameter,
    DocumentKind.EXPERIMENT: prepare_experiment,
}
