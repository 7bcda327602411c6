"""An imported model becomes a rule set to begin with, in which nothing is allowed by silence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from creditrules.dmn.exchange.documents.read import read_model
from creditrules.document import read_yaml
from creditrules.eligibility import compile_rule_set
from creditrules.eligibility.cases import answer_case
from creditrules.errors import Severity
from creditrules.imports import Envelope, ImportedModel, RuleSetText, Source, as_rule_set
from creditrules.rules import Category, Intervention, TestCase, check_rule_set, read_rule_set
from creditrules.rules.content.forms import Expectation

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MODEL = """
name: Loan approval
facts: [{name: score, type: number, nullable: true}]
decisions:
  - name: Approval
    table:
      hitPolicy: FIRST
      inputs: [score]
      outputs: [{name: status, type: string, default: '"No data"'}]
      rules: [[">= 700", '"Approved"'], [">= 600", '"Second look"'], ["< 600", '"Declined!"']]
  - name: Terms
    table:
      hitPolicy: FIRST
      inputs: [score]
      outputs: [{name: status, type: string}, {name: rate, type: number}]
      rules: [[">= 700", '"Cheap"', 0.03], ["-", '"Dear"', 0.09]]
  - {name: Adult, expression: "score > 0"}
  - {name: Free, expression: 'if score > 1 then "Yes" else "No"'}
  - name: Grades
    table: {hitPolicy: C, inputs: [score], outputs: [g], rules: [["-", '"A"'], ["> 1", '"B"']]}
"""


def imported(text: str = MODEL) -> ImportedModel:
    document: Any = read_yaml(text).value
    model = read_model(document).model
    assert model is not None
    return ImportedModel("Loan approval", model, Source.DROOLS, ("loan.dmn",))


def made(decision: str, text: str = MODEL, slug: str = "loan", **steps: Intervention) -> RuleSetText:
    return as_rule_set(imported(text), Envelope(slug, Category.RISK, decision, steps))


def answers(written: RuleSetText, *scores: int | None) -> list[tuple[str, tuple[str, ...]]]:
    assert written.text is not None
    assert [one for one in written.diagnostics if one.severity is Severity.ERROR] == []
    read = read_rule_set(read_yaml(written.text))
    assert read.rule_set is not None
    compiled = compile_rule_set(check_rule_set(read.rule_set))
    cases = [TestCase(name="x", facts={"score": score}, expect=Expectation()) for score in scores]
    told = [answer_case(compiled, case, NOW) for case in cases]
    return [(one.outcome, () if one.outcome == "ALLOW" else one.reasons) for one in told]


def test_each_outcome_has_the_step_that_is_said_and_every_other_is_referred() -> None:
    written = made("Approval", Approved=Intervention.ALLOW, **{"Declined!": Intervention.DECLINE})
    assert answers(written, 700, 650, 1, None) == [
        ("ALLOW", ()),
        ("REFER", ("SECOND_LOOK",)),
        ("DECLINE", ("DECLINED",)),
        ("REFER", ("NO_DATA",)),
    ]


def test_an_outcome_may_be_one_of_several_outputs() -> None:
    assert answers(made("Terms.status", Cheap=Intervention.ALLOW), 700, 1) == [("ALLOW", ()), ("REFER", ("DEAR",))]


def test_a_truth_value_has_two_outcomes() -> None:
    written = made("Adult", true=Intervention.ALLOW, false=Intervention.DECLINE)
    assert answers(written, 1, -1) == [("ALLOW", ()), ("DECLINE", ("ADULT_FALSE",))]


def test_of_an_expression_the_outcomes_are_those_that_are_said() -> None:
    assert answers(made("Free", Yes=Intervention.ALLOW), 2, 1) == [("ALLOW", ()), ("REFER", ("UNFORESEEN",))]


def test_findings_have_a_name_of_their_own() -> None:
    text = MODEL.replace("name: Adult", "name: Findings")
    written = made("Approval", text)
    document: Any = read_yaml(written.text or "").value
    assert document["findings"] == "Findings 2"
    assert answers(written, 700) == [("REFER", ("APPROVED",))]


def test_outcomes_that_make_one_code_are_told_apart() -> None:
    text = MODEL.replace('"Second look"', '"DECLINED"').replace('"No data"', '"七"')
    document: Any = read_yaml(made("Approval", text).text or "").value
    assert list(document["reasons"]) == ["APPROVED", "DECLINED", "DECLINED_2", "OUTCOME", "UNFORESEEN"]


@pytest.mark.parametrize(
    ("decision", "slug", "steps", "message", "hint"),
    [
        ("Aproval", "loan", {}, 'The model has no decision "Aproval".', "Did you mean 'Approval'?"),
        ("Terms", "loan", {}, "Terms has several outputs.", "Name one of them: Terms.status, Terms.rate."),
        ("Grades", "loan", {}, "Grades gives a list, of which no single outcome can be made.", "Name a decision"),
        ("Approval", "Loan!", {}, '"Loan!" is no slug.', "Use lower-case letters"),
        ("Approval", "loan", {"Aproved": Intervention.ALLOW}, 'Approval never gives "Aproved".', "Did you mean 'Appro"),
    ],
)
def test_what_makes_no_rule_set_is_told(
    decision: str, slug: str, steps: dict[str, Intervention], message: str, hint: str
) -> None:
    written = made(decision, slug=slug, **steps)
    assert written.text is None
    [told] = written.diagnostics
    assert (told.code, told.message) == ("import.rule-set", message)
    assert told.hint.startswith(hint)
