"""A database in memory that is the same each time: what tests of partners begin with."""

from __future__ import annotations

from datetime import UTC, datetime

from creditrules.store import Repeated, open_data
from creditrules.store.port import BODY, ItemKey

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PLACE = ItemKey("a", "b")
CONTEXT = {"tenant": "lender", "purpose": "pseudonyms"}


def at() -> datetime:
    return NOW


def test_it_begins_with_what_another_held_at_a_moment_and_goes_on_by_itself() -> None:
    with open_data(Repeated("s"), clock=at) as first:
        first.table.write([(PLACE, {BODY: b"1"})])
        image = first.table.image()
        first.table.write([(PLACE, {BODY: b"2"})])
        with open_data(Repeated("s", image), clock=at) as second:
            assert second.table.read([PLACE])[PLACE][BODY] == b"1"
            second.table.write([(PLACE, {BODY: b"3" * 300_000})])
            assert second.table.read([PLACE])[PLACE][BODY] == b"3" * 300_000
            assert first.table.read([PLACE])[PLACE][BODY] == b"2"


def test_its_secrets_are_the_same_for_the_same_seed_and_those_of_others_are_by_chance() -> None:
    seen = []
    for data in (Repeated("s"), Repeated("s"), Repeated("t"), None, None):
        with open_data(data, clock=at) as kept:
            key = kept.keys.new_data_key(CONTEXT)
            assert kept.keys.unwrap(key.wrapped, CONTEXT) == key.plain
            assert kept.keys.new_data_key({**CONTEXT, "tenant": "other"}).plain != key.plain
            seen.append((key.plain, kept.cursor_secret))
    assert seen[0] == seen[1]
    assert len(set(seen)) == 4
