"""Texts of strangers: which are clean, and how they are quoted."""

from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditrules.quoting import LONGEST_MESSAGE, LONGEST_QUOTED, clean_name, clean_prose, placed, quotable, told

HIDDEN = [
    "\x00", "\x1b", "\x7f", "\x85", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069", "\u061c", "\ufeff",
    "\u2028", "\u2029", "\U000e0041", "\ud800",
]  # fmt: skip
TEXTS = st.text(st.characters(), max_size=2000)


@pytest.mark.parametrize("character", HIDDEN)
def test_what_cannot_be_seen_is_neither_in_names_nor_in_prose(character: str) -> None:
    assert not clean_name(f"a{character}b")
    assert not clean_prose(f"a{character}b")
    assert character not in quotable(f"a{character}b")
    assert character not in told(f"a{character}b")


@pytest.mark.parametrize("character", ["\n", "\t", "\r", "\u200c", "\u200d", "\u00ad"])
def test_lines_tabs_and_joiners_are_for_prose_alone(character: str) -> None:
    assert clean_prose(f"a{character}b")
    assert not clean_name(f"a{character}b")


@pytest.mark.parametrize("name", ["Zhang San", "张三", "张\u3000三", "O'Brien", "José", "a\u00a0b", "नीलम", "🙂"])
def test_names_of_people_are_clean(name: str) -> None:
    assert clean_name(name)
    assert clean_prose(name)


@given(TEXTS)
def test_what_is_quoted_is_short_and_seen(text: str) -> None:
    for quoted, most in ((quotable(text), LONGEST_QUOTED), (told(text), LONGEST_MESSAGE)):
        assert len(quoted) <= most
        assert all(category(each) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for each in quoted)


@given(st.lists(st.integers(0, 10**6) | TEXTS, max_size=30))
def test_a_path_is_short_however_deep_it_leads(path: list[str | int]) -> None:
    assert len(placed(path)) <= 12 * 41 + 1


def test_a_message_keeps_its_words_and_cuts_those_that_are_none() -> None:
    assert told("There is no product 'a'.") == "There is no product 'a'."
    assert told(f"There is no product '{'x' * 500}'. Look.") == f"There is no product '{'x' * 59}… Look."
    assert placed(("input", "pins", 2, "version")) == "input.pins[3].version"
