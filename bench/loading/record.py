"""What stands in the folder afterwards: every decision that was answered, once, and all chains whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from creditrules.clock import utc_now
from creditrules.eligibility.recording import Wanted
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.ports import Asked
from creditrules.store import DecisionsInTable, RulesInTable, open_data
from creditrules.store.local.verifying import verify_all

__all__ = ["kept_faults", "versions_kept"]

PAGE = 100


def kept_faults(folder: Path, tenant: str, answered: frozenset[str]) -> list[str]:
    """What is wrong with the record of a folder that nobody serves.

    answered: the digests of all decisions that were ever answered. Raises Refusal for a chain that does not hold.
    """
    with open_data(folder) as data:
        whole = verify_all(data.table, data.keys)[tenant]
        decisions = DecisionsInTable(data.table, clock=utc_now, keys=data.keys)
        listed = list(_ids(decisions, tenant))
    faults = []
    if lost := answered - set(listed):
        faults.append(f"{len(lost)} decisions that were answered are not there")
    if more := set(listed) - answered:
        faults.append(f"{len(more)} decisions are there that nobody was told of")
    if len(listed) != len(set(listed)) or whole.decisions != len(answered):
        faults.append(f"{whole.decisions} links and {len(listed)} entries for {len(answered)} decisions")
    return faults


def versions_kept(folder: Path, tenant: str, slug: str) -> int:
    """How many versions of a rule set there are."""
    with open_data(folder) as data:
        rules = RulesInTable(data.table, clock=utc_now, cursor_secret=data.cursor_secret, keys=data.keys)
        return rules.all_heads(tenant)[DocumentKey(DocumentKind.RULE_SET, slug)].latest_version


def _ids(decisions: DecisionsInTable, tenant: str) -> Iterator[str]:
    after = None
    while True:
        page = decisions.listed(tenant, Wanted(), Asked(PAGE, after))
        yield from (each.id for each in page.items)
        if not page.more:
            return
        after = page.resume or page.positions[-1]
