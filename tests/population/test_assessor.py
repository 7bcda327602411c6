"""Many applicants are decided by the code that serves partners, and counted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from creditrules.document import read_yaml
from creditrules.eligibility import Decision, compile_rule_set
from creditrules.population import Assessor, Tally, decision_record, fault_record, flat_record, stand_in_product
from creditrules.rules import ProductForm, check_rule_set, read_rule_set

AGES = """
ruleSet: ages
category: RISK
name: {en: Ages}
reasons: {TOO_YOUNG: {message: {en: Too young.}}, OLD_ENOUGH: {message: {en: Old enough.}}}
facts: [{name: age, type: number, allowedValues: "[0..150]"}, {name: guardian, type: boolean}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age, guardian]
      outputs: [intervention, reason, limit]
      rules:
        - [">= 18", "-", '"ALLOW"', '"OLD_ENOUGH"', "1000.50"]
        - ["-", "true", '"LIMIT"', '"TOO_YOUNG"', "10"]
        - ["-", "-", '"DECLINE"', '"TOO_YOUNG"', "null"]
tests: [{name: grown up, facts: {age: 18}, expect: {outcome: ALLOW}}]
"""


def assessor() -> Assessor:
    read = read_rule_set(read_yaml(AGES))
    assert read.rule_set is not None, read.diagnostics
    compiled = compile_rule_set(check_rule_set(read.rule_set))
    return Assessor(stand_in_product([compiled]), "", [compiled], datetime(2026, 1, 1, tzinfo=UTC))


def decided(**facts: object) -> Decision:
    answer = assessor().assess(facts)
    assert isinstance(answer, Decision)
    return answer


def test_a_missing_fact_is_undetermined_only_where_it_could_change_the_outcome() -> None:
    assert decided(age=30).outcome == "ALLOW"
    assert decided(age=10).outcome == "UNDETERMINED"
    assert [fact.name for fact in decided(age=10).missing_facts] == ["guardian"]


def test_unknown_and_ill_typed_facts_are_faults_and_nothing_is_decided() -> None:
    faults = assessor().assess({"agee": 30, "age": "thirty"})
    assert not isinstance(faults, Decision)
    assert {fault.place for fault in faults} == {"agee", "age"}
    assert "Did you mean 'age'?" in {fault.hint for fault in faults}


def test_a_tally_counts_outcomes_reasons_missing_facts_groups_and_the_first_rows_of_each_kind_of_fault() -> None:
    tally = Tally()
    for group, facts in (("a", {"age": 30}), ("b", {"age": 10}), ("b", {"age": 40})):
        tally.add(decided(**facts), group)
    faults = assessor().assess({"age": 200})
    assert not isinstance(faults, Decision)
    for number in range(4, 10):
        tally.add_faults(number, faults)
    assert (tally.rows, tally.evaluated, tally.refused) == (9, 3, 6)
    assert tally.outcomes == {"ALLOW": 2, "UNDETERMINED": 1}
    assert tally.reasons == {("RISK", "ages", "OLD_ENOUGH"): 2}
    assert tally.missing == {"guardian": 1}
    assert tally.groups == {("a", "ALLOW"): 1, ("b", "UNDETERMINED"): 1, ("b", "ALLOW"): 1}
    (kind,) = tally.faults.values()
    assert (kind.place, kind.count, [number for number, _ in kind.examples]) == ("age", 6, [4, 5, 6])


def test_groups_beyond_a_bound_are_counted_together() -> None:
    tally = Tally()
    decision = decided(age=30)
    for number in range(200):
        tally.add(decision, f"group {number}")
    assert len({group for group, _ in tally.groups}) == 51
    assert sum(tally.groups.values()) == 200


def test_a_record_keeps_amounts_exact_and_flattens_for_csv() -> None:
    record = decision_record(7, decided(age=30))
    assert (record["row"], record["outcome"], record["limit"]) == (7, "ALLOW", "1000.50")
    assert [(reason["code"], reason["row"]) for reason in record["reasons"]] == [("OLD_ENOUGH", 1)]
    faults = assessor().assess({"age": 200})
    assert not isinstance(faults, Decision)
    flat, broken = flat_record(record), flat_record(fault_record(8, faults))
    assert flat.keys() == broken.keys()
    assert (flat["reasons"], broken["outcome"], broken["row"]) == ("OLD_ENOUGH", "", "8")
    assert broken["errors"].endswith("@age")


def test_columns_may_say_what_is_asked_for_where_a_product_states_prices() -> None:
    read = read_rule_set(read_yaml(AGES))
    assert read.rule_set is not None
    rules = compile_rule_set(check_rule_set(read.rule_set))
    form = stand_in_product([rules]).model_dump(by_alias=True, exclude_none=True, mode="json")
    pricing = {"rate": "0.06", "term": {"minimum": 6, "maximum": 36}}
    priced = Assessor(
        ProductForm.model_validate({**form, "pricing": pricing}), "", [rules], datetime(2026, 1, 1, tzinfo=UTC)
    )
    answer = priced.assess({"age": 30, "request.amount": "900", "request.termMonths": 12})
    assert isinstance(answer, Decision)
    record = decision_record(1, answer)
    assert (record["offer"]["amount"], record["offer"]["instalment"]) == ("900.00", "77.46")
    assert priced.assess({"age": 30, "request": {"amount": "900", "termMonths": 12}}) == answer
    [strange] = priced.assess({"age": 30, "request": {"amont": "900"}})  # type: ignore[misc]
    assert (strange.code, strange.place) == ("facts.unknown", "request.amont")
    flat = flat_record(record)
    assert (flat["offer.amount"], flat["offer.instalment"], flat["offer.rate"]) == ("900.00", "77.46", "0.06")
    assert {name: flat[f"offer.{name}"] for name in ("termMonths", "instalments")} == dict.fromkeys(
        ("termMonths", "instalments"), "12"
    )
    assert {name.removeprefix("offer.") for name in flat if name.startswith("offer.")} == {
        name for name, value in record["offer"].items() if not isinstance(value, list)
    }
    assert flat.keys() == flat_record(decision_record(2, decided(age=30))).keys()
    wrong = priced.assess({"age": 30, "request.amount": -1})
    assert not isinstance(wrong, Decision)
    assert [(fault.code, fault.place) for fault in wrong] == [("facts.type", "request.amount")]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@SUM(1)", "'@SUM(1)"),
        ("+1+2", "'+1+2"),
        ("-cmd", "'-cmd"),
        ("\t=1", "'\t=1"),
        ("-12.50", "-12.50"),
        ("plain=1", "plain=1"),
    ],
)
def test_a_cell_is_never_a_formula_of_a_spreadsheet_and_numbers_stay_numbers(text: str, cell: str) -> None:
    record = {"row": 1, "outcome": "LIMIT", "limit": "-5", "restrictedFeatures": [text], "errors": []}
    assert flat_record(record)["restrictedFeatures"] == cell
    assert flat_record(record)["limit"] == "-5"
