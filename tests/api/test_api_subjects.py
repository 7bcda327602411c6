"""Names of subjects over GraphQL: what the lender sets, what an erasure is asked and tells, and whose arm is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import CHANGE
from tests.api.partners import FACTS, OTHER, Fresh, Two, founded, fresh

__all__ = ["founded", "fresh"]

ERASE = (Path(__file__).parents[2] / "graphql/operations/admin/erase-subject.graphql").read_text("utf-8")
CHIEF, AUDITOR, PARTNER = "chief", "auditor", "partner"
NOTICE = {"basis": CHANGE["basis"], "comment": "Numbers are ours.", "notice": CHANGE["notice"]}


def decide(two: Two, token: str, number: int) -> str:
    given = {**FACTS, "idempotencyKey": f"order {number}", "subject": "1001"}
    decided: str = two.act("decide", given, "decision { digest }", token)["decision"]["digest"]
    return decided


def share(two: Two, scope: str) -> None:
    given = {"content": f"subjects: {{scope: {scope}}}", "statement": NOTICE}
    two.act("setSettings", given, "version", CHIEF)


def erase(two: Two, **given: Any) -> dict[str, Any]:
    asked = {"subject": "1001", "comment": "Asked for.", **given}
    done: dict[str, Any] = two.service.data(ERASE, {"input": asked}, CHIEF)["eraseSubject"]
    return done


def states(two: Two, *decisions: str) -> list[str]:
    query = "query($id: ID!) { decision(id: $id) { factsState } }"
    return [two.service.data(query, {"id": each}, AUDITOR)["decision"]["factsState"] for each in decisions]


def listed(two: Two, token: str, **asked: str) -> list[str]:
    query = """query($subject: String, $author: String) {
      decisions(subject: $subject, author: $author) { nodes { author } }
    }"""
    page = two.service.data(query, {"subject": "1001", **asked}, token)["decisions"]
    return [each["author"] for each in page["nodes"]]


def test_an_erasure_says_how_far_it_goes_and_tells_what_went(fresh: Fresh) -> None:
    with fresh() as two:
        share(two, "SHARED")
        made = [decide(two, PARTNER, 1), decide(two, OTHER, 2)]
        share(two, "PER_PARTNER")
        made += [decide(two, PARTNER, 3), decide(two, OTHER, 4)]
        assert listed(two, AUDITOR) == ["broker", "shop", "broker", "shop"]
        assert listed(two, AUDITOR, author="shop") == listed(two, PARTNER) == ["shop", "shop"]
        own = erase(two, reach="PARTNER", partner="shop")
        assert [(each["partner"], each["decisions"], each["partners"]) for each in own["records"]] == [
            ("shop", 1, ["shop"])
        ]
        assert (own["sharedLeft"], own["complete"], own["alreadyErased"]) == (True, True, False)
        assert states(two, *made) == ["KEPT", "KEPT", "ERASED", "KEPT"]
        shared = erase(two, reach="SHARED")
        assert shared["records"] == [
            {
                "partner": None,
                "decisions": 2,
                "exact": True,
                "partners": ["broker", "shop"],
                "alreadyErased": False,
                "recordedAt": shared["recordedAt"],
            }
        ]
        assert not shared["sharedLeft"]
        assert states(two, *made) == ["ERASED", "ERASED", "ERASED", "KEPT"]
        rest = erase(two, reach="ALL")
        assert sorted(each["alreadyErased"] for each in rest["records"]) == [False, True, True]
        assert states(two, *made) == ["ERASED"] * 4
        assert erase(two, reach="ALL")["alreadyErased"]
        assert listed(two, AUDITOR) == []


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"reach": "PARTNER"}, "BAD_ERASURE", ["input", "partner"]),
        ({"reach": "ALL", "partner": "shop"}, "BAD_ERASURE", ["input", "partner"]),
        ({"reach": "PARTNER", "partner": "broker"}, "UNKNOWN_SUBJECT", ["input", "subject"]),
        ({"reach": "SHARED"}, "UNKNOWN_SUBJECT", ["input", "subject"]),
    ],
    ids=str,
)
def test_an_erasure_takes_nothing_that_is_not_said(
    fresh: Fresh, given: dict[str, str], code: str, field: list[str]
) -> None:
    with fresh() as two:
        made = decide(two, PARTNER, 1)
        told = erase(two, **given)
        assert [(each["code"], each["field"]) for each in told["userErrors"]] == [(code, field)]
        assert (told["recordedAt"], told["records"]) == (None, [])
        assert states(two, made) == ["KEPT"]
        silent = two.service.answer(ERASE, {"input": {"subject": "1001", "comment": "Asked for."}}, CHIEF)
        assert silent["errors"][0]["extensions"]["kind"] == "INVALID"
        assert states(two, made) == ["KEPT"]


def test_what_changed_asks_whose_subject_is_meant_where_several_use_the_name(fresh: Fresh) -> None:
    query = """query($input: WhatChangedInput!) { whatChanged(input: $input) { from { answers { outcome } } } }"""
    with fresh() as two:
        for number, token in enumerate((PARTNER, OTHER)):
            decide(two, token, number)
        asked = {"from": {}, "subject": "1001"}
        error = two.service.error(query, {"input": asked}, AUDITOR)
        assert error["extensions"]["code"] == "SUBJECT_OF_SEVERAL"
        for token, given in ((AUDITOR, {**asked, "partner": "shop"}), (PARTNER, asked), (OTHER, asked)):
            assert two.service.data(query, {"input": given}, token)["whatChanged"]["from"]["answers"]
        error = two.service.error(query, {"input": {**asked, "partner": "broker"}}, PARTNER)
        assert (error["extensions"]["code"], error["extensions"]["field"][-1]) == ("FORBIDDEN", "partner")
