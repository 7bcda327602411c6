"""What an assistant reads is what a person would see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditrules.cli.assistants.texts import seen

HIDDEN = {
    "escape": "\x1b[2J",
    "bell": "\x07",
    "right to left": "\u202e",
    "isolate": "\u2066",
    "zero width": "\u200b",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "tag": "\U000e0041",
    "selector": "\U000e0100",
    "surrogate": "\ud800",
    "line separator": "\u2028",
    "private": "\ue000",
}


@pytest.mark.parametrize("sign", HIDDEN.values(), ids=HIDDEN)
def test_what_people_do_not_see_is_shown(sign: str) -> None:
    assert seen({f"k{sign}": [f"a{sign}b"]}) != {f"k{sign}": [f"a{sign}b"]}
    assert sign[0] not in seen(f"a{sign}b")


@pytest.mark.parametrize("text", ["利率 12 %", "Zinssätze\n\tund mehr", "عربي\u200cفارسی", "👩\u200d🌾", "naïve “x”"])
def test_what_people_see_stays(text: str) -> None:
    assert seen(text) == text


def test_lines_of_windows_are_lines() -> None:
    assert seen("a\r\nb") == "a\nb"


@given(st.text())
def test_every_answer_can_be_written_and_is_seen_the_same_again(text: str) -> None:
    assert seen(text).encode("utf-8").decode("utf-8") == seen(text)
    assert seen(seen(text)) == seen(text)
