"""`creditrules evaluate --engine spark`: a population of any size, decided where its parts are."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StringType, StructField, StructType

from creditrules.cli.evaluate.columns import columns_by_name
from creditrules.cli.evaluate.population_file import BadFile
from creditrules.cli.evaluate.population_run import PopulationQuestion, PopulationRun
from creditrules.cli.files.documents import CheckedFile
from creditrules.cli.screen import give_up
from creditrules.population import MappingForm, Tally
from creditrules.population.spread import (
    ANSWER_COLUMNS,
    TALLY_COLUMN,
    AnswerStage,
    Job,
    TallyStage,
    added,
    read_tally,
)

__all__ = ["evaluate_on_spark", "job_of"]

_ROWS_OF_A_BATCH: Final = 50_000


def evaluate_on_spark(question: PopulationQuestion, job: Job, data: Path, out: Path | None) -> PopulationRun:
    """Decide the rows of a data set, Parquet or CSV, and write them with their answers as Parquet where `out` is given.

    Spark's own settings say where it runs: spark-submit, SPARK_CONF_DIR, PYSPARK_SUBMIT_ARGS. Raises BadFile where the
    data cannot be used; ends the command where Spark cannot.
    """
    try:
        spark = _session()
    except PySparkException:
        give_up("Spark does not start.", "It needs Java 17 or later.")
    try:
        frame = _rows(spark, question, data)
        _check(frame, question)
        started = time.perf_counter()
        if out is not None:
            _write(frame, job, out)
        return PopulationRun(_tally(frame, job, question.mapping), time.perf_counter() - started)
    except PySparkException as problem:
        raise BadFile(f"Spark could not do it: {str(problem).splitlines()[0]}") from None
    finally:
        spark.stop()


def job_of(
    question: PopulationQuestion,
    files: Sequence[CheckedFile],
    product: CheckedFile | None,
    mapping: CheckedFile | None,
) -> Job:
    """What other machines are told: the question, with the files as they were checked here."""
    return Job(
        tuple(file.text for file in files if file.rule_set is not None),
        question.now,
        product.text if product else None,
        tuple(file.text for file in files if file.parameter is not None),
        mapping.text if mapping else None,
        question.by,
    )


def _session() -> SparkSession:
    return (
        SparkSession.builder.appName("creditrules evaluate")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", _ROWS_OF_A_BATCH)
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.showConsoleProgress", "true")
        .getOrCreate()
    )


def _rows(spark: SparkSession, question: PopulationQuestion, data: Path) -> DataFrame:
    place = re.sub(r"^([a-z][a-z0-9]+):/(?=[^/])", r"\1://", str(data))
    if re.search(r"\.csv(\.gz)?$", place.lower()):
        if question.mapping is None:
            raise BadFile(f"{data}: on Spark a CSV file needs --mapping, to say what its columns mean.")
        frame = spark.read.csv(place, header=True, quote='"', escape='"', multiLine=True, inferSchema=False)
    else:
        frame = spark.read.parquet(place)
    return frame if question.limit is None else frame.limit(question.limit)


def _check(frame: DataFrame, question: PopulationQuestion) -> None:
    facts, names = question.assessor.facts, frame.columns
    absent = [*question.mapping.absent(names)] if question.mapping else []
    absent += [question.by] if question.by is not None and question.by not in names else []
    for name in absent:
        raise BadFile(f"The data have no column '{name}'. Their columns are: {', '.join(names)}.")
    if question.mapping is None:
        columns_by_name(names, {name: str(fact.type) for name, fact in facts.items()})


def _tally(frame: DataFrame, job: Job, mapping: MappingForm | None) -> Tally:
    read = (
        frame if mapping is None else frame.select(*_quoted({*mapping.columns, *([job.by] if job.by else [])}, frame))
    )
    found = read.mapInArrow(TallyStage(job), f"{TALLY_COLUMN} string").collect()
    return added(read_tally(json.loads(row[TALLY_COLUMN])) for row in found)


def _quoted(names: set[str], frame: DataFrame) -> list[Any]:
    return [f"`{name.replace('`', '``')}`" for name in frame.columns if name in names]


def _write(frame: DataFrame, job: Job, out: Path) -> None:
    beside = [StructField(name, StringType()) for name in ANSWER_COLUMNS]
    schema = StructType([*frame.schema.fields, *beside])
    frame.mapInArrow(AnswerStage(job), schema).write.parquet(str(out))
