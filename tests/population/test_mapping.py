"""Columns become facts exactly as the mapping says, and what fits nothing is a fault of that row."""

from __future__ import annotations

from decimal import Decimal

import pytest

from creditrules.document import read_yaml
from creditrules.population import MappingForm, read_mapping

RATIOS = """
columns:
  ltv:
    blank: {}
    values: {Exempt: {ltvStatus: EXEMPT}}
    number: {fact: ltv, min: 0, max: 1000, set: {ltvStatus: GIVEN}}
  dti:
    blank: {dtiStatus: UNKNOWN}
    values: {"20%-<30%": {dtiLow: 20, dtiHigh: 30}}
    number: {fact: dtiLow, also: [dtiHigh]}
  income: {number: {fact: income, multiply: 1000}}
  applied: {blank: {}, date: {fact: appliedOn, format: "%d.%m.%Y"}}
  branch: {blank: {}, text: {fact: branch}}
constants: {channel: ONLINE}
"""


def mapping(text: str = RATIOS) -> MappingForm:
    read = read_mapping(read_yaml(text))
    assert read.mapping is not None, read.diagnostics
    return read.mapping


def row(**cells: str) -> dict[str, str]:
    return {"ltv": "80", "dti": "36", "income": "1", "applied": "", "branch": "", **cells}


def test_blank_exempt_banded_and_exact_values_are_four_different_things() -> None:
    form = mapping()
    assert form.apply(row(ltv="")).facts.keys() & {"ltv", "ltvStatus"} == set()
    assert form.apply(row(ltv="Exempt")).facts["ltvStatus"] == "EXEMPT"
    assert form.apply(row(ltv="80.5")).facts["ltv"] == Decimal("80.5")
    banded = form.apply(row(dti="20%-<30%")).facts
    assert (banded["dtiLow"], banded["dtiHigh"]) == (20, 30)
    exact = form.apply(row(dti="36")).facts
    assert (exact["dtiLow"], exact["dtiHigh"]) == (36, 36)
    assert form.apply(row(dti="  ")).facts["dtiStatus"] == "UNKNOWN"


def test_numbers_are_exact_and_scaled_without_rounding() -> None:
    assert mapping().apply(row(income="0.1234567890123456789")).facts["income"] == Decimal("123.4567890123456789")


@pytest.mark.parametrize("text", ["exempt", "EXEMPT", "NaN", "Infinity", "1e3", "1,000", "0x10", "٣", "80%", "1_000"])
def test_what_is_no_plain_number_and_no_named_value_is_a_fault_with_its_column(text: str) -> None:
    mapped = mapping().apply(row(ltv=text))
    assert [(fault.code, fault.place) for fault in mapped.faults] == [("mapping.unknown-value", "ltv")]
    assert text in mapped.faults[0].message


@pytest.mark.parametrize(
    ("text", "code"),
    [("-1", "mapping.number-too-low"), ("1000.01", "mapping.number-too-high"), ("1" * 35, "facts.number-range")],
)
def test_numbers_out_of_their_bounds_are_faults(text: str, code: str) -> None:
    assert [fault.code for fault in mapping().apply(row(ltv=text)).faults] == [code]


def test_a_blank_that_the_mapping_does_not_name_is_a_fault() -> None:
    assert [fault.code for fault in mapping().apply(row(income="")).faults] == ["mapping.blank"]


def test_dates_follow_their_format_and_nothing_else() -> None:
    assert mapping().apply(row(applied="31.12.2024")).facts["appliedOn"] == "2024-12-31"
    assert [fault.place for fault in mapping().apply(row(applied="2024-12-31")).faults] == ["applied"]


def test_constants_are_facts_of_every_row_and_text_is_taken_as_it_stands() -> None:
    facts = mapping().apply(row(branch=" Süd ")).facts
    assert (facts["channel"], facts["branch"]) == ("ONLINE", " Süd ")


def test_a_fact_given_by_two_columns_is_refused_when_the_mapping_is_read() -> None:
    read = read_mapping(read_yaml("columns: {a: {number: {fact: x}}, b: {values: {y: {x: 1}}}}"))
    assert read.mapping is None
    assert [fault.code for fault in read.diagnostics] == ["mapping.fact-twice"]


def test_a_label_is_of_a_fact_that_some_column_gives() -> None:
    read = read_mapping(read_yaml("columns: {a: {number: {fact: n}}}\nlabels: {n: {en: A number}, m: {en: None}}"))
    assert [fault.code for fault in read.diagnostics] == ["mapping.label"]


def test_a_misspelt_key_is_told_with_its_line() -> None:
    read = read_mapping(read_yaml("columns:\n  a:\n    nubmer: {fact: x}\n"))
    assert read.mapping is None
    assert [(fault.place, fault.line) for fault in read.diagnostics] == [("columns.a.nubmer", 3)]


def test_columns_that_the_file_lacks_are_named() -> None:
    assert mapping().absent(["ltv", "dti", "income", "applied"]) == ("branch",)
