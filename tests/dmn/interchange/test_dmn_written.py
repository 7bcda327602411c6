"""What the writer writes, the reader reads back: the same model, the same digest."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.dmn.exchange.documents.read import read_model
from creditrules.dmn.exchange.documents.write import model_digest, written
from creditrules.dmn.model.boxed import (
    ContextBox,
    DecisionTable,
    InputClause,
    LiteralExpression,
    OutputClause,
    TableRule,
)
from creditrules.dmn.model.definitions import Decision, Model
from creditrules.document import canonical, read_json


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_every_model_reads_back_the_same(any_model: st.SearchStrategy[Model], data: st.DataObject) -> None:
    model = data.draw(any_model)
    read = read_model(written(model))
    assert read.diagnostics == ()
    assert read.model == model
    assert model_digest(read.model) == model_digest(model)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_written_form_survives_json(any_model: st.SearchStrategy[Model], data: st.DataObject) -> None:
    model = data.draw(any_model)
    document = read_json(canonical(written(model)))
    assert document.ok
    assert isinstance(document.value, dict)
    read = read_model(document.value).model
    assert read is not None
    assert model_digest(read) == model_digest(model)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_another_model_has_another_digest(any_model: st.SearchStrategy[Model], data: st.DataObject) -> None:
    model = data.draw(any_model)
    assert model_digest(replace(model, name=model.name + "x")) != model_digest(model)
    fewer = replace(model, decisions=model.decisions[1:])
    assert model_digest(fewer) != model_digest(model)


def test_rows_without_notes_are_lists_of_cells() -> None:
    table = DecisionTable(
        (InputClause("age", "number"), InputClause("member")),
        (OutputClause("risk"),),
        (TableRule(("< 18", "true"), ('"HIGH"',)), TableRule(("-", "-"), ("0.5",), id="rest", note="all others")),
    )
    assert canonical(written(Model(decisions=(Decision("Risk", table),)))["decisions"]) == canonical(
        [
            {
                "name": "Risk",
                "table": {
                    "inputs": [{"expression": "age", "type": "number"}, "member"],
                    "outputs": ["risk"],
                    "rules": [
                        ["< 18", True, '"HIGH"'],
                        {"id": "rest", "when": ["-", "-"], "then": [Decimal("0.5")], "note": "all others"},
                    ],
                },
            }
        ]
    )


@pytest.mark.parametrize("text", ["1.50", "1e3", "-0", "007", "1.", ".5", "True", "null"])
def test_only_the_one_spelling_of_a_number_or_boolean_becomes_one(text: str) -> None:
    model = Model(decisions=(Decision("x", LiteralExpression(text)),))
    assert written(model)["decisions"] == [{"name": "x", "expression": text}]


def test_an_expression_of_a_type_of_its_own_keeps_it() -> None:
    model = Model(decisions=(Decision("x", LiteralExpression("1", "number"), "Any"),))
    read = read_model(written(model)).model
    assert read is not None
    assert read.decisions[0].type == "Any"
    assert read.decisions[0].expression == ContextBox((), LiteralExpression("1", "number"))
