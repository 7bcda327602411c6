"""Experiments in force: who is answered by which version, and what bounds them."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.desk.lenders import ADA, AUDITOR, CHIEF, DAY, INCOME, SHOP, START, WHY, Clock, rules
from tests.desk.trials import BROKER, FAR, GOES_ON, GUARD, KEY, SHADOW, Tried, challenger

from creditrules import desk
from creditrules.auth import Principal, Role
from creditrules.eligibility.trials import Arm, Tally
from creditrules.errors import Kind, Refusal
from creditrules.rules.ports import Asked
from creditrules.store import DecisionsInTable, RulesInTable, open_data


def test_who_may_only_draft_makes_no_experiment(tried: Tried) -> None:
    model = Principal("acme", "model", frozenset({Role.ASSISTANT}))
    given = desk.Submission("strict", SHADOW, WHY)
    with pytest.raises(Refusal) as refused:
        tried.lender.act(model, desk.draft_experiment, given)
    assert refused.value.code == "NOT_ALLOWED"
    assert tried.lender.act(ADA, desk.draft_experiment, given).moved.head.latest_version == 0
    assert tried.lender.act(model, desk.draft_experiment, given).moved.proposal.number == 2


def test_each_subject_is_answered_by_the_version_of_its_arm(tried: Tried) -> None:
    tried.publish(challenger("30", GOES_ON))
    for number in range(60):
        subject = f"customer-{number}"
        arm = tried.arm(subject, 300)
        [answer] = tried.decide(subject).decision.summaries
        expected = (2, "DECLINE") if arm is Arm.CHALLENGER else (1, "ALLOW")
        assert (answer["versions"][0]["version"], answer["outcome"]) == expected
    tally = tried.tally()
    assert tally.champion.decisions + tally.challenger.decisions == 60
    assert [set(arm.by_outcome) for arm in (tally.champion, tally.challenger)] == [{"ALLOW"}, {"DECLINE"}]


def test_a_subject_keeps_its_arm_while_the_share_grows(tried: Tried) -> None:
    subjects = [f"customer-{number}" for number in range(40)]
    before: set[str] = set()
    for share in ("5", "12.5", "40", "80"):
        tried.publish(challenger(share, GOES_ON))
        now = {subject for subject in subjects if tried.version(subject) == 2}
        assert before <= now
        before = now
    assert 0 < len(before) < 40


def test_a_subject_is_answered_by_the_same_version_wherever_it_asks(tried: Tried) -> None:
    tried.publish(challenger("40", GOES_ON))
    names = [f"customer-{number}" for number in range(30)]
    catalogue, facts = tried.lender.catalogue, {"income": Decimal(150)}
    everybody = [desk.BatchSubject(name, facts, {}) for name in names]
    batch = desk.ask_batch(catalogue, SHOP, desk.Question({}), everybody)
    job, _ = desk.start_batch_job(catalogue, tried.lender.recording, SHOP, desk.Question({}), "job")
    lines = "\n".join(json.dumps({"subject": name, "facts": {"income": 150}}) for name in names)
    part = desk.add_to_batch_job(catalogue, tried.lender.recording, SHOP, job.id, 1, lines)
    shown = desk.part_of_batch_job(tried.lender.recording, SHOP, part.job, 1)
    assert shown is not None
    sent = [json.loads(line)["decisions"][0]["outcome"] for line in shown.lines.splitlines()]
    found: set[str] = set()
    for name, in_batch, in_job in zip(names, batch.answers, sent, strict=True):
        asked = desk.ask(catalogue, SHOP, desk.Question(facts), name).decisions[0].outcome
        assert in_batch.report is not None
        recorded = tried.decide(name).decision.summaries[0]["outcome"]
        assert asked == in_batch.report.decisions[0].outcome == in_job == recorded
        arm = desk.arm_of_subject(tried.lender.view(ADA), KEY, name, "shop")
        assert (arm is Arm.CHALLENGER) == (recorded == "DECLINE")
        found.add(recorded)
    assert found == {"ALLOW", "DECLINE"}


def test_what_is_asked_and_not_recorded_is_told_of_experiments_as_decisions_are(tried: Tried) -> None:
    """And it does not count."""
    for number, (content, told) in enumerate([(challenger(), 0), (challenger("50", f"{GUARD}, published: true"), 1)]):
        tried.publish(content)
        for subject in (None, "ann"):
            report = desk.ask(tried.lender.catalogue, SHOP, desk.Question({"income": Decimal(150)}), subject)
            moments = {"valid_at": report.valid_at, "known_at": report.known_at}
            met = desk.experiments_asked(tried.lender.view(ADA, **moments), report)
            arm = tried.arm("ann", 500) if subject else Arm.CHAMPION
            assert [(each.trial.stage, each.arm) for each in met] == [(number + 1, arm)]
            assert len(desk.experiments_asked(tried.lender.view(SHOP, **moments), report)) == told
    assert tried.tally(1) == tried.tally(2) == Tally()


def test_only_who_may_read_decisions_is_told_a_subject_s_arm(tried: Tried) -> None:
    tried.publish(challenger())
    with pytest.raises(Refusal) as refused:
        desk.arm_of_subject(tried.lender.view(SHOP), KEY, "ann", "shop")
    assert refused.value.kind is Kind.FORBIDDEN


def test_arms_are_drawn_with_a_secret_of_the_lender_s_own_that_stays(tmp_path: Any) -> None:
    with open_data(tmp_path / "data") as data:
        store = RulesInTable(data.table, clock=Clock(), cursor_secret=data.cursor_secret, keys=data.keys)
        first, other = store.arm_secret("acme"), store.arm_secret("zenith")
        DecisionsInTable(data.table, clock=Clock(), keys=data.keys).check_keys("acme")
    with open_data(tmp_path / "data") as data:
        store = RulesInTable(data.table, clock=Clock(), cursor_secret=data.cursor_secret, keys=data.keys)
        assert (store.arm_secret("acme"), len(first)) == (first, 32)
    assert first != other


def test_who_names_no_subject_is_answered_by_the_version_in_force(tried: Tried) -> None:
    tried.publish(challenger("99.9"))
    assert [each.applied[0].version for each in tried.lender.ask({"income": Decimal(150)}).decisions] == [1]


def test_a_version_that_comes_into_force_ends_it_for_everybody(tried: Tried) -> None:
    tried.publish(challenger("99.9"))
    assert tried.version("ann") == 2
    tried.lender.rule_set("income", INCOME, at_least=120)
    assert tried.version("ann") == 3
    assert tried.tally().challenger.decisions == 1


def test_rules_of_the_callers_choice_are_no_trial(tried: Tried) -> None:
    tried.publish(challenger("99.9"))
    pinned = tried.decide("ann", who=BROKER, pins={desk.rule_set_key("income"): 1})
    assert pinned.decision.summaries[0]["versions"][0]["version"] == 1
    assert pinned.counted == ()
    assert tried.tally() == Tally()


def test_a_decision_counts_once_however_often_it_is_sent(tried: Tried) -> None:
    tried.publish(challenger())
    first = tried.decide("ann", key="once")
    again = tried.decide("ann", key="once")
    assert (first.replayed, again.replayed) == (False, True)
    tally = tried.tally()
    assert tally.champion.decisions + tally.challenger.decisions == 1


def test_a_fact_that_only_the_challenger_asks_for_may_be_sent_by_all(tried: Tried) -> None:
    tried.lender.rule_set(
        "income", INCOME, "{name: rent, type: number}", at_least=200, change=replace(FAR, valid_from=START + 310 * DAY)
    )
    [last] = tried.lender.catalogue.store.activations("acme", desk.rule_set_key("income"), Asked(1)).items
    named = desk.Numbered(last.key, last.sequence)
    question = desk.Question({"income": Decimal(150), "rent": Decimal(1)})
    tried.lender.act(ADA, desk.cancel_activation, named, WHY, None)
    with pytest.raises(Refusal) as refused:
        desk.ask(tried.lender.catalogue, SHOP, question)
    assert refused.value.code == "RETIRED_FACT"
    tried.publish(challenger("10").replace("challenger: 2", "challenger: 3"))
    assert desk.ask(tried.lender.catalogue, SHOP, question).decisions[0].applied[0].version == 1


def test_a_parameter_that_a_challenger_uses_is_in_use(tried: Tried) -> None:
    lender, floor = tried.lender, desk.parameter_key("floor")
    content = "{parameter: floor, category: RISK, name: {en: Floor}, value: 200}"
    lender.act(ADA, desk.create_parameter, desk.Submission("floor", content, WHY))
    using = rules("income", INCOME).replace('"< 0"', '"< param.floor"')
    later = replace(FAR, valid_from=START + 310 * DAY)
    lender.act(ADA, desk.publish_rule_set, desk.Submission("income", using, later))
    [last] = lender.catalogue.store.activations("acme", desk.rule_set_key("income"), Asked(1)).items
    lender.act(ADA, desk.cancel_activation, desk.Numbered(last.key, last.sequence), WHY, None)
    tried.publish(challenger("50", GUARD).replace("challenger: 2", "challenger: 3"))
    with pytest.raises(Refusal) as refused:
        lender.act(CHIEF, desk.retire, desk.Numbered(floor), WHY, None, None)
    assert refused.value.code == "PARAMETER_IN_USE"
    assert "version 3 of the rule set 'income'" in refused.value.message
    lender.act(CHIEF, desk.retire, desk.Numbered(KEY), WHY, None, None)
    lender.act(CHIEF, desk.retire, desk.Numbered(floor), WHY, None, None)


def test_lenders_are_apart(tried: Tried) -> None:
    tried.publish(SHADOW)
    decision = tried.decide("ann").decision
    assert tried.trials.tally("zenith", "strict", 1) == Tally()
    assert tried.trials.shadows("zenith", decision.id) == ()
    stranger = Principal("zenith", "zoe", frozenset({Role.ADMINISTRATOR}))
    view = desk.view_of(desk.Documents(tried.lender.catalogue, "zenith"), stranger, tried.lender.clock())
    with pytest.raises(Refusal) as refused:
        desk.experiment_results(view, tried.lender.recording, KEY)
    assert refused.value.code == "UNKNOWN_EXPERIMENT"


def test_results_are_for_those_who_may_read_decisions(tried: Tried) -> None:
    tried.publish(SHADOW)
    for who, may in ((SHOP, False), (ADA, True), (CHIEF, True), (AUDITOR, True)):
        if may:
            assert desk.experiment_results(tried.lender.view(who), tried.lender.recording, KEY) is not None
        else:
            with pytest.raises(Refusal):
                desk.experiment_results(tried.lender.view(who), tried.lender.recording, KEY)


@pytest.mark.parametrize(
    ("content", "more"), [(None, 0), (SHADOW, 1), (challenger(), 1)], ids=["none", "shadow", "arms"]
)
def test_an_experiment_costs_a_recorded_decision_one_read_more(tried: Tried, content: str, more: int) -> None:
    tried.decide("ann")
    usual = reads(tried)
    if content:
        tried.publish(content)
        tried.decide("ann")
    assert reads(tried) == usual + more


def reads(tried: Tried) -> int:
    """How many reads another decision takes once everything is known."""
    table = tried.lender.catalogue.store._table  # type: ignore[attr-defined]  # noqa: SLF001 - the calls are counted there
    calls: list[str] = []
    with pytest.MonkeyPatch.context() as patched:
        for name in ("read", "walk"):
            usual = getattr(type(table), name)

            def counting(self: Any, *given: Any, name: str = name, usual: Any = usual, **more: Any) -> Any:
                calls.append(name)
                return usual(self, *given, **more)

            patched.setattr(type(table), name, counting)
        tried.decide("ann")
    return len(calls)
