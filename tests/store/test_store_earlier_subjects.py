"""A table as the release wrote it that knew shared names of subjects only: read, replayed, gone on with and erased.

`earlier-decisions.jsonl` holds its items, written by that release itself under a master key of zeros: a rule set, a
product, four decisions of two partners about the subjects 1001, 1001, 1002 and 1001, and a review of the first.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from creditrules import desk
from creditrules.auth import Principal, Role
from creditrules.eligibility.recording import Erased, ErasureReach, Recorded, Wanted
from creditrules.errors import Refusal
from creditrules.rules.ports import Asked
from creditrules.store import DecisionsInTable, RulesInTable, Table
from creditrules.store.local.keys import LocalKeys
from creditrules.store.port import BODY, ItemKey

SHOP = Principal("acme", "shop", frozenset({Role.PARTNER}))
BROKER = Principal("acme", "broker", frozenset({Role.PARTNER}))
CHIEF = Principal("acme", "carla", frozenset({Role.CHIEF}))
NOW = datetime(2026, 1, 2, tzinfo=UTC)
ITEMS = Path(__file__).parent / "earlier-decisions.jsonl"


class Upgraded:
    """The lender under this release."""

    def __init__(self, table: Table) -> None:
        seconds, keys = count(), LocalKeys(bytes(32))

        def clock() -> datetime:
            return NOW + timedelta(seconds=next(seconds))

        first, *rows = (json.loads(line) for line in ITEMS.read_text("utf-8").splitlines())
        table.write([(ItemKey(*key), readable(item)) for *key, item in rows])
        store = RulesInTable(table, clock=clock, cursor_secret=bytes(32), keys=keys)
        self.catalogue = desk.Catalogue(store)
        self.records = DecisionsInTable(table, clock=clock, keys=keys)
        self.recording = desk.Recording(self.records, 30)
        self.ids: list[str] = first["decisions"]

    def decide(self, who: Principal, number: int, income: int = 150, subject: str = "1001") -> Recorded:
        deciding = desk.Deciding(desk.Question({"income": Decimal(income)}), f"order {number}", subject, 3653)
        return desk.decide_on_record(self.catalogue, self.recording, who, deciding)

    def listed(self, author: str | None = None, subject: str = "1001") -> list[int]:
        """Their numbers, the newest first; new ones as they come."""
        page = self.records.listed("acme", Wanted(subject=subject, author=author), Asked(50))
        return [self.ids.index(each.id) for each in page.items]

    def replayed(self, number: int, who: Principal = SHOP) -> bool:
        """Whether a decision comes out as it was."""
        done = desk.replay(self.catalogue, self.recording, who, self.ids[number], desk.Other())
        assert done is not None
        return not done.differences

    def erase(self, reach: ErasureReach, partner: str | None = None) -> Erased:
        given = desk.ErasureGiven("1001", reach, "asked for", partner)
        return desk.erase_subject(self.recording, CHIEF, given)

    def whole(self) -> bool:
        return all(each.broken is None for each in self.records.verify("acme"))


def readable(item: dict[str, str | int]) -> dict[str, str | int | bytes]:
    return {name: base64.b64decode(str(value)) if name == BODY else value for name, value in item.items()}


@pytest.fixture
def upgraded(table: Table) -> Upgraded:
    return Upgraded(table)


def test_what_was_recorded_is_listed_replayed_and_answered_again(upgraded: Upgraded) -> None:
    assert (upgraded.listed("shop"), upgraded.listed("broker"), upgraded.listed()) == ([3, 0], [1], [3, 1, 0])
    assert upgraded.listed(subject="1002") == upgraded.listed("shop", "1002") == [2]
    assert all(upgraded.replayed(number) for number in (0, 2, 3))
    assert upgraded.replayed(1, BROKER)
    [review] = upgraded.records.reviews.of("acme", upgraded.ids[0])
    assert review.statement == "Twice?"
    again = upgraded.decide(SHOP, 0)
    assert (again.replayed, again.decision.id) == (True, upgraded.ids[0])
    with pytest.raises(Refusal) as told:
        upgraded.decide(SHOP, 0, subject="1002")
    assert told.value.code == "KEY_REUSED"
    assert upgraded.whole()


def test_it_goes_on_with_names_that_are_each_partner_s_own(upgraded: Upgraded) -> None:
    upgraded.ids += [upgraded.decide(who, number).decision.id for number, who in ((4, SHOP), (5, BROKER))]
    assert (upgraded.listed("shop"), upgraded.listed("broker")) == ([4, 3, 0], [5, 1])
    assert upgraded.listed() == [5, 4, 3, 1, 0]
    done = upgraded.erase(ErasureReach.PARTNER, "shop")
    assert [(each.partner, each.decisions) for each in done.records] == [("shop", 1)]
    assert done.shared_left
    assert (upgraded.listed("shop"), upgraded.listed()) == ([3, 0], [5, 3, 1, 0])
    assert upgraded.whole()


def test_what_was_recorded_is_erased_for_all_partners_only_where_that_is_said(upgraded: Upgraded) -> None:
    upgraded.ids.append(upgraded.decide(BROKER, 4).decision.id)
    with pytest.raises(Refusal) as told:
        upgraded.erase(ErasureReach.PARTNER, "shop")
    assert told.value.code == "UNKNOWN_SUBJECT"
    [shared] = upgraded.erase(ErasureReach.SHARED).records
    assert (shared.partner, shared.decisions, shared.partners) == (None, 3, ("broker", "shop"))
    states = [found.facts_state.value for each in upgraded.ids if (found := upgraded.records.read("acme", each))]
    assert states == ["ERASED", "ERASED", "KEPT", "ERASED", "KEPT"]
    assert (upgraded.listed(), upgraded.listed(subject="1002")) == ([4], [2])
    with pytest.raises(Refusal) as told:
        upgraded.decide(SHOP, 0)
    assert told.value.code == "KEY_SPENT"
    assert upgraded.whole()
