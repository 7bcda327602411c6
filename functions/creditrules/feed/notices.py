"""From facts of the record to notices: what others must hear of a document's changes, each once, in one order; pure.

An activation is a fact with up to three moments: it is recorded, it begins, it ends; a parameter's version may bring
other values at days of its own besides. Each of these is told once, under an id that is made of the fact alone, so
that whoever tells it again, late, or beside another, tells it under the same id. Numbers count a document's notices
from 1 without gaps, in the order in which they were told; they are given when a notice goes on record.

How far a document has been told is two things: the last activation, and the last moment. What begins or ends is told
unless its activation had been told and its moment had passed by then. So an activation that is recorded with a stamp
from before the last moment, by a slow writer or under a clock that is behind, is still told, after what was told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from creditrules.records import dataclass
from creditrules.rules import Activation, ActivationKind, DocumentKey, Entry
from creditrules.rules.time import ValueStart

__all__ = [
    "MOST_TOLD_AT_ONCE",
    "NOTHING_TOLD",
    "ChangeNotice",
    "Deciding",
    "Happening",
    "HappeningPhase",
    "NoticeKind",
    "Reached",
    "happenings",
    "next_moment",
    "notice_id",
    "numbered",
    "reached_after",
]

MOST_TOLD_AT_ONCE: Final = 45
"""Notices that go on record together; each is two items of one transaction."""
_TICK: Final = timedelta(microseconds=1)
_ID: Final = "ntc_{}"
_ID_DIGITS: Final = 40


class NoticeKind(StrEnum):
    """What a notice tells of.

    ANNOUNCED: something was recorded that begins later. IN_FORCE: from now on it decides, or a version brings another
    of its dated values; of a retirement, that nothing decides any more. ENDED: what was in force for a while is not any
    more, and what was in force before it is again. WITHDRAWN: what was announced will not come. CORRECTED: it is
    recorded now that something else had been in force in the past.
    """

    ANNOUNCED = "ANNOUNCED"
    IN_FORCE = "IN_FORCE"
    ENDED = "ENDED"
    WITHDRAWN = "WITHDRAWN"
    CORRECTED = "CORRECTED"


class HappeningPhase(StrEnum):
    """What happens with an activation at a moment; their letters are in the order of what happens at one moment."""

    RECORDED = "A"
    BEGINS = "B"
    VALUE = "D"
    ENDS = "E"


@dataclass(frozen=True, slots=True, order=True)
class Happening:
    """Something that is to be told. sequence: of the activation. day: of a dated value, from which on it holds."""

    at: datetime
    phase: HappeningPhase
    sequence: int
    kind: NoticeKind
    day: date | None = None


@dataclass(frozen=True, slots=True)
class ChangeNotice:
    """What is told, under its number among the notices of its document."""

    key: DocumentKey
    number: int
    happening: Happening


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a document has been told: up to which activation, which moment and which number."""

    sequence: int = 0
    moment: datetime | None = None
    number: int = 0

    def has_told(self, sequence: int, moment: datetime) -> bool:
        """Whether what an activation does at a moment was told, if there was anything to tell."""
        return sequence <= self.sequence and self.moment is not None and moment <= self.moment


NOTHING_TOLD: Final = Reached()

Deciding = Callable[[datetime, datetime], Entry | None]
"""What decides at a valid and a recorded time, be it a retirement."""


def happenings(
    reached: Reached,
    recorded: Sequence[Activation],
    entries: Iterable[Entry],
    values: Iterable[ValueStart],
    until: datetime,
    deciding: Deciding,
) -> tuple[Happening, ...]:
    """What of a document is to be told by `until`, in the order in which it happened.

    recorded: its activations after the last that was told, without gaps. entries: at least those that begin or end
    after the last moment that was told, and those of `recorded`; others do no harm. values: of a parameter, where other
    values of these entries' versions begin, each entry looked at for itself. deciding: as the record has it.
    """
    until = _moment_after(reached, until)
    last = recorded[-1].sequence if recorded else reached.sequence
    known = {entry.sequence: entry for entry in entries if entry.sequence <= last and entry.cancelled_at is None}
    found = [*(each for act in recorded if (each := _recorded(act)) is not None)]
    for entry in known.values():
        found += (each for each in _moments(entry, deciding) if each.at <= until)
    found += _values(known, values, until, deciding)
    new = (each for each in found if each.phase is HappeningPhase.RECORDED or not _told(reached, each))
    return tuple(sorted(new, key=_order))


def reached_after(reached: Reached, recorded: Sequence[Activation], until: datetime, told: int) -> Reached:
    """How far a document has been told once that many notices more are on record; arguments as of `happenings`."""
    last = recorded[-1].sequence if recorded else reached.sequence
    return Reached(last, _moment_after(reached, until), reached.number + told)


def numbered(key: DocumentKey, reached: Reached, found: Sequence[Happening]) -> tuple[ChangeNotice, ...]:
    """The notices of what happened, numbered on from what was told."""
    return tuple(ChangeNotice(key, number, each) for number, each in enumerate(found, reached.number + 1))


def notice_id(tenant: str, notice: ChangeNotice) -> str:
    """The id under which a notice is told, whoever tells it and how often: made of nothing but the fact."""
    happening, key = notice.happening, notice.key
    day = happening.day.isoformat() if happening.day else ""
    names = (tenant, key.kind.value, key.slug, str(happening.sequence), happening.phase.value, day)
    return _ID.format(sha256("#".join(names).encode("ascii")).hexdigest()[:_ID_DIGITS])


def next_moment(entries: Iterable[Entry], values: Iterable[ValueStart], after: datetime) -> datetime | None:
    """When the next of what is known begins or ends, after a moment; None where nothing is to come."""
    standing = [entry for entry in entries if entry.cancelled_at is None]
    begins = (entry.valid_from for entry in standing)
    ends = (entry.valid_until for entry in standing if entry.valid_until is not None)
    moments = (*begins, *ends, *(value.at for value in values))
    return min((moment for moment in moments if moment > after), default=None)


def _moment_after(reached: Reached, until: datetime) -> datetime:
    """Up to when all is told: never back, as what is new would be passed over between a clock behind and one ahead."""
    return until if reached.moment is None else max(until, reached.moment)


def _order(happening: Happening) -> tuple[datetime, str, int]:
    return happening.at, happening.phase.value, happening.sequence


def _told(reached: Reached, happening: Happening) -> bool:
    return reached.has_told(happening.sequence, happening.at)


def _recorded(activation: Activation) -> Happening | None:
    """What is told of an activation when it is recorded; nothing where it begins at that moment."""
    match activation.kind:
        case ActivationKind.CORRECTION:
            kind = NoticeKind.CORRECTED
        case ActivationKind.CANCELLATION:
            kind = NoticeKind.WITHDRAWN
        case _ if activation.valid_from > activation.recorded_at:
            kind = NoticeKind.ANNOUNCED
        case _:
            return None
    return Happening(activation.recorded_at, HappeningPhase.RECORDED, activation.sequence, kind)


def _moments(entry: Entry, deciding: Deciding) -> Iterator[Happening]:
    """Where an activation begins and ends, as far as that alters what is in force; the past is told by a correction."""
    start, end = entry.valid_from, entry.valid_until
    if start >= entry.recorded_at and _is(deciding(start, start), entry):
        yield Happening(start, HappeningPhase.BEGINS, entry.sequence, NoticeKind.IN_FORCE)
    if end is not None and end > entry.recorded_at and _is(deciding(end - _TICK, end), entry):
        after = deciding(end, end)
        if after is None or after.valid_from != end:
            yield Happening(end, HappeningPhase.ENDS, entry.sequence, NoticeKind.ENDED)


def _is(found: Entry | None, entry: Entry) -> bool:
    return found is not None and found.sequence == entry.sequence


def _values(
    known: dict[int, Entry], values: Iterable[ValueStart], until: datetime, deciding: Deciding
) -> Iterator[Happening]:
    """Where other values begin of what was recorded by then, and decides there."""
    for value in values:
        entry = known.get(value.sequence)
        if entry is not None and entry.recorded_at < value.at <= until and _is(deciding(value.at, value.at), entry):
            yield Happening(value.at, HappeningPhase.VALUE, value.sequence, NoticeKind.IN_FORCE, value.day)
