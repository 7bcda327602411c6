"""German credit as a sample, and a scorecard fitted to it once."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from creditrules.population.suggestion import (
    Better,
    Sample,
    Source,
    Suggested,
    Wishes,
    mapping_seen,
    sample_of,
    suggest,
)

GERMAN = Path(__file__).parents[4] / "shared" / "data" / "populations" / "german_credit.csv.gz"
PROTECTED = ("personal_status_and_sex", "age_in_years", "foreign_worker")
SOURCE = Source("0" * 64, "creditability", ("bad",), None, {})
WISHES = Wishes("german-card", protected=PROTECTED, better={"duration_in_month": Better.LOWER})


@pytest.fixture(scope="package")
def german() -> Sample:
    with gzip.open(GERMAN, "rt", encoding="utf-8-sig") as file:
        records = list(csv.DictReader(file))
    mapping = mapping_seen(records, [name for name in records[0] if name != "creditability"])
    facts = [mapping.apply(record).facts for record in records]
    # Every seventh row lacks an amount: what is missing has points of its own.
    for facts_of_row in facts[::7]:
        facts_of_row["credit_amount"] = None
    return sample_of(facts, [record["creditability"] == "bad" for record in records])


@pytest.fixture(scope="package")
def card(german: Sample) -> Suggested:
    return suggest(german, SOURCE, WISHES)
