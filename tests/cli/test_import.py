"""`creditrules import` as its users have it: models in a folder, a report, a status."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from creditrules.cli.imports.writing import file_name, put_all

Run = Callable[..., subprocess.CompletedProcess[str]]

DMN = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="{name}" namespace="https://{name}.x"
    exporter="Camunda Modeler">
  <inputData name="age"><variable name="age" typeRef="number"/></inputData>
  <decision name="Adult" id="d">
    <variable name="Adult" typeRef="boolean"/>
    <informationRequirement><requiredInput href="#age"/></informationRequirement>
    <literalExpression><text>{text}</text></literalExpression>
  </decision>
</definitions>"""


def model(name: str = "loan", text: str = "age &gt;= 18") -> str:
    return DMN.format(name=name, text=text).replace('name="age">', 'name="age" id="age">', 1)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    (folder / "more").mkdir(parents=True)
    (folder / "loan.dmn").write_text(model())
    (folder / "more" / "card.dmn").write_text(model("card"))
    (folder / "pom.xml").write_text("<project/>")
    (folder / "data.csv").write_text("a,b\n1,2\n")
    return folder


def test_a_folder_of_files_becomes_a_folder_of_models(run: Run, rules: Path, tmp_path: Path) -> None:
    told = run("import", rules.name, "--out", "models")
    assert told.returncode == 0, told.stderr
    assert sorted(path.name for path in (tmp_path / "models").iterdir()) == ["card.yaml", "loan.yaml"]
    assert "rules/loan.dmn → models/loan.yaml" in told.stdout
    assert "loan (camunda7): 1 fact, 1 decision" in told.stdout
    assert "2 models: 0 interpretations, 0 errors." in told.stdout
    assert "1 other file in the folders: no rules that are read." in told.stdout
    assert run("check", "models/loan.yaml", "models/card.yaml").returncode == 0


def test_without_a_folder_nothing_is_written(run: Run, rules: Path, tmp_path: Path) -> None:
    told = run("import", rules / "loan.dmn")
    assert (told.returncode, [path.name for path in tmp_path.iterdir()]) == (0, ["rules"])


@pytest.mark.parametrize("form", ["yaml", "json", "dmn"])
def test_models_are_written_in_every_whole_form(run: Run, rules: Path, tmp_path: Path, form: str) -> None:
    assert run("import", rules / "loan.dmn", "--out", "models", "--to", form).returncode == 0
    assert run("check", f"models/loan.{form}").returncode == 0


def test_what_is_refused_is_told_with_its_place_and_what_is_fine_is_written(
    run: Run, rules: Path, tmp_path: Path
) -> None:
    (rules / "bad.dmn").write_text(model("bad", "age &gt;= "))
    told = run("import", "rules", "--out", "models")
    assert told.returncode == 1
    assert "error rules/bad.dmn:4:" in told.stderr
    assert sorted(path.name for path in (tmp_path / "models").iterdir()) == ["card.yaml", "loan.yaml"]


def test_the_report_for_programs_has_models_interpretations_and_diagnostics(run: Run, rules: Path) -> None:
    (rules / "bad.dmn").write_text(model("bad", "age &gt;= "))
    told = run("import", "rules", "--out", "models", "--report", "json")
    report = json.loads(told.stdout)
    assert report["models"][0] == {
        "name": "loan",
        "source": "camunda7",
        "files": ["rules/loan.dmn"],
        "facts": ["age"],
        "decisions": ["Adult"],
        "written": "models/loan.yaml",
    }
    assert report["interpretations"] == []
    [wrong] = report["diagnostics"]
    assert (wrong["severity"], wrong["file"], wrong["line"]) == ("ERROR", "rules/bad.dmn", 4)
    assert wrong["place"].startswith("decisions.Adult")


def test_nothing_is_replaced_unless_it_is_said(run: Run, rules: Path, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "loan.yaml").write_text("mine")
    told = run("import", "rules", "--out", "models")
    assert told.returncode == 1
    assert "models/loan.yaml is there already; nothing was written." in told.stderr
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["loan.yaml"]
    assert (tmp_path / "models" / "loan.yaml").read_text() == "mine"
    assert run("import", "rules", "--out", "models", "--force").returncode == 0
    assert "Adult" in (tmp_path / "models" / "loan.yaml").read_text()
    assert sorted(path.name for path in (tmp_path / "models").iterdir()) == ["card.yaml", "loan.yaml"]


def test_a_write_that_fails_half_way_puts_everything_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").write_text("old")
    (tmp_path / "c.yaml").mkdir()  # a file cannot take the place of a folder
    with pytest.raises(Exception, match="1"):
        put_all(tmp_path, {"a.yaml": b"new", "b.yaml": b"new", "c.yaml": b"new"}, force=True)
    assert "nothing was written" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", "c.yaml"]
    assert (tmp_path / "a.yaml").read_text() == "old"


def test_a_new_folder_is_whole_or_not_there(tmp_path: Path) -> None:
    put_all(tmp_path / "new" / "er", {"a.yaml": b"1", "b.yaml": b"2"}, force=False)
    assert sorted(path.name for path in (tmp_path / "new").rglob("*")) == ["a.yaml", "b.yaml", "er"]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Loan Approval (v2)", "Loan-Approval-v2.yaml"),
        ("../../etc/passwd", "etc-passwd.yaml"),
        ("..", "model.yaml"),
        ("", "model.yaml"),
        ("CON", "CON-model.yaml"),
        ("风险评级", "风险评级.yaml"),
        ("a\x00b\nc", "a-b-c.yaml"),
        ("x" * 300, "x" * 80 + ".yaml"),
    ],
)
def test_names_of_files_are_safe_everywhere(name: str, file: str) -> None:
    assert file_name(name, "yaml", set()) == file


def test_names_of_files_differ_also_where_case_does_not_count() -> None:
    taken: set[str] = set()
    assert [file_name(name, "yaml", taken) for name in ("Loan", "loan", "LOAN")] == [
        "Loan.yaml",
        "loan-2.yaml",
        "LOAN-3.yaml",
    ]


RESULTS = "Input: age,Result: Adult\n17,false\n18,true\n20,{last}\n"


def test_answers_of_the_other_engine_are_compared(run: Run, rules: Path, tmp_path: Path) -> None:
    (tmp_path / "results.csv").write_text(RESULTS.format(last="true"))
    told = run("import", "rules/loan.dmn", "--compare", "results.csv")
    assert told.returncode == 0, told.stdout
    assert "results.csv against loan: 3 questions, 3 answers, 3 equal, 0 different\n" in told.stdout


def test_an_answer_that_differs_has_status_1_and_is_told_with_its_line(run: Run, rules: Path, tmp_path: Path) -> None:
    (tmp_path / "results.csv").write_text(RESULTS.format(last="false"))
    told = run("import", "rules/loan.dmn", "--compare", "results.csv")
    assert told.returncode == 1
    assert "2 equal, 1 different" in told.stdout
    assert "results.csv:4 Adult was false, here it is true" in told.stdout
    report = json.loads(run("import", "rules/loan.dmn", "--compare", "results.csv", "--report", "json").stdout)
    [comparison] = report["comparisons"]
    assert (comparison["questions"], comparison["equal"]) == (3, 2)
    assert comparison["differences"] == [
        {
            "case": "",
            "line": 4,
            "output": "Adult",
            "decision": "Adult",
            "expected": "false",
            "got": "true",
            "causes": [],
            "steps": [{"decision": "Adult", "value": "true"}],
        }
    ]


def test_columns_of_other_names_are_mapped(run: Run, rules: Path, tmp_path: Path) -> None:
    (tmp_path / "results.csv").write_text("Alter;Volljährig\n17;false\n")
    mapped = ("--column", "Alter=age", "--column", "Volljährig=Adult")
    assert run("import", "rules/loan.dmn", "--compare", "results.csv", *mapped).returncode == 0
    assert run("import", "rules/loan.dmn", "--compare", "results.csv").returncode == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--tolerance", "abc"), "'abc' is no number"),
        (("--tolerance", "-1"), "'-1' is no distance"),
        (("--tolerance", "NaN"), "'NaN' is no distance"),
        (("--column", "a"), "'a' has no '='"),
        (("--compare", "none.csv"), "none.csv: No such file"),
        (("--valid-at", "2026-01-01"), "is not a moment with an offset"),
    ],
)
def test_an_option_that_makes_no_sense_is_told(run: Run, rules: Path, arguments: tuple[str, str], message: str) -> None:
    told = run("import", "rules/loan.dmn", *arguments)
    assert told.returncode == 1
    assert message in told.stderr


RULE_SET = ("--rule-set", "adults", "--category", "REGULATION", "--findings", "Adult", "--out", "sets")


def test_a_model_becomes_a_rule_set_that_checks(run: Run, rules: Path, tmp_path: Path) -> None:
    told = run("import", "rules/loan.dmn", *RULE_SET, "--finding", "true=ALLOW", "--finding", "false=DECLINE")
    assert told.returncode == 0, told.stderr
    assert [path.name for path in (tmp_path / "sets").iterdir()] == ["adults.yaml"]
    checked = run("check", "sets/adults.yaml")
    assert "1 file: 0 errors, 1 warnings" in checked.stdout
    assert "[cases.none]" in checked.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rules", *RULE_SET), "A rule set is made of one model, and there are 2."),
        (("rules/loan.dmn", *RULE_SET, "--finding", "true=YES"), "'YES' is no step of the ladder"),
        (("rules/loan.dmn", *RULE_SET, "--findings", "Adlut"), "Did you mean 'Adult'?"),
        (("rules/loan.dmn", "--rule-set", "adults"), "--category RISK, PRODUCT or REGULATION"),
        (("rules/loan.dmn", "--findings", "Adult"), "are for a rule set"),
    ],
)
def test_a_rule_set_that_cannot_be_made_is_told(
    run: Run, rules: Path, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    told = run("import", *arguments)
    assert told.returncode == 1
    assert message in told.stderr
    assert not (tmp_path / "sets").exists()


IMPORTS = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="main" namespace="ns:main">
  <import name="base" namespace="ns:base" locationURI="lib/base.dmn"
    importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>
  <decision name="Double" id="d"><variable name="Double" typeRef="number"/>
    <informationRequirement><requiredDecision href="ns:base#i"/></informationRequirement>
    <literalExpression><text>base.Income * 2</text></literalExpression></decision>
</definitions>"""
BASE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="b" name="base" namespace="ns:{space}">
  <decision name="Income" id="i"><variable name="Income" typeRef="number"/>
    <literalExpression><text>{value}</text></literalExpression></decision>
</definitions>"""


def test_a_model_that_is_imported_is_found_beside(run: Run, tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "base.dmn").write_text(BASE.format(space="other", value=1))
    (tmp_path / "lib" / "x.dmn").write_text(BASE.format(space="base", value=2))
    (tmp_path / "main.dmn").write_text(IMPORTS)
    told = run("import", "main.dmn", "--out", "models")
    assert told.returncode == 0, told.stderr
    assert "Found beside, since it is needed: lib/x.dmn." in told.stdout
    assert sorted(path.name for path in (tmp_path / "models").iterdir()) == ["main.yaml"]
    assert "2" in (tmp_path / "models" / "main.yaml").read_text()


def test_a_model_that_is_nowhere_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "main.dmn").write_text(IMPORTS)
    (tmp_path / "else.dmn").write_text(BASE.format(space="else", value=1))
    told = run("import", "main.dmn")
    assert told.returncode == 1
    assert "ns:base" in told.stderr
    assert "beside" not in told.stdout
