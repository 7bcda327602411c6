"""Whom facts are about: a pseudonym and a data key for each subject, and the overwriting of that key.

A subject's name is never stored. Its pseudonym is an HMAC under a secret of the tenant that KMS wraps, so that nobody
can try out names against the table alone. Data keys have random names, and the one item that leads from a pseudonym to
a data key is overwritten with the key: after an erasure nothing leads from a subject to its recorded decisions.

One name is one partition: in it lies the subject that all partners mean by the name, and beside it, under a pseudonym
of partner and name, the one that each means by itself. A partner's reads name its own item and the shared one, so that
they are the same whatever others have; who may read everybody's walks the partition.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from uuid import uuid4

from creditrules.records import dataclass, field
from creditrules.store.decisions.peppers import Peppers
from creditrules.store.decisions.sealing import Unwrapped, damaged, unpacked
from creditrules.store.items.facts import pack
from creditrules.store.keys import (
    NEVER_OVERWRITTEN,
    data_key_key,
    head_unmoved,
    partner_subject_key,
    subject_key,
    subjects_span,
)
from creditrules.store.port import BODY, REVISION, Item, ItemKey, Put, Table, unavailable
from creditrules.store.tries import ATTEMPTS, pause

__all__ = ["Subject", "SubjectKey", "SubjectKeys", "SubjectPlace", "erasing_puts", "subject_of"]

_FIRST: Final = 1
_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class SubjectPlace:
    """Where a subject is stored. partner: whose own it is; None where all partners mean it."""

    key: ItemKey
    partner: str | None


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject as it is stored. data_key, wrapped: None once erased, at `erased_at` (ISO 8601) by call `attempt`.

    partner: whose own it is; None where all partners mean it, as they all did in earlier releases.
    """

    revision: int
    data_key: str | None
    wrapped: bytes | None = field(repr=False)
    erased_at: str | None = None
    attempt: str | None = None
    partner: str | None = None


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """A subject's data key, ready to use."""

    id: str
    plain: bytes = field(repr=False)


def subject_of(item: Item | None) -> Subject | None:
    """The subject that an item says."""
    if item is None:
        return None
    fields = unpacked(item[BODY])
    wrapped = fields.get("wrapped")
    return Subject(
        item[REVISION],
        fields.get("key"),
        None if wrapped is None else base64.b64decode(wrapped),
        fields.get("erased"),
        fields.get("attempt"),
        fields.get("partner"),
    )


class SubjectKeys:
    """Finds, makes and overwrites the data keys of subjects."""

    def __init__(self, table: Table, keys: Unwrapped, peppers: Peppers) -> None:
        self._table = table
        self._keys = keys
        self._peppers = peppers

    def place(self, tenant: str, subject: str, partner: str | None) -> SubjectPlace:
        """Where a subject is stored, as a partner means it or all do; makes the tenant's secret when there is none."""
        pseudonym = self._peppers.pseudonym(tenant, subject)
        if partner is None:
            return SubjectPlace(subject_key(tenant, pseudonym), None)
        own = self._peppers.own_pseudonym(tenant, partner, subject)
        return SubjectPlace(partner_subject_key(tenant, pseudonym, own), partner)

    def places(self, tenant: str, subject: str, partner: str) -> tuple[SubjectPlace, SubjectPlace]:
        """Where a subject is stored as a partner means it by itself, and as all do."""
        return self.place(tenant, subject, partner), self.place(tenant, subject, None)

    def all_of(self, tenant: str, subject: str) -> Iterator[tuple[SubjectPlace, Subject]]:
        """Everything that is meant by a name: what all partners mean first, then what each does by itself."""
        span = subjects_span(tenant, self._peppers.pseudonym(tenant, subject))
        for key, item in self._table.walk(span, _AT_ONCE):
            found = subject_of(item)
            if found is not None:
                yield SubjectPlace(key, found.partner), found

    def meant_by(self, tenant: str, subject: str, partner: str) -> list[tuple[SubjectPlace, Subject]]:
        """What a partner means by a name, by itself and with all others: one read, whatever is there."""
        places = self.places(tenant, subject, partner)
        items = self._table.read(place.key for place in places)
        found = ((place, subject_of(items.get(place.key))) for place in places)
        return [(place, each) for place, each in found if each is not None]

    def ready(self, tenant: str, subject: Subject | None) -> SubjectKey | None:
        """The data key of a subject; None when it has none yet, or none any more."""
        if subject is None or subject.data_key is None or subject.wrapped is None:
            return None
        return SubjectKey(subject.data_key, self._keys.unwrap(subject.wrapped, _context(tenant, subject.data_key)))

    def make(self, tenant: str, place: SubjectPlace, before: Subject | None) -> SubjectKey:
        """A data key for a subject that has none, or that which another call has made meanwhile."""
        for tries in range(ATTEMPTS):
            name = uuid4().hex
            key = self._keys.new(_context(tenant, name))
            wrapped = base64.b64encode(key.wrapped).decode()
            if (
                self._table.transact(
                    (
                        _moved(place, before, {"key": name, "wrapped": wrapped}),
                        _put(data_key_key(tenant, name), _FIRST, {"wrapped": wrapped}),
                    )
                )
                is None
            ):
                return SubjectKey(name, key.plain)
            before = subject_of(self._table.read([place.key]).get(place.key))
            found = self.ready(tenant, before)
            if found is not None:
                return found
            pause(tries)
        raise unavailable("The subject's key could not be stored.")

    def held(self, tenant: str, data_key: str) -> SubjectKey | None:
        """A data key by its name; None once erased. Raises Refusal UNAVAILABLE "DECISION_DAMAGED" without a trace."""
        return self.held_all(tenant, [data_key])[data_key]

    def held_all(self, tenant: str, data_keys: Iterable[str]) -> dict[str, SubjectKey | None]:
        """Data keys by their names, in one batch read; otherwise as `held`."""
        places = {data_key: data_key_key(tenant, data_key) for data_key in data_keys}
        items = self._table.read(places.values())
        return {data_key: self.held_in(tenant, data_key, items) for data_key in places}

    def held_in(self, tenant: str, data_key: str, items: Mapping[ItemKey, Item]) -> SubjectKey | None:
        """A data key by its name, among items that were read; otherwise as `held`."""
        item = items.get(data_key_key(tenant, data_key))
        if item is None:
            raise damaged()
        wrapped = unpacked(item[BODY]).get("wrapped")
        if wrapped is None:
            return None
        return SubjectKey(data_key, self._keys.unwrap(base64.b64decode(wrapped), _context(tenant, data_key)))

    def check(self, tenant: str) -> None:
        """Raises Refusal UNAVAILABLE "DECISION_DAMAGED" where the tenant has a secret that cannot be unwrapped."""
        self._peppers.check(tenant)

    def forget(self, subject: Subject) -> None:
        """Drop the erased key from this process."""
        if subject.wrapped is not None:
            self._keys.forget(subject.wrapped)


def erasing_puts(tenant: str, place: SubjectPlace, subject: Subject, erased_at: str, attempt: str) -> tuple[Put, ...]:
    """What to put so that the subject's data key is gone; both items that hold it are overwritten."""
    stone = Put(
        data_key_key(tenant, subject.data_key or ""),
        _attributes(_FIRST + 1, {"erased": True}),
        head_unmoved(_FIRST),
    )
    return _moved(place, subject, {"erased": erased_at, "attempt": attempt}), stone


def _context(tenant: str, data_key: str) -> Mapping[str, str]:
    return {"tenant": tenant, "dataKey": data_key}


def _moved(place: SubjectPlace, before: Subject | None, fields: dict[str, Any]) -> Put:
    said = fields if place.partner is None else {**fields, "partner": place.partner}
    if before is None:
        return _put(place.key, _FIRST, said)
    attributes = _attributes(before.revision + 1, said)
    return Put(place.key, attributes, head_unmoved(before.revision))


def _put(place: ItemKey, revision: int, fields: dict[str, Any]) -> Put:
    return Put(place, _attributes(revision, fields), NEVER_OVERWRITTEN)


def _attributes(revision: int, fields: dict[str, Any]) -> Item:
    return {BODY: pack(fields), REVISION: revision}
