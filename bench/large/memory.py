"""What tables of many rows take of memory, and what requests leave behind; each in a fresh process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from figures.figure import Figure
from rich.console import Console

from creditrules.document import DocumentLimits

__all__ = ["memory"]

BENCH = Path(__file__).parents[1]
TABLE = f"""
import gc, json, random, resource, sys, time; sys.path.insert(0, {str(BENCH)!r})
from decisions import hard, ours
from large.resident import forget_peak, peak, resident
chance, (rows, *columns) = random.Random(2), map(int, sys.argv[1:])
case = hard.wide(rows, *columns, chance) if columns else hard.sparse(rows, chance)
text = ours.rule_set_text(case)
del case; gc.collect()
small = ours.compiled_text(ours.rule_set_text(hard.sparse(20, random.Random(2))))
gc.collect()
forget_peak()
before, started = resident(), time.process_time()
try:
    rule_set = ours.compiled_text(text)
except ours.Refused as refused:
    print(json.dumps({{"refused": str(refused)}}))
else:
    spent = time.process_time() - started
    gc.collect()
    print(json.dumps({{"bytes": len(text), "seconds": spent, "kept": resident() - before, "peak": peak() - before}}))
"""
REQUESTS = f"""
import json, sys; sys.path.insert(0, {str(BENCH)!r})
from answer_lender import serving
from answer_memory import asked_of
with serving() as asked:
    (_, first), *_, (_, last) = asked_of(asked, int(sys.argv[1]))
print(json.dumps({{"first": first, "grown": last - first}}))
"""


def memory(console: Console, *, quick: bool = False) -> Iterator[Figure]:
    """MiB of resident memory, and the processor time of reading, checking and compiling."""
    console.print("\nMemory, of a fresh process each, in MiB:\n")
    for name, sizes, told in (
        ("sparse", ("16000",), "16,000 rows of 6 columns, each with thresholds of its own"),
        ("long", ("10000" if quick else "100000", "12"), f"{'10,000' if quick else '100,000'} rows of 12 columns"),
    ):
        found = _told(TABLE, *sizes)
        if "refused" in found:
            console.print(f"  {told}: refused. {found['refused']}")
            yield from (
                Figure(f"memory/{name}/{part}", None, note=f"refused: {found['refused']}"[:200])
                for part in ("kept", "peak")
            )
            yield Figure(f"compile/{name}", None, "s", note="refused")
            continue
        size, most = (each / 2**20 for each in (found["bytes"], DocumentLimits().size))
        past = f" ({size:,.1f} MiB of JSON, of which a text may have {most:.0f})" if size > most else ""
        console.print(
            f"  {told}{past}: read, checked and compiled in {found['seconds']:.2f} s; "
            f"{found['kept']:,.0f} kept, {found['peak']:,.0f} at the most on the way"
        )
        yield Figure(f"compile/{name}", found["seconds"], "s")
        yield Figure(f"memory/{name}/kept", found["kept"], "MiB")
        yield Figure(f"memory/{name}/peak", found["peak"], "MiB")
    many = 1_000 if quick else 10_000
    found = _told(REQUESTS, str(many))
    grown = 100 * found["grown"] / found["first"]
    told = f"from the {many // 10:,}th to the {many:,}th answer, each about somebody else"
    console.print(f"  {told}: {found['grown']:+,.1f} to {found['first']:,.0f}, {grown:+.1f} %")
    yield Figure("memory/answers", grown, "%", note=told)


def _told(code: str, *arguments: str) -> dict[str, float]:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPATH"] = str(BENCH.parent / "functions")
    told = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, env=env
    )
    found: dict[str, float] = json.loads(told.stdout)
    return found
