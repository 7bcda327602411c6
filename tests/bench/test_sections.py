"""Sections of the bench go on running as the service changes: each is there, and its parts do their work on little."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from population_differences import differences  # type: ignore[import-not-found]
from population_peers import with_duckdb, with_polars  # type: ignore[import-not-found]
from population_rates import by_columns, row_by_row  # type: ignore[import-not-found]
from population_speed import VERSIONS, outcomes_by_columns  # type: ignore[import-not-found]
from sections import SECTIONS, Section  # type: ignore[import-not-found]

APPLICANTS = Path(__file__).parents[2] / "examples" / "mortgage" / "applicants.csv"


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_a_section_names_a_function_that_is_there(section: Section) -> None:
    module, _, function = section.printed.partition(":")
    assert callable(getattr(import_module(module), function))


def test_applicants_are_counted_row_by_row_and_by_columns() -> None:
    outcomes = by_columns(APPLICANTS)
    assert outcomes == row_by_row(APPLICANTS, None) == row_by_row(APPLICANTS, None, 2)
    assert outcomes.total() > row_by_row(APPLICANTS, 3).total() == 3


def test_a_row_that_peers_answer_otherwise_is_explained_where_a_partner_would_hear_the_same(tmp_path: Path) -> None:
    """The first three have no purpose: two are within both limits that it leaves open, one between them."""
    path = tmp_path / "applicants.csv"
    rows = ["66,30%-<36%,47.89,5,3", "66,48,21.41,5,3", "66,43,78,5,3", "66,43,78,1,3"]
    path.write_text("\n".join(["income,debt_to_income_ratio,loan_to_value_ratio,loan_purpose,occupancy_type", *rows]))
    ours = outcomes_by_columns(path)
    assert [before for before, _ in ours] == ["UNDETERMINED", "UNDETERMINED", "UNDETERMINED", "ALLOW"]
    for others in (list(with_polars(path, VERSIONS).iter_rows()), with_duckdb(path, VERSIONS).fetchall()):
        assert others[:2] == [("ALLOW", "ALLOW"), ("ALLOW", "DECLINE")]
        found = differences(path, ours, others)
        assert found.lacking == {1: {"purpose"}, 2: {"purpose"}}
        assert not found.unexplained
        assert differences(path, ours, [("REFER", "REFER"), *others[1:3], ("DECLINE", "ALLOW")]).unexplained == [1, 4]


def test_a_lender_of_many_rows_publishes_and_answers() -> None:
    lender = import_module("large.lender")
    make_key = import_module("creditrules.auth").make_key
    with lender.large_lender(make_key()) as large:
        large.publish(lender.content_of(20))
        large.publish(lender.product_content("loan"))
        assert b'"missingFacts":[{"name"' in large.ask({}, ("loan",))
