"""Since when a rule has been in force: through every version that carries it unchanged, not just since the last one."""

from __future__ import annotations

from datetime import datetime

from creditrules.desk.catalogue import Catalogue
from creditrules.eligibility import Reason
from creditrules.rules import Head, findings_rule, same_rule, stretches_back

__all__ = ["rule_since"]


def rule_since(
    catalogue: Catalogue, tenant: str, head: Head, reason: Reason, valid_at: datetime, known_at: datetime
) -> datetime | None:
    """The moment since which the rule behind `reason` has been in force without a break, as known at `known_at`.

    head: of the reason's rule set. A rule is the same while its conditions and results are, and the
    decisions they use. None for a pinned version,
    which need not be in force, and where no rule fired.
    """
    applied = reason.applied
    if applied is None or applied.pinned or reason.finding.row is None:
        return None
    now = catalogue.rule_set(tenant, applied.digest).rule_set
    rule = findings_rule(now, reason.finding.row)
    since = applied.valid_from
    for start, entry in stretches_back(head, valid_at, known_at):
        if rule is None or not same_rule(catalogue.rule_set(tenant, entry.digest).rule_set, now, rule):
            break
        since = start
    return since
