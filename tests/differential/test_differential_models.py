"""Decision models evaluated by us and by other engines for applicants at every boundary: each difference is listed."""

from __future__ import annotations

import re

import pytest
from known_differences import known, surprises  # type: ignore[import-not-found]
from other_engines import MODELS  # type: ignore[import-not-found]
from shared_models import differences, models  # type: ignore[import-not-found]


@pytest.mark.shared("tck")
@pytest.mark.shared("data")
@pytest.mark.parametrize("engine", MODELS)
def test_other_engines_decide_otherwise_only_where_it_is_known(engine: str) -> None:
    assert "\n".join(surprises(differences(engine), known("models", engine))) == ""


@pytest.mark.shared("tck")
@pytest.mark.shared("data")
def test_enough_is_compared() -> None:
    assert len(models()) > 100
    assert sum(len(one.applicants) for one in models()) > 3_000


@pytest.mark.parametrize("engine", MODELS)
def test_each_known_difference_names_its_clause(engine: str) -> None:
    reasons = {one.reason for one in known("models", engine).values()}
    assert [reason for reason in reasons if not re.search(r"\(\d+(\.\d+)+", reason)] == []
