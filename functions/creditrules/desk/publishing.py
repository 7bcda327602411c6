"""The administrator's act: new content is checked whole, its impact computed, and it is recorded or refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache, partial
from typing import TypeVar

from creditrules.auth import Action, Principal, require
from creditrules.collecting import uncollected
from creditrules.desk.altering import unmade_head
from creditrules.desk.assessing import refuse_unassessed
from creditrules.desk.breaking import with_contracts
from creditrules.desk.budgets import half_done, refuse_if_cut_short, to_the_end
from creditrules.desk.catalogue import Catalogue, product_key, rule_set_key
from creditrules.desk.declared import fact_names
from creditrules.desk.dictionary import clashes_of
from creditrules.desk.documents import Documents
from creditrules.desk.fitting import misfits_put, told_in_product, told_in_rule_set
from creditrules.desk.kinds import called, unknown_document
from creditrules.desk.parameters_in_force import ParametersUsed, parameters_of, price_checked
from creditrules.desk.readiness import Ready, keep, proposed_of, warned
from creditrules.desk.retrying import answered_before, in_a_row, published_before, words_of
from creditrules.desk.submitting import (
    Draft,
    Submission,
    checked_once,
    checked_texts,
    draft_of,
    refuse_content,
    told_apart,
)
from creditrules.desk.verifying import verified_for
from creditrules.eligibility import CompiledRuleSet, changed_cases, compile_rule_set, covered, generate_cases, run_cases
from creditrules.errors import Diagnostic, Kind, Refusal, Severity
from creditrules.once import Once
from creditrules.records import dataclass, replace
from creditrules.rules import (
    Activation,
    ActivationKind,
    Category,
    DocumentKey,
    DocumentKind,
    Head,
    Impact,
    RowsCovered,
    Texts,
    check_rule_set,
    compute_impact,
    located,
    read_product,
    read_rule_set,
)
from creditrules.rules.life import refuse_obstacles
from creditrules.rules.ports import NewDocument, Publication, Published

__all__ = [
    "Publishing",
    "allowed_draft",
    "check_rule_set_draft",
    "create_product",
    "create_rule_set",
    "document_head",
    "first_head",
    "head_made",
    "impact_of",
    "prepare_product",
    "prepare_rule_set",
    "publish_product",
    "publish_rule_set",
    "readable",
    "record_version",
    "refuse_unapproved",
    "slug_differs",
    "told_before",
]

Readable = TypeVar("Readable")


@dataclass(frozen=True, slots=True)
class Publishing:
    """What became of a submission that was published. diagnostics: warnings."""

    published: Published
    diagnostics: tuple[Diagnostic, ...]


def told_before(published: Published) -> Publishing:
    """What is told of a publication that is not checked again."""
    return Publishing(published, ())


def create_rule_set(
    catalogue: Catalogue,
    principal: Principal,
    slug: str,
    name: Texts,
    category: Category,
    once: Once | None = None,
) -> tuple[Head, bool]:
    """A rule set without versions, and whether an earlier sending has made it.

    Raises Refusal FORBIDDEN; CONFLICT "SLUG_TAKEN", "KEY_REUSED"; INVALID "BAD_SLUG", "TEXT_MISSING",
    "BAD_IDEMPOTENCY_KEY".
    """
    require(principal, Action.CREATE)
    document = NewDocument(rule_set_key(slug), checked_texts(name, ("name",)), category)
    before = catalogue.store.receipts.first(principal.tenant, checked_once(once)) is not None
    return catalogue.store.create(principal.tenant, document, principal.subject, once), before


@answered_before(published_before, told_before, DocumentKind.RULE_SET)
@uncollected()
def publish_rule_set(catalogue: Catalogue, principal: Principal, given: Submission) -> Publishing:
    """Record a rule set's next version and put it in force.

    Raises Refusal as `RuleStore.publish` and `draft_of` do, and FORBIDDEN; NOT_FOUND "UNKNOWN_RULE_SET"; CONFLICT
    "APPROVAL_REQUIRED"; INVALID "CONTENT_REFUSED" with everything that is wrong with the content.
    """
    draft = allowed_draft(principal, given)
    head = document_head(catalogue, principal.tenant, rule_set_key(draft.slug))
    refuse_unapproved(catalogue, principal.tenant, head.key, head.category)
    ready = prepare_rule_set(catalogue, principal.tenant, head, draft)
    return record_version(catalogue, principal, head, draft, ready)


def check_rule_set_draft(catalogue: Catalogue, principal: Principal, given: Submission) -> Ready:
    """What publishing this would come to; nothing is written. Raises Refusal as `publish_rule_set` does."""
    require(principal, Action.CHECK)
    draft = draft_of(given)
    head = document_head(catalogue, principal.tenant, rule_set_key(draft.slug))
    ready = prepare_rule_set(catalogue, principal.tenant, head, draft)
    refuse_obstacles(head, proposed_of(head, draft, ready), catalogue.store.now())
    return replace(ready, diagnostics=(*ready.diagnostics, *warned(catalogue, principal, head, draft, ready)))


@answered_before(published_before, told_before, DocumentKind.PRODUCT)
def create_product(catalogue: Catalogue, principal: Principal, given: Submission) -> Publishing:
    """A product with its first version; nothing is created when the content does not check.

    Raises as `publish_product` and `create_rule_set`.
    """
    draft = allowed_draft(principal, given)
    tenant, key = principal.tenant, product_key(draft.slug)
    refuse_unapproved(catalogue, tenant, key, None)
    head = catalogue.store.heads(tenant, [key]).get(key)
    ready = prepare_product(catalogue, tenant, head, draft)
    head = first_head(catalogue, principal, head, draft) or head_made(catalogue, principal, key, draft, ready)
    return record_version(catalogue, principal, head, draft, ready)


@answered_before(published_before, told_before, DocumentKind.PRODUCT)
def publish_product(catalogue: Catalogue, principal: Principal, given: Submission) -> Publishing:
    """Record a product's next version and put it in force. Raises as `publish_rule_set`, with "UNKNOWN_PRODUCT"."""
    draft = allowed_draft(principal, given)
    head = document_head(catalogue, principal.tenant, product_key(draft.slug))
    refuse_unapproved(catalogue, principal.tenant, head.key, None)
    ready = prepare_product(catalogue, principal.tenant, head, draft)
    return record_version(catalogue, principal, head, draft, ready)


def first_head(catalogue: Catalogue, principal: Principal, head: Head | None, draft: Draft) -> Head | None:
    """The head that a document's creation goes on from, where there is one: without a version, or made by this act."""
    if head is None or head.latest_version == 0:
        return head
    done = catalogue.store.published_before(principal.tenant, head.key, draft.once)
    return head if done else None


def head_made(catalogue: Catalogue, principal: Principal, key: DocumentKey, draft: Draft, ready: Ready) -> Head:
    """A new document's head; none is made for what could not be published. Raises Refusal as `RuleStore.publish`."""
    now = catalogue.store.now()
    unmade = Head(key, ready.name, ready.category, 0, 0, 0, now, principal.subject, now)
    refuse_obstacles(unmade, proposed_of(unmade, draft, ready), now)
    return catalogue.store.create(principal.tenant, NewDocument(key, ready.name, ready.category), principal.subject)


def document_head(catalogue: Catalogue, tenant: str, key: DocumentKey) -> Head:
    """The head of a document. Raises Refusal NOT_FOUND as `unknown_document` says."""
    head = catalogue.store.heads(tenant, [key]).get(key)
    if head is None:
        raise unknown_document(key, ("slug",), f"Create it with {called(key.kind).made}.")
    return head


@uncollected()
def prepare_rule_set(catalogue: Catalogue, tenant: str, head: Head, draft: Draft) -> Ready:
    """A rule set's draft checked whole, its impact computed.

    Its cases are run to the end; what verification has no time for is said to be unproved. Raises Refusal INVALID
    "CONTENT_REFUSED"; TOO_LARGE "BUDGET_SPENT".
    """
    read = read_rule_set(draft.document)
    refuse_content(read.diagnostics)
    rule_set = readable(read.rule_set)
    moment = draft.change.valid_from or catalogue.store.now()
    period = (moment, draft.change.valid_until)
    used = ParametersUsed(catalogue, tenant, rule_set, period)
    checked = check_rule_set(rule_set, used.known)
    identity = _identity(head, draft.slug, rule_set.form.rule_set, rule_set.form.category)
    found = (*read.diagnostics, *read.located((*checked.diagnostics, *identity, *used.without_value)))
    refuse_content(found)
    compiled = compile_rule_set(checked)
    verified = verified_for(catalogue, tenant, compiled, moment, used.at)
    found = (*found, *read.located(verified.diagnostics))
    refuse_content(found)
    beside = clashes_of(Documents(catalogue, tenant), head, compiled, period)
    budget = to_the_end(catalogue.budget)
    cases = run_cases(compiled, moment, used.at, budget, half_done(catalogue.budget))
    refuse_if_cut_short(budget)
    found = (*found, *read.located((*cases, *beside)))
    refuse_content(found)
    catalogue.keep(tenant, rule_set.digest, compiled)
    unfit = misfits_put(catalogue, tenant, head, rule_set.digest, draft.change.period)
    refuse_content((*found, *read.located(told_in_rule_set(unfit, head.key.slug))))
    reached = cache(partial(covered, compiled, moment, used.at, budget=budget))
    figure = RowsCovered(reached().rows_covered, reached().rows)
    refuse_if_cut_short(budget)
    touched = replace(impact_of(catalogue, tenant, head, compiled, moment), coverage=figure)
    impact = verified.within(touched, rule_set.form.rule_set, rule_set.digest)
    facts = fact_names(catalogue, tenant, head, compiled)
    made = Ready(
        rule_set.content, rule_set.digest, rule_set.form.name, used.slugs, impact, found, compiled, facts=facts
    )
    generated = partial(generate_cases, compiled, moment, used.at, budget=catalogue.budget)
    ready = replace(
        made,
        reached=reached,
        generated=generated,
        flaws=verified.flaws,
        claims=verified.claims,
        kept=(verified.kept,),
    )
    return with_contracts(catalogue, tenant, head.key, draft.change.period, ready)


def impact_of(catalogue: Catalogue, tenant: str, head: Head, after: CompiledRuleSet, moment: datetime) -> Impact:
    """What putting a rule set's content in force at `moment` touches. Raises Refusal TOO_LARGE "BUDGET_SPENT"."""
    now = catalogue.store.now()
    before = _version_at(catalogue, tenant, head, moment)
    governed = (p.form.product for p in catalogue.products(tenant, now, now) if head.key.slug in p.form.rule_sets)
    values, budget = parameters_of(catalogue, tenant, before, after), to_the_end(catalogue.budget)
    cases, changed = changed_cases(before, after, moment, values, budget)
    refuse_if_cut_short(budget)
    return compute_impact(before.rule_set if before else None, after.rule_set, governed, cases, changed)


def _version_at(catalogue: Catalogue, tenant: str, head: Head, moment: datetime) -> CompiledRuleSet | None:
    """The version in force at `moment`, or else now."""
    now = catalogue.store.now()
    entry = catalogue.store.in_force(tenant, head, moment, now) or catalogue.store.in_force(tenant, head, now, now)
    return catalogue.rule_set(tenant, entry.digest) if entry else None


def prepare_product(catalogue: Catalogue, tenant: str, head: Head | None, draft: Draft) -> Ready:
    """A product's draft checked whole; head: None for one that is not there yet.

    Raises Refusal INVALID "CONTENT_REFUSED".
    """
    document = draft.document
    read = read_product(document)
    refuse_content(read.diagnostics)
    form = readable(read.product)
    found = (*read.diagnostics, *slug_differs("product", draft.slug, form.product))
    known = catalogue.store.heads(tenant, [rule_set_key(slug) for slug in form.rule_sets])
    for place, slug in enumerate(form.rule_sets, 1):
        if rule_set_key(slug) not in known:
            message = f"There is no rule set '{slug}'."
            hint = "Create it with createRuleSet, or correct its name."
            found = (*found, Diagnostic("product.unknown-rule-set", message, hint, f"ruleSets[{place}]"))
    moment = draft.change.valid_from or catalogue.store.now()
    found = (*found, *price_checked(catalogue, tenant, form, (moment, draft.change.valid_until)))
    catalogue.stage(tenant, read.digest, read.content)
    key = product_key(draft.slug)
    written = head or unmade_head(catalogue, key, form.name)
    unfit = told_in_product(misfits_put(catalogue, tenant, written, read.digest, draft.change.period))
    found = located((*found, *_without_version(catalogue, tenant, draft, known), *unfit), document)
    refuse_content(found)
    impact = Impact(products=(form.product,))
    ready = Ready(read.content, read.digest, form.name, tuple(form.rule_sets), impact, found)
    return with_contracts(catalogue, tenant, key, draft.change.period, ready)


def _without_version(
    catalogue: Catalogue, tenant: str, draft: Draft, governing: Mapping[DocumentKey, Head]
) -> Iterable[Diagnostic]:
    """A warning for each rule set of which no version is in force when the product's version starts."""
    now = catalogue.store.now()
    moment = draft.change.valid_from or now
    for place, head in enumerate(governing.values(), 1):
        if catalogue.store.in_force(tenant, head, moment, now) is None:
            message = f"No version of the rule set '{head.key.slug}' is in force when this starts, so that it refers."
            hint = "Publish one, or leave the rule set out."
            where = f"ruleSets[{place}]"
            yield Diagnostic("product.rule-set-not-in-force", message, hint, where, severity=Severity.WARNING)


def allowed_draft(principal: Principal, given: Submission) -> Draft:
    """The draft that was sent, by who may publish, and correct where it does. Raises as `draft_of`, and FORBIDDEN."""
    require(principal, Action.PUBLISH)
    draft = draft_of(given)
    if draft.change.correction:
        require(principal, Action.CORRECT)
    return draft


def readable(read: Readable | None) -> Readable:
    """What was read of a content without errors."""
    assert read is not None  # noqa: S101  (what cannot be read has an error among its diagnostics)
    return read


def _identity(head: Head, slug: str, written: str, category: Category) -> Iterable[Diagnostic]:
    yield from slug_differs("ruleSet", slug, written)
    if head.category is not None and category != head.category:
        message = f"The category is {category}; the rule set '{slug}' was created as {head.category}."
        hint = "A rule set keeps its category; create another one for another purpose."
        yield Diagnostic("rule-set.category", message, hint, "category")


def slug_differs(field: str, slug: str, written: str) -> Iterable[Diagnostic]:
    """An error where the content calls itself otherwise than it is published."""
    if written != slug:
        message = f"The content is of '{written}', but it is published as '{slug}'."
        yield Diagnostic("document.slug", message, "Name the same one in both places.", field)


def record_version(catalogue: Catalogue, principal: Principal, head: Head, draft: Draft, ready: Ready) -> Publishing:
    """The next version of a document, put in force as its change says. Raises as `RuleStore.publish`."""
    apart = told_apart(draft.once, None if draft.once else _in_a_row(catalogue, principal, head, draft, ready))
    meant = draft.once or Once(principal.subject, "", apart["retry_key"], "")
    before = catalogue.store.published_before(principal.tenant, head.key, meant)
    if before is not None:
        return Publishing(before, ready.diagnostics)
    publication = Publication(
        head.key,
        ready.content,
        ready.digest,
        ready.name,
        replace(draft.change.statement(), impact=ready.impact),
        principal.subject,
        ActivationKind.CORRECTION if draft.change.correction else ActivationKind.PUBLICATION,
        draft.change.valid_from,
        draft.change.valid_until,
        based_on=draft.based_on,
        links=ready.links,
        exclusive=True,
        facts=ready.facts,
        **apart,
    )
    found = (*ready.diagnostics, *warned(catalogue, principal, head, draft, ready))
    catalogue.stage(principal.tenant, ready.digest, ready.content)
    refuse_unassessed(catalogue, principal.tenant, head, proposed_of(head, draft, ready))
    keep(catalogue, principal.tenant, ready)
    published = catalogue.store.publish(principal.tenant, publication)
    if ready.compiled is not None:
        catalogue.keep(principal.tenant, ready.digest, ready.compiled)
        catalogue.keep_form(principal.tenant, ready.digest, ready.compiled)
    return Publishing(published, ready.diagnostics if published.replayed else found)


def refuse_unapproved(catalogue: Catalogue, tenant: str, key: DocumentKey, category: Category | None) -> None:
    """Raises Refusal CONFLICT "APPROVAL_REQUIRED" where the policy asks for approvals."""
    rule = catalogue.approval_rule_of(tenant, key, category)
    if rule.required > 0:
        raise Refusal(
            Kind.CONFLICT,
            "APPROVAL_REQUIRED",
            f"The approval policy requires {rule.required} approval{'s' if rule.required > 1 else ''} for this change.",
            ("slug",),
            f"Propose it with {called(key.kind).drafted}, submit it, and publish it once it is approved.",
        )


def _in_a_row(catalogue: Catalogue, principal: Principal, head: Head, draft: Draft, ready: Ready) -> str:
    change = draft.change

    def is_same(latest: Activation) -> bool:
        return (
            latest.kind in {ActivationKind.PUBLICATION, ActivationKind.CORRECTION}
            and latest.digest == ready.digest
            and words_of(latest.statement) == words_of(change.statement())
            and change.valid_from in {None, latest.valid_from}
            and change.valid_until == latest.valid_until
        )

    said = (ready.digest, change.model_dump_json(), draft.based_on)
    return in_a_row(catalogue, principal, head, said, is_same)
