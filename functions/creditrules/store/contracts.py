"""`ContractsInTable`: the contract queries of a tenant's callers, one item each."""

from __future__ import annotations

from itertools import islice

from creditrules.document import canonical, read_json
from creditrules.errors import Kind, Refusal
from creditrules.rules import Contract, ExpectedAnswer, TermName
from creditrules.rules.ports import MOST_CONTRACTS
from creditrules.store.items.facts import Fields, micros, moment, pack, unpack
from creditrules.store.keys import contract_key, contracts_span
from creditrules.store.port import BODY, Delete, Table

__all__ = ["ContractsInTable"]


class ContractsInTable:
    """`Contracts` over one table; safe to share between threads."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def every(self, tenant: str) -> tuple[Contract, ...]:
        """See `Contracts.every`."""
        items = islice(self._table.walk(contracts_span(tenant), MOST_CONTRACTS), MOST_CONTRACTS)
        found = [_read(unpack(item[BODY])) for _, item in items]
        return tuple(sorted(found, key=lambda contract: (contract.author, contract.name)))

    def register(self, tenant: str, contract: Contract) -> None:
        """See `Contracts.register`."""
        key = contract_key(tenant, contract.author, contract.name)
        self._table.write([(key, {BODY: pack(_fields(contract))})])

    def remove(self, tenant: str, author: str, name: str) -> None:
        """See `Contracts.remove`."""
        if self._table.transact([Delete(contract_key(tenant, author, name))]) is not None:
            message = "The store did not say whether the contract was removed."
            raise Refusal(Kind.UNAVAILABLE, "OUTCOME_UNKNOWN", message, hint="Send the same again.")


def _fields(contract: Contract) -> Fields:
    return {
        "author": contract.author,
        "name": contract.name,
        "facts": canonical(contract.facts).decode(),
        "products": list(contract.products),
        "expected": [[each.product, list(each.outcomes), list(each.terms)] for each in contract.expected],
        "registered": micros(contract.registered_at),
    }


def _read(fields: Fields) -> Contract:
    facts = read_json(fields["facts"]).value
    return Contract(
        fields["author"],
        fields["name"],
        facts if isinstance(facts, dict) else {},
        tuple(fields["products"]),
        tuple(
            ExpectedAnswer(product, tuple(outcomes), tuple(TermName(term) for term in terms))
            for product, outcomes, terms in fields["expected"]
        ),
        moment(fields["registered"]),
    )
