"""Types that tables contradict, missing cells, getters, ranges without brackets, functions by other names."""

from __future__ import annotations

import pytest
from tests.imports.dmn.building import answer, decision, fact, needs, read, refused, table, text, told

from creditrules.imports import Source


def test_a_column_declared_a_text_over_a_number_that_is_computed() -> None:
    logic = table([("count(a)", "string")], ["r"], ["-", '"y"'])
    imported = read(fact("a"), decision("D", logic))
    assert answer(imported, "D", {"a": [6]}) == "y"
    assert told(imported) == {"import.type": 1}


def test_a_column_declared_a_text_over_a_decision_that_yields_a_number() -> None:
    score = decision("S", table([("a", "number")], [("score", "number")], ["> 5", "10"], ["-", "5"]), "Score")
    logic = table([("score", "string")], [("r", "string")], ["10", '"x"'], ["-", '"y"'])
    imported = read(fact("a", "number"), score, decision("D", logic, arrows=needs("S")))
    assert answer(imported, "D", {"a": 6}) == "x"
    assert answer(imported, "D", {"a": 5}) == "y"


def test_results_of_another_type_than_their_columns() -> None:
    some = decision("D", table([("a", "number")], [("r", "string")], ["> 5", "a * 2"], ["-", '"x"']))
    imported = read(fact("a", "number"), some)
    assert answer(imported, "D", {"a": 6}) == "12"
    assert answer(imported, "D", {"a": 5}) == "x"
    every = decision("D", table([("a", "number")], [("r", "string")], ["> 5", "a * 2"], ["-", "a"]))
    assert answer(read(fact("a", "number"), every), "D", {"a": 6}) == 12
    assert answer(read(fact("a", "number"), every, source=Source.CAMUNDA7), "D", {"a": 6}) == "12"


def test_a_decision_that_yields_another_type_than_it_declares() -> None:
    imported = read(
        fact("a", "number"),
        f'<decision id="D" name="D"><variable name="D" typeRef="string"/>{text("a + 1")}</decision>',
    )
    assert answer(imported, "D", {"a": 6}) == 7
    assert told(imported) == {"import.type": 1}


def test_texts_among_numbers_are_refused() -> None:
    logic = table([("a", "integer")], [("r", "integer")], ["> 5", '"x"'], ["-", "5"])
    assert refused(read(fact("a", "number"), decision("D", logic))) == [
        ("feel.type", "m.dmn.decisions.D.rules[1].outputs[1]")
    ]


def test_a_repair_that_does_not_mend_all_leaves_the_file_as_it_is() -> None:
    logic = table([("count(a)", "string")], ["r"], ["-", "1 +"])
    imported = read(fact("a"), decision("D", logic))
    assert {one.code for one in imported.diagnostics} >= {"dmn.type", "feel.syntax"}
    assert imported.interpretations == ()


def test_cells_that_are_left_out_are_told_by_their_numbers() -> None:
    cell = '<{0}Entry id="{0}Entry_{1}"><text>{2}</text></{0}Entry>'
    rule = "<rule>{}</rule>"
    rows = (
        rule.format(cell.format("input", "3_1", "&gt; 5") + cell.format("output", "4_1", "1")),
        rule.format(cell.format("input", "1_2", "&gt; 7") + cell.format("output", "5_2", "2")),
        rule.format(cell.format("output", "4_3", "3") + cell.format("output", "5_3", "3")),
    )
    columns = "".join(
        f'<input><inputExpression id="inputExpression_{number}"><text>{name}</text></inputExpression></input>'
        for name, number in (("a", 1), ("b", 3))
    )
    outputs = "".join(f'<output id="outputExpression_{number}" name="o{number}"/>' for number in (4, 5))
    logic = f'<decisionTable hitPolicy="FIRST">{columns}{outputs}{"".join(rows)}</decisionTable>'
    imported = read(decision("D", logic), source=Source.FLOWABLE)
    assert answer(imported, "D", {"a": 0, "b": 6}) == {"o4": 1, "o5": None}
    assert answer(imported, "D", {"a": 8, "b": 5}) == {"o4": None, "o5": 2}
    assert answer(imported, "D", {"a": 7, "b": 5}) == {"o4": 3, "o5": 3}


def test_rows_of_another_width_are_refused() -> None:
    logic = table(["a", "b"], ["r"], ["> 5", "-", "1"]).replace("<inputEntry><text>-</text></inputEntry>", "")
    assert [code for code, _ in refused(read(fact("a"), fact("b"), decision("D", logic)))] == ["dmn.row-width"]


@pytest.mark.parametrize(
    ("expression", "facts", "value"),
    [
        ("${c.getAge() + 1}", {"c": {"age": 5}}, 6),
        ("${c.isActive()}", {"c": {"active": True}}, True),
        ("${c.getFirstName().length()}", {"c": {"firstName": "Ann"}}, 3),
    ],
)
def test_getters_are_entries(expression: str, facts: dict[str, object], value: object) -> None:
    assert answer(read(fact("c"), decision("D", text(expression))), "D", facts) == value


@pytest.mark.parametrize(
    ("cell", "type_", "yes", "no"),
    [
        ("1..5", "number", 5, 6),
        ("-2 .. -1", "number", -2, -3),
        ("2020-01-01..2020-12-31", "date", "2020-12-31", "2021-01-01"),
        ('date("2020-01-01")..date("2020-12-31")', "date", "2020-01-01", "2021-01-01"),
    ],
)
def test_ranges_without_brackets(cell: str, type_: str, yes: object, no: object) -> None:
    imported = read(fact("x", type_), decision("D", table([("x", type_)], ["r"], [cell, "1"], ["-", "0"])))
    assert answer(imported, "D", {"x": yes}) == 1
    assert answer(imported, "D", {"x": no}) == 0


def test_what_a_cell_compares_by_order_is_of_the_columns_type() -> None:
    rows = (["< limit", "1"], ["[a.first..a.last]", "2"], ["-", "0"])
    imported = read(decision("D", table([("day", "date")], ["r"], *rows)))
    given = {"day": "2020-06-01", "limit": "2020-01-01", "a": {"first": "2020-05-01", "last": "2020-07-01"}}
    assert answer(imported, "D", given) == 2
    assert answer(imported, "D", {**given, "limit": "2020-06-02"}) == 1


def function(name: str, identifier: str, body: str, arrows: str = "") -> str:
    return (
        f'<businessKnowledgeModel id="{identifier}" name="{name}"><variable name="{name}"/><encapsulatedLogic>'
        f'<formalParameter name="x"/>{text(body)}</encapsulatedLogic>{arrows}</businessKnowledgeModel>'
    )


def test_functions_by_their_identifiers_and_without_arrows() -> None:
    imported = read(
        fact("a", "number", "i"),
        function("double it", "dbl", "x * 2"),
        function("add one", "add", "x + 1"),
        function("both", "both_1", "add one(double it(x))", needs("f:dbl")),
        decision("D", text("dbl(a) + both(a)"), arrows=needs("i:i")),
    )
    assert answer(imported, "D", {"a": 3}) == 13
    assert told(imported) == {"import.name": 1, "import.requirement": 3}


def test_a_service_and_a_decision_of_one_name() -> None:
    imported = read(
        fact("a", "number", "i"),
        decision("d", text("a + 1"), "Rating", needs("i:i")),
        '<decisionService id="s" name="Rating"><outputDecision href="#d"/><inputData href="#i"/></decisionService>',
    )
    assert answer(imported, "Rating", {"a": 1}) == 2
    assert [one.name for one in imported.models[0].model.services] == ["s"]


@pytest.mark.parametrize("source", [Source.CAMUNDA7, Source.CAMUNDA8, Source.FLOWABLE])
def test_values_that_a_product_only_suggests(source: Source) -> None:
    logic = table([("a", "string", '"x","y"')], [("r", "string", '"p"')], ['"x","z"', '"q"'], ["-", '"p"'])
    imported = read(fact("a", "string"), decision("D", logic), source=source)
    assert answer(imported, "D", {"a": "z"}) == "q"
    assert answer(imported, "D", {"a": "y"}) == "p"
    assert told(imported) == {"import.values": 2}
    assert refused(read(fact("a", "string"), decision("D", logic), source=Source.DROOLS))


def test_outputs_without_names_have_their_labels() -> None:
    logic = table(["score"], ["one", "two"], ["> 5", "1", "2"]).replace('name="one"', 'label="The one" id="o1"')
    imported = read(decision("D", logic.replace('name="two"', 'id="o2"')))
    assert answer(imported, "D", {"score": 6}) == {"The one": 1, "o2": 2}


def test_a_column_that_only_has_a_label() -> None:
    logic = table([""], ["r"], ["> 5", "1"], ["-", "0"]).replace("<input>", '<input label="credit score">')
    imported = read(fact("Credit-Score", "number", "i"), decision("D", logic, arrows=needs("i:i")))
    assert answer(imported, "D", {"Credit-Score": 6}) == 1
    assert told(imported) == {"import.input": 1}


@pytest.mark.parametrize("cells", [("> 5", "'x'"), ("${score > 5}", "${'x'}"), ("score > 5", '"x"')])
def test_a_file_whose_expressions_are_juel(cells: tuple[str, str]) -> None:
    logic = table([("score", "integer")], [("r", "string")], [*cells], ["-", "'y'"])
    imported = read(decision("D", logic), more='expressionLanguage="juel"')
    assert answer(imported, "D", {"score": 6}) == "x"
    assert answer(imported, "D", {"score": 5}) == "y"


def test_a_column_of_texts_whose_cells_ask_what_is_in_a_list() -> None:
    logic = table([("tags", "string")], ["r"], ['list contains(?, "a")', "1"], ['"b"', "2"], ["-", "0"])
    imported = read(decision("D", logic))
    assert answer(imported, "D", {"tags": ["a"]}) == 1
    assert answer(imported, "D", {"tags": ["c"]}) == 0


def test_entries_of_a_declared_input_that_are_dates() -> None:
    logic = table([("Applicant.born", "date"), ("Applicant.name", "string")], ["r"], ['< date("2000-01-01")', "-", "1"])
    imported = read(fact("Applicant"), decision("D", logic))
    assert answer(imported, "D", {"Applicant": {"born": "1999-12-31", "name": "Ann"}}) == 1
    assert answer(imported, "D", {"Applicant": {"born": "2000-01-01", "name": "Ann"}}) is None
    assert told(imported) == {"import.type": 1}
