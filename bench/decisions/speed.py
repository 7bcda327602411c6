"""One decision on the public path, beside zen-engine and CEL with the same work; answers are compared first."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from figures.figure import Figure
from figures.rounds import Way, microseconds_of
from rich.console import Console
from rich.table import Table

from decisions.cases import Case
from decisions.hard import hard_tables
from decisions.kind import SIZES, conditions_in_cel, kind_table, product_tables
from decisions.ours import Refused, Told, answered, compiled, rule_set_document
from decisions.peers import Answer, with_cel, with_zen

__all__ = ["hostile", "kind"]

HEAD = """
{title}
Facts as JSON text in; outcome, limit, and every reason with its words, row and version out. Microseconds of the
processor, the best of interleaved rounds. zen-engine gives numbers out as floats, CEL reckons in them; neither knows
missing facts, versions or times. What a reason says, and what three tables come to together, a caller works out in
Python, which is measured with them. CEL has no tables: a program a row."""


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    ours: float
    zen: float | None
    cel: float | None
    load: float
    note: str = ""


def kind(console: Console, *, quick: bool = False) -> Iterator[Figure]:
    """The six-column table, and a product of three of them."""
    console.print(HEAD.format(title="One decision on kind tables."))
    shown = _shown()
    for rows in SIZES[:2] if quick else SIZES:
        for people in ("random", "worst"):
            case = kind_table(rows, people)
            line = _measured(case.name, [case], cel=with_cel(case, conditions_in_cel(rows)))
            _show(shown, line)
            yield from _figures(f"decide/{rows}/{people}", line)
            line = _measured(f"{case.name}, product of three", product_tables(rows, people))
            _show(shown, line)
            yield from _figures(f"product/{rows}/{people}", line)
    console.print(shown)


def hostile(console: Console, *, quick: bool = False) -> Iterator[Figure]:
    """Tables that hurt, of 16,000 rows."""
    rows = 1_000 if quick else 16_000
    console.print(HEAD.format(title=f"One decision on hostile tables of {rows:,} rows."))
    shown = _shown()
    for case in hard_tables(rows):
        try:
            line = _measured(case.name, [case])
        except Refused as refused:
            shown.add_row(case.name, "refused", "", "", "", "", "", str(refused)[:60])
            for figure in (f"hostile/{case.name}", f"hostile/{case.name}/zen to ours"):
                yield Figure(figure, None, note=f"refused: {refused}"[:200])
            continue
        _show(shown, line)
        yield from _figures(f"hostile/{case.name}", line)
    console.print(shown)


def _measured(name: str, tables: Sequence[Case], cel: Answer | None = None) -> _Line:
    documents = [rule_set_document(each, f"bench-{place}") for place, each in enumerate(tables)]
    started = time.process_time()
    ours = answered([compiled(each) for each in documents])
    load = time.process_time() - started
    people = [json.dumps(each) for each in tables[0].people]
    zen = with_zen(tables) if all(each.zen is not None for each in tables) else None
    for person in people:
        told = ours(person)
        for peer in filter(None, (zen, cel)):
            _compare(name, told, peer(person), tables)
    ways: dict[str, Way] = {"ours": (ours, people)}
    ways |= {each: (peer, people) for each, peer in (("zen", zen), ("cel", cel)) if peer is not None}
    costs = microseconds_of(ways)
    return _Line(name, costs["ours"], costs.get("zen"), costs.get("cel"), load, tables[0].note)


def _compare(name: str, told: Told, theirs: tuple[Any, ...], tables: Sequence[Case]) -> None:
    """The same outcome and reasons; under hit policies that the peer does not have, only what can be the same."""
    outcome, _, reasons = theirs
    ours = sorted((code, words, row) for code, words, row, _ in told.reasons)
    if any(each.hit in {"ANY", "PRIORITY"} for each in tables):
        same = told.outcome == outcome and ours and set(ours) <= set(reasons)
    else:
        same = (told.outcome, ours) == (outcome, sorted(reasons))
    if not same:
        sys.exit(f"{name}: the answers differ: {told.outcome} {ours[:3]} and {outcome} {list(reasons)[:3]}")


def _figures(name: str, line: _Line) -> Iterator[Figure]:
    yield Figure(name, line.ours, "µs", "zen", line.zen, line.note)
    if line.zen is not None:
        yield Figure(f"{name}/zen to ours", line.zen / line.ours, "times", "zen", None, line.note)


def _shown() -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("table", "ours", "zen", "CEL", "zen/ours", "CEL/ours", "load s", "what the peer does not do besides"):
        table.add_column(head, justify="left" if head.startswith(("table", "what")) else "right")
    return table


def _show(table: Table, line: _Line) -> None:
    peers: Mapping[str, float | None] = {"zen": line.zen, "cel": line.cel}
    costs = [f"{cost:,.1f}" if cost is not None else "" for cost in peers.values()]
    ratios = [f"{cost / line.ours:,.2f}" if cost is not None else "" for cost in peers.values()]
    table.add_row(line.name, f"{line.ours:,.1f}", *costs, *ratios, f"{line.load:.2f}", line.note)
