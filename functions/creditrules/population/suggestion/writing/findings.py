"""From a score to findings: one row a rung, and on each the reasons that cost the applicant most."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from creditrules.population.suggestion.ladder import Ladder, Rung
from creditrules.population.suggestion.writing.cells import interval
from creditrules.rules import Intervention

__all__ = ["MOST_REASONS", "findings_decision"]

MOST_REASONS: Final = 4
"""More are unlikely to help (official interpretation of 12 CFR 1002.9(b)(2))."""


def findings_decision(ladder: Ladder, reasons: int) -> dict[str, Any]:
    """The decision `Findings` over `Score` and `Against`, the list of reasons. reasons: how many there can be."""
    rows = [row for rung in ladder.rungs for row in _rows(rung, min(reasons, MOST_REASONS))]
    table = {
        "hitPolicy": "RULE ORDER",
        "inputs": ["Score", "count(Against)"],
        "outputs": [{"name": "intervention", "type": "string"}, {"name": "reason", "type": "string"}],
        "rules": rows,
    }
    return {"name": "Findings", "table": table}


def _rows(rung: Rung, most: int) -> Iterator[dict[str, Any]]:
    scores, name = interval(rung.low, rung.high), rung.intervention.value
    if rung.intervention is Intervention.ALLOW:
        yield {"id": name.lower(), "when": [scores, "-"], "then": [f'"{name}"', "null"]}
        return
    for place in range(1, most + 1):
        then = [f'"{name}"', f"Against[{place}]"]
        # Whoever is not allowed has at least one reason, so that the first row leaves no gap.
        counted = "-" if place == 1 else f">= {place}"
        yield {"id": f"{name.lower()}-{place}", "when": [scores, counted], "then": then}
