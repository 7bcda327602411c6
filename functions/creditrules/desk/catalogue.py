"""What a tenant has: products and rule sets at two times, and their contents compiled once per process."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from copy import copy
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from creditrules.cache import Recent
from creditrules.desk.ahead import Ahead
from creditrules.desk.compiling import compile_by_form, keep_form
from creditrules.desk.expected import Expected, FactNumber
from creditrules.desk.throttle import Throttle
from creditrules.desk.unmoved import Unmoved
from creditrules.document import digest_of, read_json
from creditrules.eligibility import (
    FORM,
    CompiledRuleSet,
    FreshAnalyses,
    Narrowings,
    stored_experiment,
    stored_parameter,
    stored_product,
    stored_rule_set,
)
from creditrules.errors import Kind, Refusal
from creditrules.feel import RequestBudget
from creditrules.records import dataclass
from creditrules.rules import (
    Activation,
    Category,
    DocumentKey,
    DocumentKind,
    Entry,
    ExperimentForm,
    Head,
    Parameter,
    ProductForm,
    Version,
)
from creditrules.rules.diff import ContentDiff, carried_rows, diff_contents
from creditrules.rules.life import (
    NO_APPROVAL,
    POLICY_KEY,
    SETTINGS_KEY,
    ApiKey,
    ApprovalPolicy,
    ApprovalRule,
    PolicyScope,
    Proposed,
    RegisteredDocument,
    SettingsForm,
    policy_scope,
    stored_api_keys,
    stored_registered_documents,
    stored_settings,
)
from creditrules.rules.ports import LARGE_CONTENT, RuleStore

if TYPE_CHECKING:
    from creditrules.feed import Feeding
    from creditrules.rules.diff import PublishedDiff
    from creditrules.rules.life import Webhook

__all__ = ["Catalogue", "ProductInForce", "experiment_key", "parameter_key", "product_key", "rule_set_key"]

COMPILED_KEPT = 512
PRODUCTS_KEPT = 2048
PARAMETERS_KEPT = 2048
EXPERIMENTS_KEPT = 512
POLICIES_KEPT = 256
REGISTERED_KEPT = 32
"""Each may hold three megabytes."""
TEXTS_KEPT = 512
FACTS_KEPT = 4096
DIFFS_KEPT = 4
"""A diff is asked for page by page and never changes; one of a large table takes seconds and tens of megabytes."""
CARRIED_KEPT = 256
PUBLISHED_KEPT = 128
REACHED_KEPT = 4096
STAGED_KEPT = 8
NARROWINGS_KEPT = 32
NARROWINGS_ON_RECORD_KEPT = 8
"""Each may hold ten megabytes."""
FRAGMENTS_KEPT = 32
"""Each may hold a megabyte."""
FRESH_STEPS = 30_000
"""Of analyses that one request makes before it begins no more: 0.25 s, and up to 0.7 s for the last one."""
MOST_PRODUCTS = 1000
_UNSET = SettingsForm.model_construct()
"""What holds where a lender never set anything; made once, as its parts are checked in the making."""

Value = TypeVar("Value")
FactName = tuple[str, DocumentKey, int]


def product_key(slug: str) -> DocumentKey:
    """The key of a product."""
    return DocumentKey(DocumentKind.PRODUCT, slug)


def rule_set_key(slug: str) -> DocumentKey:
    """The key of a rule set."""
    return DocumentKey(DocumentKind.RULE_SET, slug)


def parameter_key(slug: str) -> DocumentKey:
    """The key of a parameter."""
    return DocumentKey(DocumentKind.PARAMETER, slug)


def experiment_key(slug: str) -> DocumentKey:
    """The key of an experiment."""
    return DocumentKey(DocumentKind.EXPERIMENT, slug)


@dataclass(frozen=True, slots=True)
class ProductInForce:
    """A product as it is at two times."""

    head: Head
    entry: Entry
    form: ProductForm


class Catalogue:
    """Reads documents at two times through the store; thread-safe.

    unless_set: the approval rule for everything that the lender's own policy says nothing of. budget: what the request
    that reads may take of evaluation; None outside of requests, see `under`. throttle: what callers may ask; None where
    nobody is throttled. feeding: gives what the change feed works with, which no question needs;
    None where there is none.
    """

    budget: RequestBudget | None = None
    ahead: Ahead | None = None

    def __init__(
        self,
        store: RuleStore,
        unless_set: ApprovalRule = NO_APPROVAL,
        throttle: Throttle | None = None,
        feeding: Callable[[], Feeding] | None = None,
    ) -> None:
        self.store = store
        self.unless_set = unless_set
        self.throttle = throttle
        self.feeding = feeding
        self._policies: Recent[str, ApprovalPolicy] = Recent(POLICIES_KEPT)
        self._staged: Recent[str, bytes] = Recent(STAGED_KEPT)
        self._settings: Recent[str, SettingsForm] = Recent(POLICIES_KEPT)
        self._api_keys: Recent[str, tuple[ApiKey, ...]] = Recent(POLICIES_KEPT)
        self._webhooks: Recent[str, tuple[Webhook, ...]] = Recent(POLICIES_KEPT)
        self._registered: Recent[str, Mapping[str, RegisteredDocument]] = Recent(REGISTERED_KEPT)
        self._texts: Recent[str, str] = Recent(TEXTS_KEPT)
        self._compiled: Recent[str, CompiledRuleSet] = Recent(COMPILED_KEPT)
        self._products: Recent[str, ProductForm] = Recent(PRODUCTS_KEPT)
        self._parameters: Recent[str, Parameter] = Recent(PARAMETERS_KEPT)
        self._experiments: Recent[str, ExperimentForm] = Recent(EXPERIMENTS_KEPT)
        self._versions: Recent[FactName, Version] = Recent(FACTS_KEPT)
        self._diffs: Recent[tuple[str, str, str], ContentDiff] = Recent(DIFFS_KEPT)
        self.reached: Recent[tuple[str, str, str, str], str] = Recent(REACHED_KEPT)
        """Whether a change from one content to another can reach a product, by the digests of its versions."""
        self.published: Recent[tuple[str, str, str], PublishedDiff] = Recent(PUBLISHED_KEPT)
        """In what two contents differ for partners, by their digests."""
        self._carried: Recent[tuple[str, str, str], frozenset[int]] = Recent(CARRIED_KEPT)
        self._activations: Recent[FactName, Activation] = Recent(FACTS_KEPT)
        self.footings: Unmoved[Any] = Unmoved()
        """What questions stand on while nothing moves; made by who asks."""
        self.fragments: Recent[Hashable, Any] = Recent(FRAGMENTS_KEPT)
        """What was written of answers for those who ask alike; made by who writes them."""
        self.narrowings = Narrowings(NARROWINGS_KEPT)
        """What tells for a product what facts that are missing can still lead to."""
        self.narrowings_on_record = Narrowings(NARROWINGS_ON_RECORD_KEPT, generous=True)
        """The same, of contents that recorded decisions rest on."""

    def over(self, store: RuleStore) -> Catalogue:
        """The same catalogue over another view of the same documents; what is compiled is shared.

        What is in force may be another there for the very same heads.
        """
        other = copy(self)
        other.store, other.footings = store, Unmoved()
        return other

    def under(self, budget: RequestBudget) -> Catalogue:
        """The same catalogue for one request: all that is evaluated through it is taken from this budget."""
        other = copy(self)
        other.budget, other.narrowings = budget, self.narrowings.under(FreshAnalyses(FRESH_STEPS))
        ahead = other.ahead = Ahead(self.store)
        other.store = cast("RuleStore", ahead)
        return other

    def expect(self, tell: Callable[[], Expected]) -> None:
        """Say what the items of a list may need: what is needed of it first brings the others. Nothing is read yet."""
        if self.ahead is not None:
            self.ahead.expect(tell)

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
        return self._load(tenant, digests, self._products, stored_product)

    def parameters(self, tenant: str, digests: Iterable[str]) -> Mapping[str, Parameter]:
        """Parameters by content digest."""
        return self._load(tenant, digests, self._parameters, stored_parameter)

    def experiments(self, tenant: str, digests: Iterable[str]) -> Mapping[str, ExperimentForm]:
        """Experiments by content digest."""
        return self._load(tenant, digests, self._experiments, stored_experiment)

    def rule_sets(self, tenant: str, digests: Iterable[str]) -> Mapping[str, CompiledRuleSet]:
        """Compiled rule sets by content digest."""
        return self.rule_sets_with(tenant, digests, tuple)

    def rule_sets_with(
        self, tenant: str, digests: Iterable[str], parameters: Callable[[], Iterable[str]]
    ) -> Mapping[str, CompiledRuleSet]:
        """Compiled rule sets by content digest.

        parameters: the contents of those that they may use, which come with the same read where there is one.
        """
        wanted = {digest: self._compiled.find(f"{tenant}/{digest}") for digest in digests}
        found = {digest: value for digest, value in wanted.items() if value is not None}
        rule_sets = [digest for digest in wanted if digest not in found]
        if not rule_sets:
            return found
        others = self._lacking(tenant, parameters(), self._parameters)
        contents, forms = self._with_forms(tenant, list(dict.fromkeys((*rule_sets, *others))))
        for digest in others:
            self._parameters.made(f"{tenant}/{digest}", partial(stored_parameter, contents[digest]))
        for digest in rule_sets:
            make = partial(self._compile, tenant, contents[digest], forms.get(digest))
            found[digest] = self._compiled.made(f"{tenant}/{digest}", make)
        return found

    def rule_set(self, tenant: str, digest: str) -> CompiledRuleSet:
        """One compiled rule set."""
        return self.rule_sets(tenant, [digest])[digest]

    def keep(self, tenant: str, digest: str, compiled: CompiledRuleSet) -> None:
        """Have a rule set ready that was compiled to be published: it is asked next, or compared with what follows."""
        self._compiled.keep(f"{tenant}/{digest}", compiled)

    def keep_form(self, tenant: str, digest: str, compiled: CompiledRuleSet) -> None:
        """Have other processes find what was compiled of a content that is stored now; see `keep_form`."""
        keep_form(self.store, tenant, digest, compiled)

    def _compile(self, tenant: str, content: bytes, form: bytes | None) -> CompiledRuleSet:
        if len(content) < LARGE_CONTENT or self._staged.find(f"{tenant}/{digest_of(content)}") is not None:
            return stored_rule_set(content)
        return compile_by_form(self.store, tenant, content, form)

    def stage(self, tenant: str, digest: str, content: bytes) -> None:
        """Have content at hand that is not published, for questions about what it would lead to."""
        self._staged.keep(f"{tenant}/{digest}", content)

    def version(self, tenant: str, key: DocumentKey, number: int) -> Version | None:
        """One version, which never changes once recorded; None when there is no such number."""
        read = self.ahead.version if self.ahead is not None else _alone(self.store.version)
        return _recorded(self._versions, (tenant, key, number), read)

    def activation(self, tenant: str, key: DocumentKey, sequence: int) -> Activation | None:
        """One activation, which never changes once recorded; None when there is no such number."""
        read = self.ahead.activation if self.ahead is not None else _alone(self.store.activation)
        return _recorded(self._activations, (tenant, key, sequence), read)

    def content(
        self, tenant: str, digests: Sequence[str], is_known: Callable[[str], bool] = lambda _: False
    ) -> Mapping[str, bytes]:
        """Canonical forms by digest. Raises Refusal UNAVAILABLE "CONTENT_UNAVAILABLE" where one cannot be read.

        is_known: of a digest, that what this content is wanted for is there already; it is not read beside others.
        """
        staged = self._at_hand(tenant, digests)
        stored = [digest for digest in digests if digest not in staged]
        return _all_of(digests, {**(self._stored(tenant, stored, is_known) if stored else {}), **staged})

    def _with_forms(self, tenant: str, digests: Sequence[str]) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
        """Contents of rule sets and what these use, and the compiled forms of the large ones that are published."""
        staged = self._at_hand(tenant, digests)
        stored = [digest for digest in digests if digest not in staged]
        if not stored:
            return staged, {}
        if self.ahead is None:
            contents, forms = self.store.content_and_forms(tenant, stored, FORM, {})
        else:
            contents, forms = self.ahead.content_and_forms(
                tenant, stored, FORM, {}, lambda digest: self._compiled.find(f"{tenant}/{digest}") is not None
            )
        return _all_of(digests, {**contents, **staged}), forms

    def _at_hand(self, tenant: str, digests: Iterable[str]) -> dict[str, bytes]:
        return {digest: found for digest in digests if (found := self._staged.find(f"{tenant}/{digest}")) is not None}

    def _stored(self, tenant: str, digests: Sequence[str], is_known: Callable[[str], bool]) -> Mapping[str, bytes]:
        if self.ahead is None:
            return self.store.content(tenant, digests)
        return self.ahead.content(tenant, digests, is_known)

    def written(self, tenant: str, digest: str) -> Mapping[str, Any]:
        """A content as plain values. Raises Refusal UNAVAILABLE "CONTENT_UNAVAILABLE", "CONTENT_UNREADABLE"."""
        return _value_of(self.content(tenant, [digest])[digest])

    def difference(self, tenant: str, before: str, after: str) -> ContentDiff:
        """In what two contents differ, by their digests. Raises Refusal UNAVAILABLE "CONTENT_UNAVAILABLE"."""
        if before == after:
            return ContentDiff()
        found = self._diffs.find((tenant, before, after))
        if found is None:
            contents = self.content(tenant, [before, after])
            found = diff_contents(_value_of(contents[before]), _value_of(contents[after]))
            self._diffs.keep((tenant, before, after), found)
        return found

    def carried(self, tenant: str, before: str, after: str) -> frozenset[int]:
        """The rows of a rule set's findings that an earlier content has too, by the contents' digests."""
        found = self._carried.find((tenant, before, after))
        if found is None:
            contents = self.rule_sets(tenant, [before, after])
            found = carried_rows(contents[before].rule_set, contents[after].rule_set)
            self._carried.keep((tenant, before, after), found)
        return found

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
        return policy.rule_for(policy_scope(key, category), self.unless_set)

    def rollback_rule_of(self, tenant: str, head: Head) -> ApprovalRule:
        """The approvals that going back to an old version of the document needs: none, or at least a change's own."""
        _, policy = self.policy(tenant)
        rule = policy.rule_for(PolicyScope.ROLLBACKS, self.unless_set)
        usual = policy.rule_for(policy_scope(head.key, head.category), self.unless_set)
        return rule if rule.required == 0 or rule.required >= usual.required else usual

    def rule_of_proposal(self, tenant: str, head: Head, proposed: Proposed) -> ApprovalRule:
        """The approvals that a proposal needs; one that goes back to an old content also those of going back."""
        usual = self.approval_rule_of(tenant, head.key, head.category)
        if not self.goes_back(tenant, head, proposed):
            return usual
        back = self.rollback_rule_of(tenant, head)
        return back if back.required > usual.required else usual

    def goes_back(self, tenant: str, head: Head, proposed: Proposed) -> bool:
        """Whether what is proposed was, or is to be, in force at another time, and is not now."""
        now = self.store.now()
        entry = self.store.in_force(tenant, head, now, now)
        return proposed.digest in {each.digest for each in head.entries} - ({entry.digest} if entry else set())

    def settings(self, tenant: str, head: Head | None, valid_at: datetime, known_at: datetime) -> SettingsForm:
        """The tenant's settings at both times; head: of `SETTINGS_KEY`, None where none were ever made."""
        entry = self.store.in_force(tenant, head, valid_at, known_at) if head else None
        if entry is None:
            return _UNSET
        return self._load(tenant, [entry.digest], self._settings, _settings_of)[entry.digest]

    def settings_now(self, tenant: str) -> SettingsForm:
        """The tenant's settings as they are now."""
        now = self.store.now()
        return self.settings(tenant, self.store.heads(tenant, [SETTINGS_KEY]).get(SETTINGS_KEY), now, now)

    def api_keys(self, tenant: str, digest: str) -> tuple[ApiKey, ...]:
        """The tenant's API keys, by the digest of a version of them."""
        return self._load(tenant, [digest], self._api_keys, stored_api_keys)[digest]

    def webhooks(self, tenant: str, digest: str) -> tuple[Webhook, ...]:
        """The tenant's webhooks, by the digest of a version of them."""
        from creditrules.rules.life import stored_webhooks  # noqa: PLC0415 - no question needs it

        return self._load(tenant, [digest], self._webhooks, stored_webhooks)[digest]

    def registered_documents(self, tenant: str, digest: str) -> Mapping[str, RegisteredDocument]:
        """The GraphQL documents that the tenant has registered, by the digest of a version of them."""
        return self._load(tenant, [digest], self._registered, stored_registered_documents)[digest]

    def texts(self, tenant: str, digests: Iterable[str]) -> Mapping[str, str]:
        """Texts of GraphQL documents by digest: such as `registered_documents` names, and no others."""
        return self._load(tenant, digests, self._texts, bytes.decode)

    def _in_force(
        self, tenant: str, heads: Sequence[Head], valid_at: datetime, known_at: datetime
    ) -> Iterable[ProductInForce]:
        found = [(head, self.store.in_force(tenant, head, valid_at, known_at)) for head in heads]
        forms = self.forms(tenant, [entry.digest for _, entry in found if entry])
        return [ProductInForce(head, entry, forms[entry.digest]) for head, entry in found if entry]

    def lacking(
        self, tenant: str, products: Iterable[str], rule_sets: Iterable[str], parameters: Iterable[str]
    ) -> Sequence[str]:
        """Those contents, by digest, of which nothing is at hand yet."""
        found = self._lacking(tenant, products, self._products)
        found += self._lacking(tenant, rule_sets, self._compiled)
        return [*found, *self._lacking(tenant, parameters, self._parameters)]

    def _lacking(self, tenant: str, digests: Iterable[str], shelf: Recent[str, Value]) -> list[str]:
        return [digest for digest in dict.fromkeys(digests) if shelf.find(f"{tenant}/{digest}") is None]

    def _load(
        self, tenant: str, digests: Iterable[str], shelf: Recent[str, Value], make: Callable[[bytes], Value]
    ) -> dict[str, Value]:
        wanted = list(dict.fromkeys(digests))
        found = {digest: value for digest in wanted if (value := shelf.find(f"{tenant}/{digest}")) is not None}
        lacking = [digest for digest in wanted if digest not in found]
        contents = self.content(tenant, lacking, lambda digest: shelf.find(f"{tenant}/{digest}") is not None)
        for digest, content in contents.items():
            found[digest] = shelf.made(f"{tenant}/{digest}", partial(make, content))
        return found


_ReadFact = Callable[[str, DocumentKey, int, Callable[[FactNumber], bool]], Value | None]


def _alone(read: Callable[[str, DocumentKey, int], Value | None]) -> _ReadFact[Value]:
    """Reading that brings nothing else along."""
    return lambda tenant, key, number, _: read(tenant, key, number)


def _recorded(shelf: Recent[FactName, Value], name: FactName, read: _ReadFact[Value]) -> Value | None:
    """A recorded fact, kept once it is read; there is none by a number below 1."""
    found = shelf.find(name)
    if found is None and name[2] > 0:
        found = read(*name, lambda other: shelf.find((name[0], *other)) is not None)
        if found is not None:
            shelf.keep(name, found)
    return found


def _all_of(digests: Iterable[str], contents: Mapping[str, bytes]) -> Mapping[str, bytes]:
    for digest in digests:
        if digest not in contents:
            raise Refusal(Kind.UNAVAILABLE, "CONTENT_UNAVAILABLE", f"The content {digest} could not be read.")
    return contents


def _value_of(content: bytes) -> dict[str, Any]:
    value = read_json(content).value
    if not isinstance(value, dict):
        raise Refusal(Kind.UNAVAILABLE, "CONTENT_UNREADABLE", "A stored document cannot be read.")
    return value


def _policy_of(content: bytes) -> ApprovalPolicy:
    return ApprovalPolicy.read(_value_of(content))


def _settings_of(content: bytes) -> SettingsForm:
    settings = stored_settings(content)
    if settings is None:
        raise Refusal(Kind.UNAVAILABLE, "CONTENT_UNREADABLE", "Stored settings cannot be read by this release.")
    return settings
