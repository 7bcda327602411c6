"""The administrator's act: new content is checked whole, its impact computed, and it is recorded or refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from creditrules.auth import Action, Principal, require
from creditrules.desk.catalogue import Catalogue, product_key, rule_set_key
from creditrules.document import canonical, read_document
from creditrules.eligibility import CompiledRuleSet, changed_cases, compile_rule_set, run_cases
from creditrules.errors import Diagnostic, Kind, Refusal, Severity
from creditrules.rules import (
    Activation,
    ActivationKind,
    ApprovalRule,
    Category,
    ChangeForm,
    ChangeStatement,
    DocumentKey,
    DocumentKind,
    Head,
    Impact,
    NewDocument,
    Publication,
    Published,
    Texts,
    check_rule_set,
    compute_impact,
    located,
    read_product,
    read_rule_set,
)

__all__ = [
    "Draft",
    "Publishing",
    "Ready",
    "check_rule_set_draft",
    "create_product",
    "create_rule_set",
    "document_head",
    "impact_of",
    "prepare_product",
    "prepare_rule_set",
    "publish_product",
    "publish_rule_set",
]


@dataclass(frozen=True, slots=True)
class Draft:
    """Content about to be published.

    content: the written form, YAML or JSON; a `change` section in it is left out of what is stored. change: the
    change statement and when the version is to be in force. retry_key: chosen by the caller, so that a retry gets
    the first answer. based_on: the latest version the author saw.
    """

    slug: str
    content: str
    change: ChangeForm
    retry_key: str | None = None
    based_on: int | None = None


@dataclass(frozen=True, slots=True)
class Publishing:
    """What became of a draft. published: None when a diagnostic is an error, or when it was only checked."""

    published: Published | None
    diagnostics: tuple[Diagnostic, ...]
    impact: Impact | None


@dataclass(frozen=True, slots=True)
class Ready:
    """A draft that passed: what is to be stored and what it touches."""

    content: bytes
    digest: str
    name: Texts
    links: tuple[str, ...]
    impact: Impact


def create_rule_set(catalogue: Catalogue, principal: Principal, slug: str, name: Texts, category: Category) -> Head:
    """A rule set without versions. Raises Refusal FORBIDDEN; CONFLICT "SLUG_TAKEN"; INVALID "BAD_SLUG"."""
    require(principal, Action.PUBLISH)
    document = NewDocument(rule_set_key(slug), name, category)
    return catalogue.store.create(principal.tenant, document, principal.subject)


def publish_rule_set(catalogue: Catalogue, principal: Principal, draft: Draft) -> Publishing:
    """Record a rule set's next version and put it in force, or say everything that is wrong with it.

    Raises Refusal as `RuleStore.publish` does, and FORBIDDEN; NOT_FOUND "UNKNOWN_RULE_SET".
    """
    require(principal, Action.PUBLISH)
    head = document_head(catalogue, principal.tenant, rule_set_key(draft.slug), "rule set", "createRuleSet")
    ready, diagnostics = prepare_rule_set(catalogue, principal.tenant, head, draft)
    return _recorded(catalogue, principal, head, draft, ready, diagnostics)


def check_rule_set_draft(catalogue: Catalogue, principal: Principal, draft: Draft) -> Publishing:
    """What publishing this draft would say; nothing is written."""
    require(principal, Action.PUBLISH)
    head = document_head(catalogue, principal.tenant, rule_set_key(draft.slug), "rule set", "createRuleSet")
    ready, diagnostics = prepare_rule_set(catalogue, principal.tenant, head, draft)
    return Publishing(None, diagnostics, ready.impact if ready else None)


def create_product(catalogue: Catalogue, principal: Principal, draft: Draft) -> Publishing:
    """A product with its first version; nothing is created when the content does not check.

    Raises as `publish_product` and `create_rule_set`.
    """
    require(principal, Action.PUBLISH)
    tenant, key = principal.tenant, product_key(draft.slug)
    _refuse_unapproved(catalogue.approval_rule_of(tenant, key, None), "draftProductVersion")
    ready, diagnostics = prepare_product(catalogue, tenant, draft)
    if ready is None:
        return Publishing(None, diagnostics, None)
    head = catalogue.store.heads(tenant, [key]).get(key)
    if head is None or head.latest_version > 0:
        head = catalogue.store.create(tenant, NewDocument(key, ready.name, None), principal.subject)
    return _recorded(catalogue, principal, head, draft, ready, diagnostics)


def publish_product(catalogue: Catalogue, principal: Principal, draft: Draft) -> Publishing:
    """Record a product's next version and put it in force. Raises as `publish_rule_set`, with "UNKNOWN_PRODUCT"."""
    require(principal, Action.PUBLISH)
    head = document_head(catalogue, principal.tenant, product_key(draft.slug), "product", "createProduct")
    ready, diagnostics = prepare_product(catalogue, principal.tenant, draft)
    return _recorded(catalogue, principal, head, draft, ready, diagnostics)


def document_head(catalogue: Catalogue, tenant: str, key: DocumentKey, what: str, mutation: str) -> Head:
    """The head of a document. Raises Refusal NOT_FOUND "UNKNOWN_RULE_SET" or "UNKNOWN_PRODUCT"."""
    head = catalogue.store.heads(tenant, [key]).get(key)
    if head is None:
        code = "UNKNOWN_RULE_SET" if key.kind is DocumentKind.RULE_SET else "UNKNOWN_PRODUCT"
        raise Refusal(
            Kind.NOT_FOUND, code, f"There is no {what} '{key.slug}'.", ("slug",), f"Create it with {mutation}."
        )
    return head


def prepare_rule_set(
    catalogue: Catalogue, tenant: str, head: Head, draft: Draft
) -> tuple[Ready | None, tuple[Diagnostic, ...]]:
    """A rule set's draft checked whole, its impact computed; None with what is wrong."""
    document = read_document(draft.content)
    read = read_rule_set(document)
    if read.rule_set is None or _errors(read.diagnostics):
        return None, read.diagnostics
    form = read.rule_set.form
    checked = check_rule_set(read.rule_set)
    identity = _identity(head, draft.slug, form.rule_set, form.category)
    found = (*read.diagnostics, *read.located((*checked.diagnostics, *identity)))
    if _errors(found):
        return None, found
    compiled = compile_rule_set(checked)
    moment = draft.change.valid_from or catalogue.store.now()
    found = (*found, *read.located(run_cases(compiled, moment)))
    if _errors(found):
        return None, found
    impact = impact_of(catalogue, tenant, head, compiled, moment)
    return Ready(read.rule_set.content, read.rule_set.digest, form.name, (), impact), found


def impact_of(catalogue: Catalogue, tenant: str, head: Head, after: CompiledRuleSet, moment: datetime) -> Impact:
    """What putting a rule set's content in force at `moment` touches."""
    now = catalogue.store.now()
    entry = catalogue.store.in_force(tenant, head, moment, now) or catalogue.store.in_force(tenant, head, now, now)
    before = catalogue.rule_set(tenant, entry.digest) if entry else None
    governed = (p.form.product for p in catalogue.products(tenant, now, now) if head.key.slug in p.form.rule_sets)
    cases, changed = changed_cases(before, after, moment)
    return compute_impact(before.rule_set if before else None, after.rule_set, governed, cases, changed)


def prepare_product(catalogue: Catalogue, tenant: str, draft: Draft) -> tuple[Ready | None, tuple[Diagnostic, ...]]:
    """A product's draft checked whole; None with what is wrong."""
    document = read_document(draft.content)
    read = read_product(document)
    if read.product is None or _errors(read.diagnostics):
        return None, read.diagnostics
    form = read.product
    found = (*read.diagnostics, *_slug_differs("product", draft.slug, form.product))
    known = catalogue.store.heads(tenant, [rule_set_key(slug) for slug in form.rule_sets])
    for place, slug in enumerate(form.rule_sets, 1):
        if rule_set_key(slug) not in known:
            message = f"There is no rule set '{slug}'."
            hint = "Create it with createRuleSet, or correct its name."
            found = (*found, Diagnostic("product.unknown-rule-set", message, hint, f"ruleSets[{place}]"))
    found = located(found, document)
    if _errors(found):
        return None, found
    impact = Impact(products=(form.product,))
    return Ready(read.content, read.digest, form.name, tuple(form.rule_sets), impact), found


def _identity(head: Head, slug: str, written: str, category: Category) -> Iterable[Diagnostic]:
    yield from _slug_differs("ruleSet", slug, written)
    if head.category is not None and category != head.category:
        message = f"The category is {category}; the rule set '{slug}' was created as {head.category}."
        hint = "A rule set keeps its category; create another one for another purpose."
        yield Diagnostic("rule-set.category", message, hint, "category")


def _slug_differs(field: str, slug: str, written: str) -> Iterable[Diagnostic]:
    if written != slug:
        message = f"The content is of '{written}', but it is published as '{slug}'."
        yield Diagnostic("document.slug", message, "Name the same one in both places.", field)


def _errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def _recorded(
    catalogue: Catalogue,
    principal: Principal,
    head: Head,
    draft: Draft,
    ready: Ready | None,
    diagnostics: tuple[Diagnostic, ...],
) -> Publishing:
    if draft.change.correction:
        require(principal, Action.CORRECT)
    _refuse_unapproved(catalogue.approval_rule_of(principal.tenant, head.key, head.category), _DRAFTING[head.key.kind])
    if ready is None:
        return Publishing(None, diagnostics, None)
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
        draft.retry_key or _derived_key(catalogue, principal, head, draft, ready),
        draft.based_on,
        ready.links,
        exclusive=True,
    )
    published = catalogue.store.publish(principal.tenant, publication)
    return Publishing(published, diagnostics, published.activation.statement.impact)


_DRAFTING = {DocumentKind.RULE_SET: "draftRuleVersion", DocumentKind.PRODUCT: "draftProductVersion"}


def _refuse_unapproved(rule: ApprovalRule, instead: str) -> None:
    if rule.required > 0:
        raise Refusal(
            Kind.CONFLICT,
            "APPROVAL_REQUIRED",
            f"The approval policy requires {rule.required} approval{'s' if rule.required > 1 else ''} for this change.",
            ("slug",),
            f"Propose it with {instead}, submit it, and publish it once it is approved.",
        )


def _derived_key(catalogue: Catalogue, principal: Principal, head: Head, draft: Draft, ready: Ready) -> str:
    """A retry key for callers that send none.

    The same act sent twice in a row is one act; with another in between it is a new one.
    """
    latest = catalogue.store.activation(principal.tenant, head.key, head.latest_sequence) if head.entries else None
    after = head.latest_sequence
    if latest is not None and _is_same_act(latest, principal, draft, ready):
        after -= 1
    change = draft.change.model_dump_json()
    return (
        "auto-" + sha256(canonical([principal.subject, ready.digest, change, str(draft.based_on), after])).hexdigest()
    )


def _is_same_act(latest: Activation, principal: Principal, draft: Draft, ready: Ready) -> bool:
    return (
        latest.kind in {ActivationKind.PUBLICATION, ActivationKind.CORRECTION}
        and latest.author == principal.subject
        and latest.digest == ready.digest
        and _words(latest.statement) == _words(draft.change.statement())
        and draft.change.valid_from in {None, latest.valid_from}
        and draft.change.valid_until == latest.valid_until
    )


def _words(statement: ChangeStatement) -> ChangeStatement:
    return replace(statement, impact=Impact(), notice=dict(statement.notice))
