"""Contract queries: what callers rely on is registered, and every change says whom it would break."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from creditrules.auth import Action, Principal, may, require
from creditrules.desk.asking import Plan, Question
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.documents import Documents
from creditrules.desk.paging import page_at_hand
from creditrules.desk.readiness import Ready
from creditrules.desk.view import View
from creditrules.document import canonical
from creditrules.eligibility import Breach, breaches, refused_contract
from creditrules.errors import Diagnostic, Kind, Refusal, Severity
from creditrules.rules import (
    Activation,
    ActivationKind,
    Basis,
    BasisCategory,
    ChangeStatement,
    Contract,
    DocumentKey,
    ExpectedAnswer,
    Head,
)
from creditrules.rules.life import Proposed
from creditrules.rules.ports import MOST_CONTRACTS, Asked, Page
from creditrules.rules.time import NO_FACTS, FactNames, head_after
from creditrules.slugs import is_slug

__all__ = [
    "ContractGiven",
    "Put",
    "broken_by",
    "contracts_page",
    "kept_now",
    "names_broken",
    "register_contract",
    "remove_contract",
    "with_contracts",
]

MOST_OF_AUTHOR = 20
MOST_PRODUCTS = 20
LARGEST_FACTS = 16 * 1024
_OURS = frozenset({Kind.INVALID, Kind.NOT_FOUND})
_NO_STATEMENT = ChangeStatement(Basis(BasisCategory.PRODUCT, ""), "", {})


@dataclass(frozen=True, slots=True)
class ContractGiven:
    """What a caller relies on, as it says it; see `Contract`."""

    name: str
    facts: Mapping[str, object]
    products: tuple[str, ...]
    expected: tuple[ExpectedAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """Content that would be put in force: the heads of the tenant as they are, and as they would be."""

    before: Mapping[DocumentKey, Head]
    after: Mapping[DocumentKey, Head]
    valid_at: datetime | None


@dataclass(frozen=True, slots=True)
class Put:
    """What would be put in force: the content, and the number of its version; 0 for none, None for a new one."""

    digest: str
    version: int | None = None
    facts: FactNames = NO_FACTS


def register_contract(
    catalogue: Catalogue, principal: Principal, given: ContractGiven
) -> tuple[Contract, tuple[Breach, ...]]:
    """Keep it, in place of the author's own of that name; and in what it does not hold now.

    Raises Refusal FORBIDDEN; INVALID "BAD_CONTRACT"; TOO_LARGE "CONTRACT_TOO_LARGE", "TOO_MANY_CONTRACTS".
    """
    require(principal, Action.REGISTER_CONTRACT)
    _check(given)
    tenant, author = principal.tenant, principal.subject
    others = [
        each for each in catalogue.store.contracts.every(tenant) if (each.author, each.name) != (author, given.name)
    ]
    own = sum(each.author == author for each in others)
    if len(others) >= MOST_CONTRACTS or own >= MOST_OF_AUTHOR:
        message = f"There may be {MOST_OF_AUTHOR} contracts of one author and {MOST_CONTRACTS} in all."
        raise Refusal(Kind.TOO_LARGE, "TOO_MANY_CONTRACTS", message, (), "Remove one that is no longer relied on.")
    contract = Contract(author, given.name, given.facts, given.products, given.expected, catalogue.store.now())
    catalogue.store.contracts.register(tenant, contract)
    return contract, kept_now(Documents(catalogue, tenant), contract)


def remove_contract(catalogue: Catalogue, principal: Principal, name: str, author: str | None) -> Contract:
    """Forget a contract: one's own, or another's for those who write the rules.

    Raises Refusal FORBIDDEN; NOT_FOUND "UNKNOWN_CONTRACT".
    """
    require(principal, Action.REGISTER_CONTRACT)
    whose = principal.subject if author is None or not may(principal, Action.READ_HISTORY) else author
    every = catalogue.store.contracts.every(principal.tenant)
    found = next((each for each in every if (each.author, each.name) == (whose, name)), None)
    if found is None or author not in {None, whose}:
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_CONTRACT", f"There is no contract '{name}'.", ("name",))
    catalogue.store.contracts.remove(principal.tenant, whose, name)
    return found


def contracts_page(view: View, asked: Asked) -> Page[Contract]:
    """One's own contracts, or all of the tenant's for those who may see its policy, by author and name."""
    every = view.catalogue.store.contracts.every(view.tenant)
    seen = [each for each in every if view.sees_policy or each.author == view.principal.subject]
    return page_at_hand(view, ("contracts",), [(f"{each.author}\0{each.name}", each) for each in seen], asked)


def kept_now(documents: Documents, contract: Contract) -> tuple[Breach, ...]:
    """In what the contract does not hold now."""
    return _run(documents.catalogue, documents.tenant, contract, documents.all_heads(), None)


def with_contracts(
    catalogue: Catalogue, tenant: str, key: DocumentKey, period: tuple[datetime | None, datetime | None], ready: Ready
) -> Ready:
    """The same content with whom it would break, as warnings and in its impact."""
    contracts = catalogue.store.contracts.every(tenant)
    if not contracts:
        return ready
    if ready.compiled is None:
        catalogue.stage(tenant, ready.digest, ready.content)
    else:
        catalogue.keep(tenant, ready.digest, ready.compiled)
    change = _change(catalogue, catalogue.store.all_heads(tenant), key, period, Put(ready.digest, facts=ready.facts))
    broken = _broken(catalogue, tenant, contracts, change)
    warned = (*ready.diagnostics, *(_warning(each) for each in broken))
    return replace(ready, diagnostics=warned, impact=replace(ready.impact, contracts_broken=_names(broken)))


def broken_by(view: View, key: DocumentKey, proposed: Proposed) -> tuple[Breach, ...]:
    """Whom an open proposal would break if it were published now. Raises Refusal FORBIDDEN."""
    require(view.principal, Action.READ_HISTORY)
    contracts = view.catalogue.store.contracts.every(view.tenant)
    period = (proposed.valid_from, proposed.valid_until)
    heads = view.documents.all_heads()
    change = _change(view.catalogue, heads, key, period, Put(proposed.digest))
    return _broken(view.catalogue, view.tenant, contracts, change) if contracts else ()


def names_broken(
    catalogue: Catalogue, tenant: str, key: DocumentKey, period: tuple[datetime | None, datetime | None], put: Put
) -> tuple[str, ...]:
    """Whose contracts it would break to put a version that there is in force, or none: as "author/name"."""
    contracts = catalogue.store.contracts.every(tenant)
    if not contracts:
        return ()
    change = _change(catalogue, catalogue.store.all_heads(tenant), key, period, put)
    return _names(_broken(catalogue, tenant, contracts, change))


def _names(broken: Iterable[Breach]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{each.contract.author}/{each.contract.name}" for each in broken))


def _change(
    catalogue: Catalogue,
    heads: Mapping[DocumentKey, Head],
    key: DocumentKey,
    period: tuple[datetime | None, datetime | None],
    put: Put,
) -> Change:
    head, now = heads.get(key), catalogue.store.now()
    start, until = period[0] or now, period[1]
    if head is None:
        return Change(heads, heads, None)
    number = head.latest_version + 1 if put.version is None else put.version
    kind, sequence = ActivationKind.PUBLICATION, head.latest_sequence + 1
    made = Activation(key, sequence, number, put.digest, kind, start, until, now, "", _NO_STATEMENT)
    told = None if put.version is not None else put.facts.by_version(number)
    after = head_after(head, made, name=head.name, links=(), facts=told)
    return Change(heads, {**heads, key: after}, start if start > now else None)


def _broken(catalogue: Catalogue, tenant: str, contracts: Sequence[Contract], change: Change) -> tuple[Breach, ...]:
    """What holds without the change and would not with it."""
    found: list[Breach] = []
    for contract in contracts:
        after = _run(catalogue, tenant, contract, change.after, change.valid_at)
        before = _run(catalogue, tenant, contract, change.before, change.valid_at) if after else ()
        found += [breach for breach in after if breach not in before]
    return tuple(found)


def _run(
    catalogue: Catalogue, tenant: str, contract: Contract, heads: Mapping[DocumentKey, Head], valid_at: datetime | None
) -> tuple[Breach, ...]:
    question = Question(contract.facts, contract.products, valid_at)
    try:
        plan = Plan(catalogue, tenant, question, heads)
        return breaches(contract, plan.report(contract.facts, {}, alternatives=False).decisions)
    except Refusal as refusal:
        if refusal.kind not in _OURS:
            raise
        return (refused_contract(contract, refusal),)


def _warning(breach: Breach) -> Diagnostic:
    contract = breach.contract
    message = f"This would break the contract '{contract.name}' of '{contract.author}': {breach.message}"
    hint = "Keep what it relies on, or agree on the change first."
    return Diagnostic("contracts.broken", message, hint, severity=Severity.WARNING)


def _check(given: ContractGiven) -> None:
    if not is_slug(given.name):
        raise _bad("A contract is named by 1 to 64 lower-case letters, digits and inner hyphens.", "name")
    if not 1 <= len(set(given.products)) == len(given.products) <= MOST_PRODUCTS:
        raise _bad(f"A contract names 1 to {MOST_PRODUCTS} different products.", "products")
    expected = [each.product for each in given.expected]
    if len(set(expected)) < len(expected) or not set(expected) <= set(given.products):
        raise _bad("Something is expected at most once of each of the products, and of no other.", "expect")
    if len(canonical(given.facts)) > LARGEST_FACTS:
        message = f"The facts of a contract have more than {LARGEST_FACTS} bytes."
        raise Refusal(Kind.TOO_LARGE, "CONTRACT_TOO_LARGE", message, ("facts",))


def _bad(message: str, field: str) -> Refusal:
    return Refusal(Kind.INVALID, "BAD_CONTRACT", message, (field,))
