"""What a tenant has: products and rule sets at two times, and their contents compiled once per process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from creditrules.document import read_json
from creditrules.eligibility import CompiledRuleSet, compile_rule_set
from creditrules.errors import Kind, Refusal
from creditrules.rules import (
    NO_APPROVAL,
    POLICY_KEY,
    ApprovalPolicy,
    ApprovalRule,
    Category,
    DocumentKey,
    DocumentKind,
    Entry,
    Head,
    ProductForm,
    RuleStore,
    check_rule_set,
    policy_scope,
    read_product,
    read_rule_set,
)

__all__ = ["Catalogue", "ProductInForce", "product_key", "rule_set_key"]

COMPILED_KEPT = 512
PRODUCTS_KEPT = 2048
POLICIES_KEPT = 256
MOST_PRODUCTS = 1000

Value = TypeVar("Value")


def product_key(slug: str) -> DocumentKey:
    """The key of a product."""
    return DocumentKey(DocumentKind.PRODUCT, slug)


def rule_set_key(slug: str) -> DocumentKey:
    """The key of a rule set."""
    return DocumentKey(DocumentKind.RULE_SET, slug)


@dataclass(frozen=True, slots=True)
class ProductInForce:
    """A product as it is at two times."""

    head: Head
    entry: Entry
    form: ProductForm


class _Shelf(Generic[Value]):
    """Values by content digest, the least recently used put away first; contents never change, none gets stale."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[str, Value] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, digest: str) -> Value | None:
        with self._lock:
            value = self._values.get(digest)
            if value is not None:
                self._values.move_to_end(digest)
            return value

    def keep(self, digest: str, value: Value) -> None:
        with self._lock:
            self._values[digest] = value
            self._values.move_to_end(digest)
            while len(self._values) > self._most:
                self._values.popitem(last=False)


class Catalogue:
    """Reads documents at two times through the store; thread-safe.

    unless_set: the approval rule for everything that the lender's own policy says nothing of.
    """

    def __init__(self, store: RuleStore, unless_set: ApprovalRule = NO_APPROVAL) -> None:
        self.store = store
        self.unless_set = unless_set
        self._policies: _Shelf[ApprovalPolicy] = _Shelf(POLICIES_KEPT)
        self._compiled: _Shelf[CompiledRuleSet] = _Shelf(COMPILED_KEPT)
        self._products: _Shelf[ProductForm] = _Shelf(PRODUCTS_KEPT)

    def product(self, tenant: str, slug: str, valid_at: datetime, known_at: datetime) -> ProductInForce | None:
        """One product as it was; None when there is none by that slug, or none of its versions was in force."""
        head = self.store.heads(tenant, [product_key(slug)]).get(product_key(slug))
        return next(iter(self._in_force(tenant, [head] if head else [], valid_at, known_at)), None)

    def products(
        self, tenant: str, valid_at: datetime, known_at: datetime, heads: Mapping[DocumentKey, Head] | None = None
    ) -> tuple[ProductInForce, ...]:
        """Every product in force at both times, by slug; `heads`: all of the tenant's, where they are read already.

        Raises Refusal TOO_LARGE beyond MOST_PRODUCTS.
        """
        found = self.store.all_heads(tenant) if heads is None else heads
        products = [head for key, head in found.items() if key.kind is DocumentKind.PRODUCT]
        if len(products) > MOST_PRODUCTS:
            raise Refusal(Kind.TOO_LARGE, "TOO_MANY_PRODUCTS", f"There are more than {MOST_PRODUCTS} products.")
        return tuple(self._in_force(tenant, products, valid_at, known_at))

    def forms(self, tenant: str, digests: Iterable[str]) -> Mapping[str, ProductForm]:
        """Products by content digest."""
        return self._load(tenant, digests, self._products, _product_of)

    def rule_sets(self, tenant: str, digests: Iterable[str]) -> Mapping[str, CompiledRuleSet]:
        """Compiled rule sets by content digest."""
        return self._load(tenant, digests, self._compiled, _compiled_of)

    def rule_set(self, tenant: str, digest: str) -> CompiledRuleSet:
        """One compiled rule set."""
        return self.rule_sets(tenant, [digest])[digest]

    def policy(self, tenant: str) -> tuple[Head | None, ApprovalPolicy]:
        """The approval policy in force now, with its head where one was ever set."""
        head = self.store.heads(tenant, [POLICY_KEY]).get(POLICY_KEY)
        now = self.store.now()
        entry = self.store.in_force(tenant, head, now, now) if head else None
        if entry is None:
            return head, ApprovalPolicy({})
        return head, self._load(tenant, [entry.digest], self._policies, _policy_of)[entry.digest]

    def approval_rule_of(self, tenant: str, key: DocumentKey, category: Category | None) -> ApprovalRule:
        """The approvals that a change of the document needs."""
        _, policy = self.policy(tenant)
        return policy.rules.get(policy_scope(key, category), self.unless_set)

    def _in_force(
        self, tenant: str, heads: Sequence[Head], valid_at: datetime, known_at: datetime
    ) -> Iterable[ProductInForce]:
        found = [(head, self.store.in_force(tenant, head, valid_at, known_at)) for head in heads]
        forms = self.forms(tenant, [entry.digest for _, entry in found if entry])
        return [ProductInForce(head, entry, forms[entry.digest]) for head, entry in found if entry]

    def _load(
        self, tenant: str, digests: Iterable[str], shelf: _Shelf[Value], make: Callable[[bytes], Value]
    ) -> dict[str, Value]:
        wanted = list(dict.fromkeys(digests))
        found = {digest: value for digest in wanted if (value := shelf.find(f"{tenant}/{digest}")) is not None}
        lacking = [digest for digest in wanted if digest not in found]
        contents = self.store.content(tenant, lacking) if lacking else {}
        for digest in lacking:
            if digest not in contents:
                raise Refusal(Kind.UNAVAILABLE, "CONTENT_UNAVAILABLE", f"The content {digest} could not be read.")
            found[digest] = make(contents[digest])
            shelf.keep(f"{tenant}/{digest}", found[digest])
        return found


def _policy_of(content: bytes) -> ApprovalPolicy:
    value = read_json(content).value
    if not isinstance(value, dict):
        raise Refusal(Kind.UNAVAILABLE, "CONTENT_UNREADABLE", "The stored approval policy cannot be read.")
    return ApprovalPolicy.read(value)


def _product_of(content: bytes) -> ProductForm:
    product = read_product(read_json(content)).product
    if product is None:
        raise Refusal(Kind.UNAVAILABLE, "CONTENT_UNREADABLE", "A stored product cannot be read by this release.")
    return product


def _compiled_of(content: bytes) -> CompiledRuleSet:
    read = read_rule_set(read_json(content))
    checked = check_rule_set(read.rule_set) if read.rule_set else None
    if checked is None or not checked.ok:
        raise Refusal(Kind.UNAVAILABLE, "CONTENT_UNREADABLE", "A stored rule set cannot be compiled by this release.")
    return compile_rule_set(checked)
