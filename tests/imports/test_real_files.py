"""Real files, one by one: read, or refused for a reason that is listed; and answers the same, but for those listed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.imports.real_files import Outcome, differing, expected, kit_lots, lots, outcome_of

SHARED = Path(__file__).parents[3] / "shared"
REFUSED = expected(Path(__file__).with_name("refused-files.txt").read_text("utf-8"))
DIFFERING = expected(Path(__file__).with_name("differing-answers.txt").read_text("utf-8"))


@pytest.fixture(scope="module")
def published() -> Sequence[Outcome]:
    return [outcome_of(SHARED, lot) for lot in lots(SHARED)]


@pytest.fixture(scope="module")
def kit() -> Sequence[Outcome]:
    return [outcome_of(SHARED, lot) for lot in kit_lots(SHARED / "tck")]


def refused(outcomes: Sequence[Outcome]) -> set[str]:
    return {name for one in outcomes for name in one.refused}


def listed(names: dict[str, str], *tops: str) -> set[str]:
    return {name for name in names if name.startswith(tops)}


def untold(outcomes: Sequence[Outcome]) -> list[str]:
    return [name for one in outcomes for name, errors in one.refused.items() if not errors]


@pytest.mark.shared("data")
def test_each_published_file_is_read_or_refused_as_listed(published: Sequence[Outcome]) -> None:
    assert sum(len(one.lot.rules) for one in published) > 100
    assert refused(published) == listed(REFUSED, "data/")


@pytest.mark.shared("tck")
def test_each_file_of_the_kit_is_read_or_refused_as_listed(kit: Sequence[Outcome]) -> None:
    assert sum(len(one.lot.rules) for one in kit) > 50
    assert refused(kit) == listed(REFUSED, "tck/")


@pytest.mark.shared("data")
@pytest.mark.shared("tck")
def test_a_refusal_says_why_with_its_file(published: Sequence[Outcome], kit: Sequence[Outcome]) -> None:
    assert untold([*published, *kit]) == []


@pytest.mark.shared("data")
@pytest.mark.shared("tck")
def test_an_interpretation_says_where_and_why(published: Sequence[Outcome], kit: Sequence[Outcome]) -> None:
    told = [(one.lot, each) for one in (*published, *kit) for each in one.imported.interpretations]
    assert [each for lot, each in told if each.file not in lot.rules] == []
    assert [each for _, each in told if not each.why or not (each.place or each.line)] == []
    assert [each for _, each in told if each.before and each.before == each.after] == []


@pytest.mark.shared("data")
@pytest.mark.shared("tck")
def test_answers_are_those_of_the_other_engine_but_for_those_listed(
    published: Sequence[Outcome], kit: Sequence[Outcome]
) -> None:
    outcomes = [*published, *kit]
    assert sum(one.equal for outcome in outcomes for one in outcome.compared) > 500
    assert [one.file for outcome in outcomes for one in outcome.compared if not one.cases] == []
    assert set(differing(outcomes)) == set(DIFFERING)
