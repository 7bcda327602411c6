"""Applicants a second of `creditrules evaluate`, from the file to the counts."""

from __future__ import annotations

import time
from pathlib import Path

from rich.console import Console

from creditrules.cli.evaluate.population_file import open_population
from creditrules.cli.files.documents import check_file
from creditrules.clock import utc_now
from creditrules.eligibility import Decision
from creditrules.population import Assessor, Tally, stand_in_product

ROOT = Path(__file__).parents[1]
APPLICANTS = ROOT.parent / "shared" / "data" / "populations" / "hmda_2022_tx_sample.csv.gz"
ENOUGH = 20_000


def print_population_speed(console: Console) -> None:
    """Evaluate the mortgage example on real applications, where they are there."""
    if not APPLICANTS.exists():
        console.print("\nApplicants a second: not measured, the populations in ../shared are not there.")
        return
    rules = check_file(ROOT / "examples/mortgage/mortgage-limits.yaml").rule_set
    mapping = check_file(ROOT / "examples/mortgage/hmda-2022.yaml").mapping
    assert rules is not None
    assert mapping is not None
    assessor, tally = Assessor(stand_in_product([rules]), "", [rules], utc_now()), Tally()
    started = time.perf_counter()
    with open_population(APPLICANTS) as population:
        for row in population.rows:
            mapped = mapping.apply(row.values)
            answer = mapped.faults or assessor.assess(mapped.facts)
            if isinstance(answer, Decision):
                tally.add(answer)
            if row.number >= ENOUGH:
                break
    speed = tally.evaluated / (time.perf_counter() - started)
    console.print(f"\nevaluate: {speed:,.0f} applicants a second (mortgage limits, {tally.evaluated:,} applications).")
