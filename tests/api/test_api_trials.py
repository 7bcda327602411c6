"""Experiments in force through the whole service: what partners get is the same with a shadow and without."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import (
    ADMINISTRATOR,
    BEHAVIOUR,
    CHANGE,
    PARTNER,
    PRINCIPALS,
    STRANGER,
    Service,
    recording_lender,
)

from creditrules.auth import Principal, Role
from creditrules.eligibility.trials import Arm, arm_of

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations"
HEAD = "experiment: strict, name: {en: Stricter}, of: behaviour, champion: 1, challenger: 2"
SHADOW = f"{{{HEAD}, mode: SHADOW}}"
HALF = f"{{{HEAD}, mode: CHALLENGER, share: 50, guards: [{{metric: approvalRate, low: -0.9, decisions: 1000}}]}}"
FACTS = {"overdueDays": 20, "requestedAmount": 10_000}
OTHER_SHOP = Principal("acme", "other-shop", frozenset({Role.PARTNER}))


def operation(name: str) -> str:
    [path, *_] = (path for part in ("partner", "admin") if (path := OPERATIONS / part / f"{name}.graphql").exists())
    return path.read_text("utf-8")


def who(token: str) -> Principal:
    return OTHER_SHOP if token == "other shop" else PRINCIPALS[token]


@pytest.fixture
def lender() -> Iterator[Service]:
    with recording_lender(who) as service:
        stricter = BEHAVIOUR.replace('"> 30"', '"> 10"')
        given = service.publish("behaviour", stricter, change={"validFrom": "2027-01-01T00:00:00Z"})
        assert given["userErrors"] == []
        yield service


def publish(service: Service, content: str) -> None:
    given = {"slug": "strict", "content": content, "change": CHANGE}
    [done] = service.seen(operation("create-experiment"), {"input": given}, ADMINISTRATOR).values()
    assert done["userErrors"] == [], done


def decide(service: Service, subject: str, key: str, token: str = PARTNER) -> dict[str, Any]:
    given = {"facts": FACTS, "subject": subject, "idempotencyKey": key, "products": ["pay-later"]}
    body = {"query": operation("decide"), "variables": {"input": given}}
    response = service.post(body, token)
    assert response.status == 200
    done: dict[str, Any] = json.loads(response.body)["data"]["decide"]
    assert done["userErrors"] == []
    return {**done["decision"], "bytes": response.body}


def shape(answer: bytes) -> bytes:
    """Without what is another every time: moments, and whatever is hashed, salted or sealed."""
    plain = re.sub(rb"\d{4}-\d{2}-\d{2}T[0-9:.]+(Z|\+00:00)", b"T", answer)
    ids = rb"\b[0-9a-f]{32,64}\b|\bUmVjb3Jk[0-9A-Za-z_-]+"
    return re.sub(ids + rb'|"(number|slug|chain)\\?": ?\\?"?[0-9a-f]+\\?"?', b"#", plain)


def test_partners_get_the_same_bytes_with_a_shadow_and_without(lender: Service) -> None:
    without = decide(lender, "ann", "one")
    publish(lender, SHADOW)
    beside = decide(lender, "ann", "two")
    assert shape(beside["bytes"]) == shape(without["bytes"])
    query = operation("decision")
    shown = [lender.post({"query": query, "variables": {"id": each["id"]}}, PARTNER).body for each in (without, beside)]
    assert shape(shown[0]) == shape(shown[1])
    told = operation("decision-shadows")
    found = lender.seen(told, {"id": beside["id"]}, PARTNER)["decision"]
    assert (found["experiments"], found["shadows"]) == ([], None)
    assert lender.seen(told, {"id": beside["id"]}, STRANGER)["decision"] is None
    own = lender.seen(told, {"id": beside["id"]}, ADMINISTRATOR)["decision"]
    [shadow] = own["shadows"]
    assert (shadow["state"], shadow["version"], shadow["answers"][0]["outcome"]) == ("ANSWERED", 2, "PAUSE")
    assert own["experiments"] == [
        {
            "experiment": "strict",
            "name": "Stricter",
            "ruleSet": "behaviour",
            "mode": "SHADOW",
            "arm": "CHAMPION",
            "stage": 1,
        }
    ]


def test_what_a_challenger_answers_looks_like_any_other_answer(lender: Service) -> None:
    publish(lender, HALF)
    subjects = {arm_of(b"", "strict", ("shop", f"c{number}"), 500): f"c{number}" for number in range(12)}
    decided = {arm: decide(lender, subject, subject) for arm, subject in subjects.items()}
    for arm, (version, outcome) in {Arm.CHAMPION: (1, "ALLOW"), Arm.CHALLENGER: (2, "PAUSE")}.items():
        [answer] = decided[arm]["answers"]
        applied = {each["ruleSet"]: (each["number"], each["pinned"]) for each in answer["appliedVersions"]}
        assert (applied["behaviour"], answer["outcome"]) == ((version, False), outcome)
        text = json.loads(decided[arm]["receipt"]["text"])
        [row] = [each for each in text["products"][0]["versions"] if each["ruleSet"] == "behaviour"]
        assert all(row[name] is not None for name in ("sequence", "validFrom", "recordedAt"))
        replayed = lender.seen(operation("replay"), {"input": {"decision": decided[arm]["id"]}}, PARTNER)
        assert replayed["replay"]["same"], replayed
    texts = [set(json.loads(each["receipt"]["text"])) - {"withheldDigest"} for each in decided.values()]
    assert texts[0] == texts[1]


def test_eligibility_answers_a_subject_as_decide_does_and_says_when_none_was_named(lender: Service) -> None:
    publish(lender, HALF.replace("mode: CHALLENGER", "mode: CHALLENGER, published: true"))
    query = """query($asked: EligibilityInput!) {
      eligibility(input: $asked) { decisions { outcome } experiments { experiment arm drawn } }
    }"""
    subjects = {arm_of(b"", "strict", ("shop", f"c{number}"), 500): f"c{number}" for number in range(12)}
    asked = {"facts": FACTS, "products": ["pay-later"]}
    for arm, subject in subjects.items():
        found = lender.seen(query, {"asked": {**asked, "subject": subject}})["eligibility"]
        assert found["experiments"] == [{"experiment": "strict", "arm": arm.value, "drawn": True}]
        assert found["decisions"][0]["outcome"] == decide(lender, subject, subject)["answers"][0]["outcome"]
    found = lender.seen(query, {"asked": asked})["eligibility"]
    assert found["experiments"] == [{"experiment": "strict", "arm": "CHAMPION", "drawn": False}]
    arm_told = '{ experiment(slug: "strict") { armOf(subject: "c1", partner: "shop") } }'
    assert (
        lender.seen(arm_told, {}, ADMINISTRATOR)["experiment"]["armOf"]
        == arm_of(b"", "strict", ("shop", "c1"), 500).value
    )
    assert "errors" in lender.answer(arm_told, {}, PARTNER)
    assert lender.seen(arm_told, {}, STRANGER)["experiment"] is None


def test_the_arms_are_compared(lender: Service) -> None:
    publish(lender, HALF)
    for number in range(12):
        decide(lender, f"c{number}", str(number))
    found = lender.seen(operation("experiment-results"), {"slug": "strict"}, ADMINISTRATOR)["experiment"]["results"]
    arms = {each["arm"]: each for each in found["arms"]}
    tried = sum(arm_of(b"", "strict", ("shop", f"c{number}"), 500) is Arm.CHALLENGER for number in range(12))
    assert {arm: each["decisions"] for arm, each in arms.items()} == {"CHAMPION": 12 - tried, "CHALLENGER": tried}
    assert arms["CHALLENGER"]["outcomes"] == [{"product": "pay-later", "outcome": "PAUSE", "count": tried}]
    approval = found["differences"][0]
    assert (approval["metric"], approval["difference"]) == ("APPROVAL_RATE", "-1.000000")
    assert float(approval["certainLow"]) <= float(approval["low"]) < float(approval["high"])
    assert float(approval["high"]) < float(approval["certainHigh"])
    assert approval["guard"] == {"low": "-0.9", "high": "1", "decisions": 1000}
    proof = '{ experiment(slug: "strict") { proof { holds links subjects differences } } }'
    assert lender.seen(proof, {}, ADMINISTRATOR)["experiment"]["proof"] == {
        "holds": True,
        "links": 12,
        "subjects": 12,
        "differences": [],
    }
    assert lender.answer(proof, {}, PARTNER)["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    other = lender.answer(operation("experiment-results"), {"slug": "strict"}, PARTNER)
    assert other["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    wrong = lender.answer(operation("experiment-results"), {"slug": "strict", "stage": 7}, ADMINISTRATOR)
    assert wrong["errors"][0]["extensions"]["code"] == "UNKNOWN_ACTIVATION"


def test_a_partner_that_is_told_of_an_experiment_is_told_its_arm(lender: Service) -> None:
    publish(lender, HALF.replace("mode: CHALLENGER", "mode: CHALLENGER, published: true"))
    decided = decide(lender, "ann", "one")
    found = lender.seen(operation("decision-shadows"), {"id": decided["id"]}, PARTNER)["decision"]["experiments"]
    assert [(each["experiment"], each["arm"]) for each in found] == [
        ("strict", arm_of(b"", "strict", ("shop", "ann"), 500).value)
    ]
    assert lender.seen(operation("decision-shadows"), {"id": decided["id"]}, "other shop")["decision"] is None
