"""Since when a rule has been in force: through every version that carries it unchanged, not just since the last one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from creditrules.desk.catalogue import rule_set_key
from creditrules.desk.expected import Expected
from creditrules.desk.view import View
from creditrules.eligibility import Decision, Reason
from creditrules.rules.time import stretches_back

__all__ = ["expected_of_answers", "rule_since"]


AT_ONCE: Final = 4
"""Contents of a rule set that are read together, as most rules stay what they are through several versions."""
LOOKED_BACK: Final = 16
"""Stretches of each rule set that are looked into together, the latest of all first; beyond them each is alone."""


def expected_of_answers(view: View, decisions: Sequence[Decision]) -> Expected:
    """What may be asked of decisions, and then of each of them: the versions applied, and what was in force before."""
    applied = [each for decision in decisions for each in decision.applied]
    versions = [(rule_set_key(each.rule_set), each.version) for each in applied]
    before = []
    for each in applied:
        head = view.documents.head(rule_set_key(each.rule_set))
        if head is not None and not each.pinned:
            stretches = islice(stretches_back(head, view.moments.valid_at, view.moments.known_at), LOOKED_BACK)
            earlier = dict.fromkeys(entry.digest for _, entry in stretches if entry.digest != each.digest)
            before += [(f"before, {place // AT_ONCE}", digest) for place, digest in enumerate(earlier)]
    return Expected(versions, (), before)


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
