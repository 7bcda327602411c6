"""`TrialsInTable`: what experiments came to, counted with every decision, and what shadows said beside it.

A stage is counted in an item for each chain of decisions: whoever records moves the end of one chain anyway, and with
it the item of that chain in the same transaction. So every decision counts once, whatever fails, and nobody waits for
more than before. A subject counts once in a stage, by the first decision about it that is recorded: a pointer that is
never overwritten says which, so that whoever asks again and again moves no numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import reduce
from typing import Final

from creditrules.eligibility.trials import Counted, Noted, Shadow, Tally, plain_shadow, plain_tally, read_shadow
from creditrules.eligibility.trials import read_tally as tally_in
from creditrules.errors import Refusal
from creditrules.records import dataclass, replace
from creditrules.store.decisions.blocks import DECIDE
from creditrules.store.decisions.chains import FEWEST, Chains
from creditrules.store.decisions.links import RECORD, read_link
from creditrules.store.decisions.sealing import damaged, keyed_digest, seal, unpacked, unseal
from creditrules.store.decisions.subjects import SubjectKey, SubjectKeys
from creditrules.store.items.facts import pack
from creditrules.store.keys import (
    NEVER_OVERWRITTEN,
    is_digest,
    record_link_key,
    record_shadows_key,
    trial_counted_key,
    trial_counted_span,
    trial_key,
    trial_span,
    trial_unmoved,
)
from creditrules.store.port import BODY, REVISION, Item, ItemKey, Put, Table
from creditrules.store.stamps import Stamps

__all__ = ["BESIDE", "Counters", "TrialsInTable", "beside_digest"]

BESIDE: Final = "besideDigest"
"""Of a link; earlier releases have none."""
_FIRST: Final = 1
_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Counters:
    """The counters of what is noted, as they were read for one of the chains, the lane.

    lanes: of which chains they were read where a guard looks at them; none where it does not look this time.
    """

    tenant: str
    record: str
    lane: str
    lanes: Sequence[str]
    data_key: str
    noted: Sequence[Noted]
    items: Mapping[ItemKey, Item]

    def puts(self) -> Iterator[Put]:
        """The counters of this chain as they are with what is noted of a subject that has not been counted."""
        for each in self._new():
            yield Put(self._pointer(each), {RECORD: self.record}, NEVER_OVERWRITTEN)
            key = trial_key(self.tenant, each.experiment, each.stage, self.lane)
            before = self.items.get(key)
            tally = (_tally(before) + each.tally).bounded()
            revision = _FIRST if before is None else before[REVISION] + 1
            condition = NEVER_OVERWRITTEN if before is None else trial_unmoved(before[REVISION])
            yield Put(key, {BODY: pack(plain_tally(tally)), REVISION: revision}, condition)

    def counted(self) -> tuple[Counted, ...]:
        """What each that counts comes to in all chains, as far as they were read; nothing where no guard looks."""
        return tuple(Counted(each, self._total(each)) for each in self._new() if self.lanes)

    def _new(self) -> Iterator[Noted]:
        return (each for each in self.noted if self._pointer(each) not in self.items)

    def _pointer(self, noted: Noted) -> ItemKey:
        return trial_counted_key(self.tenant, noted.experiment, noted.stage, self.data_key)

    def _total(self, noted: Noted) -> Tally:
        keys = (trial_key(self.tenant, noted.experiment, noted.stage, lane) for lane in self.lanes)
        return reduce(Tally.__add__, (_tally(self.items.get(key)) for key in keys), noted.tally)


class TrialsInTable:
    """`TrialRecords` over one table; safe to share between threads."""

    def __init__(self, table: Table, stamps: Stamps, subjects: SubjectKeys, chains: Chains) -> None:
        self._table = table
        self._chains = chains
        self._stamps = stamps
        self._subjects = subjects

    def tally(self, tenant: str, experiment: str, stage: int) -> Tally:
        """See `TrialRecords.tally`."""
        items = self._table.walk(trial_span(tenant, experiment, stage), _AT_ONCE)
        return reduce(Tally.__add__, (_tally(item) for _, item in items), Tally())

    def shadows(self, tenant: str, decision_id: str) -> tuple[Shadow, ...]:
        """See `TrialRecords.shadows`."""
        if not is_digest(decision_id):
            return ()
        link, place = record_link_key(tenant, decision_id), record_shadows_key(tenant, decision_id)
        items = self._table.read([link, place])
        if link not in items:
            return ()
        _, fields = read_link(tenant, decision_id, items[link])
        if fields["act"] != DECIDE or self._stamps.now() >= datetime.fromisoformat(fields["expiresAt"]):
            return ()
        key = self._subjects.held(tenant, fields["dataKey"])
        if key is None:
            return ()
        body: bytes | None = items[place][BODY] if place in items else None
        if fields.get(BESIDE, "") not in {"", beside_digest(key, decision_id, body)}:
            raise damaged()
        if body is None:
            return ()
        opened = unseal(key.plain, body, _context(tenant, decision_id))
        return tuple(read_shadow(each) for each in opened["shadows"])

    def counted(self, tenant: str, experiment: str, stage: int) -> Mapping[str, str]:
        """See `TrialRecords.counted`."""
        items = self._table.walk(trial_counted_span(tenant, experiment, stage), _AT_ONCE)
        return {key.sort: item[RECORD] for key, item in items}

    def counters(self, tenant: str, record: str, lane: str, data_key: str, noted: Sequence[Noted]) -> Counters:
        """The counters now: of this chain, and of all where a guard looks at them. Nothing noted, nothing read.

        Where a tenant has hundreds of chains, a guard looks with one decision of sixteen.
        """
        looks = any(each.guards for each in noted) and (len(lane) == FEWEST or record.endswith("0"))
        lanes = self._chains.known_names(tenant) if looks else ()
        keys = [
            trial_key(tenant, each.experiment, each.stage, of)
            for each in noted
            for of in dict.fromkeys((lane, *(lanes if each.guards else ())))
        ]
        keys += (trial_counted_key(tenant, each.experiment, each.stage, data_key) for each in noted)
        return Counters(tenant, record, lane, lanes, data_key, noted, self._table.read(keys) if keys else {})

    def sealed(self, tenant: str, record: str, noted: Sequence[Noted], key: SubjectKey) -> bytes | None:
        """What shadows said, sealed as the decision's facts are; without their answers where that is too large."""
        shadows = [each.shadow for each in noted if each.shadow is not None]
        bare = [replace(each, answers=()) for each in shadows]
        for said in (shadows, bare) if shadows else ():
            with suppress(Refusal):
                fields = {"shadows": [plain_shadow(each) for each in said]}
                return seal(key.plain, fields, _context(tenant, record))
        return None


def beside_digest(key: SubjectKey, record: str, body: bytes | None) -> str:
    """What a link says of what was sealed beside its decision. Of nothing too: nobody else can tell the two apart."""
    return keyed_digest(key.plain, "beside", record.encode() + (body or b""))


def _tally(item: Item | None) -> Tally:
    return Tally() if item is None else tally_in(unpacked(item[BODY]))


def _context(tenant: str, record: str) -> str:
    return f"{tenant}#{record}#shadows"
