"""Two versions of a document compared by what they answer, alone or on a product. Not for partners."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from creditrules.auth import Action, require
from creditrules.desk.altering import Heads, Put, putting
from creditrules.desk.asking import Plan, Question
from creditrules.desk.comparing import ChosenVersion
from creditrules.desk.moments import Moments
from creditrules.desk.outcomes import ComparedOutcomes, answering, bounded, compared
from creditrules.desk.parameters_in_force import ParametersInForce
from creditrules.desk.view import View
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind

if TYPE_CHECKING:
    from creditrules.eligibility.outcomes import Side

__all__ = ["compare_version_outcomes"]


def compare_version_outcomes(
    view: View,
    key: DocumentKey,
    versions: tuple[ChosenVersion, ChosenVersion],
    product: str | None,
    valid_at: datetime | None,
) -> ComparedOutcomes:
    """For which applicants two versions answer otherwise at a moment, with all else as it is in force then.

    product: slug of the one that answers; None for a rule set alone, or the product itself. Bounded, so that it takes
    seconds: what is beyond is searched, and said so. Raises Refusal FORBIDDEN; INVALID "NOTHING_TO_COMPARE"; NOT_FOUND
    "UNKNOWN_PRODUCT", "NO_VERSION_IN_FORCE"; as `fix_moments`.
    """
    require(view.principal, Action.SEE_POLICY)
    view = view.at(valid_at, None)
    slug = key.slug if key.kind is DocumentKind.PRODUCT else product
    answers = slug is not None or key.kind is DocumentKind.RULE_SET
    if not answers or key.kind not in {DocumentKind.RULE_SET, DocumentKind.PRODUCT, DocumentKind.PARAMETER}:
        message = f"Versions of '{key.slug}' answer nobody by themselves."
        hint = "Name a `product` that uses it." if key.kind is DocumentKind.PARAMETER else "Compare what is tried."
        raise Refusal(Kind.INVALID, "NOTHING_TO_COMPARE", message, ("product",), hint)
    before, after = (_side(view, key, version, slug) for version in versions)
    return compared(before, after, bounded(view.catalogue.budget))


def _side(view: View, key: DocumentKey, version: ChosenVersion, product: str | None) -> Side:
    from creditrules.eligibility.outcomes import RuleSetSide  # noqa: PLC0415 - who only answers applicants never loads it

    moment, heads = view.moments.valid_at, _with(view, key, version)
    if product is not None:
        question = Question({}, (product,), moment)
        return answering(Plan(view.catalogue, view.tenant, question, heads), product)
    compiled, now = view.rule_set(version.digest), view.catalogue.store.now()
    in_force = ParametersInForce(view.catalogue, view.tenant, heads, Moments(moment, now))
    return RuleSetSide(compiled, moment, in_force.named(compiled.parameters))


def _with(view: View, key: DocumentKey, version: ChosenVersion) -> Heads:
    """All that the tenant has, as if the version were in force from the moment on."""
    heads = view.documents.all_heads()
    period = (view.moments.valid_at, None)
    return putting(view.catalogue, heads, heads[key], period, Put(version.digest, version.number)).after
