"""Sections of the bench go on running as the service changes: each is there, and its parts do their work on little."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from population_rates import by_columns, row_by_row  # type: ignore[import-not-found]
from sections import SECTIONS, Section  # type: ignore[import-not-found]

APPLICANTS = Path(__file__).parents[2] / "examples" / "mortgage" / "applicants.csv"


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_a_section_names_a_function_that_is_there(section: Section) -> None:
    module, _, function = section.printed.partition(":")
    assert callable(getattr(import_module(module), function))


def test_applicants_are_counted_row_by_row_and_by_columns() -> None:
    rows, outcomes = by_columns(APPLICANTS)
    assert rows == row_by_row(APPLICANTS, 1_000) == outcomes.total() > 0
    assert row_by_row(APPLICANTS, 3) == 3


def test_a_lender_of_many_rows_publishes_and_answers() -> None:
    lender = import_module("large.lender")
    make_key = import_module("creditrules.auth").make_key
    with lender.large_lender(make_key()) as large:
        large.publish(lender.content_of(20))
        large.publish(lender.product_content("loan"))
        assert b'"missingFacts":[{"name"' in large.ask({}, ("loan",))
