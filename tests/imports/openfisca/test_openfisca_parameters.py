"""Files of values by day as parameters, and written back the same."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from creditrules.document import read_yaml, yaml_text
from creditrules.imports import About, read_parameters, written_openfisca
from creditrules.rules import Parameter, read_change, read_parameter, split_change

REAL = Path(__file__).parents[4] / "shared" / "data" / "rules" / "openfisca-france"
ABOUT = About("REGULATION", "fr", "Europe/Paris", date(2026, 1, 1))
RENT = b"""
description: Highest rent of a student
values:
  2016-01-01: {value: 425, metadata: {reference: {title: Decree 1, href: 'https://law.example/1'}, note: first}}
  2018-06-19: 600.50
  2024-01-01: {value: null}
  2030-01-01: {expected: 700}
metadata:
  short_label: Student
  unit: currency
  last_value_still_valid_on: "2023-01-01"
  reference:
    2018-06-19: ['https://law.example/2', {title: Decree 2}]
"""


def parameter(document: Any) -> Parameter:
    read = read_parameter(read_yaml(yaml_text(document)))
    assert read.parameter is not None, read.diagnostics
    return read.parameter


def one(data: bytes, name: str = "law/rent/student.yaml") -> tuple[str, Any]:
    read = read_parameters({name: data}, ABOUT)
    assert read.diagnostics == ()
    [(slug, document)] = read.documents.items()
    return slug, document


def test_each_value_keeps_its_day_and_what_it_rests_on() -> None:
    slug, document = one(RENT)
    assert slug == "student"
    assert document["name"] == {"fr": "Student"}
    assert (document["unit"], document["type"], document["timeZone"]) == ("currency", "number", "Europe/Paris")
    assert document["values"] == {
        "2016-01-01": {"value": 425, "references": [{"citation": "Decree 1", "link": "https://law.example/1"}]},
        "2018-06-19": {
            "value": Decimal("600.50"),
            "references": [{"link": "https://law.example/2"}, {"citation": "Decree 2"}],
        },
        "2024-01-01": {"value": None},
    }
    held = parameter(document)
    step = held.at(datetime(2023, 12, 31, 12, tzinfo=UTC))
    assert step is not None
    assert step.value == Decimal("600.5")
    assert held.at(datetime(2024, 1, 1, 12, tzinfo=UTC)) is None


def test_what_is_read_carries_a_change_statement_that_can_be_pushed() -> None:
    _, section = split_change(one(RENT)[1])
    change, faults = read_change(section)
    assert faults == ()
    assert change is not None
    assert change.correction
    assert change.valid_from is not None
    assert change.valid_from.isoformat() == "2016-01-01T00:00:00+01:00"


def test_what_is_written_reads_back_as_the_same_parameter() -> None:
    held = parameter(one(RENT)[1])
    written = yaml_text(written_openfisca(held, "fr"))
    assert parameter(one(written.encode())[1]).digest == held.digest


@pytest.mark.shared("data/rules/openfisca-france")
def test_every_real_file_of_values_is_written_back_as_it_was() -> None:
    files = {path.as_posix(): path.read_bytes() for path in REAL.rglob("*.yaml") if b"\nvalues:" in path.read_bytes()}
    for name, data in files.items():
        document = one(data, name)[1]
        assert written_openfisca(parameter(document), "fr") == read_yaml(data.decode()).value, name
    assert len(read_parameters(files, ABOUT).documents) == len(files) == 18


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"brackets: [{threshold: {2020-01-01: {value: 0}}}]", "A scale has several series of values."),
        (b"values: {2020-01-01: {value: 1}, 2021-01-01: {value: a}}", "The values are not of one type."),
        (b"values: {2020: {value: 1}}", "no day"),
        (b"values: {2020-01-01: {other: 1}}", "There is no value for this day."),
        (b"values: [1]", "Values are listed by the day"),
        (b"description: nothing", "There is no parameter in these files."),
    ],
)
def test_what_is_no_parameter_is_refused_with_the_place(data: bytes, message: str) -> None:
    read = read_parameters({"law.yaml": data}, ABOUT)
    assert read.documents == {}
    assert message in read.diagnostics[0].message


def test_names_are_made_of_paths_and_two_of_the_same_are_refused() -> None:
    value = b"values: {2020-01-01: {value: 1}}"
    long = "/".join(["a" * 20] * 4)
    found = read_parameters({f"x/{long}/é in_1.yaml": value, "x/b.yaml": value}, ABOUT).documents
    assert list(found) == [f"{'a' * 20}-{'a' * 20}-e-1", "b"]
    twice = read_parameters({"x/a_b.yaml": value, "x/a-b.yaml": value}, ABOUT)
    assert "No name of its own" in twice.diagnostics[0].message
