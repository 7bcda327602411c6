"""Stored contents as YAML: whoever pushes what they were given pushes the same content."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditrules.api.types.rendering import rendered_content
from creditrules.document import Plain, canonical, read_yaml

NUMBERS = st.integers(1 - 10**34, 10**34 - 1).map(Decimal)  # no content has a number of more digits
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=8))
VALUES: st.SearchStrategy[Plain] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
)


@given(st.dictionaries(st.sampled_from(["ruleSet", "name", "decisions", "x"]), VALUES, max_size=4))
def test_a_content_as_yaml_reads_back_to_the_same_digest(value: dict[str, Plain]) -> None:
    content = canonical(value)
    assert canonical(read_yaml(rendered_content(content, as_yaml=True)).value) == content
    assert rendered_content(content, as_yaml=False).encode() == content


@pytest.mark.parametrize("text", ["1e3", "0o17", "0x1F", "+1", "1_000", ".5", "~", "null", "on", "2026-01-31"])
def test_a_text_that_looks_like_something_else_stays_a_text(text: str) -> None:
    assert read_yaml(rendered_content(canonical({"note": text}), as_yaml=True)).value == {"note": text}


def test_keys_stand_in_the_order_in_which_rule_files_are_written() -> None:
    content = canonical({"decisions": [{"table": {"rules": [], "inputs": []}, "name": "D"}], "ruleSet": "r", "a": None})
    told = rendered_content(content, as_yaml=True)
    assert [line.split(":")[0].strip(" -") for line in told.splitlines()] == [
        "ruleSet", "decisions", "name", "table", "inputs", "rules", "a",
    ]  # fmt: skip
