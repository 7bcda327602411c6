"""Request bodies: exact numbers, and a clear refusal of everything else than JSON."""

from __future__ import annotations

from decimal import Decimal

import pytest

from creditrules.api.http.request_json import read_request_json
from creditrules.errors import Refusal


def test_numbers_with_a_fraction_keep_every_digit() -> None:
    assert read_request_json(b'{"rate": 0.1000000000000000055511151231257827}') == {
        "rate": Decimal("0.1000000000000000055511151231257827")
    }


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert read_request_json(b"\xef\xbb\xbf{}") == {}


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused_with_its_path(constant: str) -> None:
    with pytest.raises(Refusal, match=f"{constant} is not a JSON number") as refused:
        read_request_json(f'{{"variables": {{"facts": {{"ages": [1, {constant}]}}}}}}')
    assert refused.value.field == ("variables", "facts", "ages", "1")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"\xff\xfe", "NOT_UTF8"),
        (b"{", "NOT_JSON"),
        (b"{'query': 1}", "NOT_JSON"),
        (b'{"age": 17, "age": 30}', "NOT_JSON"),
        (b'{"name": "\\ud800"}', "NOT_JSON"),
        (b"[" * 200_000, "TOO_DEEP"),
        (b'{"a":' * 200_000, "TOO_DEEP"),
    ],
)
def test_what_is_not_json_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_request_json(body)
    assert refused.value.code == code


def test_an_integer_of_a_million_digits_costs_no_time() -> None:
    value = read_request_json(b"9" * 1_000_000)
    assert isinstance(value, Decimal)
