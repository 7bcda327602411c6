"""What is kept of rows and verdicts never shows: every answer is the one that a rule set gives when it is new."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.eligibility.test_eligibility_decide import NOW, applied, product, rule_set, table
from tests.eligibility.test_eligibility_growth import calls

from creditrules.eligibility import Applicant, Decision, Outcome
from creditrules.eligibility.decide import decide

FACTS = "facts: [{name: score, type: number}, {name: region, type: string}, {name: income, type: number}]\n"
OUTPUTS = "[intervention, reason, limit, until]"
ROWS = (
    """['>= 700', '-', '"ALLOW"', '"R1"', 'income * 2', 'null']""",
    """['>= 600', '"N"', '"LIMIT"', '"R1"', '1.0', 'null']""",
    """['[550..650]', '"N", "S"', '"LIMIT"', '"R2"', '1', 'null']""",
    """['[400..500]', '-', '"PAUSE"', '"R2"', 'null', 'date("2026-02-01")']""",
    """['< 450', '-', '"DECLINE"', '"R2"', 'null', 'if income < 0 then date("2026-03-01") else null']""",
    """['< 300', '"S"', '"DECLINE"', 'if income = 5 then "NONE" else "R1"', 'null', 'null']""",
)
POLICIES = ("FIRST", "COLLECT", "RULE ORDER", "ANY", "UNIQUE")
WARM = {policy: rule_set(FACTS + table(policy, "[score, region]", OUTPUTS, *ROWS)) for policy in POLICIES}
applicants = st.fixed_dictionaries(
    {},
    optional={
        "score": st.sampled_from(["299", "300", "450", "500", "550", "600.0", "650", "700", "many"]),
        "region": st.sampled_from(["N", "S", "E"]),
        "income": st.sampled_from([Decimal(-1), Decimal(5), Decimal("5.0"), 7]),
    },
)


def told(decision: Decision) -> tuple[object, ...]:
    """All that is said, numbers as they are spelt."""
    findings = [str(reason.finding) for reason in decision.reasons]
    missing = [fact.name for fact in decision.missing_facts]
    problems = [problem.message for problem in decision.problems]
    return (decision.outcome, decision.possible_outcomes, str(decision.terms), findings, missing, problems)


@pytest.mark.parametrize("policy", POLICIES)
@settings(max_examples=25)
@given(st.lists(applicants, min_size=2, max_size=4))
def test_a_rule_set_that_was_asked_before_says_what_a_new_one_says(
    policy: str, people: list[dict[str, object]]
) -> None:
    kept = [told(decide(product(), "d", [applied(WARM[policy])], Applicant(facts), NOW)) for facts in people * 2]
    new = rule_set(FACTS + table(policy, "[score, region]", OUTPUTS, *ROWS))
    for facts, before in zip(people * 2, kept, strict=True):
        new.kept.__init__()  # type: ignore[misc]  # as if it was never asked
        assert told(decide(product(), "d", [applied(new)], Applicant(facts), NOW)) == before


AMOUNTS = FACTS + table(
    "FIRST",
    "[score]",
    "[intervention, reason, limit, rate]",
    """['>= 500', '"LIMIT"', 'if region = "N" then "R1" else "R2"', 'income * 2',
    'if region = "E" then null else income / 4']""",
    """['-', 'if income = 5 then "PAUSE" else "LIMIT"', '"R1"', 'if region = "S" then "much" else income', 'null']""",
)
WARM_AMOUNTS = rule_set(AMOUNTS)

STATED = FACTS + table(
    "COLLECT",
    "[score, region]",
    "[intervention, reason, limit]",
    """['-', '-', '"LIMIT"', '"R1"', 'income']""",
    """['>= 500', '-', '"ALLOW"', 'null', 'null']""",
)


@settings(max_examples=50)
@given(st.lists(applicants, min_size=2, max_size=5))
def test_a_row_whose_amounts_are_worked_out_says_what_it_says_when_it_is_read_anew(
    people: list[dict[str, object]],
) -> None:
    new = rule_set(AMOUNTS)
    for facts in people:
        new.kept.__init__()  # type: ignore[misc]  # as if it was never asked
        anew = told(decide(product(), "d", [applied(new)], Applicant(facts), NOW))
        assert told(decide(product(), "d", [applied(WARM_AMOUNTS)], Applicant(facts), NOW)) == anew


def test_a_limit_that_is_worked_out_is_spelt_as_it_was_worked_out() -> None:
    amounts = [Decimal(5), Decimal("5.0"), Decimal("5.00"), Decimal(5)]
    decisions = [
        decide(product(), "d", [applied(WARM["FIRST"])], Applicant({"score": 800, "region": "N", "income": each}), NOW)
        for each in amounts
    ]
    assert [str(each.terms.limit) for each in decisions if each.terms] == ["10", "10.0", "10.00", "10"]


def test_what_an_exposure_limit_leaves_is_worked_out_for_each() -> None:
    outputs = "[intervention, reason, exposureLimit]"
    rules = rule_set(
        "facts: [{name: score, type: number}]\n"
        + table("FIRST", "[score]", outputs, """['-', '"LIMIT"', '"R1"', '100']""")
    )
    for owed in (30, 40, 30):
        told = Applicant({"score": 1, "exposures": [{"product": "line", "amount": owed}]})
        decision = decide(product(), "d", [applied(rules)], told, NOW)
        assert decision.terms is not None
        assert decision.terms.limit == 100 - owed


def test_a_rule_set_that_reads_the_product_is_asked_for_each() -> None:
    rules = rule_set(
        "facts: [{name: score, type: number}]\n"
        + table(
            "FIRST",
            "[product.slug]",
            "[intervention, reason]",
            """['"line"', '"ALLOW"', '"R1"']""",
            """['-', '"DECLINE"', '"R2"']""",
        )
    )
    asked = Applicant({"score": 1})
    outcomes = [decide(product(slug), "d", [applied(rules)], asked, NOW).outcome for slug in ("line", "loan", "line")]
    assert outcomes == [Outcome.ALLOW, Outcome.DECLINE, Outcome.ALLOW]


def test_products_that_share_a_rule_set_are_answered_by_asking_it_once() -> None:
    rows = [f"""['[{row}..{row + 1})', '-', '"LIMIT"', '"R1"', '{row}', 'null']""" for row in range(400)]
    rules = rule_set(FACTS + table("FIRST", "[score, region]", OUTPUTS, *rows))

    def ask(products: int) -> None:
        asked = Applicant({})
        for number in range(products):
            decision = decide(product(f"line-{number}"), "d", [applied(rules)], asked, NOW)
            assert [fact.name for fact in decision.missing_facts] == ["score"]

    assert calls(lambda: ask(5)) < 1.5 * calls(lambda: ask(1))


def test_an_outcome_is_known_by_what_its_rows_said_then_whatever_they_have_said_since() -> None:
    asked, low, high = rule_set(STATED), Decimal(5), Decimal(7)  # a fact as stated is the same object each time

    def limit(score: int, income: Decimal) -> Decimal | None:
        facts = {"region": "N", "income": income, "score": score}
        terms = decide(product(), "d", [applied(asked)], Applicant(facts), NOW).terms
        return terms.limit if terms else None

    assert limit(300, low) == low
    assert [limit(score, high) for score in (600, 300)] == [high, high]
    assert [limit(score, low) for score in (600, 300)] == [low, low]
