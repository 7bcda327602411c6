"""A table of findings that engines are given, and whom they are asked about."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

__all__ = ["MESSAGES", "REASONS", "Case", "Cells", "in_zen", "outcomes_of"]

Cells = Sequence[str]
REASONS = tuple(f"R{number:03}" for number in range(200))
MESSAGES = {code: f"Reason {code}." for code in REASONS}
STEPS = ("DECLINE", "REFER", "LIMIT", "ALLOW")
LIMITS = ("1000", "2500", "5000", "20000")


@dataclass(frozen=True)
class Case:
    """One table with its applicants.

    facts: types by name. rows: conditions in FEEL, a list a row. zen: the same in zen's words; None where it has none.
    people: plain values of JSON. hit: the hit policy; zen has first and collect. one_column: exactly one column is of
    cells that no index can hold. note: what the peer does not do, where that is more than with any table.
    """

    name: str
    facts: Mapping[str, str]
    rows: Sequence[Cells]
    people: Sequence[Mapping[str, Any]]
    hit: str = "FIRST"
    zen: Sequence[Cells] | None = None
    one_column: bool = False
    note: str = ""
    kind: str = "hostile"
    inputs: tuple[str, ...] = field(default=())

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The input expressions; the facts, unless others are given."""
        return self.inputs or tuple(self.facts)

    @cached_property
    def outcomes(self) -> list[tuple[str, str, str]]:
        """Of each row its intervention, reason and limit; the same in all rows where the hit policy needs that."""
        return outcomes_of(len(self.rows), alike=self.hit == "ANY")

    @property
    def finds_many(self) -> bool:
        """Whether one applicant gets the findings of several rows."""
        return self.hit in {"COLLECT", "RULE ORDER", "OUTPUT ORDER"}


def outcomes_of(rows: int, *, alike: bool = False) -> list[tuple[str, str, str]]:
    """Interventions, reasons and limits of so many rows, drawn by a fixed seed."""
    chance = random.Random(5)
    drawn = ((chance.choice(STEPS), chance.choice(REASONS), chance.choice(LIMITS)) for _ in range(rows))
    return [("DECLINE", REASONS[0], LIMITS[0])] * rows if alike else list(drawn)


def in_zen(rows: Sequence[Cells], *changes: Callable[[str], str]) -> list[list[str]]:
    """Cells in zen's words: no condition is an empty cell, texts are in single quotes; then what is changed besides."""
    return [[_changed("" if cell == "-" else cell.replace('"', "'"), changes) for cell in row] for row in rows]


def _changed(cell: str, changes: Sequence[Callable[[str], str]]) -> str:
    for change in changes:
        cell = change(cell)
    return cell
