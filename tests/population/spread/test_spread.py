"""Parts of a population, decided apart and added up, come to what one machine makes of the whole, row by row."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from creditrules.eligibility import Decision
from creditrules.population import Tally, flat_record
from creditrules.population.record import decision_record
from creditrules.population.spread import (
    ANSWER_COLUMNS,
    TALLY_COLUMN,
    AnswerStage,
    BadJob,
    Job,
    TallyStage,
    Worker,
    added,
    plain_tally,
    read_job,
    read_tally,
)

EXAMPLE = Path(__file__).parents[3] / "examples" / "mortgage"
JOB = Job(
    ((EXAMPLE / "mortgage-limits.yaml").read_text("utf-8"),),
    datetime(2026, 3, 1, 12, tzinfo=UTC),
    mapping=(EXAMPLE / "hmda-2022.yaml").read_text("utf-8"),
    by="approved",
)


def rows() -> list[dict[str, str]]:
    with (EXAMPLE / "applicants.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    return [*found, {**found[0], "income": "much"}, {**found[1], "income": "much"}]


def batches(of: list[dict[str, str]], size: int) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(of), size):
        yield pa.RecordBatch.from_pylist(of[start : start + size])


def one_by_one() -> tuple[Tally, list[Any]]:
    assessor, mapping, tally, answers = JOB.assessor(), JOB.columns(), Tally(), []
    assert mapping is not None
    for number, row in enumerate(rows(), 1):
        mapped = mapping.apply(row)
        answer = mapped.faults or assessor.assess(mapped.facts)
        answers.append(answer)
        if isinstance(answer, Decision):
            tally.add(answer, row["approved"])
        else:
            tally.add_faults(number, answer)
    return tally, answers


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize("parts", [1, 2, 5])
def test_parts_add_up_to_the_whole(size: int, parts: int) -> None:
    shares = [rows()[part::parts] for part in range(parts)]
    told = [json.dumps(plain_tally(Worker(JOB).tally(batches(share, size)))) for share in shares]
    whole, expected = added(read_tally(json.loads(each)) for each in told), one_by_one()[0]
    counted = ("rows", "evaluated", "refused", "outcomes", "reasons", "missing", "warnings", "groups")
    assert {name: getattr(whole, name) for name in counted} == {name: getattr(expected, name) for name in counted}
    assert {key: kind.count for key, kind in whole.faults.items()} == {
        key: k.count for key, k in expected.faults.items()
    }
    assert whole.refused == 2


def test_every_row_has_its_answer_beside_it() -> None:
    found = [row for batch in AnswerStage(JOB)(batches(rows(), 4)) for row in batch.to_pylist()]
    for row, given, answer in zip(found, rows(), one_by_one()[1], strict=True):
        assert {name: row[name] for name in given} == given
        if isinstance(answer, Decision):
            flat = flat_record(decision_record(0, answer))
            assert (row["decision_outcome"], row["decision_reasons"]) == (flat["outcome"], flat["reasons"])
        else:
            assert row["decision_errors"]
    assert {*ANSWER_COLUMNS} <= {*found[0]}


def test_a_stage_gives_one_row_a_part_also_of_an_empty_one() -> None:
    for share in (rows(), []):
        [batch] = TallyStage(JOB)(batches(share, 4))
        assert read_tally(json.loads(batch.column(TALLY_COLUMN)[0].as_py())).rows == len(share)


def test_a_job_is_the_same_after_it_has_travelled() -> None:
    assert read_job(json.dumps(JOB.plain())) == JOB


SPOILT = {
    "no JSON": "{",
    "no object": "[]",
    "no moment": json.dumps({**JOB.plain(), "moment": None}),
    "no time": json.dumps({**JOB.plain(), "moment": "noon"}),
    "no zone": json.dumps({**JOB.plain(), "moment": "2026-03-01T12:00:00"}),
    "no list": json.dumps({**JOB.plain(), "ruleSets": "x"}),
    "no text": json.dumps({**JOB.plain(), "by": 1}),
}


@pytest.mark.parametrize("text", SPOILT.values(), ids=SPOILT)
def test_a_job_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadJob):
        read_job(text)


@pytest.mark.parametrize(
    "job",
    [
        Job((), JOB.moment),
        Job(("a: [",), JOB.moment),
        Job((JOB.rule_sets[0].replace("ALLOW", "ALLOWED"),), JOB.moment),
        Job(JOB.rule_sets, JOB.moment, product="product: x"),
        Job(JOB.rule_sets, JOB.moment, parameters=("parameter: x",)),
        Job(JOB.rule_sets, JOB.moment, mapping="columns: 1"),
    ],
)
def test_rules_that_do_not_check_are_refused_before_any_row(job: Job) -> None:
    with pytest.raises(BadJob):
        Worker(job)
