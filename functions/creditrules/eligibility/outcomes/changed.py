"""In what two answers for one applicant differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from creditrules.eligibility.compared import OutcomePart
from creditrules.eligibility.decision import Outcome, Terms
from creditrules.eligibility.outcomes.sides import Answered
from creditrules.records import dataclass

__all__ = ["ChangedPart", "OutcomePart", "parts_of_answers"]


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """One part, as it was and as it is; amounts as expressions over facts, reasons those that only one side gives."""

    part: OutcomePart
    before: str
    after: str


def parts_of_answers(was: Answered, now: Answered) -> tuple[ChangedPart, ...]:
    """The parts in which two answers for one applicant differ, by the same rules as elsewhere in this package."""
    found = [] if was.outcome is now.outcome else [(OutcomePart.OUTCOME, was.outcome.value, now.outcome.value)]
    if was.outcome.is_open and now.outcome.is_open:
        found += _terms(was.terms, now.terms)
    ends_count = was.outcome is now.outcome and (was.outcome.is_open or was.outcome is Outcome.PAUSE)
    if ends_count and was.away.isdisjoint(now.away):
        found += _unequal(OutcomePart.UNTIL, *(each.terms and each.terms.until for each in (was, now)))
    sides = [{f"{slug} {code}" for slug, code in each.reasons} for each in (was, now)]
    if sides[0] != sides[1]:
        was_only, now_only = (", ".join(sorted(one - other)) for one, other in (sides, reversed(sides)))
        found.append((OutcomePart.REASONS, was_only, now_only))
    if was.offer != now.offer:
        found.append((OutcomePart.OFFER, _offered(was.offer), _offered(now.offer)))
    return tuple(ChangedPart(*each) for each in found)


def _terms(was: Terms | None, now: Terms | None) -> Iterator[tuple[OutcomePart, str, str]]:
    for part, name in (
        (OutcomePart.LIMIT, "limit"),
        (OutcomePart.RATE, "rate"),
        (OutcomePart.EXPOSURE_LIMIT, "exposure_limit"),
    ):
        yield from _unequal(part, *(getattr(each, name, None) for each in (was, now)))
    features = [", ".join(each.restricted_features) if each else "" for each in (was, now)]
    yield from _unequal(OutcomePart.RESTRICTED_FEATURES, *features)


def _unequal(part: OutcomePart, was: Any, now: Any) -> Iterator[tuple[OutcomePart, str, str]]:
    if was != now:
        yield part, _shown(was), _shown(now)


_OFFERED: Final = ("amount", "termMonths", "rate", "apr", "totalPayable")


def _offered(told: Mapping[str, Any] | None) -> str:
    """An offer in short, and in what it differs from what was asked for, or why there is none."""
    offer = (told or {}).get("offer") or {}
    parts = [f"{name} {offer[name]}" for name in _OFFERED if name in offer]
    return ", ".join((*parts, *map(_note, (told or {}).get("offerNotes", ()))))


def _note(note: Mapping[str, Any]) -> str:
    return " ".join(str(note[name]) for name in ("code", "asked", "given") if name in note)


def _shown(value: object) -> str:
    return "" if value is None else str(value)
