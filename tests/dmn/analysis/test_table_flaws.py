"""Single flaws of decision tables: how they are told, and what becomes of what cannot be proved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from creditrules.dmn import USUAL_WEIGHTS, Flaw, FlawProof, Verification, Weight, check_model, read_model
from creditrules.dmn.analysis import verify_model
from creditrules.errors import Severity

NUMBER = {"name": "x", "type": "number", "allowedValues": "[0..10]"}


def verified(
    rows: Sequence[Sequence[str]],
    policy: str = "FIRST",
    facts: Sequence[dict[str, Any]] = (NUMBER,),
    before: Sequence[dict[str, Any]] = (),
    **options: Any,
) -> Verification:
    inputs = [str(each["name"]) for each in (before or facts)]
    table = {"hitPolicy": policy, "inputs": inputs, "outputs": ["out"], "rules": [list(row) for row in rows]}
    model = read_model({"facts": list(facts), "decisions": [*before, {"name": "T", "table": table}]}).model
    assert model is not None
    return verify_model(check_model(model), **options)


def told(found: Verification, *codes: str) -> list[Flaw]:
    return [flaw for flaw in found.flaws if flaw.code in codes or not codes]


def test_regions_are_as_large_as_can_be_and_samples_plain() -> None:
    found = verified([["< 2", "1"], ["(5..7]", "2"]])
    assert [(flaw.region, str(flaw.sample["x"])) for flaw in told(found, "table.gap")] == [
        ("x in [2..5]", "2"),
        ("x in (7..10]", "10"),
    ]
    assert [flaw.place for flaw in told(found, "table.gap")] == ["decisions.T", "decisions.T"]


@pytest.mark.parametrize(
    ("fact", "cell", "region"),
    [
        ({"type": "date"}, '< @"2026-02-01"', 'x >= @"2026-02-01"'),
        ({"type": "date", "nullable": True}, "not(null)", "x = null"),
        ({"type": "boolean"}, "true", "x = false"),
        ({"type": "string"}, '"A", "B"', 'not(x in ("A", "B"))'),
        ({"type": "string", "allowedValues": '"A", "B", "C"'}, '"B"', 'x in ("A", "C")'),
        ({"type": "days and time duration"}, '> @"P1D"', 'x <= @"P1D"'),
        ({"type": "number", "nullable": True}, "<= 5", "x in (> 5, null)"),
    ],
)
def test_regions_of_every_kind_are_feel(fact: dict[str, Any], cell: str, region: str) -> None:
    [gap] = told(verified([[cell, "1"]], facts=[{"name": "x", **fact}]), "table.gap")
    assert gap.region == region


def test_a_day_between_two_others_is_no_gap() -> None:
    rows = [['<= @"2026-01-01"', "1"], ['>= @"2026-01-02"', "2"]]
    assert told(verified(rows, "UNIQUE", [{"name": "x", "type": "date"}])) == []


def test_one_fact_in_two_columns_is_one_line() -> None:
    table = {"inputs": ["x", "x"], "outputs": ["out"], "rules": [["< 5", "> 6", "1"], ["-", "-", "2"]]}
    model = read_model({"facts": [NUMBER], "decisions": [{"name": "T", "table": table}]}).model
    assert model is not None
    [flaw] = verify_model(check_model(model)).flaws
    assert (flaw.code, flaw.rows, flaw.columns) == ("table.contradiction", (1,), (1, 2))


def test_an_interval_without_a_value_is_a_contradiction() -> None:
    assert [flaw.rows for flaw in told(verified([["(5..5)", "1"], ["-", "2"]]), "table.contradiction")] == [(1,)]


def test_rows_that_differ_in_one_column_could_be_one() -> None:
    [flaw] = told(verified([["< 2", "1"], ["[2..5]", "1"], ["> 5", "2"]], "UNIQUE"), "table.mergeable")
    assert flaw.rows == (1, 2)
    between = [["< 2", "1"], ["< 4", "2"], ["[2..5]", "1"], ["-", "3"]]
    assert told(verified(between), "table.mergeable") == [], "the second row goes before the third"


def test_duplicates_are_told_where_both_count() -> None:
    rows = [["< 5", "1"], ["< 5", "1"], [">= 5", "2"]]
    assert [flaw.rows for flaw in told(verified(rows, "COLLECT"), "table.duplicate-row")] == [(1, 2)]
    assert [flaw.rows[0] for flaw in told(verified(rows), "table.dead-row", "table.duplicate-row")] == [2]


def test_no_row_of_a_table_that_collects_is_told_only_where_it_matters() -> None:
    assert told(verified([["< 5", "1"]], "COLLECT"), "table.gap") == []
    assert len(told(verified([["< 5", "1"]], "COLLECT", collected=["T"]), "table.gap")) == 1


def test_cells_that_are_no_sets_of_constants_are_told_and_what_does_not_hang_on_them_is_proved() -> None:
    found = verified([["? * 2 > 10", "1"], ["< 2", "2"], ["< 2", "3"]], "UNIQUE")
    [overlap] = told(found, "table.overlap")
    assert (overlap.rows, overlap.proof, overlap.region) == ((2, 3), FlawProof.PROVED, "x in [0..2)")
    [gap] = told(found, "table.gap")
    assert (gap.proof, gap.region) == (FlawProof.SEARCHED, "")
    assert gap.message == "No row matches somewhere."
    assert told(found, "table.not-analysed")[-1].place == "decisions.T.rules[1].inputs[1]"
    assert not found.proved


def test_what_a_sample_does_not_show_is_not_told_as_a_flaw() -> None:
    found = verified([["? >= 0", "1"], ["< 2", "2"], [">= 2", "2"]])
    assert told(found, "table.gap", "table.not-analysed") == []
    assert {flaw.code for flaw in verified([["x * 2 > 3", "1"], ["> 9", "2"]]).flaws} >= {"table.not-analysed"}


def test_what_hangs_on_values_that_are_worked_out_is_supposed_and_weighs_a_step_less() -> None:
    grade = {"name": "Half", "expression": "x / 2"}
    found = verified([["< 2", "1"], ["<= 2", "2"]], "UNIQUE", before=[grade])
    [overlap] = told(found, "table.overlap")
    assert overlap.proof is FlawProof.SUPPOSED
    assert overlap.weighed(USUAL_WEIGHTS) is Weight.WARNING
    assert {each.severity for each in found.told(USUAL_WEIGHTS) if each.code == "table.overlap"} == {Severity.WARNING}


def test_the_results_of_a_table_of_constants_are_all_that_its_reader_meets() -> None:
    tier = {
        "name": "Tier",
        "table": {"hitPolicy": "FIRST", "inputs": ["x"], "outputs": ["t"], "rules": [["< 5", '"A"'], ["-", '"B"']]},
    }
    complete = verified([['"A"', "1"], ['"B"', "2"]], "UNIQUE", before=[tier])
    assert told(complete, "table.gap") == []
    never = verified([['"A"', "1"], ['"C"', "2"], ["-", "3"]], before=[tier])
    assert [flaw.rows for flaw in told(never, "table.never-matches")] == [(2,)]


def test_more_than_can_be_told_is_said_to_be_more() -> None:
    facts = [{"name": "x", "type": "number"}]
    gaps = told(verified([[f"({each}..{each + 1})", "1"] for each in range(60)], "UNIQUE", facts), "table.gap")
    assert len(gaps) == 20
    assert gaps[-1].message.endswith("There are more of this kind in the table.")


def test_a_table_beyond_the_budget_is_not_analysed_and_always_the_same() -> None:
    rows = [[f"[{each}..{each + 3}]", str(each)] for each in range(200)]
    facts = [{"name": "x", "type": "number"}]
    one, other = (verified(rows, facts=facts, steps=150) for _ in range(2))
    assert one == other
    assert {flaw.code for flaw in one.flaws} == {"table.not-analysed"}
    assert all("too large" in flaw.message for flaw in one.flaws)


def test_what_weighs_nothing_is_not_told() -> None:
    found = verified([["< 5", "1"], ["-", "2"]])
    assert [flaw.code for flaw in found.flaws] == ["table.masked-row"]
    assert list(found.told(USUAL_WEIGHTS)) == []
    assert found.counts({"table.masked-row": Weight.INFO}) == {"table.masked-row": 1}
