"""How long it takes to find what overlaps and what is missing in tables like those of the literature.

python bench/verification_speed.py [SECONDS]      stops after so many seconds, 60 unless given

Calvanese, Dumas, Laurson, Maggi, Montali and Teinemaa report of their sweep, in JavaScript within an editor, less than
a minute on tables of up to about 1,500 rules, and that it degrades beyond some 13 columns. Their machine and tables are
not ours: theirs are trees trained on loans, ours are drawn by chance over such columns, with cuts on every column
alike, which leaves more to split.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table
from verification_tables import table

from creditrules.dmn.analysis.tables.budget import Budget
from creditrules.dmn.analysis.tables.origins import tested_in
from creditrules.dmn.analysis.tables.overlaps import find_overlaps
from creditrules.dmn.analysis.tables.space import Space
from creditrules.dmn.analysis.tables.subject import Subject
from creditrules.dmn.check.checked import CheckedTable

COLUMNS = (3, 5, 7, 9, 11)
RULES = (500, 1_000, 1_500)
SECONDS = 60
UNBOUNDED = 10**9


def print_verification_speed(console: Console, seconds: float = SECONDS) -> None:
    """Print a row for each size: seconds of the processor for all overlaps, and for all that is missing."""
    shown = Table("columns", "rules", "overlaps s", "steps", "missing s", "steps", "boxes left", box=None)
    end = time.monotonic() + seconds
    for columns in COLUMNS:
        for rules in RULES:
            if time.monotonic() < end:
                shown.add_row(str(columns), str(rules), *_overlaps(columns, rules), *_missing(columns, rules))
    console.print(
        "Tables of one tree over loans, a tenth of the rules spoilt; seconds of the processor, without reading."
    )
    console.print("A step is a row looked at on one column; checking allows 750,000 for a model.\n")
    console.print(shown)


def _subject(columns: int, rules: int, fault: str) -> Subject:
    model = table(columns, rules, fault)
    checked = model.decisions["Rating"].value
    assert isinstance(checked, CheckedTable)
    return Subject(checked, tested_in(checked, model, frozenset()), {}, Budget(UNBOUNDED))


def _overlaps(columns: int, rules: int) -> tuple[str, str]:
    subject = _subject(columns, rules, "overlap")
    assert subject.compiled
    spent, _ = _timed(lambda: list(find_overlaps(subject)))
    return f"{spent:.2f}", f"{UNBOUNDED - subject.budget.left:,}"


def _missing(columns: int, rules: int) -> tuple[str, str, str]:
    subject = _subject(columns, rules, "gap")
    space = Space(subject.axes, subject.count, subject.sure, subject.budget)
    spent, left = _timed(lambda: space.uncovered(subject.every))
    more = "" if space.complete else " and more"
    return f"{spent:.2f}", f"{UNBOUNDED - subject.budget.left:,}", f"{len(left):,}{more}"


def _timed(work: Callable[[], list[Any]]) -> tuple[float, list[Any]]:
    started = time.process_time()
    found = work()
    return time.process_time() - started, found


if __name__ == "__main__":
    print_verification_speed(Console(highlight=False, width=120), float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
