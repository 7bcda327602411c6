"""An impact in words, for every place that tells it."""

from __future__ import annotations

from collections.abc import Iterator

from creditrules.population.impact.changed import ChangeKind
from creditrules.population.impact.figures import Approval, Figures

__all__ = ["headline", "percent", "ratio_text"]


def percent(share: float | None) -> str:
    """12.3 %; a dash where there is none."""
    return "–" if share is None else f"{100 * share:.1f} %"


def ratio_text(ratio: float | None) -> str:
    """0.83; a dash where there is none."""
    return "–" if ratio is None else f"{ratio:.2f}"


def headline(figures: Figures) -> Iterator[str]:
    """What matters most, a sentence each."""
    whole = f"{figures.evaluated:,}"
    moved = figures.changed.get(ChangeKind.OUTCOME, 0)
    yield (
        f"{moved:,} of {whole} applicants get another outcome."
        if moved
        else f"No outcome of {whole} applicants changes."
    )
    for (before, after), rows in sorted(figures.moves.items(), key=lambda move: -move[1]):
        if before is not after:
            yield f"{rows:,} of {whole} move from {before.value} to {after.value}."
    terms, reasons = (figures.changed.get(kind, 0) for kind in (ChangeKind.TERMS, ChangeKind.REASONS))
    if terms or reasons:
        yield f"With the same outcome, {terms:,} get other terms and {reasons:,} only other reasons."
    yield f"Approved: {_rate(figures.before)} before, {_rate(figures.after)} after."
    yield from _losses(figures)
    yield from _ratios(figures)
    refused = figures.rows - figures.evaluated
    if refused:
        yield f"{refused:,} of {figures.rows:,} rows could not be evaluated and count nowhere."


def _losses(figures: Figures) -> Iterator[str]:
    loss = figures.loss
    if loss is not None and loss.before.known and loss.after.known:
        yield f"Bad among the approved: {percent(loss.before.rate)} before, {percent(loss.after.rate)} after."


def _ratios(figures: Figures) -> Iterator[str]:
    for each in figures.fairness:
        if each.before is not None and each.after is not None and each.after.lowest is not None:
            below = ", below four fifths" if each.after.below_four_fifths else ""
            lowest = f"{ratio_text(each.before.lowest)} before, {ratio_text(each.after.lowest)} after{below}"
            yield f"Lowest adverse impact ratio by {each.column}: {lowest}."


def _rate(approval: Approval) -> str:
    found = approval.interval
    if found is None:
        return percent(approval.rate)
    return f"{percent(approval.rate)} ({100 * found.low:.1f} to {100 * found.high:.1f})"
