"""What an evaluation came to, for a reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from creditrules.eligibility import Decision, Offer, Outcome
from creditrules.population import Tally
from creditrules.rules import choose

__all__ = ["print_decision", "print_tally"]

_MOST_LINES = 20

Thing = TypeVar("Thing", str, tuple[str, str, str])


def print_tally(console: Console, tally: Tally, seconds: float, by: str | None) -> None:
    """Counts, most frequent first; outcomes in the order of the ladder."""
    console.print(f"{tally.rows:,} applicants: {tally.evaluated:,} evaluated, {tally.refused:,} with errors")
    if tally.evaluated:
        speed = tally.rows / seconds if seconds else 0
        console.print(f"{seconds:.1f} s, {speed:,.0f} applicants a second")
        _outcomes(console, tally)
        _counts(
            console,
            ("reason", "category", "rule set"),
            (((code, category, slug), n) for (category, slug, code), n in _most_frequent(tally.reasons)),
            tally.evaluated,
        )
        for name, counts in (("missing fact", tally.missing), ("warning", tally.warnings)):
            _counts(console, (name,), (((text,), n) for text, n in _most_frequent(counts)), tally.evaluated)
    if by is not None and tally.groups:
        _groups(console, tally, by)
    _faults(console, tally)


def print_decision(console: Console, decision: Decision) -> None:
    """One decision in words."""
    console.print(f"\n[bold]{decision.outcome.value}[/]", end="")
    if decision.outcome is Outcome.UNDETERMINED:
        console.print(f" (possible: {', '.join(decision.possible_outcomes)})", end="")
    console.print()
    for reason in decision.reasons:
        words = choose(reason.definition.message) if reason.definition else reason.finding.detail
        console.print(f"  {reason.finding.intervention.value:8} {reason.code}: {words}", soft_wrap=True, markup=False)
        if reason.definition and reason.definition.lift_texts:
            console.print(f"           {choose(reason.definition.lift_texts)}", soft_wrap=True, markup=False)
    if decision.offer is not None:
        console.print(f"  offer: {_offer_line(decision.offer)}", soft_wrap=True, markup=False)
    for note in decision.offer_notes:
        console.print(f"  {note.code.value}: {note.message()}", soft_wrap=True, markup=False)
    if decision.missing_facts:
        console.print("  missing: " + ", ".join(fact.name for fact in decision.missing_facts), markup=False)


def _offer_line(offer: Offer) -> str:
    apr = "" if offer.apr is None else f", APR {offer.apr.percent:f} %"
    of = f"{len(offer.schedule.instalments)} instalments of {offer.schedule.instalment:f}"
    total = f"{offer.schedule.total_payable:f} to pay in all"
    return f"{offer.amount:f} {offer.currency} at {offer.rate * 100:f} %{apr}; {of}, {total}"


def _outcomes(console: Console, tally: Tally) -> None:
    ordered = [((o.value,), tally.outcomes[o.value]) for o in Outcome if tally.outcomes[o.value]]
    _counts(console, ("outcome",), ordered, tally.evaluated)


def _counts(
    console: Console, names: tuple[str, ...], counts: Iterable[tuple[tuple[str, ...], int]], total: int
) -> None:
    lines = list(counts)
    if not lines:
        return
    table = _table((*names, "rows", "%"), right=2)
    for cells, count in lines[:_MOST_LINES]:
        table.add_row(*cells, f"{count:,}", f"{100 * count / total:.1f}")
    console.print()
    console.print(table)
    if len(lines) > _MOST_LINES:
        console.print(f"… and {len(lines) - _MOST_LINES} more")


def _most_frequent(counts: Counter[Thing]) -> list[tuple[Thing, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _groups(console: Console, tally: Tally, by: str) -> None:
    outcomes = [o.value for o in Outcome if tally.outcomes[o.value]]
    table = _table((by, *outcomes), right=len(outcomes))
    for group in sorted({group for group, _ in tally.groups}):
        table.add_row(group, *(f"{tally.groups[group, outcome]:,}" for outcome in outcomes))
    console.print()
    console.print(table)


def _faults(console: Console, tally: Tally) -> None:
    kinds = sorted(tally.faults.values(), key=lambda kind: (-kind.count, kind.code, kind.place))
    if kinds:
        console.print("\nErrors by kind; these rows were not evaluated:")
    for kind in kinds[:_MOST_LINES]:
        where = f" at {kind.place}" if kind.place else ""
        console.print(f"  {kind.count:,} × {kind.code}{where}", markup=False)
        for row, message in kind.examples:
            console.print(f"      row {row}: {message}", soft_wrap=True, markup=False)


def _table(names: tuple[str, ...], right: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for place, name in enumerate(names):
        numeric = place >= len(names) - right
        table.add_column(name, justify="right" if numeric else "left", no_wrap=numeric, overflow="fold")
    return table
