"""Scalars through a real schema: what comes in exactly, what is refused, how it leaves."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import strawberry
from graphql import ExecutionResult, execute_sync, parse, validate
from hypothesis import given
from hypothesis import strategies as st
from strawberry.schema.config import StrawberryConfig

from creditrules.api.types.scalars import JSON, moment_text, scalar_map
from creditrules.document import decimal_text

MET: dict[str, Any] = {}


@strawberry.type
class Query:
    @strawberry.field
    def number(self, value: Decimal) -> Decimal:
        MET["value"] = value
        return value

    @strawberry.field
    def moment(self, value: datetime) -> datetime:
        MET["value"] = value
        return value

    @strawberry.field
    def plain(self, value: JSON) -> JSON:
        MET["value"] = value
        return value


SCHEMA = strawberry.Schema(query=Query, config=StrawberryConfig(scalar_map=scalar_map()))._schema  # noqa: SLF001


def ask(query: str, variables: dict[str, Any] | None = None) -> ExecutionResult:
    document = parse(query)
    errors = validate(SCHEMA, document)
    return ExecutionResult(None, errors) if errors else execute_sync(SCHEMA, document, variable_values=variables)


def by_variable(field: str, type_: str, value: object) -> ExecutionResult:
    return ask(f"query($value: {type_}!) {{ {field}(value: $value) }}", {"value": value})


def refusal(result: ExecutionResult) -> str:
    assert result.data is None
    assert result.errors
    assert not isinstance(result.errors[0].original_error, ArithmeticError)
    return result.errors[0].message


@pytest.mark.parametrize("given_", ["0.1", "-1500", "1e3", "12345678901234567890123456789012.34", 7, Decimal("2.50")])
def test_a_decimal_comes_in_as_a_string_or_a_number_and_keeps_its_digits(given_: object) -> None:
    result = by_variable("number", "Decimal", given_)
    assert result.errors is None
    assert MET["value"] == Decimal(str(given_))


@pytest.mark.parametrize(
    "given_",
    [
        "NaN",
        "sNaN",
        "Infinity",
        "-inf",
        "1e999999",
        "1_000",
        "１２",
        " 1",
        "",
        "0x10",
        "1" * 35,
        "1e6145",
        True,
        None,
        [],
        {},
        0.1,
        Decimal("NaN"),
        Decimal("1E+999999"),
        10**40 + 1,
    ],
)
def test_what_is_no_exact_decimal_is_refused(given_: object) -> None:
    refusal(by_variable("number", "Decimal", given_))


@pytest.mark.parametrize("literal", ["1e99999", "NaN", "true", "[1]", '"Infinity"'])
def test_decimal_literals_are_held_to_the_same(literal: str) -> None:
    refusal(ask(f"{{ number(value: {literal}) }}"))


def test_a_decimal_leaves_in_plain_digits() -> None:
    assert [decimal_text(Decimal(text)) for text in ("1E+5", "0.00", "-2.50", "1E+60")] == [
        "100000",
        "0.00",
        "-2.50",
        "1E+60",
    ]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20))
def test_every_amount_comes_back_as_it_went_in(amount: Decimal) -> None:
    result = by_variable("number", "Decimal", str(amount))
    assert result.data is not None
    assert Decimal(result.data["number"]) == amount


@pytest.mark.parametrize(
    ("given_", "moment"),
    [
        ("2025-10-01T00:00:00+08:00", datetime(2025, 9, 30, 16, tzinfo=UTC)),
        ("2025-10-01t00:00:00.5z", datetime(2025, 10, 1, 0, 0, 0, 500_000, tzinfo=UTC)),
        ("9999-12-31T23:59:59.999999Z", datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_with_its_offset(given_: str, moment: datetime) -> None:
    assert by_variable("moment", "DateTime", given_).errors is None
    assert MET["value"] == moment


@pytest.mark.parametrize(
    "given_",
    [
        "2025-10-01T00:00:00",
        "2025-10-01",
        "2025-13-01T00:00:00Z",
        "2025-02-30T00:00:00Z",
        "1899-12-31T23:59:59Z",
        "10000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-01:00",
        "2025-10-01 00:00:00Z",
        "2025-10-01T24:00:00Z",
        "now",
        1759276800,
        True,
        "2025-10-01T00:00:00.1234567Z",
        "٢٠٢٥-10-01T00:00:00Z",
        "2025-10-01T00:00:00+25:00",
    ],
)
def test_what_is_no_moment_with_an_offset_is_refused(given_: object) -> None:
    refusal(by_variable("moment", "DateTime", given_))


def test_a_moment_leaves_in_utc() -> None:
    assert moment_text(datetime.fromisoformat("2025-10-01T00:00:00+08:00")) == "2025-09-30T16:00:00Z"


def test_json_literals_and_variables_mix_and_keep_every_digit() -> None:
    query = (
        'query($name: JSON!) { plain(value: {name: $name, amounts: [0.1, 1e2, -3], on: true, gone: null, text: "é"}) }'
    )
    assert ask(query, {"name": {"first": Decimal("1.10")}}).errors is None
    assert MET["value"] == {
        "name": {"first": Decimal("1.10")},
        "amounts": [Decimal("0.1"), Decimal("1e2"), Decimal(-3)],
        "on": True,
        "gone": None,
        "text": "é",
    }


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"a": {"b": [1, Decimal("1e999999")]}}, "a.b[2]"),
        ({"a": 0.5}, "a: "),
        ({"a": [[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}, "deep"),
        ({"a": ["x"] * 30_000}, "too many"),
        ({"a": "x" * 30_000}, "too long"),
        ({"a": "\ud800"}, "surrogate"),
        ({"a": 10**50 + 1}, "digits"),
    ],
)
def test_json_values_out_of_bounds_are_refused_with_their_path(value: object, told: str) -> None:
    assert told in refusal(by_variable("plain", "JSON", value))


@pytest.mark.parametrize(
    ("literal", "told"),
    [("{a: {b: NaN}}", "a.b: A word"), ("{a: [1, 1e99999]}", "a[2]"), ("Infinity", "A word")],
)
def test_json_literals_out_of_bounds_are_refused_with_their_path(literal: str, told: str) -> None:
    assert told in refusal(ask(f"{{ plain(value: {literal}) }}"))


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
plain_values = st.recursive(
    st.none() | st.booleans() | TEXTS | st.integers(-(10**30), 10**30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@given(plain_values.filter(lambda value: value is not None))
def test_any_bounded_json_value_is_taken_as_it_is(value: object) -> None:
    assert by_variable("plain", "JSON", value).errors is None
    assert MET["value"] == value
