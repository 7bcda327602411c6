"""Texts, models, facts and documents of any kind: answered with diagnostics, null or warnings, and in bounded time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.fuzz.fuzz_targets import document, expression, model

CASES = Path(__file__).parents[1] / "feel" / "cases"
LINES = tuple(
    line
    for path in sorted(CASES.glob("*.txt"))
    for line in path.read_text().splitlines()
    if line and not line.startswith("#")
)
WORDS = tuple(sorted({word for line in LINES for word in line.replace("(", "( ").replace(",", " , ").split()}))
BOUNDED = settings(max_examples=150, deadline=timedelta(seconds=10), suppress_health_check=[HealthCheck.too_slow])


def soup() -> st.SearchStrategy[str]:
    """Words of the language in any order, whole cases, and any text."""
    words = st.lists(st.sampled_from((*WORDS, "a", "n", "l", "monthly income", "?")), max_size=12).map(" ".join)
    return st.one_of(st.sampled_from(LINES), words, st.text(max_size=30))


@BOUNDED
@given(soup())
@example("9**9**9")
@example("for i in 1..10**12 return i")
@example("string join(for i in 1..1000 return a, a)")
@example('matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$")')
@example("[" * 5000)
@example("-" * 20_000)
@example("a" + "[1]" * 5000)
def test_any_text_is_an_expression_or_has_diagnostics(text: str) -> None:
    expression(text.encode("utf-8", "replace"))


@BOUNDED
@given(st.lists(soup().map(lambda text: text.replace("\n", " ")), min_size=11, max_size=11), st.text(max_size=40))
def test_any_model_compiles_or_has_diagnostics_and_any_facts_give_a_result(texts: list[str], facts: str) -> None:
    model("\n".join([*texts, facts]).encode("utf-8", "replace"))


@BOUNDED
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_are_a_document_or_have_diagnostics(data: bytes) -> None:
    document(data)
    document(b"<" + data)


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[2] / "examples").glob("**/*.yaml")), ids=lambda path: path.stem
)
@settings(max_examples=25, deadline=timedelta(seconds=10))
@given(st.data())
def test_a_real_document_with_a_piece_of_it_replaced(path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes()[:8_192]
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(start + 20, len(whole))))
    document(whole[:start] + data.draw(st.binary(max_size=10)) + whole[end:])
