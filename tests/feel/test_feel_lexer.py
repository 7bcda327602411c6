"""Tokens: what is one word, one number, one string."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from creditrules.feel import limits
from creditrules.feel.syntax.lexer import TokenKind, split_name, tokenize


def texts(text: str) -> list[str]:
    return [token.text for token in tokenize(text).tokens[:-1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1..10", ["1", "..", "10"]),
        ("[.5...7]", ["[", ".5", "..", ".7", "]"]),
        ("1.5.x", ["1.5", ".", "x"]),
        ("t.1st f(x).2nd größe.3e", ["t", ".", "1", "st", "f", "(", "x", ")", ".", "2", "nd", "größe", ".", "3", "e"]),
        ("[.5] -.5 x .5", ["[", ".5", "]", "-", ".5", "x", ".5"]),
        ("a-b", ["a", "-", "b"]),
        ("a<=b!=c**d", ["a", "<=", "b", "!=", "c", "**", "d"]),
        ("x1y ?z _w", ["x1y", "?z", "_w"]),
        ("月收入 + 🐎", ["月收入", "+", "🐎"]),
        ("a // rest\n+ /* in\nside */ b", ["a", "+", "b"]),
        ("1e5 2.5E-3 3e", ["1e5", "2.5E-3", "3", "e"]),
        ("a\u00a0b\u3000c", ["a", "b", "c"]),
    ],
)
def test_text_is_split_where_the_grammar_splits_it(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_a_number_keeps_34_digits() -> None:
    token = tokenize("0.1234567890123456789012345678901234567").tokens[0]
    assert token.number == Decimal("0.1234567890123456789012345678901235")


def test_a_token_knows_its_place_and_the_blank_before_it() -> None:
    first, second, end = tokenize("ab  cd").tokens
    assert (first.start, first.end, first.spaced) == (0, 2, False)
    assert (second.start, second.end, second.spaced) == (4, 6, True)
    assert end.kind is TokenKind.END


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r'"a\"b"', 'a"b'),
        (r'"\n\r\t\\"', "\n\r\t\\"),
        (r'"\u0041\U01F40E"', "A🐎"),
        (r'"\ud83d\udc0e"', "🐎"),
        (r'"\w+"', r"\w+"),
        ('"// no comment"', "// no comment"),
        (r'"\UFFFFFF"', r"\UFFFFFF"),
    ],
)
def test_escapes_mean_what_the_grammar_says(written: str, meant: str) -> None:
    tokens, diagnostics = tokenize(written)
    assert (tokens[0].kind, tokens[0].text, diagnostics) == (TokenKind.STRING, meant, ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('1 + "abc', "feel.open-string"),
        ("1 /* abc", "feel.open-comment"),
        ('"\\ud83d"', "feel.bad-escape"),
        ('"\ud83d"', "feel.bad-character"),
        ("1e99999", "feel.number-range"),
        ("1" * (limits.TEXT_LENGTH + 1), "feel.too-long"),
        ("1 " * (limits.TOKENS + 1), "feel.too-long"),
    ],
)
def test_what_is_no_token_is_told(text: str, code: str) -> None:
    assert [diagnostic.code for diagnostic in tokenize(text).diagnostics] == [code]


def test_all_that_is_wrong_is_told() -> None:
    codes = [diagnostic.code for diagnostic in tokenize(r'"\ud800" + 1e9999 + "open').diagnostics]
    assert codes == ["feel.bad-escape", "feel.number-range", "feel.open-string"]


@pytest.mark.parametrize("hostile", ['"\\', "/*", '"', "/* //", "\\", "1e", "..", '\'"\\"'])
def test_no_text_takes_more_than_its_length_to_split(hostile: str) -> None:
    started = time.process_time()
    tokenize((hostile * limits.TEXT_LENGTH)[: limits.TEXT_LENGTH])
    assert time.process_time() - started < 2


def test_a_name_is_split_like_the_text_it_stands_in() -> None:
    assert split_name("  monthly   income ") == ((False, "monthly"), (True, "income"))
    assert split_name("a/b's c") == ((False, "a"), (False, "/"), (False, "b"), (False, "'"), (False, "s"), (True, "c"))
