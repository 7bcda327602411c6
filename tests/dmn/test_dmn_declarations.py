"""What facts declare beside their types: read, held against the types, written, and told apart from what decides."""

from __future__ import annotations

from decimal import Decimal

import pytest

from creditrules.dmn import Better, Changeable, CheckedModel, Direction, Fact, check_model, read_model
from creditrules.dmn.exchange.documents.write import model_digest, written
from creditrules.dmn.exchange.xml import read_xml, write_xml
from creditrules.document import read_yaml
from creditrules.errors import Diagnostic
from creditrules.feel import parse_date, parse_duration

GRADES = """allowedValues: '"NONE", "BASIC", "FULL"'"""


def checked(fact: str) -> CheckedModel:
    value = read_yaml(f"facts: [{{name: x, {fact}}}]\ndecisions: [{{name: d, expression: x}}]").value
    assert isinstance(value, dict)
    read = read_model(value)
    assert read.model is not None, read.diagnostics
    return check_model(read.model)


def fact(text: str) -> Fact:
    model = checked(text)
    assert model.diagnostics == ()
    return model.stated[0]


def problems(text: str) -> list[tuple[str, str]]:
    value = read_yaml(f"facts: [{{name: x, {text}}}]").value
    assert isinstance(value, dict)
    read = read_model(value)
    found: tuple[Diagnostic, ...] = read.diagnostics
    if read.model is not None:
        found = check_model(read.model).diagnostics
    return [(each.code, each.place) for each in found]


def test_what_is_declared_comes_typed_to_those_who_reckon_with_it() -> None:
    debt = fact("type: number, better: lower, changeable: {direction: down, step: 100, min: 0, max: '2.5', cost: 0.5}")
    assert (debt.better, debt.protected, debt.ask_cost) == (Better.LOWER, False, Decimal(1))
    change = Changeable(Direction.DOWN, Decimal(100), Decimal(0), Decimal("2.5"), Decimal("0.5"))
    assert debt.changeable == change
    day = fact("type: date, changeable: {step: P1M, min: 2026-01-31}")
    assert day.changeable == Changeable(Direction.ANY, parse_duration("P1M"), parse_date("2026-01-31"))
    assert fact("type: string, protected: true, askCost: 2.50").ask_cost == Decimal("2.5")
    plain = fact("type: number")
    assert (plain.better, plain.changeable, plain.protected, plain.ranks) == (None, None, False, ())


def test_listed_values_stand_in_their_order_the_lowest_first() -> None:
    assert fact(f"type: string, {GRADES}, better: higher, changeable: {{direction: up}}").ranks == (
        "NONE",
        "BASIC",
        "FULL",
    )
    assert fact("type: boolean, allowedValues: 'false, true', better: higher").ranks == (False, True)
    assert fact("type: number, allowedValues: '3, 1, 2', better: higher").ranks == (), "numbers keep their own order"


@pytest.mark.parametrize("type_", ["string", "boolean", "list<number>", "context", "Any"])
def test_what_has_no_order_has_nothing_better(type_: str) -> None:
    assert problems(f'type: "{type_}", better: higher') == [("dmn.better", "facts.x.better")]


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("type: number, better: best", "document.value", "better"),
        ("type: number, protected: maybe", "document.shape", "protected"),
        ("type: number, askCost: -1", "document.value", "askCost"),
        ("type: number, askCost: much", "document.shape", "askCost"),
        ("type: number, changeable: true", "document.shape", "changeable"),
        ("type: number, changeable: {by: 1}", "document.unknown-key", "changeable.by"),
        ("type: number, changeable: {direction: left}", "document.value", "changeable.direction"),
        ("type: number, changeable: {cost: -1}", "document.value", "changeable.cost"),
        ("type: number, changeable: {min: false}", "document.shape", "changeable.min"),
        ("type: number, changeable: {}, protected: true", "dmn.changeable", "changeable"),
        ("type: number, changeable: {}, sensitive: true", "dmn.changeable", "changeable"),
        ("type: number, changeable: {step: 0}", "dmn.changeable", "changeable.step"),
        ("type: number, changeable: {step: P1D}", "dmn.changeable", "changeable.step"),
        ("type: number, changeable: {min: much}", "dmn.changeable", "changeable.min"),
        ("type: number, changeable: {min: 2, max: 1}", "dmn.changeable", "changeable.max"),
        ("type: date, changeable: {step: PT36H}", "dmn.changeable", "changeable.step"),
        ("type: date, changeable: {min: 2}", "dmn.changeable", "changeable.min"),
        ("type: date, changeable: {step: 2}", "dmn.changeable", "changeable.step"),
        ("type: years and months duration, changeable: {step: P1D}", "dmn.changeable", "changeable.step"),
        ("type: string, changeable: {direction: up}", "dmn.changeable", "changeable.direction"),
        (f"type: string, {GRADES}, changeable: {{step: 1}}", "dmn.changeable", "changeable.step"),
        ("type: list<number>, changeable: {}", "dmn.changeable", "changeable"),
        ("type: time, changeable: {}", "dmn.changeable", "changeable"),
        (
            "type: date and time, changeable: {min: 2026-01-01T00:00:00, max: '2026-02-01T00:00:00Z'}",
            "dmn.changeable",
            "changeable.max",
        ),
    ],
)
def test_what_does_not_fit_is_told_where_it_stands(text: str, code: str, place: str) -> None:
    assert problems(text) == [(code, f"facts.x.{place}")]


def test_a_content_without_declarations_is_what_it_was() -> None:
    usual = checked("type: number, askCost: 1, protected: false").model
    assert model_digest(usual) == model_digest(checked("type: number").model)
    assert written(usual)["facts"] == [{"name": "x", "type": "number"}]
    assert model_digest(checked("type: number, changeable: {}").model) != model_digest(usual)


def test_a_dmn_file_keeps_what_is_declared_and_is_told_what_is_wrong_in_it() -> None:
    model = checked("type: number, better: higher, protected: true, askCost: 3").model
    moved = checked("type: date, changeable: {direction: up, step: P1M, min: 2026-01-31, cost: 0}").model
    for one in (model, moved):
        file = write_xml(one)
        assert file.data is not None
        assert read_xml(file.data).model == one
    data = write_xml(model).data
    assert data is not None
    wrong = read_xml(data.replace(b'better="higher"', b'better="best"'))
    assert [(each.code, each.place) for each in wrong.diagnostics] == [("document.value", "facts.x.better")]
