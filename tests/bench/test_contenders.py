"""The engines of `make bench` give the same answers, so that its ratios compare like with like."""

from __future__ import annotations

import pytest
from contenders import bare_index, cel_rows, if_chain, ours, zen_engine  # type: ignore[import-not-found]
from table_rows import (  # type: ignore[import-not-found]
    as_decimals,
    make_rows,
    random_applicants,
    worst_applicant,
)


@pytest.mark.parametrize(("rows", "seed"), [(1, 1), (2, 2), (60, 3), (700, 4)])
def test_all_five_meet_the_same_row_for_random_applicants_and_the_last_one_for_the_worst(rows: int, seed: int) -> None:
    table = make_rows(rows, seed)
    exact = [ours(table), if_chain(table), bare_index(table)]
    plain = [zen_engine(table), cel_rows(table)]
    assert {answer(as_decimals(worst_applicant())) for answer in exact} == {rows}
    for applicant in random_applicants(150, seed):
        answers = {answer(as_decimals(applicant)) for answer in exact} | {answer(applicant) for answer in plain}
        assert len(answers) == 1, (applicant, answers)
