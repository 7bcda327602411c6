"""`creditrules diff --outcomes`: for which applicants two files answer otherwise, and how."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from creditrules.cli.impact.sides import VersionFiles
from creditrules.cli.impact.writing import write_text
from creditrules.document import json_text
from creditrules.eligibility.outcomes import (
    ChangedPart,
    OutcomeComparison,
    OutcomeDifference,
    ProductSide,
    RuleSetSide,
    Side,
    compare_outcomes,
    headlines,
    plain_comparison,
)
from creditrules.feel import literal

__all__ = ["compare_files", "print_comparison", "write_comparison"]

_LONGEST = 200


def compare_files(old: VersionFiles, new: VersionFiles) -> OutcomeComparison:
    """Two files with all that decides beside them, as `read_versions` gives them."""
    return compare_outcomes(_side(old), _side(new))


def _side(files: VersionFiles) -> Side:
    """A rule set alone is compared for products of every kind; otherwise it is the product that answers."""
    asked = files.assessor
    if not files.product and len(asked.rule_sets) == 1:
        return RuleSetSide(asked.rule_sets[0], asked.now, asked.parameters)
    return ProductSide(asked.product, asked.product_digest, asked.governing, asked.now, asked.parameters, asked.absent)


def print_comparison(console: Console, comparison: OutcomeComparison, *, most: int) -> None:
    """The headlines, then by the way in which answers differ each region with a sample; `most` of each, all when 0."""
    for sentence in headlines(comparison):
        console.print(Text(sentence, "bold"), soft_wrap=True)
    for changed, group in groupby(sorted(comparison.differences, key=_way), key=lambda each: each.changed):
        found = list(group)
        console.print()
        for part in changed:
            console.print(Text(_changed(part)), soft_wrap=True)
        for each in found[: most or None]:
            _print_region(console, each)
        if most and len(found) > most:
            console.print(Text(f"  … and {len(found) - most} more; --rows 0 shows all."), soft_wrap=True)
    if comparison.not_analysed:
        console.print()
        console.print(Text("Not analysed, so that there may be more:", "bold"), soft_wrap=True)
        for told in comparison.not_analysed[: most or None]:
            console.print(Text(f"  {told}"), soft_wrap=True)


def write_comparison(path: Path, comparison: OutcomeComparison) -> None:
    """All of it as JSON; ends the command where it cannot be written."""
    write_text(path, json_text(dict(plain_comparison(comparison))) + "\n")


def _way(difference: OutcomeDifference) -> tuple[tuple[int, str, str], ...]:
    order = {part: at for at, part in enumerate(type(difference.changed[0].part))}
    return tuple((order[each.part], each.before, each.after) for each in difference.changed)


def _changed(part: ChangedPart) -> str:
    name = part.part.value.replace("_", " ").lower()
    return f"{name}: {part.before or 'none'} → {part.after or 'none'}"


def _print_region(console: Console, difference: OutcomeDifference) -> None:
    where = difference.where or "found by search, region not known"
    proof = "" if difference.proof.value == "PROVED" else "  (searched)"
    console.print(Text(f"  where {where}{proof}"), soft_wrap=True)
    console.print(Text(f"    such as {_facts(difference.sample)}", "dim"), soft_wrap=True)


def _facts(sample: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}: {literal(value, _LONGEST) or '…'}" for name, value in sorted(sample.items()))
