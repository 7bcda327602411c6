"""The same rule in two versions: the row and what it rests on, and nothing else."""

import pytest

from creditrules.document import read_yaml
from creditrules.rules import RuleSet, read_rule_set
from creditrules.rules.diff import carried_rows

BEFORE = """\
ruleSet: risk
category: RISK
name: {en: Risk}
reasons: {R1: {message: {en: one}}, R2: {message: {en: two}}}
facts: [{name: suspicion, type: number}, {name: overdue, type: number}]
decisions:
  - name: Level
    table: {inputs: [suspicion], outputs: [level], rules: [["< 80", '"LOW"'], [">= 80", '"HIGH"']]}
  - name: Findings
    table:
      hitPolicy: COLLECT
      inputs: [Level, overdue]
      outputs: [intervention, reason]
      rules:
        - ['"HIGH"', "-", '"PAUSE"', '"R1"']
        - ["-", "> 7", '"DECLINE"', '"R2"']
        - ["-", "-", '"ALLOW"', "null"]
"""


def rule_set(text: str) -> RuleSet:
    found = read_rule_set(read_yaml(text)).rule_set
    assert found is not None
    return found


def carried(before: str, after: str, row: int) -> bool:
    return row in carried_rows(rule_set(before), rule_set(after))


@pytest.mark.parametrize("row", [1, 2, 3])
def test_a_rule_is_the_same_when_nothing_or_only_words_changed(row: int) -> None:
    assert carried(BEFORE, BEFORE.replace("en: one", "en: One."), row)


def test_a_rule_changes_with_the_decision_it_asks_and_others_do_not() -> None:
    after = BEFORE.replace("80", "60")
    assert [carried(BEFORE, after, row) for row in (1, 2, 3)] == [False, True, True]


def test_a_rule_is_the_same_in_another_place_of_the_table() -> None:
    lines = BEFORE.splitlines(keepends=True)
    after = "".join([*lines[:-3], lines[-2], lines[-3], lines[-1]])
    assert [carried(BEFORE, after, row) for row in (1, 2, 3)] == [True, True, True]


def test_a_rule_is_another_when_its_condition_or_result_is() -> None:
    assert not carried(BEFORE, BEFORE.replace("> 7", "> 8"), 2)
    assert not carried(BEFORE, BEFORE.replace('"DECLINE"', '"PAUSE"'), 2)


def test_a_column_more_that_the_rule_does_not_ask_about_does_not_change_it() -> None:
    wider = (
        BEFORE.replace("inputs: [Level, overdue]", "inputs: [suspicion, Level, overdue]")
        .replace("""- ['"HIGH"'""", """- ["-", '"HIGH"'""")
        .replace('- ["-", "> 7"', '- ["-", "-", "> 7"')
        .replace('- ["-", "-", \'"ALLOW"\'', '- ["-", "-", "-", \'"ALLOW"\'')
    )
    assert carried(BEFORE, wider, 1)
    assert carried(BEFORE, wider, 2)


def test_a_rule_is_the_same_under_another_note_or_id() -> None:
    noted = BEFORE.replace("""- ["-", "> 7", '"DECLINE"', '"R2"']""", NOTED)
    assert carried(BEFORE, noted, 2)
    assert carried(noted, noted.replace("Late.", "Too late.").replace("late", "overdue"), 2)


NOTED = """- {id: late, when: ["-", "> 7"], then: ['"DECLINE"', '"R2"'], note: Late.}"""


def test_a_rule_changes_with_a_column_that_tests_something_else() -> None:
    after = BEFORE.replace("inputs: [Level, overdue]", "inputs: [Level, suspicion]")
    assert [carried(BEFORE, after, row) for row in (1, 2, 3)] == [True, False, True]


def test_a_rule_changes_with_what_a_definition_uses_that_it_uses() -> None:
    before = BEFORE.replace("inputs: [suspicion], outputs: [level]", "inputs: [Raised], outputs: [level]").replace(
        "decisions:\n", "decisions:\n  - {name: Raised, expression: suspicion + 1}\n"
    )
    after = before.replace("suspicion + 1", "suspicion + 2")
    assert [carried(before, after, row) for row in (1, 2, 3)] == [False, True, True]


def test_the_order_of_rows_counts_in_what_a_rule_uses() -> None:
    after = BEFORE.replace(
        """[["< 80", '"LOW"'], [">= 80", '"HIGH"']]""", """[[">= 80", '"HIGH"'], ["< 80", '"LOW"']]"""
    )
    assert after != BEFORE
    assert [carried(BEFORE, after, row) for row in (1, 2, 3)] == [False, True, True]


def test_a_definition_written_in_another_form_is_the_same() -> None:
    after = BEFORE.replace("""["< 80", '"LOW"']""", """{when: {suspicion: "< 80"}, then: {level: '"LOW"'}}""")
    assert after != BEFORE
    assert [carried(BEFORE, after, row) for row in (1, 2, 3)] == [True, True, True]
