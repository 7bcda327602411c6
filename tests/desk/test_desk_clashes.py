"""No version is put in force that gives a fact another type than other rule sets do; lesser contradictions are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.desk.lenders import ADA, CHIEF, DAY, START, WHY, Lender, refused, rules

from creditrules import desk
from creditrules.auth import Principal, Role
from creditrules.errors import Refusal, Severity
from creditrules.rules import Category

NUMBER = "{name: creditScore, type: number}"
TEXT = "{name: creditScore, type: string}"
ANN = Principal("acme", "ann", frozenset({Role.APPROVER}))


@pytest.fixture
def lender(empty_lender: Lender) -> Lender:
    empty_lender.rule_set("one", NUMBER)
    empty_lender.product("cash", "one")
    for slug in ("two", "three"):
        empty_lender.act(ADA, desk.create_rule_set, slug, {"en": slug}, Category.RISK)
    return empty_lender


def sent(*facts: str, change: desk.GivenStatement = WHY) -> desk.Submission:
    return desk.Submission("two", rules("two", *facts), change)


@pytest.mark.parametrize("use_case", [desk.publish_rule_set, desk.check_rule_set_draft, desk.draft_rule_set])
def test_another_type_is_refused_with_the_place_of_both(lender: Lender, use_case: Callable[..., object]) -> None:
    refusal = refused(lambda: lender.act(ADA, use_case, sent(TEXT)))
    [clash] = [found for found in refusal.diagnostics if found.severity is Severity.ERROR]
    assert (refusal.code, clash.code, clash.place) == ("CONTENT_REFUSED", "facts.type-clash", "facts.creditScore")
    assert (clash.line, "version 1 of the rule set 'one' (facts.creditScore)" in clash.message) == (5, True)
    assert lender.ask({"creditScore": 704}).decisions[0].outcome.is_open


def test_what_is_to_come_counts_and_what_will_have_gone_does_not(lender: Lender) -> None:
    later = START + 30 * DAY
    lender.rule_set("three", "{name: rating, type: number}", change=replace(WHY, valid_from=later))
    rating = "{name: rating, type: string}"
    assert refused(lambda: lender.act(ADA, desk.publish_rule_set, sent(rating))).code == "CONTENT_REFUSED"
    until = replace(WHY, valid_until=later)
    lender.act(ADA, desk.publish_rule_set, sent(rating, change=until))
    lender.act(CHIEF, desk.retire, desk.Numbered(desk.rule_set_key("one")), WHY, START + 60 * DAY, None)
    after = replace(WHY, valid_from=START + 60 * DAY)
    lender.act(ADA, desk.publish_rule_set, sent(TEXT, change=after))


def test_a_proposal_that_was_overtaken_cannot_be_submitted_or_published_and_says_so(lender: Lender) -> None:
    drafted, other = (
        lender.act(ADA, desk.draft_rule_set, sent("{name: rating, type: string}")).moved.proposal for _ in range(2)
    )
    named, submitted = (desk.Numbered(each.key, each.number) for each in (drafted, other))
    lender.act(ADA, desk.submit_proposal, submitted, None)
    lender.rule_set("three", "{name: rating, type: number}")
    for use_case, which in ((desk.submit_proposal, named), (desk.publish_proposal, submitted)):
        refusal = refused(lambda u=use_case, w=which: lender.act(ADA, u, w, None))  # type: ignore[misc]
        assert (refusal.code, refusal.field) == ("FACT_CLASH", ("proposal",))
        assert "version 1 of the rule set 'three'" in refusal.message
    obstacles: tuple[Refusal, ...] = desk.obstacles_of(lender.view(), drafted)
    assert [obstacle.code for obstacle in obstacles] == ["FACT_CLASH"]


def test_going_back_to_a_version_that_contradicts_the_others_is_refused(lender: Lender) -> None:
    lender.rule_set("one", "{name: income, type: number}")
    lender.act(ADA, desk.publish_rule_set, sent(TEXT))
    back = desk.Numbered(desk.rule_set_key("one"), 1)
    refusal = refused(lambda: lender.act(ADA, desk.roll_back, back, WHY, desk.Period(), None, None))
    assert (refusal.code, refusal.field) == ("FACT_CLASH", ("version",))


def test_a_clash_that_is_there_already_stops_no_other_change(lender: Lender, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        before.setattr("creditrules.desk.publishing.clashes_of", lambda *_: ())
        lender.act(ADA, desk.publish_rule_set, sent(TEXT))
    found = lender.rule_set("one", NUMBER, "{name: income, type: number}").diagnostics
    assert ("facts.type-clash", Severity.WARNING) in {(each.code, each.severity) for each in found}


def test_a_clash_counts_as_there_already_only_for_as_long_as_it_is(lender: Lender) -> None:
    later = START + 30 * DAY
    lender.rule_set("three", "{name: rating, type: number}", change=replace(WHY, valid_from=later))
    rating = "{name: rating, type: string}"
    lender.act(ADA, desk.publish_rule_set, sent(rating, change=replace(WHY, valid_until=later)))
    longer = sent(rating, change=replace(WHY, valid_until=later + DAY))
    refusal = refused(lambda: lender.act(ADA, desk.publish_rule_set, longer))
    clashes = [found.code for found in refusal.diagnostics if found.severity is Severity.ERROR]
    assert (refusal.code, clashes) == ("CONTENT_REFUSED", ["facts.type-clash"])


@pytest.mark.parametrize("by", ["one", "two"])
def test_a_fact_that_callers_may_still_send_in_another_type_is_warned_of_until_they_may_not(
    lender: Lender, by: str
) -> None:
    lender.rule_set("one", "{name: income, type: number}")
    lender.rule_set("two", "{name: income, type: number}")

    def retyped() -> list[str]:
        content = rules(by, "{name: income, type: number}", TEXT)
        done = lender.act(ADA, desk.check_rule_set_draft, desk.Submission(by, content, WHY))
        return [found.message for found in done.diagnostics if found.code == "facts.retyped"]

    [message] = retyped()
    assert message.startswith("The fact 'creditScore' was a number up to now and is accepted as that until 2026-04-01T")
    lender.clock.moment += 91 * DAY
    assert retyped() == []


def test_a_fact_of_ones_own_that_changes_its_type_is_warned_of(lender: Lender) -> None:
    assert "facts.retyped" in {found.code for found in lender.rule_set("one", TEXT).diagnostics}


@pytest.mark.parametrize(
    ("one", "two", "told"),
    [
        ("allowedValues: '[0..17]'", "allowedValues: '>= 18'", ["facts.domain-clash"]),
        ("allowedValues: '[0..20]'", "allowedValues: '>= 18'", ["facts.domain-differs"]),
        ("allowedValues: '[0..20]'", "allowedValues: '[5..18]'", []),
        ("allowedValues: '1, 2, 3'", "allowedValues: '4, 5'", ["facts.domain-clash"]),
        ("allowedValues: '1, 2, 3'", "allowedValues: '3, 4'", ["facts.domain-differs"]),
        ("allowedValues: '>= 0'", "", []),
        ("unit: CNY", "unit: USD", ["facts.unit-clash"]),
        ("unit: CNY", "", []),
        ("sensitive: true", "", ["facts.sensitivity-differs"]),
        ("better: higher", "better: lower", ["facts.better-clash"]),
        ("better: higher", "", []),
        ("protected: true", "", ["facts.protection-differs"]),
        ("changeable: {direction: up}", "changeable: {direction: down}", ["facts.changeable-differs"]),
        ("changeable: {direction: up}", "", []),
        ("askCost: 2", "askCost: 3", ["facts.ask-cost-clash"]),
        ("askCost: 2", "", []),
    ],
)
def test_what_contradicts_otherwise_is_a_warning_and_is_published(
    lender: Lender, one: str, two: str, told: list[str]
) -> None:
    lender.rule_set("three", f"{{name: x, type: number{', ' * bool(one)}{one}}}")
    done = lender.act(ADA, desk.publish_rule_set, sent(f"{{name: x, type: number{', ' * bool(two)}{two}}}"))
    found = [each for each in done.diagnostics if each.code.startswith("facts.")]
    assert [each.code for each in found] == told
    assert all("rule set 'three'" in each.message and each.line for each in found)
