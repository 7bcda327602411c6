"""`make bench`: ratios against other engines on one table, applicants a second, and where the time of a query goes."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from contenders import Answer, bare_index, if_chain, ours, zen_engine
from population_speed import print_population_speed
from query_share import print_query_share
from rich.console import Console
from rich.table import Table
from table_rows import as_decimals, make_rows, random_applicants, worst_applicant

SIZES = (20, 200, 1_000, 16_000)
ASKED = 40
ROUND_SECONDS = 0.15
ROUNDS = 3


def main() -> None:
    """Print everything; the status is 1 when answers differ."""
    console = Console(highlight=False, width=120)
    console.print("One decision on a six-column first-hit table; every engine has the same rows, in this process.")
    console.print("Times in microseconds, the best of three rounds; all answers are compared first.\n")
    console.print(_tables())
    print_query_share(console)
    print_population_speed(console)


def _tables() -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    heads = (
        "rows",
        "applicant",
        "ours",
        "zen-engine",
        "if-chain",
        "bare index",
        "zen / ours",
        "chain / ours",
        "ours / bare",
        "load ms",
    )
    for head in heads:
        table.add_column(head, justify="left" if head == "applicant" else "right")
    for size in SIZES:
        rows = make_rows(size)
        started = time.perf_counter()
        mine = ours(rows)
        load = (time.perf_counter() - started) * 1000
        engines = {"ours": mine, "zen": zen_engine(rows), "chain": if_chain(rows), "bare": bare_index(rows)}
        anybody, worst = random_applicants(ASKED), worst_applicant()
        _compare(engines, [*anybody, worst], size)
        for name, asked in (("random", anybody), ("worst", [worst])):
            cost = {each: _microseconds(answer, _inputs(each, asked)) for each, answer in engines.items()}
            table.add_row(
                f"{size:,}",
                name,
                *(f"{cost[each]:,.1f}" for each in ("ours", "zen", "chain", "bare")),
                f"{cost['zen'] / cost['ours']:,.0f}",
                f"{cost['chain'] / cost['ours']:,.1f}",
                f"{cost['ours'] / cost['bare']:,.1f}",
                f"{load:,.0f}" if name == "random" else "",
            )
    return table


def _inputs(engine: str, applicants: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Zen takes plain numbers only; the others get exact ones."""
    return list(applicants) if engine == "zen" else [as_decimals(applicant) for applicant in applicants]


def _compare(engines: dict[str, Answer], applicants: list[dict[str, Any]], size: int) -> None:
    for place, applicant in enumerate(applicants):
        answers = {name: answer(_inputs(name, [applicant])[0]) for name, answer in engines.items()}
        if len(set(answers.values())) != 1:
            sys.exit(f"{size} rows, applicant {place}: the answers differ: {answers}")
    if answers["ours"] != size:
        sys.exit(f"{size} rows: the worst applicant meets row {answers['ours']}, not the last")


def _microseconds(answer: Callable[[dict[str, Any]], int], applicants: list[dict[str, Any]]) -> float:
    """The best mean of some rounds, each long enough for the clock."""
    gc.collect()
    best = float("inf")
    for _ in range(ROUNDS):
        count, started = 0, time.perf_counter()
        while time.perf_counter() - started < ROUND_SECONDS:
            for applicant in applicants:
                answer(applicant)
            count += len(applicants)
        best = min(best, (time.perf_counter() - started) / count)
    return best * 1e6


if __name__ == "__main__":
    main()
