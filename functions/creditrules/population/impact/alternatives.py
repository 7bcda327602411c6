"""Less discriminatory alternatives: which of several candidates treats groups more alike and serves as well."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from creditrules.population.impact.figures import Figures
from creditrules.records import dataclass

__all__ = ["Alternative", "Margins", "Shortfall", "less_discriminatory"]


@dataclass(frozen=True, slots=True)
class Margins:
    """By how much an alternative may fall short: approval rate and bad rate, as differences of shares (0.01: a point).

    loss is not looked at where the outcomes of either are not known.
    """

    approval: float = 0.01
    loss: float = 0.005


class Shortfall(StrEnum):
    """Why a candidate is no less discriminatory alternative."""

    RATIO_NOT_BETTER = "RATIO_NOT_BETTER"
    APPROVAL_TOO_LOW = "APPROVAL_TOO_LOW"
    LOSS_TOO_HIGH = "LOSS_TOO_HIGH"


@dataclass(frozen=True, slots=True)
class Alternative:
    """A candidate beside what is proposed. ratio: its lowest adverse impact ratio; see `Figures.lowest_ratio`.

    shortfalls: why it is none; empty for one that is.
    """

    name: str
    ratio: float | None
    approval: float | None
    bad_rate: float | None
    shortfalls: tuple[Shortfall, ...]


def less_discriminatory(
    proposed: Figures, candidates: Mapping[str, Figures], margins: Margins
) -> tuple[Alternative, ...]:
    """Every candidate judged, those that are alternatives first, by their ratio; ties by approval, then by name.

    What a creditor must look for is an alternative that serves its need as well with less effect on a group: official
    interpretation of 12 CFR 1002.6(a), paragraph 2, after 29 CFR 1607.3 B.
    """
    judged = [_judged(name, proposed, figures, margins) for name, figures in candidates.items()]
    return tuple(sorted(judged, key=lambda a: (bool(a.shortfalls), -(a.ratio or 0), -(a.approval or 0), a.name)))


def _judged(name: str, proposed: Figures, candidate: Figures, margins: Margins) -> Alternative:
    ratio, base = candidate.lowest_ratio, proposed.lowest_ratio
    loss, before = (figures.loss.after.rate if figures.loss else None for figures in (candidate, proposed))
    found = {
        Shortfall.RATIO_NOT_BETTER: ratio is None or base is None or ratio <= base,
        Shortfall.APPROVAL_TOO_LOW: (candidate.after.rate or 0) < (proposed.after.rate or 0) - margins.approval,
        Shortfall.LOSS_TOO_HIGH: loss is not None and before is not None and loss > before + margins.loss,
    }
    shortfalls = tuple(shortfall for shortfall, there in found.items() if there)
    return Alternative(name, ratio, candidate.after.rate, loss, shortfalls)
