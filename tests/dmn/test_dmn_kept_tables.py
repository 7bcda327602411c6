"""A table that is kept and read again tells what the one tells that was read from its cells, and is equal to it."""

from __future__ import annotations

import json
from array import array
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dmn.kept import again, all_of, kept_tables
from tests.dmn.test_dmn_table_oracle import ANY_VALUE, EVERY_POLICY, NOW, RESULTS, tables, typed_tables

from creditrules.dmn import CompiledModel, check_model, coded_tables, compile_model, packed, read_model, unpacked
from creditrules.dmn.model.coded import CodedRules, CodedTexts


def agree(compiled: CompiledModel, data: st.DataObject) -> None:
    kept = again(compiled)
    assert isinstance(kept.checked.model.decisions[0].expression.rules, CodedRules)  # type: ignore[union-attr]
    assert kept.checked.types == compiled.checked.types
    assert [each.requires for each in kept.checked.decisions.values()] == [
        each.requires for each in compiled.checked.decisions.values()
    ]
    names = [fact.name for fact in compiled.facts]
    for _ in range(4):
        told = data.draw(st.lists(st.sampled_from(names), unique=True))
        facts = {name: data.draw(ANY_VALUE) for name in told}
        assert all_of(kept, facts, NOW, ("T",)) == all_of(compiled, facts, NOW, ("T",))
        assert kept.margins(facts, NOW, "T", (1,)) == compiled.margins(facts, NOW, "T", (1,))
    assert kept.checked.model == compiled.checked.model


@settings(max_examples=60, deadline=None)
@given(tables(EVERY_POLICY, RESULTS), st.data())
def test_tables_of_any_cells_and_policy_agree(built: tuple[CompiledModel, Any, Any, Any], data: st.DataObject) -> None:
    agree(built[0], data)


@settings(max_examples=40, deadline=None)
@given(typed_tables(), st.data())
def test_typed_columns_with_allowed_values_agree(built: tuple[CompiledModel, Any, Any], data: st.DataObject) -> None:
    agree(built[0], data)


def rules_of(*rules: object, outputs: object = ("out",)) -> CompiledModel:
    facts = [{"name": "a", "type": "number"}, {"name": "b", "type": "string"}]
    table = {"hitPolicy": "FIRST", "inputs": ["a", "b"], "outputs": list(outputs), "rules": list(rules)}  # type: ignore[call-overload]
    model = read_model({"facts": facts, "decisions": [{"name": "T", "table": table}]}).model
    assert model is not None
    return compile_model(check_model(model))


def test_rows_come_back_as_they_were_read_in_whatever_form_they_stand() -> None:
    compiled = rules_of(
        {"id": "young", "when": ["< 18", "-"], "then": ['"A"'], "note": "Majority."},
        ["", ' "x" ', ""],
        {"when": {"a": "> 3"}, "then": {"out": '"B"'}},
        ["-", "", '"A"'],
    )
    (_, kept), written = next(kept_tables(compiled)), compiled.checked.model.decisions[0].expression.rules  # type: ignore[union-attr]
    assert tuple(kept) == written
    assert kept == written
    assert written == kept
    assert hash(kept) == hash(written)
    assert (kept[-1], kept[1:3], len(kept)) == (written[-1], written[1:3], 4)
    assert kept != written[:3]


def test_the_type_of_results_is_that_of_all_of_them() -> None:
    compiled = rules_of(["1", "-", "1"], ["2", "-", '"text"'], ["3", "-", "a * 2"], ["-", "-", "null"])
    assert again(compiled).checked.types == compiled.checked.types


def test_distinct_texts_are_kept_once_and_numbers_in_as_few_bytes_as_do() -> None:
    compiled = rules_of(*([f"> {row % 300}", '"x"', str(row % 2)] for row in range(1000)))
    found = packed(coded_tables(compiled)["T"])
    assert found is not None
    head, arrays = found
    assert [len(each["texts"]) for each in (*head["when"], *head["then"])] == [300, 1, 2]
    assert [len(each) for each in arrays[:3]] == [2000, 1000, 1000]
    assert coded_tables(rules_of(["1", "-", "1"])) == {}, "a small table is read again as quickly"


@pytest.mark.parametrize("spoil", [{"when": 1}, {"columns": [{}]}, {"ids": {"texts": [], "codes": {"type": "Q"}}}])
def test_what_is_no_kept_table_raises_what_readers_expect(spoil: dict[str, Any]) -> None:
    found = packed(coded_tables(rules_of(["1", "-", "1"]), least=1)["T"])
    assert found is not None
    head = {**json.loads(json.dumps(found[0])), **spoil}
    with pytest.raises((LookupError, TypeError, ValueError)):
        unpacked(head, iter(found[1]))


def test_coded_texts_are_a_sequence_of_texts() -> None:
    texts = CodedTexts.of(["b", "a", "b"])
    assert (list(texts), texts[1], texts[1:], len(texts), texts.codes) == (
        ["b", "a", "b"], "a", ["a", "b"], 3, array("I", [0, 1, 0]),
    )  # fmt: skip
