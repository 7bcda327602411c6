"""A population in S3, decided part by part through the Lambda entry and added up; the state machine that does so."""

from __future__ import annotations

import importlib
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest
from botocore.exceptions import ClientError
from infra.deployment.description import POPULATIONS, read_description
from moto import mock_aws

from creditrules.population.spread import BadJob, Job, Worker, plain_tally

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "mortgage"
BUCKET = "populations"
JOB = Job(
    ((EXAMPLE / "mortgage-limits.yaml").read_text("utf-8"),),
    datetime(2026, 3, 1, 12, tzinfo=UTC),
    mapping=(EXAMPLE / "hmda-2022.yaml").read_text("utf-8"),
    by="approved",
)
ASKED = {"job": "jobs/mortgage.json", "results": "results/run-1/"}


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name, value in (
        ("CREDITRULES_POPULATIONS", BUCKET),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "testing"),
        ("AWS_SECRET_ACCESS_KEY", "testing"),
    ):
        monkeypatch.setenv(name, value)
    with mock_aws():
        client = boto3.client("s3", region_name="eu-central-1")
        for bucket in (BUCKET, "others"):
            client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        client.put_object(Bucket=BUCKET, Key=ASKED["job"], Body=json.dumps(JOB.plain()).encode())
        yield client


@pytest.fixture
def handlers(s3: Any) -> ModuleType:
    return importlib.reload(importlib.import_module("creditrules.handlers.population"))


def applicants() -> pa.Table:
    header = (EXAMPLE / "applicants.csv").read_text("utf-8").partition("\n")[0].split(",")
    as_text = pc.ConvertOptions(column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False)
    return pc.read_csv(EXAMPLE / "applicants.csv", convert_options=as_text)


def parquet(table: pa.Table) -> bytes:
    data = io.BytesIO()
    pq.write_table(table, data)
    return data.getvalue()


def put(s3: Any, key: str, data: bytes) -> dict[str, str]:
    s3.put_object(Bucket=BUCKET, Key=key, Body=data)
    return {**ASKED, "part": key}


def got(s3: Any, key: str) -> bytes:
    return bytes(s3.get_object(Bucket=BUCKET, Key=key)["Body"].read())


def test_parts_are_decided_apart_and_come_to_the_whole(s3: Any, handlers: ModuleType) -> None:
    whole = applicants()
    shares = [whole.slice(0, 5), whole.slice(5, 9), whole.slice(0, 0)]
    asked = [put(s3, f"parts/a-{number}.parquet", parquet(share)) for number, share in enumerate(shares)]
    told = [handlers.decide_part(each, None) for each in (put(s3, "parts/", b""), *asked, asked[0])]
    assert [each["rows"] for each in told] == [0, 5, 9, 0, 5]
    summed = handlers.add_parts({"results": ASKED["results"]}, None)
    expected = plain_tally(Worker(JOB).tally(whole.to_batches()))
    assert (summed["parts"], summed["rows"], summed["outcomes"]) == (3, 14, expected["outcomes"])
    found = json.loads(got(s3, summed["tally"]))
    assert sorted(found.pop("reasons")) == sorted(expected.pop("reasons"))
    assert sorted(found.pop("groups")) == sorted(expected.pop("groups"))
    assert found == expected
    rows = [
        row
        for number in range(2)
        for row in pq.read_table(io.BytesIO(got(s3, f"{ASKED['results']}answers/parts/a-{number}.parquet"))).to_pylist()
    ]
    assert [{name: row[name] for name in whole.column_names} for row in rows] == whole.to_pylist()
    assert all(row["decision_outcome"] for row in rows)


def test_what_is_no_part_or_no_job_is_told_as_such(s3: Any, handlers: ModuleType) -> None:
    with pytest.raises(BadJob, match="no Parquet file"):
        handlers.decide_part(put(s3, "parts/text.parquet", b"text"), None)
    part = put(s3, "parts/a.parquet", parquet(applicants()))
    s3.put_object(Bucket=BUCKET, Key="jobs/spoilt.json", Body=b"{}")
    with pytest.raises(BadJob):
        handlers.decide_part({**part, "job": "jobs/spoilt.json"}, None)
    with pytest.raises(ClientError):
        handlers.decide_part({**part, "part": "parts/absent.parquet"}, None)


def test_no_input_names_another_bucket(s3: Any, handlers: ModuleType) -> None:
    s3.put_object(Bucket="others", Key="secret.parquet", Body=parquet(applicants()))
    for part in ("s3://others/secret.parquet", "../others/secret.parquet", "others/secret.parquet"):
        with pytest.raises(ClientError):
            handlers.decide_part({**ASKED, "part": part}, None)


DEPLOYED = read_description(POPULATIONS)
RESOURCES = DEPLOYED.resources
MACHINE = RESOURCES["PopulationMachine"]["Properties"]


def states(definition: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, dict[str, Any]]]:
    """Every state, with the states beside it; those of a map too."""
    for name, state in definition["States"].items():
        yield definition, name, state
        if state["Type"] == "Map":
            yield from states(state["ItemProcessor"])


def test_every_state_is_reached_and_leads_to_one_or_ends() -> None:
    for definition, _, state in states(MACHINE["Definition"]):
        assert bool(state.get("End")) is ("Next" not in state)
        assert state.get("Next", definition["StartAt"]) in definition["States"]
    reached = {MACHINE["Definition"]["StartAt"], "DecidePart"}
    assert reached | {s["Next"] for _, _, s in states(MACHINE["Definition"]) if "Next" in s} == {
        name for _, name, _ in states(MACHINE["Definition"])
    }


def test_the_map_is_distributed_and_gives_each_part_what_the_function_asks_for() -> None:
    state = MACHINE["Definition"]["States"]["DecideParts"]
    assert state["ItemProcessor"]["ProcessorConfig"]["Mode"] == "DISTRIBUTED"
    assert state["ItemReader"]["Resource"].endswith(":s3:listObjectsV2")
    assert {name.removesuffix(".$") for name in state["ItemSelector"]} == {"job", "part", "results"}
    assert state["ToleratedFailurePercentage"] == 0
    task = state["ItemProcessor"]["States"]["DecidePart"]
    assert task["Retry"][0] == {"ErrorEquals": ["BadJob"], "MaxAttempts": 0}


def test_what_the_machine_names_is_there_and_may_be_used() -> None:
    text = json.dumps(MACHINE["Definition"])
    substitutions = MACHINE["DefinitionSubstitutions"]
    assert set(re.findall(r"\$\{(\w+)\}", text)) == set(substitutions)
    for name, logical in (("decidePart", "DecidePart"), ("addParts", "AddParts")):
        function = DEPLOYED.functions[name]
        path, _, entry = function["handler"].rpartition(".")
        assert f"def {entry}(" in (ROOT / "functions" / f"{path}.py").read_text("utf-8")
        assert substitutions[logical] == f"GetAtt {logical}LambdaFunction.Arn"
        assert function["role"] == f"GetAtt {logical}Role.Arn"
        assert function["environment"] == {"CREDITRULES_POPULATIONS": "Ref Populations"}
    runner = json.dumps(RESOURCES["PopulationRunner"])
    for right in ("lambda:InvokeFunction", "states:StartExecution", "s3:ListBucket", "s3:PutObject"):
        assert right in runner
    assert "decidePart" not in read_description().functions  # a stage without a layer for them has none


def test_populations_outlive_the_stack_and_are_nobody_elses() -> None:
    bucket = RESOURCES["Populations"]
    assert bucket["DeletionPolicy"] == "Retain"
    assert all(bucket["Properties"]["PublicAccessBlockConfiguration"].values())
