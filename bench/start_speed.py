"""What a fresh process takes to import the language and to load a table of 1,000 rows, against importing strawberry."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console

BENCH = Path(__file__).parent
ROUNDS = 7
CLOCK = "import time; started = time.process_time()\n"
TOLD = "\nprint(time.process_time() - started)"
STRAWBERRY = f"{CLOCK}import strawberry{TOLD}"
LANGUAGE = f"{CLOCK}import creditrules.feel, creditrules.dmn{TOLD}"
LOADING = f"""
import sys; sys.path.insert(0, {str(BENCH)!r})
from contenders import check_model, compile_model, read_model, table_document
from table_rows import make_rows
document = table_document(make_rows(1000))
{CLOCK}compile_model(check_model(read_model(document).model)){TOLD}"""


def print_start_speed(console: Console) -> None:
    """Processor time, the least of some rounds, all modules compiled to bytecode before."""
    with tempfile.TemporaryDirectory() as kept:
        times = {code: min(_seconds(code, kept) for _ in range(ROUNDS)) for code in (STRAWBERRY, LANGUAGE, LOADING)}
    base = times[STRAWBERRY]
    console.print(f"\nImporting strawberry takes {base * 1000:.0f} ms of a fresh process. Against that:")
    for name, code, bar in (
        ("importing creditrules.feel and creditrules.dmn", LANGUAGE, 1 / 3),
        ("reading, checking and compiling a table of 1,000 rows and 6 columns", LOADING, 1.0),
    ):
        ratio = times[code] / base
        console.print(f"  {'met   ' if ratio <= bar else 'MISSED'} {name}: {ratio:.2f} (bar: at most {bar:.2f})")


def _seconds(code: str, bytecode: str) -> float:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env |= {"PYTHONPYCACHEPREFIX": bytecode, "PYTHONPATH": str(BENCH.parent / "functions")}
    told = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env
    )
    return float(told.stdout)
