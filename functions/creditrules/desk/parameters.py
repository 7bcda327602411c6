"""Parameters as administrators write them: checked whole, their impact computed, and recorded or refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

from creditrules.auth import Action, Principal, require
from creditrules.desk.breaking import with_contracts
from creditrules.desk.budgets import refuse_if_cut_short, to_the_end
from creditrules.desk.catalogue import Catalogue, parameter_key
from creditrules.desk.parameter_findings import found_by_parameter
from creditrules.desk.parameter_gaps import gaps_put, named_uses, told_gaps, uses_of
from creditrules.desk.parameters_in_force import parameters_at, rule_sets_using
from creditrules.desk.publishing import (
    Publishing,
    allowed_draft,
    document_head,
    first_head,
    head_made,
    readable,
    record_version,
    refuse_unapproved,
    slug_differs,
    told_before,
)
from creditrules.desk.readiness import Ready, proposed_of, warned
from creditrules.desk.retrying import answered_before, published_before
from creditrules.desk.submitting import Draft, Submission, draft_of, refuse_content
from creditrules.eligibility import (
    AppliedParameter,
    CompiledRuleSet,
    Parameters,
    ParametersAt,
    cases_moved,
    value_in_force,
)
from creditrules.errors import Diagnostic, Severity
from creditrules.records import replace
from creditrules.rules import DocumentKind, FlawCount, Head, Impact, Parameter, located, parameter_name, read_parameter
from creditrules.rules.life import refuse_obstacles

__all__ = [
    "check_parameter_draft",
    "create_parameter",
    "impact_of_parameter",
    "impact_of_using",
    "prepare_parameter",
    "publish_parameter",
]


RULE_SET, PRODUCT = DocumentKind.RULE_SET, DocumentKind.PRODUCT


@answered_before(published_before, told_before, DocumentKind.PARAMETER)
def create_parameter(catalogue: Catalogue, principal: Principal, given: Submission) -> Publishing:
    """A parameter with its first version; nothing is created when the content does not check.

    Raises as `publish_parameter`, and CONFLICT "SLUG_TAKEN"; INVALID "BAD_SLUG".
    """
    draft = allowed_draft(principal, given)
    tenant, key = principal.tenant, parameter_key(draft.slug)
    head = catalogue.store.heads(tenant, [key]).get(key)
    refuse_unapproved(catalogue, tenant, key, None)
    ready = prepare_parameter(catalogue, tenant, None, draft)
    head = first_head(catalogue, principal, head, draft) or head_made(catalogue, principal, key, draft, ready)
    return record_version(catalogue, principal, head, draft, ready)


@answered_before(published_before, told_before, DocumentKind.PARAMETER)
def publish_parameter(catalogue: Catalogue, principal: Principal, given: Submission) -> Publishing:
    """Record a parameter's next version and put it in force.

    Raises Refusal as `publish_rule_set`, with NOT_FOUND "UNKNOWN_PARAMETER".
    """
    draft = allowed_draft(principal, given)
    head = document_head(catalogue, principal.tenant, parameter_key(draft.slug))
    refuse_unapproved(catalogue, principal.tenant, head.key, head.category)
    ready = prepare_parameter(catalogue, principal.tenant, head, draft)
    return record_version(catalogue, principal, head, draft, ready)


def check_parameter_draft(catalogue: Catalogue, principal: Principal, given: Submission) -> Ready:
    """What publishing this would come to, a first version too; nothing is written. Raises as `publish_parameter`."""
    require(principal, Action.CHECK)
    draft = draft_of(given)
    tenant, key = principal.tenant, parameter_key(draft.slug)
    head = catalogue.store.heads(tenant, [key]).get(key)
    ready = prepare_parameter(catalogue, tenant, head, draft)
    if head is not None:
        refuse_obstacles(head, proposed_of(head, draft, ready), catalogue.store.now())
    return replace(ready, diagnostics=(*ready.diagnostics, *warned(catalogue, principal, head, draft, ready)))


def prepare_parameter(catalogue: Catalogue, tenant: str, head: Head | None, draft: Draft) -> Ready:
    """A parameter's draft checked whole, its impact computed; head: None for one that is not there yet.

    Raises Refusal INVALID "CONTENT_REFUSED".
    """
    read = read_parameter(draft.document)
    refuse_content(read.diagnostics)
    parameter = readable(read.parameter)
    before = _latest(catalogue, tenant, head) if head else None
    start = draft.change.valid_from or catalogue.store.now()
    kept = (_with_users(catalogue, tenant, draft.slug, start, told) for told in _kept(head, before, parameter))
    found = (*slug_differs("parameter", draft.slug, parameter.form.parameter), *kept)
    found = (*read.diagnostics, *located((*found, *_never_asked(start, before, parameter)), draft.document))
    refuse_content(found)
    form = parameter.form
    if head is not None:
        found = (*found, *located(_leaves_without(catalogue, tenant, head, parameter, draft), draft.document))
        refuse_content(found)
    using, values = _sides(catalogue, tenant, form.parameter, parameter, start)
    told = tuple(found_by_parameter(catalogue, tenant, using, start, values))
    found = (*found, *located(told, draft.document))
    refuse_content(found)
    impact = replace(
        impact_of_parameter(catalogue, tenant, form.parameter, parameter, start),
        flaws=tuple(FlawCount(code, count) for code, count in sorted(Counter(each.code for each in told).items())),
    )
    ready = Ready(parameter.content, parameter.digest, form.name, (), impact, found, category=form.category)
    return with_contracts(catalogue, tenant, parameter_key(draft.slug), draft.change.period, ready)


def impact_of_parameter(catalogue: Catalogue, tenant: str, slug: str, after: Parameter, moment: datetime) -> Impact:
    """What putting a content in force at `moment` touches: rule sets that use it, their products and test cases."""
    using, (before, with_it) = _sides(catalogue, tenant, slug, after, moment)
    cases, changed, budget = 0, [], to_the_end(catalogue.budget)
    for rule_set, versions in using.items():
        for version in versions[:1]:
            found = cases_moved(version, moment, before, with_it, budget)
            refuse_if_cut_short(budget)
            cases += found.cases
            changed += [f"{rule_set}: {case}" for case in found.changed]
    touched = impact_of_using(catalogue, tenant, slug, moment)
    return replace(touched, cases=cases, cases_changed=tuple(changed))


def _sides(
    catalogue: Catalogue, tenant: str, slug: str, after: Parameter, moment: datetime
) -> tuple[Mapping[str, Sequence[CompiledRuleSet]], tuple[ParametersAt, ParametersAt]]:
    """The rule sets that use a parameter, and all values of parameters without and with a content of it."""
    heads = catalogue.store.all_heads(tenant)
    before = parameters_at(catalogue, tenant, heads)
    name, applied = parameter_name(slug), AppliedParameter(slug, after.form.category, 0, after.digest)

    def with_it(at: datetime, names: Collection[str]) -> Parameters:
        changed = {name: value_in_force(after, applied, at)} if name in names and at >= moment else {}
        return {**before(at, names), **changed}

    return rule_sets_using(catalogue, tenant, heads, slug, moment), (before, with_it)


def impact_of_using(catalogue: Catalogue, tenant: str, slug: str, moment: datetime) -> Impact:
    """The rule sets that use a parameter from `moment` on, and the products that these or their own prices reach."""
    heads, now = catalogue.store.all_heads(tenant), catalogue.store.now()
    uses = [use.key for use in uses_of(catalogue, tenant, heads, slug, moment)]
    using, own = ({key.slug for key in uses if key.kind is kind} for kind in (RULE_SET, PRODUCT))
    forms = (product.form for product in catalogue.products(tenant, now, now, heads))
    reached = own | {form.product for form in forms if not using.isdisjoint(form.rule_sets)}
    return Impact(products=tuple(sorted(reached)), rule_sets=tuple(sorted(using)))


def _leaves_without(
    catalogue: Catalogue, tenant: str, head: Head, parameter: Parameter, draft: Draft
) -> Iterator[Diagnostic]:
    """What uses it while it would have no value."""
    catalogue.stage(tenant, parameter.digest, parameter.content)
    now = catalogue.store.now()
    start = draft.change.valid_from or now
    put = (start, draft.change.valid_until)
    gaps = gaps_put(catalogue, tenant, head, (parameter.digest, head.latest_version + 1), put)
    return told_gaps(head.key.slug, gaps, start)


def _latest(catalogue: Catalogue, tenant: str, head: Head) -> Parameter | None:
    version = catalogue.version(tenant, head.key, head.latest_version)
    return catalogue.parameters(tenant, [version.digest])[version.digest] if version else None


def _kept(head: Head | None, before: Parameter | None, after: Parameter) -> Iterator[Diagnostic]:
    """What a parameter keeps through its versions: rules count on it without looking."""
    form = after.form
    if head is not None and head.category is not None and form.category != head.category:
        message = f"The category is {form.category}; the parameter '{form.parameter}' was made as {head.category}."
        yield Diagnostic("parameter.category", message, "A parameter keeps its category.", "category")
    if before is not None and after.type != before.type:
        message = f"The type is {after.type}; the parameter '{form.parameter}' has been published as {before.type}."
        yield Diagnostic("parameter.type", message, "A parameter keeps its type; make another one for another.", "type")
    if before is not None and form.unit != before.form.unit:
        message = f"The unit is {form.unit or 'none'}; before it was {before.form.unit or 'none'}."
        hint = "Rules that use it count on the unit: see that each of them still means the same."
        yield Diagnostic("parameter.unit", message, hint, "unit", severity=Severity.WARNING)


def _with_users(catalogue: Catalogue, tenant: str, slug: str, start: datetime, told: Diagnostic) -> Diagnostic:
    """The same with who counts on what would be other than it was."""
    uses = uses_of(catalogue, tenant, catalogue.store.all_heads(tenant), slug, start)
    return replace(told, hint=f"{told.hint} It is used by {named_uses(uses)}.") if uses else told


def _never_asked(start: datetime, before: Parameter | None, after: Parameter) -> Iterator[Diagnostic]:
    """A warning where values of days before the version's start are new: it is not asked about those days."""
    held = after.at(start)
    if held is None or held.since is None:
        return
    known = {step.since: step.value for step in before.steps} if before else {}
    new = [step.since for step in after.steps if step.since and step.since < held.since]
    new = [day for day in new if day not in known or known[day] != _value_of(after, day)]
    if new:
        message = f"The version is in force from {start.isoformat()} on; its value from {new[0]} on is never asked."
        hint = "To let it hold then, give an earlier `validFrom` and declare a correction; or keep it as a record."
        yield Diagnostic("parameter.before-start", message, hint, f"values.{new[0]}", severity=Severity.WARNING)


def _value_of(parameter: Parameter, day: date) -> object:
    return next(step.value for step in parameter.steps if step.since == day)
