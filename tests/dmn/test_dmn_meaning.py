"""What texts and models say, whatever their spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditrules.dmn import Meanings, read_model, same_meaning
from creditrules.document import read_yaml

SAME = [
    ("<18", "< 18"),
    ("[1..2]", "[ 1 .. 2 ]"),
    ('"A","B"', '"A", "B"'),
    ("1.50", "1.5"),
    ("not( 1,2 )", "not(1, 2)"),
    ("(< 18)", "< 18"),
    ("年龄  + 1", "年龄 + 1"),
]
DIFFERENT = [
    ("< 18", "<= 18"),
    ('"A", "B"', '"B", "A"'),
    ('"a  b"', '"a b"'),
    ("1", "true"),
    ('"1"', "1"),
    ("[1..2]", "[1..2)"),
    ('"null"', "null"),
    ("< 18 or", "<18 or"),
    ("1 + 1", "2"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_blanks_and_how_a_number_is_written_mean_nothing(one: str, other: str) -> None:
    for meanings in (Meanings(), Meanings(frozenset())):
        assert meanings.tests(one) == meanings.tests(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_texts_of_another_tree_say_something_else(one: str, other: str) -> None:
    for meanings in (Meanings(), Meanings(frozenset())):
        assert meanings.tests(one) != meanings.tests(other)


def test_a_blank_condition_is_anything_and_a_blank_result_null() -> None:
    meanings = Meanings()
    assert meanings.condition("") == meanings.condition(" - ") != meanings.condition("null")
    assert meanings.result("") == meanings.result("-") == meanings.result("null") != meanings.result('"-"')


def test_comments_mean_nothing_where_the_names_are_known() -> None:
    assert Meanings(frozenset()).tests("> 1 // of both") == Meanings(frozenset()).tests(">1")


def test_what_may_be_a_name_with_a_sign_in_it_counts_as_it_is_written_until_the_names_are_known() -> None:
    assert Meanings().expression("a-b") != Meanings().expression("a - b") == Meanings().expression("a  -  b")
    assert Meanings().expression("a-1.50") != Meanings().expression("a-1.5")
    known = Meanings(frozenset())
    assert known.expression("a-b") == known.expression("a - b")
    named = Meanings(frozenset({"a-b"}))
    assert named.expression("a-b + 1") == named.expression("a-b+1") != known.expression("a-b + 1")


@given(st.text('ab <=18.,()[]-+"?/*', max_size=12), st.text('ab <=18.,()[]-+"?/*', max_size=12))
def test_only_texts_that_are_alike_but_for_blanks_brackets_and_noughts_say_the_same(one: str, other: str) -> None:
    meanings = Meanings()
    if meanings.tests(one) == meanings.tests(other) and "//" not in one + other and "/*" not in one + other:
        bare = [text.translate(str.maketrans("", "", " ()0")).rstrip(".") for text in (one, other)]
        assert bare[0] == bare[1] or "." in one + other


MODEL = """
facts: [{name: payment's age, type: number, allowedValues: "[0..150]"}]
functions: [{name: f, parameters: [x], expression: x+1}]
decisions:
  - name: D
    table:
      inputs: [payment's age]
      outputs: [{name: a, default: f(1)}]
      rules: [["<18", 1.50], ["-", null]]
  - {name: E, context: [{name: x, expression: D*2}, {result: "if x>1 then x else [1,2]"}]}
"""
REWRITTEN = """
facts: [{name: payment's age, type: number, allowedValues: "[ 0 .. 150 ]"}]
functions: [{name: f, parameters: [x], expression: x + 1}]
decisions:
  - name: D
    table:
      hitPolicy: U
      inputs: [{expression: "payment's   age"}]
      outputs: [{name: a, default: "f( 1 )"}]
      rules: [{when: "< 18", then: "1.5"}, {then: "-"}]
  - {name: E, context: [{name: x, expression: D * 2}, {result: "if x > 1 then x else [1, 2]"}]}
"""


def test_models_written_differently_say_the_same() -> None:
    one, other = (read_model(read_yaml(text).value).model for text in (MODEL, REWRITTEN))  # type: ignore[arg-type]
    assert one is not None
    assert other is not None
    assert one != other
    assert same_meaning(one, other)


@pytest.mark.parametrize("part", ["150]", "x+1", "payment's age]", "f(1)", "<18", "1.50", "D*2", "x>1", "[1,2]"])
def test_models_differ_in_each_of_their_texts(part: str) -> None:
    altered = MODEL.replace(part, part.replace("1", "7").replace("age]", "ages]").replace("*2", "*3"))
    assert altered != MODEL
    one, other = (read_model(read_yaml(text).value).model for text in (MODEL, altered))  # type: ignore[arg-type]
    assert one is not None
    assert other is not None
    assert not same_meaning(one, other)
