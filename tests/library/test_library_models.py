"""Decision models from files of every form, asked with Python values."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from creditrules import FactsError, FiredRow, RulesError, Severity, load_model
from creditrules.dmn.exchange.files import Form, ModelFile, read_files, write_file

MODEL = """
facts:
  - {name: age, type: number, allowedValues: "[0..150]"}
  - {name: joined, type: date, nullable: true}
  - {name: score, type: number}
decisions:
  - name: Category
    table:
      hitPolicy: FIRST
      inputs: [age, score]
      outputs: [{name: category, type: string, default: '"none"'}, weight]
      rules:
        - {id: minor, when: ["< 18", "-"], then: ['"minor"', "0"], note: Majority is at 18.}
        - {id: good, when: ["-", ">= 700"], then: ['"good"', "2"]}
        - {when: ["[18..150]", "[600..700)"], then: ['"fair"', "1"]}
  - {name: Years, type: years and months duration, expression: "years and months duration(joined, today())"}
  - {name: Weight, expression: Category.weight * 10}
"""
RATES = """
<definitions xmlns="DMN" namespace="urn:rates" name="rates">
  <decision id="r" name="Rate">
    <variable name="Rate"/>
    <literalExpression><text>0.24</text></literalExpression>
  </decision>
</definitions>
"""
LOAN = """
<definitions xmlns="DMN" namespace="urn:loan" name="loan">
  <import name="rates" namespace="urn:rates" importType="DMN"/>
  <decision id="c" name="Cost">
    <variable name="Cost"/>
    <informationRequirement><requiredDecision href="urn:rates#r"/></informationRequirement>
    <literalExpression><text>rates.Rate * 100</text></literalExpression>
  </decision>
</definitions>
"""
NOW = datetime(2026, 11, 27, tzinfo=UTC)


@dataclass
class Applicant:
    age: int
    score: float
    joined: date


def test_every_decision_is_answered_with_its_row() -> None:
    model = load_model(text=MODEL)
    assert model.decisions == ("Category", "Years", "Weight")
    assert [fact.name for fact in model.facts] == ["age", "joined", "score"]
    answer = model.decide(Applicant(30, 700.5, date(2020, 1, 1)), at=NOW)
    assert answer["Category"] == {"category": "good", "weight": Decimal(2)}
    assert (str(answer["Years"]), answer["Weight"]) == (str(model.decide(joined="2020-01-01", at=NOW)["Years"]), 20)
    assert answer.rows == {"Category": (FiredRow(2, "good", ("-", ">= 700"), ('"good"', "2")),)}
    assert (list(answer), answer.missing, answer.warnings) == (["Category", "Years", "Weight"], {}, ())


def test_only_what_is_asked_for_and_needed_is_worked_out() -> None:
    model = load_model(text=MODEL)
    assert list(model.decide(age=3, score=1, decisions=["Weight"]).values) == ["Category", "Weight"]
    assert list(model.decide(age=3, score=1, decisions="Weight").values) == ["Category", "Weight"]
    with pytest.raises(ValueError, match=r"There is no decision 'Wait'\. Decisions are: Category, Years, Weight\."):
        model.decide(decisions=["Wait"])


def test_the_note_of_a_row_and_the_default_are_told() -> None:
    model = load_model(text=MODEL)
    assert model.decide(age=17, score=0).rows["Category"][0].note == "Majority is at 18."
    assert model.decide(age=18, score=0)["Category"] == {"category": "none", "weight": None}
    assert model.decide(age=18, score=0).rows["Category"] == (FiredRow(0),)


def test_what_is_missing_is_said_where_it_matters() -> None:
    model = load_model(text=MODEL)
    answer = model.decide(age=17)
    assert answer["Category"] == {"category": "minor", "weight": 0}
    assert answer.missing == {"Years": ("joined",)}
    answer = model.decide(age=20)
    assert answer["Category"] is None
    assert answer["Weight"] is None
    assert answer.missing == {"Category": ("score",), "Years": ("joined",), "Weight": ("score",)}
    assert [(row.row, row.certain) for row in answer.rows["Category"]] == [(2, False), (3, False), (0, False)]


def test_null_is_a_value_where_the_model_says_so() -> None:
    answer = load_model(text=MODEL).decide(age=1, joined=None, decisions=["Years"])
    assert answer["Years"] is None
    assert answer.missing == {}


def test_a_value_with_a_part_that_is_unknown_is_none_as_a_whole() -> None:
    parts = "[{name: x, expression: b}, {name: y, list: [a, b]}]"
    model = load_model(text=f"{{facts: [{{name: a}}, {{name: b}}], decisions: [{{name: Both, context: {parts}}}]}}")
    answer = model.decide(a=1)
    assert answer["Both"] is None
    assert answer.missing == {"Both": ("b",)}


def test_why_something_is_null_is_told_with_its_place() -> None:
    answer = load_model(text="{facts: [{name: a}], decisions: [{name: Half, expression: 1 / a}]}").decide(a=0)
    assert answer["Half"] is None
    (told,) = answer.warnings
    assert (told.code, told.place, told.severity) == ("feel.division-by-zero", "decisions.Half", Severity.WARNING)


@pytest.mark.parametrize(
    ("facts", "code", "place"),
    [
        ({"agee": 3}, "facts.unknown", "agee"),
        ({"age": "three"}, "facts.type", "age"),
        ({"age": 151}, "facts.not-allowed", "age"),
        ({"age": {3}}, "facts.type", "age"),
        ({"joined": date.max, "age": 1.5, "score": []}, "facts.type", "score"),
    ],
)
def test_facts_that_the_model_does_not_take_are_refused(facts: dict[str, object], code: str, place: str) -> None:
    with pytest.raises(FactsError) as refused:
        load_model(text=MODEL).decide(facts)
    assert [(found.code, found.place) for found in refused.value.diagnostics] == [(code, place)]


@pytest.mark.parametrize("ending", ["yaml", "yml", "json", "dmn", "xml"])
def test_the_same_model_is_read_from_every_form(tmp_path: Path, ending: str) -> None:
    whole = read_files({"": MODEL.encode()}, Form.YAML)
    assert whole.model is not None
    form = {"yml": Form.YAML, "xml": Form.DMN}.get(ending) or Form(ending)
    written = write_file(whole, whole.model, form).data
    assert written is not None
    path = tmp_path / f"model.{ending}"
    path.write_bytes(written)
    for model in (load_model(path), load_model(str(path)), load_model(text=written)):
        assert model.decide(age=17, score=0)["Category"] == {"category": "minor", "weight": 0}


@pytest.mark.parametrize("form", [Form.XLSX, Form.CSV])
def test_tables_are_read_from_sheets(tmp_path: Path, form: Form) -> None:
    whole = read_files({"": MODEL.encode()}, Form.YAML)
    assert whole.model is not None
    written = write_file(ModelFile(whole.model), whole.model, form).data
    assert written is not None
    path = tmp_path / f"Category.{form}"
    path.write_bytes(written)
    model = load_model(path)
    assert model.decisions == ("Category",)
    assert [fact.name for fact in model.facts] == ["age", "score"]
    assert model.decide(age=17, score=0)["Category"]["category"] == "minor"
    if form is Form.XLSX:
        assert load_model(text=written).decisions == model.decisions


def test_dmn_files_find_what_they_import(tmp_path: Path) -> None:
    for name, text in (("rates", RATES), ("loan", LOAN)):
        (tmp_path / f"{name}.dmn").write_text(
            text.replace("DMN", "https://www.omg.org/spec/DMN/20191111/MODEL/"), "utf-8"
        )
    assert load_model(tmp_path / "loan.dmn", tmp_path / "rates.dmn").decide()["Cost"] == 24
    with pytest.raises(RulesError, match="rates"):
        load_model(tmp_path / "loan.dmn")


def test_what_is_wrong_with_a_file_is_told_with_its_name_and_line(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("facts:\n  - {name: x, type: number}\ndecisions:\n  - name: A\n    expression: x +\n", "utf-8")
    with pytest.raises(RulesError) as refused:
        load_model(path)
    (found,) = refused.value.diagnostics
    assert (found.place, found.line, found.source) == ("decisions.A", 5, "x +")
    assert str(refused.value).startswith(f"{path}:5:")
    assert refused.value.source == str(path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "mapping"),
        ("facts: []", "no decision"),
        ("ruleSet: a", "load_rules"),
        ("decisions: 3", "list"),
        ("<a/>", "DMN"),
        ("{decisions", "1:"),
        (b"PK\x03\x04", "Excel"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_what_is_no_model_is_refused(text: str | bytes, told: str) -> None:
    with pytest.raises(RulesError, match=told):
        load_model(text=text)


def test_what_was_refused_is_told_to_another_process_too() -> None:
    for kind, call in (
        (RulesError, lambda: load_model(text="decisions: 3")),
        (FactsError, lambda: load_model(text=MODEL).decide(age="x")),
    ):
        with pytest.raises(kind) as refused:
            call()
        again = pickle.loads(pickle.dumps(refused.value))  # noqa: S301 - what it just wrote
        assert (type(again), again.diagnostics, str(again)) == (kind, refused.value.diagnostics, str(refused.value))


def test_a_path_or_a_text_is_given(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="text="):
        load_model()
    with pytest.raises(TypeError, match="text="):
        load_model("a.yaml", text=MODEL)
    with pytest.raises(FileNotFoundError):
        load_model(tmp_path / "nothing.yaml")
    (tmp_path / "a.txt").write_text(MODEL, "utf-8")
    with pytest.raises(RulesError, match=r"a\.txt: The ending says no form"):
        load_model(tmp_path / "a.txt")
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(MODEL, "utf-8")
    with pytest.raises(TypeError, match="Several files"):
        load_model(tmp_path / "a.yaml", tmp_path / "b.yaml")
