"""The other products that are open to an applicant to whom one is closed."""

from __future__ import annotations

from collections.abc import Iterable

from creditrules.eligibility.decision import Decision
from creditrules.records import replace
from creditrules.rules import Intervention

__all__ = ["with_alternatives"]


def with_alternatives(decision: Decision, others: Iterable[Decision]) -> Decision:
    """The decision with the other products that are open: mildest first, then the highest limit.

    They are of its segment, or of one that the lender names besides; what the subject's exposure leaves nothing of is
    not offered.
    """
    if decision.outcome.is_open:
        return decision
    product = decision.product
    segments = {product.segment, *product.alternative_segments}
    offered = [
        other
        for other in others
        if other.outcome.is_open
        and other.product.product != product.product
        and other.product.segment in segments
        and not (other.terms and other.terms.limit == 0)
    ]
    return replace(decision, alternatives=tuple(sorted(offered, key=_preference)))


def _preference(decision: Decision) -> tuple[int, bool, object, str]:
    limit = decision.terms.limit if decision.terms else None
    severity = Intervention(decision.outcome.value).severity
    return (severity, limit is None, -limit if limit is not None else 0, decision.product.product)
