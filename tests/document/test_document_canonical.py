"""One value, one canonical form, one digest."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditrules.document import canonical, digest, read_json, read_yaml


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1.50", "1.5"),
        ("100", "100"),
        ("1E+2", "100"),
        ("-0.0", "0"),
        ("0E+5", "0"),
        ("0.001", "0.001"),
        ("1E-7", "0.0000001"),
        ("12E+60", "1.2E+61"),
        ("-1E-60", "-1E-60"),
        ("1234567890123456789012345678901234", "1234567890123456789012345678901234"),
    ],
)
def test_a_number_has_one_spelling(number: str, text: str) -> None:
    assert canonical(Decimal(number)) == text.encode()


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=None), st.decimals(allow_nan=False, allow_infinity=False)
)
def test_numbers_are_spelt_alike_exactly_when_they_are_equal(left: Decimal, right: Decimal) -> None:
    assert (canonical(left) == canonical(right)) == (left == right)
    assert Decimal(canonical(left).decode()) == left


def test_the_form_is_fixed_for_ever() -> None:
    value = {"b": [True, None, '花\n"\\\u2028'], "a": {"z": 1, "A": Decimal("2.50")}}
    assert canonical(value).decode() == '{"a":{"A":2.5,"z":1},"b":[true,null,"花\\n\\"\\\\\u2028"]}'
    assert digest(value) == digest(
        {"a": {"A": Decimal("2.5"), "z": Decimal("1.0")}, "b": (True, None, '花\n"\\\u2028')}
    )
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_yaml_and_json_of_the_same_content_have_the_same_digest() -> None:
    yaml = read_yaml("rules:\n  - [1.0, '2', yes]\n").value
    assert digest(yaml) == digest(read_json('{"rules": [[1, "2", "yes"]]}').value)
    assert digest(yaml) != digest(read_json('{"rules": [["1", "2", "yes"]]}').value)


def test_text_is_not_normalised() -> None:
    assert digest("é") != digest("e\u0301")


@pytest.mark.parametrize("value", [1.5, {1: 2}, {"a": {1, 2}}, b"x"])
def test_what_is_no_document_value_has_no_form(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), "\ud800"])
def test_what_no_reader_yields_has_no_form(value: object) -> None:
    with pytest.raises(ValueError, match=r"canonical|surrogates"):
        canonical(value)
