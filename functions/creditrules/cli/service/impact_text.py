"""The impact of a change, as the service computed it, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["impact_sentences"]


def impact_sentences(impact: Mapping[str, Any]) -> list[str]:
    """What a change touches: products, rules by table, facts, reasons, and what test cases say."""
    return list(_sentences(impact))


def _sentences(impact: Mapping[str, Any]) -> Iterator[str]:
    if impact["products"]:
        yield f"Governs {', '.join(impact['products'])}."
    if impact.get("ruleSets"):
        yield f"Used by {', '.join(impact['ruleSets'])}."
    for table in impact["tables"]:
        counts = [f"{table[what]} {what}" for what in ("added", "removed", "changed") if table[what]]
        yield f"Rules of {table['decision']}: {', '.join(counts)}."
    for what in ("facts", "reasons"):
        for how in ("Added", "Removed"):
            if impact[f"{what}{how}"]:
                yield f"{what.capitalize()} {how.lower()}: {', '.join(impact[f'{what}{how}'])}."
    if impact["cases"]:
        changed = impact["casesChanged"]
        which = f": {'; '.join(changed)}" if changed else ""
        yield f"{len(changed)} of {impact['cases']} test cases decided differently{which}."
    if impact.get("coverage"):
        yield f"{impact['coverage']['covered']} of {impact['coverage']['rows']} rows are hit by test cases."
