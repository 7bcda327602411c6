"""What publishing takes, the first question of a process, and a question without any facts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from figures.figure import Figure
from rich.console import Console
from table_rows import worst_applicant

from creditrules.auth import make_key
from large.lender import PRODUCTS, content_of, large_lender, product_content

__all__ = ["large"]

BENCH = Path(__file__).parents[1]
ROUNDS = 5
FRESH = 3
FIRST = f"""
import json, sys, time; sys.path.insert(0, {str(BENCH)!r})
from pathlib import Path
from creditrules.auth import make_key
from large.lender import large_lender
with large_lender(make_key(), Path(sys.argv[1])) as lender:
    facts = json.loads(sys.argv[2])
    started = time.process_time()
    lender.ask(facts, ("loan",))
    print(time.process_time() - started)
"""


def large(console: Console, *, quick: bool = False) -> Iterator[Figure]:
    """Through the service in this process, its table in memory or in a file: no network is in it."""
    rows = 2_000 if quick else 16_000
    console.print(f"\nA rule set of {rows:,} rows and 6 columns, in the service; processor time.\n")
    with tempfile.TemporaryDirectory() as folder:
        with large_lender(make_key(), Path(folder)) as lender:
            first, second = lender.publish(content_of(rows)), lender.publish(content_of(rows, last="REFER"))
            for slug in PRODUCTS:
                lender.publish(product_content(slug))
            console.print(f"  publishing its first version {first:.2f} s, the next one {second:.2f} s")
            yield Figure("publish/first", first, "s", note=f"{rows:,} rows")
            yield Figure("publish/next", second, "s", note=f"{rows:,} rows")
            yield from _without_facts(console, lender.asking({}), lender.asking(worst_applicant()))
        yield from _first(console, folder)


def _without_facts(console: Console, nothing: object, everything: object) -> Iterator[Figure]:
    for name, ask, told in (
        ("no facts", nothing, "three products sharing it, no facts at all, warm"),
        ("all facts", everything, "the same with all facts, warm"),
    ):
        assert callable(ask)
        ask()
        spent = min(map(_seconds, [ask] * ROUNDS)) * 1000
        console.print(f"  {told}: {spent:,.1f} ms")
        yield Figure(f"partial/{name}", spent, "ms")


def _seconds(ask: object) -> float:
    assert callable(ask)
    started = time.process_time()
    ask()
    return time.process_time() - started


def _first(console: Console, folder: str) -> Iterator[Figure]:
    """In fresh processes over the same file, their service made already; and what it is where a table has one row."""
    with tempfile.TemporaryDirectory() as other:
        with large_lender(make_key(), Path(other)) as lender:
            lender.publish(content_of(1))
            for slug in PRODUCTS:
                lender.publish(product_content(slug))
        large, small = (min(_in_fresh_process(each) for _ in range(FRESH)) * 1000 for each in (folder, other))
    console.print(
        f"  the first question of a fresh process: {large:,.0f} ms; where the table has one row, {small:,.0f} ms"
    )
    yield Figure("cold/first", large, "ms", "a table of one row", small)


def _in_fresh_process(folder: str) -> float:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPATH"] = str(BENCH.parent / "functions")
    told = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", FIRST, folder, json.dumps(worst_applicant())],
        capture_output=True, text=True, check=True, env=env,
    )  # fmt: skip
    return float(told.stdout)
