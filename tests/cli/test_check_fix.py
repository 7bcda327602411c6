"""`creditrules check --fix`: what can be meant in one way only is mended in the file, and nothing else is touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from creditrules.cli.main import app

MODEL = """\
# The comment stays.
facts:
  - {name: age,   type: number}   # in years
  - {name: status, type: string}
  - {name: born, type: date}
decisions:
  - name: A
    expression: "age == 5 && status <> 'A'"  # two signs
  - {name: B, expression: Age > 5 AND born < 31.12.2024}
  - name: C
    expression: |
      if age => 18 THEN 'A'
      else “C”
  - name: D
    table:
      hitPolicy: FIRST
      inputs: [age, Status]
      outputs: [{name: o, type: string, allowedValues: '"A", ''B'''}]
      rules:
        - [==5, '"A"', "'A'"]
        - {when: [=>5, "-"], then: ["“B”"]}
        - ["1…5", "-", '"A"']
"""
MENDED = """\
# The comment stays.
facts:
  - {name: age,   type: number}   # in years
  - {name: status, type: string}
  - {name: born, type: date}
decisions:
  - name: A
    expression: "age = 5 and status != \\"A\\""  # two signs
  - {name: B, expression: age > 5 and born < @"2024-12-31"}
  - name: C
    expression: |
      if age >= 18 then "A"
      else "C"
  - name: D
    table:
      hitPolicy: FIRST
      inputs: [age, status]
      outputs: [{name: o, type: string, allowedValues: '"A", "B"'}]
      rules:
        - [=5, '"A"', "\\"A\\""]
        - {when: ['>=5', "-"], then: ["\\"B\\""]}
        - ["[1..5]", "-", '"A"']
"""
DMN = """\
<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" id="m" namespace="urn:m">
  <!-- stays -->
  <inputData name="age" id="i"><variable name="age" typeRef="number"/></inputData>
  <decision name="D" id="d">
    <variable name="D" typeRef="boolean"/>
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <literalExpression><text>age =&lt; 5 &amp;&amp;  age &gt; 1 000</text></literalExpression>
  </decision>
</definitions>
"""


def fix(path: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["check", "--fix", *options, str(path)])


def test_texts_are_mended_where_they_stand_and_all_else_stays(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(MODEL)
    path.chmod(0o640)
    result = fix(path)
    assert path.read_text() == MENDED
    assert path.stat().st_mode & 0o777 == 0o640
    assert result.exit_code == 0, result.output
    assert "- age == 5 && status <> 'A'" in result.output
    assert '+ age = 5 and status != "A"' in result.output
    assert sorted(each.name for each in tmp_path.iterdir()) == ["model.yaml"]


def test_what_is_mended_is_not_mended_again(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(MENDED)
    before = path.stat().st_mtime_ns
    result = fix(path)
    assert result.exit_code == 0
    assert not any(line.startswith("mended ") for line in result.output.splitlines())
    assert path.stat().st_mtime_ns == before


def test_json_keeps_its_form(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_text(
        '{"facts": [{"name": "age", "type": "number"}],\n "decisions": [{"name":"A", "expression":"age==\\u0035"}]}\n'
    )
    assert fix(path).exit_code == 0
    assert path.read_text() == (
        '{"facts": [{"name": "age", "type": "number"}],\n "decisions": [{"name":"A", "expression":"age=5"}]}\n'
    )


def test_dmn_keeps_its_form_and_signs_are_escaped(tmp_path: Path) -> None:
    path = tmp_path / "model.dmn"
    path.write_text(DMN)
    result = fix(path)
    mended = "age &lt;= 5 and  age &gt; 1000"
    assert path.read_text() == DMN.replace("age =&lt; 5 &amp;&amp;  age &gt; 1 000", mended)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ('"age > 50,000"', "a decimal comma may be meant"),
        ('"status = A"', "a name may be missing"),
        ('"agee > 5"', "another name may be meant"),
        ('"(age > 5"', "the bracket may belong elsewhere"),
        ('"if age > 5 then 1"', "what else there is only the author knows"),
    ],
)
def test_what_may_be_meant_otherwise_is_only_told(tmp_path: Path, expression: str, why: str) -> None:
    path = tmp_path / "model.yaml"
    text = MODEL[: MODEL.index("decisions:")] + f"decisions:\n  - {{name: A, expression: {expression}}}\n"
    path.write_text(text)
    result = fix(path)
    assert path.read_text() == text, why
    assert result.exit_code == 1
    assert "hint: " in result.output


def test_a_text_that_is_folded_is_left_and_said_so(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    text = MODEL[: MODEL.index("decisions:")] + "decisions:\n  - name: A\n    expression: >\n      age ==\n      5\n"
    path.write_text(text)
    result = fix(path)
    assert path.read_text() == text
    assert result.exit_code == 1
    assert "not mended" in result.output
    assert "age = 5" in result.output


def test_two_equal_texts_without_a_place_of_their_own_are_left(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    outputs = "[{name: o, type: string, allowedValues: \"'A'\"}, {name: p, type: string, allowedValues: \"'A'\"}]"
    text = (
        "facts: [{name: age, type: number}]\ndecisions:\n  - name: D\n    table:\n      hitPolicy: FIRST\n"
        f'      inputs: [age]\n      outputs: {outputs}\n      rules:\n        - ["-", \'"A"\', \'"A"\']\n'
    )
    path.write_text(text)
    assert "not mended" in fix(path).output
    assert path.read_text() == text


def test_the_changes_are_told_to_machines(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_text("facts: [{name: age, type: number}]\ndecisions: [{name: A, expression: 'age > 50,000'}]\n")
    listing = json.loads(CliRunner().invoke(app, ["check", "--json", str(path)]).stdout)
    assert listing[0]["fixes"] == [{"title": "Write 50000", "span": [6, 12], "replacement": "50000", "safe": False}]
