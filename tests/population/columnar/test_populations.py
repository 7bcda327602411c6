"""On every shared population the answers by columns are those of its rows one by one, under rules of many kinds."""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pytest
from tests.population.columnar.alike import answers_of, assert_alike, assessor, mapping

from creditrules.document import read_yaml
from creditrules.eligibility import Decision
from creditrules.population import Assessor, MappingForm, decision_record
from creditrules.population.columnar import ColumnarAssessor

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
POPULATIONS = ROOT.parent / "shared" / "data" / "populations"
ROWS = 250
EXAMPLES = {
    "german": ("german-credit", "scorecard", "german-credit", "german_credit.csv.gz"),
    "hmda-2022": ("mortgage", "mortgage-limits", "hmda-2022", "hmda_2022_tx_sample.csv.gz"),
}
LENDERS = (*EXAMPLES, *sorted(path.stem for path in (HERE / "lenders").glob("*.yaml")))
SPARSE = 7
"""Every seventh row: the files are in the order of some column here and there."""


@dataclass(frozen=True)
class Lender:
    """A population with rules for it."""

    population: Path
    mapping: MappingForm
    assessor: Assessor
    rows: int

    def sample(self) -> list[dict[str, str]]:
        with gzip.open(self.population, "rt", encoding="utf-8", newline="") as text:
            return list(islice(csv.DictReader(text), 0, SPARSE * self.rows, SPARSE))


@cache
def lender(name: str) -> Lender:
    """The lender of a file, or of an example."""
    if name in EXAMPLES:
        return example(*EXAMPLES[name])
    told: dict[str, Any] = read_yaml((HERE / "lenders" / f"{name}.yaml").read_text("utf-8")).value  # type: ignore[assignment]
    if "policy" in told:
        folder = ROOT / "tests" / "policies" / told["policy"]
        rules = [(folder / f"{rule_set}.yaml").read_text("utf-8") for rule_set in ("affordability", "grades")]
        asked = assessor(*rules, product=(folder / "loan.yaml").read_text("utf-8"))
    else:
        asked = assessor(*told["rules"], parameters=tuple(told.get("parameters", ())))
    return Lender(POPULATIONS / told["population"], mapping(told["mapping"]), asked, int(told.get("rows", ROWS)))


def example(folder: str, rules: str, columns: str, population: str) -> Lender:
    texts = [(ROOT / "examples" / folder / f"{name}.yaml").read_text("utf-8") for name in (rules, columns)]
    return Lender(POPULATIONS / population, mapping(texts[1]), assessor(texts[0]), ROWS)


@pytest.mark.shared("data/populations")
def test_no_population_is_left_out() -> None:
    assert {lender(name).population for name in LENDERS} == set(POPULATIONS.glob("*.csv.gz"))


@pytest.mark.shared("data/populations")
@pytest.mark.parametrize("name", LENDERS)
def test_a_sample_is_answered_as_its_rows(name: str) -> None:
    asked = lender(name)
    rows = asked.sample()
    (answers,) = assert_alike([asked.assessor], asked.mapping, rows, 150)
    outcomes = {answer.outcome for answer in answers if isinstance(answer, Decision)}
    assert len(outcomes) > 1
    text = io.StringIO()
    csv.DictWriter(text, list(rows[0])).writeheader()
    csv.DictWriter(text, list(rows[0])).writerows(rows)
    assert by_record_batches(asked, text.getvalue().encode()) == answers


def by_record_batches(asked: Lender, data: bytes) -> list[Any]:
    names = asked.mapping.columns
    options = pyarrow.csv.ConvertOptions(
        include_columns=list(names), column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
    )
    table = pyarrow.csv.read_csv(pa.BufferReader(data), convert_options=options)
    columnar = ColumnarAssessor([asked.assessor], asked.mapping)
    return [answer for batch in table.to_batches(90) for each in columnar.assess(batch) for answer in answers_of(each)]


@pytest.mark.shared("data/populations")
def test_records_are_the_same_field_by_field() -> None:
    asked = lender("openintro")
    rows = asked.sample()[:40]
    (assessed,) = ColumnarAssessor([asked.assessor], asked.mapping).assess_rows(rows)
    offers = 0
    for number, (row, answer) in enumerate(zip(rows, answers_of(assessed), strict=True)):
        expected = asked.assessor.assess(asked.mapping.apply(row).facts)
        if isinstance(answer, Decision) and isinstance(expected, Decision):
            record = decision_record(number, answer)
            assert record == decision_record(number, expected)
            offers += "offer" in record
    assert offers > 5


@pytest.mark.shared("data/populations")
def test_facts_of_few_values_make_few_classes() -> None:
    asked = lender("hmda-2022")
    rows = asked.sample()
    (assessed,) = ColumnarAssessor([asked.assessor], asked.mapping).assess_rows(rows)
    assert len(assessed.classes) < len(rows) / 10
