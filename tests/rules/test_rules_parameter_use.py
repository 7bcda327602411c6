"""Which parameters a rule set uses, known from its content alone, and what is wrong with their use."""

from __future__ import annotations

import pytest

from creditrules.document import read_yaml
from creditrules.feel import DATE, NUMBER, STRING
from creditrules.rules import CheckedRuleSet, KnownParameters, check_rule_set, check_stored_rule_set, read_rule_set

RULES = """
ruleSet: cap
category: REGULATION
name: {{en: Cap}}
reasons: {{CAP: {{message: {{en: All costs stay within the cap.}}}}}}
facts: [{{name: age, type: number}}]
decisions:
  - {{name: Ceiling, {ceiling}}}
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age]
      outputs: [intervention, reason, rate]
      rules: [["> param.adult age", '"ALLOW"', '"CAP"', Ceiling]]
"""
KNOWN = KnownParameters(
    {"lpr 1y": NUMBER, "adult age": NUMBER, "since": DATE}, ("lpr 1y", "lpr 5y", "adult age", "since")
)


def checked(ceiling: str, known: KnownParameters | None = KNOWN, text: str = RULES) -> CheckedRuleSet:
    read = read_rule_set(read_yaml(text.format(ceiling=ceiling)))
    assert read.rule_set is not None, read.diagnostics
    return check_rule_set(read.rule_set, known)


def told(found: CheckedRuleSet) -> list[tuple[str, str]]:
    return [(one.code, one.place) for one in found.diagnostics if one.code != "reasons.vague"]


@pytest.mark.parametrize(
    ("ceiling", "used"),
    [
        ("expression: 'min(0.24, 4 * param.lpr 1y)'", ("adult age", "lpr 1y")),
        ("expression: '[param.lpr 1y..1]'", ("adult age", "lpr 1y")),
        (
            "expression: 'if param.lpr 1y > 0.03 and age > 3 then 0.1 else param.lpr  5y'",
            ("adult age", "lpr 1y", "lpr 5y"),
        ),
        ("expression: 'param.lpr 1y instance of number'", ("adult age", "lpr 1y")),
        ("expression: '[1, 2][item > param.lpr 1y]'", ("adult age", "lpr 1y")),
        ("expression: '\"param.lpr 9y\" // param.lpr 8y'", ("adult age",)),
        ("expression: 'for param in [{a b: 1}] return param.a b'", ("adult age",)),
        ("context: [{name: a, expression: param.lpr 1y}, {result: a}]", ("adult age", "lpr 1y")),
    ],
)
def test_the_parameters_of_a_rule_set_are_known_from_its_texts(ceiling: str, used: tuple[str, ...]) -> None:
    assert checked(ceiling, None).parameters == used


@pytest.mark.parametrize(
    ("ceiling", "codes"),
    [
        ("expression: 4 * param.lpr 1y", []),
        ("expression: param.lpr 2y", [("rule-set.unknown-parameter", "decisions.Ceiling")]),
        ("expression: param.LPR 1y", [("rule-set.unknown-parameter", "decisions.Ceiling")]),
        ("expression: param.since + 1", [("feel.operand", "decisions.Ceiling")]),
        ("expression: 'count([param])'", [("rule-set.whole-parameters", "decisions")]),
        ("expression: 'get value(param, \"lpr 1y\")'", [("rule-set.whole-parameters", "decisions")]),
    ],
)
def test_what_is_wrong_with_their_use_is_told_with_its_place(ceiling: str, codes: list[tuple[str, str]]) -> None:
    assert told(checked(ceiling)) == codes


def test_an_unknown_parameter_has_the_nearest_as_a_hint() -> None:
    [one] = [
        each for each in checked("expression: param.lpr 1").diagnostics if each.code == "rule-set.unknown-parameter"
    ]
    assert (one.message, one.hint) == ("There is no parameter 'lpr 1'.", "Did you mean 'lpr 1y'?")


def test_where_nobody_knows_which_parameters_there_are_none_is_unknown() -> None:
    assert told(checked("expression: param.lpr 2y", None)) == []


OWN = RULES.replace(
    "facts: [", "facts: [{{name: param, type: context, entries: [{{name: adult age, type: number}}]}}, "
)
BOUND = RULES.replace('"> param.adult age"', '"> 18"')


def test_what_was_published_with_a_fact_called_param_answers_as_it_did() -> None:
    read = read_rule_set(read_yaml(OWN.format(ceiling="expression: '1'")))
    assert read.rule_set is not None
    stored = check_stored_rule_set(read.rule_set)
    assert stored.ok
    assert stored.parameters == ()
    assert ("rule-set.reserved-fact", "facts.param") in told(check_rule_set(read.rule_set))


def test_a_context_entry_called_param_is_the_models_own() -> None:
    ceiling = "context: [{name: param, expression: '{rate: 0.1}'}, {result: param.rate}]"
    found = checked(ceiling, None, BOUND)
    assert found.ok
    assert found.parameters == ()


@pytest.mark.parametrize(
    ("unit", "rate", "limit"),
    [
        (None, 0, 0),
        ("per month", 0, 0),
        ("/1", 0, 1),
        ("%", 1, 1),
        ("CNY", 1, 0),
        ("currency-EUR", 1, 0),
        ("currency:EUR", 1, 0),
        ("CNY/month", 1, 0),
    ],
)
def test_a_figure_that_is_a_parameter_of_another_unit_is_warned_of(unit: str | None, rate: int, limit: int) -> None:
    known = KnownParameters({"lpr 1y": NUMBER, "adult age": NUMBER}, ("lpr 1y", "adult age"), {"lpr 1y": unit})
    for text in (
        "param.lpr 1y",
        "min(0.24, 4 * param.lpr 1y)",
        "-param.lpr 1y + 1",
        "if age > 3 then param.lpr 1y else 1",
    ):
        for figure, warned in (("rate", rate), ("limit", limit)):
            rules = RULES.replace("rate]", f"{figure}]").replace(", Ceiling]]", f", '{text}']]")
            found = told(checked("expression: '1'", known, rules))
            assert found == [("rule-set.parameter-unit", "decisions.Findings.rules[1].outputs[3]")] * warned
    for text in ("param.lpr 1y / 100", "0.01 * param.lpr 1y", "age * param.lpr 1y", "count([param.lpr 1y])"):
        rules = RULES.replace(", Ceiling]]", f", '{text}']]")
        assert told(checked("expression: '1'", known, rules)) == []


def test_no_figure_is_a_parameter_that_is_no_number_in_whatever_row_it_stands() -> None:
    known = KnownParameters({"lpr 1y": STRING, "adult age": NUMBER}, ("lpr 1y", "adult age"))
    rows = RULES.replace("Ceiling]]", '0.2], ["-", \'"ALLOW"\', \'"CAP"\', param.lpr 1y]]')
    assert told(checked("expression: '1'", known, rows)) == [("feel.type", "decisions.Findings.rules[2].outputs[3]")]
    boxed = RULES.split("  - name: Findings", maxsplit=1)[0] + "  - {{name: Findings, expression: '{{{{{body}}}}}'}}\n"
    body = 'intervention: "ALLOW", reason: "CAP", limit: if param.adult age > 3 then 5 else null, rate: param.lpr 1y'
    found = told(checked("expression: '1'", known, boxed.replace("{{{{{body}}}}}", f"{{{{{body}}}}}")))
    assert found == [("findings.column-type", "decisions.Findings.rate")]
