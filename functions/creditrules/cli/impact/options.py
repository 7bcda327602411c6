"""What was typed, as the plan of an impact."""

from __future__ import annotations

from collections.abc import Sequence

from creditrules.cli.screen import give_up
from creditrules.errors import Refusal
from creditrules.population.impact import Bands, ImpactPlan, KnownOutcome, read_bands
from creditrules.records import dataclass

__all__ = ["TellingOptions", "plan_of"]


@dataclass(frozen=True, slots=True)
class TellingOptions:
    """The options that say what is told."""

    segments: Sequence[str]
    protected: Sequence[str]
    references: Sequence[str]
    outcome: str | None
    bad: Sequence[str]
    good: Sequence[str]
    exposure: str | None
    scores: Sequence[str]
    confidence: float


def plan_of(asked: TellingOptions) -> ImpactPlan:
    """The plan; ends the command where options contradict each other."""
    if asked.outcome is None and (asked.bad or asked.good or asked.exposure):
        give_up("--bad, --good and --exposure go with --outcome-column.", status=2)
    if asked.outcome is not None and not asked.bad:
        hint = "Name the values that mean a loss with --bad, as in --bad 1."
        give_up(f"--outcome-column {asked.outcome} does not say which values are bad.", hint, status=2)
    outcome = KnownOutcome(asked.outcome, frozenset(asked.bad), frozenset(asked.good)) if asked.outcome else None
    protected = tuple(map(_bands, asked.protected))
    references = dict(map(_reference, asked.references))
    for column in references:
        if column not in {bands.column for bands in protected}:
            give_up(f"--reference names '{column}', which is no --protected column.", status=2)
    segments = tuple(bands for bands in map(_bands, asked.segments) if bands not in protected)
    _refuse_twice([bands.column for bands in (*segments, *protected)])
    return ImpactPlan(segments, protected, references, outcome, asked.exposure, tuple(asked.scores), asked.confidence)


def _bands(text: str) -> Bands:
    try:
        return read_bands(text)
    except Refusal as refusal:
        give_up(refusal.message, refusal.hint, status=2)


def _reference(text: str) -> tuple[str, str]:
    column, equals, group = text.partition("=")
    if not equals:
        give_up(f"--reference {text!r} names no group.", "Write it as --reference sex=male.", status=2)
    return column, group


def _refuse_twice(columns: Sequence[str]) -> None:
    for column in columns:
        if columns.count(column) > 1:
            give_up(f"The column '{column}' is asked for twice with other cuts.", status=2)
