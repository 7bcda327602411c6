"""Bars on a page of text: what was measured, what it has to be, and whether it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from figures.bars import Judged, judged
from figures.figure import Figure

__all__ = ["amount", "print_judged", "told_bars"]

_WORDS = {True: "met", False: "MISSED", None: "not measured"}


def print_judged(console: Console, found: Sequence[Judged]) -> bool:
    """The table of all bars; whether none is missed."""
    table = Table(box=None, pad_edge=False, header_style="bold", title="Bars", title_justify="left")
    for head in ("", "what", "measured", "bar", "peer", "note"):
        table.add_column(head, justify="right" if head in {"measured", "bar"} else "left")
    for each in found:
        bar, figure = each.bar, each.figure
        measured = "-" if figure is None or figure.value is None else amount(figure.value, bar.unit)
        peer = bar.peer
        if figure is not None and figure.peer_value is not None and bar.unit != "times":
            peer = f"{peer or figure.peer} {amount(figure.peer_value, bar.unit)}"
        limit = f"{'≥' if bar.least else '≤'} {amount(bar.bar, bar.unit)}"
        table.add_row(_WORDS[each.met], bar.told, measured, limit, peer, figure.note[:40] if figure else "")
    console.print(table)
    counts = {word: sum(each.met is state for each in found) for state, word in _WORDS.items()}
    console.print(", ".join(f"{count} {word}" for word, count in counts.items() if count) + ".")
    return not counts["MISSED"]


def told_bars(console: Console, figures: Iterable[Figure]) -> bool:
    """The bars of these figures alone; whether none is missed."""
    return print_judged(console, [each for each in judged(figures) if each.figure is not None])


def amount(value: float, unit: str) -> str:
    """With as many digits as one can read."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}{'' if unit.startswith('/') else ' '}{'×' if unit == 'times' else unit}"
