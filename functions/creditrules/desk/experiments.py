"""Experiments as administrators write them: checked whole, their impact computed, and recorded or refused."""

from __future__ import annotations

from collections.abc import Iterator

from creditrules.auth import Action, Principal, require
from creditrules.desk.altering import Put
from creditrules.desk.breaking import held_put
from creditrules.desk.catalogue import Catalogue, experiment_key, rule_set_key
from creditrules.desk.documents import Documents
from creditrules.desk.experiment_faults import experiment_faults
from creditrules.desk.publishing import (
    Publishing,
    allowed_draft,
    document_head,
    first_head,
    head_made,
    impact_of,
    readable,
    record_version,
    refuse_unapproved,
    slug_differs,
    told_before,
)
from creditrules.desk.readiness import Ready, proposed_of, warned
from creditrules.desk.retrying import answered_before, published_before
from creditrules.desk.submitting import Draft, Submission, draft_of, refuse_content
from creditrules.errors import Diagnostic, Severity
from creditrules.records import replace
from creditrules.rules import Category, DocumentKind, ExperimentForm, Head, TrialMode, located, read_experiment
from creditrules.rules.life import refuse_obstacles

__all__ = ["check_experiment_draft", "create_experiment", "prepare_experiment", "publish_experiment"]


@answered_before(published_before, told_before, DocumentKind.EXPERIMENT)
def create_experiment(catalogue: Catalogue, principal: Principal, given: Submission) -> Publishing:
    """An experiment with its first version; nothing is created when the content does not check.

    Raises as `publish_experiment`, and CONFLICT "SLUG_TAKEN"; INVALID "BAD_SLUG".
    """
    draft = allowed_draft(principal, given)
    tenant, key = principal.tenant, experiment_key(draft.slug)
    head = catalogue.store.heads(tenant, [key]).get(key)
    ready = prepare_experiment(catalogue, tenant, None, draft)
    refuse_unapproved(catalogue, tenant, key, ready.category)
    head = first_head(catalogue, principal, head, draft) or head_made(catalogue, principal, key, draft, ready)
    return record_version(catalogue, principal, head, draft, ready)


@answered_before(published_before, told_before, DocumentKind.EXPERIMENT)
def publish_experiment(catalogue: Catalogue, principal: Principal, given: Submission) -> Publishing:
    """Record an experiment's next version and put it in force: another share, say.

    Raises Refusal as `publish_rule_set`, with NOT_FOUND "UNKNOWN_EXPERIMENT".
    """
    draft = allowed_draft(principal, given)
    head = document_head(catalogue, principal.tenant, experiment_key(draft.slug))
    refuse_unapproved(catalogue, principal.tenant, head.key, head.category)
    ready = prepare_experiment(catalogue, principal.tenant, head, draft)
    return record_version(catalogue, principal, head, draft, ready)


def check_experiment_draft(catalogue: Catalogue, principal: Principal, given: Submission) -> Ready:
    """What publishing this would come to, a first version too; nothing is written. Raises as `publish_experiment`."""
    require(principal, Action.CHECK)
    draft = draft_of(given)
    tenant, key = principal.tenant, experiment_key(draft.slug)
    head = catalogue.store.heads(tenant, [key]).get(key)
    ready = prepare_experiment(catalogue, tenant, head, draft)
    if head is not None:
        refuse_obstacles(head, proposed_of(head, draft, ready), catalogue.store.now())
    return replace(ready, diagnostics=(*ready.diagnostics, *warned(catalogue, principal, head, draft, ready)))


def prepare_experiment(catalogue: Catalogue, tenant: str, head: Head | None, draft: Draft) -> Ready:
    """An experiment's draft checked whole, its impact computed; head: None for one that is not there yet.

    Raises Refusal INVALID "CONTENT_REFUSED".
    """
    read = read_experiment(draft.document)
    refuse_content(read.diagnostics)
    form, documents = readable(read.form), Documents(catalogue, tenant)
    key, start = experiment_key(draft.slug), draft.change.valid_from or catalogue.store.now()
    written = (*slug_differs("experiment", draft.slug, form.experiment), *_kept(catalogue, tenant, head, form))
    faults = experiment_faults(documents, key, form, (start, draft.change.valid_until))
    found = located((*written, *faults, *_looks_back(draft)), draft.document)
    found = (*read.diagnostics, *found)
    refuse_content(found)
    rule_set = document_head(catalogue, tenant, rule_set_key(form.of))
    digest = readable(catalogue.version(tenant, rule_set.key, form.challenger)).digest
    impact = impact_of(catalogue, tenant, rule_set, catalogue.rule_set(tenant, digest), start)
    impact = replace(impact, rule_sets=(form.of,))
    if form.mode is TrialMode.CHALLENGER:
        held = held_put(catalogue, tenant, rule_set.key, draft.change.period, Put(digest, form.challenger))
        found, impact = (*found, *held.diagnostics), replace(impact, contracts_broken=held.names)
    catalogue.stage(tenant, read.digest, read.content)
    category = rule_set.category or Category.PRODUCT
    return Ready(read.content, read.digest, form.name, (form.of,), impact, found, category=category)


def _kept(catalogue: Catalogue, tenant: str, head: Head | None, form: ExperimentForm) -> Iterator[Diagnostic]:
    """What an experiment keeps through its versions, and what a smaller share does to subjects."""
    latest = catalogue.version(tenant, head.key, head.latest_version) if head is not None else None
    if latest is None:
        return
    before = catalogue.experiments(tenant, [latest.digest])[latest.digest]
    if before.of != form.of:
        message = f"The experiment has been published for the rule set '{before.of}'."
        yield Diagnostic("experiment.rule-set", message, "Make another one for another rule set.", "of")
    if form.parts < before.parts and (before.champion, before.challenger) == (form.champion, form.challenger):
        message = f"The share falls from {before.share} to {form.share or 0} %: some subjects go back to the champion."
        hint = "While a share only grows, every subject keeps its version."
        yield Diagnostic("experiment.smaller-share", message, hint, "share", severity=Severity.WARNING)


def _looks_back(draft: Draft) -> Iterator[Diagnostic]:
    if draft.change.correction:
        message = "An experiment cannot be declared for the past: nobody was tried then."
        yield Diagnostic("experiment.in-past", message, "Let it start now or later.", "experiment")
