"""FEEL evaluated by us and by other engines: every difference is listed with its reason and the clause."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from expressions import Case, cases, differences, value_of  # type: ignore[import-not-found]
from known_differences import known, surprises  # type: ignore[import-not-found]
from other_engines import EXPRESSIONS, same, written  # type: ignore[import-not-found]


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.file}: {case.text}")
def test_our_value_is_that_of_the_specification(case: Case) -> None:
    ours = value_of(case.text)
    assert same(value_of(case.expected), ours), written(ours)


def test_each_expression_stands_once_under_a_clause() -> None:
    counted = Counter(case.text for case in cases())
    assert [text for text, times in counted.items() if times > 1] == []
    assert [case.text for case in cases() if not re.search(r"\(\d+(\.\d+)+", case.topic)] == []


@pytest.mark.parametrize("engine", EXPRESSIONS)
def test_other_engines_differ_only_where_it_is_known(engine: str) -> None:
    assert "\n".join(surprises(differences(engine), known("expressions", engine))) == ""


@pytest.mark.parametrize("engine", EXPRESSIONS)
def test_each_known_difference_names_its_clause(engine: str) -> None:
    assert [
        one.reason for one in known("expressions", engine).values() if not re.search(r"\(\d+(\.\d+)+", one.reason)
    ] == []
