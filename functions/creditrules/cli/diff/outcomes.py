"""`creditrules diff --outcomes`: for which applicants two versions answer otherwise, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from creditrules.cli.impact.sides import VersionFiles
from creditrules.cli.impact.writing import write_text
from creditrules.cli.outcome_sides import side_of
from creditrules.document import json_text
from creditrules.eligibility.outcomes import (
    OutcomeComparison,
    OutcomePart,
    Verdict,
    compare_outcomes,
    headlines,
    plain_comparison,
)
from creditrules.feel import literal

__all__ = ["ToldOutcomes", "ToldRegion", "compare_files", "print_comparison", "told_of", "write_comparison"]

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class ToldRegion:
    """A region of applicants who are answered otherwise: each part as it was and is, and a sample as FEEL writes it."""

    changed: tuple[tuple[OutcomePart, str | None, str | None], ...]
    where: str
    proved: bool
    sample: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ToldOutcomes:
    """A comparison as readers see it, of files or of a service. plain: all of it that is known, for programs."""

    verdict: Verdict
    sentences: tuple[str, ...]
    regions: tuple[ToldRegion, ...]
    not_analysed: tuple[str, ...]
    plain: Mapping[str, Any]


def compare_files(old: VersionFiles, new: VersionFiles) -> OutcomeComparison:
    """Two files with all that decides beside them, as `read_versions` gives them."""
    before, after = (side_of(each.assessor, alone=not each.product) for each in (old, new))
    return compare_outcomes(before, after)


def told_of(comparison: OutcomeComparison) -> ToldOutcomes:
    """A comparison as readers see it."""
    regions = (
        ToldRegion(
            tuple((each.part, each.before or None, each.after or None) for each in difference.changed),
            difference.where,
            difference.proof.value == "PROVED",
            {name: literal(value, _LONGEST) or "…" for name, value in difference.sample.items()},
        )
        for difference in comparison.differences
    )
    sentences, plain = tuple(headlines(comparison)), plain_comparison(comparison)
    return ToldOutcomes(comparison.verdict, sentences, tuple(regions), comparison.not_analysed, plain)


def print_comparison(console: Console, told: ToldOutcomes, *, most: int) -> None:
    """The headlines, then by the way in which answers differ each region with a sample; `most` of each, all when 0."""
    for sentence in told.sentences:
        console.print(Text(sentence, "bold"), soft_wrap=True)
    for changed, group in groupby(sorted(told.regions, key=_way), key=lambda each: each.changed):
        found = list(group)
        console.print()
        for part in changed:
            console.print(Text(_changed(*part)), soft_wrap=True)
        for each in found[: most or None]:
            _print_region(console, each)
        if most and len(found) > most:
            console.print(Text(f"  … and {len(found) - most} more; --rows 0 shows all."), soft_wrap=True)
    if told.not_analysed:
        console.print()
        console.print(Text("Not analysed, so that there may be more:", "bold"), soft_wrap=True)
        for line in told.not_analysed[: most or None]:
            console.print(Text(f"  {line}"), soft_wrap=True)


def write_comparison(path: Path, told: ToldOutcomes) -> None:
    """All of it as JSON; ends the command where it cannot be written."""
    write_text(path, json_text(dict(told.plain)) + "\n")


def _way(region: ToldRegion) -> tuple[tuple[int, str, str], ...]:
    order = {part: at for at, part in enumerate(OutcomePart)}
    return tuple((order[part], before or "", after or "") for part, before, after in region.changed)


def _changed(part: OutcomePart, before: str | None, after: str | None) -> str:
    return f"{part.value.replace('_', ' ').lower()}: {before or 'none'} → {after or 'none'}"


def _print_region(console: Console, region: ToldRegion) -> None:
    where = region.where or "found by search, region not known"
    console.print(Text(f"  where {where}{'' if region.proved else '  (searched)'}"), soft_wrap=True)
    sample = ", ".join(f"{name}: {value}" for name, value in sorted(region.sample.items()))
    console.print(Text(f"    such as {sample}", "dim"), soft_wrap=True)
