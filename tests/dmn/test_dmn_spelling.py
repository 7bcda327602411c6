"""A name is one name however its letters and blanks are written, in models, facts, texts and contexts alike."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal
from unicodedata import normalize

import pytest

from creditrules.dmn import CompiledModel, check_model, compile_model, read_model
from creditrules.dmn.exchange.xml import read_xml
from creditrules.document import read_yaml
from creditrules.feel import (
    UTC_ZONE,
    Date,
    DateTime,
    Run,
    Time,
    Value,
    check_expression,
    compile_expression,
    parse_expression,
    spelt,
    to_feel,
)

NOW = DateTime(Date(2026, 3, 20), Time(0, UTC_ZONE))
YAML = """
types:
  - {name: Größe, type: number, allowedValues: "> 0"}
  - {name: Körper, type: context, entries: [{name: Höhe über Boden, type: Größe}]}
facts:
  - {name: große Zahl, type: Größe}
  - {name: Körper, type: Körper}
  - {name: offen, type: context}
functions:
  - {name: verdöpple, parameters: [{name: größe, type: number}], expression: "größe * 2"}
decisions:
  - {name: Ergebnis, expression: "große Zahl + Körper.Höhe über Boden + offen.ä + verdöpple(größe: 1)"}
  - {name: Umweg, expression: 'get value({ö: 1, "ü": 2}, "ü") + [{ä: 3}][ä = 3][1].ä'}
  - {name: Schleife, for: {variable: wört, in: "[1, 2]", return: "wört + 1"}}
  - name: Tafel
    table:
      inputs: [große Zahl]
      outputs: [{name: süß, type: number}, {name: b, type: number}]
      rules: [["> 0", 1, 2]]
  - {name: Feld, expression: "Tafel.süß"}
"""
Form = Literal["NFC", "NFD"]
FORMS: list[Form] = ["NFC", "NFD"]


def compiled(text: str) -> CompiledModel:
    value = read_yaml(text).value
    assert isinstance(value, dict)
    read = read_model(value)
    assert read.model is not None, read.diagnostics
    checked = check_model(read.model)
    assert checked.diagnostics == ()
    return compile_model(checked)


def half(text: str) -> str:
    """Every second line decomposed, so that definitions and uses differ."""
    lines = text.splitlines(keepends=True)
    return "".join(normalize(FORMS[number % 2], line) for number, line in enumerate(lines))


@pytest.mark.parametrize("told", FORMS)
@pytest.mark.parametrize(
    "written", [normalize("NFC", YAML), normalize("NFD", YAML), half(YAML)], ids=["c", "d", "half"]
)
def test_letters_composed_or_in_parts_are_one_name(written: str, told: Form) -> None:
    model = compiled(written)
    facts = {"große  Zahl": 1, "Körper": {"Höhe über Boden": 2}, "offen": {"ä": 3}}
    read = model.read_facts({normalize(told, name): value for name, value in normal(facts, told).items()})
    assert (read.diagnostics, read.missing) == ((), frozenset())
    values = model.evaluate(read.values, NOW, model.decisions).values
    assert values == {
        "Ergebnis": Decimal(8),
        "Umweg": Decimal(5),
        "Schleife": [Decimal(2), Decimal(3)],
        "Tafel": {"süß": Decimal(1), "b": Decimal(2)},
        "Feld": Decimal(1),
    }


def normal(facts: dict[str, object], form: Form) -> dict[str, object]:
    return {
        normalize(form, name): normal(value, form) if isinstance(value, dict) else value
        for name, value in facts.items()
    }


def test_a_name_in_two_spellings_among_the_facts_is_refused() -> None:
    model = compiled(YAML)
    twice = {normalize("NFC", "große Zahl"): 1, normalize("NFD", "große  Zahl"): 2}
    read = model.read_facts(twice)
    assert [(one.code, one.hint) for one in read.diagnostics] == [
        (
            "facts.unknown",
            "It is the name 'große Zahl' again, spelt with other blanks or its letters in parts; give it once.",
        )
    ]
    for inside in (
        {"offen": {normalize(form, "ö"): 1 for form in FORMS}},
        {"Körper": {normalize(form, "Höhe über Boden"): 1 for form in FORMS}},
    ):
        assert [one.code for one in model.read_facts(inside).diagnostics] == ["facts.unknown"]


def test_dmn_files_may_write_a_name_in_either_way() -> None:
    body = (
        '<inputData id="i" name="Größe"><variable name="Größe" typeRef="number"/></inputData>'
        '<decision id="d" name="Dö"><variable name="Dö"/><informationRequirement><requiredInput href="#i"/>'
        "</informationRequirement><literalExpression><text>{text} + 1</text></literalExpression></decision>"
    )
    whole = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">{}</definitions>'
    for inside, around in zip(FORMS, reversed(FORMS), strict=True):
        data = whole.format(normalize(around, body).format(text=normalize(inside, "Größe")))
        read = read_xml(data.encode())
        assert read.model is not None
        model = compile_model(check_model(read.model))
        assert model.decisions == (normalize("NFC", "Dö"),)
        assert model.evaluate({normalize("NFC", "Größe"): Decimal(1)}, NOW, model.decisions).values == {
            "Dö": Decimal(2)
        }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{ö: 1}.{}", Decimal(1)),
        ('get value({"{}": 1}, "ö")', Decimal(1)),
        ('get value({ö: 1}, "{}")', Decimal(1)),
        ('context put({ö: 1}, "{}", 2)', {"ö": Decimal(2)}),
        ('context([{key: "{}", value: 1}]).ö', Decimal(1)),
        ('context([{key: "{}", value: 1}, {key: "ö", value: 2}])', None),
        ("for ö in [1] return {} + 1", [Decimal(2)]),
        ("(function(ö) {} + 1)(ö: 1)", Decimal(2)),
        ('"ö" = "{}"', False),
    ],
)
def test_texts_and_contexts_may_too_and_strings_stay_as_they_are(text: str, value: Value) -> None:
    written = normalize("NFC", text).replace("{}", normalize("NFD", "ö"))
    run = Run(NOW)
    assert compile_expression(check_expression(parse_expression(written), {}))(run, {}) == value
    assert bool(run.warnings) == (value is None)


def test_blanks_of_every_kind_count_as_one() -> None:
    assert spelt("  monthly \u00a0\u200bnet\n income ") == "monthly net income"


def test_what_python_gives_by_name_is_composed_and_given_once() -> None:
    parts = {normalize("NFD", "ö"): 1}
    assert to_feel({"a": parts}) == {"a": {normalize("NFC", "ö"): Decimal(1)}}
    program = compile_expression(check_expression(parse_expression(normalize("NFD", "ö + 1"), {"ö"}), {}))
    assert program(Run(NOW), parts) == Decimal(2)
    with pytest.raises(ValueError, match="a has a name in two spellings"):
        to_feel({"a": {**parts, normalize("NFC", "ö"): 2}})
