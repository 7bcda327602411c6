"""What would lift a reason: solved in time and in facts, stated, and proved by evaluating again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from creditrules.document import read_yaml
from creditrules.eligibility import (
    Applicant,
    AppliedVersion,
    CompiledRuleSet,
    Doubt,
    GoverningRuleSet,
    LiftState,
    Outcome,
    Reason,
    ToldLift,
    as_published,
    compile_rule_set,
    lifted,
    stated,
    told_lift,
)
from creditrules.eligibility.decide import decide
from creditrules.eligibility.lifting import Lifted, plain_lift, read_lift
from creditrules.rules import ProductForm, check_rule_set, read_rule_set

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 20, 12, tzinfo=SHANGHAI)
RULES = """
ruleSet: risk
category: RISK
timeZone: Asia/Shanghai
name: {{en: Risk}}
reasons:
  R: {{message: {{en: A payment is overdue.}}, lift: {{condition: '{condition}', message: {{en: Wait.}}}}}}
  OTHER: {{message: {{en: Another payment is overdue.}}}}
facts:
  - {{name: score, type: number, allowedValues: "[300..900]", label: {{en: Credit score, zh: 信用分}}}}
  - {{name: overdue days, type: number, unit: days}}
  - {{name: signal, type: date, nullable: true}}
  - {{name: seen, type: date and time}}
  - {{name: born, type: date}}
  - {{name: verified, type: boolean, label: {{en: Identity verified}}}}
  - {{name: kind, type: string}}
  - {{name: income, type: number, sensitive: true}}
functions:
  - {{name: least, parameters: [n], type: number, expression: n + 100}}
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: ['{column}']
      outputs: [intervention, reason]
      rules:
        - ['{cell}', '"PAUSE"', '"R"']
        - ["-", '"ALLOW"', "null"]
"""
FACTS = {
    "score": 580,
    "overdue days": 9,
    "signal": "2026-03-08",
    "seen": "2026-03-20T11:00:00+08:00",
    "born": "2010-02-28",
    "verified": False,
    "kind": "A",
    "income": 100,
}


def reason(condition: str, column: str, cell: str, **facts: object) -> Reason:
    read = read_rule_set(read_yaml(RULES.format(condition=condition, column=column, cell=cell)))
    assert read.rule_set is not None, read.diagnostics
    checked = check_rule_set(read.rule_set)
    assert checked.ok, checked.diagnostics
    return found_in(compile_rule_set(checked), FACTS | facts)


def found_in(compiled: CompiledRuleSet, facts: dict[str, object]) -> Reason:
    form = compiled.rule_set.form
    product = ProductForm.model_validate(
        {"product": "line", "name": {"en": "L"}, "kind": "LINE", "segment": "CONSUMER", "currency": "CNY"}
        | {"ruleSets": ["risk"]}
    )
    applied = AppliedVersion("risk", form.category, 1, compiled.rule_set.digest, None, None, None)
    return decide(product, "", [GoverningRuleSet(compiled, applied)], Applicant(facts), NOW).reasons[0]


def lift(condition: str, column: str, cell: str, **facts: object) -> Lifted:
    found = lifted(reason(condition, column, cell, **facts))
    assert found is not None
    return found


SIGNAL = ("signal", '> today() - duration("P30D")')


@pytest.mark.parametrize(
    ("condition", "column", "cell", "start"),
    [
        ('today() >= signal + duration("P30D")', *SIGNAL, "2026-04-07T00:00:00+08:00"),
        ('signal <= today() - duration("P30D")', *SIGNAL, "2026-04-07T00:00:00+08:00"),
        ('today() - signal >= duration("P30D")', *SIGNAL, "2026-04-07T00:00:00+08:00"),
        ('(today() - signal) / duration("P1D") > 29', *SIGNAL, "2026-04-07T00:00:00+08:00"),
        ('not(today() < signal + duration("P30D"))', *SIGNAL, "2026-04-07T00:00:00+08:00"),
        ('now() > seen + duration("PT2H")', "seen", '>= now() - duration("PT2H")', "2026-03-20T13:00:00.001+08:00"),
        ('signal = null or today() >= signal + duration("P30D")', *SIGNAL, "2026-04-07T00:00:00+08:00"),
        (
            'years and months duration(born, today()) >= duration("P18Y")',
            "years and months duration(born, today()).years",
            "< 18",
            "2028-02-28T00:00:00+08:00",
        ),
        (
            'today() >= signal + duration("P30D") and today() >= signal + duration("P40D")',
            "signal",
            '> today() - duration("P40D")',
            "2026-04-17T00:00:00+08:00",
        ),
    ],
)
def test_in_time_it_is_the_earliest_moment_to_the_millisecond_and_proved(
    condition: str, column: str, cell: str, start: str
) -> None:
    found = lift(condition, column, cell)
    assert found.start == datetime.fromisoformat(start)
    assert (found.state, found.doubt, found.changes, found.outcome) == (LiftState.PROVED, None, (), Outcome.ALLOW)


@pytest.mark.parametrize(
    ("condition", "column", "cell", "changes"),
    [
        ("score >= 600", "score", "< 600", [("score", ">=", "600")]),
        ("600 <= score", "score", "< 600", [("score", ">=", "600")]),
        ("not(score < 600)", "score", "< 600", [("score", ">=", "600")]),
        ("score > 600", "score", "<= 600", [("score", ">", "600")]),
        ("score >= least(500)", "score", "< 600", [("score", ">=", "600")]),
        ("overdue days = 0", "overdue days", "> 0", [("overdue days", "=", "0")]),
        ("verified", "verified", "false", [("verified", "=", "True")]),
        ("score between 600 and 700", "score", "not([600..700])", [("score", ">=", "600")]),
        ("score in (>= 600)", "score", "< 600", [("score", ">=", "600")]),
        (
            "score >= 600 and (verified or overdue days < 5)",
            "score",
            "< 600",
            [("score", ">=", "600"), ("verified", "=", "True")],
        ),
        ('kind = "B"', "kind", 'not("B")', [("kind", "=", "B")]),
    ],
)
def test_in_facts_it_is_the_values_that_the_condition_names(
    condition: str, column: str, cell: str, changes: list[tuple[str, str, str]]
) -> None:
    found = lift(condition, column, cell)
    assert [(each.fact.name, each.operator, str(each.threshold)) for each in found.changes] == changes
    assert found.state is (LiftState.PROVED if changes else LiftState.NOT_COMPUTED)
    assert found.start is None


def test_facts_and_time_together_come_where_one_alone_is_not_enough() -> None:
    found = lift('score >= 600 and today() >= signal + duration("P30D")', "score", "< 600")
    assert [each.fact.name for each in found.changes] == ["score"]
    assert found.start == datetime(2026, 4, 7, tzinfo=SHANGHAI)
    assert found.state is LiftState.PROVED


@pytest.mark.parametrize(
    ("condition", "column", "cell", "state", "doubt"),
    [
        ("score >= 500", "score", "< 600", LiftState.NOT_PROVED, Doubt.HOLDS_ALREADY),
        ("score >= 590", "score", "< 600", LiftState.NOT_PROVED, Doubt.STILL_GIVEN),
        ('today() >= signal + duration("P20D")', *SIGNAL, LiftState.NOT_PROVED, Doubt.STILL_GIVEN),
        ("score >= 1000", "score", "< 600", LiftState.NOT_COMPUTED, Doubt.NO_SOLUTION),  # no score may be that high
        ("score * 2 >= 1200", "score", "< 600", LiftState.NOT_COMPUTED, Doubt.NO_SOLUTION),
        ('month of year(today()) = "May"', "score", "< 600", LiftState.NOT_COMPUTED, Doubt.NO_SOLUTION),
        ("today() > today()", "score", "< 600", LiftState.NOT_COMPUTED, Doubt.NO_SOLUTION),
        ("score >= 600 and score < 600", "score", "< 600", LiftState.NOT_COMPUTED, Doubt.NO_SOLUTION),
    ],
)  # fmt: skip
def test_what_is_contradicted_is_not_proved_and_what_is_not_solved_is_not_computed(
    condition: str, column: str, cell: str, state: LiftState, doubt: Doubt
) -> None:
    found = lift(condition, column, cell)
    assert (found.state, found.doubt) == (state, doubt)


def test_a_fact_that_is_not_given_may_be_what_is_needed_and_one_that_a_value_hangs_on_leaves_it_open() -> None:
    def of(condition: str) -> Lifted | None:
        read = read_rule_set(read_yaml(RULES.format(condition=condition, column="score", cell="< 600")))
        assert read.rule_set is not None
        return lifted(found_in(compile_rule_set(check_rule_set(read.rule_set)), {"score": 580}))

    given, open_one = of("income >= 5 * score"), of("score >= 5 * income")
    assert given is not None
    assert ([(each.fact.name, each.given) for each in given.changes], given.doubt) == (
        [("income", None)],
        Doubt.STILL_GIVEN,
    )
    assert open_one is not None
    assert (open_one.state, open_one.changes) == (LiftState.NOT_COMPUTED, ())


def test_a_lift_in_words_has_no_condition() -> None:
    text = RULES.replace("{{condition: '{condition}', message: {{en: Wait.}}}}", "{{en: Wait.}}")
    read = read_rule_set(read_yaml(text.format(column="score", cell="< 600")))
    assert read.rule_set is not None
    found = found_in(compile_rule_set(check_rule_set(read.rule_set)), dict(FACTS))
    assert (found.lift(), lifted(found)) == ("Wait.", None)


def test_it_is_stated_with_numbers_only_where_they_are_told() -> None:
    found = reason('score >= 600 and today() >= signal + duration("P30D")', "score", "< 600")
    assert in_words_of(found, "en", published=True) == (
        "Credit score: 600 or more (now 580). From 2026-04-07 (Asia/Shanghai) on."
    )
    assert in_words_of(found, "zh-CN", published=False) == "信用分：需提高（当前580）。需待一段时间。"
    secret = reason("income >= 200", "income", "< 200")
    assert in_words_of(secret, "fr", published=True) == "income: 200 or more."


def test_a_moment_that_would_tell_a_duration_is_told_only_where_the_reason_ends_at_it_anyway() -> None:
    found = reason('today() >= signal + duration("P30D")', *SIGNAL)
    hidden = told(found, published=False)
    assert (hidden.state, hidden.waits, hidden.start) == (LiftState.PROVED, True, None)
    assert in_words_of(found, "en", published=False) == "Time has to pass."
    for ends, shown in (("2026-04-07T00:00:00+08:00", True), ("2026-04-08T00:00:00+08:00", False)):
        later = replace(found.finding, until=datetime.fromisoformat(ends))
        until = replace(found, cause=replace(found.cause, finding=later))
        assert (told(until, published=False).start is not None) is shown


def test_a_lift_in_plain_data_reads_back_as_it_was() -> None:
    for case in (
        reason('score >= 600 and today() >= signal + duration("P30D")', "score", "< 600"),
        reason("verified", "verified", "false"),
        reason("score * 2 >= 1200", "score", "< 600"),
    ):
        for published in (True, False):
            kept = told(case, published=published)
            assert read_lift(plain_lift(kept)) == kept


def told(found: Reason, *, published: bool) -> ToldLift:
    whole = lifted(found)
    assert whole is not None
    return as_published(told_lift(whole), found, published=published)


def in_words_of(found: Reason, locale: str, *, published: bool) -> str:
    assert found.ground is not None
    return stated(told(found, published=published), found.ground.compiled.facts, "Asia/Shanghai", locale)


def test_a_condition_that_is_wrong_is_told_when_the_rule_set_is_checked() -> None:
    for condition, code in (
        ("scor >= 600", "feel.unknown-name"),
        ("score + 1", "feel.type"),
        ("score >", "feel.syntax"),
    ):
        read = read_rule_set(read_yaml(RULES.format(condition=condition, column="score", cell="< 600")))
        assert read.rule_set is not None
        found = read.located(check_rule_set(read.rule_set).diagnostics)
        problem = next(each for each in found if each.place == "reasons.R.lift.condition")
        assert problem.line == 7, condition
        assert problem.code.startswith("feel."), code


def test_time_is_searched_within_a_bounded_number_of_comparisons() -> None:
    many = " or ".join(f'today() > signal + duration("P{days}D")' for days in range(30, 60))
    assert lift(many, *SIGNAL).state is LiftState.NOT_COMPUTED


def test_the_moment_is_now_in_utc_as_well() -> None:
    found = lift('today() >= signal + duration("P30D")', *SIGNAL)
    assert found.start is not None
    assert found.start.astimezone(UTC).isoformat() == "2026-04-06T16:00:00+00:00"
