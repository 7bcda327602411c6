"""Sections on scores: the ladder, calibration, bins and stability."""

from __future__ import annotations

from collections.abc import Iterator

from creditrules.markup import Markup, joined, tag
from creditrules.population.report.sections import Section, range_text
from creditrules.population.report.tables import table
from creditrules.population.suggestion.bins import Binned
from creditrules.population.suggestion.fitting import points_of
from creditrules.population.suggestion.judged import Judged
from creditrules.population.suggestion.judging.calibration import Band
from creditrules.population.suggestion.judging.stability import Period
from creditrules.population.suggestion.page.plots import calibration_plot, shares_plot
from creditrules.population.suggestion.tree import Tree
from creditrules.population.suggestion.writing.cells import cell_of, interval

__all__ = ["score_sections"]


def score_sections(judged: Judged) -> Iterator[Section]:
    """All of them."""
    yield Section("ladder", "The ladder", joined(_ladder(judged)))
    yield Section("calibration", "Calibration", joined(_calibration(judged)))
    candidate = judged.made.candidate
    if isinstance(candidate, Tree):
        yield Section("cases", "Cases", _cases(candidate))
    yield Section("bins", "Bins", joined(_bins(binned, judged) for binned in candidate.bins))
    yield Section("stability", "Stability", joined(_stability(judged)))


def _ladder(judged: Judged) -> Iterator[Markup]:
    rows = [
        (
            step.rung.intervention.value,
            interval(step.rung.low, step.rung.high),
            f"{step.rows:,}",
            f"{step.rows / judged.tested.rows:.1%}",
            f"{step.bad / step.rows:.1%}" if step.rows else "–",
        )
        for step in judged.steps
    ]
    names = ("outcome", "score", "applicants", "part", "bad")
    yield table("Of the rows that judge", names, rows, numbers=3)


def _calibration(judged: Judged) -> Iterator[Markup]:
    bands = judged.bands
    yield calibration_plot("Share of bad: expected and observed, by score", bands)
    bad = sum(band.bad for band in bands) or 1
    good = sum(band.rows - band.bad for band in bands) or 1
    shares = [(band.bad / bad, (band.rows - band.bad) / good) for band in bands]
    yield shares_plot("Where bad and good applicants are", [str(band.low) for band in bands], shares)
    names = ("scores", "applicants", "bad", "expected", "observed", "95 % interval")
    yield table("Bands of about as many applicants", names, map(_band, bands), numbers=5)


def _band(band: Band) -> tuple[str, ...]:
    shares = (f"{band.expected:.1%}", f"{band.observed:.1%}", range_text(band.interval))
    return (f"{band.low} to {band.high}", f"{band.rows:,}", f"{band.bad:,}", *shares)


def _cases(tree: Tree) -> Markup:
    rows = [
        (
            str(number),
            *(cell_of(binned, places) for binned, places in zip(tree.bins, leaf.places, strict=True)),
            f"{leaf.rows:,}",
            f"{leaf.bad / leaf.rows:.1%}",
            str(leaf.points),
        )
        for number, leaf in enumerate(tree.leaves, 1)
    ]
    names = ("case", *(binned.column for binned in tree.bins), "applicants", "bad", "points")
    return table("Of the rows that it was fitted to, the best first", names, rows, numbers=3)


def _bins(binned: Binned, judged: Judged) -> Markup:
    points = points_of(judged.made.candidate).get(binned.column)
    rows = [
        (
            cell_of(binned, [place]),
            f"{each.rows:,}",
            f"{each.bad_share:.1%}",
            f"{each.evidence:+.3f}",
            *([str(points[place])] if points else []),
        )
        for place, each in enumerate(binned.bins)
    ]
    names = ("value", "applicants", "bad", "evidence", *(["points"] if points else []))
    told = f"Information value {binned.information:.3f}; stability index {judged.columns[binned.column]:.3f}"
    return joined([tag("h3", binned.column), table(told, names, rows, numbers=len(names) - 1)])


def _stability(judged: Judged) -> Iterator[Markup]:
    said = "Of the rows that judge beside those that it was fitted to. Below 0.1 little has moved, above 0.25 much has."
    yield tag("p", f"Stability index of the scores: {judged.stability:.3f}. {said}")
    if judged.periods:
        names = ("from", "to", "applicants", "bad", "index of scores", "AUC")
        yield table("By time, all rows", names, map(_period, judged.periods), numbers=4)


def _period(period: Period) -> tuple[str, ...]:
    area = "–" if period.tells is None else f"{period.tells.auc:.3f}"
    counts = (f"{period.rows:,}", f"{period.bad / period.rows:.1%}")
    return (period.first, period.last, *counts, f"{period.stability:.3f}", area)
