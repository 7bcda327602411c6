"""One applicant, one product: refused, missing and not evaluable differ, and none is a pass by silence."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from creditrules.document import read_yaml
from creditrules.eligibility import (
    AbsentRuleSet,
    Applicant,
    AppliedVersion,
    CompiledRuleSet,
    Decision,
    GoverningRuleSet,
    Origin,
    Outcome,
    compile_rule_set,
    run_cases,
    with_alternatives,
)
from creditrules.eligibility.decide import decide
from creditrules.rules import Category, ProductForm, check_rule_set, check_stored_rule_set, read_rule_set

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
HEADER = """\
ruleSet: {slug}
category: {category}
timeZone: Asia/Shanghai
name: {{en: "{slug}"}}
reasons:
  R1: {{message: {{en: one}}}}
  R2: {{message: {{en: two}}}}
"""


def rule_set(body: str, slug: str = "rules", category: str = "RISK") -> CompiledRuleSet:
    read = read_rule_set(read_yaml(HEADER.format(slug=slug, category=category) + body))
    assert read.rule_set is not None, read.diagnostics
    checked = check_rule_set(read.rule_set)
    assert checked.ok, [problem.render() for problem in checked.diagnostics]
    return compile_rule_set(checked)


def table(policy: str, inputs: str, outputs: str, *rules: str) -> str:
    rows = "\n".join(f"        - {rule}" for rule in rules)
    return f"""
decisions:
  - name: Findings
    table:
      hitPolicy: {policy}
      inputs: {inputs}
      outputs: {outputs}
      rules:
{rows}
"""


def product(slug: str = "line", segment: str = "CONSUMER") -> ProductForm:
    return ProductForm.model_validate(
        {
            "product": slug,
            "name": {"en": slug},
            "kind": "LINE",
            "segment": segment,
            "currency": "CNY",
            "ruleSets": ["rules"],
        }
    )


def applied(compiled: CompiledRuleSet) -> GoverningRuleSet:
    form = compiled.rule_set.form
    version = AppliedVersion(form.rule_set, form.category, 1, compiled.rule_set.digest, 1, NOW, NOW)
    return GoverningRuleSet(compiled, version)


def ask(facts: dict[str, object], *compiled: CompiledRuleSet, of: ProductForm | None = None) -> Decision:
    return decide(of or product(), "digest", [applied(each) for each in compiled], Applicant(facts), NOW)


SCORE = "facts: [{name: score, type: number}]\n" + table(
    "FIRST",
    "[score]",
    "[intervention, reason, {name: limit, type: number}]",
    """['< 500', '"DECLINE"', '"R1"', 'null']""",
    """['[500..700)', '"LIMIT"', '"R2"', '1000']""",
    """['[700..900]', '"ALLOW"', 'null', '9000']""",
)


def test_the_row_that_fired_is_named_with_its_reason() -> None:
    decision = ask({"score": Decimal(450)}, rule_set(SCORE))
    assert decision.outcome is Outcome.DECLINE
    (reason,) = decision.reasons
    assert (reason.code, reason.finding.row, reason.finding.origin) == ("R1", 1, Origin.RULE)


def test_no_rule_fired_is_referred_and_never_allowed() -> None:
    decision = ask({"score": Decimal(950)}, rule_set(SCORE))
    assert decision.outcome is Outcome.REFER
    assert decision.reasons[0].finding.origin is Origin.NO_RULE_FIRED


def test_a_missing_fact_that_matters_is_asked_for() -> None:
    decision = ask({}, rule_set(SCORE))
    assert decision.outcome is Outcome.UNDETERMINED
    assert [fact.name for fact in decision.missing_facts] == ["score"]
    assert set(decision.possible_outcomes) == {Outcome.ALLOW, Outcome.LIMIT, Outcome.REFER, Outcome.DECLINE}
    assert decision.terms is None


def test_an_explicit_null_for_a_fact_that_has_no_null_is_missing_and_not_a_catch_all() -> None:
    catch_all = rule_set(
        "facts: [{name: score, type: number}]\n"
        + table(
            "FIRST",
            "[score]",
            "[intervention, reason]",
            """['< 500', '"DECLINE"', '"R1"']""",
            """['-', '"ALLOW"', 'null']""",
        )
    )
    assert ask({"score": None}, catch_all).outcome is Outcome.UNDETERMINED


def test_an_error_during_evaluation_is_referred_and_says_why() -> None:
    broken = rule_set(
        "facts: [{name: debt, type: number}, {name: income, type: number}]\n"
        + table(
            "FIRST",
            "['debt / income']",
            "[intervention, reason]",
            """['> 0.5', '"DECLINE"', '"R1"']""",
            """['-', '"ALLOW"', 'null']""",
        )
    )
    decision = ask({"debt": Decimal(5), "income": Decimal(0)}, broken)
    assert decision.outcome is Outcome.REFER
    assert decision.reasons[0].finding.origin is Origin.NOT_EVALUABLE
    assert decision.warnings


def test_two_matches_under_unique_are_not_evaluable() -> None:
    overlapping = rule_set(
        "facts: [{name: score, type: number}]\n"
        + table(
            "UNIQUE",
            "[score]",
            "[intervention, reason]",
            """['< 600', '"DECLINE"', '"R1"']""",
            """['> 500', '"ALLOW"', 'null']""",
        )
    )
    decision = ask({"score": Decimal(550)}, overlapping)
    assert decision.outcome is Outcome.REFER
    assert decision.reasons[0].finding.origin is Origin.NOT_EVALUABLE


def test_a_reason_made_at_run_time_that_the_catalogue_lacks_is_not_evaluable() -> None:
    computed = rule_set(
        "facts: [{name: code, type: string}]\n"
        + table("FIRST", "[code]", "[intervention, reason]", """['-', '"DECLINE"', 'code']""")
    )
    assert ask({"code": "R2"}, computed).outcome is Outcome.DECLINE
    assert ask({"code": "NOPE"}, computed).reasons[0].finding.origin is Origin.NOT_EVALUABLE
    (long,) = ask({"code": "N" * 20_000}, computed).warnings
    assert len(long) < 200


def test_an_end_beyond_the_calendar_is_told_as_a_date_is_written() -> None:
    endless = rule_set(
        "facts: [{name: years, type: number}]\n"
        + table("FIRST", "[years]", "[intervention, until]", """['-', '"ALLOW"', 'date(years, 1, 1)']""")
    )
    (told,) = ask({"years": Decimal(10000)}, endless).warnings
    assert '@"10000-01-01"' in told


def test_a_date_ends_a_pause_at_midnight_of_the_rule_sets_time_zone() -> None:
    paused = rule_set(
        "facts: [{name: signal, type: date}]\n"
        + table(
            "FIRST",
            "[signal]",
            "[intervention, reason, {name: until, type: date}]",
            """['> today() - duration("P30D")', '"PAUSE"', '"R1"', 'signal + duration("P30D")']""",
            """['-', '"ALLOW"', 'null', 'null']""",
        )
    )
    decision = ask({"signal": "2026-01-10"}, paused)
    assert decision.outcome is Outcome.PAUSE
    assert decision.terms is not None
    assert decision.terms.until == datetime(2026, 2, 8, 16, tzinfo=UTC)
    assert ask({"signal": "2025-12-16"}, paused).outcome is Outcome.ALLOW


def test_a_limit_that_depends_on_a_missing_fact_leaves_the_terms_open() -> None:
    depends = rule_set(
        "facts: [{name: income, type: number}, {name: age, type: number}]\n"
        + table(
            "FIRST",
            "[age]",
            "[intervention, reason, {name: limit, type: number}]",
            """['< 18', '"DECLINE"', '"R1"', 'null']""",
            """['-', '"ALLOW"', 'null', 'income * 3']""",
        )
    )
    decision = ask({"age": Decimal(30)}, depends)
    assert decision.outcome is Outcome.UNDETERMINED
    assert [fact.name for fact in decision.missing_facts] == ["income"]
    assert ask({"age": Decimal(10)}, depends).outcome is Outcome.DECLINE


def test_missing_facts_that_all_rows_answer_alike_are_not_asked_for() -> None:
    alike = rule_set(
        "facts: [{name: a, type: number}]\n"
        + table(
            "FIRST", "[a]", "[intervention, reason]", """['< 5', '"WARN"', '"R1"']""", """['-', '"WARN"', '"R1"']"""
        )
    )
    assert ask({}, alike).outcome is Outcome.WARN


def test_a_scheduled_rule_set_does_not_count_yet_and_is_announced() -> None:
    compiled = rule_set(SCORE)
    absent = AbsentRuleSet("ceiling", {"en": "Ceiling"}, Category.REGULATION, datetime(2026, 10, 1, tzinfo=UTC))
    decision = decide(product(), "d", [applied(compiled)], Applicant({"score": Decimal(800)}), NOW, [absent])
    assert decision.outcome is Outcome.ALLOW
    assert "2026-10-01" in decision.warnings[0]


@pytest.mark.parametrize("starts", [None, datetime(2026, 10, 1, tzinfo=UTC)])
def test_a_product_without_any_rule_set_in_force_is_referred(starts: datetime | None) -> None:
    absent = AbsentRuleSet("ceiling", {"en": "Ceiling"}, Category.REGULATION, starts)
    decision = decide(product(), "d", [], Applicant({}), NOW, [absent])
    assert decision.outcome is Outcome.REFER
    assert decision.reasons[0].finding.origin is Origin.NO_VERSION_IN_FORCE


def test_a_rule_set_that_was_never_in_force_or_has_ended_is_referred_beside_others_that_are() -> None:
    absent = AbsentRuleSet("gone", {"en": "Gone"}, Category.RISK, None)
    decision = decide(product(), "d", [applied(rule_set(SCORE))], Applicant({"score": Decimal(800)}), NOW, [absent])
    assert decision.outcome is Outcome.REFER


def test_alternatives_are_open_products_of_the_same_segment_with_the_highest_limit_first() -> None:
    compiled = rule_set(SCORE)
    refused = ask({"score": Decimal(400)}, compiled)
    low = ask({"score": Decimal(600)}, compiled, of=product("low"))
    high = ask({"score": Decimal(800)}, compiled, of=product("high"))
    business = ask({"score": Decimal(800)}, compiled, of=product("business", "BUSINESS"))
    offered = with_alternatives(refused, [refused, low, business, high]).alternatives
    assert [decision.product.product for decision in offered] == ["high", "low"]
    assert with_alternatives(high, [low]).alternatives == ()


def test_a_failing_test_case_names_the_case_what_it_expected_and_what_came() -> None:
    cases = """
tests:
  - {name: a good score, facts: {score: 800}, expect: {outcome: ALLOW, limit: 8000}}
  - {name: no score, expect: {missing: [score]}}
  - {name: a typo, facts: {scoore: 1}, expect: {outcome: ALLOW}}
"""
    found = run_cases(rule_set(SCORE + cases), NOW)
    assert [problem.place for problem in found] == [
        "tests[1].expect.limit",
        "tests[3].facts.scoore",
        "tests[3].expect.outcome",
    ]
    assert "8000" in found[0].message
    assert "9000" in found[0].message


def test_a_fact_published_before_its_name_was_reserved_stays_the_rule_sets_own() -> None:
    own = SCORE.replace("name: score", "name: product").replace("[score]", "[product]")
    read = read_rule_set(read_yaml(HEADER.format(slug="rules", category="RISK") + own))
    assert read.rule_set is not None
    assert not check_rule_set(read.rule_set).ok
    stored = compile_rule_set(check_stored_rule_set(read.rule_set))
    assert ask({"product": Decimal(450)}, stored).outcome is Outcome.DECLINE
    assert [fact.name for fact in ask({}, stored).missing_facts] == ["product"]
