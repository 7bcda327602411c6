"""What a diff says of changes that people make."""

from __future__ import annotations

import copy
import time
from decimal import Decimal
from typing import Any

import pytest

from creditrules.document import read_yaml
from creditrules.rules.diff import (
    Change,
    ColumnRole,
    DiffKind,
    PieceKind,
    Section,
    TableDiff,
    diff_contents,
)
from creditrules.rules.diff.words import word_changes

Doc = dict[str, Any]

BEHAVIOUR = """
ruleSet: behaviour
category: RISK
name: {en: Behaviour risk, zh: 行为风险}
facts:
  - {name: overdueDays, type: number, unit: days}
  - {name: score, type: number}
decisions:
  - name: Ratio
    expression: debt / income
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [{expression: overdueDays, type: number}, {expression: score, type: number}]
      outputs: [{name: intervention, type: string}, {name: reason, type: string}]
      rules:
        - {id: late, when: ["> 30", "-"], then: ['"PAUSE"', '"OVERDUE"']}
        - {id: weak, when: ["-", "< 500"], then: ['"DECLINE"', '"LOW_SCORE"']}
        - {id: fair, when: ["-", "< 600"], then: ['"LIMIT"', '"FAIR_SCORE"']}
        - {id: good, when: ["-", "-"], then: ['"ALLOW"', '"CLEAN"']}
reasons:
  OVERDUE: {message: {en: A payment is overdue., zh: 有逾期还款。}}
  CLEAN: {message: {en: Nothing against the applicant.}}
tests:
  - {name: late payer, facts: {overdueDays: 40}, expect: {outcome: PAUSE}}
"""


def behaviour() -> Doc:
    value = read_yaml(BEHAVIOUR).value
    assert isinstance(value, dict)
    return value


def findings(doc: Doc) -> Doc:
    table: Doc = doc["decisions"][1]["table"]
    return table


def only_table(before: Doc, after: Doc) -> TableDiff:
    diff = diff_contents(before, after)
    assert diff.changes == ()
    (table,) = diff.tables
    return table


def summary(diff: Any) -> list[tuple[DiffKind, str]]:
    return [(difference.kind, difference.place) for difference in diff]


def test_a_row_that_moves_is_moved_and_not_removed_and_added() -> None:
    after = behaviour()
    rules = findings(after)["rules"]
    rules.insert(0, rules.pop(2))
    table = only_table(behaviour(), after)
    (row,) = table.rows
    assert (row.kind, row.id, row.before, row.after, row.moved) == (DiffKind.MOVED, "fair", 3, 1, True)
    assert not any(cell.changed for cell in row.cells)


def test_rows_below_one_that_came_have_not_moved() -> None:
    after = behaviour()
    findings(after)["rules"].insert(0, {"id": "new", "when": ["> 90", "-"], "then": ['"DECLINE"', '"OVERDUE"']})
    (row,) = only_table(behaviour(), after).rows
    assert (row.kind, row.id, row.before, row.after) == (DiffKind.ADDED, "new", None, 1)
    assert [cell.after for cell in row.cells][:4] == ["> 90", "-", '"DECLINE"', '"OVERDUE"']


def test_a_row_can_move_and_change_at_once() -> None:
    after = behaviour()
    rules = findings(after)["rules"]
    rules.insert(0, rules.pop(2))
    rules[0]["when"][1] = "< 620"
    (row,) = only_table(behaviour(), after).rows
    assert (row.kind, row.moved, row.before, row.after) == (DiffKind.CHANGED, True, 3, 1)
    assert [(c.before, c.after) for c in row.cells if c.changed] == [("< 600", "< 620")]


def test_a_changed_row_without_id_finds_its_old_self_by_likeness() -> None:
    before = behaviour()
    for rule in findings(before)["rules"]:
        del rule["id"]
    after = copy.deepcopy(before)
    findings(after)["rules"][1]["when"][1] = "< 520"
    findings(after)["rules"][2] |= {"when": ["> 5", "< 610"]}
    table = only_table(before, after)
    assert [(row.kind, row.before, row.after) for row in table.rows] == [
        (DiffKind.CHANGED, 2, 2),
        (DiffKind.CHANGED, 3, 3),
    ]


def test_a_row_with_another_id_that_says_the_same_is_the_same_row() -> None:
    after = behaviour()
    findings(after)["rules"][0]["id"] = "very-late"
    (row,) = only_table(behaviour(), after).rows
    assert (row.kind, row.id) == (DiffKind.CHANGED, "very-late")
    assert [(c.before, c.after) for c in row.cells if c.changed] == [("late", "very-late")]


def test_rows_written_in_another_form_say_the_same() -> None:
    after = behaviour()
    rules = findings(after)["rules"]
    rules[1]["when"] = {"score": "< 500"}
    rules[3] |= {"then": {"intervention": '"ALLOW"', "reason": '"CLEAN"'}}
    table = only_table(behaviour(), after)
    assert [(row.kind, row.id) for row in table.rows] == [(DiffKind.REWRITTEN, "weak"), (DiffKind.REWRITTEN, "good")]


def test_a_column_that_came_leaves_rows_alone_that_say_nothing_in_it() -> None:
    after = behaviour()
    table = findings(after)
    table["inputs"].insert(0, {"expression": "age", "type": "number"})
    for rule in table["rules"]:
        rule["when"].insert(0, "-")
    table["rules"][0]["when"][0] = "< 18"
    diff = diff_contents(behaviour(), after)
    assert summary(diff.changes) == [(DiffKind.ADDED, "decisions.Findings.table.inputs[1]")]
    (found,) = diff.tables
    assert [(c.role, c.before, c.after) for c in found.columns[:3]] == [
        (ColumnRole.INPUT, None, "age"),
        (ColumnRole.INPUT, "overdueDays", "overdueDays"),
        (ColumnRole.INPUT, "score", "score"),
    ]
    (row,) = found.rows
    assert (row.id, row.cells[0].before, row.cells[0].after, row.cells[0].changed) == ("late", None, "< 18", True)


def test_a_column_under_another_name_is_renamed() -> None:
    after = behaviour()
    findings(after)["inputs"][1]["expression"] = "creditScore"
    (change,) = diff_contents(behaviour(), after)
    assert isinstance(change, Change)
    assert (change.kind, change.place) == (DiffKind.RENAMED, "decisions.Findings.table.inputs[2].expression")
    assert (change.before, change.after) == ("score", "creditScore")


def test_columns_that_change_places_move_and_their_cells_with_them() -> None:
    after = behaviour()
    table = findings(after)
    table["inputs"].reverse()
    for rule in table["rules"]:
        rule["when"].reverse()
    (change,) = diff_contents(behaviour(), after)
    assert isinstance(change, Change)
    assert change.kind is DiffKind.MOVED
    assert {change.moved_from, change.moved_to} == {1, 2}


def test_expressions_facts_reasons_tests_and_metadata_are_told_at_their_places() -> None:
    after = behaviour()
    after["decisions"][0]["expression"] = "debt / net income"
    after["facts"][0]["unit"] = "months"
    after["facts"].append({"name": "age", "type": "number"})
    after["reasons"]["OVERDUE"]["message"]["zh"] = "存在逾期还款。"
    del after["reasons"]["CLEAN"]
    after["tests"][0]["expect"]["limit"] = Decimal(5)
    after["timeZone"] = "Asia/Shanghai"
    after["name"]["en"] = "Behaviour"
    found = {(c.section, c.kind, c.place): c for c in diff_contents(behaviour(), after).changes}
    assert set(found) == {
        (Section.METADATA, DiffKind.CHANGED, "name.en"),
        (Section.FACTS, DiffKind.CHANGED, "facts.overdueDays.unit"),
        (Section.FACTS, DiffKind.ADDED, "facts.age"),
        (Section.DECISIONS, DiffKind.CHANGED, "decisions.Ratio.expression"),
        (Section.REASONS, DiffKind.CHANGED, "reasons.OVERDUE.message.zh"),
        (Section.REASONS, DiffKind.REMOVED, "reasons.CLEAN"),
        (Section.TESTS, DiffKind.ADDED, "tests.late payer.expect.limit"),
        (Section.METADATA, DiffKind.ADDED, "timeZone"),
    }
    words = found[Section.DECISIONS, DiffKind.CHANGED, "decisions.Ratio.expression"].words
    assert [(p.kind, p.text) for p in words] == [
        (PieceKind.SAME, "debt / "),
        (PieceKind.ADDED, "net "),
        (PieceKind.SAME, "income"),
    ]


def test_chinese_texts_are_compared_character_by_character() -> None:
    assert [(p.kind, p.text) for p in word_changes("有逾期还款。", "存在逾期还款。")] == [
        (PieceKind.REMOVED, "有"),
        (PieceKind.ADDED, "存在"),
        (PieceKind.SAME, "逾期还款。"),
    ]


@pytest.mark.parametrize(("length", "compared"), [(500, True), (501, False)])
def test_the_middles_of_two_very_long_texts_are_given_whole(length: int, compared: bool) -> None:  # noqa: FBT001
    before, after = ("".join(chr(0x4E00 + at) for at in range(size)) for size in (length, 500))
    pieces = word_changes(before, after[::-1])
    assert any(piece.kind is PieceKind.SAME for piece in pieces) is compared
    if not compared:
        assert [(piece.kind, piece.text) for piece in pieces] == [
            (PieceKind.REMOVED, before),
            (PieceKind.ADDED, after[::-1]),
        ]


def test_a_fact_or_decision_under_another_name_is_renamed() -> None:
    after = behaviour()
    after["facts"][1]["name"] = "creditScore"
    after["decisions"][0]["name"] = "Debt ratio"
    assert summary(diff_contents(behaviour(), after)) == [
        (DiffKind.RENAMED, "facts.creditScore"),
        (DiffKind.RENAMED, "decisions.Debt ratio"),
    ]


def test_products_tell_of_features_and_rule_sets_by_name() -> None:
    before = {"product": "line", "features": ["A", "B", "C"], "ruleSets": ["x", "y"], "currency": "CNY"}
    after = {"product": "line", "features": ["C", "A", "B"], "ruleSets": ["x", "z"], "currency": "EUR"}
    found = [(c.section, c.kind, c.before, c.after) for c in diff_contents(before, after).changes]
    assert sorted(found, key=str) == sorted(
        [
            (Section.FEATURES, DiffKind.MOVED, None, None),
            (Section.RULE_SETS, DiffKind.REMOVED, "y", None),
            (Section.RULE_SETS, DiffKind.ADDED, None, "z"),
            (Section.METADATA, DiffKind.CHANGED, "CNY", "EUR"),
        ],
        key=str,
    )


def test_a_number_and_the_text_of_it_are_told_apart() -> None:
    (change,) = diff_contents({"x": Decimal(18)}, {"x": "18"}).changes
    assert (change.before, change.after) == ("18", '"18"')
    assert not diff_contents({"x": True}, {"x": Decimal(1)}).is_empty
    assert diff_contents({"x": Decimal("1.50")}, {"x": Decimal("1.5")}).is_empty


def test_sixteen_thousand_rows_are_compared_in_seconds_whatever_was_done_to_them() -> None:
    rules: list[Doc] = [
        {"when": [f"< {n * 7 % 16007}", f"[{n}..{n + 5}]", "-"], "then": ['"DECLINE"', str(n)]} for n in range(16_000)
    ]
    before = {"decisions": [{"name": "F", "table": {"inputs": ["a", "b", "c"], "outputs": ["o", "p"], "rules": rules}}]}
    after = copy.deepcopy(before)
    new: list[Any] = after["decisions"][0]["table"]["rules"]  # type: ignore[index]
    for rule in new:
        rule["when"][0] = rule["when"][0].replace("<", "<=")
        rule["then"][1] += ".5"
    new.insert(9_000, new.pop(12))
    started = time.process_time()
    (table,) = diff_contents(before, after).tables
    assert time.process_time() - started < 20
    assert (table.count(DiffKind.CHANGED), table.count(DiffKind.ADDED)) == (16_000, 0)
    assert [(row.before, row.after) for row in table.rows if row.moved] == [(13, 9001)]


def test_another_spelling_is_told_as_that_in_cells_columns_and_expressions() -> None:
    before, after = behaviour(), behaviour()
    after["decisions"][0]["expression"] = "debt/income"
    table = findings(after)
    table["inputs"][1]["expression"] = " score"
    table["rules"][1]["when"][1] = "<500.0"
    table["rules"][2]["then"] = ['"LIMIT" ', '"FAIR_SCORE"']
    told = [(difference.kind, difference.place) for difference in diff_contents(before, after)]
    place = "decisions.Findings.table"
    assert told == [
        (DiffKind.CHANGED, "decisions.Ratio.expression"),  # "debt/income" may be one name: the text does not tell
        (DiffKind.REWRITTEN, f"{place}.inputs[2].expression"),
        (DiffKind.REWRITTEN, f"{place}.rules[2]"),
        (DiffKind.REWRITTEN, f"{place}.rules[3]"),
    ]
    after["decisions"][0]["expression"] = "(debt / income)"
    assert next(iter(diff_contents(before, after))).kind is DiffKind.REWRITTEN


def test_a_respelled_row_shows_both_spellings_and_no_changed_cell() -> None:
    before, after = behaviour(), behaviour()
    findings(after)["rules"][1]["when"][1] = "<500"
    (row,) = diff_contents(before, after).tables[0].rows
    assert [(cell.before, cell.after) for cell in row.cells if cell.before != cell.after] == [("< 500", "<500")]
    assert not any(cell.changed for cell in row.cells)


def test_a_label_in_other_words_is_a_change_even_if_it_reads_like_an_expression() -> None:
    before, after = behaviour(), behaviour()
    before["name"]["en"], after["name"]["en"] = "1.5", "1.50"
    (change,) = diff_contents(before, after)
    assert change.kind is DiffKind.CHANGED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"hitPolicy": "UNIQUE"}),
        ({"hitPolicy": "F"}, {"hitPolicy": "first"}),
        ({"hitPolicy": "C+"}, {"hitPolicy": "COLLECT", "aggregation": "SUM"}),
    ],
)
def test_a_hit_policy_in_another_spelling_says_the_same(before: Doc, after: Doc) -> None:
    old, new = (
        {"decisions": [{"name": "D", "table": {**policy, "inputs": ["a"], "outputs": ["o"], "rules": [["-", 1]]}}]}
        for policy in (before, after)
    )
    diff = diff_contents(old, new)
    (change,) = diff
    assert isinstance(change, Change)
    assert (change.kind, change.place) == (DiffKind.REWRITTEN, "decisions.D.table.hitPolicy")
    assert diff.says_the_same
    assert not diff.is_empty


@pytest.mark.parametrize("policy", [{"hitPolicy": "ANY"}, {"hitPolicy": "NONE"}, {"hitPolicy": "C"}])
def test_another_hit_policy_is_no_other_spelling(policy: Doc) -> None:
    old, new = (
        {"decisions": [{"name": "D", "table": {**one, "inputs": ["a"], "outputs": ["o"], "rules": []}}]}
        for one in ({"hitPolicy": "C#"}, policy)
    )
    diff = diff_contents(old, new)
    assert [difference.kind for difference in diff] == [DiffKind.CHANGED]
    assert not diff.says_the_same


def test_a_number_and_its_text_are_one_expression() -> None:
    old, new = ({"decisions": [{"name": "D", "expression": value}]} for value in (Decimal(5), "5.0"))
    assert [difference.kind for difference in diff_contents(old, new)] == [DiffKind.REWRITTEN]
