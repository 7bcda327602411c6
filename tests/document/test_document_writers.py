"""Plain values written as YAML and JSON for people, and read back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.document import Plain, json_text, read_json, read_yaml, yaml_text

TEXTS = st.one_of(
    st.sampled_from(
        [
            "no",
            "on",
            "~",
            "null",
            "1e3",
            "0x1F",
            "012",
            "1_000",
            "2026-01-01",
            "12:30",
            "<<",
            "=",
            "- a",
            "a: b",
            "#",
            " x",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12),
    st.text("ab \n#:-'\"", max_size=10),
)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=5).map(lambda number: number.normalize() + 0)
PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(PLAIN)
def test_yaml_reads_back_to_the_same_value(value: Plain) -> None:
    document = read_yaml(yaml_text({"value": value}))
    assert document.diagnostics == ()
    assert document.value == {"value": value}


@settings(max_examples=200, deadline=None)
@given(PLAIN)
def test_json_reads_back_to_the_same_value(value: Plain) -> None:
    assert read_json(json_text(value)).value == value


def test_yaml_quotes_only_what_needs_it() -> None:
    assert yaml_text({"rules": [["< 18", True, '"HIGH"', Decimal("0.5")]], "note": "Two\nlines"}) == (
        "rules:\n  - [< 18, true, '\"HIGH\"', 0.5]\nnote: |-\n  Two\n  lines\n"
    )
