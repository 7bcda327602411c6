"""How long it takes to find what overlaps and what is missing in tables like those of the literature.

python bench/verification_speed.py [SECONDS] [--random]      stops after so many seconds, 60 unless given

The tables are trees trained on loans, as in the literature, or with --random trees drawn by chance, with cuts on every
column alike, which leaves more to split. Calvanese, Dumas, Laurson, Maggi, Montali and Teinemaa say of their sweep, in
JavaScript within an editor, on 1,500 rules over 5 columns: less than 3 s for the overlaps, "with optimizations not
reported in the paper", and less than 2 s for what is missing (slides of 21 September 2016 at the conference BPM,
https://www.slideshare.net/MarlonDumas/semantics-and-analysis-of-dmn-decision-tables). Their machine and loans are not
ours: 23,000 loans of other years, faults put in by another chance.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table
from verification_tables import table
from verification_trained import trained

from creditrules.dmn import CheckedModel
from creditrules.dmn.analysis.tables.budget import Budget
from creditrules.dmn.analysis.tables.origins import tested_in
from creditrules.dmn.analysis.tables.overlaps import find_overlaps
from creditrules.dmn.analysis.tables.space import Space
from creditrules.dmn.analysis.tables.subject import Subject
from creditrules.dmn.check.checked import CheckedTable

COLUMNS = (3, 5, 7, 9, 11, 13)
PUBLISHED = {(5, 1_500): ("< 3", "< 2")}
"""By columns and rules what the authors say of theirs: seconds for overlaps, and for what is missing."""
RULES = (500, 1_000, 1_500)
SECONDS = 60
UNBOUNDED = 10**9


Made = Callable[[int, int, str], CheckedModel]


def print_verification_speed(console: Console, made: Made, seconds: float = SECONDS) -> None:
    """Print a row for each size: seconds of the processor for all overlaps, and for all that is missing."""
    heads = ("columns", "rules", "overlaps s", "theirs", "steps", "missing s", "theirs", "steps", "boxes left")
    shown = Table(*heads, box=None)
    end = time.monotonic() + seconds
    for columns in COLUMNS:
        for rules in RULES:
            if time.monotonic() < end:
                theirs = PUBLISHED.get((columns, rules), ("", ""))
                count, took, steps = _overlaps(made(columns, rules, "overlap"))
                missing, *rest = _missing(made(columns, rules, "gap"))
                shown.add_row(str(columns), count, took, theirs[0], steps, missing, theirs[1], *rest)
    console.print(
        "Tables of one tree over loans each, a tenth of the rules spoilt; seconds of the processor, without reading."
    )
    console.print("A step is a row looked at on one column; checking allows 750,000 for a model.\n")
    console.print(shown)


def _subject(model: CheckedModel) -> Subject:
    checked = model.decisions["Rating"].value
    assert isinstance(checked, CheckedTable)
    return Subject(checked, tested_in(checked, model, frozenset()), {}, Budget(UNBOUNDED))


def _overlaps(model: CheckedModel) -> tuple[str, str, str]:
    subject = _subject(model)
    assert subject.compiled
    spent, _ = _timed(lambda: list(find_overlaps(subject)))
    return f"{subject.count:,}", f"{spent:.2f}", f"{UNBOUNDED - subject.budget.left:,}"


def _missing(model: CheckedModel) -> tuple[str, str, str]:
    subject = _subject(model)
    space = Space(subject.axes, subject.count, subject.sure, subject.budget)
    spent, left = _timed(lambda: space.uncovered(subject.every))
    more = "" if space.complete else " and more"
    return f"{spent:.2f}", f"{UNBOUNDED - subject.budget.left:,}", f"{len(left):,}{more}"


def _timed(work: Callable[[], list[Any]]) -> tuple[float, list[Any]]:
    started = time.process_time()
    found = work()
    return time.process_time() - started, found


if __name__ == "__main__":
    limits = [float(each) for each in sys.argv[1:] if not each.startswith("-")]
    console = Console(highlight=False, width=120)
    print_verification_speed(console, table if "--random" in sys.argv else trained, *limits)
