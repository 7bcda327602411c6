"""`ContractsInTable`: the contract queries of a tenant's callers, one item each.

What a contract asks with, and what it expects, may be a real person's after all. So it is sealed as recorded facts are,
under a data key of the contract's own, which lies wrapped in the same item: the two go together, and who removes a
contract has removed both. Items of earlier releases have all in clear; they are read, and sealed when they are
registered again.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from creditrules.document import canonical, read_json
from creditrules.eligibility import plain_requests, read_requests
from creditrules.errors import Kind, Refusal
from creditrules.once import Once
from creditrules.records import replace
from creditrules.rules import Contract, ExpectedAnswer, ExpectedOffer, TermName
from creditrules.store.decisions.sealing import Unwrapped, seal, unseal
from creditrules.store.items.facts import Fields, micros, moment, pack, unpack
from creditrules.store.keys import NEVER_OVERWRITTEN, REPLACED, contract_key, contracts_span
from creditrules.store.port import BODY, Delete, Put, Table
from creditrules.store.receipts import ReceiptsInTable
from creditrules.store.tries import ATTEMPTS, pause

__all__ = ["ContractsInTable"]

_PAGE: Final = 100
_NOTHING: Final[Mapping[str, Any]] = {"facts": {}, "requests": {}, "expected": [], "locale": None}
_BOUNDS: Final = ("amount_at_least", "rate_at_most", "apr_at_most", "instalment_at_most", "total_cost_at_most")


class ContractsInTable:
    """`Contracts` over one table; safe to share between threads. keys: None where nothing can be sealed."""

    def __init__(self, table: Table, keys: Unwrapped | None, receipts: ReceiptsInTable) -> None:
        self._table = table
        self._keys = keys
        self._receipts = receipts

    def names(self, tenant: str) -> tuple[tuple[str, str], ...]:
        """See `Contracts.names`."""
        return tuple(sorted((fields["author"], fields["name"]) for fields in self._items(tenant)))

    def every(self, tenant: str, author: str | None = None) -> tuple[Contract, ...]:
        """See `Contracts.every`."""
        wanted = (fields for fields in self._items(tenant) if author in {None, fields["author"]})
        found = (self._read(tenant, fields) for fields in wanted)
        return tuple(sorted(found, key=lambda contract: (contract.author, contract.name)))

    def register(self, tenant: str, contract: Contract, once: Once | None = None) -> tuple[Contract, bool]:
        """See `Contracts.register`."""
        place, receipt = contract_key(tenant, contract.author, contract.name), self._receipts.of(tenant, once)
        made: Fields | None = None
        for tries in range(ATTEMPTS):
            items = self._table.read([place, *receipt.places])
            before, first = items.get(place), receipt.answered(items)
            fields = unpack(before[BODY]) if before else None
            if first is not None:
                return self._registered_first(tenant, fields, first.fields), first.replayed
            kept = self._kept(tenant, contract, fields) if fields else None
            same = fields is not None and kept is not None and fields["products"] == list(contract.products)
            told = replace(contract, registered_at=moment(fields["registered"])) if fields and same else contract
            puts = receipt.puts({"registered": micros(told.registered_at)})
            if not same:
                made = made or kept or self._sealed(tenant, contract)
                written = {BODY: pack({**_fields(contract), **made})}
                puts = (Put(place, written, REPLACED if before else NEVER_OVERWRITTEN), *puts)
            erasing = before is not None and kept is None
            if not puts or self._table.transact(puts, erasing=erasing) is None:
                return told, same
            pause(tries)
        raise _outcome_unknown("registered")

    def remove(self, tenant: str, author: str, name: str, once: Once | None = None) -> bool | None:
        """See `Contracts.remove`."""
        place, receipt = contract_key(tenant, author, name), self._receipts.of(tenant, once)
        for tries in range(ATTEMPTS):
            items = self._table.read([place, *receipt.places])
            first = receipt.answered(items)
            if first is not None:
                return first.replayed
            if place not in items:
                return None
            if self._table.transact([Delete(place), *receipt.puts({})], erasing=True) is None:
                return False
            pause(tries)
        raise _outcome_unknown("removed")

    def _registered_first(self, tenant: str, fields: Fields | None, first: Mapping[str, Any]) -> Contract:
        """What an act registered; nothing but that stands for it, as its removal leaves nothing of it."""
        if fields is None or fields["registered"] != first["registered"]:
            message = "The idempotency key belongs to a contract that was removed, or registered anew, since then."
            raise Refusal(Kind.CONFLICT, "KEY_SPENT", message, ("idempotencyKey",), "Take a new key.")
        return self._read(tenant, fields)

    def _items(self, tenant: str) -> Iterator[Fields]:
        return (unpack(item[BODY]) for _, item in self._table.walk(contracts_span(tenant), _PAGE))

    def _kept(self, tenant: str, contract: Contract, before: Fields) -> Fields | None:
        """What is sealed already, where the contract says nothing else: then no trace has to be wiped."""
        if "sealed" not in before or canonical(self._opened(tenant, before)) != canonical(_said(contract)):
            return None
        return {name: before[name] for name in ("key", "sealed")}

    def _sealed(self, tenant: str, contract: Contract) -> Fields:
        if self._keys is None:
            message = "This service was set up without a key to encrypt facts with, and keeps no contract queries."
            raise Refusal(Kind.UNAVAILABLE, "RECORDING_NOT_SET_UP", message, (), "Ask the lender's operators.")
        author, name = contract.author, contract.name
        key = self._keys.new(_key_context(tenant, author, name))
        body = seal(key.plain, _said(contract), _context(tenant, author, name))
        return {"key": base64.b64encode(key.wrapped).decode(), "sealed": base64.b64encode(body).decode()}

    def _read(self, tenant: str, fields: Fields) -> Contract:
        opened = self._opened(tenant, fields)
        said = _NOTHING if opened is None else opened
        return Contract(
            fields["author"],
            fields["name"],
            said["facts"],
            tuple(fields["products"]),
            tuple(_expected(row) for row in said["expected"]),
            moment(fields["registered"]),
            read_requests(said["requests"]),
            said["locale"],
            readable=opened is not None,
        )

    def _opened(self, tenant: str, fields: Fields) -> Mapping[str, Any] | None:
        """What it says; None where that cannot be opened, for which no act of the lender's is to wait."""
        if "sealed" not in fields:
            facts = read_json(fields["facts"]).value
            return _said_in({"facts": facts if isinstance(facts, dict) else {}}, fields)
        if self._keys is None:
            return None
        author, name = fields["author"], fields["name"]
        try:
            key = self._keys.unwrap(base64.b64decode(fields["key"]), _key_context(tenant, author, name))
            sealed = unseal(key, base64.b64decode(fields["sealed"]), _context(tenant, author, name))
        except Refusal:
            return None
        return _said_in(sealed, fields)


def _said_in(protected: Mapping[str, Any], clear: Fields) -> Mapping[str, Any]:
    """What is said, wherever the release that wrote it has put it."""
    return {name: protected.get(name, clear.get(name, nothing)) for name, nothing in _NOTHING.items()}


def _said(contract: Contract) -> Mapping[str, Any]:
    return {
        "facts": contract.facts,
        "requests": plain_requests(contract.requests),
        "expected": [_row(each) for each in contract.expected],
        "locale": contract.locale,
    }


def _key_context(tenant: str, author: str, name: str) -> Mapping[str, str]:
    return {"tenant": tenant, "contract": contract_key(tenant, author, name).sort}


def _context(tenant: str, author: str, name: str) -> str:
    return f"{tenant}#contract#{contract_key(tenant, author, name).sort}"


def _fields(contract: Contract) -> Fields:
    return {
        "author": contract.author,
        "name": contract.name,
        "products": list(contract.products),
        "registered": micros(contract.registered_at),
    }


def _row(expected: ExpectedAnswer) -> dict[str, Any]:
    """What is expected, as far as something is; decimals as texts."""
    offer = expected.offer
    said = {
        "outcomes": list(expected.outcomes),
        "terms": list(expected.terms),
        "limitAtLeast": _text(expected.limit_at_least),
        "rateAtMost": _text(expected.rate_at_most),
        "offer": None if offer is None else {bound: _text(getattr(offer, bound)) for bound in _BOUNDS},
        "reasons": list(expected.reasons),
        "reasonsAmong": list(expected.reasons_among),
        "parties": list(expected.parties),
    }
    return {"product": expected.product, **{name: part for name, part in said.items() if part not in (None, [])}}


def _expected(row: Any) -> ExpectedAnswer:
    """What a row says; earlier releases wrote a list of product, outcomes and terms."""
    if isinstance(row, list):
        row = dict(zip(("product", "outcomes", "terms"), row, strict=True))
    offer = row.get("offer")
    return ExpectedAnswer(
        product=row["product"],
        outcomes=tuple(row.get("outcomes", ())),
        terms=tuple(TermName(term) for term in row.get("terms", ())),
        limit_at_least=_decimal(row.get("limitAtLeast")),
        rate_at_most=_decimal(row.get("rateAtMost")),
        offer=None if offer is None else ExpectedOffer(**{bound: _decimal(offer.get(bound)) for bound in _BOUNDS}),
        reasons=tuple(row.get("reasons", ())),
        reasons_among=tuple(row.get("reasonsAmong", ())),
        parties=tuple(row.get("parties", ())),
    )


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _outcome_unknown(what: str) -> Refusal:
    message = f"The store did not say whether the contract was {what}."
    return Refusal(Kind.UNAVAILABLE, "OUTCOME_UNKNOWN", message, hint="Send the same again.")
