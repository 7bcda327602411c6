"""Rows that two versions of a table write alike are read once: the comparison says the same as where each is read."""

from __future__ import annotations

import random
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from creditrules.rules.diff import diff_contents, tables
from creditrules.rules.diff.tables import read_tables

CELLS: list[Any] = ["-", "> 5", "5", Decimal(5), 5, True, 1, None, "null", '"A"', Decimal("1.0")]
RESULTS: list[Any] = ['"x"', '"y"', "null", None, "-", True, 1]


def some_row(chance: random.Random) -> Any:
    when, then = [chance.choice(CELLS) for _ in "ab"], [chance.choice(RESULTS)]
    if chance.random() < 0.6:
        when, then = [chance.choice(["-", "> 5", '"A"']) for _ in "ab"], [chance.choice(['"x"', "null"])]
    form = chance.random()
    if form < 0.1:
        return [*when, *then]
    if form < 0.2:
        return {"when": {"a": when[0], "b": when[1]}, "then": then}
    row: dict[str, Any] = {"when": when, "then": then}
    if chance.random() < 0.2:
        row["id"] = chance.choice(["r1", "r2", 1, True, None])
    if chance.random() < 0.1:
        row["note"] = chance.choice(["n", None, 1])
    return row


def edited(rows: list[Any], chance: random.Random) -> list[Any]:
    found = deepcopy(rows)
    for _ in range(chance.randrange(4)):
        place = chance.randrange(len(found) + 1)
        act = chance.randrange(3)
        if act == 0:
            found.insert(place, some_row(chance))
        elif found and act == 1:
            found.pop(place % len(found))
        elif found:
            found[place % len(found)] = some_row(chance)
    return found


def content(rows: list[Any], inputs: list[str]) -> dict[str, Any]:
    return {"decisions": [{"name": "T", "table": {"inputs": inputs, "outputs": [{"name": "o"}], "rules": rows}}]}


def test_rows_that_are_written_alike_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(5)  # noqa: S311 - a fixed sequence
    pairs = []
    for _ in range(300):
        rows = [some_row(chance) for _ in range(chance.randrange(1, 9))]
        inputs = [chance.sample(["a", "b"], 2) for _ in range(2)]
        pairs.append((content(rows, inputs[0]), content(edited(rows, chance), inputs[1])))
    found = [diff_contents(*pair) for pair in pairs]
    monkeypatch.setattr(tables, "_known_rows", lambda *_: ())
    assert found == [diff_contents(*pair) for pair in pairs]


def test_rows_are_the_same_objects_from_either_end() -> None:
    rows = [{"when": [f"> {number}", "-"], "then": ['"x"']} for number in range(6)]
    longer = deepcopy([*rows[:3], {"when": ["-", "-"], "then": ['"y"']}, *rows[3:]])
    old, new = read_tables(*(content(each, ["a", "b"])["decisions"][0]["table"] for each in (rows, longer)))
    assert old is not None
    assert new is not None
    assert [row in old.rows and old.rows.index(row) for row in new.rows] == [0, 1, 2, False, 3, 4, 5]
    assert all(new.rows[at + (at > 2)] is row for at, row in enumerate(old.rows))
