"""`TrialsInTable`: what experiments came to, counted with every decision, and what shadows said beside it.

A stage is counted in sixteen items, one for each chain of decisions: whoever records moves the end of one chain anyway,
and with it the item of that chain in the same transaction. So every decision counts once, whatever fails, and nobody
waits for more than before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from typing import Final

from creditrules.eligibility.trials import Counted, Noted, Shadow, Tally, plain_shadow, plain_tally, read_shadow
from creditrules.eligibility.trials import read_tally as tally_in
from creditrules.errors import Refusal
from creditrules.store.decisions.blocks import DECIDE
from creditrules.store.decisions.links import LANES, read_link
from creditrules.store.decisions.sealing import seal, unpacked, unseal
from creditrules.store.decisions.subjects import SubjectKey, SubjectKeys
from creditrules.store.items.facts import pack
from creditrules.store.keys import (
    NEVER_OVERWRITTEN,
    is_digest,
    record_link_key,
    record_shadows_key,
    trial_key,
    trial_span,
    trial_unmoved,
)
from creditrules.store.port import BODY, EXPIRES, REVISION, Item, ItemKey, Put, Table
from creditrules.store.stamps import Stamps

__all__ = ["Counters", "TrialsInTable"]

_FIRST: Final = 1


@dataclass(frozen=True, slots=True)
class Counters:
    """The counters of what is noted, as they were read for one of the chains."""

    tenant: str
    lane: str
    noted: Sequence[Noted]
    items: Mapping[ItemKey, Item]

    def puts(self) -> Iterator[Put]:
        """The counters of this chain as they are with what is noted."""
        for each in self.noted:
            key = trial_key(self.tenant, each.experiment, each.stage, self.lane)
            before = self.items.get(key)
            tally = (_tally(before) + each.tally).bounded()
            revision = _FIRST if before is None else before[REVISION] + 1
            condition = NEVER_OVERWRITTEN if before is None else trial_unmoved(before[REVISION])
            yield Put(key, {BODY: pack(plain_tally(tally)), REVISION: revision}, condition)

    def counted(self) -> tuple[Counted, ...]:
        """What each comes to in all chains, as far as they were read."""
        return tuple(Counted(each, self._total(each)) for each in self.noted)

    def _total(self, noted: Noted) -> Tally:
        keys = (trial_key(self.tenant, noted.experiment, noted.stage, lane) for lane in LANES)
        return reduce(Tally.__add__, (_tally(self.items.get(key)) for key in keys), noted.tally)


class TrialsInTable:
    """`TrialRecords` over one table; safe to share between threads."""

    def __init__(self, table: Table, stamps: Stamps, subjects: SubjectKeys) -> None:
        self._table = table
        self._stamps = stamps
        self._subjects = subjects

    def tally(self, tenant: str, experiment: str, stage: int) -> Tally:
        """See `TrialRecords.tally`."""
        items = self._table.walk(trial_span(tenant, experiment, stage), len(LANES))
        return reduce(Tally.__add__, (_tally(item) for _, item in items), Tally())

    def shadows(self, tenant: str, decision_id: str) -> tuple[Shadow, ...]:
        """See `TrialRecords.shadows`."""
        if not is_digest(decision_id):
            return ()
        link, place = record_link_key(tenant, decision_id), record_shadows_key(tenant, decision_id)
        items = self._table.read([link, place])
        if link not in items or place not in items:
            return ()
        _, fields = read_link(tenant, decision_id, items[link])
        if fields["act"] != DECIDE or self._stamps.now() >= datetime.fromisoformat(fields["expiresAt"]):
            return ()
        key = self._subjects.held(tenant, fields["dataKey"])
        if key is None:
            return ()
        opened = unseal(key.plain, items[place][BODY], _context(tenant, decision_id))
        return tuple(read_shadow(each) for each in opened["shadows"])

    def counters(self, tenant: str, lane: str, noted: Sequence[Noted]) -> Counters:
        """The counters now: of this chain, and of all where a guard looks at them. Nothing noted, nothing read."""
        keys = [
            trial_key(tenant, each.experiment, each.stage, of)
            for each in noted
            for of in (LANES if each.guards else lane)
        ]
        return Counters(tenant, lane, noted, self._table.read(keys) if keys else {})

    def shadow_puts(
        self, tenant: str, record: str, noted: Sequence[Noted], key: SubjectKey, expires: int
    ) -> Iterator[Put]:
        """What shadows said, sealed as the decision's facts are; without their answers where that is too large."""
        shadows = [each.shadow for each in noted if each.shadow is not None]
        bare = [replace(each, answers=()) for each in shadows]
        for said in (shadows, bare) if shadows else ():
            with suppress(Refusal):
                fields = {"shadows": [plain_shadow(each) for each in said]}
                body = seal(key.plain, fields, _context(tenant, record))
                yield Put(record_shadows_key(tenant, record), {BODY: body, EXPIRES: expires})
                return


def _tally(item: Item | None) -> Tally:
    return Tally() if item is None else tally_in(unpacked(item[BODY]))


def _context(tenant: str, record: str) -> str:
    return f"{tenant}#{record}#shadows"
