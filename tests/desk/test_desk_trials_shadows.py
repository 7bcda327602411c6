"""Shadows: evaluated beside, recorded, and never told."""

from __future__ import annotations

import json
from dataclasses import replace
from threading import Event
from typing import Any

import pytest
from tests.desk.lenders import ADA, CHIEF, DAY, SHOP
from tests.desk.trials import KEY, SHADOW, Tried, challenger

from creditrules import desk
from creditrules.desk.noting import Attempt
from creditrules.desk.shadowing import Shadows
from creditrules.document import canonical
from creditrules.eligibility.recording import ErasureReach, Recorded
from creditrules.eligibility.trials import ShadowState, Tally
from creditrules.errors import Kind, Refusal


def told(recorded: Recorded) -> tuple[bytes, dict[str, Any]]:
    """What a partner gets to see of a decision but for times, and digests that are salted."""
    decision = recorded.decision
    assert decision.sealed is not None
    receipt = json.loads(decision.receipt.text)
    varying = {"validAt", "knownAt", "expiresAt", "recordedAt", "dataKey", "request"}
    varying |= {"factsDigest", "traceDigest", "withheldDigest", "besideDigest", "id", "number", "slug"}
    return canonical(decision.sealed.answers), {key: receipt[key] for key in receipt.keys() - varying}


def test_a_shadow_is_recorded_and_nothing_that_is_answered_tells_of_it(tried: Tried) -> None:
    without = tried.decide("ann", key="one")
    tried.publish(SHADOW)
    beside = tried.decide("ann", key="two")
    answers, receipt = told(without)
    assert told(beside) == (answers, receipt)
    assert json.loads(beside.decision.receipt.text).keys() == json.loads(without.decision.receipt.text).keys()
    [shadow] = desk.shadows_beside(tried.lender.view(ADA), tried.lender.recording, beside.decision.id)
    assert (shadow.experiment, shadow.version, shadow.state) == ("strict", 2, ShadowState.ANSWERED)
    assert [(each["product"], each["outcome"]) for each in shadow.answers] == [("line", "DECLINE")]
    assert desk.shadows_beside(tried.lender.view(ADA), tried.lender.recording, without.decision.id) == ()
    with pytest.raises(Refusal, match="the right to see policy"):
        desk.shadows_beside(tried.lender.view(SHOP), tried.lender.recording, beside.decision.id)
    assert desk.experiments_met(tried.lender.view(SHOP), beside.decision) == []


def test_transitions_are_counted_on_the_same_decisions(tried: Tried) -> None:
    tried.publish(SHADOW)
    for number, income in enumerate((50, 150, 150, 250)):
        tried.decide(f"c{number}", income)
    tally = tried.tally()
    assert tally.transitions == {"line": {"ALLOW>ALLOW": 1, "ALLOW>DECLINE": 2, "DECLINE>DECLINE": 1}}
    assert tally.states == {"ANSWERED": 4}
    found = desk.experiment_results(tried.lender.view(ADA), tried.lender.recording, KEY)
    assert found is not None
    approval = found.differences()[0]
    assert (approval.difference, approval.interval, approval.standing) == (-0.5, None, None)


def test_a_shadow_that_fails_changes_nothing(tried: Tried, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    tried.publish(SHADOW)
    monkeypatch.setattr(Attempt, "_beside", fails)
    decided = tried.decide("ann")
    assert decided.decision.summaries[0]["outcome"] == "ALLOW"
    [shadow] = tried.trials.shadows("acme", decided.decision.id)
    assert (shadow.state, shadow.answers) == (ShadowState.FAILED, ())
    assert tried.tally() == Tally(states={"FAILED": 1})


def test_an_experiment_that_cannot_be_read_keeps_nobody_from_an_answer(
    tried: Tried, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise Refusal(Kind.UNAVAILABLE, "CONTENT_UNAVAILABLE", "The content could not be read.")

    tried.publish(challenger("99.9"))
    assert tried.version("ann") == 2
    monkeypatch.setattr(desk.Catalogue, "experiments", fails)
    assert tried.version("ann") == 1
    assert "CONTENT_UNAVAILABLE" in caplog.text


def test_a_shadow_that_is_slow_is_not_waited_for(tried: Tried, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = Event()

    def waits(*_: object) -> tuple[()]:
        go_on.wait(20)
        return ()

    tried.publish(SHADOW)
    tried.lender.recording = replace(tried.lender.recording, shadows=Shadows(0.01, 1))
    monkeypatch.setattr(Attempt, "_beside", waits)
    states = [tried.trials.shadows("acme", tried.decide(f"c{number}").decision.id)[0].state for number in range(2)]
    go_on.set()
    assert states == [ShadowState.SLOW, ShadowState.BUSY]


def test_what_shadows_said_goes_with_the_subjects_facts(tried: Tried) -> None:
    tried.publish(SHADOW)
    kept, gone = tried.decide("ann").decision, tried.decide("bob").decision
    desk.erase_subject(tried.lender.recording, CHIEF, desk.ErasureGiven("bob", ErasureReach.ALL, "asked for"))
    assert tried.trials.shadows("acme", gone.id) == ()
    assert len(tried.trials.shadows("acme", kept.id)) == 1
    tried.lender.clock.moment += 31 * DAY
    assert tried.trials.shadows("acme", kept.id) == ()
