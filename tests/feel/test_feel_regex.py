"""XPath regular expressions: they agree with Python's where the two languages are one, and never run away."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.feel import limits
from creditrules.feel.regex import Budget, PatternError, Regex, RegexStepsError, compile_pattern


def compiled(pattern: str, flags: str = "") -> Regex:
    regex = compile_pattern(pattern, flags)
    assert isinstance(regex, Regex), regex
    return regex


def why_not(pattern: str, flags: str = "") -> str:
    error = compile_pattern(pattern, flags)
    assert isinstance(error, PatternError)
    return str(error)


ATOMS = st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]", "[a-c]", "\\.", "\\d", "\\S"])
COUNTS = st.sampled_from(
    ["", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{3}", "{1,2}", "{2,4}", "{2,3}?", "{0,2}?", "{2,}", "{2,}?"]
)


def grouped(parts: tuple[str, str]) -> str:
    """What repeating nothing means the languages see differently."""
    inner, count = parts
    return f"({inner})" if re.fullmatch(inner, "") else f"({inner}){count}"


PATTERNS = st.recursive(
    st.tuples(ATOMS, COUNTS).map("".join),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.tuples(inner, inner).map("(?:{0[0]}|{0[1]})".format),
        st.tuples(inner, COUNTS).map(grouped),
    ),
    max_leaves=8,
)
TEXTS = st.text("abc.1 ", max_size=12)


@settings(max_examples=400, deadline=None, database=None)
@given(PATTERNS, TEXTS)
def test_agrees_with_python_on_what_both_know(pattern: str, text: str) -> None:
    expected = re.search(pattern, text)
    regex = compiled(pattern)
    assert regex.found_in(text, Budget()) == (expected is not None)
    if expected is not None and not regex.matches_nothing(Budget()):
        first = next(iter(regex.matches(text, Budget())))
        assert first.ends[:2] == expected.span()


@settings(max_examples=200, deadline=None, database=None)
@given(PATTERNS, TEXTS)
def test_all_matches_and_groups_agree_with_python(pattern: str, text: str) -> None:
    regex = compiled(f"(b)?({pattern})c")
    expected = [match.groups(default="")[:2] for match in re.finditer(f"(b)?({pattern})c", text)]
    assert [(match.group(1), match.group(2)) for match in regex.matches(text, Budget())] == expected


@settings(max_examples=500, deadline=None, database=None)
@given(st.text(max_size=20), st.text("smixq", max_size=3), st.text(max_size=10))
def test_any_text_is_a_pattern_or_an_error(pattern: str, flags: str, text: str) -> None:
    regex = compile_pattern(pattern, flags)
    assert isinstance(regex, PatternError) or isinstance(regex.found_in(text, Budget()), bool)


@settings(max_examples=500, deadline=None, database=None)
@given(st.text("()[]{}^$*+?|\\-,.12aipPdws&~ ", max_size=14), st.text("a1 -", max_size=10))
def test_any_signs_are_a_pattern_or_an_error(pattern: str, text: str) -> None:
    regex = compile_pattern(pattern, "")
    if isinstance(regex, Regex):
        try:
            assert isinstance(regex.found_in(text, Budget(20_000)), bool)
        except RegexStepsError:
            assert regex.pattern.remembers


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a+)+$", "a" * 2_000 + "b"),
        ("(a|a)+$", "a" * 2_000 + "b"),
        ("(a|aa)+$", "a" * 2_000 + "b"),
        ("(.*)*x", "a" * 2_000),
        ("^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 2_000),
        ("(a*)*(a*)*(a*)*b", "a" * 2_000),
        ("(((a?){5}){5})b", "a" * 1_000),
    ],
)
def test_patterns_that_explode_elsewhere_take_linear_time(pattern: str, text: str) -> None:
    budget = Budget()
    assert compiled(pattern).found_in(text, budget) is False
    assert limits.REGEX_STEPS - budget.steps < 20 * len(pattern) * len(text)


def test_a_pattern_that_refers_back_stops_at_the_bound() -> None:
    started = time.process_time()
    with pytest.raises(RegexStepsError):
        compiled("(a+)+\\1+b").found_in("a" * 60, Budget())
    assert time.process_time() - started < 5


def test_a_quadratic_search_stops_at_the_bound() -> None:
    with pytest.raises(RegexStepsError):
        compiled("(a+)b\\1").found_in("a" * 100_000, Budget())
    with pytest.raises(RegexStepsError):
        list(compiled("a.*b|a").matches("a" * 5_000, Budget()))


def test_what_sets_remember_is_bounded() -> None:
    regex = compiled("[^\\d]")
    every = "".join(map(chr, range(0x4E00, 0x4E00 + 20_000)))
    assert len(list(regex.matches(every, Budget()))) == len(every)
    assert len(regex.program[0].one) <= 4_096


def test_counted_repetitions_are_bounded() -> None:
    assert "repetitions" in why_not("((a{100}){100}){100}")
    assert "repetitions" in why_not("(){999999999}")
    assert "repetitions" in why_not("(a{0}){0,999999999}")
    assert "characters" in why_not("a" * (limits.PATTERN_LENGTH + 1))
    assert "nested" in why_not("(" * 100 + ")" * 100)
    assert "nested" in why_not("[a" + "-[a" * 100 + "]" * 101)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^$", "\nabcd\n", True),
        ("d$", "abcd\n", True),
        ("^\\n?$", "a\n", False),
    ],
)
def test_line_ends_with_flag_m(pattern: str, text: str, found: bool) -> None:  # noqa: FBT001
    assert compiled(pattern, "m").found_in(text, Budget()) is found


def test_a_final_line_break_is_not_the_end_without_flag_m() -> None:
    assert not compiled("d$").found_in("abcd\n", Budget())


@pytest.mark.parametrize(
    ("pattern", "text", "matching"),
    [
        ("[^Q]", "q", False),
        ("[A-Z-[OI]]", "o", False),
        ("[A-Z-[OI]]", "x", True),
        ("\\p{Lu}", "a", False),
        ("(a)\\1", "aA", True),
        ("ß", "ẞ", True),
        ("σ", "Σ", True),
        ("k", "\u212a", True),
        ("\u212a", "k", True),
    ],
)
def test_flag_i(pattern: str, text: str, matching: bool) -> None:  # noqa: FBT001
    assert compiled(pattern, "i").found_in(text, Budget()) is matching


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("[a-]", "-"),
        ("[-a]", "-"),
        ("[+\\-*]", "-"),
        ("[\\]\\[]", "["),
        ("[a-z-[aeiou-[e]]]", "e"),
        ("[^a-z-[A]]", "B"),
        ("[\\s\\d]", "7"),
        ("[^\\P{L}]", "x"),
        ("\\$\\^", "$^"),
        ("\\p{IsGreek}", "α"),
        ("\\p{IsGreekandCoptic}", "α"),
        ("\\P{IsGreek}", "a"),
        ("\\p{Cn}", "\u0378"),
        ("(?:ab)+", "abab"),
        ("(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\\10", "abcdefghijj"),
        ("(a)\\10", "aa0"),
        ("a||b", "b"),
        ("\U0001f40e{2}", "\U0001f40e\U0001f40e"),
    ],
)
def test_matches(pattern: str, text: str) -> None:
    assert compiled(f"^(?:{pattern})$").found_in(text, Budget())


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a", "not closed, at character 3"),
        ("a)", "closes nothing, at character 2"),
        ("[a", "not closed"),
        ("[]", "empty"),
        ("[a[b]]", "written '\\['"),
        ("a{2,1}", "{2,1}"),
        ("a{,2}", "needs a count"),
        ("a{x}", "needs a count"),
        ("*a", "'*' has nothing to work on"),
        ("a}", "'}' has nothing to work on"),
        ("a*+", "repetition follows a repetition"),
        ("(a\\1)", "refers to no group"),
        ("\\2(a)(b)", "refers to no group"),
        ("\\q", "no escape"),
        ("\\", "no escape"),
        ("\\p{Xy}", "no Unicode category or block"),
        ("\\pL", "name in braces"),
        ("[\\1]", "no escape"),
        ("(?<name>a)", "only '('"),
        ("[b-a]", "range"),
        ("[a-\\d]", "range"),
    ],
)
def test_what_is_wrong_is_said(pattern: str, reason: str) -> None:
    assert reason in why_not(pattern)
