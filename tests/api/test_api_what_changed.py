"""Why an applicant is answered otherwise at another moment: through the service, on a lender whose rules changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import recording_lender

from creditrules.auth import Principal, Role

OPERATION = (Path(__file__).parents[2] / "graphql" / "operations" / "partner" / "what-changed.graphql").read_text(
    "utf-8"
)
DECIDE = "mutation($input: DecideInput!) { decide(input: $input) { decision { id } userErrors { code } } }"
PEOPLE = {
    "administrator": Principal("acme", "alice", frozenset({Role.PARTNER, Role.ADMINISTRATOR, Role.CHIEF})),
    "partner": Principal("acme", "shop", frozenset({Role.PARTNER})),
    "other": Principal("acme", "bank", frozenset({Role.PARTNER})),
    "auditor": Principal("acme", "otto", frozenset({Role.AUDITOR})),
}
LENDER = Path(__file__).parent / "lender"
CHANGE = json.loads((LENDER / "change.json").read_text("utf-8"))
BEHAVIOUR, LINE_CAP = ((LENDER / f"{name}.yaml").read_text("utf-8") for name in ("behaviour", "line-cap"))
STRICTER = BEHAVIOUR.replace('"> 30"', '"> 10"')
SENSITIVE = STRICTER.replace("unit: days,", "unit: days, sensitive: true,")
TIMED = SENSITIVE.replace('"<= 300"', "'<= (if today() < @\"2026-05-01\" then 300 else 5)'")


@pytest.fixture(scope="module")
def changed() -> Iterator[Any]:
    """Four moments, noted in `published`: founded; stricter (and the other rule set, harmlessly); then with today()."""
    with recording_lender(PEOPLE.__getitem__) as service:
        moments = [service.clock().isoformat()]
        first = decide(service, "first", 20)
        assert service.publish("behaviour", BEHAVIOUR.replace('"> 30"', '"> 25"'))["userErrors"] == []
        assert service.publish("behaviour", SENSITIVE)["userErrors"] == []
        assert service.publish("line-cap", LINE_CAP.replace("within the cap.", "within the limit."))["userErrors"] == []
        moments.append(service.clock().isoformat())
        second = decide(service, "second", 20)
        assert service.publish("behaviour", TIMED)["userErrors"] == []
        moments.append(service.clock().isoformat())
        service.published[:] = [*moments, first, second]
        yield service


def decide(service: Any, key: str, overdue: int) -> str:
    facts = {"requestedAmount": 100_000, "overdueDays": overdue}
    given = {"facts": facts, "idempotencyKey": key, "subject": "customer 7"}
    payload = service.data(DECIDE, {"input": given}, "partner")["decide"]
    assert payload["userErrors"] == []
    name: str = payload["decision"]["id"]
    return name


def ask(service: Any, before: Any, to: Any, who: str = "partner", **more: Any) -> dict[str, Any]:
    asked = {"input": {"from": before, "to": to, **more}}
    found: dict[str, Any] = service.data(OPERATION, asked, who)["whatChanged"]
    return found


def at(moment: str, **given: Any) -> dict[str, Any]:
    return {"validAt": moment, "knownAt": moment, **given}


FACTS = {"requestedAmount": 100_000, "overdueDays": 20}


def named(found: dict[str, Any]) -> dict[str, str]:
    return {cause["slug"] or ",".join(cause["facts"]) or cause["kind"]: cause["effect"] for cause in found["causes"]}


def test_the_version_that_made_the_difference_is_named_with_its_statement_and_the_harmless_one_is_not_blamed(
    changed: Any,
) -> None:
    first, second, *_ = changed.published
    found = ask(changed, at(first, facts=FACTS), at(second), products=["pay-later"])
    assert [answer["outcome"] for end in ("from", "to") for answer in found[end]["answers"]] == ["ALLOW", "PAUSE"]
    assert named(found) == {"TIME": "NONE", "behaviour": "DECISIVE", "line-cap": "NONE"}
    cause = found["causes"][1]
    assert (cause["versionBefore"], cause["versionAfter"]) == (1, 3)
    assert cause["change"]["statement"]["basis"]["citation"] == "Notice 2020-07-17"
    assert len(cause["passed"]) == 1
    outcome = next(each for each in found["differences"] if each["difference"]["aspect"] == "OUTCOME")
    assert (outcome["causes"], outcome["difference"]["before"], outcome["difference"]["after"]) == (
        [1],
        "ALLOW",
        "PAUSE",
    )
    assert not found["same"]
    assert found["evaluations"] <= 10


def test_a_fact_that_made_the_difference_is_named_and_the_rules_are_not(changed: Any) -> None:
    _, second, *_ = changed.published
    to = at(second, facts={"requestedAmount": 300_000, "overdueDays": 20})
    found = ask(changed, at(second, facts=FACTS), to, products=["pay-later"])
    assert named(found) == {"requestedAmount": "DECISIVE"}
    assert (found["causes"][0]["before"], found["causes"][0]["after"]) == ("100000", "300000")
    assert "TERMS" not in {each["difference"]["aspect"] for each in found["differences"]}
    assert {each["difference"]["aspect"] for each in found["differences"]} == {"REASONS"}


def test_time_alone_is_told_where_only_today_moved(changed: Any) -> None:
    third = changed.published[2]
    later = {"validAt": "2026-06-02T00:00:00Z", "knownAt": third}
    facts = {"requestedAmount": 100_000, "overdueDays": 8}
    found = ask(changed, at(third, facts=facts), later, products=["cash-loan"])
    assert named(found) == {"TIME": "DECISIVE"}
    assert [answer["outcome"] for end in ("from", "to") for answer in found[end]["answers"]] == ["ALLOW", "REFER"]


def test_a_rule_that_bites_only_with_another_fact_acts_together_with_it(changed: Any) -> None:
    first, second, *_ = changed.published
    before = {"requestedAmount": 100_000, "overdueDays": 5}
    found = ask(changed, at(first, facts=before), at(second, facts=FACTS), products=["pay-later"])
    assert named(found) == {"TIME": "NONE", "behaviour": "TOGETHER", "line-cap": "NONE", "overdueDays": "TOGETHER"}
    assert found["causes"][1]["without"][0]["aspect"] == "OUTCOME"


def test_what_the_answer_never_asked_for_is_listed_apart(changed: Any) -> None:
    first, second, *_ = changed.published
    clear = {"requestedAmount": 100_000, "overdueDays": 0}
    found = ask(changed, at(first, facts=clear), at(second), products=["cash-loan"])
    assert found["same"]
    assert found["differences"] == []
    assert set(named(found).values()) == {"NONE"}


def test_decisions_on_record_and_subjects_are_compared_with_their_own_facts(changed: Any) -> None:
    first, second, _, one, two = changed.published
    found = ask(changed, {"decision": one}, {"decision": two}, products=["pay-later"])
    assert named(found)["behaviour"] == "DECISIVE"
    assert "overdueDays" not in named(found)
    since = ask(changed, at(second), {}, subject="customer 7", products=["pay-later"])
    assert since["from"]["validAt"].startswith(second[:19])
    assert "overdueDays" not in named(since)
    asked = {"input": {"from": at(first), "subject": "customer 7"}}
    assert changed.error(OPERATION, asked, "partner")["extensions"]["code"] == "UNKNOWN_DECISION"


def test_whose_decision_it_is_not_learns_nothing_and_who_may_not_see_a_fact_sees_none(changed: Any) -> None:
    one, two = changed.published[3:]
    asked = {"input": {"from": {"decision": one}, "to": {"decision": two}}}
    assert changed.error(OPERATION, asked, "other")["extensions"]["code"] == "UNKNOWN_DECISION"
    other = {"facts": {"requestedAmount": 1, "overdueDays": 0}}
    for who, shown in (("administrator", "***"), ("auditor", "20")):
        found = ask(changed, {"decision": two}, other, who, products=["pay-later"])
        [fact] = [cause for cause in found["causes"] if cause["facts"] == ["overdueDays"]]
        assert fact["before"] == shown


def test_a_hidden_fact_cannot_be_found_by_trying_values(changed: Any) -> None:
    two, told = changed.published[4], []
    for tried in (19, 20, 21):
        to = {"facts": {"requestedAmount": 100_000, "overdueDays": tried}}
        found = ask(changed, {"decision": two}, to, "administrator", products=["pay-later"])
        told.append([{**cause, "after": None} for cause in found["causes"] if cause["kind"] == "FACTS"])
    assert [cause["facts"] for cause in told[0]] == [["overdueDays"]]
    assert told[0] == told[1] == told[2]
    same = ask(changed, {"decision": two}, {}, "administrator", products=["pay-later"])
    assert "overdueDays" not in named(same)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"from": {}}, "BAD_COMPARISON"),
        ({"from": {"facts": {}, "decision": "x"}}, "BAD_COMPARISON"),
        ({"from": {"facts": {}}, "subject": "customer 7"}, "BAD_COMPARISON"),
        ({"from": {}, "subject": "nobody"}, "UNKNOWN_DECISION"),
        ({"from": {"facts": {}}, "products": ["nope"]}, "UNKNOWN_PRODUCT"),
        ({"from": {"facts": {"typo": 1}}}, "UNKNOWN_FACT"),
        ({"from": {"facts": 7}}, "INVALID_FACT"),
    ],
    ids=str,
)
def test_what_cannot_be_compared_is_refused(changed: Any, given: dict[str, Any], code: str) -> None:
    error = changed.error(OPERATION, {"input": given}, "partner")
    assert error["extensions"]["code"] == code


DETAIL = """query($input: WhatChangedInput!) { whatChanged(input: $input) { complete evaluations moreUnrelated
    causes { slug kind effect apart passed { id } stepsComplete
        steps { change { version { number } } differences { aspect } } }
    differences { causes among difference { aspect } } } }"""


def detailed(service: Any, start: str, end: str, **facts: Any) -> dict[str, Any]:
    asked = {"from": at(start, facts=FACTS | facts), "to": at(end), "products": ["pay-later"]}
    found: dict[str, Any] = service.data(DETAIL, {"input": asked}, "partner")["whatChanged"]
    return found


def test_of_many_activations_those_that_made_the_step_are_named_also_beyond_what_the_head_remembers(
    own_lender: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("creditrules.rules.time.history.HEAD_WINDOW", 2)
    start = own_lender.clock().isoformat()
    for days in (29, 28, 15, 14, 13, 12, 11, 10):
        text = BEHAVIOUR.replace('"> 30"', f'"> {days}"')
        if days <= 12:
            text = text.replace("2026-06-01", "2026-07-01")
        assert own_lender.publish("behaviour", text)["userErrors"] == []
    found = detailed(own_lender, start, own_lender.clock().isoformat())
    [cause] = [each for each in found["causes"] if each["slug"] == "behaviour"]
    assert (cause["effect"], len(cause["passed"]), cause["stepsComplete"]) == ("DECISIVE", 7, True)
    steps = [
        (step["change"]["version"]["number"], {each["aspect"] for each in step["differences"]})
        for step in cause["steps"]
    ]
    assert steps == [(4, {"OUTCOME", "TERMS", "REASONS", "ALTERNATIVES"}), (7, {"TERMS", "REASONS"})]
    assert found["complete"]
    assert found["evaluations"] < 16
    back = detailed(own_lender, own_lender.clock().isoformat(), start)
    [cause] = [each for each in back["causes"] if each["slug"] == "behaviour"]
    assert [step["change"]["version"]["number"] for step in cause["steps"]] == [6, 3]


def test_two_activations_that_act_only_together_are_both_named_whether_each_is_tried_or_they_are_searched(
    own_lender: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = """mutation($input: CreateParameterInput!) { createParameter(input: $input) { userErrors { code } } }"""
    publish = """mutation($input: PublishParameterVersionInput!) {
        publishParameterVersion(input: $input) { userErrors { code } } }"""
    late = "{parameter: late-days, category: RISK, name: {en: Late}, value: 30}"
    given = {"slug": "late-days", "content": late, "change": CHANGE}
    own_lender.data(make, {"input": given}, "administrator")
    start = own_lender.clock().isoformat()
    harmless = LINE_CAP.replace("within the cap.", "within the limit.")
    assert own_lender.publish("line-cap", harmless)["userErrors"] == []
    uses = BEHAVIOUR.replace('"> 30"', '"> param.late days"')
    assert own_lender.publish("behaviour", uses)["userErrors"] == []
    half = own_lender.clock().isoformat()
    own_lender.data(publish, {"input": given | {"content": late.replace("30", "10")}}, "administrator")
    end = own_lender.clock().isoformat()
    assert detailed(own_lender, start, half)["differences"] == []
    for apart in (32, 0):
        monkeypatch.setattr("creditrules.eligibility.search.MOST_APART", apart)
        found = detailed(own_lender, start, end)
        effects = {each["slug"] or each["kind"]: each["effect"] for each in found["causes"]}
        assert effects == {"TIME": "NONE", "line-cap": "NONE", "behaviour": "TOGETHER", "late-days": "TOGETHER"}
        assert [each["apart"] for each in found["causes"]] == ([True] * 4 if apart else [False, False, True, True])
        assert found["complete"]
    monkeypatch.setattr("creditrules.desk.attributing.MOST_EVALUATIONS", 3)
    monkeypatch.setattr("creditrules.desk.attributing.LEAST_EVALUATIONS", 3)
    found = detailed(own_lender, start, end)
    assert not found["complete"]
    assert found["evaluations"] == 3
    assert {each["effect"] for each in found["causes"]} == {"UNTRIED"}
    assert {3} <= {place for each in found["differences"] for place in each["among"]} <= {2, 3}
