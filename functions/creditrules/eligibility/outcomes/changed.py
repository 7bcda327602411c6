"""In what two answers differ, wherever the facts are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from creditrules.dmn.analysis import Algebra, Diagram, Known, Said, Term, compare, least, term_text, value_of
from creditrules.eligibility.compared import OutcomePart
from creditrules.eligibility.decision import Outcome, Terms
from creditrules.eligibility.outcomes.findings import Told
from creditrules.eligibility.outcomes.products import Combined, ProductOutcome, combined
from creditrules.eligibility.outcomes.sides import Answered
from creditrules.records import dataclass, replace

__all__ = ["UNTOLD_PART", "ChangedPart", "OutcomePart", "changed_parts", "in_order", "parts_of_answers"]


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """One part, as it was and as it is; amounts as expressions over facts, reasons those that only one side gives."""

    part: OutcomePart
    before: str
    after: str


UNTOLD_PART: Final = "UNTOLD"
"""The value of a difference diagram where the analysis cannot tell what one of them answers."""

_Findings = tuple[Told, ...]
_AMOUNTS: Final = (
    (OutcomePart.LIMIT, "limits", least),
    (OutcomePart.RATE, "rates", least),
    (OutcomePart.EXPOSURE_LIMIT, "exposure_limits", least),
)


def changed_parts(before: ProductOutcome, after: ProductOutcome, inside: Diagram) -> Diagram:
    """Tuples of `ChangedPart`, empty where both answer the same; UNTOLD_PART where that cannot be told.

    Both are of one algebra. inside: where they may differ. Rules that answer alike are
    no difference, whatever row they are. Where the outcome itself is another, terms that only one of them can have are
    no further difference.
    """
    algebra = before.algebra
    leaf = algebra.diagrams.leaf
    moved = algebra.diagrams.combine(lambda one, two: leaf(one and two), inside, _moved(algebra, before, after))
    sides = [_where(algebra, moved, side) for side in (before, after)]

    def parts(was: Combined | None, now: Combined | None) -> Diagram:
        if was is None or now is None:
            return leaf(())
        if not was.told or not now.told:
            return leaf(UNTOLD_PART)
        return _parts(algebra, was, now)

    return algebra.diagrams.combine(parts, *sides)


def _moved(algebra: Algebra, before: ProductOutcome, after: ProductOutcome) -> Diagram:
    """Where any rule set finds something else: only there two products can differ."""
    diagrams = algebra.diagrams
    known = [{slug: diagrams.map(_effects, found) for slug, found in side.voices} for side in (before, after)]
    found: Diagram = diagrams.leaf(False)
    for slug in sorted({*known[0], *known[1]}):
        if slug not in known[0] or slug not in known[1]:
            return diagrams.leaf(True)
        other = diagrams.combine(lambda one, two: diagrams.leaf(one != two), known[0][slug], known[1][slug])
        found = diagrams.combine(lambda one, two: diagrams.leaf(one or two), found, other)
    return found


def _effects(findings: _Findings) -> frozenset[Told]:
    return frozenset(replace(told, row=None, rule_id=None) for told in findings)


def _where(algebra: Algebra, moved: Diagram, side: ProductOutcome) -> Diagram:
    """What a side comes to where something moved; None elsewhere."""
    diagrams = algebra.diagrams
    names = [slug for slug, _ in side.voices]
    found = [
        diagrams.combine(lambda here, told: diagrams.leaf(told if here else None), moved, findings)
        for _, findings in side.voices
    ]

    def together(*findings: _Findings | None) -> Diagram:
        told = [each for each in findings if each is not None]
        return diagrams.leaf(combined(list(zip(names, told, strict=True))) if len(told) == len(names) else None)

    return diagrams.combine(together, *found) if found else diagrams.leaf(combined([]))


def _parts(algebra: Algebra, was: Combined, now: Combined) -> Diagram:
    """The parts in which two answers differ, the outcome first."""
    certain = list(_plain_parts(was, now))
    questions = list(_amounts(algebra, was, now)) if was.outcome.is_open and now.outcome.is_open else []
    if _ends_count(was.outcome, now.outcome):
        questions += _question(algebra, OutcomePart.UNTIL, was.untils, now.untils, None)
    leaf = algebra.diagrams.leaf

    def together(*found: ChangedPart | None) -> Diagram:
        return leaf(tuple(sorted((*certain, *(each for each in found if each is not None)), key=_order)))

    return algebra.diagrams.combine(together, *questions) if questions else together()


def _ends_count(was: Outcome, now: Outcome) -> bool:
    return was is now and (was.is_open or was is Outcome.PAUSE)


def _order(each: ChangedPart) -> int:
    return list(OutcomePart).index(each.part)


def _plain_parts(was: Combined, now: Combined) -> Iterator[ChangedPart]:
    if was.outcome is not now.outcome:
        yield ChangedPart(OutcomePart.OUTCOME, was.outcome.value, now.outcome.value)
    if was.outcome.is_open and now.outcome.is_open and was.restricted_features != now.restricted_features:
        texts = [", ".join(sorted(each.restricted_features)) for each in (was, now)]
        yield ChangedPart(OutcomePart.RESTRICTED_FEATURES, *texts)
    reasons = [{f"{each.rule_set} {each.code}" for each in side.reasons} for side in (was, now)]
    if reasons[0] != reasons[1]:
        texts = [", ".join(sorted(one - other)) for one, other in (reasons, reversed(reasons))]
        yield ChangedPart(OutcomePart.REASONS, *texts)


def _amounts(algebra: Algebra, was: Combined, now: Combined) -> Iterator[Diagram]:
    for part, name, bound in _AMOUNTS:
        yield from _question(algebra, part, getattr(was, name), getattr(now, name), bound)


_Bound = Callable[[Algebra, Sequence[Term]], Diagram] | None
"""Which of several amounts counts; None where that is not worked out."""


def _question(
    algebra: Algebra, part: OutcomePart, was: frozenset[Term], now: frozenset[Term], bound: _Bound
) -> Iterator[Diagram]:
    """Where bounds that are told by different terms are different amounts."""
    if was == now:
        return
    leaf = algebra.diagrams.leaf
    changed = ChangedPart(part, *(_text(each, bound) for each in (was, now)))
    if not was or not now or all(isinstance(term, Known) for term in (*was, *now)):
        yield leaf(changed)
        return
    if bound is None and (len(was) > 1 or len(now) > 1):
        yield leaf(changed)
        return

    def differ(one: Said, other: Said) -> Diagram:
        same = compare(algebra, "=", one.value, other.value)
        return algebra.diagrams.map(lambda said: None if value_of(said.value) is True else changed, same)

    yield algebra.diagrams.combine(differ, *(_bounding(algebra, each, bound) for each in (was, now)))


def _bounding(algebra: Algebra, terms: frozenset[Term], bound: _Bound) -> Diagram:
    return algebra.term(next(iter(terms))) if bound is None else bound(algebra, in_order(terms))


def in_order(terms: frozenset[Term]) -> tuple[Term, ...]:
    """The same every time."""
    return tuple(sorted(terms, key=term_text))


def _text(terms: frozenset[Term], bound: _Bound) -> str:
    texts = sorted(map(term_text, terms))
    if len(texts) < 2:  # noqa: PLR2004 - one needs no choosing
        return "".join(texts)
    return f"{'min' if bound else 'max'}({', '.join(texts)})"


def parts_of_answers(was: Answered, now: Answered) -> tuple[ChangedPart, ...]:
    """The parts in which two answers for one applicant differ, by the same rules as `changed_parts`."""
    found = [] if was.outcome is now.outcome else [(OutcomePart.OUTCOME, was.outcome.value, now.outcome.value)]
    if was.outcome.is_open and now.outcome.is_open:
        found += _terms(was.terms, now.terms)
    if _ends_count(was.outcome, now.outcome):
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
