"""What is written as DMN 1.5 is valid by its schema and reads back the same; what came from a file stays in it."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditrules.dmn.exchange.documents.read import read_model
from creditrules.dmn.exchange.documents.write import model_digest, written
from creditrules.dmn.exchange.xml import Beside, read_xml, write_xml
from creditrules.dmn.model.boxed import DecisionTable, InputClause, LiteralExpression, OutputClause, TableRule
from creditrules.dmn.model.definitions import Decision, DecisionService, FactDefinition, ItemDefinition, Model

xmlschema: Any = import_module("xmlschema") if "CI" in os.environ else pytest.importorskip("xmlschema")
SHARED = Path(__file__).parents[4] / "shared"
FILES = sorted([*SHARED.glob("tck/*/*/*.dmn"), *SHARED.glob("data/rules/dmn/**/*.dmn")])


@pytest.fixture(scope="session")
def schema() -> Any:
    return xmlschema.XMLSchema(str(SHARED / "tck/schemas/DMN15.xsd"), allow="local")


def settled(model: Model) -> Model:
    """The model in the one form that readers give it."""
    read = read_model(written(model)).model
    assert read is not None
    return read


@pytest.mark.shared("tck")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_every_model_is_written_valid_and_reads_back_the_same(
    any_model: st.SearchStrategy[Model], schema: Any, data: st.DataObject
) -> None:
    model = data.draw(any_model)
    file = write_xml(model)
    assert file.diagnostics == ()
    assert file.data is not None
    schema.validate(file.data.decode())
    read = read_xml(file.data)
    assert read.model == model
    assert model_digest(read.model) == model_digest(model)


@pytest.mark.shared("tck")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_files_of_vendors_and_of_the_kit_survive_a_round_trip(path: Path, schema: Any) -> None:
    read = read_xml(path.read_bytes())
    assert read.model is not None
    file = write_xml(read.model, read.companion)
    assert file.data is not None
    schema.validate(file.data.decode())
    again = read_xml(file.data)
    assert again.model == read.model
    kept = {key: value for key, value in again.companion.elements.items() if key in read.companion.elements}
    generated = {key: Beside(id="") if not value.id else value for key, value in read.companion.elements.items()}
    for key, value in generated.items():
        assert kept[key].extensions == read.companion.elements[key].extensions
        assert kept[key].others == read.companion.elements[key].others
        assert kept[key].attributes == read.companion.elements[key].attributes
        assert kept[key].id == value.id or not value.id
    assert model_digest(again.model) == model_digest(read.model)
    assert write_xml(again.model, again.companion).data == file.data


SOURCE = """<?xml version="1.0"?>
<semantic:definitions xmlns:semantic="http://www.omg.org/spec/DMN/20180521/MODEL/" xmlns:v="http://vendor.example/"
    xmlns:dmndi="http://www.omg.org/spec/DMN/20180521/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/"
    id="defs" name="M" namespace="http://m.example/" exporter="Tool" v:colour="red">
  <semantic:extensionElements><v:layout xmlns="http://default.example/"><inner a="1">t &amp; u</inner></v:layout>
  </semantic:extensionElements>
  <semantic:inputData id="in" name="age"><semantic:variable id="inv" name="age" typeRef="number"/></semantic:inputData>
  <semantic:decision id="dec" name="Risk" v:owner="me">
    <semantic:description>How risky?</semantic:description>
    <semantic:question>Is it risky?</semantic:question>
    <semantic:variable name="Risk" typeRef="string"/>
    <semantic:informationRequirement id="edge"><semantic:requiredInput href="#in"/></semantic:informationRequirement>
    <semantic:authorityRequirement id="auth"><semantic:requiredAuthority href="#ks"/></semantic:authorityRequirement>
    <semantic:literalExpression id="lit"><semantic:text>if age &lt; 18 then "HIGH" else "LOW"</semantic:text>
    </semantic:literalExpression>
  </semantic:decision>
  <semantic:knowledgeSource id="ks" name="The law"/>
  <semantic:textAnnotation id="ta"><semantic:text>Note</semantic:text></semantic:textAnnotation>
  <dmndi:DMNDI><dmndi:DMNDiagram id="d1"><dmndi:DMNShape id="s1" dmnElementRef="dec">
    <dc:Bounds x="1" y="2" width="3" height="4"/></dmndi:DMNShape></dmndi:DMNDiagram></dmndi:DMNDI>
</semantic:definitions>
"""


def test_identifiers_diagrams_extensions_and_sources_are_kept() -> None:
    read = read_xml(SOURCE.encode())
    assert read.model is not None
    text = (write_xml(read.model, read.companion).data or b"").decode()
    for kept in (
        'id="defs"',
        'exporter="Tool"',
        'v:colour="red"',
        'v:owner="me"',
        '<inner xmlns="http://default.example/" a="1">t &amp; u</inner>',
        '<informationRequirement id="edge">',
        '<knowledgeSource id="ks" name="The law"/>',
        '<textAnnotation id="ta">',
        'dmnElementRef="dec"',
        "<question>Is it risky?</question>",
        '<requiredAuthority href="#ks"/>',
        'xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"',
        'xmlns:dmndi="https://www.omg.org/spec/DMN/20230324/DMNDI/"',
    ):
        assert kept in text


def test_the_companion_is_no_part_of_the_digest() -> None:
    moved = SOURCE.replace('x="1"', 'x="100"').replace('v:colour="red"', "").replace('id="lit"', 'id="other"')
    one, other = read_xml(SOURCE.encode()).model, read_xml(moved.encode()).model
    assert one is not None
    assert other is not None
    assert model_digest(one) == model_digest(other)


def test_what_dmn_has_no_place_for_reads_back() -> None:
    item = ItemDefinition("income", "list<number>", label={"en": "Income", "zh": "收入"}, allowed_values="> 0")
    model = settled(
        Model(
            "收入",
            facts=(FactDefinition(item, nullable=False, unit="CNY", sensitive=True),),
            decisions=(Decision("Total", LiteralExpression("\tsum(income)\n"), "number", None, {"zh": "合计"}),),
        )
    )
    file = write_xml(model)
    assert file.data is not None
    assert b'unit="CNY"' in file.data
    assert b'<requiredInput href="#' in file.data
    assert read_xml(file.data).model == model


def test_several_annotations_of_a_row_stay_apart() -> None:
    source = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">
      <decision name="d"><decisionTable><input><inputExpression><text>x</text></inputExpression></input>
      <output name="y"/><annotation name="Why"/><annotation name="Source"/>
      <rule id="r1"><description>first</description><inputEntry><text>1</text></inputEntry>
      <outputEntry><text>2</text></outputEntry>
      <annotationEntry><text>because</text></annotationEntry><annotationEntry><text>law</text></annotationEntry></rule>
      </decisionTable></decision></definitions>"""
    read = read_xml(source.encode())
    assert read.model is not None
    table = read.model.decisions[0].expression
    assert isinstance(table, DecisionTable)
    assert table.rules[0].note == "first\nbecause\nlaw"
    text = (write_xml(read.model, read.companion).data or b"").decode()
    assert '<annotation name="Source"/>' in text
    assert text.count("<annotationEntry>") == 2
    assert "<description>first</description>" in text
    assert read_xml(text.encode()).model == read.model


def test_a_rule_id_that_xml_cannot_have_is_kept_all_the_same() -> None:
    rules = tuple(TableRule((f"{n}",), (f"{n}",), "same id") for n in range(2))
    table = DecisionTable((InputClause("x"),), (OutputClause("y"),), rules)
    model = Model(facts=(FactDefinition(ItemDefinition("x")),), decisions=(Decision("d", table),))
    assert read_xml(write_xml(model).data or b"").model == model


def test_texts_that_xml_cannot_hold_are_refused() -> None:
    file = write_xml(Model(decisions=(Decision("d", LiteralExpression('"\x00"')),)))
    assert file.data is None
    assert [one.code for one in file.diagnostics] == ["convert.character"]


def test_a_service_of_unknown_decisions_is_refused() -> None:
    file = write_xml(Model(services=(DecisionService("s", ("nothing",)),)))
    assert file.data is None
    assert [(one.code, one.place) for one in file.diagnostics] == [("dmn.xml.unknown-part", "services.s")]
