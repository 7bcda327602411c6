"""In what two sides differ, wherever the facts are: each part by itself, and all parts together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from creditrules.dmn.analysis import Algebra, Diagram, Known, Said, Term, compare, least, term_text, value_of
from creditrules.eligibility.compared import OutcomePart
from creditrules.eligibility.decision import Outcome
from creditrules.eligibility.outcomes.changed import ChangedPart
from creditrules.eligibility.outcomes.ends import End, end_of, same_ends
from creditrules.eligibility.outcomes.findings import Told
from creditrules.eligibility.outcomes.products import ProductOutcome, lowest, severest
from creditrules.records import replace
from creditrules.rules import Intervention

__all__ = ["UNTOLD_PART", "changed_parts", "in_order", "together"]

UNTOLD_PART: Final = "UNTOLD"
"""The value of a difference diagram where the analysis cannot tell what one of them answers."""

_Findings = tuple[Told, ...]
_AMOUNTS: Final = (
    (OutcomePart.LIMIT, "limit"),
    (OutcomePart.RATE, "rate"),
    (OutcomePart.EXPOSURE_LIMIT, "exposure_limit"),
)
_ORDER: Final = tuple(OutcomePart)


def changed_parts(before: ProductOutcome, after: ProductOutcome, inside: Diagram) -> Iterator[Diagram]:
    """For each part a diagram of tuples of at most one `ChangedPart`; first where that cannot be told: UNTOLD_PART.

    Both are of one algebra. inside: where they may differ. Rules that answer alike are
    no difference, whatever row they are. Where the outcome itself is another, terms that only one of them can have are
    no further difference. Of reasons there is a diagram for each rule set: together they may be very many.
    """
    diagrams = before.algebra.diagrams
    leaf = diagrams.leaf
    moved = diagrams.combine(lambda one, two: leaf(one and two), inside, _moved(before, after))
    told = [_Side(side, moved).folded(True, _are_told, _both) for side in (before, after)]
    yield diagrams.combine(lambda one, two: leaf(UNTOLD_PART if one is False or two is False else ()), *told)
    known = diagrams.combine(lambda one, two: leaf(bool(one and two)), *told)
    yield from _Parts(_Side(before, known), _Side(after, known)).each()


def together(algebra: Algebra, parts: Sequence[Diagram]) -> Diagram:
    """The parts as one diagram of tuples of `ChangedPart`, in order; UNTOLD_PART where that cannot be told."""

    def joined(*found: tuple[ChangedPart, ...] | str) -> Diagram:
        if UNTOLD_PART in found:
            return algebra.diagrams.leaf(UNTOLD_PART)
        return algebra.diagrams.leaf(
            _joined([part for each in found for part in each if isinstance(part, ChangedPart)])
        )

    return algebra.diagrams.combine(joined, *parts)


def _joined(found: Sequence[ChangedPart]) -> tuple[ChangedPart, ...]:
    """The outcome first; the reasons of all rule sets as one part."""
    reasons = [each for each in found if each.part is OutcomePart.REASONS]
    others = [each for each in found if each.part is not OutcomePart.REASONS]
    if reasons:
        texts = [sorted(filter(None, each)) for each in zip(*((one.before, one.after) for one in reasons), strict=True)]
        others.append(ChangedPart(OutcomePart.REASONS, *map(", ".join, texts)))
    return tuple(sorted(others, key=lambda each: _ORDER.index(each.part)))


def _moved(before: ProductOutcome, after: ProductOutcome) -> Diagram:
    """Where any rule set finds something else: only there two products can differ."""
    diagrams = before.algebra.diagrams
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


class _Side:
    """What one side comes to, a part at a time, where something moved; None elsewhere."""

    def __init__(self, side: ProductOutcome, moved: Diagram) -> None:
        self.side, self.moved, self.algebra = side, moved, side.algebra

    def folded(self, start: Any, view: Callable[[str, _Findings], Any], join: Callable[[Any, Any], Any]) -> Diagram:
        """What a view of each rule set's findings comes to, joined one after another."""
        diagrams = self.algebra.diagrams
        nothing = diagrams.leaf(None)

        def joined(so_far: Any, more: Any) -> Diagram:
            return diagrams.leaf(join(so_far, more))

        def early(parts: tuple[Diagram, ...]) -> Diagram | None:
            return nothing if parts[0] is nothing else None

        found = diagrams.map(lambda here: start if here else None, self.moved)
        for slug, findings in self.side.voices:
            seen = diagrams.map(lambda told, slug=slug: view(slug, told), findings)  # type: ignore[misc]
            found = diagrams.combine(joined, found, seen, early=early)
        return found

    def reasons(self, slug: str) -> Diagram:
        """The codes that one rule set gives."""
        diagrams = self.algebra.diagrams
        found = dict(self.side.voices).get(slug)
        codes = (
            diagrams.leaf(frozenset())
            if found is None
            else diagrams.map(lambda told: frozenset(each.code for each in told), found)
        )
        return diagrams.combine(lambda here, each: diagrams.leaf(each if here else frozenset()), self.moved, codes)

    def steps(self) -> Diagram:
        """The severest intervention."""
        return self.folded(Intervention.ALLOW, lambda _, told: severest(told), max)

    def amounts(self, name: str) -> Diagram:
        """The terms of which the lowest counts."""
        return self.folded(
            frozenset(),
            lambda _, told: lowest(getattr(each, name) for each in told),
            lambda one, other: lowest((*one, *other)),
        )

    def features(self) -> Diagram:
        """What is restricted."""
        return self.folded(
            frozenset(),
            lambda _, told: frozenset().union(*(each.restricted_features for each in told)),
            frozenset.union,
        )

    def ends(self) -> Diagram:
        """The severest intervention with its ends; of them None where one is open."""
        told_by = {each.slug: each for each in self.side.rule_sets}

        def view(slug: str, told: _Findings) -> tuple[Intervention, frozenset[End] | None]:
            step = severest(told)
            ends = [each.until for each in told if each.intervention is step]
            if None in ends:
                return step, None
            own = told_by[slug]
            return step, frozenset(end_of(end, own.analysis.now, own.compiled.zone) for end in ends if end is not None)

        return self.folded((Intervention.ALLOW, frozenset()), view, _later)


def _later(
    one: tuple[Intervention, frozenset[End] | None], other: tuple[Intervention, frozenset[End] | None]
) -> tuple[Intervention, frozenset[End] | None]:
    if one[0] is not other[0]:
        return max(one, other, key=lambda each: each[0])
    return one[0], None if one[1] is None or other[1] is None else one[1] | other[1]


def _are_told(_: str, findings: _Findings) -> bool:
    return all(each.origin is not None for each in findings)


def _both(one: bool, other: bool) -> bool:  # noqa: FBT001 - the two to be joined
    return one and other


class _Parts:
    """The differences of two sides, part by part."""

    def __init__(self, before: _Side, after: _Side) -> None:
        self.sides = (before, after)
        self.algebra = before.algebra
        self.diagrams = before.algebra.diagrams
        self._leaf = self.diagrams.leaf

    def each(self) -> Iterator[Diagram]:
        """In their order."""
        steps = [side.steps() for side in self.sides]
        yield self.diagrams.combine(self._outcome, *steps)
        open_ = self.diagrams.combine(lambda one, two: self._leaf(_is_open(one) and _is_open(two)), *steps)
        for part, name in _AMOUNTS:
            terms = [side.amounts(name) for side in self.sides]
            yield self._where(open_, lambda was, now, part=part: self._amount(part, was, now), *terms)
        yield self._where(open_, self._features, *(side.features() for side in self.sides))
        yield self.diagrams.combine(self._until, *(side.ends() for side in self.sides))
        for slug in sorted({slug for side in self.sides for slug, _ in side.side.voices}):
            given = [side.reasons(slug) for side in self.sides]
            yield self.diagrams.combine(lambda was, now, slug=slug: self._reasons(slug, was, now), *given)

    def _where(self, held: Diagram, function: Callable[..., Diagram], *sides: Diagram) -> Diagram:
        nothing, nowhere = self._leaf(()), self._leaf(False)

        def early(parts: tuple[Diagram, ...]) -> Diagram | None:
            return nothing if parts[0] is nowhere or parts[1] is parts[2] else None

        return self.diagrams.combine(lambda _, was, now: function(was, now), held, *sides, early=early)

    def _outcome(self, was: Intervention | None, now: Intervention | None) -> Diagram:
        if was is now or was is None or now is None:
            return self._leaf(())
        return self._leaf((ChangedPart(OutcomePart.OUTCOME, was.value, now.value),))

    def _features(self, was: frozenset[str], now: frozenset[str]) -> Diagram:
        texts = [", ".join(sorted(each)) for each in (was, now)]
        return self._leaf(() if was == now else (ChangedPart(OutcomePart.RESTRICTED_FEATURES, *texts),))

    def _reasons(self, slug: str, was: frozenset[str], now: frozenset[str]) -> Diagram:
        if was == now:
            return self._leaf(())
        texts = [", ".join(sorted(f"{slug} {code}" for code in each)) for each in (was - now, now - was)]
        return self._leaf((ChangedPart(OutcomePart.REASONS, *texts),))

    def _amount(self, part: OutcomePart, was: frozenset[Term], now: frozenset[Term]) -> Diagram:
        """Where the lowest of bounds that are told by different terms are different amounts."""
        if was == now:
            return self._leaf(())
        changed = (ChangedPart(part, *(_text(each, "min") for each in (was, now))),)
        if not was or not now or all(isinstance(term, Known) for term in (*was, *now)):
            return self._leaf(changed)
        bounds = [least(self.algebra, in_order(each)) for each in (was, now)]
        return self.diagrams.combine(lambda one, other: self._unequal(changed, one, other), *bounds)

    def _unequal(self, changed: tuple[ChangedPart, ...], one: Said, other: Said) -> Diagram:
        same = compare(self.algebra, "=", one.value, other.value)
        return self.diagrams.map(lambda said: () if _is_true(said) else changed, same)

    def _until(
        self,
        was: tuple[Intervention, frozenset[End] | None] | None,
        now: tuple[Intervention, frozenset[End] | None] | None,
    ) -> Diagram:
        if was is None or now is None or was == now or was[0] is not now[0]:
            return self._leaf(())
        if not _is_open(was[0]) and was[0] is not Intervention.PAUSE:
            return self._leaf(())
        ends = [each[1] or frozenset[End]() for each in (was, now)]
        if same_ends(*ends):
            return self._leaf(())
        terms = [frozenset(end.term for end in each) for each in ends]
        changed = (ChangedPart(OutcomePart.UNTIL, *(_text(each, "max") for each in terms)),)
        if any(len(each) != 1 for each in terms) or all(isinstance(term, Known) for each in terms for term in each):
            return self._leaf(changed)
        one, other = (self.algebra.term(term) for each in terms for term in each)
        return self.diagrams.combine(lambda first, second: self._unequal(changed, first, second), one, other)


def _is_true(said: Said) -> bool:
    return isinstance(said.value, Known) and value_of(said.value) is True


def _is_open(step: Intervention | None) -> bool:
    return step is not None and Outcome(step.value).is_open


def in_order(terms: frozenset[Term]) -> tuple[Term, ...]:
    """The same every time."""
    return tuple(sorted(terms, key=term_text))


def _text(terms: frozenset[Term], bound: str) -> str:
    texts = sorted(map(term_text, terms))
    return "".join(texts) if len(texts) == 1 or not texts else f"{bound}({', '.join(texts)})"
