"""`PopulationsInTable`: the populations that a tenant keeps, each sealed under a data key of its own.

What applicants said lies in pieces, encrypted as recorded facts are; what a listing tells lies beside the wrapped key
in one item. Pieces are written first, under a name that no other writing has, so that the item always tells of pieces
that are whole; who removes a population removes the key with the item, and nothing of it can be read any more.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

from creditrules.errors import Kind, Refusal
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
from creditrules.store.tries import ATTEMPTS, pause

__all__ = ["PopulationsInTable"]

_PAGE: Final = 50
_PIECE: Final = 80_000
"""Characters: of four bytes each they are still below the limit of an item, should nothing be gained by packing."""


class PopulationsInTable:
    """`Populations` over one table; safe to share between threads. keys: None where nothing can be sealed."""

    def __init__(self, table: Table, keys: Unwrapped | None) -> None:
        self._table = table
        self._keys = keys

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

    def register(self, tenant: str, population: KeptPopulation, content: str) -> None:
        """See `Populations.register`."""
        if self._keys is None:
            message = "This service was set up without a key to encrypt facts with, and keeps no populations."
            raise Refusal(Kind.UNAVAILABLE, "RECORDING_NOT_SET_UP", message, (), "Ask the lender's operators.")
        name, attempt = population.name, uuid4().hex
        key = self._keys.new(_key_context(tenant, name))
        texts = [content[start : start + _PIECE] for start in range(0, max(len(content), 1), _PIECE)]
        for piece, text in enumerate(texts):
            sealed = seal(key.plain, {"text": text}, _context(tenant, name, attempt, piece, len(texts)))
            self._table.write([(population_piece_key(tenant, name, attempt, piece), {BODY: sealed})])
        told = {"attempt": attempt, "pieces": len(texts), "key": base64.b64encode(key.wrapped).decode()}
        self._put(tenant, name, pack({**_fields(population), **told}))

    def remove(self, tenant: str, name: str) -> None:
        """See `Populations.remove`."""
        before = self._item(tenant, name)
        if before is not None:
            if self._table.transact([Delete(population_key(tenant, name))], erasing=True) is not None:
                raise _outcome_unknown("removed")
            self._clear(tenant, name, before)

    def _put(self, tenant: str, name: str, body: bytes) -> None:
        place = population_key(tenant, name)
        for tries in range(ATTEMPTS):
            before = self._item(tenant, name)
            if before is not None and before[BODY] == body:
                return
            put = Put(place, {BODY: body}, REPLACED if before else NEVER_OVERWRITTEN)
            if self._table.transact([put], erasing=before is not None) is None:
                if before is not None:
                    self._clear(tenant, name, before)
                return
            pause(tries)
        raise _outcome_unknown("registered")

    def _clear(self, tenant: str, name: str, before: Item) -> None:
        """Take away pieces that nothing tells of any more; should that stop half-way, nobody can open the rest."""
        fields = unpack(before[BODY])
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
