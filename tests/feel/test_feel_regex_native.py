"""Patterns that `re` matches: the machine's answers for any text; and which patterns are left to the machine."""

from __future__ import annotations

import re
import sys
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.feel.limits import REGEX_STEPS
from creditrules.feel.regex import Budget, PatternError, Regex, compile_pattern
from creditrules.feel.regex.machine import Machine

ATOMS = (
    "a",
    "b",
    "[ab]",
    "[^a]",
    ".",
    r"\d",
    r"[\d-]",
    "[a-c1]",
    r"\s",
    r"\S",
    r"\.",
    "é",
    "(a|b)",
    "(ab|a)",
    "(?:ab)?",
    "(a?|b)",
)
COUNTS = ("", "", "", "*", "+", "?", "{2}", "{1,3}", "{2,}", "*?", "{0,2}", "{0}")
EDGES = ("", "", "^", "$")
piece = st.tuples(st.sampled_from(ATOMS), st.sampled_from(COUNTS)).map("".join)
row = st.lists(st.one_of(piece, st.sampled_from(EDGES)), max_size=5).map("".join)
whole = st.tuples(st.sampled_from(("", "^")), row, st.sampled_from(("", "$", "|")), row).map("".join)
patterns = st.one_of(whole, st.tuples(row, whole, row).map(lambda parts: f"{parts[0]}({parts[1]}){parts[2]}"))
texts = st.text("aabbc1- \n.é٣", max_size=10)


def _by_machine(regex: Regex, text: str) -> bool:
    return Machine(regex.program, regex.pattern, text, Budget()).search(0) is not None


@settings(max_examples=400, deadline=None)
@given(patterns, st.sampled_from(("", "s", "q", "x")), st.lists(texts, min_size=4, max_size=8))
def test_re_finds_what_the_machine_finds(pattern: str, flags: str, given_texts: list[str]) -> None:
    regex = compile_pattern(pattern, flags, captures=False)
    if isinstance(regex, PatternError) or regex.native is None:
        return
    for text in given_texts:
        assert (regex.native.find(text) is not None) is _by_machine(regex, text), (pattern, flags, text)


@settings(max_examples=200, deadline=None)
@given(patterns, texts)
def test_the_machine_takes_no_more_steps_than_is_reckoned_with(pattern: str, text: str) -> None:
    regex = compile_pattern(pattern, "", captures=False)
    if isinstance(regex, PatternError) or regex.native is None:
        return
    budget = Budget()
    Machine(regex.program, regex.pattern, text, budget).search(0)
    assert REGEX_STEPS - budget.steps <= regex.native.steps * (len(text) + 1)


@pytest.mark.parametrize(
    "pattern",
    [
        "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$",
        r"^\d{5}(-\d{4})?$",
        "^(RRK|ABD)-[0-9]+$",
        r"@example\.(org|com)",
        "^[^@ ]+@[^@ ]+$",
        "abc+",
        r"\s",
        "^$",
        "a|b|ab",
    ],
)
def test_patterns_as_people_write_them_are_taken(pattern: str) -> None:
    regex = compile_pattern(pattern, "", captures=False)
    assert isinstance(regex, Regex)
    assert regex.native is not None


@pytest.mark.parametrize(
    ("pattern", "flags"),
    [
        ("[0-9]+x", ""),  # from each place anew
        ("(a+)+$", ""),
        ("^(a|a)*$", ""),
        ("^.*abc$", ""),
        (r"(a)\1", ""),
        ("abc", "i"),
        ("^a$", "m"),
        (r"\w+", ""),
        (r"\p{L}", ""),
        (r"\D", ""),
        ("[a-z-[aeiou]]", ""),
        ("a?a?a?a?a?a?a?b", ""),
        ("^[a-z]{0,400}[a-z]{0,400}x", ""),
    ],
)
def test_others_are_the_machines(pattern: str, flags: str) -> None:
    regex = compile_pattern(pattern, flags, captures=False)
    assert isinstance(regex, Regex)
    assert regex.native is None


@pytest.mark.parametrize("pattern", [".", "[^a]", r"\d", r"\s", r"\S", r"[\d-]", "[a-é]", r"[^\s@]"])
def test_classes_hold_the_same_of_all_characters(pattern: str) -> None:
    regex = compile_pattern(pattern, "", captures=False)
    assert isinstance(regex, Regex)
    assert regex.native is not None
    every = "".join(map(chr, range(0x3000))) + "".join(map(chr, range(0x3000, sys.maxunicode + 1, 7)))
    held = regex.program[0].one
    found = set(re.findall(regex.native.find.__self__.pattern, every))  # type: ignore[attr-defined]
    assert found == {character for character in every if held[character]}


def test_a_text_too_long_for_the_machine_is_refused_as_it_was() -> None:
    regex = compile_pattern("^[a-z]+$", "", captures=False)
    assert isinstance(regex, Regex)
    assert regex.native is not None
    longest = REGEX_STEPS // regex.native.steps
    budget, started = Budget(), process_time()
    assert regex.found_in("a" * (longest - 1), budget)
    assert budget.steps == REGEX_STEPS - longest + 1
    assert process_time() - started < 1
