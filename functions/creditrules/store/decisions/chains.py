"""Which chains of decisions a tenant has, which of them a record joins, and when there are to be more.

A record joins the chain that is called as its id begins, which is a hash: by one digit in a tenant of sixteen chains,
by two in one of 256 more. Whoever records moves the end of a chain, so that of two at once one tries again; where that
happens too often there are too few chains, and a process that sees so notes in the table that there are more. Nothing
is recorded in a chain before that note is there, so that whoever reads the note knows all chains. There are never
fewer again, and what is in the sixteen stays there: a process that does not know of more goes on with them, and so do
erasures and reviews, which are seldom many at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from itertools import product
from typing import Final

from creditrules.cache import Recent
from creditrules.errors import Refusal
from creditrules.store.items.facts import pack
from creditrules.store.keys import NEVER_OVERWRITTEN, chains_key
from creditrules.store.port import BODY, REVISION, Item, ItemKey, Put, Table

__all__ = ["FEWEST", "MOST", "Chains", "chain_names", "is_chain_of"]

_DIGITS: Final = "0123456789abcdef"
FEWEST: Final = 1
"""Digits of the names of the first sixteen chains."""
MOST: Final = 2
_TENANTS: Final = 1024
_KEPT: Final = 0.95
"""Of what was met before, with every try: about the last twenty count."""
_TOO_MANY: Final = 6.0
"""Rivals among these: three of ten tries for a while, or seven in a row."""


def chain_names(digits: int) -> tuple[str, ...]:
    """The chains whose names have so many digits."""
    return tuple("".join(name) for name in product(_DIGITS, repeat=digits))


def is_chain_of(chain: object, record: str) -> bool:
    """Whether a record may be a link of the chain."""
    return isinstance(chain, str) and FEWEST <= len(chain) <= MOST and record.startswith(chain)


class Chains:
    """What a process knows of the chains of tenants; safe to share between threads."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._digits: Recent[str, int] = Recent(_TENANTS)
        self._rivals: Recent[str, float] = Recent(_TENANTS)

    def known(self, tenant: str) -> int | None:
        """How many digits the names have of the chains that are recorded in; None where this process has not looked."""
        return self._digits.find(tenant)

    def read_in(self, tenant: str, items: Mapping[ItemKey, Item]) -> int:
        """The same, by items that were read at `chains_key`."""
        note = items.get(chains_key(tenant))
        digits = max(FEWEST if note is None else min(note[REVISION], MOST), self.known(tenant) or FEWEST)
        self._digits.keep(tenant, digits)
        return digits

    def names(self, tenant: str) -> tuple[str, ...]:
        """All chains that there may be links in by now."""
        self.read_in(tenant, self._table.read([chains_key(tenant)]))
        return self.known_names(tenant)

    def known_names(self, tenant: str) -> tuple[str, ...]:
        """Those of which this process knows."""
        digits = self.known(tenant) or FEWEST
        return tuple(name for each in range(FEWEST, digits + 1) for name in chain_names(each))

    def tried(self, tenant: str, *, rival: bool) -> None:
        """A decision was recorded, or a rival came first. Where these come too often, there are more chains then.

        Raises nothing: what is to be recorded does not hang on it.
        """
        met = (self._rivals.find(tenant) or 0.0) * _KEPT + rival
        self._rivals.keep(tenant, met)
        if rival and met > _TOO_MANY:
            self._rivals.keep(tenant, 0.0)
            with suppress(Refusal):  # the next rivals say so again
                self._widen(tenant)

    def _widen(self, tenant: str) -> None:
        place = chains_key(tenant)
        digits = self.read_in(tenant, self._table.read([place]))
        if digits < MOST:
            note = {BODY: pack({"digits": digits + 1}), REVISION: digits + 1}
            self._table.transact([Put(place, note, NEVER_OVERWRITTEN)])
            self.read_in(tenant, self._table.read([place]))
