"""The table of docs/speed.md from the history: of every bar the first figure and the last.

    python bench/figures/page.py

Writes it in place of the one that is there. First and last are runs on the same kind of machine as the last.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from figures.bars import BARS, Bar
from figures.kept import Kept, read
from figures.told import amount

__all__ = ["PAGE", "table_of", "with_table"]

PAGE = Path(__file__).parents[2] / "docs" / "speed.md"
_HEAD = "| What | First | Now | Bar |\n|---|---:|---:|---:|\n"
_NOTHING = "–"


def table_of(runs: Sequence[Kept]) -> str:
    """The rows of the runs' last kind of machine, with the head. Raises ValueError where there are none."""
    if not runs:
        raise ValueError("There is no run in the history.")
    alike = [each for each in runs if each.machine == runs[-1].machine]
    return _HEAD + "".join(f"{line}\n" for line in _rows(alike))


def _rows(runs: Sequence[Kept]) -> Iterator[str]:
    for bar in BARS:
        first, last = (_figure(run, bar) for run in (runs[0], runs[-1]))
        peer = f" ({bar.peer})" if bar.peer and bar.peer != "zen-engine" else ""
        yield f"| {bar.told}{peer} | {first} | {last} | {'≥' if bar.least else '≤'} {amount(bar.bar, bar.unit)} |"


def _figure(run: Kept, bar: Bar) -> str:
    value = run.figures.get(bar.figure)
    return _NOTHING if value is None else amount(value, bar.unit)


def with_table(page: str, table: str) -> str:
    """The page with this table in place of its own. Raises ValueError where it has none."""
    before, head, after = page.partition(_HEAD)
    if not head:
        raise ValueError("The page has no table of figures.")
    rest = after.splitlines(keepends=True)
    rows = next((at for at, line in enumerate(rest) if not line.startswith("|")), len(rest))
    return before + table + "".join(rest[rows:])


def main() -> None:
    """Write it."""
    PAGE.write_text(with_table(PAGE.read_text("utf-8"), table_of(read())), "utf-8")


if __name__ == "__main__":
    main()
