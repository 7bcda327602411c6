"""Whatever files are given: models that check, or errors that say why; never an exception, and soon."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from creditrules.codes import CATALOGUE
from creditrules.dmn import check_model
from creditrules.dmn.exchange.documents.read import read_model
from creditrules.document import read_yaml
from creditrules.feel import from_datetime
from creditrules.imports import Imported, ImportedModel, Options, Source, compare_results, import_files

HERE = Path(__file__)
EXAMPLES = HERE.parents[2] / "examples" / "import"
NOW = from_datetime(datetime(2026, 1, 15, 12, tzinfo=UTC))
GRAPH = b"""{"nodes": [
  {"id": "a", "type": "inputNode", "name": "Request"},
  {"id": "b", "type": "decisionTableNode", "name": "Grade", "content": {"hitPolicy": "first",
    "inputs": [{"id": "i", "field": "score", "name": "Score"}], "outputs": [{"id": "o", "field": "grade", "name": "G"}],
    "rules": [{"_id": "r", "i": ">= 700 or [1..5]", "o": "'A'"}, {"_id": "s", "i": "", "o": "score * 2"}]}},
  {"id": "c", "type": "outputNode", "name": "Response"}],
 "edges": [{"id": "x", "sourceId": "a", "targetId": "b"}, {"id": "y", "sourceId": "b", "targetId": "c"}],
 "tests": [{"input": {"score": 800}, "output": {"grade": "A"}}]}"""
SEEDS: Mapping[str, bytes] = {
    "loan.dmn": (EXAMPLES / "loan-grade.dmn").read_bytes(),
    "card.pmml": (HERE.parent / "pmml" / "card.pmml").read_bytes(),
    "graph.json": GRAPH,
    "age.yaml": b"description: Age\nvalues:\n  2020-01-01:\n    value: 18\n  2021-07-01:\n    value: 21\n",
    "table.csv": b"hitPolicy,FIRST\nscore,grade\n>= 700,A\n-,C\n",
    "results.csv": (EXAMPLES / "loan-grade-results.csv").read_bytes(),
    "results.jsonl": b'{"input": {"score": 1}, "output": {"grade": "C"}}\n{"facts": {}, "expected": null}\n',
    "results.conf": b'data {testCases=[{inputs {score=1, income="2"} results=[{outputs {grade="C"}}]}]}',
    "results.xml": b'<testCases><testCase id="1"><inputNode name="score"><value>1</value></inputNode>'
    b'<resultNode name="Offer"><expected><value>Declined</value></expected></resultNode></testCase></testCases>',
}
CODES = {entry.name for entry in CATALOGUE}
PIECES = [
    b"<",
    b">",
    b"</",
    b'"',
    b"'",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b"\n",
    b"\x00",
    b"\xff",
    b"\xe2\x80\x9c",
    b"&#0;",
]
PIECES += [b"${", b"null", b"1e999", b"-", b"..", b"<!DOCTYPE x>", b"]]>", b"&lt;", b"decision", b"0" * 50, b"(" * 300]


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file with some of its bytes cut, doubled, exchanged or replaced."""
    name = draw(st.sampled_from(sorted(SEEDS)))
    data = SEEDS[name]
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(start + draw(st.integers(0, 60)), len(data))
        new = draw(st.sampled_from(PIECES) | st.just(data[start:end] * 2) | st.binary(max_size=4))
        data = data[:start] + new + data[end:]
    return draw(st.sampled_from([name, "x.dmn", "x.json", "x.pmml", "x.yaml", "x.xlsx", "x"])), data


def sound(imported: Imported) -> None:
    assert {one.code for one in imported.diagnostics} | {one.code for one in imported.interpretations} <= CODES
    assert [one.name for one in imported.models if not check_model(one.model).ok] == []
    assert imported.models or not imported.ok


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(spoilt(), st.sampled_from(Source))
@example(("x.dmn", b""), Source.AUTO)
@example(("x.json", b"[" * 100_000), Source.AUTO)
@example(("graph.json", b'{"nodes":[],"edges":' + b"[" * 100_000), Source.GORULES)
@example(("x.dmn", b"<a>" * 100_000), Source.AUTO)
@example(("age.yaml", b"values:\n" + b" - - - -\n" * 1_000), Source.OPENFISCA)
def test_a_file_is_read_or_refused(file: tuple[str, bytes], source: Source) -> None:
    name, data = file
    sound(import_files({name: data}, source))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(spoilt(), min_size=2, max_size=5))
def test_files_are_read_or_refused_together(files: list[tuple[str, bytes]]) -> None:
    sound(import_files({f"{at}/{name}": data for at, (name, data) in enumerate(files)}))


@pytest.fixture(scope="module")
def model() -> ImportedModel:
    [one] = import_files({"loan.dmn": SEEDS["loan.dmn"]}).models
    return one


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(spoilt(), st.sampled_from(["", "Offer", "no such decision"]))
@example(("x.jsonl", b'{"input": {"score": "x", "income": {}}, "output": {"grade": [1, {"a": null}]}}'), "")
@example(("x.json", b'{"input": {"a.b.c": {"d": []}}, "output": {"Offer.a.b": 1, "": null, ".": 2}}'), "")
@example(("x.conf", b"data {testCases=" + b"[{a{" * 5_000), "")
@example(("x.csv", b"Input: score,Result: grade,Result: grade\n1\n1,2,3,4,5\n"), "")
def test_results_are_compared_or_refused(model: ImportedModel, file: tuple[str, bytes], decision: str) -> None:
    name, data = file
    [one] = compare_results([model], (), {name: data}, Options(NOW, decision=decision))
    assert one.equal + len(one.differences) == one.values
    assert {each.code for each in one.diagnostics} <= CODES
    assert {cause.code for each in one.differences for cause in each.causes} <= CODES


def test_our_own_files_are_not_taken_for_others() -> None:
    document = read_yaml(b"name: m\nfacts: []\ndecisions: [{name: a, expression: '1'}]\n").value
    assert isinstance(document, dict)
    assert read_model(document).model is not None
    [refused] = import_files({"m.yaml": b"name: m\ndecisions: [{name: a, expression: '1'}]\n"}).diagnostics
    assert "a file of creditrules itself" in refused.message
