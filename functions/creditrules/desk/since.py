"""Since when a rule has been in force: through every version that carries it unchanged, not just since the last one."""

from __future__ import annotations

from datetime import datetime

from creditrules.desk.catalogue import rule_set_key
from creditrules.desk.view import View
from creditrules.eligibility import Reason
from creditrules.rules.time import stretches_back

__all__ = ["rule_since"]


def rule_since(view: View, reason: Reason) -> datetime | None:
    """The moment since which the rule behind `reason` has been in force without a break, as known at the view's times.

    A rule is the same while the versions' diff says so of its row and of what the row uses. None for a pinned version,
    which need not be in force, and where no rule fired.
    """
    applied, row = reason.applied, reason.finding.row
    head = view.documents.head(rule_set_key(reason.rule_set))
    if head is None or applied is None or applied.pinned or row is None:
        return None
    since = applied.valid_from
    for start, entry in stretches_back(head, view.moments.valid_at, view.moments.known_at):
        if row not in view.catalogue.carried(view.tenant, entry.digest, applied.digest):
            break
        since = start
    return since
