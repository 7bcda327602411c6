"""Files of values by day as parameters, and written back the same."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from creditrules.cli.main import app
from creditrules.document import read_yaml, yaml_text
from creditrules.imports import About, no_openfisca, read_parameters, written_openfisca
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
        (b"brackets: 3", "Brackets are a list."),
        (b"brackets: [{rate: {2020-01-01: 0.1}}]", "A bracket has a threshold."),
        (b"brackets: [{threshold: {2020-01-01: 0}, extra: {2020-01-01: 1}}]", "This is no part of a bracket."),
        (b"brackets: [{threshold: {2020-01-01: 0}, rate: {2020-01-01: a lot}}]", "There is no number for this day."),
        (b"brackets: [{threshold: {2020-01-01: 0}, rate: {yesterday: 1}}]", "There is no number for this day."),
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


TAX = b"""
description: Income tax
brackets:
- threshold: {1945-01-01: {value: 0}}
  rate: {1945-01-01: {value: 0}}
- threshold: {1945-01-01: {value: 10}, 2006-01-01: {value: 20}, 2030-01-01: {expected: 30}}
  rate: {1945-01-01: {value: 0.1}, 2006-01-01: {value: 0.2, metadata: {note: the middle}}}
- threshold: {1945-01-01: {value: 100}, 2006-01-01: {value: 0}, 2012-01-01: {value: 150}, 2014-01-01: {value: null}}
  rate: {1944-01-01: {value: 0.3}, 2006-01-01: {value: 0}, 2012-01-01: {value: 0.4}}
metadata:
  rate_unit: /1
  reference: {1945-01-01: {title: Law 48-24}, 1956-01-01: {title: Law 59-1472}}
"""


def test_a_scale_is_on_each_day_the_list_of_its_brackets_in_the_order_of_their_thresholds() -> None:
    _, document = one(TAX)
    assert document["type"] == "list<context<from: number, rate: number>>"
    held = parameter(document)
    found: dict[str, Any] = {}
    for day in ("1944", "1945", "2006", "2012", "2014", "2040"):
        step: Any = held.at(datetime(int(day), 6, 1, tzinfo=UTC))
        found[day] = step and [(int(each["from"]), float(each["rate"])) for each in step.value]
    ended = [(0, 0.0), (20, 0.2)]
    assert found == {
        "1944": None,
        "1945": [(0, 0.0), (10, 0.1), (100, 0.3)],
        "2006": [(0, 0.0), (0, 0.0), (20, 0.2)],
        "2012": [*ended, (150, 0.4)],
        "2014": ended,
        "2040": ended,
    }
    assert document["values"]["1945-01-01"]["references"] == [{"citation": "Law 48-24"}]
    assert document["metadata"]["rate_unit"] == "/1"


def test_a_scale_is_written_back_as_the_file_had_it_whatever_is_added_later() -> None:
    document = one(TAX)[1]
    assert written_openfisca(parameter(document), "fr") == read_yaml(TAX.decode()).value
    document["values"]["2012-01-01"]["value"][2]["rate"] = Decimal("0.45")
    brackets = [{"from": 0, "rate": 0}, {"from": 21, "rate": Decimal("0.2")}, {"from": 500, "rate": Decimal("0.5")}]
    document["values"]["2027-01-01"] = {"value": brackets}
    written: Any = written_openfisca(parameter(document), "fr")["brackets"]
    assert written[1]["threshold"]["2027-01-01"] == {"value": 21}
    assert written[1]["rate"]["2006-01-01"] == {"value": Decimal("0.2"), "metadata": {"note": "the middle"}}
    assert "2027-01-01" not in written[1]["rate"]
    assert written[2]["rate"] == {
        "1944-01-01": {"value": Decimal("0.3")},
        "2006-01-01": {"value": 0},
        "2012-01-01": {"value": Decimal("0.45")},
        "2027-01-01": {"value": Decimal("0.5")},
    }
    again = one(yaml_text(written_openfisca(parameter(document), "fr")).encode())[1]
    assert again["values"] == document["values"]


def test_any_scale_reads_the_same_when_it_was_written() -> None:
    chance = random.Random(20260101)  # noqa: S311 - what is tried, always the same
    for _ in range(60):
        days = [f"{year}-01-01" for year in sorted(chance.sample(range(2000, 2012), chance.randint(1, 6)))]
        brackets: Any = [
            {part: _series(chance, days, place) for part in ("threshold", "rate", "amount")[: chance.randint(2, 3)]}
            for place in range(chance.randint(1, 4))
        ]
        data = yaml_text({"description": "Tax", "brackets": brackets}).encode()
        held = parameter(one(data)[1])
        written = written_openfisca(held, "fr")
        assert written == read_yaml(data.decode()).value
        assert parameter(one(yaml_text(written).encode())[1]).digest == held.digest


def _series(chance: random.Random, days: list[str], place: int) -> dict[str, Any]:
    kinds = [{"value": None}, {"value": 50}, {"value": place * 100}, {"value": chance.randint(0, 400)}]
    kinds += [{"value": Decimal("0.5"), "note": "as amended"}, {"expected": 3, "note": "announced"}]
    known = [day for day in days if chance.random() < 0.7] or days[:1]
    return {day: chance.choice(kinds) for day in known}


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("[{from: 5, rate: 1}, {from: 0, rate: 1}]", "Its brackets are not all in the order of `from`."),
        ("[{from: 0, rate: 1}, {from: null, rate: 1}]", "Its brackets are not all in the order of `from`."),
        ("[{from: 0, rate: 1}, {from: 5, rate: 1}]", ""),
    ],
)
def test_what_the_files_have_no_form_for_is_told(value: str, why: str) -> None:
    about = "parameter: t\ncategory: RISK\nname: {en: T}\n"
    text = f"{about}type: 'list<context<from: number, rate: number>>'\nvalue: {value}"
    read = read_parameter(read_yaml(text)).parameter
    assert read is not None
    assert no_openfisca(read) == why
    table = read_parameter(read_yaml(text.replace("from", "low"))).parameter
    assert table is not None
    assert no_openfisca(table).startswith("Its type, list<context<low: number, rate: number>>, is none")


def test_what_is_only_expected_and_cited_apart_is_written_back() -> None:
    data = b"""
description: Rent
values: {2020-01-01: {value: 1, reference: {title: Decree}}, 2030-01-01: {expected: 7}}
metadata: {reference: 'https://law.example/all'}
"""
    document = one(data)[1]
    assert document["values"]["2020-01-01"]["references"] == [{"citation": "Decree"}]
    assert written_openfisca(parameter(document), "fr") == read_yaml(data.decode()).value


def test_nothing_is_written_where_one_parameter_has_no_form_in_such_files(tmp_path: Path) -> None:
    about = "category: RISK\nname: {en: T}\ntype: 'list<context<from: number, rate: number>>'\n"
    good, crossed = "value: [{from: 0, rate: 1}]", "value: [{from: 5, rate: 1}, {from: 0, rate: 1}]"
    for name, value in (("a", good), ("b", crossed)):
        (tmp_path / f"{name}.yaml").write_text(f"parameter: {name}\n{about}{value}\n")
    files = [str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml")]
    done = CliRunner().invoke(app, ["parameters", *files, "--to", "openfisca", "--out", str(tmp_path / "out")])
    assert (done.exit_code, (tmp_path / "out").exists()) == (1, False)
    assert "Its brackets are not all in the order of `from`." in " ".join(done.stderr.split())
