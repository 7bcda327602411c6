"""Rules of another engine read through the API: models, a report, a comparison; nothing is written."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from creditrules.document import read_yaml

IMPORT = (Path(__file__).parents[2] / "graphql" / "operations" / "admin" / "import-rules.graphql").read_text("utf-8")
WRITER = "writer"
DMN = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="loan" namespace="https://loan.example"
    exporter="Camunda Modeler">
  <inputData name="score" id="score"><variable name="score" typeRef="number"/></inputData>
  <decision name="Grade" id="d">
    <variable name="Grade" typeRef="string"/>
    <informationRequirement><requiredInput href="#score"/></informationRequirement>
    <decisionTable hitPolicy="FIRST">
      <input><inputExpression typeRef="number"><text>score</text></inputExpression></input>
      <output name="grade" typeRef="string"/>
      <rule id="good">
        <inputEntry><text>&gt;= {bound}</text></inputEntry><outputEntry><text>"A"</text></outputEntry></rule>
      <rule><inputEntry><text>-</text></inputEntry><outputEntry><text>"C"</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>"""
LOAN = DMN.replace("{bound}", "700")


def read(lender: Any, token: str = WRITER, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = lender.data(IMPORT, {"input": given}, token)["importRules"]
    return found


def file(name: str = "loan.dmn", content: str = LOAN, **more: str) -> dict[str, str]:
    return {"name": name, "content": content, **more}


def codes(payload: dict[str, Any]) -> list[tuple[list[str], str]]:
    return [(error["field"], error["code"]) for error in payload["userErrors"]]


def test_a_file_becomes_a_model_in_the_form_of_rule_files(lender: Any) -> None:
    payload = read(lender, files=[file()])
    assert (payload["ok"], payload["userErrors"], payload["diagnostics"]) == (True, [], [])
    [model] = payload["models"]
    assert {key: model[key] for key in ("name", "source", "files", "facts", "decisions")} == {
        "name": "loan",
        "source": "CAMUNDA7",
        "files": ["loan.dmn"],
        "facts": ["score"],
        "decisions": ["Grade"],
    }
    document: Any = read_yaml(model["content"]).value
    assert [decision["name"] for decision in document["decisions"]] == ["Grade"]


def test_bytes_are_sent_in_base64(lender: Any) -> None:
    text = f'<?xml version="1.0" encoding="UTF-16"?>{LOAN}'
    sent = b64encode(text.encode("utf-16")).decode()
    assert read(lender, files=[file(content=sent, encoding="BASE64")])["ok"]
    payload = read(lender, files=[file(content="no base64!", encoding="BASE64")])
    assert codes(payload) == [(["input", "files", "0", "content"], "BAD_BASE64")]


def test_what_is_refused_is_told_with_its_file_and_what_is_fine_is_there(lender: Any) -> None:
    payload = read(lender, files=[file("bad.dmn", DMN.replace("{bound}", "1 +")), file()])
    assert payload["ok"] is False
    assert [model["name"] for model in payload["models"]] == ["loan"]
    assert all(one["place"].startswith("bad.dmn") and one["line"] for one in payload["diagnostics"])
    assert {one["severity"] for one in payload["diagnostics"]} == {"ERROR"}


def test_a_source_that_is_named_is_held_to(lender: Any) -> None:
    payload = read(lender, files=[file()], source="GORULES")
    assert (payload["ok"], [one["code"] for one in payload["diagnostics"]]) == (False, ["import.other-source"])


def test_answers_of_the_other_engine_are_compared(lender: Any) -> None:
    results = {"name": "loan.csv", "content": "Input: score,Result: grade\n710,A\n690,C\n695,A\n"}
    payload = read(lender, files=[file()], results=[results])
    assert payload["ok"] is False
    [comparison] = payload["comparisons"]
    assert {key: value for key, value in comparison.items() if key not in {"differences", "diagnostics"}} == {
        "file": "loan.csv",
        "model": "loan",
        "same": False,
        "questions": 3,
        "answers": 3,
        "equal": 2,
        "different": 1,
        "passedOn": 0,
        "skipped": 0,
        "unusedInputs": [],
    }
    assert comparison["differences"] == [
        {
            "case": "",
            "line": 4,
            "output": "grade",
            "decision": "Grade",
            "expected": '"A"',
            "got": '"C"',
            "causes": [],
            "steps": [
                {"decision": "Grade", "value": '"C"', "rows": [{"row": 2, "ruleId": None}], "nearMisses": []},
            ],
        }
    ]


def test_columns_and_tolerance_are_as_they_are_said(lender: Any) -> None:
    text = LOAN.replace('"A"', "0.331").replace('"C"', "0.1").replace('typeRef="string"', 'typeRef="number"')
    results = {"name": "x.csv", "content": "Punkte;Zins\n710;0.33\n"}
    columns = [{"heading": "Punkte", "name": "score"}, {"heading": "Zins", "name": "Grade"}]
    given: dict[str, Any] = {"files": [file(content=text)], "results": [results], "columns": columns}
    assert read(lender, **given)["ok"] is False
    assert read(lender, **given, tolerance="0.001")["ok"] is True


def _many(count: int) -> list[dict[str, str]]:
    return [file(f"{at}.dmn", "x") for at in range(count)]


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"files": [file(), file()]}, "files", "FILE_NAME"),
        ({"files": [file("")]}, "files", "FILE_NAME"),
        ({"files": [file("n" * 201)]}, "files", "FILE_NAME"),
        ({"files": _many(40), "results": _many(25)}, "files", "TOO_MANY_FILES"),
        ({"files": [file(content="x" * (4 * 1024 * 1024 + 1))]}, "files", "FILES_TOO_LARGE"),
        ({"files": [file()], "results": [file(), file()]}, "results", "FILE_NAME"),
        ({"files": [file()], "tolerance": "-1"}, "tolerance", "BAD_TOLERANCE"),
    ],
)
def test_what_is_too_much_or_makes_no_sense_is_a_user_error(
    lender: Any, given: dict[str, Any], field: str, code: str
) -> None:
    payload = read(lender, **given)
    assert codes(payload) == [(["input", field], code)]
    assert (payload["ok"], payload["models"]) == (False, [])


def test_only_so_many_questions_are_asked_and_so_many_differences_told(lender: Any) -> None:
    results = {"name": "loan.csv", "content": "score,grade\n" + "710,C\n" * 600}
    [comparison] = read(lender, files=[file()], results=[results])["comparisons"]
    assert (comparison["questions"], comparison["different"], len(comparison["differences"])) == (500, 500, 100)
    assert [one["code"] for one in comparison["diagnostics"]] == ["compare.not-all"]
    several = [results | {"name": f"loan-{at}.csv"} for at in range(10)]
    comparisons = read(lender, files=[file()], results=several)["comparisons"]
    assert [one["questions"] for one in comparisons] == [50] * 10


def test_a_request_imports_once(lender: Any) -> None:
    query = """query($i: ImportRulesInput!) {
      a: importRules(input: $i) { ok userErrors { code } } b: importRules(input: $i) { ok userErrors { code } } }"""
    told = lender.data(query, {"i": {"files": [file()]}}, WRITER)
    assert told["a"] == {"ok": True, "userErrors": []}
    assert told["b"] == {"ok": False, "userErrors": [{"code": "ASKED_TWICE"}]}


def test_no_file_is_an_error_that_says_what_is_read(lender: Any) -> None:
    payload = read(lender, files=[])
    assert (payload["ok"], [one["code"] for one in payload["diagnostics"]]) == (False, ["import.nothing"])


@pytest.mark.parametrize("token", ["partner", "approver", "auditor", "chief"])
def test_who_may_not_propose_may_not_import(lender: Any, token: str) -> None:
    extensions = lender.error(IMPORT, {"input": {"files": [file()]}}, token=token)["extensions"]
    assert extensions["kind"] == "FORBIDDEN"
