"""Whom an act of the lender would break: what it would put in force, held against all contracts of the tenant."""

from __future__ import annotations

from datetime import datetime

from creditrules.auth import Action, require
from creditrules.desk.altering import Put, cancelling, putting, unmade_head
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.holding import Held, held_against
from creditrules.desk.readiness import Ready
from creditrules.desk.view import View
from creditrules.eligibility import Breach
from creditrules.records import replace
from creditrules.rules import DocumentKey, Head
from creditrules.rules.life import Proposed

__all__ = ["broken_by", "held_cancellation", "held_content", "held_proposal", "held_put", "with_contracts"]

_Period = tuple[datetime | None, datetime | None]


def with_contracts(catalogue: Catalogue, tenant: str, key: DocumentKey, period: _Period, ready: Ready) -> Ready:
    """Content that passed, with whom it would break: as warnings, and in its impact."""
    contracts = catalogue.store.contracts.every(tenant)
    if not contracts:
        return ready
    if ready.compiled is None:
        catalogue.stage(tenant, ready.digest, ready.content)
    else:
        catalogue.keep(tenant, ready.digest, ready.compiled)
    heads = catalogue.store.all_heads(tenant)
    head = heads.get(key) or unmade_head(catalogue, key, ready.name, ready.category)
    change = putting(catalogue, heads, head, period, Put(ready.digest, facts=ready.facts))
    held = held_against(catalogue, tenant, contracts, change)
    impact = replace(ready.impact, contracts_broken=held.names)
    return replace(ready, diagnostics=(*ready.diagnostics, *held.diagnostics), impact=impact)


def held_content(catalogue: Catalogue, tenant: str, key: DocumentKey, digest: str, content: bytes) -> Held:
    """What putting a content in force at once comes to, of a document without contents that are compiled."""
    catalogue.stage(tenant, digest, content)
    head = catalogue.store.heads(tenant, [key]).get(key) or unmade_head(catalogue, key, {})
    return _held_put(catalogue, tenant, head, (None, None), Put(digest))


def held_put(catalogue: Catalogue, tenant: str, key: DocumentKey, period: _Period, put: Put) -> Held:
    """What putting a version that there is in force comes to, or none."""
    head = catalogue.store.heads(tenant, [key]).get(key)
    return Held() if head is None else _held_put(catalogue, tenant, head, period, put)


def held_proposal(catalogue: Catalogue, tenant: str, head: Head, proposed: Proposed) -> Held:
    """What publishing a proposal now comes to."""
    return _held_put(catalogue, tenant, head, (proposed.valid_from, proposed.valid_until), Put(proposed.digest))


def held_cancellation(catalogue: Catalogue, tenant: str, key: DocumentKey, sequence: int) -> Held:
    """What taking an activation back comes to."""
    contracts = catalogue.store.contracts.every(tenant)
    heads = catalogue.store.all_heads(tenant) if contracts else {}
    change = cancelling(catalogue, heads, heads[key], sequence) if key in heads else None
    return Held() if change is None else held_against(catalogue, tenant, contracts, change)


def broken_by(view: View, key: DocumentKey, proposed: Proposed) -> tuple[Breach, ...]:
    """Whom an open proposal would break if it were published now. Raises Refusal FORBIDDEN."""
    require(view.principal, Action.SEE_POLICY)
    contracts = view.documents.contracts()
    heads = view.documents.all_heads()
    if not contracts or key not in heads:
        return ()
    period = proposed.valid_from, proposed.valid_until
    change = putting(view.catalogue, heads, heads[key], period, Put(proposed.digest))
    return held_against(view.catalogue, view.tenant, contracts, change, view.documents.contracts_watch).breaches


def _held_put(catalogue: Catalogue, tenant: str, head: Head, period: _Period, put: Put) -> Held:
    contracts = catalogue.store.contracts.every(tenant)
    if not contracts:
        return Held()
    change = putting(catalogue, catalogue.store.all_heads(tenant), head, period, put)
    return held_against(catalogue, tenant, contracts, change)
