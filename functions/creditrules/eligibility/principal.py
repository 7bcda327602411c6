"""Principal reasons: which of all reasons counted most, by a method that is written down.

First the severity of the intervention; then how far the applicant is from where the row would not fire any more, the
farthest first (see `creditrules.dmn.Margin`), those that cannot be measured after those that can; then the author's
order: that of the rule sets in the product, and of the rows in the table. Of several rows that give the same reason the
first counts. Only what takes something away or asks for more is a principal reason: all severer than WARN.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from creditrules.eligibility.decision import Decision
from creditrules.eligibility.ground import Ground
from creditrules.eligibility.reason import Reason
from creditrules.records import dataclass
from creditrules.rules import Intervention

__all__ = ["PrincipalReason", "adverse_reasons", "principal_reasons"]


@dataclass(frozen=True, slots=True)
class PrincipalReason:
    """rank: from 1. distance: 0 to 1, None where it cannot be measured."""

    rank: int
    reason: Reason
    distance: Decimal | None


def adverse_reasons(decision: Decision) -> tuple[Reason, ...]:
    """The reasons that take something away or ask for more, in the decision's order."""
    return tuple(each for each in decision.reasons if each.finding.intervention > Intervention.WARN)


def principal_reasons(decision: Decision, most: int) -> tuple[PrincipalReason, ...]:
    """The first `most` of the adverse reasons by the method of this module."""
    adverse = adverse_reasons(decision)
    distances = _distances(adverse)
    order = {slug: place for place, slug in enumerate(decision.product.rule_sets)}

    def weight(place: int) -> tuple[int, bool, Decimal, int, int, int]:
        reason, distance = adverse[place], distances.get(place)
        severity = reason.finding.intervention.severity
        author = (order.get(reason.rule_set, len(order)), reason.finding.row or 0)
        return (-severity, distance is None, -(distance or Decimal(0)), *author, place)

    first: dict[tuple[str, str], int] = {}
    for place in sorted(range(len(adverse)), key=weight):
        first.setdefault((adverse[place].rule_set, adverse[place].code), place)
    chosen = list(first.values())[:most]
    return tuple(
        PrincipalReason(rank, adverse[place], distances.get(place)) for rank, place in enumerate(chosen, start=1)
    )


def _distances(reasons: tuple[Reason, ...]) -> Mapping[int, Decimal | None]:
    """By place the distance of each reason; a rule set is looked into once for all of its rows."""
    looked: dict[tuple[int, ...], tuple[Ground, dict[int, int]]] = {}
    for place, reason in enumerate(reasons):
        ground = reason.ground
        if ground is not None and reason.finding.row:
            looked.setdefault(tuple(map(id, ground)), (ground, {}))[1][place] = reason.finding.row
    found: dict[int, Decimal | None] = {}
    for ground, rows in looked.values():
        known = ground.distances(rows.values())
        found |= {place: known.get(row) for place, row in rows.items()}
    return found
