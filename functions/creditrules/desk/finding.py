"""One thing of a tenant by its name, as a view sees it."""

from __future__ import annotations

from creditrules.auth import Action, may, require
from creditrules.desk.catalogue import ProductInForce, experiment_key, parameter_key, product_key, rule_set_key
from creditrules.desk.kinds import unknown_document
from creditrules.desk.paging import asked_page
from creditrules.desk.submitting import Numbered
from creditrules.desk.view import View
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, Head, ProductForm, Version
from creditrules.rules.life import Proposal, is_open
from creditrules.slugs import is_slug

__all__ = [
    "approvals_required",
    "find_document",
    "find_experiment",
    "find_parameter",
    "find_product",
    "find_proposal",
    "find_rule_set",
    "find_version",
    "head_of",
    "product_described",
]


def find_product(view: View, slug: str) -> ProductInForce | None:
    """The product in force at both times; None when there is none by that slug, or no version of it was in force."""
    if not is_slug(slug):
        return None
    return view.catalogue.product(view.tenant, slug, view.moments.valid_at, view.moments.known_at)


def find_rule_set(view: View, slug: str) -> Head | None:
    """The head of a rule set; None when there is none by that slug, or was not yet by the recorded time."""
    head = view.documents.head(rule_set_key(slug)) if is_slug(slug) else None
    return head if head is not None and head.created_at <= view.moments.known_at else None


def find_parameter(view: View, slug: str) -> Head | None:
    """The head of a parameter; None when there is none by that slug, or was not yet by the recorded time."""
    head = view.documents.head(parameter_key(slug)) if is_slug(slug) else None
    return head if head is not None and head.created_at <= view.moments.known_at else None


def find_experiment(view: View, slug: str) -> Head | None:
    """The head of an experiment; None when there is none by that slug, or was not yet by the recorded time.

    Raises Refusal FORBIDDEN.
    """
    return find_document(view, experiment_key(slug))


def find_version(view: View, key: DocumentKey, number: int) -> Version | None:
    """A version that had been recorded by the recorded time."""
    version = view.documents.version(key, number)
    return version if version is not None and version.recorded_at <= view.moments.known_at else None


def find_proposal(view: View, named: Numbered) -> Proposal | None:
    """A proposal; None where there is no such, and for everybody who may not see the lender's policy."""
    if not may(view.principal, Action.SEE_POLICY):
        return None
    return view.catalogue.store.proposal(view.tenant, named.key, named.number)


def approvals_required(view: View, proposal: Proposal) -> int | None:
    """How many approvals the policy asks for now; None once the proposal is closed."""
    head = view.documents.head(proposal.key) if is_open(proposal) else None
    return view.catalogue.rule_of_proposal(view.tenant, head, proposal.proposed).required if head is not None else None


def find_document(view: View, key: DocumentKey) -> Head | None:
    """The head of a document, in force or not; None when there is none, or was not yet by the recorded time.

    Raises Refusal FORBIDDEN.
    """
    require(view.principal, Action.SEE_POLICY)
    head = view.documents.head(key) if is_slug(key.slug) else None
    return head if head is not None and head.created_at <= view.moments.known_at else None


def head_of(view: View, key: DocumentKey) -> Head:
    """The head of a document. Raises Refusal NOT_FOUND as `unknown_document` says."""
    head = view.documents.head(key)
    if head is None:
        raise unknown_document(key)
    return head


def product_described(view: View, slug: str) -> ProductForm:
    """A product as it is at both times, else as its latest version describes it, else as its latest proposal does.

    Raises Refusal as `head_of` does, and NOT_FOUND "NO_VERSION_IN_FORCE" where it has neither, or where there are
    proposals only and the principal may not read them.
    """
    head = head_of(view, product_key(slug))
    found = view.documents.in_force(head, view.moments) or view.documents.version(head.key, head.latest_version)
    if found is not None:
        return view.product(found.digest)
    may_read = may(view.principal, Action.SEE_POLICY)
    proposed = view.catalogue.store.proposals(view.tenant, head.key, asked_page(1)).items if may_read else ()
    if not proposed:
        raise Refusal(Kind.NOT_FOUND, "NO_VERSION_IN_FORCE", f"The product '{slug}' has no version.")
    return view.product(proposed[0].proposed.digest)
