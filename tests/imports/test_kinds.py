"""A file is known by what is in it; where that says nothing, by its ending."""

from __future__ import annotations

from time import process_time

import pytest

from creditrules.imports import Source
from creditrules.imports.kinds import Kind, kind_of

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def definitions(about: str, inside: str = "") -> bytes:
    return f'<?xml version="1.0"?>\n<definitions xmlns="{MODEL}" {about}>{inside}</definitions>'.encode()


@pytest.mark.parametrize(
    ("about", "source"),
    [
        ('exporter="Camunda Modeler" namespace="http://camunda.org/schema/1.0/dmn"', Source.CAMUNDA7),
        (
            (
                'exporter="Camunda Modeler" xmlns:modeler="http://camunda.org/schema/modeler/1.0" '
                'modeler:executionPlatform="Camunda Cloud"'
            ),
            Source.CAMUNDA8,
        ),
        (
            (
                'exporter="Camunda Modeler" xmlns:modeler="http://camunda.org/schema/modeler/1.0" '
                'modeler:executionPlatform="Camunda Platform"'
            ),
            Source.CAMUNDA7,
        ),
        ('xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"', Source.CAMUNDA8),
        ('namespace="https://kiegroup.org/dmn/_1"', Source.DROOLS),
        ('xmlns:kie="http://www.drools.org/kie/dmn/1.2" namespace="https://bank.example/loans"', Source.DROOLS),
        ('namespace="http://www.flowable.org/dmn"', Source.FLOWABLE),
        ('xmlns:signavio="http://www.signavio.com/schema/dmn/1.1/"', Source.SIGNAVIO),
        ('exporter="DMN Modeler; Method and Style trisofix.xslt"', Source.TRISOTECH),
        (
            'namespace="http://www.trisotech.com/definitions/_1" xmlns:kie="http://www.drools.org/kie/dmn/1.2"',
            Source.TRISOTECH,
        ),
        ('namespace="https://bank.example/loans"', Source.AUTO),
    ],
)
def test_whose_dialect_a_model_is_in_is_told_by_its_root(about: str, source: Source) -> None:
    sort = kind_of("loan.dmn", definitions(about))
    assert (sort.kind, sort.source) == (Kind.DMN, source)


def test_a_dmn_file_needs_no_ending() -> None:
    assert kind_of("loan", definitions("")).kind is Kind.DMN


def test_a_model_offers_its_namespace_and_its_file_and_needs_those_that_it_imports() -> None:
    inside = '<import name="base" namespace="https://b.example" locationURI="./sub/Base.dmn" importType="x"/>'
    sort = kind_of("a/Loan.dmn", definitions('namespace="https://a.example"', inside))
    assert sort.offers == {"https://a.example", "loan.dmn"}
    assert sort.needs == (("https://b.example", "base.dmn"),)


@pytest.mark.parametrize(
    ("name", "text", "kind", "source"),
    [
        ("a.json", '{"nodes": [], "edges": []}', Kind.JDM, Source.GORULES),
        ("a.json", '{"contentType": "application/vnd.gorules.decision"}', Kind.JDM, Source.GORULES),
        ("graph", '\ufeff  {"edges": [],\n "nodes": []}', Kind.JDM, Source.GORULES),
        ("a.xlsx", "PK\x03\x04", Kind.SHEET, Source.EXCEL),
        ("A.XLS", "anything", Kind.SHEET, Source.EXCEL),
        ("a.csv", "a,b", Kind.SHEET, Source.EXCEL),
        ("a.gdst", "<decision-table52/>", Kind.SHEET, Source.DROOLS),
        ("a.xml", "<decision-table52/>", Kind.SHEET, Source.DROOLS),
        ("a.xml", '<PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"/>', Kind.PMML, Source.PMML),
        ("a.yaml", "description: Age\nvalues:\n  2020-01-01:\n    value: 18\n", Kind.OPENFISCA, Source.OPENFISCA),
        ("a.dmn", "<not closed", Kind.DMN, Source.AUTO),
        ("a.dmn", "", Kind.DMN, Source.AUTO),
    ],
)
def test_every_kind_is_found(name: str, text: str, kind: Kind, source: Source) -> None:
    sort = kind_of(name, text.encode())
    assert (sort.kind, sort.source) == (kind, source)


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("a.json", '{"decisions": []}', "a file of creditrules itself, with `decisions:`"),
        ("a.json", '{"about": {"decisions": []}}', "JSON that is no decision graph"),
        ("a.json", "{", "JSON that is no decision graph"),
        ("a.yaml", "ruleSet: ages\n", "a file of creditrules itself, with `ruleSet:`"),
        ("a.yml", "services:\n  web: {}\n", "YAML that has no dated values"),
        ("pom.xml", "<project/>", "XML with the root <project>"),
        ("a-test-01.xml", "<testCases/>", "test cases of the DMN conformance kit, which are given to compare with"),
        ("a.xml", "<not closed", "XML that cannot be read"),
        ("a.drl", 'rule "x" when then end', "rules in Drools' own language"),
        ("a", "PK\x03\x04", "a ZIP archive or an office document"),
        ("a.txt", "hello", ""),
    ],
)
def test_what_has_no_reader_is_called_by_what_it_seems_to_be(name: str, text: str, what: str) -> None:
    sort = kind_of(name, text.encode())
    assert (sort.kind, sort.what) == (None, what)


def test_nothing_of_a_document_type_is_followed() -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>' + definitions("").decode().partition("?>")[2]
    assert kind_of("a.dmn", bomb.encode()).source is Source.AUTO


def test_graphs_need_the_graphs_that_they_call_and_are_called_with_any_of_their_folders() -> None:
    text = b'{"nodes": [{"type": "decisionNode", "content": {"key": "Shelter/Rate.json"}}], "edges": []}'
    assert kind_of("x/total.json", text).needs == (("shelter/rate.json",),)
    assert "shelter/rate.json" in kind_of("rules/shelter/Rate.json", text).offers


@pytest.mark.parametrize("part", [b'"nodes":1,', b'"edges" :', b'"nodes"', b'"content":{"key":"', b"values:\n", b"<a "])
def test_what_a_file_is_takes_no_longer_for_what_it_repeats(part: bytes) -> None:
    began = process_time()
    for name in ("a.json", "a.yaml", "a.xml", "a.dmn", "a"):
        kind_of(name, b"{" + part * (1_000_000 // len(part)))
    assert process_time() - began < 5  # a search for each repetition took minutes
