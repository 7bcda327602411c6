"""How near a scorecard and a table of cases come to gradient boosting: `python bench/suggestion_quality.py [SEEDS]`.

With `--optbinning` instead the same scorecard on bins of ours and of optbinning, where that is installed, with seconds.

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
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from rich.console import Console
from rich.table import Table

from creditrules.population.suggestion import (
    Form,
    Kind,
    Sample,
    Source,
    Suggested,
    Wishes,
    discrimination,
    judge,
    mapping_seen,
    sample_of,
    suggest,
)
from creditrules.population.suggestion.learners import fit_logistic

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
    given = [each for each in sys.argv[1:] if each.isdigit()]
    seeds = range(1, int(given[0]) + 1 if given else 6)
    contest = against_optbinning if "--optbinning" in sys.argv else against_boosting
    names, figures = contest
    table = Table("population", "rows", "bad %", *names)
    for name, population in POPULATIONS.items():
        sample = read(population)
        runs = [figures(sample, seed) for seed in seeds]
        table.add_row(name, f"{sample.rows:,}", f"{100 * sample.bad.mean():.1f}", *map(told, zip(*runs, strict=True)))
    Console(width=140).print(table)


def told(figures: Sequence[float]) -> str:
    """Mean and standard deviation."""
    return f"{mean(figures):.3f} ± {stdev(figures) if len(figures) > 1 else 0:.3f}"


def read(population: Population) -> Sample:
    """The population as a sample."""
    with gzip.open(FOLDER / population.file, "rt", encoding="utf-8-sig") as file:
        records = list(csv.DictReader(file))
    left_out = {population.outcome, *(name for names in population.without.values() for name in names.split())}
    mapping = mapping_seen(records, [name for name in records[0] if name not in left_out])
    facts = [mapping.apply(record).facts for record in records]
    return sample_of(facts, [record[population.outcome] == population.bad for record in records])


def beside_boosting(sample: Sample, seed: int) -> tuple[float, ...]:
    """The areas of the scorecard, the table and boosting on the same rows, and the first less the last."""
    card, table = (fitted(sample, seed, form) for form in Form)
    boosted = judge(sample, card, Wishes("bench", seed=seed)).boosted
    assert boosted is not None
    return card.tested.auc, table.tested.auc, boosted.auc, card.tested.auc - boosted.auc


def beside_optbinning(sample: Sample, seed: int) -> tuple[float, ...]:
    """The areas of the scorecard on bins of ours and of optbinning, each with the seconds of the processor."""
    started = time.process_time()
    card = fitted(sample, seed, Form.SCORECARD)
    between = time.process_time()
    theirs = discrimination(scores_by_optbinning(sample, card.train), sample.bad[~card.train])
    assert theirs is not None
    return card.tested.auc, between - started, theirs.auc, time.process_time() - between


def scores_by_optbinning(sample: Sample, train: np.ndarray) -> np.ndarray:
    """Of the rows that judge: monotone bins with the bounds of ours, then the same regression as for a scorecard."""
    from optbinning import OptimalBinning  # noqa: PLC0415 - it need not be there

    columns = []
    for column in sample.columns.values():
        if column.kind is Kind.MIXED or len(column.levels) == 1:
            continue
        number = column.kind is Kind.NUMBER
        levels = [float(level) if number else str(level) for level in column.levels]
        values = np.array([*levels, np.nan if number else "missing"], dtype=float if number else object)[column.codes]
        binning = OptimalBinning(
            dtype="numerical" if number else "categorical",
            monotonic_trend="auto_asc_desc",
            min_bin_size=0.05,
            max_n_bins=8,
            cat_cutoff=None if number else 0.01,
        )
        binning.fit(values[train], sample.bad[train].astype(int))
        if binning.binning_table.build()["IV"].iloc[-1] >= Wishes("bench").least_information:
            columns.append(binning.transform(values, metric="woe", metric_missing="empirical"))
    table, kept = np.column_stack(columns), list(range(len(columns)))
    while True:
        weights = fit_logistic(table[train][:, kept], ~sample.bad[train]).weights
        if min(weights) > 0 or len(kept) == 1:
            return table[~train][:, kept] @ np.array(weights)
        del kept[int(np.argmin(weights))]


against_boosting = (("scorecard", "table", "boosting", "scorecard less boosting"), beside_boosting)
against_optbinning = (("our bins", "s", "bins of optbinning", "s"), beside_optbinning)


def fitted(sample: Sample, seed: int, form: Form) -> Suggested:
    """A candidate as `creditrules suggest` makes it when nothing else is asked for."""
    source = Source("0" * 64, "outcome", ("bad",), None, {})
    return suggest(sample, source, Wishes("bench", form=form, seed=seed))


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # of optbinning's own
    main()
