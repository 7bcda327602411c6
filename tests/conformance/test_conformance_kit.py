"""The conformance kit and the collected models of others, with their vectors."""

from __future__ import annotations

import re
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.conformance import tck
from tests.dmn.kept import again, kept_tables

from creditrules.dmn import CompiledModel, Model
from creditrules.dmn.exchange.xml import read_xml

SHARED = Path(__file__).parents[3] / "shared"
KIT = SHARED / "tck"
RULES = SHARED / "data/rules/dmn"


def expected_failures() -> dict[str, str]:
    return tck.read_failures(Path(tck.__file__).with_name("expected-failures.txt").read_text("utf-8"))


@pytest.mark.shared("tck")
def test_every_row_of_the_kit_passes_but_for_the_listed_ones() -> None:
    rows = list(tck.run_tree(KIT))
    bad, good = tck.surprises(rows, expected_failures())
    assert [f"{row.name}: expected {row.expected}, got {row.got}" for row in bad] == []
    assert good == []
    assert Counter(row.kind for row in rows) == {"value": 1092, "null": 25, "error": 1156}


@pytest.mark.shared("tck")
@pytest.mark.parametrize("folder", ["tck", "jdmn"])
def test_vectors_of_collected_models_hold(folder: str) -> None:
    inner = sorted((RULES / folder).iterdir()) if folder == "tck" else [RULES / folder]
    rows = [row for one in inner for row in tck.run_folder(one)]
    assert rows
    assert [f"{row.name}: expected {row.expected}, got {row.got}" for row in rows if not row.passed] == []


@pytest.mark.shared("tck")
def test_an_engine_that_always_answers_null_fails_value_rows_and_error_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tck.Suite, "_answer", lambda *_: (None, ()))
    rows = list(tck.run_folder(KIT / "compliance-level-3/0082-feel-coercion"))
    assert {row.kind for row in rows if row.passed} == {"null"}


@pytest.mark.shared("tck")
def test_the_country_risk_table_gives_the_results_and_rows_of_its_own_tests() -> None:
    text = (RULES / "camunda-dmn-tester/country-risk.conf").read_text("utf-8")
    case = re.compile(
        r'inputs \{\s*currentCountry="?(.+?)"?\s*targetCountry="?(.+?)"?\s*\}'
        r'.*?approvalRequired="(\w+)".*?rowIndex="(\d+)"',
        re.DOTALL,
    )
    model = read_xml((RULES / "camunda-dmn-tester/country-risk.dmn").read_bytes()).model
    assert model is not None
    compiled = tck.compiled(model)
    cases = case.findall(text)
    assert len(cases) == 25
    for current, target, approval, row in cases:
        facts = {"currentCountry": current, "targetCountry": target}
        outcome = compiled.evaluate(facts, tck.NOW, ["country-risk"])
        assert outcome.values["country-risk"] is (approval == "true")
        assert [fired.row for fired in outcome.tables["country-risk"].fired] == [int(row)]


def paths_of(scenarios: ET.Element) -> dict[tuple[str, str], tuple[str, ...]]:
    """The path of every column of a scenario file, by its fact and identifier."""
    return {
        (mapping.findtext("factIdentifier/name", ""), mapping.findtext("expressionIdentifier/name", "")): tuple(
            step.text or "" for step in mapping.iter("step")
        )
        for mapping in scenarios.iter("FactMapping")
    }


@pytest.mark.shared("tck")
def test_the_traffic_violation_model_gives_what_its_scenarios_expect() -> None:
    scenarios = ET.parse(RULES / "kie-wb/Violation Scenarios.scesim").getroot()  # noqa: S314  (our own data)
    paths = paths_of(scenarios)
    model = read_xml((RULES / "kie-wb/Traffic Violation.dmn").read_bytes()).model
    assert model is not None
    compiled = tck.compiled(model)
    domains = compiled.checked.facts
    compared = 0
    for scenario in scenarios.iter("Scenario"):
        facts: dict[str, Any] = {name: dict.fromkeys(dict(domain.entries)) for name, domain in domains.items()}
        expected: list[tuple[tuple[str, ...], Any]] = []
        for cell in scenario.iter("FactMappingValue"):
            raw, kind = cell.findtext("rawValue"), cell.findtext("expressionIdentifier/type")
            key = (cell.findtext("factIdentifier/name", ""), cell.findtext("expressionIdentifier/name", ""))
            if raw is None or kind == "OTHER":
                continue
            value = tck.untyped(raw) if not raw.startswith('"') else raw.strip('"')
            if kind == "GIVEN":
                name, entry = paths[key]
                facts[name][entry] = value
            else:
                expected.append((paths[key], value))
        values = compiled.evaluate(facts, tck.NOW, compiled.decisions).values
        for (decision, *rest), value in expected:
            got: Any = values[decision]
            for step in (step for step in rest if step != "value"):
                got = got[step]
            assert got == value, scenario.findtext(".//rawValue")
            compared += 1
    assert compared >= 10


ROW = tck.Row("f/t#1/d", "f", "level", "value", passed=False, exact=False)


def test_an_unexpected_failure_and_an_unexpected_pass_are_both_told() -> None:
    listed = tck.read_failures("# about the list\n\n## too hard\nf/t#1/d\n## other\nf/t#2/d\n")
    assert listed == {"f/t#1/d": "too hard", "f/t#2/d": "other"}
    passing = tck.Row("f/t#2/d", "f", "level", "value", passed=True, exact=True)
    assert tck.surprises([ROW, passing], listed) == ([], ["f/t#2/d"])
    assert tck.surprises([ROW, passing], {}) == ([ROW], [])


@pytest.mark.parametrize(
    ("got", "expected", "agrees"),
    [
        (Decimal("1.000000001"), Decimal(1), True),
        (Decimal("1.0001"), Decimal(1), False),
        (True, Decimal(1), False),
        (None, False, False),
        (Decimal(1), True, False),
        ([Decimal(1)], [Decimal(1), Decimal(2)], False),
        ({"a": Decimal(1), "b": None}, {"a": Decimal(1)}, False),
        ("1", Decimal(1), False),
        (None, None, True),
    ],
)
def test_results_agree_by_kind_and_within_the_tolerance(got: Any, expected: Any, agrees: bool) -> None:  # noqa: FBT001
    assert tck.agree(got, expected, tck.TOLERANCE) is agrees


def test_a_tree_with_a_wrong_row_ends_with_status_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "level/0001-small"
    folder.mkdir(parents=True)
    (folder / "0001-small.dmn").write_text(
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n"><decision name="d">'
        "<variable name='d'/><literalExpression><text>1 / 0</text></literalExpression></decision></definitions>"
    )
    (folder / "0001-small-test-01.xml").write_text(
        '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
        '<testCase id="1"><resultNode name="d" errorResult="true"><expected><value xsi:nil="true"/></expected>'
        '</resultNode></testCase><testCase id="2"><resultNode name="d"><expected>'
        '<value xsi:type="xsd:decimal">1</value></expected></resultNode></testCase></testCases>'
    )
    report = tmp_path / "report.json"
    assert tck.main([str(tmp_path), "--report", str(report)]) == 1
    printed = capsys.readouterr().out
    assert "0 of 1" in printed
    assert "1 of 1" in printed
    assert "FAILED 0001-small/0001-small-test-01#2/d: expected 1, got null" in printed
    assert '"passed": true' in report.read_text()


@pytest.mark.shared("data")
def test_vectors_hold_of_tables_that_were_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, kept = tck.compiled, list[str]()

    def by_what_was_kept(model: Model) -> CompiledModel:
        made = compiled(model)
        kept.extend(name for name, _ in kept_tables(made))
        return again(made)

    monkeypatch.setattr(tck, "compiled", by_what_was_kept)
    models = [*(RULES / "tck").rglob("*.dmn"), *(RULES / "jdmn").rglob("*.dmn"), *KIT.rglob("*.dmn")]
    folders = sorted({path.parent for path in models if "decisionTable" in path.read_text("utf-8")})
    bad, _ = tck.surprises([row for folder in folders for row in tck.run_folder(folder)], expected_failures())
    assert [f"{row.name}: expected {row.expected}, got {row.got}" for row in bad] == []
    assert kept
