"""Small models as diagrams: the cuts, the boxes, their words and their samples."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from creditrules.dmn import CompiledModel, check_model, compile_model, read_model
from creditrules.dmn.analysis import (
    Algebra,
    Analysis,
    Known,
    Line,
    Linear,
    Proof,
    TooLarge,
    Witness,
    analyse_model,
    box_text,
    declare,
    few,
    paths,
    point,
    support,
    term_text,
    terminals,
    value_of,
)
from creditrules.feel import UTC_ZONE, Date, DateTime, Time, equal

NOW = DateTime(Date(2026, 1, 1), Time(0, UTC_ZONE))
NUMBER = "number"


def analysed(document: dict[str, Any], *decisions: str) -> Analysis:
    read = read_model(document)
    assert read.model is not None, read.diagnostics
    checked = check_model(read.model)
    assert checked.ok, checked.diagnostics
    compiled = compile_model(checked)
    return analyse_model(compiled, decisions or compiled.decisions, NOW)


def table(inputs: list[Any], *rules: list[str], hit: str = "FIRST") -> dict[str, Any]:
    return {"hitPolicy": hit, "inputs": inputs, "outputs": [{"name": "o"}], "rules": list(rules)}


def words(analysis: Analysis, decision: str) -> dict[str, str]:
    """By box its value; every sample is evaluated by the real evaluator."""
    told = {}
    for box in few(paths(analysis.diagram(decision), analysis.budget)):
        found = analysis.sampler.sample(box)
        if found.proof is Proof.EMPTY:
            continue
        assert found.facts is not None, box_text(box)
        answer = analysis.compiled.evaluate(found.facts, NOW, (decision,))
        value, _ = Witness(found.facts).value(box.value.value)
        assert equal(value, answer.values[decision]) or value is answer.values[decision]
        assert bool(answer.warnings) is box.value.warned
        told[box_text(box)] = term_text(box.value.value) + ("!" if box.value.warned else "")
    return told


AGE = {"name": "age", "type": NUMBER, "allowedValues": "[0..150]"}
SCORE = {"name": "score", "type": NUMBER, "allowedValues": "[0..999]"}


def test_a_first_hit_table_is_cut_where_its_cells_are() -> None:
    decision = {"name": "D", "table": table(["age", "score"], ["< 18", "-", '"N"'], ["-", "[500..600)", '"M"'])}
    analysis = analysed({"facts": [AGE, SCORE], "decisions": [decision]})
    assert words(analysis, "D") == {
        "age: < 18": '"N"',
        "age: >= 18, score: [500..600)": '"M"',
        "age: >= 18, score: < 500, >= 600": "null",
    }


def test_texts_are_sets_with_any_other_and_null_is_a_value() -> None:
    fact = {"name": "job", "type": "string", "nullable": True}
    decision = {"name": "D", "table": table(["job"], ['"A", "B"', "1"], ["null", "2"], ["-", "3"])}
    assert words(analysed({"facts": [fact], "decisions": [decision]}), "D") == {
        'job: "A", "B"': "1",
        "job: null": "2",
        'job: not(null, "A", "B")': "3",
    }


def test_a_ratio_and_a_sum_are_axes_of_their_own_and_samples_solve_them() -> None:
    facts = [{"name": "debt", "type": NUMBER, "allowedValues": ">= 0"}, {"name": "income", "type": NUMBER}]
    expression = (
        'if income <= 0 then "X" else if debt / income > 0.4 then "A" else if income - debt < 100 then "B" else "C"'
    )
    analysis = analysed({"facts": facts, "decisions": [{"name": "D", "expression": expression}]})
    assert [axis.name for axis in support(analysis.diagram("D"))] == ["income", "debt / income", "debt - income"]
    told = words(analysis, "D")
    assert sorted(told.values()) == ['"A"', '"B"', '"C"', '"X"']
    assert all(axis.exact for axis in support(analysis.diagram("D")))


def test_equal_functions_are_the_same_diagram_however_they_are_written() -> None:
    decisions = [
        {"name": "One", "expression": "score >= 500 and age < 18"},
        {"name": "Other", "expression": "not(age >= 18 or not(score - 500 >= 0))"},
    ]
    analysis = analysed({"facts": [AGE, SCORE], "decisions": decisions})
    assert analysis.diagram("One") is analysis.diagram("Other")


def test_dates_are_whole_days() -> None:
    facts = [{"name": "seen", "type": "date"}]
    expression = (
        'if seen > today() - duration("P30D") then "new" else if seen >= @"2025-12-02" then "one day" else "old"'
    )
    analysis = analysed({"facts": facts, "decisions": [{"name": "D", "expression": expression}]})
    assert words(analysis, "D") == {
        'seen: <= @"2025-12-01"': '"old"',
        'seen: @"2025-12-02"': '"one day"',
        'seen: >= @"2025-12-03"': '"new"',
    }


def test_what_only_the_evaluator_can_tell_is_searched() -> None:
    fact = {"name": "name", "type": "string"}
    decision = {"name": "D", "expression": 'if matches(name, "[0-9]+") then 1 else 2'}
    analysis = analysed({"facts": [fact], "decisions": [decision]})
    (axis,) = support(analysis.diagram("D"))
    assert not axis.exact
    assert axis.name == 'matches(name, "[0-9]+")'


def test_functions_are_read_in_place_and_limits_stay_sums() -> None:
    document = {
        "facts": [{"name": "income", "type": NUMBER, "allowedValues": "[0..1000000]"}],
        "functions": [
            {"name": "capped", "parameters": [{"name": "x", "type": NUMBER}], "expression": "min(20000, 2 * x)"}
        ],
        "decisions": [{"name": "D", "expression": "capped(income) + 1"}],
    }
    assert words(analysed(document), "D") == {
        "income: < 10000": "2 * income + 1",
        "income: >= 10000": "20001",
    }


def test_a_warning_is_a_part_of_the_value() -> None:
    fact = {"name": "age", "type": NUMBER, "nullable": True}
    told = words(analysed({"facts": [fact], "decisions": [{"name": "D", "expression": "age + 1 > 5"}]}), "D")
    assert told["age: null"] == "null!"


def test_a_constant_is_one_value_of_its_kind() -> None:
    analysis = analysed({"decisions": [{"name": "D", "expression": '[1, true, "1"]'}]})
    (box,) = paths(analysis.diagram("D"), analysis.budget)
    assert value_of(box.value.value) == [Decimal(1), True, "1"]
    assert isinstance(analysis.diagram("D"), type(analysis.diagram("D")))
    assert Known((bool, True), True) != Known(Decimal(1), Decimal(1))


def test_an_age_worked_out_of_a_date_is_cut_at_the_day() -> None:
    facts = [{"name": "born", "type": "date", "nullable": True}]
    expression = "if born = null then null else years and months duration(born, today()).years >= 18"
    told = words(analysed({"facts": facts, "decisions": [{"name": "D", "expression": expression}]}), "D")
    assert told == {
        "born: null": "null",
        'born: <= @"2008-01-01"': "true",
        'born: >= @"2008-01-02"': "false",
    }


def test_what_rises_with_a_number_is_cut_where_it_passes() -> None:
    facts = [{"name": "x", "type": NUMBER, "allowedValues": "[0..10000]"}]
    decision = {
        "name": "D",
        "table": table(["floor(x / 100) * 100"], ["<= 900", "1"], ["(900..2500)", "2"], ["-", "3"]),
    }
    assert words(analysed({"facts": facts, "decisions": [decision]}), "D") == {
        "x: < 1000": "1",
        "x: [1000..2500)": "2",
        "x: >= 2500": "3",
    }


def test_a_loan_ends_before_a_birthday() -> None:
    facts = [{"name": "born", "type": "date"}]
    expression = 'born + duration("P70Y") > today() + duration("P10Y")'
    told = words(analysed({"facts": facts, "decisions": [{"name": "D", "expression": expression}]}), "D")
    assert told == {'born: <= @"1966-01-01"': "false", 'born: >= @"1966-01-02"': "true"}


def test_a_function_that_calls_itself_is_left_to_the_evaluator() -> None:
    document = {
        "facts": [{"name": "x", "type": NUMBER}],
        "decisions": [
            {"name": "D", "expression": "{f: function(n: number) if n <= 1 then 1 else n * f(n - 1), g: f(x)}.g > 5"}
        ],
    }
    analysis = analysed(document)
    assert [axis.exact for axis in support(analysis.diagram("D"))].count(False) >= 1


def test_versions_that_take_different_values_share_one_space() -> None:
    def version(allowed: str) -> CompiledModel:
        fact = {"name": "score", "type": NUMBER, "allowedValues": allowed}
        read = read_model({"facts": [fact], "decisions": [{"name": "D", "expression": "score > 5"}]})
        assert read.model is not None
        return compile_model(check_model(read.model))

    old, new = version("[0..10]"), version("[0..20]")
    algebra = Algebra(NOW)
    declare(algebra, [(old, ["D"]), (new, ["D"])])
    first, second = (analyse_model(each, ["D"], NOW, algebra=algebra) for each in (old, new))
    assert first.diagram("D") is second.diagram("D")
    assert [box_text(box) for box in paths(first.refused(), algebra.budget) if box.value] == ["score: > 10"]
    assert first.refused() is not second.refused() is algebra.diagrams.leaf(False)


def test_a_sum_for_an_applicant_who_lacks_a_part_of_it_is_null_with_a_warning() -> None:
    axis = Algebra(NOW).fact(("income",), point(Decimal(1)))
    more = Linear(Line.NUMBER, ((axis, Fraction(2)),), Fraction(1))
    assert Witness({"income": None}).value(more) == (None, True)
    assert Witness({"income": Decimal(3)}).value(more) == (Decimal(7), False)


def test_a_table_that_takes_more_than_the_budget_is_refused_before_it_is_begun() -> None:
    names = [f"f{at}" for at in range(16)]
    rows = [[*("> 0" if at == row else "-" for at in range(16)), str(row)] for row in range(16)]
    document = {
        "facts": [{"name": name, "type": NUMBER} for name in names],
        "decisions": [{"name": "D", "table": table(list(names), *rows, hit="COLLECT")}],
    }
    analysis = analysed(document)
    analysis.budget.steps = 50_000
    with pytest.raises(TooLarge, match="steps"):
        analysis.diagram("D")
    assert analysis.budget.steps > 40_000
    few_rows = analysed(
        {**document, "decisions": [{"name": "D", "table": table(list(names), *rows[:9], hit="COLLECT")}]}
    )
    few_rows.budget.steps = 50_000
    assert len(terminals(few_rows.diagram("D"))) == 2**9
