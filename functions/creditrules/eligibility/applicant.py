"""Who asks: the facts as the caller gave them, and what is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from creditrules.dmn import FactsRead, is_plenty, spelt_facts
from creditrules.eligibility.asked import EVERY_PRODUCT, Requests
from creditrules.eligibility.beside import BESIDE, Beside, party_fact
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.errors import Diagnostic
from creditrules.feel import RequestBudget, Value
from creditrules.rules import Party, PartyRole, ProductForm, Request

__all__ = ["Applicant"]

_NOTHING: Final = Beside()
_NO_REQUESTS: Final[Requests] = MappingProxyType({})
_PARTED: Final = (list, dict)


class Applicant:
    """Facts by the names that rules know, read once for each rule set.

    requests: what is asked for, by product; under EVERY_PRODUCT of all products that are not named. party: who it is,
    where it is not the applicant. own: names that rule sets have for facts of their own, whatever they mean elsewhere.
    currencies: of the products that the question asks about, and so of amounts that say none; the product's own where
    there are none. budget: what answering may take of the request's evaluation; None outside of requests. said: what
    rule sets said, by digest and moment, that say it to all products alike. silent: whether nothing was said besides.
    """

    __slots__ = (
        "_beside",
        "_has_parts",
        "_others",
        "_reads",
        "budget",
        "currencies",
        "facts",
        "own",
        "party",
        "requests",
        "said",
        "silent",
    )

    def __init__(
        self,
        facts: Mapping[str, object],
        requests: Requests = _NO_REQUESTS,
        party: Party | None = None,
        own: frozenset[str] = frozenset(),
        currencies: frozenset[str] = frozenset(),
        budget: RequestBudget | None = None,
        reads: dict[str, FactsRead] | None = None,
    ) -> None:
        """reads: what was read of the same facts before, by digest."""
        self.facts = spelt_facts(facts)
        self.requests, self.party, self.own, self.currencies, self.budget = requests, party, own, currencies, budget
        self.said: dict[tuple[str, datetime, int], Any] = {}
        self.silent = party is not None or BESIDE.isdisjoint(self.facts)
        self._beside = _NOTHING if self.silent else None
        self._has_parts: bool | None = None
        self._others: tuple[Applicant, ...] = ()
        self._reads: dict[str, FactsRead] = {} if reads is None else reads

    def read(self, compiled: CompiledRuleSet) -> FactsRead:
        """The facts that this rule set declares, as typed values, with everything wrong about them.

        None of them is read once the request's budget is spent; the rule set then is not asked.
        """
        key = compiled.rule_set.digest
        read = self._reads.get(key)
        if read is None:
            budget = self.budget
            plain = budget is None or (self._has_parts is False and is_plenty(budget))
            if not plain and not self._paid_for(budget, compiled):
                return _unread(compiled)
            read = compiled.model.declared_facts(self.facts, budget)
            if budget is not None and budget.spent:
                return _unread(compiled)
            self._reads[key] = read
        return read

    def _paid_for(self, budget: RequestBudget | None, compiled: CompiledRuleSet) -> bool:
        """Pay for reading what a rule set declares; False where nothing is left."""
        if budget is None:
            return True
        if self._has_parts is None:
            self._has_parts = bool(_parted(self.facts.values()))
        if self._has_parts:
            _pay_for(budget, _parted(self.facts.get(fact.name) for fact in compiled.facts))
        elif is_plenty(budget):
            return True  # at whose clock the evaluation will look
        return budget.allows()

    @property
    def beside(self) -> Beside:
        """What was said besides. Raises Refusal INVALID "INVALID_FACT"."""
        if self._beside is None:
            told = self.facts.keys() & BESIDE - self.own
            self._beside = Beside.read(self.facts, told) if told else _NOTHING
        return self._beside

    def in_roles(self, roles: Collection[PartyRole]) -> Iterator[Applicant]:
        """Those of the parties who have one of the roles, the applicant first."""
        if PartyRole.APPLICANT in roles:
            yield self
        if len(roles) > 1 or PartyRole.APPLICANT not in roles:
            yield from (other for other in self.others if other.party and other.party.role in roles)

    @property
    def others(self) -> tuple[Applicant, ...]:
        """The parties besides the applicant."""
        if not self._others:
            self._others = tuple(
                Applicant(party.facts, party=party, budget=self.budget) for party in self.beside.parties
            )
        return self._others

    def told_parties(self, compiled: CompiledRuleSet, rule_sets: Iterable[CompiledRuleSet]) -> Value:
        """What a rule set reads as `parties`: facts as it types them, others as the rule sets that declare them do."""
        found: list[Value] = []
        for other in self.others:
            assert other.party is not None  # noqa: S101 - it was made of one
            readings = [other.read(each).values for each in (*rule_sets, compiled)]
            found.append(party_fact(other.party, {name: value for each in readings for name, value in each.items()}))
        return found

    def party_problems(self, compiled: CompiledRuleSet) -> Iterator[Diagnostic]:
        """What is wrong with the parties' facts that a rule set declares, and so may read of them."""
        for other in self.others:
            assert other.party is not None  # noqa: S101 - it was made of one
            yield from (problem.at(other.party.name) for problem in other.read(compiled).diagnostics)

    def asked_by(self, rule_sets: Iterable[CompiledRuleSet]) -> Applicant:
        """The applicant as these rule sets know facts: what they declare themselves is a fact and nothing else."""
        if BESIDE.isdisjoint(self.facts):
            return self
        own = BESIDE & {fact.name for compiled in rule_sets for fact in compiled.facts}
        if own == self.own:
            return self
        return Applicant(
            self.facts, self.requests, own=own, currencies=self.currencies, budget=self.budget, reads=self._reads
        )

    def without(self, fact: str) -> Applicant:
        """The same applicant, of whom this is not known."""
        kept = {name: value for name, value in self.facts.items() if name not in {fact, "sources"}}
        return Applicant(kept, self.requests, currencies=self.currencies, budget=self.budget)

    def changed(self, facts: Mapping[str, object]) -> Applicant:
        """The same applicant with these facts otherwise, wherever they come from."""
        kept = {name: value for name, value in self.facts.items() if name != "sources" or name in self.own}
        return Applicant({**kept, **facts}, self.requests, own=self.own, currencies=self.currencies, budget=self.budget)

    def request_for(self, product: str) -> Request | None:
        """What is asked of one product."""
        return (self.requests.get(product) or self.requests.get(EVERY_PRODUCT)) if self.requests else None

    def taken_request(self, product: ProductForm) -> Request | None:
        """What is asked of a product: nothing where it is asked in another currency than the product's."""
        request = self.request_for(product.product)
        if request is None:
            return None
        unsaid = self.currencies if self.currencies and product.product not in self.requests else {product.currency}
        return request if product.currency in ({request.currency} if request.currency else unsaid) else None


def _unread(compiled: CompiledRuleSet) -> FactsRead:
    return FactsRead({}, frozenset(fact.name for fact in compiled.facts))


def _parted(values: Iterable[object]) -> list[Any]:
    return [value for value in values if isinstance(value, _PARTED)]


def _pay_for(budget: RequestBudget, waiting: list[Any]) -> None:
    """Pay for reading values, a step for each of their parts."""
    while waiting:
        part = waiting.pop()
        budget.charge(len(part))
        waiting += _parted(part if isinstance(part, list) else part.values())
