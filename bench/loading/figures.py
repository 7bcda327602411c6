"""Latencies and slopes, and the grids that they are printed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import linear_regression
from typing import Any

from rich.console import Console
from rich.table import Table

from loading.clients import Observed
from loading.service import Moment

__all__ = ["cpu_share", "percentile", "print_latencies", "print_shares", "slope"]

WARM = 1 / 3
"""Of the time, in which caches and pools fill."""


def percentile(ordered: Sequence[float], share: float) -> float:
    """Of values that rise: the smallest that so large a share does not exceed."""
    return ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]


def slope(moments: Sequence[Moment]) -> float:
    """By how many megabytes a minute the memory grew after the warm-up, fitted by a line."""
    warm = [each for each in moments if each.at >= moments[-1].at * WARM]
    if len(warm) < 2:
        return 0.0
    return linear_regression([each.at for each in warm], [each.resident for each in warm]).slope * 60


def cpu_share(moments: Sequence[Moment]) -> float:
    """How many processors were busy with it on average."""
    return (moments[-1].cpu - moments[0].cpu) / (moments[-1].at - moments[0].at)


def print_latencies(console: Console, seen: Observed) -> None:
    """One line a kind, and one for all."""
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("requests", "sent", "p50 ms", "p99 ms", "p99.9 ms", "longest ms"):
        grid.add_column(head, justify="left" if head == "requests" else "right")
    every = [each for seconds in seen.seconds.values() for each in seconds]
    for kind, seconds in (*sorted(seen.seconds.items()), ("all", every)):
        ordered = sorted(seconds)
        cells = [percentile(ordered, 0.5), percentile(ordered, 0.99), percentile(ordered, 0.999), ordered[-1]]
        grid.add_row(kind, f"{len(ordered):,}", *(f"{cell * 1000:,.1f}" for cell in cells))
    console.print(grid)


def print_shares(console: Console, told: Mapping[str, Any]) -> None:
    """Where the service's CPU time went, as `loading/sampled.py` tells it."""
    spent: Mapping[str, float] = told["spent"]
    grid = Table(box=None, pad_edge=False, header_style="bold")
    grid.add_column("the service's CPU time")
    grid.add_column("%", justify="right")
    total = sum(spent.values())
    for name, seconds in sorted(spent.items(), key=lambda each: -each[1]):
        grid.add_row(name, f"{seconds / total * 100:.1f}")
    console.print(grid)
    longest = told["longestCollection"] * 1000
    console.print(f"collecting cycles: {told['collecting'] / total * 100:.1f} % of it, {longest:.0f} ms at most")
