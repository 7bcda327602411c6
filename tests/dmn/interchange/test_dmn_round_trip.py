"""What is written in any form and read back says what it said before; where nothing was edited, nothing differs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.dmn import DecisionTable, Model, read_model, same_meaning
from creditrules.dmn.exchange.documents.write import spelled_like, written
from creditrules.dmn.exchange.files import Form, ModelFile, form_of, read_files, with_tables, write_file
from creditrules.document import canonical, read_yaml

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared"
OURS = sorted(
    path
    for folder in ("functions/creditrules/cli/demo/documents/rule-sets", "examples")
    for path in (ROOT / folder).rglob("*.yaml")
    if "\ndecisions:" in path.read_text("utf-8")
)
THEIRS = sorted((*(SHARED / "tck").rglob("*.dmn"), *(SHARED / "data/rules").rglob("*.dmn")))


def read(path: Path) -> ModelFile:
    form = form_of(path.name)
    assert form is not None
    return read_files({path.name: path.read_bytes()}, form)


def back(file: ModelFile, form: Form) -> Model:
    """The model after a way out and back: of sheets, with its tables put back into it."""
    assert file.model is not None
    tables = [one.name for one in file.model.decisions if isinstance(one.expression, DecisionTable)]
    if form in {Form.DMN, Form.YAML, Form.JSON}:
        again = read_files({f"a.{form}": write_file(file, file.model, form).data or b""}, form).model
        assert again is not None
        return again
    model = file.model
    for table in tables if form is Form.CSV else tables[:1]:
        data = write_file(file, file.model, form, table).data
        model = with_tables(model, read_files({f"a.{form}": data or b""}, form).tables)
    return model


def test_there_are_files_of_ours() -> None:
    assert len(OURS) > 20


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("path", OURS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_our_files_come_back_with_their_own_digest(path: Path, form: Form) -> None:
    file = read(path)
    again = back(file, form)
    assert again == file.model
    data = write_file(file, again, Form.YAML).data
    assert data is not None
    assert canonical(read_yaml(data).value) == canonical(read_yaml(path.read_bytes()).value)


@pytest.fixture(scope="module")
def theirs() -> list[ModelFile]:
    """The models of others, once for all forms: nothing that is read can be changed."""
    return [file for path in THEIRS if (file := read(path)).model is not None]


@pytest.mark.shared("tck")
@pytest.mark.parametrize("form", list(Form))
def test_models_of_others_come_back_as_they_were(form: Form, theirs: list[ModelFile]) -> None:
    assert len(theirs) > 100
    assert [file.model for file in theirs if back(file, form) != file.model] == []


@settings(max_examples=15)
@given(st.data())
def test_a_model_in_the_spelling_of_another_is_still_itself(
    any_model: st.SearchStrategy[Model], data: st.DataObject
) -> None:
    model = data.draw(any_model)
    first, *others = model.decisions
    altered = replace(
        model,
        facts=tuple(replace(fact, item=replace(fact.item, allowed_values="1")) for fact in model.facts[::-1]),
        types=model.types[1:],
        decisions=(*others, replace(first, expression=others[0].expression)),
    )
    for one, other in ((model, altered), (altered, model)):
        again = read_model(spelled_like(one, written(other))).model
        assert again is not None
        assert same_meaning(again, one)


@settings(max_examples=20)
@given(st.data())
def test_a_table_in_the_spelling_of_another_is_still_itself(
    any_model: st.SearchStrategy[Model], any_table: st.SearchStrategy[DecisionTable], data: st.DataObject
) -> None:
    model = data.draw(any_model)
    old = data.draw(any_table)
    mixed = replace(data.draw(any_table), inputs=old.inputs, outputs=old.outputs, rules=old.rules[::-1])
    before, after = (
        replace(model, decisions=(replace(model.decisions[0], expression=table),)) for table in (old, mixed)
    )
    again = read_model(spelled_like(after, written(before))).model
    assert again is not None
    assert same_meaning(again, after)


SPELLED = """
facts:
  - {name: age, type: number, nullable: false}
decisions:
  - name: Risk
    table:
      hitPolicy: f
      inputs: [{expression: age, label: {en: Age, zh: 年龄}}]
      outputs: [risk, {name: limit}]
      rules:
        - {when: {age: "<18"}, then: ['"HIGH"', "0"]}
        - ["< 65", '"LOW"', "10000"]
        - {then: {risk: '"SOME"'}}
  - {name: Twice, expression: "Risk.limit*2"}
"""


def spelled() -> tuple[dict[str, Any], Model]:
    value = read_yaml(SPELLED).value
    assert isinstance(value, dict)
    model = read_model(value).model
    assert model is not None
    return value, model


def altered(model: Model, **changes: Any) -> Model:
    first, *others = model.decisions
    assert isinstance(first.expression, DecisionTable)
    return replace(model, decisions=(replace(first, expression=replace(first.expression, **changes)), *others))


def test_nothing_edited_leaves_every_spelling_as_it_was() -> None:
    value, model = spelled()
    assert spelled_like(model, value) == value
    assert spelled_like(replace(model, decisions=model.decisions[::-1]), value)["decisions"] == value["decisions"][::-1]


def test_an_edit_alters_its_own_row_and_nothing_else() -> None:
    value, model = spelled()
    table = model.decisions[0].expression
    assert isinstance(table, DecisionTable)
    rules = [*table.rules]
    rules[1] = replace(rules[1], then=('"LOW"', "20000"))
    again = spelled_like(altered(model, rules=tuple(rules)), value)
    value["decisions"][0]["table"]["rules"][1] = ["< 65", '"LOW"', Decimal(20000)]
    assert again == value


def test_rows_are_written_anew_where_their_columns_are_others() -> None:
    value, model = spelled()
    table = model.decisions[0].expression
    assert isinstance(table, DecisionTable)
    again = spelled_like(altered(model, inputs=(replace(table.inputs[0], expression="age + 1"),)), value)
    shown: Any = again["decisions"]
    assert shown[0]["table"]["hitPolicy"] == "f"
    assert shown[0]["table"]["rules"][0] == ["<18", '"HIGH"', Decimal(0)]
    assert shown[1] == value["decisions"][1]


def test_what_went_from_the_model_goes_from_the_document() -> None:
    value, model = spelled()
    again = spelled_like(replace(altered(model, hit_policy=model.decisions[0].expression.hit_policy), facts=()), value)  # type: ignore[union-attr]
    assert "facts" not in again
    assert again["decisions"] == value["decisions"]
