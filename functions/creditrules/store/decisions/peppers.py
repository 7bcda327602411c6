"""A secret of each tenant, wrapped by the key service: pseudonyms, arms of experiments and ids are made with it."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable
from hashlib import sha256
from threading import Lock
from typing import Final

from creditrules.store.decisions.sealing import Unwrapped, unpacked
from creditrules.store.items.facts import pack
from creditrules.store.keys import NEVER_OVERWRITTEN, pepper_key
from creditrules.store.port import BODY, REVISION, Put, Table, unavailable
from creditrules.store.tries import ATTEMPTS, pause

__all__ = ["Peppers", "plain_id"]

_FIRST: Final = 1
_MOST_PEPPERS: Final = 1024
_ARMS: Final = b"\xffarms"
"""No subject is called so: it is no UTF-8, so that what is drawn with is the pseudonym of nobody."""
_IDS: Final = b"\xffids"
"""As above."""
_PARTNERS: Final = b"\xffpartners"
"""As above."""
_RECEIPTS: Final = b"\xffreceipts"
"""As above."""


class Peppers:
    """The secrets of tenants; safe to share between threads."""

    def __init__(self, table: Table, keys: Unwrapped) -> None:
        self._table = table
        self._keys = keys
        self._known: dict[str, bytes] = {}
        self._lock = Lock()

    def pseudonym(self, tenant: str, subject: str) -> str:
        """What stands for a subject's name; makes the tenant's secret when there is none yet."""
        return hmac.digest(self._of(tenant), subject.encode("utf-8", "surrogatepass"), "sha256").hex()

    def own_pseudonym(self, tenant: str, partner: str, subject: str) -> str:
        """What stands for a subject's name as one partner means it; no other two names have the same."""
        secret = hmac.digest(self._of(tenant), _PARTNERS, "sha256")
        return hmac.digest(secret, _joined((partner, subject)), "sha256").hex()

    def for_arms(self, tenant: str) -> bytes:
        """What arms of experiments are drawn with; makes the tenant's secret when there is none yet."""
        return hmac.digest(self._of(tenant), _ARMS, "sha256")

    def record_id(self, tenant: str, *names: str) -> str:
        """The id of what these names tell apart: the same for a retry, and known to nobody who has the names alone."""
        secret = hmac.digest(self._of(tenant), _IDS, "sha256")
        return hmac.digest(secret, _joined((tenant, *names)), "sha256").hex()

    def for_receipts(self, tenant: str) -> bytes:
        """What digests in receipts are keyed with; makes the tenant's secret when there is none yet."""
        return hmac.digest(self._of(tenant), _RECEIPTS, "sha256")

    def check(self, tenant: str) -> None:
        """Raises Refusal UNAVAILABLE "DECISION_DAMAGED" where the tenant has a secret that cannot be unwrapped."""
        if self._table.read([pepper_key(tenant)]):
            self._read(tenant)

    def _of(self, tenant: str) -> bytes:
        return self._known.get(tenant) or self._read(tenant)

    def _read(self, tenant: str) -> bytes:
        place, context = pepper_key(tenant), {"tenant": tenant, "purpose": "pseudonyms"}
        for tries in range(ATTEMPTS):
            item = self._table.read([place]).get(place)
            if item is not None:
                pepper = self._keys.unwrap(base64.b64decode(unpacked(item[BODY])["wrapped"]), context)
                with self._lock:
                    if len(self._known) >= _MOST_PEPPERS:
                        self._known.clear()
                    self._known[tenant] = pepper
                return pepper
            wrapped = base64.b64encode(self._keys.new(context).wrapped).decode()
            made = {BODY: pack({"wrapped": wrapped}), REVISION: _FIRST}
            if self._table.transact([Put(place, made, NEVER_OVERWRITTEN)]) is not None:
                pause(tries)
        raise unavailable("The tenant's secret could not be stored.")


def plain_id(tenant: str, *names: str) -> str:
    """The id that earlier releases gave, without a secret: what is on record under it is found again, and kept so."""
    return sha256(_joined((tenant, *names))).hexdigest()


def _joined(names: Iterable[str]) -> bytes:
    return b"".join(sha256(name.encode("utf-8", "surrogatepass")).digest() for name in names)
