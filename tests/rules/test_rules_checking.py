"""What is wrong with a rule set is said before it is published: what, where, and what to do."""

import pytest

from creditrules.document import read_json, read_yaml
from creditrules.errors import Diagnostic, Severity
from creditrules.rules import check_rule_set, read_product, read_rule_set

SOUND = """\
ruleSet: age-limits
category: REGULATION
name: {en: Age limits, zh: 年龄限制}
reasons:
  TOO_YOUNG:
    message: {en: You are under age., zh: 您未满法定年龄。}
facts:
  - {name: age, type: number}
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age]
      outputs: [{name: intervention, type: string}, {name: reason, type: string}, {name: limit, type: number}]
      rules:
        - ["< 18", '"DECLINE"', '"TOO_YOUNG"', "null"]
        - ["-", '"ALLOW"', "null", "1000"]
"""


def problems(text: str) -> tuple[Diagnostic, ...]:
    read = read_rule_set(read_yaml(text))
    if read.rule_set is None:
        return read.diagnostics
    return (*read.diagnostics, *read.located(check_rule_set(read.rule_set).diagnostics))


def only(text: str) -> Diagnostic:
    (problem,) = problems(text)
    return problem


def test_a_sound_rule_set_has_no_diagnostics() -> None:
    assert problems(SOUND) == ()


def test_an_unknown_name_in_a_cell_is_told_with_line_row_and_a_suggestion() -> None:
    problem = only(SOUND.replace("inputs: [age]", "inputs: [agee]"))
    assert problem.code == "feel.unknown-name"
    assert "age" in problem.hint
    assert problem.line == 13


def test_a_number_compared_with_a_string_is_told() -> None:
    problem = only(SOUND.replace('"< 18"', "'< \"18\"'"))
    assert problem.severity is Severity.ERROR
    assert "Findings" in problem.place
    assert problem.line == 16


def test_a_reason_that_the_catalogue_lacks_is_told_with_the_nearest_one() -> None:
    found = problems(SOUND.replace("'\"TOO_YOUNG\"'", "'\"TO_YOUNG\"'"))
    unknown = next(problem for problem in found if problem.code == "findings.unknown-reason")
    assert unknown.hint == "Did you mean 'TOO_YOUNG'?"
    assert (unknown.line, unknown.severity) == (16, Severity.ERROR)


def test_a_step_that_is_not_on_the_ladder_is_told() -> None:
    problem = only(SOUND.replace('"DECLINE"', '"REJECT"'))
    assert problem.code == "findings.not-on-ladder"
    assert problem.line == 16


def test_a_row_that_refuses_without_a_reason_is_told() -> None:
    found = problems(SOUND.replace("'\"TOO_YOUNG\"'", '"null"'))
    assert "findings.no-reason" in {problem.code for problem in found}


def test_a_reason_without_a_message_in_a_promised_language_is_told() -> None:
    problem = only(SOUND.replace(", zh: 您未满法定年龄。", ""))
    assert problem.code == "reasons.no-message"
    assert problem.place == "reasons.TOO_YOUNG.message"
    assert problem.line == 6


def test_a_limit_that_is_a_text_or_below_zero_is_told() -> None:
    assert only(SOUND.replace('"1000"', "'\"1000\"'")).severity is Severity.ERROR
    assert only(SOUND.replace('"1000"', '"-1"')).code == "findings.negative"


def test_a_column_that_findings_do_not_have_is_told_with_the_nearest_one() -> None:
    problem = only(SOUND.replace("name: limit", "name: limits"))
    assert problem.code == "findings.unknown-column"
    assert problem.hint == "Did you mean 'limit'?"


def test_findings_must_not_be_aggregated() -> None:
    found = problems(SOUND.replace("hitPolicy: FIRST", "hitPolicy: COLLECT\n      aggregation: COUNT"))
    assert "findings.aggregated" in {problem.code for problem in found}


def test_a_rate_above_one_looks_like_a_percentage() -> None:
    problem = only(SOUND.replace("name: limit", "name: rate").replace('"1000"', '"24"'))
    assert (problem.code, problem.severity) == ("findings.rate-above-one", Severity.WARNING)


@pytest.mark.parametrize("name", ["product", "request.amount", "param.lpr", '"offer . rate"'])
def test_the_facts_of_the_service_and_their_parts_are_reserved(name: str) -> None:
    found = problems(SOUND.replace("{name: age, type: number}", f"{{name: age, type: number}}\n  - {{name: {name}}}"))
    assert "rule-set.reserved-fact" in {problem.code for problem in found}


def test_a_decision_for_the_findings_must_be_there() -> None:
    problem = next(p for p in problems(SOUND + "findings: Finding\n") if p.code == "findings.no-decision")
    assert problem.hint == "Did you mean 'Findings'?"


def test_every_fault_of_the_envelope_is_told_at_once() -> None:
    found = problems(SOUND.replace("REGULATION", "RULE").replace("ruleSet: age-limits", "ruleSet: Age Limits\nx: 1"))
    assert {problem.place for problem in found} == {"category", "ruleSet", "x"}
    assert all(problem.line is not None for problem in found)


def test_the_digest_is_of_what_is_said_and_not_of_how_it_is_written() -> None:
    as_yaml = read_rule_set(read_yaml("# a comment\n" + SOUND)).rule_set
    assert as_yaml is not None
    as_json = read_rule_set(read_json(as_yaml.content)).rule_set
    assert as_json is not None
    assert as_yaml.digest == as_json.digest
    assert read_rule_set(read_yaml(SOUND.replace("1000", "1000.0"))).rule_set is not None


def test_a_change_section_is_not_part_of_the_content() -> None:
    plain, changed = read_rule_set(read_yaml(SOUND)), read_rule_set(read_yaml(SOUND + "change: {comment: x}\n"))
    assert plain.rule_set is not None
    assert changed.rule_set is not None
    assert plain.rule_set.digest == changed.rule_set.digest


def test_a_product_without_rule_sets_is_refused() -> None:
    read = read_product(
        read_yaml("{product: a, name: {en: A}, kind: X, segment: CONSUMER, currency: CNY, ruleSets: []}")
    )
    assert read.product is None
    assert [problem.place for problem in read.diagnostics] == ["ruleSets"]
