"""Names that products use otherwise: outputs for decisions, identifiers, missing arrows, facts that nobody declares."""

from __future__ import annotations

from tests.imports.dmn.building import answer, decision, fact, needs, read, refused, table, text, told

from creditrules.imports import Imported, Source


def facts(imported: Imported) -> list[str]:
    return [one.name for one in imported.models[0].model.facts]


RATING = table([("score", "integer")], [("rating", "string")], ["< 600", '"C"'], ["< 700", '"B"'], ["-", '"A"'])


def test_a_decision_known_by_the_name_of_its_output() -> None:
    rate = table(
        [("rating", "string"), ("years", "integer")], [("rate", "double")], ['"A"', "> 5", "3.5"], ["-", "-", "7"]
    )
    imported = read(
        decision("rate", rate, "Find the rate", needs("rating_1")), decision("rating_1", RATING, "Find the rating")
    )
    assert facts(imported) == ["years", "score"]
    assert answer(imported, "Find the rate", {"score": 710, "years": 6}) == 3.5
    assert answer(imported, "Find the rate", {"score": 610, "years": 6}) == 7
    assert answer(imported, "Find the rating", {"score": 610}) == "B"
    assert told(imported) == {"import.name": 1, "import.fact": 2}


def test_each_of_several_outputs_is_a_variable() -> None:
    first = table(["a"], [("low", "number"), ("high", "number")], ["> 0", "1", "9"], ["-", "0", "0"])
    imported = read(decision("limits", first, "The limits"), decision("D", text("high - low"), arrows=needs("limits")))
    assert answer(imported, "D", {"a": 5}) == 8
    assert answer(imported, "D", {"a": -5}) == 0


def test_the_only_output_is_the_decisions_value_when_it_is_read_as_an_entry() -> None:
    imported = read(decision("r", RATING, "Rating"), decision("D", text('Rating.rating = "A"'), arrows=needs("r")))
    assert answer(imported, "D", {"score": 800}) is True


def test_outputs_of_one_name_are_told_apart_by_arrows() -> None:
    one = table(["a"], ["result"], ["> 0", "1"], ["-", "2"])
    two = table(["b"], ["result"], ["> 0", "10"], ["-", "20"])
    top = [
        decision("t1", text("result + 100"), arrows=needs("d1")),
        decision("t2", text("result + 200"), arrows=needs("d2")),
    ]
    imported = read(decision("d1", one, "First"), decision("d2", two, "Second"), *top)
    assert answer(imported, "t1", {"a": 1, "b": 1}) == 101
    assert answer(imported, "t2", {"a": 1, "b": 0}) == 220


def test_an_output_that_is_made_from_a_variable_of_its_own_name_is_fed_by_a_fact() -> None:
    imported = read(decision("d", table(["amount"], ["amount"], ["> 100", "100"], ["-", "amount"]), "Capped"))
    assert facts(imported) == ["amount"]
    assert answer(imported, "Capped", {"amount": 70}) == 70
    assert answer(imported, "Capped", {"amount": 170}) == 100


def test_a_decision_and_a_fact_of_one_name() -> None:
    imported = read(
        fact("rate", "number"),
        decision("rate_d", text("rate * 2"), "rate", needs("i:i_rate")),
        decision("D", text("rate + 1"), arrows=needs("rate_d")),
        decision("E", text("rate + 1"), arrows=needs("i:i_rate")),
    )
    (renamed,) = [one for one in imported.interpretations if one.code == "import.clash"]
    assert renamed.before == "rate"
    assert answer(imported, renamed.after, {"rate": 5}) == 10
    assert answer(imported, "D", {"rate": 5}) == 11
    assert answer(imported, "E", {"rate": 5}) == 6


def test_a_variable_that_nobody_declares_under_the_name_of_its_decision() -> None:
    imported = read(decision("d", table(["season"], ["dish"], ['"Winter"', '"Stew"'], ["-", '"Salad"']), "season"))
    assert facts(imported) == ["season"]
    (renamed,) = [one for one in imported.interpretations if one.code == "import.clash"]
    assert answer(imported, renamed.after, {"season": "Winter"}) == "Stew"


def test_nested_paths_of_undeclared_variables_become_facts_with_entries() -> None:
    rows = (["> 3", '"UK"', "true", '"yes"'], ["-", "-", "-", '"no"'])
    logic = table([("a.b.years", "long"), ("a.country", "string"), "a.b.home"], ["r"], *rows)
    imported = read(
        decision("D", logic), decision("E", text('if a.b.years > 1 and D = "yes" then a.other else "none"'))
    )
    (model,) = imported.models
    assert model.model.facts[0].name == "a"
    entries = {one.name: one for one in model.model.facts[0].item.entries}
    assert entries["country"].type == "string"
    assert {one.name: one.type for one in entries["b"].entries} == {"years": "number", "home": "boolean"}
    given = {"a": {"b": {"years": 5, "home": True}, "country": "UK", "other": "x"}}
    assert answer(imported, "D", given) == "yes"
    assert answer(imported, "E", given) == "x"


def test_entries_under_a_filter_are_no_facts() -> None:
    imported = read(decision("D", text("sum(loans[amount > 10].amount)")), decision("E", text("count(loans)")))
    assert facts(imported) == ["loans"]
    assert answer(imported, "D", {"loans": [{"amount": 5}, {"amount": 15}, {"amount": 20}]}) == 35
    assert answer(imported, "E", {"loans": [{"amount": 5}]}) == 1


def test_a_path_over_a_list_takes_lists() -> None:
    imported = read(
        decision("D", text("max(loans.amount)")), decision("E", text("some x in loans satisfies x.amount > 9"))
    )
    assert answer(imported, "D", {"loans": [{"amount": 5}, {"amount": 15}]}) == 15
    assert answer(imported, "E", {"loans": [{"amount": 5}, {"amount": 15}]}) is True


def test_types_are_inferred_from_columns_and_cells() -> None:
    rows = (['< date("2000-01-01")', "> 5", '"A","B"', "true", '"PT5H"', "1"], ["-", "-", "-", "-", "-", "0"])
    imported = read(decision("D", table([("born", "date"), "n", ("k", "", '"A","B"'), "b", "s"], ["r"], *rows)))
    types = {one.name: one.item.type for one in imported.models[0].model.facts}
    assert types == {"born": "date", "n": "number", "k": "string", "b": "boolean", "s": "string"}
    given = {"born": "1999-12-31", "n": 6, "k": "B", "b": True, "s": "PT5H"}
    assert answer(imported, "D", given) == 1
    assert answer(imported, "D", {**given, "born": "2000-01-01"}) == 0


def test_columns_that_disagree_leave_the_type_open() -> None:
    imported = read(
        decision("D", table(["x"], ["r"], ["> 5", "1"], ["-", "0"])),
        decision("E", table(["x"], ["r"], ['"A"', "1"], ["-", "0"])),
    )
    assert imported.models[0].model.facts[0].item.type == ""
    assert answer(imported, "E", {"x": "A"}) == 1
    assert answer(imported, "D", {"x": 6}) == 1


def test_missing_arrows_are_drawn() -> None:
    imported = read(
        fact("a", "number"),
        fact("b", "number"),
        decision("One", text("a + 1"), arrows=needs("i:i_a")),
        decision("Two", text("One + a + b"), arrows=needs("i:i_b")),
    )
    assert answer(imported, "Two", {"a": 1, "b": 10}) == 13
    assert told(imported) == {"import.requirement": 2}


def test_arrows_to_nothing_are_dropped() -> None:
    gone = needs("i:no such", "nothing")
    imported = read(fact("a", "number"), decision("D", text("a + 1"), arrows=gone))
    assert answer(imported, "D", {"a": 1}) == 2
    assert told(imported) == {"import.requirement": 2}
    imported = read(
        fact("a", "number"), fact("b", "number"), decision("D", text("a + b"), arrows=gone + needs("i:i_b"))
    )
    assert answer(imported, "D", {"a": 1, "b": 2}) == 3


def test_arrows_may_name_what_they_point_to() -> None:
    imported = read(fact("The age", "number", "i1"), decision("D", text("The age + 1"), arrows=needs("i:The age")))
    assert answer(imported, "D", {"The age": 1}) == 2
    assert told(imported) == {"import.requirement": 1}


def test_identifiers_used_as_names() -> None:
    imported = read(
        fact("Number of guests", id_="guests", variable=False),
        decision("base", text("guests * 2"), "Base price", needs("i:guests")),
        decision("D", text("base + guests"), arrows=needs("base", "i:guests")),
    )
    assert facts(imported) == ["guests"]
    assert imported.models[0].model.facts[0].item.label == {"": "Number of guests"}
    assert answer(imported, "D", {"guests": 3}) == 9


def test_an_identifier_of_an_input_that_has_a_variable() -> None:
    imported = read(
        fact("Number of guests", "number", "guests"), decision("D", text("guests * 2"), arrows=needs("i:guests"))
    )
    assert facts(imported) == ["Number of guests"]
    assert answer(imported, "D", {"Number of guests": 3}) == 6


def test_a_variable_with_another_name_than_its_decision() -> None:
    imported = read(
        decision("d1", text("x + 1"), "Some title", variable="y"),
        decision("d2", text("Some title + y"), "Z", needs("d1")),
    )
    assert answer(imported, "Z", {"x": 1}) == 4


def test_inputs_that_are_drawn_under_a_title() -> None:
    imported = read(
        fact("Guest count", id_="in1", variable=False),
        fact("Weather forecast", id_="in2", variable=False),
        decision(
            "D", table([("guestCount", "integer")], ["r"], ["> 5", "1"], ["-", "0"]), arrows=needs("i:in1", "i:in2")
        ),
    )
    assert facts(imported)[0] == "guestCount"
    assert answer(imported, "D", {"guestCount": 6}) == 1


def test_inputs_that_are_only_drawn_are_dropped() -> None:
    logic = table([("order.total", "double")], ["r"], ["> 5", "1"], ["-", "0"])
    imported = read(fact("The order", id_="in1", variable=False), decision("D", logic, arrows=needs("i:in1")))
    assert facts(imported) == ["order"]
    assert answer(imported, "D", {"order": {"total": 6}}) == 1
    assert told(imported) == {"import.unused": 1, "import.fact": 1}


def test_chains_of_decisions_by_output_names() -> None:
    imported = read(
        decision(
            "c", table([("sum2", "number")], [("flag", "boolean")], ["> 10", "true"], ["-", "false"]), "C c", needs("b")
        ),
        decision("b", table([("part", "number")], [("sum2", "number")], ["-", "part * 2"]), "B b", needs("a")),
        decision("a", table([("input.x", "number")], [("part", "number")], ["-", "input.x + 1"]), "A a"),
        source=Source.CAMUNDA8,
    )
    assert answer(imported, "C c", {"input": {"x": 5}}) is True
    assert answer(imported, "C c", {"input": {"x": 4}}) is False


def test_names_with_signs_and_keywords_and_other_letters() -> None:
    imported = read(
        fact("Loan/Value (%)", "number", "i1"),
        fact("applicant's age", "number", "i2"),
        fact("收入", "number", "i3"),
        decision("d1", table(["Loan/Value (%)"], ["if-then"], ["> 80", "2"], ["-", "1"]), "1st check", needs("i:i1")),
        decision("d2", text("1st check + applicant's age + 收入"), "Größe", needs("d1", "i:i2", "i:i3")),
        decision("d3", text("if-then + Größe"), "End", needs("d1", "d2")),
    )
    given = {"Loan/Value (%)": 90, "applicant's age": 30, "收入": 100}
    assert answer(imported, "End", given) == 134


def test_a_name_that_two_decisions_make_and_no_arrow_decides() -> None:
    imported = read(
        decision("d1", table(["a"], ["out"], ["-", "1"])),
        decision("d2", table(["a"], ["out"], ["-", "2"])),
        decision("D", text("out + 1")),
    )
    assert refused(imported) == [("import.ambiguous", "m.dmn.decisions.D")]


def test_what_an_arrow_points_to_goes_before_a_part_of_that_name() -> None:
    inner = decision(
        "a", table([("x", "number")], [("B", "number"), ("score", "number")], ["-", "x + 1", "x + 2"]), "A"
    )
    imported = read(
        fact("score", id_="i1", variable=False),
        inner,
        decision("b", table([("y", "number")], [("o", "number")], ["-", "y + 1"]), "B"),
        decision("c", text("B * 10 + score"), "C", needs("a")),
        decision("d", text("B * 10 + score"), "D", needs("b", "i:i1")),
    )
    assert answer(imported, "C", {"x": 1}) == 23
    assert answer(imported, "D", {"y": 1, "score": 5}) == 25


def test_a_column_of_numbers_that_its_editor_calls_texts() -> None:
    logic = table([("d", "string")], ["r"], ["5", "1"], ["6, 7", "2"], ["-", "0"])
    for source in (Source.CAMUNDA7, Source.CAMUNDA8):
        assert answer(read(decision("D", logic), source=source), "D", {"d": 7}) == 2
