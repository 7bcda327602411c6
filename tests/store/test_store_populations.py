"""Populations on every database: told of without being opened, sealed, replaced whole, and gone once removed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from creditrules.errors import Refusal
from creditrules.rules import KeptPopulation
from creditrules.store import RulesInTable, Table
from creditrules.store.items.facts import unpack
from creditrules.store.keys import population_piece_key, populations_span
from creditrules.store.port import BODY, ItemKey

AT = datetime(2026, 1, 1, tzinfo=UTC)
SECRET = "Person Somebody of 12 Real Street"
TEXT = "name,income\n" + "".join(f"{SECRET},{n}é\n" for n in range(6_000))


def population(name: str, text: str = TEXT) -> KeptPopulation:
    digest = sha256(text.encode()).hexdigest()
    columns = ("name", "income")
    return KeptPopulation(name, "loan", digest, "CSV", "{}", "{}", text.count("\n") - 1, columns, len(text), "ada", AT)


def test_they_are_kept_read_back_equal_replaced_and_removed(store: RulesInTable) -> None:
    kept = store.populations
    for name in ("y", "x"):
        kept.register("lender", population(name), TEXT)
    kept.register("other", population("x", "name,income\n"), "name,income\n")
    assert kept.every("lender") == (population("x"), population("y"))
    assert kept.content("lender", population("x")) == TEXT
    kept.register("lender", population("x", "name,income\nb,1\n"), "name,income\nb,1\n")
    found = kept.find("lender", "x")
    assert found is not None
    assert kept.content("lender", found) == "name,income\nb,1\n"
    kept.remove("lender", "y")
    kept.remove("lender", "nobody")
    assert [each.name for each in kept.every("lender")] == ["x"]
    assert kept.content("other", population("x", "name,income\n")) == "name,income\n"


def test_one_that_was_replaced_or_removed_is_not_read_as_another(store: RulesInTable) -> None:
    store.populations.register("lender", population("x"), TEXT)
    store.populations.register("lender", population("x", "a,b\n1,2\n"), "a,b\n1,2\n")
    with pytest.raises(Refusal) as refused:
        store.populations.content("lender", population("x"))
    assert refused.value.code == "UNKNOWN_POPULATION"


def test_its_rows_are_nowhere_in_clear_and_nothing_is_left_when_it_is_removed(
    store: RulesInTable, table: Table
) -> None:
    store.populations.register("lender", population("x"), TEXT)
    [(_, item)] = table.walk(populations_span("lender"), 10)
    told = unpack(item[BODY])
    assert SECRET not in str(told)
    places: list[ItemKey] = [
        population_piece_key("lender", "x", told["attempt"], piece) for piece in range(told["pieces"])
    ]
    pieces = table.read(places)
    assert len(pieces) == told["pieces"] > 1
    assert not any(SECRET.encode() in piece[BODY] for piece in pieces.values())
    store.populations.remove("lender", "x")
    assert table.read(places) == {}
    assert store.populations.find("lender", "x") is None


def test_pieces_of_another_population_do_not_open(store: RulesInTable, table: Table) -> None:
    store.populations.register("lender", population("x"), TEXT)
    [(_, item)] = table.walk(populations_span("lender"), 10)
    attempt = unpack(item[BODY])["attempt"]
    first, second = (population_piece_key("lender", "x", attempt, piece) for piece in (0, 1))
    moved = table.read([second])[second]
    table.write([(first, dict(moved))])
    with pytest.raises(Refusal):
        store.populations.content("lender", population("x"))


def test_who_cannot_seal_keeps_none(table: Table) -> None:
    without = RulesInTable(table, clock=lambda: AT, cursor_secret=bytes(16))
    with pytest.raises(Refusal) as refused:
        without.populations.register("lender", population("x"), TEXT)
    assert refused.value.code == "RECORDING_NOT_SET_UP"
    assert without.populations.every("lender") == ()


def test_what_is_told_identifies_people_mapping_and_plan() -> None:
    one = population("x")
    others = [replace(one, digest="0"), replace(one, mapping=None), replace(one, plan="[]"), replace(one, product="b")]
    assert len({one.identity, *(each.identity for each in others)}) == 5
    assert replace(one, name="z", author="eve").identity == one.identity
