"""From verdicts to one outcome: the severest intervention, the narrowest bounds, never a pass by silence."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from creditrules.eligibility import Finding, Outcome
from creditrules.eligibility.combining import combine_terms, deciding_facts, outcome_of, possible_interventions
from creditrules.eligibility.verdict import Verdict, no_rule_fired
from creditrules.rules import Intervention

ALLOW, WARN, LIMIT = (Finding(step) for step in (Intervention.ALLOW, Intervention.WARN, Intervention.LIMIT))
PAUSE, REFER, DECLINE = (Finding(step) for step in (Intervention.PAUSE, Intervention.REFER, Intervention.DECLINE))


def test_the_severest_finding_of_all_rule_sets_is_the_outcome() -> None:
    assert outcome_of([Verdict((ALLOW,)), Verdict((WARN, PAUSE)), Verdict((LIMIT,))]) is Outcome.PAUSE


def test_a_decline_is_certain_whatever_is_missing_elsewhere() -> None:
    open_question = Verdict((), (ALLOW, PAUSE), exclusive=True, missing=frozenset({"income"}))
    assert outcome_of([Verdict((DECLINE,)), open_question]) is Outcome.DECLINE
    assert deciding_facts([Verdict((DECLINE,)), open_question]) == frozenset()


def test_an_open_question_that_matters_leaves_the_outcome_undetermined_and_names_its_facts() -> None:
    open_question = Verdict((ALLOW,), (DECLINE,), exclusive=True, missing=frozenset({"income"}))
    verdicts = [Verdict((WARN,)), open_question]
    assert outcome_of(verdicts) is Outcome.UNDETERMINED
    assert possible_interventions(verdicts) == (Intervention.WARN, Intervention.DECLINE)
    assert deciding_facts(verdicts) == {"income"}


def test_facts_that_could_only_find_something_milder_are_not_asked_for() -> None:
    milder = Verdict((), (ALLOW, WARN), exclusive=True, missing=frozenset({"score"}))
    harder = Verdict((PAUSE,), (DECLINE,), missing=frozenset({"income"}))
    assert deciding_facts([milder, harder]) == {"income"} | ({"score"} if milder.most > Intervention.PAUSE else set())


def test_terms_that_could_still_change_leave_an_open_product_undetermined() -> None:
    low, high = Finding(Intervention.ALLOW, limit=Decimal(1000)), Finding(Intervention.ALLOW, limit=Decimal(9000))
    assert outcome_of([Verdict((low,), (high,), exclusive=True, missing=frozenset({"score"}))]) is Outcome.UNDETERMINED


def test_terms_are_the_narrowest_of_all_bounds() -> None:
    first = Finding(Intervention.ALLOW, None, Decimal(9000), Decimal("0.18"), frozenset({"CASH_OUT"}))
    second = Finding(Intervention.LIMIT, "CAP", Decimal(5000), Decimal("0.24"), frozenset({"INSTALMENTS"}))
    terms = combine_terms("CNY", Outcome.LIMIT, [first, second])
    assert terms is not None
    assert (terms.limit, terms.rate) == (Decimal(5000), Decimal("0.18"))
    assert terms.restricted_features == ("CASH_OUT", "INSTALMENTS")


def test_a_pause_lasts_until_its_last_end_and_is_open_ended_if_one_is() -> None:
    march, may = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    paused = [Finding(Intervention.PAUSE, "A", until=march), Finding(Intervention.PAUSE, "B", until=may)]
    terms = combine_terms("CNY", Outcome.PAUSE, paused)
    assert terms is not None
    assert terms.until == may
    terms = combine_terms("CNY", Outcome.PAUSE, [*paused, PAUSE])
    assert terms is not None
    assert terms.until is None


def test_a_refusal_has_no_terms() -> None:
    assert combine_terms("CNY", Outcome.DECLINE, [DECLINE]) is None
    assert combine_terms("CNY", Outcome.REFER, [REFER]) is None


findings = st.sampled_from(Intervention).map(Finding)
verdict_parts = st.tuples(st.lists(findings, max_size=3), st.lists(findings, max_size=3), st.booleans())


def worlds(verdict: Verdict) -> set[Intervention]:
    """Every answer of one rule set, by trying each way that the missing facts may turn out."""
    if verdict.exclusive:
        ends = [*verdict.certain, *verdict.possible, *([] if verdict.certain else [no_rule_fired()])]
        return {finding.intervention for finding in ends} if verdict.possible else {verdict.certain[0].intervention}
    answers = set()
    for chosen in product([False, True], repeat=len(verdict.possible)):
        fired = [*verdict.certain, *(f for f, fires in zip(verdict.possible, chosen, strict=True) if fires)]
        answers.add(max(f.intervention for f in fired or [no_rule_fired()]))
    return answers


def as_verdict(parts: tuple[list[Finding], list[Finding], bool]) -> Verdict:
    certain, possible, exclusive = parts
    if exclusive:
        certain = certain[:1]
    if not certain and not possible:
        certain = [no_rule_fired()]
    return Verdict(tuple(certain), tuple(possible), exclusive, frozenset({"x"}) if possible else frozenset())


@given(st.lists(verdict_parts, min_size=1, max_size=3))
def test_possible_outcomes_are_those_of_every_way_the_missing_facts_may_turn_out(
    parts: list[tuple[list[Finding], list[Finding], bool]],
) -> None:
    verdicts = [as_verdict(part) for part in parts]
    expected = {max(combination) for combination in product(*(worlds(verdict) for verdict in verdicts))}
    assert possible_interventions(verdicts) == tuple(sorted(expected))


@given(verdict_parts)
def test_the_mildest_the_severest_and_the_range_are_those_of_every_way_too(
    parts: tuple[list[Finding], list[Finding], bool],
) -> None:
    verdict = as_verdict(parts)
    reachable = sorted(worlds(verdict))
    assert (verdict.least, verdict.most) == (reachable[0], reachable[-1])
    assert possible_interventions([verdict]) == tuple(reachable)


@given(st.sampled_from(Intervention), st.booleans())
def test_a_verdict_that_is_like_another_is_what_it_would_be_by_itself(step: Intervention, exclusive: bool) -> None:  # noqa: FBT001
    before = Verdict((Finding(step, limit=Decimal(5)),), (), exclusive)
    before.kept()
    finding = Finding(step, limit=Decimal(7), rate=Decimal("0.2"))
    like, alone = before.with_amounts(finding), Verdict((finding,), (), exclusive)
    assert like == alone
    assert (like.least, like.most, like.steps, like.settled) == (alone.least, alone.most, alone.steps, alone.settled)
    assert (like.lasts, like.like) == (False, before)
