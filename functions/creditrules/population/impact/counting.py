"""From the counts of a census to figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from creditrules.eligibility import Outcome
from creditrules.population.fairness import GroupCount, Moments, adverse_impact, mean_difference
from creditrules.population.impact.answers import MEASURES
from creditrules.population.impact.census import SIDES, Census, Move
from creditrules.population.impact.changed import ChangedRow
from creditrules.population.impact.figures import (
    Approval,
    Distribution,
    Fairness,
    FaultCount,
    Figures,
    Ground,
    GroupFigures,
    GroupMean,
    Loss,
    LossSide,
    Money,
    ReasonCount,
    Segment,
    Swap,
)
from creditrules.population.impact.plan import BLANK, Bands, ImpactPlan
from creditrules.population.impact.values import bins_of

__all__ = ["figures_of"]

_PLACE = {outcome: place for place, outcome in enumerate(Outcome)}


def figures_of(census: Census, sample: Iterable[ChangedRow] = ()) -> Figures:
    """All that a census tells. sample: the first rows that changed."""
    plan = census.plan
    segments = tuple(_segment(census, bands) for bands in (*plan.segments, *plan.protected))
    return Figures(
        rows=census.rows + census.faults.refused,
        evaluated=census.rows,
        faults=_faults(census),
        moves=_in_order(census.moves),
        changed={kind: census.kinds[kind] for kind in sorted(census.kinds)},
        better=sum(rows for move, rows in census.moves.items() if _steps(move) < 0),
        worse=sum(rows for move, rows in census.moves.items() if _steps(move) > 0),
        before=_approval(plan, census.moves, 0),
        after=_approval(plan, census.moves, 1),
        reasons=_reasons(census),
        grounds=_grounds(census),
        segments=segments,
        distributions=tuple(_distributions(census)),
        loss=_loss(census) if plan.outcome else None,
        fairness=tuple(_fairness(census, bands) for bands in plan.protected),
        sample=tuple(sample),
        confidence=plan.confidence,
    )


def _in_order(moves: Mapping[Move, int]) -> dict[Move, int]:
    return dict(sorted(moves.items(), key=lambda item: (_PLACE[item[0][0]], _PLACE[item[0][1]])))


def _steps(move: Move) -> int:
    """How far up the ladder, towards DECLINE; 0 where one end is no rung."""
    return 0 if Outcome.UNDETERMINED in move else _PLACE[move[1]] - _PLACE[move[0]]


def _approval(plan: ImpactPlan, moves: Mapping[Move, int], side: int) -> Approval:
    people = sum(moves.values())
    approved = sum(rows for move, rows in moves.items() if move[side].is_open)
    return Approval(approved, people, plan.wilson(approved, people))


def _faults(census: Census) -> tuple[FaultCount, ...]:
    kinds = sorted(census.faults.faults.values(), key=lambda kind: (-kind.count, kind.code, kind.place))
    return tuple(FaultCount(kind.code, kind.place, kind.count) for kind in kinds)


def _reasons(census: Census) -> tuple[ReasonCount, ...]:
    found: defaultdict[tuple[str, str], Counter[tuple[bool, bool]]] = defaultdict(Counter)
    for (rule_set, code, before, after), rows in census.reasons.items():
        found[rule_set, code][before, after] += rows
    told = (
        ReasonCount(
            *reason,
            times[True, True] + times[True, False],
            times[True, True] + times[False, True],
            times[True, False],
            times[False, True],
        )
        for reason, times in found.items()
    )
    return tuple(sorted(told, key=lambda r: (-(r.gained + r.lost), -r.after, r.rule_set, r.code)))


def _grounds(census: Census) -> tuple[Ground, ...]:
    told = (Ground(*ground, rows) for ground, rows in census.grounds.items())
    return tuple(
        sorted(told, key=lambda g: (-g.rows, _PLACE[g.before], _PLACE[g.after], g.reason_before, g.reason_after))
    )


def _segment(census: Census, bands: Bands) -> Segment:
    moves: defaultdict[str, Counter[Move]] = defaultdict(Counter)
    for (group, before, after), rows in census.by.get(bands.column, {}).items():
        moves[group][before, after] += rows
    groups = [
        GroupFigures(
            group, sum(own.values()), _approval(census.plan, own, 0), _approval(census.plan, own, 1), _in_order(own)
        )
        for group, own in moves.items()
    ]
    ordered = sorted(groups, key=lambda group: (bands.place(group.group), -group.rows, group.group))
    return Segment(bands.column, bands in census.plan.protected, tuple(ordered))


def _distributions(census: Census) -> Iterable[Distribution]:
    for measure in MEASURES:
        before, after = (census.values[measure, side] for side in SIDES)
        if before.times or after.times:
            yield Distribution(measure, before.spread(), after.spread(), bins_of(before, after))


def _loss(census: Census) -> Loss:
    return Loss(
        _loss_side(census, 0),
        _loss_side(census, 1),
        _swap(census, (False, True)),
        _swap(census, (True, False)),
        census.exposure_unread,
    )


def _loss_side(census: Census, side: int) -> LossSide:
    labels: Counter[bool | None] = Counter()
    for (before, after, label), rows in census.known.items():
        labels[label] += rows if (before, after)[side] else 0
    known = labels[True] + labels[False]
    money = _money(census, [(b, a) for b in (False, True) for a in (False, True) if (b, a)[side]])
    return LossSide(known + labels[None], known, labels[True], census.plan.wilson(labels[True], known), money)


def _swap(census: Census, cell: tuple[bool, bool]) -> Swap:
    good, bad, unknown = (census.known[(*cell, label)] for label in (False, True, None))
    return Swap(good, bad, unknown, _money(census, [cell]))


def _money(census: Census, cells: Iterable[tuple[bool, bool]]) -> Money | None:
    if census.plan.exposure is None:
        return None
    bad = sum((census.exposure[(*cell, True)] for cell in cells), Decimal(0))
    return Money(sum((census.exposure[(*cell, False)] for cell in cells), bad), bad)


def _fairness(census: Census, bands: Bands) -> Fairness:
    plan, segment = census.plan, _segment(census, bands)
    known = [group for group in segment.groups if group.group != BLANK]
    reference = plan.references.get(bands.column)
    before = adverse_impact(
        [GroupCount(group.group, group.before.open, group.rows) for group in known], reference, plan.confidence
    )
    after = adverse_impact(
        [GroupCount(group.group, group.after.open, group.rows) for group in known], reference, plan.confidence
    )
    unknown = sum(group.rows for group in segment.groups if group.group == BLANK)
    names = [group.group for group in known]
    means = tuple(_means(census, bands.column, names, before.reference)) if before else ()
    return Fairness(bands.column, unknown, before, after, means)


def _means(census: Census, column: str, groups: Iterable[str], base: str) -> Iterable[GroupMean]:
    wanted = [(measure, side) for measure in MEASURES for side in SIDES] + [(score, "") for score in census.plan.scores]
    for measure, side in wanted:
        found = {group: census.means.get((column, group, measure, side), Moments()) for group in groups}
        if any(moments.count for moments in found.values()):
            for group, moments in found.items():
                beside = None if group == base else mean_difference(moments, found[base], census.plan.confidence)
                yield GroupMean(measure, side, group, moments.count, moments.mean, beside)
