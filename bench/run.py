"""`make bench`: all sections, each in a process of its own; the bars; a line in the history.

    python bench/run.py [quick] [bars] [patient] [SECTION…]

quick: smaller tables and fewer rounds, in two or three minutes; it says how things stand, and is not kept. bars: only
sections that bars hang on. patient: five times as long as is given otherwise, for a machine that others load. With
names of sections only these run, and nothing is kept. The status is 1 where a bar is missed or a section fails.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from figures.bars import judged
from figures.figure import Figure
from figures.kept import add, commit
from figures.told import print_judged, told_bars
from rich.console import Console
from sections import SECTIONS, Section

MOST_SECONDS = 600
PATIENCE = 5
WORDS = {"quick", "bars", "patient"}
CHILD = "--into"


def main() -> None:
    """Run what is asked for."""
    arguments = sys.argv[1:]
    quick = "quick" in arguments
    if CHILD in arguments:
        _one(arguments[0], Path(arguments[arguments.index(CHILD) + 1]), quick=quick)
        return
    console = Console(highlight=False, width=140)
    names = [each for each in arguments if each not in WORDS]
    few = quick or "bars" in arguments
    wanted = [each for each in SECTIONS if each.name in names or (not names and (each.bars or not few))]
    figures, failed = _all(console, wanted, PATIENCE if "patient" in arguments else 1, quick=quick)
    console.print("\nQuick: smaller tables than the bars are of." if quick else "")
    met = told_bars(console, figures) if names else print_judged(console, judged(figures))
    if not quick and not names:
        kept = add(figures, date=datetime.now(UTC).strftime("%Y-%m-%d"), commit=commit())
        console.print(f"Kept in the history of {kept.machine}; python bench/figures/curves.py shows it.")
    if failed:
        console.print(f"Sections that failed or were not run: {', '.join(failed)}.")
    sys.exit(0 if met and not failed else 1)


def _all(console: Console, wanted: Sequence[Section], patience: int, *, quick: bool) -> tuple[list[Figure], list[str]]:
    """The figures of all sections, and the names of those that did not end well or for which there was no time."""
    figures: list[Figure] = []
    failed: list[str] = []
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for section in wanted:
            left = MOST_SECONDS * patience - (time.monotonic() - started)
            into = Path(folder) / f"{section.name}.jsonl"
            options = ["quick"] if quick else []
            command = [sys.executable, __file__, section.name, *options, CHILD, str(into)]
            seconds = max(1.0, min(section.seconds * patience, left))
            try:
                subprocess.run(command, check=True, timeout=seconds)  # noqa: S603 - our own code
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
                late = isinstance(error, subprocess.TimeoutExpired)
                console.print(f"\n{section.name}: {'out of time' if late else 'failed'}.")
                failed.append(section.name)
            if into.exists():
                figures += [Figure(**json.loads(line)) for line in into.read_text("utf-8").splitlines()]
    return figures, failed


def _one(name: str, into: Path, *, quick: bool) -> None:
    """One section in this process; its figures are written as they are found, so that a late fault takes none along."""
    section = next(each for each in SECTIONS if each.name == name)
    with into.open("w", encoding="utf-8") as text:
        for figure in section.run(Console(highlight=False, width=140), quick=quick):
            text.write(json.dumps(asdict(figure)) + "\n")
            text.flush()


if __name__ == "__main__":
    main()
