"""A decider that has answered many says of the next what one says that was made for it alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.eligibility.test_eligibility_decide import NOW, applied, product, rule_set, table

from creditrules.eligibility import Applicant, CompiledRuleSet, Decider, Decision, GoverningRuleSet, plain_answer
from creditrules.feel import RequestBudget
from creditrules.records import replace

FACTS = "facts: [{name: score, type: number}, {name: region, type: string}, {name: income, type: number}]\n"
OUTPUTS = "[intervention, reason, limit]"
SCORE = table(
    "FIRST",
    "[score]",
    OUTPUTS,
    """['< 500', '"DECLINE"', '"R1"', 'null']""",
    """['[500..700)', '"LIMIT"', '"R2"', '1000']""",
    """['[700..900]', '"ALLOW"', 'null', '9000']""",
)
REGION = table(
    "COLLECT",
    "[region, score]",
    OUTPUTS,
    """['"N", "S"', '-', '"LIMIT"', '"R1"', '500']""",
    """['"S"', '-', '"WARN"', '"R2"', 'null']""",
    """['-', '>= 600', '"ALLOW"', 'null', 'null']""",
)
INCOME = table(
    "FIRST",
    "[score, region]",
    OUTPUTS,
    """['>= 600', '-', '"LIMIT"', '"R1"', 'income * 2']""",
    """['-', '"E"', '"WARN"', '"R2"', 'null']""",
    """['-', '-', '"ALLOW"', 'null', 'null']""",
)
SLUG = table(
    "FIRST",
    "[product.slug, region]",
    OUTPUTS,
    """['"line"', '"N"', '"WARN"', '"R1"', 'null']""",
    """['-', '-', '"ALLOW"', 'null', '800']""",
)
OFFSET = table(
    "FIRST", "[score]", OUTPUTS, """['>= 650', '"STEP_UP"', '"R1"', 'null']""", """['-', '"ALLOW"', 'null', '700']"""
)
AMOUNTS = table(
    "FIRST",
    "[score]",
    "[intervention, reason, limit, rate, restrictedFeatures, until]",
    """['>= 600', '"ALLOW"', 'null', 'income * 3', 'if region = "E" then null else income / 40', '"cash"', 'null']""",
    """['>= 500', '"PAUSE"', 'if region = "N" then "R1" else "R2"', 'income', '0.2', 'null', 'date("2026-02-01")']""",
    """['-', '"LIMIT"', '"R2"', 'income', 'null', 'if region = "S" then ["cash", "abroad"] else null', 'null']""",
)
LISTED = table(
    "COLLECT",
    "[region, score]",
    OUTPUTS,
    """['"N"', '-', '"LIMIT"', '"R1"', 'income']""",
    """['-', '>= 600', '"LIMIT"', '"R2"', '4000']""",
    """['-', '-', '"ALLOW"', 'null', 'null']""",
)
TABLES = (SCORE, REGION, INCOME, SLUG, OFFSET, AMOUNTS, LISTED)


def made(at: int) -> CompiledRuleSet:
    """One of the tables as a rule set that nobody has asked yet."""
    return rule_set(FACTS + TABLES[at], f"rules-{at}")


EACH = [made(at) for at in range(len(TABLES))]
SCORES = st.sampled_from(["299", "500", "550", "600.0", "650", "700"])
REGIONS = st.sampled_from(["N", "S", "E"])
INCOMES = st.sampled_from([Decimal(-1), Decimal(5), Decimal("5.0"), 7])
applicants = st.one_of(
    st.fixed_dictionaries({"score": SCORES, "region": REGIONS, "income": INCOMES}),
    st.fixed_dictionaries(
        {},
        optional={
            "score": SCORES | st.sampled_from(["many", None]),
            "region": REGIONS,
            "income": INCOMES,
            "exposures": st.just([]),
        },
    ),
)


def told(decision: Decision) -> object:
    missing = [(fact.name, fact.type) for fact in decision.missing_facts]
    grounds = [(each.compiled.rule_set.digest, each.facts, each.situation.now) for each in decision.grounds]
    reasons = [(reason.ground and reason.ground.compiled.rule_set.digest, reason.party) for reason in decision.reasons]
    return plain_answer(decision), missing, decision.problems, grounds, reasons


def asked(decider: Decider, facts: dict[str, object], budget: RequestBudget | None) -> object:
    return told(decider.decide(Applicant(facts, budget=budget), NOW))


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(range(len(TABLES))), min_size=1, max_size=4, unique=True),
    st.lists(applicants, min_size=2, max_size=8),
    st.sampled_from([None, 3, 12, 10**6, 10**6, 10**6]),
)
def test_what_was_kept_of_others_never_shows(
    tables: list[int], people: list[dict[str, object]], steps: int | None
) -> None:
    """Nor in what it costs, by rule sets that were asked thousands of times or never."""
    kept = Decider(product(), "digest", [applied(EACH[at]) for at in tables])
    new = [made(at) for at in tables]
    for facts in people:
        asked(kept, facts, None)
    for facts in people * 2:
        budgets = [RequestBudget(steps, 10**6) if steps else None for _ in range(2)]
        for each in new:
            each.kept.__init__()  # type: ignore[misc]  # as if it was never asked
        alone = asked(Decider(product(), "digest", [applied(each) for each in new]), facts, budgets[0])
        assert asked(kept, facts, budgets[1]) == alone
        one, other = [each and (each.steps, each.memory, each.spent) for each in budgets]
        assert one == other


@given(st.lists(applicants, min_size=2, max_size=6), st.integers(0, 60))
def test_a_budget_that_ends_ends_where_it_would_for_one_alone(people: list[dict[str, object]], steps: int) -> None:
    governing = [applied(each) for each in EACH]
    kept = Decider(product(), "digest", governing)
    for facts in people:
        asked(kept, facts, None)
    for facts in people:
        one, other = RequestBudget(steps, 10**6), RequestBudget(steps, 10**6)
        alone = asked(Decider(product(), "digest", governing), facts, one)
        assert asked(kept, facts, other) == alone
        assert (one.taken, one.spent) == (other.taken, other.spent)


def decided(rule_sets: Sequence[CompiledRuleSet], people: Sequence[dict[str, object]]) -> list[Decision]:
    decider = Decider(product(), "digest", [applied(each) for each in rule_sets])
    return [decider.decide(Applicant(facts), NOW) for facts in people]


def test_applicants_who_differ_in_what_one_rule_set_says_of_them_are_told_apart() -> None:
    people: list[dict[str, object]] = [{"score": 650, "region": region} for region in ("N", "S", "E")]
    found = decided([EACH[0], EACH[1], EACH[4]], people * 2)
    assert [len(each.reasons) for each in found] == [4, 5, 3] * 2
    assert [each.terms and each.terms.limit for each in found] == [500, 500, 1000] * 2


def test_deciders_of_the_same_rules_tell_their_own_product_and_version() -> None:
    facts: dict[str, object] = {"score": 650, "region": "N"}
    version = applied(EACH[0])
    later = GoverningRuleSet(version.compiled, replace(version.applied, version=2))
    dollars = product("loan").model_copy(update={"currency": "USD"})
    for form, governing in ((product(), version), (product(), later), (dollars, version)) * 2:
        found = Decider(form, "digest", [governing]).decide(Applicant(facts), NOW)
        assert found.terms is not None
        assert (found.terms.currency, found.reasons[0].applied) == (form.currency, governing.applied)


def test_a_reason_s_cause_is_one_object_as_long_as_the_same_rows_say_it_of_whomever() -> None:
    people: list[dict[str, object]] = [{"score": 650, "region": "N"}, {"score": 651, "region": "S"}]
    one, other = decided([EACH[0]], people)
    assert one.reasons[0].cause is other.reasons[0].cause
    assert one.reasons[0].ground is not other.reasons[0].ground
    richer: list[dict[str, object]] = [{"score": 650, "income": income} for income in (5, 6)]
    five, six = decided([EACH[2]], richer)
    assert [each.reasons[0].finding.limit for each in (five, six)] == [10, 12]


def test_the_moment_that_is_asked_about_is_each_applicant_s_own() -> None:
    dated = table("FIRST", "[today()]", OUTPUTS, """['< date("2026-02-01")', '"WARN"', '"R1"', 'null']""")
    decider = Decider(product(), "digest", [applied(rule_set(FACTS + dated)), applied(EACH[0])])
    moments = [NOW, NOW + timedelta(days=30), NOW]
    found = [decider.decide(Applicant({"score": 800}), moment) for moment in moments]
    assert [each.outcome.value for each in found] == ["WARN", "REFER", "WARN"]
    assert [each.grounds[1].situation.now for each in found] == moments
