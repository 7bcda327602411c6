"""An impact as a document: what was compared, on whom, and the figures; with a digest over all of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from enum import Enum

from creditrules.document import Plain, digest
from creditrules.population.fairness import AdverseImpact, GroupRate
from creditrules.population.impact.alternatives import Alternative
from creditrules.population.impact.answers import Answer
from creditrules.population.impact.changed import ChangedRow
from creditrules.population.impact.figures import (
    Approval,
    Distribution,
    Fairness,
    Figures,
    Loss,
    LossSide,
    Segment,
)
from creditrules.population.impact.plan import Bands, ImpactPlan
from creditrules.records import dataclass

__all__ = ["Compared", "PopulationImpact", "Versions", "changed_record", "impact_digest", "plain_impact"]


@dataclass(frozen=True, slots=True)
class Versions:
    """What decides on one side. name: for people. documents: SHA-256 of each content, by slug."""

    name: str
    documents: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """What was compared on whom. population: the SHA-256 of its content; mapping: of how its columns become facts.

    product: its slug and digest. moment: what the rules took for now.
    """

    before: Versions
    after: Versions
    product: str
    product_digest: str
    population: str
    population_digest: str
    mapping_digest: str | None
    moment: datetime


@dataclass(frozen=True, slots=True)
class PopulationImpact:
    """The figures of a comparison, and the candidates that were held beside it."""

    compared: Compared
    plan: ImpactPlan
    figures: Figures
    alternatives: tuple[Alternative, ...] = ()


def impact_digest(impact: PopulationImpact) -> str:
    """SHA-256 over what was compared, on whom, and all figures; names, and the sample of rows, are left out."""
    plain = plain_impact(impact)
    del plain["sample"]
    named: list[str] = ["before", "after", "population"]
    return digest({**plain, **{name: {**_mapping(plain[name]), "name": None} for name in named}})


def plain_impact(impact: PopulationImpact) -> dict[str, Plain]:
    """The impact as JSON has it: counts and shares as numbers, shares to six digits, amounts as texts."""
    compared, figures = impact.compared, impact.figures
    return {
        "before": _versions(compared.before),
        "after": _versions(compared.after),
        "product": {"name": compared.product, "digest": compared.product_digest},
        "population": {
            "name": compared.population,
            "digest": compared.population_digest,
            "mapping": compared.mapping_digest,
            "rows": Decimal(figures.rows),
        },
        "moment": compared.moment.isoformat(),
        "plan": _plan(impact.plan),
        "evaluated": Decimal(figures.evaluated),
        "faults": _all(figures.faults),
        "moves": _moves(figures.moves.items()),
        "changed": {kind.value: Decimal(rows) for kind, rows in figures.changed.items()},
        "better": Decimal(figures.better),
        "worse": Decimal(figures.worse),
        "approval": {"before": _approval(figures.before), "after": _approval(figures.after)},
        "grounds": _all(figures.grounds),
        "reasons": _all(figures.reasons),
        "segments": [_segment(segment) for segment in figures.segments],
        "distributions": [_distribution(each) for each in figures.distributions],
        "loss": None if figures.loss is None else _loss(figures.loss),
        "fairness": [_fairness(each) for each in figures.fairness],
        "alternatives": _all(impact.alternatives),
        "sample": [changed_record(row) for row in figures.sample],
    }


def changed_record(row: ChangedRow) -> dict[str, Plain]:
    """A row that changed, with both answers and no facts."""
    return {
        "row": Decimal(row.row),
        "kind": row.kind.value,
        "before": _answer(row.before),
        "after": _answer(row.after),
    }


def _answer(answer: Answer) -> dict[str, Plain]:
    return {
        "outcome": answer.outcome.value,
        "limit": _text(answer.limit),
        "rate": _text(answer.rate),
        "price": _text(answer.price),
        "restrictedFeatures": [*answer.restricted_features],
        "until": answer.until.isoformat() if answer.until else None,
        "reasons": [{"ruleSet": r.rule_set, "code": r.code, "row": _plain(r.row)} for r in answer.reasons],
    }


def _versions(versions: Versions) -> dict[str, Plain]:
    return {"name": versions.name, "documents": {**versions.documents}}


def _plan(plan: ImpactPlan) -> dict[str, Plain]:
    outcome = plan.outcome
    return {
        "segments": [_bands(bands) for bands in plan.segments],
        "protected": [_bands(bands) for bands in plan.protected],
        "references": {**plan.references},
        "outcome": None
        if outcome is None
        else {"column": outcome.column, "bad": [*sorted(outcome.bad)], "good": [*sorted(outcome.good)]},
        "exposure": plan.exposure,
        "scores": [*plan.scores],
        "confidence": _plain(plan.confidence),
    }


def _bands(bands: Bands) -> Plain:
    return {"column": bands.column, "cuts": [_text(cut) for cut in bands.cuts]}


def _moves(moves: Iterable[tuple[tuple[str, str], int]]) -> list[Plain]:
    return [{"before": str(b), "after": str(a), "rows": Decimal(rows)} for (b, a), rows in moves]


def _approval(approval: Approval) -> dict[str, Plain]:
    return {
        "open": Decimal(approval.open),
        "of": Decimal(approval.of),
        "rate": _plain(approval.rate),
        "interval": _plain_record(approval.interval),
    }


def _segment(segment: Segment) -> Plain:
    groups: list[Plain] = [
        {
            "group": group.group,
            "rows": Decimal(group.rows),
            "moved": Decimal(group.moved),
            "before": _approval(group.before),
            "after": _approval(group.after),
            "moves": _moves(group.moves.items()),
        }
        for group in segment.groups
    ]
    return {"column": segment.column, "protected": segment.protected, "groups": groups}


def _distribution(found: Distribution) -> Plain:
    bins: list[Plain] = [
        {"low": _text(b.low), "high": _text(b.high), "before": Decimal(b.before), "after": Decimal(b.after)}
        for b in found.bins
    ]
    spreads: dict[str, Plain] = {
        side: {
            **_mapping(_plain_record(spread)),
            "lowest": _text(spread.lowest),
            "highest": _text(spread.highest),
            "percentiles": {str(share): _text(value) for share, value in spread.percentiles.items()},
        }
        for side, spread in (("before", found.before), ("after", found.after))
    }
    return {"measure": found.measure, **spreads, "bins": bins}


def _loss(loss: Loss) -> Plain:
    return {
        **_mapping(_plain_record(loss)),
        "before": _loss_side(loss.before),
        "after": _loss_side(loss.after),
    }


def _loss_side(side: LossSide) -> Plain:
    return {**_mapping(_plain_record(side)), "rate": _plain(side.rate)}


def _fairness(fairness: Fairness) -> Plain:
    return {
        "column": fairness.column,
        "unknown": Decimal(fairness.unknown),
        "before": _adverse(fairness.before),
        "after": _adverse(fairness.after),
        "means": _all(fairness.means),
    }


def _adverse(found: AdverseImpact | None) -> Plain:
    if found is None:
        return None
    groups: list[Plain] = [_group_rate(group) for group in found.groups]
    return {
        "reference": found.reference,
        "lowest": _plain(found.lowest),
        "belowFourFifths": found.below_four_fifths,
        "groups": groups,
    }


def _group_rate(group: GroupRate) -> Plain:
    return _plain_record(group)


def _all(records: Iterable[object]) -> list[Plain]:
    return [_plain_record(record) for record in records]


def _plain_record(record: object) -> Plain:
    """A record of figures under the names that JSON has for them."""
    return None if record is None else _plain(asdict(record))  # type: ignore[call-overload]  # every record has fields


def _plain(value: object) -> Plain:
    match value:
        case None | bool():
            return value
        case Enum():
            return str(value.value)
        case str():
            return value
        case int():
            return Decimal(value)
        case float():
            return Decimal(f"{value:.6g}")
        case Decimal():
            return _text(value)
        case Mapping():
            return {_camel(str(name)): _plain(item) for name, item in value.items()}
        case Iterable():
            return [_plain(item) for item in value]
    raise TypeError(type(value).__name__)


def _mapping(value: Plain) -> Mapping[str, Plain]:
    assert isinstance(value, Mapping)  # noqa: S101  (records become mappings)
    return value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")
