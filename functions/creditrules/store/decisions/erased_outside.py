"""Which subjects were erased, kept outside the table too, and taken away again where it was put back.

A table that is restored as it was before an erasure has the subject's key again, and with it the facts. So every
erasure is noted on the shelf before it is done: where the subject lies, under its pseudonym, and the id of the
erasure's link. Of names, data keys and decisions nothing is said, so that the note leads nobody to them who could not
go there by the table. An erasure whose link is in no chain was lost, and is done again under the same id; what is
recorded of the subject after that is not touched, however often the notes are gone through.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any, Final
from uuid import uuid4

from creditrules.eligibility.recording import ErasedAgain, Erasure
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass
from creditrules.rules.audit import AuditAct
from creditrules.store.decisions.links import lane_end, link_puts
from creditrules.store.decisions.subjects import SubjectPlace, erasing_puts, subject_of
from creditrules.store.keys import chain_head_key, is_digest, record_link_key, subject_place
from creditrules.store.port import Table
from creditrules.store.shelf import Shelf
from creditrules.store.stamps import Stamps
from creditrules.store.tries import Tries

__all__ = ["ErasuresOutside", "erase_again"]

_FORM: Final = "creditrules erasure 1"
_ENDING: Final = ".json"
_AT_ONCE: Final = 100
_SAID: Final = ("author", "statement", "at")


@dataclass(frozen=True, slots=True)
class _Noted:
    """One erasure. record: of its link. at: when it was done first (ISO 8601)."""

    record: str
    place: SubjectPlace
    author: str
    statement: str
    at: str


class ErasuresOutside:
    """Notes erasures on a shelf; where there is none, nothing is noted."""

    def __init__(self, shelf: Shelf | None) -> None:
        self._shelf = shelf

    def remember(self, tenant: str, record: str, place: SubjectPlace, erasure: Erasure, at: datetime) -> None:
        """To be called before the erasure is done. Raises Refusal UNAVAILABLE as a shelf does."""
        if self._shelf is None:
            return
        said = {"author": erasure.author, "statement": erasure.statement, "at": at.isoformat()}
        lies = {"partition": place.key.partition, "sort": place.key.sort, "partner": place.partner}
        note = {"form": _FORM, "tenant": tenant, "record": record, **lies, **said}
        self._shelf.put(f"{_folder(tenant)}{record}{_ENDING}", json.dumps(note, sort_keys=True).encode("ascii"))


def erase_again(table: Table, shelf: Shelf, stamps: Stamps, tenant: str) -> ErasedAgain:
    """Do all noted erasures that the table does not have; those that it has are left as they are.

    Raises Refusal UNAVAILABLE as table and shelf do, and "SHELF_DAMAGED": what was done by then stays done.
    """
    names = iter(shelf.names(_folder(tenant)))
    noted = lost = taken = 0
    while batch := list(islice(names, _AT_ONCE)):
        records = {name.removeprefix(_folder(tenant)).removesuffix(_ENDING): name for name in batch}
        if not all(map(is_digest, records)):
            raise _damaged()
        links = {record_link_key(tenant, record): record for record in records}
        there = {links[key] for key in table.read(links)}
        noted += len(records)
        for found in _read(shelf, tenant, [name for record, name in records.items() if record not in there]):
            lost += 1
            taken += _again(table, stamps, tenant, found)
    return ErasedAgain(noted, lost, taken)


def _read(shelf: Shelf, tenant: str, names: list[str]) -> Iterator[_Noted]:
    for name in names:
        content = shelf.get(name)
        try:
            said: Any = json.loads(content or b"")
            place = subject_place(tenant, said["partition"], said["sort"])
            if said["form"] != _FORM or said["tenant"] != tenant or not name.endswith(said["record"] + _ENDING):
                raise _damaged()
            author, statement, at = (str(said[each]) for each in _SAID)
            yield _Noted(said["record"], SubjectPlace(place, said["partner"]), author, statement, at)
        except (KeyError, TypeError, ValueError) as error:
            raise _damaged() from error


def _again(table: Table, stamps: Stamps, tenant: str, noted: _Noted) -> bool:
    """Record one erasure anew; whether there was a key to be taken."""
    attempt, link, head = uuid4().hex, record_link_key(tenant, noted.record), chain_head_key(tenant, noted.record[0])
    tries = Tries()
    while True:
        items = table.read([link, noted.place.key, head])
        if link in items:
            return tries.begun
        subject, end = subject_of(items.get(noted.place.key)), lane_end(items.get(head))
        at = stamps.next_after(end.recorded_at)
        fields = {"act": AuditAct.ERASE_SUBJECT, "author": noted.author, "statement": noted.statement}
        own = {} if noted.place.partner is None else {"partner": noted.place.partner}
        fields |= {"again": noted.at, **own}
        _, puts = link_puts(tenant, noted.record[0], noted.record, end, fields, at, attempt)
        kept = subject is not None and subject.data_key is not None
        taken = erasing_puts(tenant, noted.place, subject, at.isoformat(), attempt) if subject and kept else ()
        heard = table.transact((*puts, *taken), erasing=True)
        if heard is None:
            stamps.recorded(at)
            return kept
        if not tries.again(heard):
            message = "The store did not say whether an erasure was done again."
            raise Refusal(Kind.UNAVAILABLE, "OUTCOME_UNKNOWN", message, hint="Start it once more: it goes on.")


def _folder(tenant: str) -> str:
    return f"erasures/{tenant}/"


def _damaged() -> Refusal:
    message = "What was noted of an erasure outside the table is not what was put there."
    hint = "Look who could write to that place; erase the subjects by their names."
    return Refusal(Kind.UNAVAILABLE, "SHELF_DAMAGED", message, hint=hint)
