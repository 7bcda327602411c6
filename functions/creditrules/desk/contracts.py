"""Contract queries: what callers rely on, registered, listed and removed; `holding` runs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal

from creditrules.auth import Action, Principal, may, require
from creditrules.desk.altering import Course, Heads, course_of, unaltered
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.dictionary import declarations_of, entries_asked
from creditrules.desk.documents import Documents
from creditrules.desk.holding import Runs
from creditrules.desk.masking import MASK
from creditrules.desk.moments import Moments
from creditrules.desk.paging import page_at_hand
from creditrules.desk.scoping import named_within_scope
from creditrules.desk.submitting import checked_once
from creditrules.desk.throttling import gate_of
from creditrules.desk.view import View
from creditrules.document import canonical
from creditrules.eligibility import Breach, Requests, plain_requests
from creditrules.errors import Kind, Refusal
from creditrules.once import Once
from creditrules.rules import Contract, ExpectedAnswer
from creditrules.rules.ports import MOST_CONTRACTS, Asked, Page
from creditrules.slugs import is_slug, quoted_slug

__all__ = [
    "ContractGiven",
    "KnownContract",
    "contracts_page",
    "register_contract",
    "remove_contract",
]

MOST_OF_AUTHOR = 20
MOST_PRODUCTS = 20
MOST_EXPECTED = 100
MOST_NAMES = 100
LONGEST_NAME = 256
LARGEST_PART = 16 * 1024
LARGEST_FIGURE = Decimal(10) ** 15
MOST_PLACES = -12
LONGEST_LOCALE = 35


@dataclass(frozen=True, slots=True)
class ContractGiven:
    """What a caller relies on, as it says it; see `Contract`."""

    name: str
    facts: Mapping[str, object]
    products: tuple[str, ...] = ()
    expected: tuple[ExpectedAnswer, ...] = ()
    requests: Requests = field(default_factory=dict)
    locale: str | None = None


def register_contract(
    catalogue: Catalogue, principal: Principal, given: ContractGiven, once: Once | None = None
) -> KnownContract:
    """Keep it, in place of the author's own of that name, with all that it asks with sealed.

    Raises Refusal FORBIDDEN; INVALID "BAD_CONTRACT"; TOO_LARGE "CONTRACT_TOO_LARGE", "TOO_MANY_CONTRACTS"; CONFLICT
    "KEY_REUSED", "KEY_SPENT"; UNAVAILABLE "RECORDING_NOT_SET_UP".
    """
    require(principal, Action.REGISTER_CONTRACT)
    named_within_scope(principal, given.products)
    _check(given)
    once = checked_once(once)
    gate_of(catalogue, principal)(f"\0contract {given.name}", given.facts, given.requests, None)
    tenant, author, store = principal.tenant, principal.subject, catalogue.store.contracts
    there = store.names(tenant)
    _refuse_many(there, author, given.name)
    asked = given.requests, given.locale
    contract = Contract(author, given.name, given.facts, given.products, given.expected, catalogue.store.now(), *asked)
    kept, replayed = store.register(tenant, contract, once)
    if (author, given.name) not in there:
        _take_back_if_many(catalogue, tenant, contract)
    return KnownContract(kept, _Readers(Documents(catalogue, tenant), principal), replayed)


def remove_contract(
    catalogue: Catalogue, principal: Principal, name: str, author: str | None, once: Once | None = None
) -> bool:
    """Forget a contract: one's own, or another's for those who write the rules; nothing is left of it.

    Gives whether this is the answer to an earlier sending. Raises Refusal FORBIDDEN; NOT_FOUND "UNKNOWN_CONTRACT";
    CONFLICT "KEY_REUSED".
    """
    require(principal, Action.REGISTER_CONTRACT)
    whose = principal.subject if author is None or not may(principal, Action.SEE_POLICY) else author
    meant = is_slug(name) and author in {None, whose}
    contracts = catalogue.store.contracts
    replayed = contracts.remove(principal.tenant, whose, name, checked_once(once)) if meant else None
    if replayed is None:
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_CONTRACT", f"There is no contract {quoted_slug(name)}.", ("name",))
    return replayed


def contracts_page(view: View, asked: Asked) -> Page[KnownContract]:
    """One's own contracts, or all of the tenant's for those who may see its policy, by author and name."""
    own = None if view.sees_policy else view.principal.subject
    seen = view.catalogue.store.contracts.every(view.tenant, own)
    page = page_at_hand(view, ("contracts",), [(f"{each.author}\0{each.name}", each) for each in seen], asked)
    readers = _Readers(view.documents, view.principal)
    return page.showing([KnownContract(contract, readers) for contract in page.items])


@dataclass(frozen=True, slots=True)
class KnownContract:
    """A contract as one reader may know it: facts are its author's, and of the lender's those who may read facts.

    replayed: whether the very same was registered before.
    """

    contract: Contract
    _readers: _Readers
    replayed: bool = False

    @property
    def facts(self) -> Mapping[str, object]:
        """What it asks with; values that the reader may not see are masked."""
        masked = self.masked
        return {name: MASK if name in masked else value for name, value in self.contract.facts.items()}

    @property
    def masked(self) -> frozenset[str]:
        """The facts that are masked."""
        return self._readers.masked(self.contract)

    @property
    def requests(self) -> Mapping[str, Mapping[str, object]] | None:
        """What it asks for, by product; None where it asks for nothing, or the reader may not see it."""
        return plain_requests(self.contract.requests) or None if self._readers.reads(self.contract) else None

    @property
    def expected(self) -> tuple[ExpectedAnswer, ...]:
        """What it relies on; names of parties are masked from who may not see the parties."""
        if "parties" not in self.masked:
            return self.contract.expected
        return tuple(replace(each, parties=tuple(MASK for _ in each.parties)) for each in self.contract.expected)

    def breaches(self) -> tuple[Breach, ...]:
        """In what it does not hold, now or when what is scheduled comes."""
        return self._readers.lacking(self.contract)


class _Readers:
    """What one request reads of contracts; what the tenant has is looked at once, and for a bounded time."""

    def __init__(self, documents: Documents, principal: Principal) -> None:
        self._documents = documents
        self._principal = principal
        self._coming: tuple[Runs, Heads, Course] | None = None
        self._harmless: frozenset[str] | None = None

    def reads(self, contract: Contract) -> bool:
        """Whether the reader may read facts of it."""
        return self._is_own(contract) or may(self._principal, Action.READ_DECISIONS)

    def masked(self, contract: Contract) -> frozenset[str]:
        """Facts whose values the reader may not see: sensitive ones, and those that no rule set vouches for."""
        if self._is_own(contract) or may(self._principal, Action.SEE_SENSITIVE_FACTS):
            return frozenset()
        names = frozenset(contract.facts)
        return names - self._known_harmless() if self.reads(contract) else names

    def lacking(self, contract: Contract) -> tuple[Breach, ...]:
        """In what it does not hold."""
        catalogue, tenant = self._documents.catalogue, self._documents.tenant
        if self._coming is None:
            coming = unaltered(catalogue, self._documents.all_heads())
            course = course_of(catalogue, tenant, coming)
            self._coming = Runs(catalogue, tenant, coming.now), coming.after, course
        runs, heads, course = self._coming
        return runs.through(contract, course.moments, (None, heads), self._documents.contracts_watch)

    def _is_own(self, contract: Contract) -> bool:
        return contract.author == self._principal.subject and may(self._principal, Action.REGISTER_CONTRACT)

    def _known_harmless(self) -> frozenset[str]:
        if self._harmless is None:
            catalogue, tenant = self._documents.catalogue, self._documents.tenant
            now = catalogue.store.now()
            asked = entries_asked(catalogue, tenant, self._documents.all_heads().values(), Moments(now, now))
            declared = [each.fact for each, _ in declarations_of(catalogue, tenant, asked)]
            sensitive = {fact.name for fact in declared if fact.sensitive}
            self._harmless = frozenset(fact.name for fact in declared) - sensitive
        return self._harmless


def _refuse_many(there: Iterable[tuple[str, str]], author: str, name: str) -> None:
    others = [each for each in there if each != (author, name)]
    own = sum(whose == author for whose, _ in others)
    if len(others) >= MOST_CONTRACTS or own >= MOST_OF_AUTHOR:
        message = f"There may be {MOST_OF_AUTHOR} contracts of one author and {MOST_CONTRACTS} in all."
        raise Refusal(Kind.TOO_LARGE, "TOO_MANY_CONTRACTS", message, (), "Remove one that is no longer relied on.")


def _take_back_if_many(catalogue: Catalogue, tenant: str, contract: Contract) -> None:
    """Two who register at once may both have seen room for one: then neither stays, and all that stay are run."""
    store = catalogue.store.contracts
    try:
        _refuse_many(store.names(tenant), contract.author, contract.name)
    except Refusal:
        store.remove(tenant, contract.author, contract.name)
        raise


def _check(given: ContractGiven) -> None:
    if not is_slug(given.name):
        raise _bad("A contract is named by 1 to 64 lower-case letters, digits and inner hyphens.", "name")
    if not len(set(given.products)) == len(given.products) <= MOST_PRODUCTS:
        raise _bad(f"A contract names at most {MOST_PRODUCTS} different products.", "products")
    if given.locale is not None and not 1 <= len(given.locale) <= LONGEST_LOCALE:
        raise _bad(f"A language tag has 1 to {LONGEST_LOCALE} characters.", "locale")
    expected = [each.product for each in given.expected]
    if len(set(expected)) < len(expected) or len(expected) > MOST_EXPECTED:
        raise _bad(f"Something is expected of at most {MOST_EXPECTED} products, and at most once of each.", "expect")
    if given.products and not set(expected) <= set(given.products):
        raise _bad("Something is expected of a product that the contract does not name.", "expect")
    for place, each in enumerate(given.expected):
        _check_expected(each, ("expect", place))
    _check_size({"facts": given.facts, "requests": plain_requests(given.requests)}, "facts", "facts and requests")
    expectations = [asdict(each) for each in given.expected]
    _check_size({"products": given.products, "expected": expectations}, "expect", "products and expectations")


def _check_size(said: Mapping[str, object], field: str, what: str) -> None:
    if len(canonical(said)) > LARGEST_PART:
        message = f"The {what} of a contract have more than {LARGEST_PART} bytes."
        raise Refusal(Kind.TOO_LARGE, "CONTRACT_TOO_LARGE", message, (field,))


def _check_expected(expected: ExpectedAnswer, place: tuple[str | int, ...]) -> None:
    names = (*expected.reasons, *expected.reasons_among, *expected.parties)
    if len(names) > MOST_NAMES or not all(1 <= len(name) <= LONGEST_NAME for name in names):
        message = f"At most {MOST_NAMES} reasons and parties are expected, by names of 1 to {LONGEST_NAME} characters."
        raise _bad(message, *place)
    if not all(0 <= each <= LARGEST_FIGURE and _places(each) >= MOST_PLACES for each in _figures(expected)):
        raise _bad(f"A bound lies between 0 and {LARGEST_FIGURE:f}, with at most {-MOST_PLACES} decimals.", *place)


def _figures(expected: ExpectedAnswer) -> Iterator[Decimal]:
    offer = expected.offer
    bounds = (offer.amount_at_least, offer.rate_at_most, offer.apr_at_most) if offer else ()
    sums = (offer.instalment_at_most, offer.total_cost_at_most) if offer else ()
    every = (expected.limit_at_least, expected.rate_at_most, *bounds, *sums)
    return (each for each in every if each is not None)


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else MOST_PLACES - 1


def _bad(message: str, *place: str | int) -> Refusal:
    return Refusal(Kind.INVALID, "BAD_CONTRACT", message, place)
