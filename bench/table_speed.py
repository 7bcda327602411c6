"""One decision on tables of four sizes, in every engine, with the bars that creditrules sets itself."""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from contenders import Answer, asked, asked_and_read, bare_index, cel_rows, compiled, if_chain, zen_engine
from rich.console import Console
from rich.table import Table
from table_rows import TableRow, as_decimals, make_rows, random_applicants, worst_applicant

SIZES = (20, 200, 1_000, 16_000)
ASKED = 40
ROUND_SECONDS = 0.04
ROUNDS = 10
BATCH = 40
PLAIN = {"zen", "CEL"}
HEADS = ("ours", "trace", "read", "zen", "CEL", "chain", "bare")

Costs = Mapping[tuple[int, str], Mapping[str, float]]


def print_table_speed(console: Console) -> None:
    """Measure, compare the answers, print the ratios and the bars."""
    console.print("One decision on a six-column first-hit table; every engine has the same rows, in this process.")
    console.print(
        f"Times in microseconds of the processor, the best of {ROUNDS} rounds; all answers are compared first."
    )
    console.print("trace: the answer with a trace kept; read: the same, its matches and nearest misses read as well.\n")
    costs: dict[tuple[int, str], dict[str, float]] = {}
    load: dict[int, float] = {}
    for size in SIZES:
        rows = make_rows(size)
        started = time.perf_counter()
        model = compiled(rows)
        load[size] = time.perf_counter() - started
        engines = {
            "ours": asked(model),
            "trace": asked(model, trace=True),
            "read": asked_and_read(model),
            **_others(rows),
        }
        anybody, worst = random_applicants(ASKED), worst_applicant()
        _compare(engines, [*anybody, worst], size)
        for name, people in (("random", anybody), ("worst", [worst])):
            costs[size, name] = _together({each: (engines[each], _inputs(each, people)) for each in HEADS})
    console.print(_table(costs, load))
    console.print(_bars(costs))
    console.print(f"\nMemory of the compiled table of 16,000 rows: {_memory(make_rows(16_000)):,.1f} MiB.")


def _others(rows: list[TableRow]) -> dict[str, Answer]:
    return {"zen": zen_engine(rows), "CEL": cel_rows(rows), "chain": if_chain(rows), "bare": bare_index(rows)}


def _table(costs: Costs, load: Mapping[int, float]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    ratios = (("zen", "ours"), ("CEL", "ours"), ("chain", "ours"), ("ours", "bare"), ("trace", "ours"))
    for head in ("rows", "applicant", *HEADS, *(f"{one}/{other}" for one, other in ratios), "load ms"):
        table.add_column(head, justify="left" if head == "applicant" else "right")
    for (size, name), cost in costs.items():
        table.add_row(
            f"{size:,}",
            name,
            *(f"{cost[each]:,.1f}" for each in HEADS),
            *(f"{cost[one] / cost[other]:,.1f}" for one, other in ratios),
            f"{load[size] * 1000:,.0f}" if name == "random" else "",
        )
    return table


def _bars(costs: Costs) -> str:
    worst = {size: costs[size, "worst"] for size in SIZES}
    growth = max(costs[16_000, name]["ours"] / costs[1_000, name]["ours"] for name in ("random", "worst"))
    bare = {size: max(cost["ours"] / cost["bare"] for (of, _), cost in costs.items() if of == size) for size in SIZES}
    trace = max(cost["trace"] / cost["ours"] for cost in costs.values())
    bars = [
        ("zen / ours at 1,000 rows, worst", worst[1_000]["zen"] / worst[1_000]["ours"], 100, True),
        ("zen / ours at 16,000 rows, worst", worst[16_000]["zen"] / worst[16_000]["ours"], 1000, True),
        *((f"ours / bare index at {size:,} rows", ratio, 3, False) for size, ratio in bare.items()),
        ("with trace / without, the most of all", trace, 2, False),
        ("growth from 1,000 to 16,000 rows", growth, 3, False),
    ]
    lines = [
        f"  {'met   ' if (value >= bar if least else value <= bar) else 'MISSED'} "
        f"{name}: {value:,.1f} (bar: at {'least' if least else 'most'} {bar:,})"
        for name, value, bar, least in bars
    ]
    return "\n".join(("\nBars:", *lines))


def _memory(rows: list[TableRow]) -> float:
    gc.collect()
    tracemalloc.start()
    model = compiled(rows)
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert model.decisions
    return size / 2**20


def _inputs(engine: str, applicants: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Zen and CEL take plain numbers only; the others get exact ones."""
    return list(applicants) if engine in PLAIN else [as_decimals(applicant) for applicant in applicants]


def _compare(engines: dict[str, Answer], applicants: list[dict[str, Any]], size: int) -> None:
    for place, applicant in enumerate(applicants):
        answers = {name: answer(_inputs(name, [applicant])[0]) for name, answer in engines.items()}
        if len(set(answers.values())) != 1:
            sys.exit(f"{size} rows, applicant {place}: the answers differ: {answers}")
    if answers["ours"] != size:
        sys.exit(f"{size} rows: the worst applicant meets row {answers['ours']}, not the last")


def _together(engines: Mapping[str, tuple[Answer, list[dict[str, Any]]]]) -> dict[str, float]:
    """Microseconds of each; the rounds go in turn, so that what else the machine does meets all alike."""
    gc.collect()
    best = dict.fromkeys(engines, float("inf"))
    for _ in range(ROUNDS):
        for name, (answer, applicants) in engines.items():
            best[name] = min(best[name], _round(answer, applicants))
    return best


def microseconds(answer: Callable[[dict[str, Any]], object], applicants: list[dict[str, Any]]) -> float:
    """The best mean of some rounds."""
    gc.collect()
    return min(_round(answer, applicants) for _ in range(ROUNDS))


def _round(answer: Callable[[dict[str, Any]], object], applicants: list[dict[str, Any]]) -> float:
    """Microseconds of processor time an answer, over a time long enough for the clock."""
    started = time.process_time()
    answer(applicants[0])
    slow = time.process_time() - started > ROUND_SECONDS / BATCH
    people = applicants if slow else applicants * max(1, BATCH // len(applicants))
    count, started = 0, time.process_time()
    while time.process_time() - started < ROUND_SECONDS:
        for applicant in people:
            answer(applicant)
        count += len(people)
    return (time.process_time() - started) / count * 1e6
