"""Events as they leave the service, held against the schema that receivers are given."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.feed.histories import KEY, TENANT, History, Teller, day

from creditrules.feed import (
    EVENT_SCHEMA,
    ChangeNotice,
    NoticeKind,
    ToldChange,
    event_bytes,
    event_of,
    event_type,
    notice_id,
)
from creditrules.rules.diff import Change, ContentDiff, DiffKind, PublishedDiff, Section

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/events/change-notice.v1.json").read_text("utf-8"))
DIFF = PublishedDiff(ContentDiff((Change(DiffKind.CHANGED, Section.REASONS, "reasons.A.message", "a", "b"),)), True)


def every_kind() -> list[tuple[ChangeNotice, History]]:
    history = History()
    history.publish(day(1))
    history.publish(day(2), day(40), day(45))
    history.publish(day(3), day(50))
    history.cancel(day(4), 3)
    history.publish(day(5), day(4.5))
    history.retire(day(46))
    teller = Teller(history)
    teller.tell(day(60))
    return [(notice, history) for notice in teller.told]


def event(notice: ChangeNotice, history: History, diff: PublishedDiff | None = DIFF) -> dict[str, Any]:
    act = history.acts[notice.happening.sequence - 1]
    return event_of(TENANT, ToldChange(notice, act, history.head.name, 1, act.version or None, diff))


def validator() -> Any:
    """Of the library whose import takes a second, for these tests alone."""
    return import_module("jsonschema").Draft202012Validator(SCHEMA)


def test_the_schema_is_one() -> None:
    validator().check_schema(SCHEMA)
    assert SCHEMA["$id"] == EVENT_SCHEMA
    assert SCHEMA["properties"]["type"]["enum"] == [event_type(kind) for kind in NoticeKind]


def test_every_kind_of_event_is_as_the_schema_says() -> None:
    told = every_kind()
    assert {notice.happening.kind for notice, _ in told} == set(NoticeKind)
    for notice, history in told:
        for diff in (DIFF, None):
            made = json.loads(event_bytes(event(notice, history, diff)))
            validator().validate(made)
            assert set(made) == set(SCHEMA["properties"]), "nothing is sent that the schema does not tell of"
            assert set(made["data"]) == set(SCHEMA["properties"]["data"]["properties"])


def test_an_event_says_what_happened_and_under_which_number() -> None:
    notice, history = next(each for each in every_kind() if each[0].happening.kind is NoticeKind.ANNOUNCED)
    made = event(notice, history)
    assert made["id"] == notice_id(TENANT, notice)
    assert made["type"] == "creditrules.change.announced.v1"
    assert made["subject"] == "RULE_SET/line-cap" == f"{KEY.kind.value}/{KEY.slug}"
    assert made["time"] == made["data"]["activation"]["recordedAt"] == "2026-01-03T00:00:00.000000Z"
    assert made["sequence"] == "0000000002"
    assert made["data"]["number"] == 2
    assert made["data"]["daysAhead"] == 38
    assert made["data"]["notice"] == {"en": "Tightened."}
    assert made["data"]["basis"] == {"category": "RISK", "citation": "committee 7", "link": None}


def test_no_person_and_no_word_for_the_lender_alone_is_in_an_event() -> None:
    for notice, history in every_kind():
        text = event_bytes(event(notice, history)).decode()
        assert "ada" not in text
        assert "tightened" not in text, "the author's words on the impact are for the lender's own people"


def test_a_large_diff_is_cut_and_says_so() -> None:
    changes = tuple(Change(DiffKind.ADDED, Section.FACTS, f"facts.f{n}", None, "x" * 5000) for n in range(150))
    notice, history = every_kind()[0]
    made = event(notice, history, PublishedDiff(ContentDiff(changes)))
    diff = made["data"]["diff"]
    assert (len(diff["changes"]), diff["leftOut"]) == (100, 50)
    assert all(each["cut"] and len(each["after"]) == 1000 for each in diff["changes"])
    assert len(event_bytes(made)) < 200_000
    validator().validate(json.loads(event_bytes(made)))


@pytest.mark.parametrize("kind", NoticeKind)
def test_types_are_of_this_version(kind: NoticeKind) -> None:
    assert event_type(kind).startswith("creditrules.change.")
    assert event_type(kind).endswith(".v1")
    assert "_" not in event_type(kind)
