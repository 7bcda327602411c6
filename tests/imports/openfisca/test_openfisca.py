"""OpenFisca's dated parameters as a model: the value of a day, scales, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from creditrules.dmn import Decision, check_model, compile_model
from creditrules.dmn.model import FactDefinition, ItemDefinition, LiteralExpression
from creditrules.feel import from_datetime, from_feel
from creditrules.imports.openfisca import read_openfisca
from creditrules.records import replace

NOW = from_datetime(datetime(2026, 1, 1, tzinfo=UTC))
SHARED = Path(__file__).parents[4] / "shared"
FILES = {
    "law/rent/index.yaml": b"description: Rent ceilings\n",
    "law/rent/student.yaml": b"""
description: Highest rent of a student
values:
  2016-01-01: {value: 425}
  2018-06-19: 600.50
  2024-01-01: {value: null}
metadata:
  short_label: Student
  unit: currency
  reference:
    2016-01-01: [{title: Decree 1, href: 'https://law.example/1'}]
""",
    "law/tax.yaml": b"""
countries:
  values: {2016-01-01: {value: [CH, MC]}}
rate:
  brackets:
  - {threshold: {2020-01-01: {value: 0}}, rate: {2020-01-01: {value: 0.1}, 2022-01-01: {value: 0.2}}}
  - {threshold: {2020-01-01: {value: 1000}}, rate: {2020-01-01: {value: 0.3}}}
  - {threshold: {2023-01-01: {value: 5000}}, rate: {2023-01-01: {value: 0.4}}}
flat:
  brackets:
  - {threshold: {2020-01-01: {value: 10}}, amount: {2020-01-01: {value: 100}}}
  - {threshold: {2020-01-01: {value: 20}}, amount: {2020-01-01: {value: 300}}}
  metadata: {type: single_amount}
added:
  brackets:
  - {threshold: {2020-01-01: {value: 10}}, amount: {2020-01-01: {value: 100}}}
  - {threshold: {2020-01-01: {value: 20}}, amount: {2020-01-01: {value: 300}}}
""",
}


def compiled(files: dict[str, bytes] | None = None) -> Any:
    read = read_openfisca(FILES if files is None else files)
    assert [one.render() for one in read.diagnostics] == []
    return compile_model(check_model(read.models[0].model))


def on(day: str) -> Any:
    model = compiled()
    facts = model.read_facts({"instant": day})
    return from_feel(model.evaluate(facts.values, NOW, ["parameters"]).values["parameters"])


@pytest.mark.parametrize(
    ("day", "value"),
    [
        ("2015-12-31", None),
        ("2016-01-01", 425),
        ("2018-06-18", 425),
        ("2018-06-19", Decimal("600.50")),
        ("2023-12-31", Decimal("600.50")),
        ("2024-01-01", None),
    ],
)
def test_a_value_holds_from_its_day_to_the_next(day: str, value: Any) -> None:
    assert on(day)["rent"]["student"] == value


def test_lists_are_values_too() -> None:
    assert on("2020-01-01")["tax"]["countries"] == ["CH", "MC"]


def test_what_a_parameter_is_and_rests_on_is_kept() -> None:
    model = read_openfisca(FILES).models[0].model
    rent = next(one for one in model.decisions if one.name == "rent student")
    assert (rent.label, rent.type) == ({"": "Student"}, "number")
    assert "unit: currency" in rent.description
    assert rent.expression.rules[0].note == "Decree 1 https://law.example/1"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("call", "day", "base", "value"),
    [
        ("marginal rate of(tax rate, base)", "2020-06-01", 1500, 250),
        ("marginal rate of(tax rate, base)", "2022-06-01", 1500, 350),
        ("marginal rate of(tax rate, base)", "2024-06-01", 6000, 1800),
        ("marginal rate of(tax rate, base)", "2019-06-01", 6000, 0),
        ("single amount of(tax flat, base)", "2020-06-01", 9, 0),
        ("single amount of(tax flat, base)", "2020-06-01", 10, 100),
        ("single amount of(tax flat, base)", "2020-06-01", 25, 300),
        ("marginal amount of(tax added, base)", "2020-06-01", 10, 0),
        ("marginal amount of(tax added, base)", "2020-06-01", 25, 400),
    ],
)
def test_a_scale_comes_to_what_it_should_for_a_base(call: str, day: str, base: int, value: int) -> None:
    model = read_openfisca(FILES).models[0].model
    facts = (*model.facts, FactDefinition(ItemDefinition("base", "number")))
    asked = Decision("asked", LiteralExpression(call), "number")
    whole = compile_model(check_model(replace(model, facts=facts, decisions=(*model.decisions, asked))))
    given = whole.read_facts({"instant": day, "base": base})
    assert whole.evaluate(given.values, NOW, ["asked"]).values["asked"] == value


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (b"values: {yesterday: 1}", "a.yaml.values.yesterday"),
        (b"values: {2020-01-01: {value: {a: 1}}}", "a.yaml.values.2020-01-01"),
        (b"values: {2020-01-01: {value: [1, x]}}", "a.yaml.values.2020-01-01"),
        (b"values: {2020-01-01: {}}", "a.yaml.values.2020-01-01"),
        (b"values: 3", "a.yaml.values"),
        (b"brackets: 3", "a.yaml.brackets"),
        (b"brackets: [{threshold: {2020-01-01: 1}, extra: {2020-01-01: 1}}]", "a.yaml.brackets[1].extra"),
        (b"description: nothing", "a.yaml"),
        (b"- 1", "a.yaml"),
        (b"a: [", "a.yaml"),
        (b"\xff\xfe\xfd", "a.yaml"),
    ],
)
def test_what_is_no_parameter_is_refused_with_its_place(text: bytes, place: str) -> None:
    read = read_openfisca({"a.yaml": text})
    assert read.models == ()
    assert [one.place for one in read.diagnostics] == [place]


def test_names_that_would_be_the_same_are_kept_apart() -> None:
    files = {"x/a-b.yaml": b"values: {2020-01-01: 1}", "x/a_b.yaml": b"values: {2020-01-01: 2}"}
    model = read_openfisca(files).models[0].model
    assert len({one.name for one in model.decisions}) == len(model.decisions) == 3


@pytest.mark.shared("data/rules/openfisca-france")
def test_the_published_parameters_are_read_whole() -> None:
    root = SHARED / "data/rules/openfisca-france"
    files = {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*.yaml"))}
    read = read_openfisca(files)
    assert read.ok
    model = compile_model(check_model(read.models[0].model))
    found = []
    for day in ("2016-06-01", "2018-06-19"):
        facts = model.read_facts({"instant": day})
        name = "action_logement visale plafond_loyer etudiant ile_de_france"
        found.append(model.evaluate(facts.values, NOW, [name]).values[name])
    assert found == [425, 800]
