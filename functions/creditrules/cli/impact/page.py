"""An impact for a reader at a terminal: the most important first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from creditrules.cli.assistants.texts import seen
from creditrules.population.impact import (
    Alternative,
    Fairness,
    Figures,
    GroupRate,
    Loss,
    PopulationImpact,
    Segment,
    headline,
    percent,
    ratio_text,
)

__all__ = ["print_impact"]

_MOST_LINES = 20


def print_impact(console: Console, impact: PopulationImpact) -> None:
    """All figures but distributions and means, which are in the report."""
    figures = impact.figures
    for sentence in headline(figures):
        console.print(seen(sentence), markup=False, soft_wrap=True)
    _moves(console, figures)
    _reasons(console, figures)
    for segment in figures.segments:
        _segment(console, segment)
    if figures.loss is not None:
        _loss(console, figures.loss)
    for fairness in figures.fairness:
        _fairness(console, fairness)
    _alternatives(console, impact.alternatives)
    _faults(console, figures)


def _moves(console: Console, figures: Figures) -> None:
    moved = [
        (g.before.value, g.after.value, g.reason_before or "-", g.reason_after or "-", f"{g.rows:,}")
        for g in figures.grounds
    ]
    _lines(console, ("from", "to", "because before", "because after", "rows"), moved, right=1)


def _reasons(console: Console, figures: Figures) -> None:
    lines = [
        (r.code, r.rule_set, f"{r.before:,}", f"{r.after:,}", f"{r.gained:+,}", f"{-r.lost:+,}")
        for r in figures.reasons
        if r.gained or r.lost
    ]
    _lines(console, ("reason", "rule set", "before", "after", "given to", "taken from"), lines, right=4)


def _segment(console: Console, segment: Segment) -> None:
    lines = [
        (g.group, f"{g.rows:,}", f"{g.moved:,}", percent(g.before.rate), percent(g.after.rate)) for g in segment.groups
    ]
    _lines(console, (segment.column, "rows", "moved", "approved before", "approved after"), lines, right=4)


def _loss(console: Console, loss: Loss) -> None:
    sides = [
        (name, f"{s.approved:,}", f"{s.known:,}", f"{s.bad:,}", percent(s.rate))
        for name, s in (("before", loss.before), ("after", loss.after))
    ]
    _lines(console, ("approved", "rows", "known", "bad", "bad rate"), sides, right=4)
    swaps = [
        (name, f"{s.good:,}", f"{s.bad:,}", f"{s.unknown:,}")
        for name, s in (("in", loss.swapped_in), ("out", loss.swapped_out))
    ]
    _lines(console, ("swapped", "good", "bad", "unknown"), swaps, right=3)


def _fairness(console: Console, fairness: Fairness) -> None:
    for name, side in (("before", fairness.before), ("after", fairness.after)):
        if side is not None:
            lines = [_group(group, side.reference) for group in side.groups]
            console.print(seen(f"\n{fairness.column}, {name}:"), end="", markup=False)
            _lines(console, ("group", "rows", "approved", "ratio", "interval", "p", ""), lines, right=0)


def _group(group: GroupRate, reference: str) -> tuple[str, ...]:
    found = group.ratio_interval
    notes = [
        *(["reference"] if group.group == reference else []),
        *(["below four fifths"] if group.below_four_fifths else []),
        *(["small group"] if group.small else []),
    ]
    return (
        group.group,
        f"{group.people:,}",
        percent(group.rate),
        ratio_text(group.ratio),
        f"{ratio_text(found.low)} to {ratio_text(found.high)}" if found else "",
        "" if group.p_value is None else f"{group.p_value:.3g} ({group.test})",
        ", ".join(notes),
    )


def _alternatives(console: Console, alternatives: Sequence[Alternative]) -> None:
    lines = [
        (a.name, ratio_text(a.ratio), percent(a.approval), percent(a.bad_rate), ", ".join(a.shortfalls) or "yes")
        for a in alternatives
    ]
    _lines(console, ("candidate", "lowest ratio", "approved", "bad rate", "less discriminatory alternative"), lines, 0)


def _faults(console: Console, figures: Figures) -> None:
    lines = [(fault.code, fault.place, f"{fault.rows:,}") for fault in figures.faults]
    _lines(console, ("rows that could not be evaluated", "place", "rows"), lines, right=1)


def _lines(console: Console, names: Sequence[str], lines: Iterable[Sequence[str]], right: int) -> None:
    shown = list(lines)
    if not shown:
        return
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for place, name in enumerate(names):
        numeric = place >= len(names) - right
        table.add_column(Text(seen(name)), justify="right" if numeric else "left", no_wrap=numeric, overflow="fold")
    for cells in shown[:_MOST_LINES]:
        table.add_row(*(Text(seen(cell)) for cell in cells))
    console.print()
    console.print(table)
    if len(shown) > _MOST_LINES:
        console.print(f"… and {len(shown) - _MOST_LINES} more")
