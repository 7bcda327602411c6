"""Audit chains of a tenant: one for each document, sixteen or more of recorded decisions; for those who may audit."""

from __future__ import annotations

from collections.abc import Sequence

from creditrules.auth import Action, require
from creditrules.desk.deciding import Recording
from creditrules.desk.paging import page_at_hand
from creditrules.desk.view import View
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.audit import ChainEnd, ChainLink
from creditrules.rules.ports import Asked, Page
from creditrules.slugs import is_slug, quoted_slug

__all__ = ["audit_end", "audit_page", "chains_page", "decision_chain_end", "decision_chain_page", "decision_chains"]


def chains_page(view: View, asked: Asked, slug: str | None = None, kind: str | None = None) -> Page[DocumentKey]:
    """A page of documents by kind and slug; only those called `slug` and of that `kind` where these are given.

    Raises Refusal FORBIDDEN, INVALID "BAD_CURSOR".
    """
    require(view.principal, Action.AUDIT)
    kinds = [each for each in DocumentKind if kind in {None, each.value}]
    if slug is None and kinds:
        page = view.catalogue.store.list_heads(view.tenant, kinds[0] if kind else None, asked)
        return page.showing([head.key for head in page.items])
    keys = [DocumentKey(each, slug) for each in kinds] if slug and is_slug(slug) else []
    heads = view.catalogue.store.heads(view.tenant, keys) if keys else {}
    placed = [(str(place), key) for place, key in enumerate(keys) if key in heads]
    return page_at_hand(view, ("chains", slug or "", kind or ""), placed, asked)


def audit_page(view: View, key: DocumentKey, asked: Asked) -> Page[ChainLink]:
    """The links of a document's chain, oldest first, up to now. Raises Refusal FORBIDDEN."""
    require(view.principal, Action.AUDIT)
    return view.catalogue.store.audit(view.tenant, key, asked)


def audit_end(view: View, key: DocumentKey) -> ChainEnd:
    """Where a document's chain ends, as its head states it now. Raises Refusal FORBIDDEN, NOT_FOUND."""
    require(view.principal, Action.AUDIT)
    end = view.catalogue.store.audit_end(view.tenant, key)
    if end is None:
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_DOCUMENT", f"There is no document {quoted_slug(key.slug)}.")
    return end


def decision_chains(view: View, recording: Recording | None, chain: str | None = None) -> Sequence[str]:
    """The names of all chains of decisions, or that one if it is one; none where none are recorded."""
    require(view.principal, Action.AUDIT)
    return [name for name in recording.records.chains(view.tenant) if chain in {None, name}] if recording else []


def decision_chain_page(view: View, recording: Recording, chain: str, asked: Asked) -> Page[ChainLink]:
    """The links of a chain of decisions, oldest first. Raises Refusal FORBIDDEN, INVALID "BAD_CURSOR"."""
    require(view.principal, Action.AUDIT)
    cursors, name, records = view.catalogue.store.cursors, (view.tenant, "decisions", chain), recording.records
    low = 0 if asked.after is None else int(cursors.open(name, asked.after))
    high = None if asked.before is None else int(cursors.open(name, asked.before, "before"))
    start = low
    if asked.backward:  # links are numbered without gaps, so that their numbers say where a page begins
        high = high or records.chain_end(view.tenant, chain).number + 1
        start = max(low, high - 1 - asked.size)
    found = records.chain_page(view.tenant, chain, asked.size + 1, start)
    within = [link for link in found if high is None or link.number < high]
    links, more = within[: asked.size], start > low if asked.backward else len(within) > asked.size
    return Page.of(asked, links, [cursors.seal(name, str(link.number)) for link in links], more=more)


def decision_chain_end(view: View, recording: Recording, chain: str) -> ChainEnd:
    """Where a chain of decisions ends, kept apart from its links. Raises Refusal FORBIDDEN."""
    require(view.principal, Action.AUDIT)
    return recording.records.chain_end(view.tenant, chain)
