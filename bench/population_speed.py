"""From a file of applicants to the moves between two versions of the rules, beside other engines."""

from __future__ import annotations

import csv
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import zen
from population_peers import Limits, Outcomes, text_rows, with_duckdb, with_polars, with_zen
from rich.console import Console
from rich.table import Table

from creditrules.cli.evaluate.in_processes import at_work, processes_for
from creditrules.cli.evaluate.population_file import open_population
from creditrules.cli.evaluate.population_parts import Part, open_parts
from creditrules.cli.impact.asked import Asked
from creditrules.cli.impact.running import compare_file
from creditrules.cli.impact.sides import VersionFiles
from creditrules.clock import utc_now
from creditrules.document import read_yaml
from creditrules.eligibility import Decision, compile_rule_set
from creditrules.feel import NUMBER, Run, check_expression, compile_expression, from_datetime, parse_expression
from creditrules.population import MappingForm, read_mapping, stand_in_product
from creditrules.population.columnar import Assessed, ColumnarAssessor, Contents
from creditrules.population.impact import Bands, Comparison, Figures, ImpactPlan, Versions
from creditrules.rules import ProductForm, RuleSet, check_rule_set, read_rule_set

ROOT = Path(__file__).parents[1]
APPLICANTS = ROOT.parent / "shared" / "data" / "populations" / "hmda_2022_tx_sample.csv.gz"
MILLION = ROOT / "build" / "populations" / "hmda-million.csv"
RULES = ROOT / "examples" / "mortgage" / "mortgage-limits.yaml"
COLUMNS = ROOT / "examples" / "mortgage" / "hmda-2022.yaml"
VERSIONS = (Limits(dti=50, principal=97), Limits(dti=45, principal=95))
COMPARED = 2_000
ZEN_ROWS = 5_000
RECKONED = "ltv * 1.1 <= 99"
SQL_RECKONED = "SELECT CAST(ltv AS DECIMAL(18, 6)) * 1.1 <= 99 FROM (SELECT unnest(?) AS ltv)"


def print_population_speed(console: Console) -> None:
    """Evaluate the mortgage example on real applications, where they are there, and on a million made of them."""
    if not APPLICANTS.exists():
        console.print("\nApplicants a second: not measured, the populations in ../shared are not there.")
        return
    console.print(
        "\nTwo versions of the mortgage limits, from the file to the moves between outcomes; applicants a second."
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in (
        "rows",
        "ours, 1 process",
        f"ours, {_processors()} processes",
        "whole impact",
        "row by row",
        "polars",
        "DuckDB",
        "zen",
    ):
        table.add_column(name, justify="right")
    peaks = []
    for path in (APPLICANTS, million()):
        table.add_row(*_measured(path))
        peaks.append(f"{_peak_of(path):,.0f}")
    console.print(table)
    console.print(f"Memory of one process at the most, MiB: {' and '.join(peaks)}.")
    _compared(console)
    _told_apart(console)


@dataclass(frozen=True, slots=True)
class _Worker:
    """Answers parts; makes its assessor when it is first asked in a process."""

    contents: tuple[Contents, Contents]
    mapping: MappingForm
    made: list[ColumnarAssessor]

    def __call__(self, part: Part) -> Counter[tuple[str, str]]:
        if not self.made:
            self.made.append(ColumnarAssessor([each.assessor() for each in self.contents], self.mapping))
        read = part.read()
        return _moves(*self.made[0].assess_columns(read.columns, read.rows))


def _moves(old: Assessed, new: Assessed) -> Counter[tuple[str, str]]:
    keys = old.codes.astype(np.int64) * len(new.classes) + new.codes
    found: Counter[tuple[str, str]] = Counter()
    for key, times in zip(*(each.tolist() for each in np.unique(keys, return_counts=True)), strict=True):
        before, after = old.classes[key // len(new.classes)], new.classes[key % len(new.classes)]
        found[outcome_of(before), outcome_of(after)] += times
    return found


def outcome_of(answer: object) -> str:
    """Of a decision its outcome; of facts that are wrong that they are."""
    return answer.outcome.value if isinstance(answer, Decision) else "ERROR"


def by_columns(path: Path, processes: int) -> Counter[tuple[str, str]]:
    """The moves of all rows."""
    total: Counter[tuple[str, str]] = Counter()
    mapping = columns_read()
    make = partial(_Worker, both_contents(), mapping, [])
    with at_work(make, processes) as answered, open_parts(path) as parts:
        for found in answered(parts.of(mapping.columns)):
            total += found
    return total


def _impact(path: Path) -> Figures:
    """What `creditrules impact` tells, by two columns, with as many processes as it takes."""
    plan = ImpactPlan(segments=(Bands("occupancy_type"),), protected=(Bands("applicant_race-1"),))
    sides = [VersionFiles(each.assessor(), Versions("", {}), "", "") for each in both_contents()]
    comparison = Comparison(plan)
    compare_file(path, Asked(sides, columns_read(), plan.columns, None), comparison, lambda _rows: None)
    return comparison.figures()


def _row_by_row(path: Path, rows: int) -> Outcomes:
    mapping, assessors = columns_read(), [each.assessor() for each in both_contents()]
    found: Outcomes = []
    with open_population(path) as population:
        for row in islice(population.rows, rows):
            mapped = mapping.apply(row.values)
            before, after = (outcome_of(mapped.faults or each.assess(mapped.facts)) for each in assessors)
            found.append((before, after))
    return found


def _measured(path: Path) -> Iterator[str]:
    with open_parts(path) as parts:
        rows = sum(part.read().rows for part in parts.of(["income"]))
    yield f"{rows:,}"
    yield f"{rows / _seconds(lambda: by_columns(path, 1)):,.0f}"
    several = processes_for(path.stat().st_size) > 1  # of smaller files the command makes nothing else either
    yield f"{rows / _seconds(lambda: by_columns(path, _processors())):,.0f}" if several else "-"
    yield f"{rows / _seconds(lambda: _impact(path)):,.0f}"
    yield f"{COMPARED / _seconds(lambda: _row_by_row(path, COMPARED)):,.0f}"
    yield f"{rows / _seconds(lambda: with_polars(path, VERSIONS).group_by('before', 'after').len()):,.0f}"
    counted = "SELECT before, after, count(*) FROM outcomes GROUP BY ALL"
    yield f"{rows / _seconds(lambda: with_duckdb(path, VERSIONS).query('outcomes', counted).fetchall()):,.0f}"
    yield f"{ZEN_ROWS / _seconds(lambda: with_zen(path, VERSIONS, ZEN_ROWS, _zen_facts)):,.0f}"


def _seconds(job: Callable[[], object]) -> float:
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def _peak_of(path: Path) -> float:
    """The most memory, in MiB, of a process of its own that does the job."""
    with at_work(_peak, 2) as measured:
        (peak,) = measured([path])
    return peak


def _peak() -> Callable[[Path], float]:
    def measured(path: Path) -> float:
        by_columns(path, 1)
        # Not of getrusage: what that tells begins with the memory of the process that started this one.
        told = Path("/proc/self/status").read_text()
        return int(told.partition("VmHWM:")[2].split()[0]) / 1024

    return measured


def _compared(console: Console) -> None:
    """Whether the engines agree, row by row, and what is the matter where they do not."""
    ours = outcomes_by_columns(APPLICANTS)
    wrong = sum(one != other for one, other in zip(ours, _row_by_row(APPLICANTS, COMPARED), strict=False))
    console.print(f"Of {COMPARED:,} rows, by columns other than row by row: {wrong}.")
    polars = list(with_polars(APPLICANTS, VERSIONS).iter_rows())
    duck = with_duckdb(APPLICANTS, VERSIONS).fetchall()
    zen = with_zen(APPLICANTS, VERSIONS, ZEN_ROWS, _zen_facts)
    for name, others in (("polars", polars), ("DuckDB", duck), ("zen", zen)):
        different = Counter(pair for pair in zip(ours, others, strict=False) if pair[0] != tuple(pair[1]))
        told = ", ".join(f"{times:,} × {one[0]} as {other[0]}" for (one, other), times in different.most_common(3))
        console.print(f"Rows that {name} answers otherwise: {different.total():,} of {len(others):,}. {told}")
    console.print(
        "polars and DuckDB: the purpose is missing, and both limits that it leaves would allow; `evaluate` waits for "
        "it, and a partner's answer would be theirs."
    )
    console.print("zen knows no missing facts: a row that cannot be decided yet is one for which nothing fires.")


def _told_apart(console: Console) -> None:
    """A rule that reckons: a loan-to-value that a tenth more would still leave within 99 %."""
    ratios = [row["loan_to_value_ratio"] for row in text_rows(APPLICANTS)]
    ratios = [ratio for ratio in ratios if ratio not in {"", "Exempt"}]
    code = compile_expression(check_expression(parse_expression(RECKONED), {"ltv": NUMBER})).code
    run = Run(from_datetime(utc_now()))
    ours = [code(run, {"ltv": Decimal(ratio)}) for ratio in ratios]
    rule = zen.compile_expression(RECKONED)
    others = {
        "polars": pl.Series(ratios).cast(pl.Float64) * 1.1 <= 99,
        "DuckDB": [row[0] for row in duckdb.execute(SQL_RECKONED, [ratios]).fetchall()],
        "zen": [rule.evaluate({"ltv": float(ratio)}) for ratio in ratios[:ZEN_ROWS]],
    }
    wrong = {
        name: sum(one != other for one, other in zip(ours, answers, strict=False)) for name, answers in others.items()
    }
    told = ", ".join(f"{name} {times:,} of {len(others[name]):,}" for name, times in wrong.items())
    console.print(f"{RECKONED}: rows answered otherwise: {told}. In floats 90 * 1.1 is more than 99.")


def outcomes_by_columns(path: Path) -> Outcomes:
    """By row the outcome before and after."""
    mapping = columns_read()
    columnar = ColumnarAssessor([each.assessor() for each in both_contents()], mapping)
    found: Outcomes = []
    with open_parts(path) as parts:
        for part in parts.of(mapping.columns):
            read = part.read()
            both = columnar.assess_columns(read.columns, read.rows)
            old, new = ([outcome_of(each.classes[code]) for code in each.codes.tolist()] for each in both)
            found += zip(old, new, strict=True)
    return found


def _zen_facts(row: dict[str, str]) -> dict[str, Any]:
    facts = columns_read().apply(row).facts
    return {name: float(value) if isinstance(value, Decimal) else value for name, value in facts.items()}


def both_contents() -> tuple[Contents, Contents]:
    """The example's rules before and after."""
    text = RULES.read_text("utf-8")
    changed = text.replace('"> 50"', '"> 45"').replace('"<= 50"', '"<= 45"').replace('["97"]', '["95"]')
    now = utc_now()
    before, after = (_rule_set(each) for each in (text, changed))
    assessors = [Contents(_product(each), "", (each,), (), now) for each in (before, after)]
    return assessors[0], assessors[1]


def _rule_set(text: str) -> RuleSet:
    read = read_rule_set(read_yaml(text))
    assert read.rule_set is not None
    return read.rule_set


def _product(rule_set: RuleSet) -> ProductForm:
    return stand_in_product([compile_rule_set(check_rule_set(rule_set))])


@cache
def columns_read() -> MappingForm:
    """The example's mapping."""
    found = read_mapping(read_yaml(COLUMNS.read_text("utf-8"))).mapping
    assert found is not None
    return found


def _processors() -> int:
    return os.cpu_count() or 1


def million() -> Path:
    """A million applications: the shared ones twenty times, incomes and loan-to-value ratios moved a little."""
    if not MILLION.exists():
        MILLION.parent.mkdir(parents=True, exist_ok=True)
        rows = list(text_rows(APPLICANTS))
        with MILLION.open("w", newline="") as text:
            writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            for turn in range(20):
                writer.writerows(_moved(row, turn) for row in rows)
    return MILLION


def _moved(row: dict[str, str], turn: int) -> dict[str, str]:
    income, ltv = row["income"], row["loan_to_value_ratio"]
    if income:
        row = {**row, "income": str(Decimal(income) + turn)}
    if ltv and ltv != "Exempt" and turn % 4:
        row = {**row, "loan_to_value_ratio": str(Decimal(ltv) + Decimal(turn % 4) / 10)}
    return row


if __name__ == "__main__":
    print_population_speed(Console(width=140))
