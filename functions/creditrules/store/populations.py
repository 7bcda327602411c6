"""`PopulationsInTable`: the populations that a tenant keeps, each sealed under a data key of its own.

What applicants said lies in pieces, encrypted as recorded facts are; what a listing tells lies beside the wrapped key
in one item. Pieces are written first, under a name that no other writing has, so that the item always tells of pieces
that are whole; who removes a population removes the key with the item, and nothing of it can be read any more.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

from creditrules.errors import Kind, Refusal
from creditrules.once import Once
from creditrules.rules import KeptPopulation
from creditrules.store.decisions.sealing import Unwrapped, seal, unseal
from creditrules.store.items.facts import Fields, micros, moment, pack, unpack
from creditrules.store.keys import (
    NEVER_OVERWRITTEN,
    REPLACED,
    population_key,
    population_piece_key,
    populations_span,
)
from creditrules.store.port import BODY, Delete, Item, ItemKey, Put, Table
from creditrules.store.receipts import FirstAnswer, ReceiptsInTable
from creditrules.store.tries import ATTEMPTS, pause

__all__ = ["PopulationsInTable"]

_PAGE: Final = 50
_PIECE: Final = 80_000
"""Characters: of four bytes each they are still below the limit of an item, should nothing be gained by packing."""


class PopulationsInTable:
    """`Populations` over one table; safe to share between threads. keys: None where nothing can be sealed."""

    def __init__(self, table: Table, keys: Unwrapped | None, receipts: ReceiptsInTable) -> None:
        self._table = table
        self._keys = keys
        self._receipts = receipts

    def every(self, tenant: str) -> tuple[KeptPopulation, ...]:
        """See `Populations.every`."""
        items = self._table.walk(populations_span(tenant), _PAGE)
        return tuple(_read(unpack(item[BODY])) for _, item in items)

    def find(self, tenant: str, name: str) -> KeptPopulation | None:
        """See `Populations.find`."""
        item = self._item(tenant, name)
        return None if item is None else _read(unpack(item[BODY]))

    def content(self, tenant: str, population: KeptPopulation) -> str:
        """See `Populations.content`."""
        item = self._item(tenant, population.name)
        fields = None if item is None else unpack(item[BODY])
        if fields is None or fields["digest"] != population.digest:
            raise Refusal(
                Kind.NOT_FOUND, "UNKNOWN_POPULATION", "There is no such population any more.", ("population",)
            )
        name, attempt, count = population.name, fields["attempt"], fields["pieces"]
        places = [population_piece_key(tenant, name, attempt, piece) for piece in range(count)]
        found = self._table.read(places)
        if self._keys is None or len(found) < count:
            raise _damaged()
        key = self._keys.unwrap(base64.b64decode(fields["key"]), _key_context(tenant, name))
        return "".join(
            unseal(key, found[place][BODY], _context(tenant, name, attempt, piece, count))["text"]
            for piece, place in enumerate(places)
        )

    def register(
        self, tenant: str, population: KeptPopulation, content: str, once: Once | None = None
    ) -> tuple[KeptPopulation, bool]:
        """See `Populations.register`."""
        if self._keys is None:
            message = "This service was set up without a key to encrypt facts with, and keeps no populations."
            raise Refusal(Kind.UNAVAILABLE, "RECORDING_NOT_SET_UP", message, (), "Ask the lender's operators.")
        place, receipt = population_key(tenant, population.name), self._receipts.of(tenant, once)
        told: Fields | None = None
        for tries in range(ATTEMPTS):
            items = self._table.read([place, *receipt.places])
            fields, first = unpack(items[place][BODY]) if place in items else None, receipt.answered(items)
            if told is not None and fields is not None and fields["attempt"] == told["attempt"]:
                return population, False
            if first is not None or (fields is not None and self._has(tenant, fields, population)):
                known = _registered(fields, first)
                if first is not None or self._put(receipt.puts({"registered": micros(known.registered_at)})):
                    self._clear(tenant, population.name, told)
                    return known, True
            else:
                told = told or self._written(tenant, population.name, content)
                body = {BODY: pack({**_fields(population), **told})}
                put = Put(place, body, REPLACED if fields else NEVER_OVERWRITTEN)
                puts = (put, *receipt.puts({"registered": micros(population.registered_at)}))
                if self._put(puts, erasing=fields is not None):
                    self._clear(tenant, population.name, fields)
                    return population, False
            pause(tries)
        raise _outcome_unknown("registered")

    def remove(self, tenant: str, name: str, once: Once | None = None) -> bool | None:
        """See `Populations.remove`."""
        place, receipt = population_key(tenant, name), self._receipts.of(tenant, once)
        for tries in range(ATTEMPTS):
            items = self._table.read([place, *receipt.places])
            first = receipt.answered(items)
            if first is not None:
                return first.replayed
            if place not in items:
                return None
            if self._put((Delete(place), *receipt.puts({})), erasing=True):
                self._clear(tenant, name, unpack(items[place][BODY]))
                return False
            pause(tries)
        raise _outcome_unknown("removed")

    def _has(self, tenant: str, fields: Fields, population: KeptPopulation) -> bool:
        """Whether that very population is kept, and whole: one that is damaged is registered again."""
        try:
            return _is_same(fields, population) and bool(self.content(tenant, population))
        except Refusal as refusal:
            if refusal.code in {"POPULATION_DAMAGED", "DECISION_DAMAGED", "UNKNOWN_POPULATION"}:
                return False
            raise

    def _written(self, tenant: str, name: str, content: str) -> Fields:
        """The rows in pieces, and what the item has to tell of them."""
        assert self._keys is not None  # noqa: S101  (who registers has looked)
        key, attempt = self._keys.new(_key_context(tenant, name)), uuid4().hex
        texts = [content[start : start + _PIECE] for start in range(0, max(len(content), 1), _PIECE)]
        for piece, text in enumerate(texts):
            sealed = seal(key.plain, {"text": text}, _context(tenant, name, attempt, piece, len(texts)))
            self._table.write([(population_piece_key(tenant, name, attempt, piece), {BODY: sealed})])
        return {"attempt": attempt, "pieces": len(texts), "key": base64.b64encode(key.wrapped).decode()}

    def _put(self, puts: Sequence[Put | Delete], *, erasing: bool = False) -> bool:
        """Whether that was done; nothing is done at once."""
        return not puts or self._table.transact(puts, erasing=erasing) is None

    def _clear(self, tenant: str, name: str, told: Fields | None) -> None:
        """Take away pieces that nothing tells of any more; should that stop half-way, nobody can open the rest."""
        fields = told or {"attempt": "", "pieces": 0}
        places = [population_piece_key(tenant, name, fields["attempt"], piece) for piece in range(fields["pieces"])]
        for start in range(0, len(places), _PAGE):
            self._table.transact([Delete(place) for place in places[start : start + _PAGE]], erasing=True)

    def _item(self, tenant: str, name: str) -> Item | None:
        place: ItemKey = population_key(tenant, name)
        return self._table.read([place]).get(place)


def _fields(population: KeptPopulation) -> Fields:
    return {
        "name": population.name,
        "product": population.product,
        "digest": population.digest,
        "form": population.form,
        "mapping": population.mapping,
        "plan": population.plan,
        "rows": population.rows,
        "columns": list(population.columns),
        "size": population.size,
        "author": population.author,
        "registered": micros(population.registered_at),
    }


def _read(fields: Mapping[str, Any]) -> KeptPopulation:
    return KeptPopulation(
        name=fields["name"],
        product=fields["product"],
        digest=fields["digest"],
        form=fields["form"],
        mapping=fields["mapping"],
        plan=fields["plan"],
        rows=int(fields["rows"]),
        columns=tuple(fields["columns"]),
        size=int(fields["size"]),
        author=fields["author"],
        registered_at=moment(fields["registered"]),
    )


def _is_same(fields: Fields, population: KeptPopulation) -> bool:
    """Whether that very population is kept already; when it was registered makes no other."""
    wanted = _fields(population)
    return all(fields[name] == wanted[name] for name in wanted if name != "registered")


def _registered(fields: Fields | None, first: FirstAnswer | None) -> KeptPopulation:
    """What is kept; nothing but that stands for what an act registered, as its removal leaves nothing of it."""
    if fields is None or (first is not None and fields["registered"] != first.fields["registered"]):
        message = "The idempotency key belongs to a population that was removed, or registered anew, since then."
        raise Refusal(Kind.CONFLICT, "KEY_SPENT", message, ("idempotencyKey",), "Take a new key.")
    return _read(fields)


def _key_context(tenant: str, name: str) -> Mapping[str, str]:
    return {"tenant": tenant, "population": name}


def _context(tenant: str, name: str, attempt: str, piece: int, pieces: int) -> str:
    """A piece opens only in its place, among as many as there were."""
    return f"{tenant}#population#{name}#{attempt}#{piece}/{pieces}"


def _damaged() -> Refusal:
    message = "What is stored of this population is not what was registered."
    return Refusal(Kind.UNAVAILABLE, "POPULATION_DAMAGED", message, ("population",), "Register it again.")


def _outcome_unknown(what: str) -> Refusal:
    message = f"The store did not say whether the population was {what}."
    return Refusal(Kind.UNAVAILABLE, "OUTCOME_UNKNOWN", message, hint="Send the same again.")
