"""A fact that rules no longer ask for breaks no caller: it is taken with a warning until the notice period is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from tests.desk.lenders import ADA, CHIEF, DAY, INCOME, RESIDENCE, SHOP, START, WHY, Lender, refused

from creditrules import desk
from creditrules.eligibility import Outcome, RetiredFact
from creditrules.store import RulesInTable

FACTS: dict[str, object] = {"income": 3000, "residence": "RENT"}


@pytest.fixture
def lender(empty_lender: Lender) -> Lender:
    empty_lender.rule_set("score", INCOME, RESIDENCE)
    empty_lender.product("loan", "score")
    return empty_lender


def retired(report: desk.Report) -> dict[str, datetime]:
    return {fact.name: fact.since for fact in report.retired}


def drop(lender: Lender, **more: Any) -> datetime:
    """The residence is asked for no more; gives the moment."""
    start: datetime = lender.rule_set("score", INCOME, **more).published.activation.valid_from
    return start


def test_it_is_answered_with_since_when_and_until_when_and_refused_after_the_notice_period(lender: Lender) -> None:
    assert lender.ask(FACTS).retired == ()
    since = drop(lender)
    report = lender.ask(FACTS)
    assert report.decisions[0].outcome is Outcome.ALLOW
    assert report.retired == (RetiredFact("residence", since, since + 90 * DAY),)
    lender.clock.moment = since + 89 * DAY
    assert retired(lender.ask(FACTS)) == {"residence": since}
    lender.clock.moment = since + 90 * DAY
    refusal = refused(lambda: lender.ask(FACTS))
    assert (refusal.code, refusal.field) == ("RETIRED_FACT", ("facts", "residence"))
    assert since.isoformat(timespec="seconds")[:19] in refusal.message
    assert lender.ask({"income": 1}).decisions[0].outcome is Outcome.ALLOW


def test_the_lender_sets_the_notice_period(lender: Lender) -> None:
    since = drop(lender)
    lender.act(CHIEF, desk.set_settings, "facts: {noticeDays: 2}", WHY, None, None)
    assert lender.ask(FACTS).retired[0].accepted_until == since + 2 * DAY
    lender.clock.moment = since + 2 * DAY
    assert refused(lambda: lender.ask(FACTS)).code == "RETIRED_FACT"
    lender.act(CHIEF, desk.set_settings, "facts: {noticeDays: 400}", WHY, None, None)
    assert retired(lender.ask(FACTS)) == {"residence": since}


def test_a_fact_that_never_was_is_still_unknown_with_a_suggestion(lender: Lender) -> None:
    drop(lender)
    refusal = refused(lambda: lender.ask(FACTS | {"incmoe": 1}))
    assert (refusal.code, refusal.field) == ("UNKNOWN_FACT", ("facts", "incmoe"))
    assert "income" in (refusal.hint or "")


@pytest.mark.parametrize("how", ["the rule set retired", "the product without the rule set", "another asks for it"])
def test_it_is_taken_however_it_came_that_nobody_asks_for_it(lender: Lender, how: str) -> None:
    lender.rule_set("other", INCOME)
    match how:
        case "the rule set retired":
            lender.product("loan", "other")
            done = lender.act(CHIEF, desk.retire, desk.Numbered(desk.rule_set_key("score")), WHY, None, None)
            assert retired(lender.ask(FACTS)) == {"residence": done.activated.activation.valid_from}
        case "the product without the rule set":
            lender.product("loan", "other")
            assert lender.ask(FACTS).retired == ()
        case _:
            lender.rule_set("other", RESIDENCE)
            drop(lender)
            assert lender.ask(FACTS).retired == ()


def test_what_is_still_to_come_and_what_was_put_in_force_again_is_no_retired_fact(lender: Lender) -> None:
    drop(lender)
    again = lender.rule_set(
        "score", INCOME, RESIDENCE, change=replace(WHY, valid_from=lender.clock.moment + 10 * DAY)
    ).published.activation
    assert lender.ask(FACTS).retired == ()
    lender.act(ADA, desk.cancel_activation, desk.Numbered(again.key, again.sequence), WHY, None)
    assert list(retired(lender.ask(FACTS))) == ["residence"]
    lender.act(ADA, desk.roll_back, desk.Numbered(again.key, 1), WHY, desk.Period(), None, None)
    assert lender.ask(FACTS).retired == ()


def test_a_scheduled_end_retires_it_when_it_comes(lender: Lender) -> None:
    start = drop(lender, change=replace(WHY, valid_from=START + 10 * DAY))
    assert lender.ask(FACTS).retired == ()
    assert retired(lender.ask(FACTS, valid_at=start + DAY)) == {"residence": start}
    lender.clock.moment = start + DAY
    assert retired(lender.ask(FACTS)) == {"residence": start}


def test_questions_about_the_past_take_the_facts_of_that_time_and_those_of_today(lender: Lender) -> None:
    then = lender.clock()
    since = drop(lender)
    lender.clock.moment = since + 200 * DAY
    lender.rule_set("score", INCOME, "{name: employer, type: string}")
    assert refused(lambda: lender.ask(FACTS)).code == "RETIRED_FACT"
    assert lender.ask(FACTS | {"employer": "x"}, valid_at=then, known_at=then).retired == ()
    month_later = since + 30 * DAY
    assert retired(lender.ask(FACTS, valid_at=month_later, known_at=month_later)) == {"residence": since}
    assert lender.ask({"employer": "x"}, valid_at=then).retired == ()


def test_a_recorded_decision_is_replayed_at_any_times_whatever_became_of_its_facts(lender: Lender) -> None:
    question = desk.Question(FACTS, ("loan",))
    done = desk.decide_on_record(lender.catalogue, lender.recording, SHOP, desk.Deciding(question, "k", "s", 3000))
    since = drop(lender)
    again = desk.decide_on_record(lender.catalogue, lender.recording, SHOP, desk.Deciding(question, "l", "s", 3000))
    assert again.decision.retired == (RetiredFact("residence", since, since + 90 * DAY),)
    read = desk.seen_decision(lender.recording, SHOP, again.decision.id)
    assert read is not None
    assert (read.decision.retired, done.decision.retired) == (again.decision.retired, ())
    lender.clock.moment = since + 1000 * DAY
    lender.rule_set("score", "{name: income, type: number, allowedValues: '< 10'}")
    now = lender.clock.moment
    for other, outcome in (
        (desk.Other(), "ALLOW"),
        (desk.Other(valid_at=now), "ALLOW"),
        (desk.Other(valid_at=now, known_at=now), "REFER"),
    ):
        replay = desk.replay(lender.catalogue, lender.recording, SHOP, done.decision.id, other)
        assert replay is not None
        assert replay.answers[0]["outcome"] == outcome


def test_the_moment_is_kept_when_the_head_no_longer_tells_of_the_activations(
    lender: Lender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("creditrules.rules.time.history.HEAD_WINDOW", 4)
    since = drop(lender)
    for turn in range(6):
        lender.rule_set("score", INCOME, at_least=turn)
    assert retired(lender.ask(FACTS)) == {"residence": since}


def test_heads_of_an_earlier_release_tell_of_the_version_that_was_in_force(
    lender: Lender, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = RulesInTable.publish
    with monkeypatch.context() as earlier:
        earlier.setattr(RulesInTable, "publish", lambda self, tenant, given: publish(self, tenant, _untold(given)))
        lender.rule_set("old", INCOME, "{name: shoeSize, type: number}")
        lender.rule_set("old", INCOME, RESIDENCE, "{name: hatSize, type: number}")
    lender.product("hat", "old")
    assert lender.ask(FACTS | {"hatSize": 1}).retired == ()
    since = lender.rule_set("old", INCOME).published.activation.valid_from
    assert retired(lender.ask(FACTS | {"hatSize": 1})) == {"hatSize": since}


def _untold(publication: Any) -> Any:
    return replace(publication, facts=type(publication.facts)())


def test_what_heads_keep_of_facts_is_bounded(lender: Lender) -> None:
    long = [f"{{name: fact{'x' * 900}{number}, type: number}}" for number in range(60)]
    for start in (0, 20, 40):
        lender.rule_set("score", INCOME, *long[start : start + 20])
    lender.rule_set("score", INCOME, *[f"{{name: other{'y' * 900}{number}, type: number}}" for number in range(60)])
    head = lender.catalogue.store.all_heads("acme")[desk.rule_set_key("score")]
    assert sum(len(fact.name) for fact in head.facts) <= 100_000
    assert {"income"} <= {fact.name for fact in head.facts}
