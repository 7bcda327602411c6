"""Reasons say what about the applicant led to them, and what they are called on Regulation B's form."""

import re
from pathlib import Path

import pytest

from creditrules.document import read_yaml
from creditrules.errors import Diagnostic, Severity
from creditrules.rules import FORM_C1, check_rule_set, read_rule_set

PAGE = Path(__file__).parents[2] / "docs" / "reasons.md"

RULES = """\
ruleSet: affordability
category: RISK
name: {{{tag}: Affordability}}
reasons:
  REFUSED: {{message: {{{tag}: "{text}"}}, codes: {{regB: {code}}}}}
facts:
  - {{name: {fact}, type: number, label: {{{labels}}}}}
decisions:
  - {{name: Ratio, type: number, expression: "{fact} / 2"}}
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [Ratio]
      outputs: [intervention, reason]
      rules:
        - ["< 18", '"{step}"', '"REFUSED"']
        - ["-", '"ALLOW"', "null"]
"""


def found(
    text: str,
    tag: str = "en",
    fact: str = "monthlyIncome",
    labels: str = "en: Monthly income, zh: 月收入, de: Monatliches Einkommen",
    step: str = "DECLINE",
    code: str = "C1-OTHER",
) -> tuple[Diagnostic, ...]:
    read = read_rule_set(read_yaml(RULES.format(tag=tag, text=text, fact=fact, labels=labels, step=step, code=code)))
    assert read.rule_set is not None, read.diagnostics
    return read.located(check_rule_set(read.rule_set).diagnostics)


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", "You do not meet our internal standards."),
        ("en", "You failed to achieve a qualifying score on our credit scoring system."),
        ("en", "Insufficient score."),
        ("en", "Your score is too low."),
        ("en", "Your application was declined."),
        ("en", "You are not eligible for this product."),
        ("en", "We cannot offer you this product."),
        ("zh", "您的综合评分不足。"),
        ("zh", "不符合本产品的准入要求。"),
        ("zh", "您的申请未通过审核。"),
        ("zh", "信用分低于要求"),
        ("zh-Hans", "暂时无法为您提供服务。"),
        ("de", "Ihr Antrag wurde abgelehnt."),
        ("de", "Sie erfüllen unsere internen Richtlinien nicht."),
    ],
)
def test_a_text_that_names_no_factor_is_warned_of_with_what_could_be_named(tag: str, text: str) -> None:
    (warning,) = found(text, tag)
    assert (warning.code, warning.severity) == ("reasons.vague", Severity.WARNING)
    assert warning.line == 5
    assert {"en": "Monthly income", "zh": "月收入", "de": "Monatliches Einkommen"}[tag[:2]] in warning.hint


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", "Your income does not meet our standards."),
        ("en", "Your application was declined since your monthly incomes are low."),
        ("en", "Your credit score, made of payment history and open debts, is below 600."),
        ("en", "A loan is for adults."),
        ("zh", "您的收入不符合本产品的准入要求。"),
        ("zh", "您的信用分（由还款记录得出）低于600分。"),
        ("de", "Ihr Einkommen erfüllt unsere Anforderungen nicht."),
        ("fr", "Votre demande a été refusée."),
    ],
)
def test_a_text_that_names_a_factor_is_not(tag: str, text: str) -> None:
    assert found(text, tag) == ()


def test_a_fact_without_a_label_is_named_by_the_words_of_its_name() -> None:
    assert found("The down payment does not meet our requirements.", fact="downPayment", labels="") == ()


def test_a_score_alone_is_no_factor_though_it_is_the_fact_that_is_tested() -> None:
    (warning,) = found("Your credit score is below what we need.", fact="creditScore", labels="en: Credit score")
    assert warning.code == "reasons.vague"


def test_a_reason_that_only_warns_takes_nothing_away_and_is_left_alone() -> None:
    assert found("Your score is low.", step="WARN") == ()


def test_a_code_that_the_form_does_not_have_is_an_error_with_the_nearest_one() -> None:
    (problem,) = found("Your income is too low.", code="C1-INCOME-INSUFICIENT")
    assert (problem.code, problem.severity, problem.line) == ("reasons.unknown-code", Severity.ERROR, 5)
    assert problem.hint == "Did you mean 'C1-INCOME-INSUFFICIENT'?"


def test_the_page_lists_the_form_as_it_is_with_its_23_reasons_and_what_is_to_be_specified() -> None:
    assert len(FORM_C1) == 24
    assert dict(re.findall(r"^\| `(C1-[A-Z-]+)` \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)) == FORM_C1
