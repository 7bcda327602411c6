"""`creditrules evaluate` on a decision model prints its decisions as JSON, and with --trace how they came about."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

MODEL = """
facts:
  - {name: income, type: number}
  - {name: debt, type: number}
  - {name: since, type: date}
decisions:
  - {name: Ratio, expression: "debt / income"}
  - {name: From, expression: "since + @\\"P1M\\""}
  - name: Grade
    table:
      hitPolicy: FIRST
      inputs: [Ratio, since]
      outputs: [grade, rate]
      rules:
        - {id: good, when: ["< 0.3", "< @\\"2020-01-01\\""], then: ['"A"', "0.10000000000000000000000000000000001"]}
        - {id: fair, when: ["< 0.5", "-"], then: ['"B"', "12345678901234567890.5"]}
        - {id: rest, when: ["-", "-"], then: ['"C"', "null"]}
"""
DMN = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
  <inputData id="age" name="age"><variable name="age" typeRef="number"/></inputData>
  <decision id="adult" name="Adult"><variable name="Adult" typeRef="boolean"/>
    <informationRequirement><requiredInput href="#age"/></informationRequirement>
    <literalExpression><text>%s</text></literalExpression></decision>
</definitions>"""
FACTS = '{"income": 1000, "debt": 400, "since": "2026-01-31"}'


@pytest.fixture
def asked(run: Run, tmp_path: Path) -> Callable[..., Any]:
    """Asks the model about facts and reads the answer as JSON."""
    (tmp_path / "model.yaml").write_text(MODEL)

    def ask(*options: str, facts: str = FACTS) -> Any:
        (tmp_path / "facts.json").write_text(facts)
        told = run("evaluate", "model.yaml", "--facts", "facts.json", *options)
        assert told.returncode == 0, told.stderr
        return json.loads(told.stdout, parse_float=Decimal, parse_int=Decimal)

    return ask


def test_all_decisions_are_printed_with_every_digit_and_dates_as_text(asked: Callable[..., Any]) -> None:
    assert asked() == {
        "Ratio": Decimal("0.4"),
        "From": "2026-02-28",
        "Grade": {"grade": "B", "rate": Decimal("12345678901234567890.5")},
    }


def test_only_the_decisions_that_are_named(asked: Callable[..., Any]) -> None:
    assert asked("--decision", "From", "--decision", "Ratio") == {"From": "2026-02-28", "Ratio": Decimal("0.4")}


def test_a_list_of_facts_gives_a_list_of_results(asked: Callable[..., Any]) -> None:
    assert asked("--decision", "Ratio", facts=f"[{FACTS}, {FACTS}]") == [{"Ratio": Decimal("0.4")}] * 2


def test_the_trace_tells_inputs_matches_nearest_misses_and_failed_cells(asked: Callable[..., Any]) -> None:
    told = asked("--decision", "Grade", "--trace")
    assert told["results"] == {"Grade": {"grade": "B", "rate": Decimal("12345678901234567890.5")}}
    assert list(told["trace"]) == ["Ratio", "Grade"]
    assert told["trace"]["Ratio"]["inputs"] == {"income": 1000, "debt": 400}
    table = told["trace"]["Grade"]["table"]
    assert table["tested"] == [
        {"expression": "Ratio", "value": Decimal("0.4")},
        {"expression": "since", "value": "2026-01-31"},
    ]
    assert [(row["row"], row["id"]) for row in table["matched"]] == [(2, "fair")]
    near = asked("--trace", facts=FACTS.replace("400", "200"))["trace"]["Grade"]["table"]["nearMisses"]
    assert near == [
        {
            "row": 1,
            "id": "good",
            "column": 2,
            "input": "since",
            "failed": '< @"2020-01-01"',
            "value": "2026-01-31",
        }
    ]


def test_what_became_null_is_told_on_the_standard_error_and_in_the_trace(run: Run, tmp_path: Path) -> None:
    (tmp_path / "model.yaml").write_text(MODEL)
    (tmp_path / "facts.json").write_text(FACTS.replace("1000", "0"))
    told = run("evaluate", "model.yaml", "--facts", "facts.json", "--decision", "Ratio", "--trace")
    assert told.returncode == 0
    answer = json.loads(told.stdout)
    assert answer["results"] == {"Ratio": None}
    (warning,) = answer["trace"]["Ratio"]["warnings"]
    assert warning["place"] == "decisions.Ratio"
    assert warning["code"] in told.stderr


def test_what_hangs_on_missing_facts_is_null_and_the_facts_are_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "model.yaml").write_text(MODEL)
    (tmp_path / "facts.yaml").write_text("income: 1000")
    told = run("evaluate", "model.yaml", "--facts", "facts.yaml", "--decision", "Ratio", "--trace")
    answer = json.loads(told.stdout)
    assert (answer["results"], answer["trace"]["Ratio"]["missingFacts"]) == ({"Ratio": None}, ["debt"])
    assert "Ratio hangs on facts that are not there: debt." in told.stderr


def test_dmn_files_are_evaluated_and_checked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "m.dmn").write_text(DMN % "age &gt;= 18")
    (tmp_path / "bad.dmn").write_text(DMN % "agee &gt;= 18")
    (tmp_path / "facts.json").write_text('{"age": 18}')
    assert json.loads(run("evaluate", "m.dmn", "--facts", "facts.json").stdout) == {"Adult": True}
    assert run("check", "m.dmn").returncode == 0
    told = run("check", "--json", "bad.dmn")
    assert told.returncode == 1
    (found,) = json.loads(told.stdout)
    assert (found["code"], found["line"], found["span"]) == ("feel.unknown-name", 3, [0, 4])
    assert "Did you mean 'age'?" in found["hint"]
    assert run("evaluate", "bad.dmn", "--facts", "facts.json").returncode == 1


IMPORTING = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="main" namespace="urn:main">
  <import name="base" namespace="urn:m" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
  <decision id="ok" name="Ok"><variable name="Ok" typeRef="boolean"/>
    <informationRequirement><requiredDecision href="urn:m#adult"/></informationRequirement>
    <literalExpression><text>base.Adult</text></literalExpression></decision>
</definitions>"""


def test_dmn_files_find_what_they_import_among_those_that_are_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "base.dmn").write_text(DMN % "age &gt;= 18")
    (tmp_path / "main.dmn").write_text(IMPORTING)
    (tmp_path / "facts.json").write_text('{"base.age": 20}')
    assert run("check", "main.dmn").returncode == 1
    assert run("check", "main.dmn", "base.dmn").returncode == 0
    told = run("evaluate", "base.dmn", "main.dmn", "--facts", "facts.json", "--decision", "Ok")
    assert json.loads(told.stdout) == {"Ok": True}


def test_a_plain_model_is_checked_with_line_and_caret(run: Run, tmp_path: Path) -> None:
    (tmp_path / "model.yaml").write_text(MODEL.replace("debt / income", "debt / incme"))
    told = run("check", "model.yaml")
    assert told.returncode == 1
    assert "model.yaml:7:" in told.stdout
    assert "^^^^^" in told.stdout
    assert "Did you mean 'income'?" in told.stdout


@pytest.mark.parametrize(
    ("options", "facts", "words"),
    [
        (("--decision", "Gradee"), FACTS, "There is no decision 'Gradee'."),
        (("--by", "x"), FACTS, "--by is for rule sets on a population."),
        ((), "[1]", "holds no facts"),
        ((), '{"income": "a lot"}', "facts.type"),
        ((), '{"incme": 1}', 'There is no fact "incme".'),
        ((), "{", "document."),
    ],
)
def test_what_cannot_be_answered_ends_with_status_1_and_says_why(
    run: Run, tmp_path: Path, options: tuple[str, ...], facts: str, words: str
) -> None:
    (tmp_path / "model.yaml").write_text(MODEL)
    (tmp_path / "facts.json").write_text(facts)
    told = run("evaluate", "model.yaml", "--facts", "facts.json", *options)
    assert told.returncode == 1
    assert words in told.stderr
    assert "Traceback" not in told.stderr


def test_a_single_rule_set_can_be_traced(run: Run, tmp_path: Path) -> None:
    rules = f"ruleSet: r\ncategory: RISK\nname: {{en: R}}\nreasons: {{X: {{message: {{en: X.}}}}}}\n{FINDINGS}"
    (tmp_path / "rules.yaml").write_text(rules)
    (tmp_path / "facts.json").write_text('{"age": 20}')
    told = run("evaluate", "rules.yaml", "--facts", "facts.json", "--trace")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["trace"]["Findings"]["table"]["matched"][0]["row"] == 2


FINDINGS = """
facts: [{name: age, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age]
      outputs: [intervention, reason]
      rules: [["< 18", '"DECLINE"', '"X"'], ["-", '"ALLOW"', "null"]]
"""
