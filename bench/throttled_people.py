"""How many honest people are taken for a sweep, on the open populations: python bench/throttled_people.py.

Each population is one partner that asks about all its people once, each with a subject, in an order of chance: so many
an hour, and all of them in one. Printed are those who are not answered as too many others differ by a fact or two, who
are not as too many questions of the hour vary one fact, and the time that looking takes.
"""

from __future__ import annotations

import csv
import gzip
import random
from pathlib import Path
from time import process_time

from creditrules.config import Limits
from creditrules.throttling import Allowance, Caller, Questions

POPULATIONS = Path(__file__).parents[2] / "shared" / "data" / "populations"
ENDS = {
    *("creditability", "default.payment.next.month", "approved", "high_priced", "deny", "Class", "Status", "ID"),
    *("rownames", "", "loan_status", "Default", "MIS_Status", "grade", "sub_grade", "interest_rate", "installment"),
    *("balance", "paid_total", "paid_principal", "paid_interest", "paid_late_fees"),
}
"""What came of it, and numbers of rows; no facts."""
LIMITS = Limits()
USUAL = Allowance(
    LIMITS.partner_cost,
    LIMITS.partner_cost_per_second,
    LIMITS.partner_values,
    LIMITS.partner_pairs,
    LIMITS.partner_variations,
)
PARTNER = Caller("lender", "partner")
VARIED_OF_ALL = 4


def people(file: Path) -> list[dict[str, str]]:
    """The people of a population."""
    with gzip.open(file, "rt", newline="") as opened:
        rows = [{k: v for k, v in row.items() if k not in ENDS and v} for row in csv.DictReader(opened)]
    random.Random(1).shuffle(rows)
    return rows


def refused(rows: list[dict[str, str]], an_hour: int) -> tuple[int, int]:
    """How many are not answered, by what varies and by how often."""
    questions, alike, often, varied = Questions(), 0, 0, 0
    for number, row in enumerate(rows):
        varied = varied if number % an_hour else 0
        seen = questions.see(PARTNER, f"person {number}", row, USUAL, number // an_hour + 1)
        too_often = seen.one and varied >= max(USUAL.variations, number % an_hour // VARIED_OF_ALL)
        alike += not seen.allowed
        often += seen.allowed and too_often
        varied += seen.allowed and seen.one and not too_often
    return alike, often


for path in sorted(POPULATIONS.glob("*.csv.gz")):
    rows = people(path)
    for an_hour in (1_000, 5_000, len(rows)):
        if an_hour <= len(rows):
            begun = process_time()
            alike, often = refused(rows, an_hour)
            taken = (process_time() - begun) / len(rows) * 1e6
            share = (alike + often) / len(rows) * 10_000
            name = path.name.removesuffix(".csv.gz")
            told = f"{alike:>4} alike, {often:>4} often, {share:6.2f} of 10,000; {taken:4.0f} µs each"
            print(f"{name:32} {an_hour:>6} an hour: {told}")
