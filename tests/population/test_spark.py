"""`creditrules evaluate --engine spark` on two workers: a million rows come to what one machine makes of them.

`.ci/spark.sh` has Spark at hand; without it these tests are skipped.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

from creditrules.cli.evaluate.population_file import BadFile
from creditrules.cli.evaluate.population_run import PopulationQuestion
from creditrules.cli.files.documents import check_file
from creditrules.population import stand_in_product
from creditrules.population.spread import Job, Worker
from creditrules.records import replace

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "mortgage"
APPLICANTS = ROOT.parent / "shared" / "data" / "populations" / "hmda_2022_tx_sample.csv.gz"
BUILD = ROOT / "build" / "spark"
TILES = 20

pytestmark = [
    pytest.mark.skipif(
        find_spec("pyspark") is None and "SPARK_AT_HAND" not in os.environ,
        reason="no Spark at hand: .ci/spark.sh has it",
    ),
    pytest.mark.shared("data/populations"),
]


@pytest.fixture(scope="module")
def applicants() -> pa.Table:
    with gzip.open(APPLICANTS, "rt", encoding="utf-8") as text:
        header = text.readline().strip().split(",")
    as_text = pc.ConvertOptions(column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False)
    return pc.read_csv(APPLICANTS, convert_options=as_text)


def question(job: Job) -> PopulationQuestion:
    compiled = [check_file(EXAMPLE / "mortgage-limits.yaml").rule_set]
    rule_sets = [each for each in compiled if each is not None]
    return PopulationQuestion(stand_in_product(rule_sets), "", rule_sets, (), job.moment, job.columns(), job.by, None)


@pytest.fixture(scope="module")
def job() -> Job:
    texts = [(EXAMPLE / name).read_text("utf-8") for name in ("mortgage-limits.yaml", "hmda-2022.yaml")]
    return Job((texts[0],), datetime(2026, 3, 1, 12, tzinfo=UTC), mapping=texts[1], by="approved")


def test_a_million_rows_on_two_workers_come_to_the_same(applicants: pa.Table, job: Job) -> None:
    from creditrules.cli.evaluate.spark import evaluate_on_spark  # noqa: PLC0415  (needs Spark)

    data = BUILD / "million.parquet"
    data.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.concat_tables([applicants] * TILES), data, row_group_size=len(applicants))
    run = evaluate_on_spark(question(job), job, data, None)
    told, seconds = run.tally, run.seconds
    expected = Worker(job).tally(applicants.to_batches())
    assert told.rows == TILES * len(applicants) == 1_000_000
    for counted in ("outcomes", "reasons", "missing", "groups", "warnings"):
        tiled = {key: TILES * count for key, count in getattr(expected, counted).items()}
        assert getattr(told, counted) == Counter(tiled), counted
    assert told.refused == TILES * expected.refused
    print(f"\n{told.rows:,} rows in {seconds:.1f} s: {told.rows / seconds:,.0f} a second")  # noqa: T201  (the figure)


def test_the_command_writes_every_row_with_its_answer(applicants: pa.Table, tmp_path: Path) -> None:
    pq.write_table(applicants.slice(0, 500), tmp_path / "some.parquet")
    files = ["mortgage-limits.yaml", "--mapping", "hmda-2022.yaml", "--facts", str(tmp_path / "some.parquet")]
    options = ["--engine", "spark", "--out", str(tmp_path / "out.parquet"), "--by", "approved"]
    command = [sys.executable, "-m", "creditrules", "evaluate", *files, *options]
    told = subprocess.run(command, cwd=EXAMPLE, capture_output=True, encoding="utf-8", check=False)
    assert told.returncode == 0, told.stderr
    assert "500 applicants: 500 evaluated" in told.stdout
    written = pq.read_table(tmp_path / "out.parquet")
    assert written.num_rows == 500
    assert set(applicants.column_names) < set(written.column_names)
    assert "" not in written.column("decision_outcome").to_pylist()


@pytest.mark.parametrize(
    ("by", "name", "words"),
    [
        ("nothing", "some.parquet", "The data have no column 'nothing'."),
        ("approved", "nowhere.parquet", "Spark could not do it"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    applicants: pa.Table, job: Job, tmp_path: Path, by: str, name: str, words: str
) -> None:
    from creditrules.cli.evaluate.spark import evaluate_on_spark  # noqa: PLC0415  (needs Spark)

    pq.write_table(applicants.slice(0, 10), tmp_path / "some.parquet")
    asked = replace(job, by=by)
    with pytest.raises(BadFile, match=words):
        evaluate_on_spark(question(asked), asked, tmp_path / name, None)
