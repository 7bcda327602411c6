"""`creditrules ask`: a dialogue that ends in a certain outcome."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from creditrules.cli.ask.command import app

RULES = """
ruleSet: lending
category: RISK
name: {en: Lending}
timeZone: UTC
facts:
  - {name: age, type: number, label: {en: Age}}
  - {name: pin, type: string, sensitive: true, allowedValues: '"a", "b"', label: {en: Code}}
  - {name: debt, type: number, nullable: true, label: {en: Debt}}
  - {name: house, type: boolean, label: {en: House}, askCost: 9}
decisions:
  - name: Findings
    table:
      hitPolicy: UNIQUE
      inputs: [age, debt, house, pin]
      outputs: [intervention, reason]
      rules:
        - {id: young, when: ["< 18", "-", "-", "-"], then: ['"DECLINE"', '"YOUNG"']}
        - {id: free, when: [">= 18", "null, < 10", "-", "-"], then: ['"ALLOW"', '"FINE"']}
        - {id: house, when: [">= 18", ">= 10", "true", "-"], then: ['"ALLOW"', '"FINE"']}
        - {id: owed, when: [">= 18", ">= 10", "false", "-"], then: ['"REFER"', '"OWED"']}
reasons:
  YOUNG: {message: {en: Too young.}}
  OWED: {message: {en: Too much debt.}}
  FINE: {message: {en: Nothing speaks against it.}}
"""


def asked(tmp_path: Path, typed: str, *arguments: str) -> tuple[str, int]:
    rules = tmp_path / "lending.yaml"
    rules.write_text(RULES, encoding="utf-8")
    told = CliRunner().invoke(app, [str(rules), *arguments], input=typed)
    return told.output, told.exit_code


@pytest.mark.parametrize(
    ("typed", "outcome", "questions"),
    [
        ("17\n", "DECLINE  YOUNG", ["age"]),
        ("30\nnull\n", "ALLOW    FINE", ["age", "debt"]),
        ("30\nmuch\n12\nno\n", "REFER    OWED", ["age", "debt", "debt", "house"]),
    ],
)
def test_only_what_still_counts_is_asked_for(tmp_path: Path, typed: str, outcome: str, questions: list[str]) -> None:
    said, status = asked(tmp_path, typed)
    assert status == 0
    assert outcome in said
    assert [line.partition(":")[0] for line in said.splitlines() if line.startswith(("age:", "debt:", "house:"))] == (
        questions
    )
    assert "pin" not in said


def test_what_is_not_known_leaves_the_outcome_open_and_is_not_asked_again(tmp_path: Path) -> None:
    said, status = asked(tmp_path, "30\n20\n\n")
    assert status == 1
    assert "UNDETERMINED (possible: ALLOW, REFER)" in said
    assert said.count("house:") == 1


def test_known_facts_are_told_beforehand(tmp_path: Path) -> None:
    assert asked(tmp_path, "", "--fact", "age=12") == ("\nDECLINE\n  DECLINE  YOUNG: Too young.\n", 0)
    for wrong in ("aeg=12", "age=old", "age"):
        assert asked(tmp_path, "", "--fact", wrong)[1] == 2
