"""A judgement as plain values, for other programs: numbers to six places."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from creditrules.population.fairness import AdverseImpact
from creditrules.population.suggestion.bins import Binned
from creditrules.population.suggestion.fitting import points_of
from creditrules.population.suggestion.judged import Judged
from creditrules.population.suggestion.judging.comparing import Beside, Side
from creditrules.population.suggestion.measures import Discrimination
from creditrules.population.suggestion.writing.cells import cell_of

__all__ = ["plain_judgement", "rounded"]


def rounded(number: float) -> Decimal:
    """The number to six places, exactly."""
    return Decimal(f"{number:.6f}").normalize() + 0


def plain_judgement(judged: Judged) -> dict[str, Any]:
    """All of it."""
    made = judged.made
    return {
        "lineage": dict(made.lineage),
        "fitted": _tells(judged.fitted),
        "tested": _tells(judged.tested),
        "boosting": None if judged.boosted is None else _tells(judged.boosted),
        "calibration": [
            {
                "scores": [band.low, band.high],
                "rows": band.rows,
                "bad": band.bad,
                "expected": rounded(band.expected),
                "observed": rounded(band.observed),
                "interval": [rounded(band.interval.low), rounded(band.interval.high)] if band.interval else None,
            }
            for band in judged.bands
        ],
        "ladder": [
            {
                "intervention": step.rung.intervention.value,
                "from": step.rung.low,
                "below": step.rung.high,
                "rows": step.rows,
                "bad": step.bad,
            }
            for step in judged.steps
        ],
        "columns": [_column(binned, judged) for binned in made.candidate.bins],
        "leftOut": dict(made.left_out),
        "stability": {
            "scores": rounded(judged.stability),
            "periods": [
                {
                    "from": period.first,
                    "to": period.last,
                    "rows": period.rows,
                    "bad": period.bad,
                    "stability": rounded(period.stability),
                    "auc": None if period.tells is None else rounded(period.tells.auc),
                }
                for period in judged.periods
            ],
        },
        "associations": [
            {"column": each.column, "protected": each.protected, "strength": rounded(each.strength)}
            for each in judged.associations
        ],
        "groups": {name: _groups(each) for name, each in judged.groups.items()},
        "beside": None if judged.beside is None else _beside(judged.beside),
    }


def _tells(found: Discrimination) -> dict[str, Any]:
    return {
        "rows": found.rows,
        "bad": found.bad,
        "auc": rounded(found.auc),
        "interval": [rounded(found.low), rounded(found.high)],
        "gini": rounded(found.gini),
        "ks": rounded(found.ks),
    }


def _column(binned: Binned, judged: Judged) -> dict[str, Any]:
    points = points_of(judged.made.candidate).get(binned.column)
    bins: Iterable[dict[str, Any]] = (
        {
            "test": cell_of(binned, [place]),
            "rows": each.rows,
            "bad": each.bad,
            "evidence": rounded(each.evidence),
            **({"points": points[place]} if points else {}),
        }
        for place, each in enumerate(binned.bins)
    )
    moved = rounded(judged.columns[binned.column])
    return {"column": binned.column, "information": rounded(binned.information), "stability": moved, "bins": [*bins]}


def _groups(impact: AdverseImpact) -> dict[str, Any]:
    return {
        "reference": impact.reference,
        "lowestRatio": None if impact.lowest is None else rounded(impact.lowest),
        "belowFourFifths": impact.below_four_fifths,
        "groups": [
            {
                "group": each.group,
                "people": each.people,
                "allowed": each.selected,
                "ratio": None if each.ratio is None else rounded(each.ratio),
                "small": each.small,
            }
            for each in impact.groups
        ],
    }


def _beside(beside: Beside) -> dict[str, Any]:
    moves = sorted(beside.moves.items())
    return {
        "other": _side(beside.other),
        "candidate": _side(beside.candidate),
        "moves": [{"from": one.value, "to": two.value, "rows": rows} for (one, two), rows in moves],
    }


def _side(side: Side) -> dict[str, Any]:
    return {"rules": side.name, "rows": side.rows, "approved": side.approved, "bad": side.bad}
