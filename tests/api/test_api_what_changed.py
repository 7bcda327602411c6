"""Why an applicant is answered otherwise at another moment: through the service, on a lender whose rules changed."""

from __future__ import annotations

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
