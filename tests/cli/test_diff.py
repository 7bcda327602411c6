"""`creditrules diff` on two files."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

OLD = """
ruleSet: cap
category: REGULATION
name: {en: Cap, zh: 上限}
facts: [{name: age, type: number}, {name: income, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age, income]
      outputs: [intervention, reason]
      rules:
        - {id: young, when: ["< 18", "-"], then: ['"DECLINE"', '"YOUNG"']}
        - {id: poor, when: ["-", "< 1000"], then: ['"LIMIT"', '"POOR"']}
        - {id: rest, when: ["-", "-"], then: ['"ALLOW"', '"FINE"']}
reasons:
  YOUNG: {message: {en: Too young., zh: 未满十八岁。}}
"""

NEW = (
    OLD.replace('"< 18"', '"< 21"')
    .replace("未满十八岁", "未满二十一岁")
    .replace('        - {id: poor, when: ["-", "< 1000"], then: [\'"LIMIT"\', \'"POOR"\']}\n', "")
    .replace(
        "        - {id: young",
        '        - {id: poor, when: ["-", "< 1000"], then: [\'"LIMIT"\', \'"POOR"\']}\n        - {id: young',
    )
    + """
change:
  basis: {category: REGULATION, citation: Act 7}
  comment: Older.
  notice: {en: Users must be 21., zh: 须满二十一岁。}
"""
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(OLD, "utf-8")
    new.write_text(NEW, "utf-8")
    return old, new


def test_cells_words_moves_and_the_statement_are_told(run: Run, files: tuple[Path, Path]) -> None:
    told = run("diff", *files)
    assert told.returncode == 0, told.stderr
    lines = [line.strip() for line in told.stdout.splitlines()]
    assert "REGULATION: Act 7" in lines
    assert "notice (zh): 须满二十一岁。" in lines
    assert "~ reasons.YOUNG.message.zh: 未满{+二+}十[-八-]{+一+}岁。" in lines
    assert "age: < [-18-]{+21+}" in lines
    assert "> row 2 → 1 (poor) moved" in lines
    assert "~ row 1 → 2 (young)" in lines
    assert "rest" not in told.stdout
    assert "\x1b[" not in told.stdout


def test_on_a_terminal_it_is_coloured_and_side_by_side(run: Run, files: tuple[Path, Path]) -> None:
    told = run("diff", *files, env={"FORCE_COLOR": "1", "COLUMNS": "120", "TERM": "xterm"})
    assert told.returncode == 0
    assert "\x1b[" in told.stdout
    assert "[-18-]" not in told.stdout
    assert "intervention" in told.stdout
    assert "─" in told.stdout


def test_the_same_content_written_otherwise_does_not_differ(run: Run, files: tuple[Path, Path], tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("# a remark\n" + OLD.replace("{en: Cap, zh: 上限}", "{zh: 上限, en: Cap}"), "utf-8")
    told = run("diff", files[0], other, "--exit-code")
    assert (told.returncode, told.stdout.splitlines()[-1]) == (0, "Nothing differs.")
    assert run("diff", *files, "--exit-code").returncode == 1


def test_long_tables_are_cut_where_asked(run: Run, tmp_path: Path) -> None:
    rows = "".join(f"        - ['{n}', '1', '\"A\"', '\"B\"']\n" for n in range(50))
    head, _, tail = OLD.partition("      rules:\n")
    names = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    names[0].write_text(head + "      rules:\n" + rows + "reasons" + tail.partition("reasons")[2], "utf-8")
    names[1].write_text(names[0].read_text("utf-8").replace("'1', '\"A\"'", "'1', '\"C\"'"), "utf-8")
    told = run("diff", *names, "--rows", "5")
    assert told.stdout.count("intervention: ") == 5
    assert "45 more rows differ" in told.stdout
    assert run("diff", *names, "--rows", "0").stdout.count("intervention: ") == 50


def test_what_cannot_be_compared_is_told(run: Run, files: tuple[Path, Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("a: [", "utf-8")
    told = run("diff", files[0], broken)
    assert told.returncode == 1
    assert "broken.yaml" in told.stderr
    assert run("diff", files[0], tmp_path / "none.yaml").returncode == 1
    assert run("diff", *files, "--from", "1").returncode == 2
    assert run("diff", "a-slug").returncode == 2, "a service needs a token"
    assert run("diff", "No Slug", env={"CREDITRULES_TOKEN": "x"}).returncode == 2


def test_a_model_and_its_dmn_say_the_same_until_one_is_edited(
    run: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    plain, dmn = tmp_path / "plain.yaml", tmp_path / "plain.dmn"
    plain.write_text("name: cap\n" + OLD[OLD.index("facts:") : OLD.index("reasons:")], "utf-8")
    made = run("convert", plain, "--to", "dmn", "--out", dmn)
    assert made.returncode == 0, made.stderr
    told = run("diff", dmn, dmn, "--exit-code")
    assert (told.returncode, told.stdout.splitlines()[-1]) == (0, "Nothing differs.")
    edited = tmp_path / "edited.dmn"
    edited.write_text(dmn.read_text("utf-8").replace("1000", "1200"), "utf-8")
    told = run("diff", dmn, edited)
    assert "income: < [-1000-]{+1200+}" in told.stdout
    assert run("diff", dmn, files[0]).returncode == 0


def test_what_came_is_written_as_yaml_with_its_numbers_digit_for_digit(run: Run, files: tuple[Path, Path]) -> None:
    number = "0.1234567890123456789012345678901234"
    case = f"tests: [{{name: exact, facts: {{income: {number}}}, expect: {{outcome: ALLOW}}}}]\n"
    files[1].write_text(OLD + case, "utf-8")
    told = run("diff", *files)
    assert "+ tests" in told.stdout
    assert number in told.stdout


def test_outcomes_tell_who_is_answered_otherwise(run: Run, tmp_path: Path) -> None:
    reasons = "  POOR: {message: {en: Too little., zh: 收入过低。}}\n  FINE: {message: {en: Fine., zh: 可以。}}\n"
    for name, text in (("old.yaml", OLD), ("new.yaml", OLD.replace('"< 18"', '"< 21"'))):
        (tmp_path / name).write_text(text + reasons, "utf-8")
    found = run("diff", "--outcomes", "old.yaml", "new.yaml", "--exit-code", "--json", "told.json")
    assert found.returncode == 1, found.stderr
    assert "where age: [18..21), income: < 1000" in found.stdout
    assert "outcome: LIMIT → DECLINE" in found.stdout
    told = json.loads((tmp_path / "told.json").read_text("utf-8"))
    assert told["complete"]
    assert {(each["before"]["outcome"], each["after"]["outcome"]) for each in told["differences"]} == {
        ("LIMIT", "DECLINE"),
        ("ALLOW", "DECLINE"),
    }
    same = run("diff", "--outcomes", "old.yaml", "old.yaml", "--exit-code")
    assert (same.returncode, same.stdout) == (0, "Every applicant is answered as before: proved.\n")
