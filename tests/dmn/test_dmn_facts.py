"""Facts as callers state them: typed, refused with their path, or missing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from creditrules.dmn import CompiledModel, check_model, compile_model, read_model
from creditrules.document import read_yaml
from creditrules.feel import parse_date, parse_date_time, parse_duration, parse_time

YAML = """
types:
  - {name: Tier, type: string, allowedValues: '"A", "B"'}
  - {name: Client, type: context, entries: [{name: tier, type: Tier}, {name: since, type: date}]}
facts:
  - {name: age, type: number, allowedValues: "[0..150]", unit: years, label: {en: Age, zh: 年龄}}
  - {name: name, type: string}
  - {name: student, type: boolean}
  - {name: born, type: date}
  - {name: at, type: time}
  - {name: seen, type: date and time}
  - {name: term, type: years and months duration}
  - {name: wait, type: days and time duration}
  - {name: tiers, type: list<Tier>}
  - {name: client, type: Client}
  - {name: other, type: Any}
  - {name: last, type: date, nullable: true}
  - {name: idNumber, type: string, allowedValues: '"A1", "B2"', sensitive: true}
  - {name: spouse, type: Client, sensitive: true}
"""


@pytest.fixture(scope="module")
def model() -> CompiledModel:
    return compiled(YAML)


def compiled(text: str) -> CompiledModel:
    """The model that these facts make."""
    value = read_yaml(text).value
    assert isinstance(value, dict)
    read = read_model(value)
    assert read.model is not None
    checked = check_model(read.model)
    assert checked.diagnostics == ()
    return compile_model(checked)


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("age", Decimal("20.50"), Decimal("20.50")),
        ("age", "20.5", Decimal("20.5")),
        ("age", "1e2", Decimal(100)),
        ("age", 20, Decimal(20)),
        ("age", "-0", Decimal(0)),
        ("name", "花", "花"),
        ("student", False, False),
        ("born", "2000-02-29", parse_date("2000-02-29")),
        ("born", parse_date("2000-02-29"), parse_date("2000-02-29")),
        ("at", "12:00:00", parse_time("12:00:00")),
        ("seen", "2026-01-01T00:00:00+08:00", parse_date_time("2026-01-01T00:00:00+08:00")),
        ("term", "P1Y6M", parse_duration("P18M")),
        ("wait", "P30D", parse_duration("P30D")),
        ("tiers", ["A", "B", None], ["A", "B", None]),
        ("client", {"tier": "A", "since": "2020-01-01"}, {"tier": "A", "since": parse_date("2020-01-01")}),
        ("client", {"tier": None, "since": None}, {"tier": None, "since": None}),
        ("other", {"a": [1, "x", None, True]}, {"a": [Decimal(1), "x", None, True]}),
        ("last", None, None),
    ],
)
def test_a_value_of_the_declared_type_is_taken(model: CompiledModel, name: str, raw: object, value: object) -> None:
    read = model.read_facts({name: raw})
    assert read.diagnostics == ()
    assert read.values == {name: value}
    assert type(read.values[name]) is type(value)
    assert read.missing == {fact.name for fact in model.facts} - {name}


@pytest.mark.parametrize(
    ("name", "raw", "code", "place"),
    [
        ("age", "twenty", "facts.type", "age"),
        ("age", True, "facts.type", "age"),
        ("age", 20.5, "facts.type", "age"),
        ("age", Decimal("NaN"), "facts.type", "age"),
        ("age", "Infinity", "facts.type", "age"),
        ("age", "1_000", "facts.type", "age"),
        ("age", "1e999999", "facts.type", "age"),
        ("age", "1e9999", "facts.number-range", "age"),
        ("age", 10**40 + 1, "facts.number-range", "age"),
        ("age", 151, "facts.not-allowed", "age"),
        ("age", -1, "facts.not-allowed", "age"),
        ("name", 5, "facts.type", "name"),
        ("student", "true", "facts.type", "student"),
        ("born", "2001-02-29", "facts.type", "born"),
        ("born", "2001-02-28T00:00:00", "facts.type", "born"),
        ("term", "P30D", "facts.type", "term"),
        ("tiers", "A", "facts.type", "tiers"),
        ("tiers", ["A", "C"], "facts.not-allowed", "tiers[2]"),
        ("client", {"tier": "A", "since": "x"}, "facts.type", "client.since"),
        ("client", {"tier": "A", "since": None, "sinse": 1}, "facts.unknown", "client.sinse"),
        ("client", [], "facts.type", "client"),
        ("agee", 5, "facts.unknown", "agee"),
        ("other", b"x", "facts.type", "other"),
    ],
)
def test_anything_else_is_refused_with_its_path(
    model: CompiledModel, name: str, raw: object, code: str, place: str
) -> None:
    read = model.read_facts({name: raw})
    assert [(each.code, each.place) for each in read.diagnostics] == [(code, place)]
    assert not read.ok
    assert name not in read.values


def test_a_number_too_long_to_be_printed_is_refused(model: CompiledModel) -> None:
    assert [each.code for each in model.read_facts({"age": 10**100_000, "other": 10**100_000}).diagnostics] == [
        "facts.type",
        "facts.type",
    ]


def test_null_of_a_fact_that_is_not_nullable_is_missing(model: CompiledModel) -> None:
    read = model.read_facts({"age": None})
    assert (read.values, read.diagnostics) == ({}, ())
    assert "age" in read.missing


def test_a_context_without_one_of_its_entries_is_missing_and_says_why(model: CompiledModel) -> None:
    read = model.read_facts({"client": {"tier": "A"}})
    assert read.ok
    assert "client" in read.missing
    assert [(each.code, each.place) for each in read.diagnostics] == [("facts.incomplete", "client.since")]


def test_an_unknown_fact_gets_a_hint(model: CompiledModel) -> None:
    assert model.read_facts({"agee": 1}).diagnostics[0].hint == "Did you mean 'age'?"


def test_deep_values_are_refused(model: CompiledModel) -> None:
    deep: object = 1
    for _ in range(100):
        deep = [deep]
    assert [each.code for each in model.read_facts({"other": deep}).diagnostics] == ["facts.too-deep"]


def test_facts_describe_themselves(model: CompiledModel) -> None:
    facts = {fact.name: fact for fact in model.facts}
    age = facts["age"]
    assert (str(age.type), age.allowed_values, age.unit, age.label["zh"]) == ("number", "[0..150]", "years", "年龄")
    assert age.definition == {"type": "number", "allowedValues": "[0..150]"}
    assert facts["last"].nullable
    assert facts["client"].definition == {
        "type": "context",
        "entries": [
            {"name": "tier", "type": "string", "allowedValues": '"A", "B"'},
            {"name": "since", "type": "date"},
        ],
    }
    assert facts["tiers"].definition == {"type": "list", "of": {"type": "string", "allowedValues": '"A", "B"'}}


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("idNumber", "110101190001011234"),
        ("idNumber", 110101190001011234),
        ("spouse", {"tier": "110101190001011234"}),
        ("spouse", {"110101190001011234": "A"}),
        ("spouse", {"since": "110101190001011234"}),
    ],
)
def test_what_is_wrong_about_a_sensitive_fact_is_told_without_its_value(
    model: CompiledModel, name: str, raw: object
) -> None:
    told = model.read_facts({name: raw}).diagnostics
    assert told
    assert "110101190001011234" not in "".join(diagnostic.render() for diagnostic in told)
    assert all(diagnostic.place == name and "sensitive" in diagnostic.message for diagnostic in told)


def test_a_fact_is_sensitive_only_where_it_says_so(model: CompiledModel) -> None:
    assert [fact.name for fact in model.facts if fact.sensitive] == ["idNumber", "spouse"]


def test_thousands_of_unknown_facts_are_counted_not_listed(model: CompiledModel) -> None:
    found = model.read_facts({f"aeg{number}": 1 for number in range(5000)}).diagnostics
    assert len(found) == 101
    assert found[-1].message == "4900 further facts are unknown."
