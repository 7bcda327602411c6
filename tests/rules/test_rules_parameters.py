"""Parameters: what a content says for a moment, what is refused, and by whom changes are approved."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from creditrules.document import read_yaml
from creditrules.feel import literal
from creditrules.rules import Category, DocumentKey, DocumentKind, Parameter, parameter_name, read_parameter
from creditrules.rules.content.parameter_names import parameter_slug
from creditrules.rules.diff import Section, diff_contents
from creditrules.rules.life import NO_APPROVAL, ApprovalPolicy, ApprovalRule, PolicyScope, policy_scope

SERIES = """
parameter: lpr-1y
category: REGULATION
name: {en: One-year loan prime rate}
unit: /1
timeZone: Asia/Shanghai
allowedValues: "[0..1]"
values:
  2024-10-21: {value: 0.031}
  2019-08-20: {value: 0.0425, references: [{citation: PBOC}, {link: "https://example.org/lpr"}]}
  2030-01-01: {value: null}
"""
HEAD = "parameter: rate, category: RISK, name: {en: Rate}"


def parameter(text: str) -> Parameter:
    read = read_parameter(read_yaml(text))
    assert read.parameter is not None, read.diagnostics
    return read.parameter


def value_at(held: Parameter, *moment: int) -> object:
    step = held.at(datetime(*moment, tzinfo=UTC))  # type: ignore[arg-type, misc]
    return step and step.value


def told(text: str) -> list[tuple[str, str]]:
    return [(one.code, one.place) for one in read_parameter(read_yaml(text)).diagnostics]


@pytest.mark.parametrize(
    ("moment", "value"),
    [
        ((2019, 8, 19, 15, 59), None),
        ((2019, 8, 19, 16), Decimal("0.0425")),
        ((2024, 10, 20, 15, 59), Decimal("0.0425")),
        ((2024, 10, 20, 16), Decimal("0.031")),
        ((2029, 12, 31, 15), Decimal("0.031")),
        ((2030, 1, 1), None),
    ],
    ids=str,
)
def test_a_value_holds_from_midnight_of_its_day_in_the_parameters_zone(
    moment: tuple[int, ...], value: Decimal | None
) -> None:
    assert value_at(parameter(SERIES), *moment) == value


def test_the_only_value_of_a_version_holds_whenever_the_version_does() -> None:
    held = parameter(f"{{{HEAD}, value: 0.24}}")
    assert value_at(held, 1950, 1, 1) == value_at(held, 2950, 1, 1) == Decimal("0.24")


@pytest.mark.parametrize(
    ("type_", "written", "shown"),
    [
        ("boolean", "true", "true"),
        ("string", "CN", '"CN"'),
        ("date", "2026-01-31", '@"2026-01-31"'),
        ("days and time duration", "P30D", '@"P30D"'),
        ("list<string>", "[AD, CH]", '["AD", "CH"]'),
        (
            "list<context<threshold: number, rate: number>>",
            "[{threshold: 0, rate: 0.1}]",
            "[{threshold: 0, rate: 0.1}]",
        ),
    ],
)
def test_values_have_the_types_that_facts_have(type_: str, written: str, shown: str) -> None:
    held = parameter(f"{{{HEAD}, type: '{type_}', value: {written}}}")
    assert str(held.type) == type_
    assert literal(held.steps[0].value, 100) == shown


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (f"{{{HEAD}, value: many}}", [("parameter.value", "value")]),
        (f"{{{HEAD}, value: 24, allowedValues: '[0..1]'}}", [("parameter.value", "value")]),
        (
            f"{{{HEAD}, values: {{2020-01-01: {{value: 1}}, 2021-01-01: {{value: no}}}}}}",
            [("parameter.value", "values.2021-01-01.value")],
        ),
        (f"{{{HEAD}, value: 1, type: nmber}}", [("dmn.unknown-type", "type")]),
        (f"{{{HEAD}, value: 1, type: Any}}", [("document.value", "type")]),
        (f"{{{HEAD}, value: 1, allowedValues: '<'}}", [("feel.syntax", "allowedValues")]),
        (f"{{{HEAD}}}", [("document.value", "")]),
        (f"{{{HEAD}, value: 1, values: {{2020-01-01: {{value: 1}}}}}}", [("document.value", "")]),
        (f"{{{HEAD}, values: {{2020-02-30: {{value: 1}}}}}}", [("document.value", "values.2020-02-30.[key]")]),
        (f"{{{HEAD}, value: 1, references: [{{}}]}}", [("document.value", "references[1]")]),
        ("[1]", [("document.shape", "")]),
    ],
)
def test_what_is_wrong_is_told_with_its_place(content: str, codes: list[tuple[str, str]]) -> None:
    assert told(content) == codes


@pytest.mark.parametrize("slug", ["2-year", "one--two", "cap-for-adults", "in-force", "for"])
def test_a_slug_that_no_expression_could_name_is_refused(slug: str) -> None:
    assert told(f"{{parameter: {slug}, category: RISK, name: {{en: X}}, value: 1}}") == [
        ("document.value", "parameter")
    ]


def test_a_parameters_name_is_its_slug_in_words() -> None:
    assert parameter_name("lpr-1y") == parameter(SERIES).name == "lpr 1y"
    assert parameter_slug("lpr 1y") == "lpr-1y"


def test_a_digest_is_of_the_meaning_and_not_of_the_spelling_or_the_change() -> None:
    spelt = SERIES.replace("0.031", "0.0310") + "change: {comment: any}\n"
    assert parameter(SERIES).digest == parameter(spelt).digest


def test_a_new_figure_is_told_as_one_added_value() -> None:
    before, after = (read_yaml(text).value for text in (SERIES, SERIES + "  2025-05-20: {value: 0.03}\n"))
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    [change] = diff_contents(before, after).changes
    assert (change.section, change.place) == (Section.VALUES, "values.2025-05-20")


def test_a_parameter_needs_the_strictest_approvals_of_rule_sets_until_the_lender_says() -> None:
    two, one = ApprovalRule(2, ("CHIEF",)), ApprovalRule(1, ("APPROVER",))
    scope = policy_scope(DocumentKey(DocumentKind.PARAMETER, "lpr-1y"), Category.PRODUCT)
    assert scope is PolicyScope.PARAMETERS
    assert ApprovalPolicy({}).rule_for(scope, one) == one
    assert ApprovalPolicy({PolicyScope.RISK_RULES: two}).rule_for(scope, one) == two
    assert ApprovalPolicy({PolicyScope.RISK_RULES: two, scope: one}).rule_for(scope, NO_APPROVAL) == one
    assert ApprovalPolicy({PolicyScope.PRODUCTS: two}).rule_for(scope, NO_APPROVAL) == NO_APPROVAL
