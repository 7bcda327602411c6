"""Tallies of parts, written so that they can travel, and added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from creditrules.population.tally import FaultKind, Tally

__all__ = ["added", "plain_tally", "read_tally", "tally_of_part"]

_MOST_GROUPS: Final = 10_000


def tally_of_part() -> Tally:
    """For one part: more groups are told apart than in the end, so that the first ones stay the first."""
    return Tally(most=_MOST_GROUPS)


def plain_tally(tally: Tally) -> dict[str, Any]:
    """The tally as JSON has it."""
    return {
        "rows": tally.rows,
        "evaluated": tally.evaluated,
        "refused": tally.refused,
        "outcomes": dict(tally.outcomes),
        "reasons": [[*key, count] for key, count in tally.reasons.items()],
        "missing": dict(tally.missing),
        "warnings": dict(tally.warnings),
        "groups": [[*key, count] for key, count in tally.groups.items()],
        "faults": [
            {"code": kind.code, "place": kind.place, "count": kind.count, "examples": kind.examples}
            for kind in tally.faults.values()
        ],
    }


def read_tally(plain: Mapping[str, Any]) -> Tally:
    """The tally that `plain_tally` wrote."""
    return Tally(
        rows=plain["rows"],
        evaluated=plain["evaluated"],
        refused=plain["refused"],
        outcomes=Counter(plain["outcomes"]),
        reasons=Counter({(category, slug, code): count for category, slug, code, count in plain["reasons"]}),
        missing=Counter(plain["missing"]),
        warnings=Counter(plain["warnings"]),
        groups=Counter({(group, outcome): count for group, outcome, count in plain["groups"]}),
        faults={(kind["code"], kind["place"]): _fault_kind(kind) for kind in plain["faults"]},
    )


def _fault_kind(plain: Mapping[str, Any]) -> FaultKind:
    examples = [(row, message) for row, message in plain["examples"]]
    return FaultKind(plain["code"], plain["place"], plain["count"], examples)


def added(tallies: Iterable[Tally]) -> Tally:
    """All of them as one: that of the parts one after another."""
    whole = Tally()
    for part in tallies:
        whole.merge(part)
    return whole
