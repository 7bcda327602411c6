"""How near a scorecard and a table of cases come to gradient boosting: `python bench/suggestion_quality.py [SEEDS]`.

On each population in ../shared the same rows are fitted to and judged, with the same columns, by the seeds 1 to SEEDS
(5). Boosting is that of the reports of `creditrules suggest`. Columns are left out here by hand, with the reasons
beside them. Takes about two minutes of processor time.
"""

from __future__ import annotations

import csv
import gzip
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev

os.environ.setdefault("OMP_NUM_THREADS", "1")

from rich.console import Console
from rich.table import Table

from creditrules.population.suggestion import (
    Form,
    Sample,
    Source,
    Suggested,
    Wishes,
    judge,
    mapping_seen,
    sample_of,
    suggest,
)

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "populations"


@dataclass(frozen=True, slots=True)
class Population:
    """without: columns that are not used, by why not."""

    file: str
    outcome: str
    bad: str
    without: dict[str, str]


POPULATIONS = {
    "German credit": Population(
        "german_credit.csv.gz",
        "creditability",
        "bad",
        {"protected": "personal_status_and_sex age_in_years foreign_worker"},
    ),
    "Taiwan cards": Population(
        "taiwan_credit_card_default.csv.gz",
        "default.payment.next.month",
        "1",
        {"numbers the rows": "ID", "protected": "SEX MARRIAGE AGE"},
    ),
    "Belanche": Population(
        "credit_data_belanche.csv.gz", "Status", "bad", {"numbers the rows": "rownames", "protected": "Age Marital"}
    ),
    "Boston mortgages": Population(
        "hmda_boston_1990.csv.gz",
        "deny",
        "yes",
        {
            "numbers the rows": "rownames",
            "protected": "afam single",
            "comes after the decision: mortgage insurance is asked for last": "insurance",
        },
    ),
    "LendingClub": Population(
        "lendingclub_modeldata_2016q1.csv.gz",
        "Class",
        "bad",
        {
            "numbers the rows": "rownames",
            "what another model made of the applicant": "int_rate sub_grade",
            "stands for where people live": "addr_state",
        },
    ),
    "SBA loans": Population(
        "sba_7a_california_case.csv.gz",
        "Default",
        "1",
        {
            "names one loan, its place or its bank": "LoanNr_ChkDgt City State Zip Bank NAICS FranchiseCode",
            "known only afterwards": "ChgOffDate BalanceGross MIS_Status ChgOffPrinGr",
            "how it was paid out, after the decision": "DisbursementGross DisbursementDate",
            "made of what is known afterwards, or of the term": "xx daysterm Recession RealEstate",
            "as it ended: loans that were charged off have odd lengths": "Term",
            "when, or how the authors split": "ApprovalDate ApprovalFY Selected",
        },
    ),
}


def main() -> None:
    """Print the table."""
    seeds = range(1, int(sys.argv[1]) + 1 if len(sys.argv) > 1 else 6)
    table = Table("population", "rows", "bad %", "scorecard", "cases", "boosting", "scorecard - boosting", "s each")
    for name, population in POPULATIONS.items():
        sample = read(population)
        runs = [areas(sample, seed) for seed in seeds]
        ours, cases, theirs, seconds = (list(each) for each in zip(*runs, strict=True))
        short = mean(ours) - mean(theirs)
        bad = f"{100 * sample.bad.mean():.1f}"
        table.add_row(
            name, f"{sample.rows:,}", bad, *map(told, (ours, cases, theirs)), f"{short:+.3f}", f"{mean(seconds):.1f}"
        )
    Console(width=140).print(table)


def told(areas: list[float]) -> str:
    """Mean and standard deviation."""
    return f"{mean(areas):.3f} ± {stdev(areas) if len(areas) > 1 else 0:.3f}"


def read(population: Population) -> Sample:
    """The population as a sample."""
    with gzip.open(FOLDER / population.file, "rt", encoding="utf-8-sig") as file:
        records = list(csv.DictReader(file))
    left_out = {population.outcome, *(name for names in population.without.values() for name in names.split())}
    mapping = mapping_seen(records, [name for name in records[0] if name not in left_out])
    facts = [mapping.apply(record).facts for record in records]
    return sample_of(facts, [record[population.outcome] == population.bad for record in records])


def areas(sample: Sample, seed: int) -> tuple[float, float, float, float]:
    """The areas of the scorecard, the table and boosting on the same rows, and the seconds that the scorecard took."""
    started = time.process_time()
    card = fitted(sample, seed, Form.SCORECARD)
    seconds = time.process_time() - started
    boosted = judge(sample, card, Wishes("bench", seed=seed)).boosted
    assert boosted is not None
    return card.tested.auc, fitted(sample, seed, Form.TREE).tested.auc, boosted.auc, seconds


def fitted(sample: Sample, seed: int, form: Form) -> Suggested:
    """A candidate as `creditrules suggest` makes it when nothing else is asked for."""
    source = Source("0" * 64, "outcome", ("bad",), None, {})
    return suggest(sample, source, Wishes("bench", form=form, seed=seed))


if __name__ == "__main__":
    main()
