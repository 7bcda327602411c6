"""The bench's tables, of few rows: engines that have the same work give the same answers, on hostile tables too."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from decisions.cases import Case  # type: ignore[import-not-found]
from decisions.hard import hard_tables  # type: ignore[import-not-found]
from decisions.kind import conditions_in_cel, kind_table, product_tables  # type: ignore[import-not-found]
from decisions.ours import answered, compiled, rule_set_document  # type: ignore[import-not-found]
from decisions.peers import with_cel, with_zen  # type: ignore[import-not-found]
from figures.bars import BARS  # type: ignore[import-not-found]

HARD = list(hard_tables(60))


Answer = tuple[str, list[tuple[str, str, int]]]


def _answers(tables: Sequence[Case]) -> list[tuple[Answer, Answer]]:
    ours = answered([compiled(rule_set_document(each, f"bench-{at}")) for at, each in enumerate(tables)])
    zen = with_zen(tables)
    found = []
    for person in tables[0].people:
        told, (outcome, _, reasons) = ours(json.dumps(person)), zen(json.dumps(person))
        mine = sorted((code, words, row) for code, words, row, _ in told.reasons)
        found.append(((told.outcome, mine), (outcome, sorted(reasons))))
    return found


@pytest.mark.parametrize("case", [each for each in HARD if each.zen], ids=lambda case: case.name)
def test_zen_answers_hostile_tables_as_the_service_does(case: Case) -> None:
    for (outcome, reasons), (theirs, rows) in _answers([case]):
        assert outcome == theirs
        if case.hit in {"ANY", "PRIORITY"}:
            assert len(reasons) == 1  # zen collects
            assert set(reasons) <= set(rows)
        else:
            assert reasons == rows


def test_zen_and_cel_answer_the_kind_table_and_a_product_of_three_as_the_service_does() -> None:
    case = kind_table(60, "random")
    cel = with_cel(case, conditions_in_cel(60))
    for one, other in (*_answers([case]), *_answers(product_tables(60, "random"))):
        assert one == other
    assert {cel(json.dumps(person)) for person in case.people} == {with_zen([case])(json.dumps(p)) for p in case.people}


def test_someone_meets_the_last_row_of_each_hostile_table_with_a_peer_but_those_that_all_rows_match() -> None:
    for case in HARD:
        if case.zen and not case.name.startswith(("all rows match", "40 columns", "nested")):
            rows = {reasons[0][2] for _, reasons in (mine for mine, _ in _answers([case]))}
            assert len(case.rows) in rows or case.one_column or case.name in {"dates", "not()"}, case.name


def test_facts_that_are_missing_are_told_or_decide_nothing() -> None:
    for case in HARD:
        if case.zen is None:
            ours = answered([compiled(rule_set_document(case))])
            for person in case.people:
                told = ours(json.dumps(person))
                assert set(told.missing) <= case.facts.keys() - person.keys()
                assert person or told.outcome == "UNDETERMINED"


def test_every_bar_of_hostile_tables_is_of_one_that_there_is() -> None:
    names = {f"hostile/{case.name}/zen to ours" for case in HARD}
    assert {bar.figure for bar in BARS if bar.figure.startswith("hostile/")} == {
        name for name in names if "missing" not in name and "no facts" not in name
    }
