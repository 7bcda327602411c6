"""Decisions that met an experiment: replayed, proved, explained."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from tests.desk.lenders import ADA, AUDITOR, CHIEF, DAY, INCOME, SHOP, WHY
from tests.desk.trials import GUARD, KEY, Tried, challenger

from creditrules import desk
from creditrules.auth import LocalSigner, Principal, holds, make_key
from creditrules.eligibility.evidence import Evaluated, check_evidence, evaluate_evidence
from creditrules.eligibility.trials import Arm
from creditrules.errors import Refusal
from creditrules.rules import DocumentKey


def test_decisions_of_both_arms_are_replayed_from_what_was_applied(tried: Tried) -> None:
    tried.publish(challenger())
    arms = {tried.version(f"c{number}"): f"c{number}" for number in range(20)}
    assert arms.keys() == {1, 2}
    decided = {version: tried.decide(subject).decision for version, subject in arms.items()}
    tried.lender.clock.moment += 5 * DAY
    tried.lender.act(CHIEF, desk.retire, desk.Numbered(KEY), WHY, None, None)
    for version, decision in decided.items():
        done = tried.lender.act(SHOP, _replay, decision.id, desk.Other(), tried.lender.recording)
        assert done.differences == ()
        assert [row["version"] for row in done.answers[0]["versions"]] == [version]
        pinless = tried.lender.act(SHOP, _replay, decision.id, desk.Other(pins={}), tried.lender.recording)
        assert pinless.differences == ()
        later = desk.Other(valid_at=tried.lender.clock(), known_at=tried.lender.clock.moment)
        now = tried.lender.act(SHOP, _replay, decision.id, later, tried.lender.recording)
        assert [row["version"] for row in now.answers[0]["versions"]] == [1]


def _replay(catalogue: desk.Catalogue, who: Principal, id_: str, other: desk.Other, recording: desk.Recording) -> Any:
    return desk.replay(catalogue, recording, who, id_, other)


def test_evidence_of_both_arms_holds_and_evaluates(tried: Tried) -> None:
    signer = LocalSigner(make_key())
    tried.lender.recording = replace(tried.lender.recording, signer=signer)
    tried.publish(challenger())
    subjects = {tried.version(f"c{number}"): f"c{number}" for number in range(20)}
    key = signer.public()
    for version, subject in subjects.items():
        decision = tried.decide(subject).decision
        seen = desk.seen_decision(tried.lender.recording, AUDITOR, decision.id)
        assert seen is not None
        text = desk.evidence_of(tried.lender.catalogue, tried.lender.recording, AUDITOR, seen)
        checked = check_evidence(iter(text.encode().splitlines(keepends=True)), lambda _, *signed: holds(key, *signed))
        assert isinstance(evaluate_evidence(checked), Evaluated)
        [row] = decision.summaries[0]["versions"]
        assert row["version"] == version
        assert row["digest"] in text


def test_the_lender_sees_which_experiment_a_decision_met_and_a_partner_what_is_published(tried: Tried) -> None:
    tried.publish(challenger())
    hidden = tried.decide("ann").decision
    tried.publish(challenger("50", f"{GUARD}, published: true"))
    shown = tried.decide("ann").decision
    arm = tried.arm("ann", 500)
    for who, expected in ((ADA, [[("strict", 1, arm)], [("strict", 2, arm)]]), (SHOP, [[], [("strict", 2, arm)]])):
        view = tried.lender.view(who)
        met = [desk.experiments_met(view, decision) for decision in (hidden, shown)]
        assert [[(each.trial.slug, each.trial.stage, each.arm) for each in one] for one in met] == expected


def test_a_correction_of_the_version_in_force_is_told_apart_from_what_was_tried(tried: Tried) -> None:
    tried.publish(challenger("50", "guards: [{metric: severeRate, low: -0.9, decisions: 1000000}]"))
    before = tried.lender.clock.moment
    versions = Counter(tried.version(f"c{number}") for number in range(20))
    tried.lender.clock.moment += DAY
    change = replace(WHY, valid_from=before, correction=True)
    righted = tried.lender.rule_set("income", INCOME, at_least=160, change=change, principal=CHIEF)
    view = tried.lender.view(CHIEF)
    correction = desk.correction_of(view, desk.rule_set_key("income"), righted.published.activation.sequence)
    became = desk.redress_total(view, tried.lender.recording, correction, None).became
    assert (became.changed, became.apart) == (versions[1], versions[2])


@pytest.mark.parametrize("by", ["decision", "subject"])
def test_why_an_answer_changed_is_that_another_version_answered(tried: Tried, by: str) -> None:
    tried.publish(challenger("99.9"))
    before = tried.decide("ann").decision
    asked = tried.lender.clock.moment
    tried.lender.clock.moment += DAY
    tried.lender.act(CHIEF, desk.retire, desk.Numbered(KEY), WHY, None, None)
    tried.decide("ann")
    then = desk.Was(decision=before.id) if by == "decision" else desk.Was(valid_at=asked, known_at=asked)
    comparing = desk.Comparing(then, desk.Was(), None, "ann" if by == "subject" else None)
    found = desk.what_changed(tried.lender.view(SHOP), tried.lender.recording, comparing)
    assert [each["outcome"] for each in (*found.before, *found.after)] == ["DECLINE", "ALLOW"]
    causes = [each for each in found.causes if each.effect.step]
    assert [(each.key, each.before and each.before.version, each.after and each.after.version) for each in causes] == [
        (desk.rule_set_key("income"), 2, 1)
    ]
    assert KEY not in {each.key for each in found.unrelated}


def test_history_says_of_every_decision_who_got_which_version_and_why(tried: Tried) -> None:
    """Whatever became of the experiment: from its facts, and a subject's name, follows what was applied."""
    random = Random(20261128)  # noqa: S311 - a seeded story
    loose = "guards: [{metric: severeRate, low: -0.9, decisions: 1000000}]"
    decided: list[tuple[str, Any]] = []
    for _ in range(60):
        act = random.randrange(8)
        if act == 0:
            tried.publish(challenger(str(random.randrange(1, 999) / 10), loose))
        elif act == 1 and KEY in tried.lender.catalogue.store.all_heads("acme"):
            with suppress(Refusal):
                tried.lender.act(CHIEF, desk.retire, desk.Numbered(KEY), WHY, None, None)
        elif act == 2:
            tried.lender.rule_set("income", INCOME, at_least=100)
        elif act == 3:
            number = desk.Numbered(desk.rule_set_key("income"), 1)
            tried.lender.act(CHIEF, desk.roll_back, number, WHY, desk.Period(), None, None)
        else:
            subject = f"customer-{random.randrange(40)}"
            decided.append((subject, tried.decide(subject).decision))
        tried.lender.clock.moment += timedelta(hours=random.randrange(1, 30))
    versions = Counter[int]()
    for subject, decision in decided:
        told = tried.lender.view(ADA, valid_at=decision.valid_at, known_at=decision.known_at)
        expected = in_force(told, desk.rule_set_key("income"))[0]
        for _ in desk.experiments_on(told, "income"):
            _, digest = in_force(told, KEY)
            form = tried.lender.catalogue.experiments("acme", [digest])[digest]
            if expected == form.champion and tried.arm(subject, form.parts) is Arm.CHALLENGER:
                expected = form.challenger
        [row] = decision.summaries[0]["versions"]
        assert row["version"] == expected
        versions[row["version"]] += 1
    assert versions[2] > 2


def in_force(view: desk.View, key: DocumentKey) -> tuple[int, str]:
    """Number and digest of what is in force of a document."""
    head = view.documents.head(key)
    entry = view.documents.in_force(head, view.moments) if head else None
    return (entry.version, entry.digest) if entry else (0, "")
