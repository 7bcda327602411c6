"""The table that all engines are given: six columns, first hit, and the applicants that are asked about."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

EMPLOYMENT = ("PERMANENT", "TEMPORARY", "SELF_EMPLOYED", "STUDENT", "RETIRED", "NONE")
REGIONS = tuple(f"R{number:02}" for number in range(40))
COLUMNS = ("score", "amount", "age", "months", "employment", "region")


@dataclass(frozen=True, slots=True)
class TableRow:
    """The conditions of one rule; None admits everything. Intervals are closed-open."""

    score: tuple[int, int] | None
    amount: tuple[int, int] | None
    age: int | None  # at least
    months: int | None  # at most
    employment: tuple[str, ...] | None
    region: str | None


def make_rows(count: int, seed: int = 7) -> list[TableRow]:
    """`count` rules of which the last admits everybody."""
    chance = random.Random(seed)
    return [*(_row(chance) for _ in range(count - 1)), TableRow(None, None, None, None, None, None)]


def _row(chance: random.Random) -> TableRow:
    months = chance.choice((12, 24, 36, 48, 60, 120)) if chance.random() < 0.8 else None
    score, amount = chance.randrange(350, 900, 5), chance.randrange(0, 490_000, 1000)
    return TableRow(
        (score, score + chance.randrange(5, 100, 5)),
        (amount, amount + chance.randrange(1000, 60_000, 1000)) if chance.random() < 0.9 else None,
        chance.randrange(18, 60) if chance.random() < 0.7 else None,
        months,
        tuple(chance.sample(EMPLOYMENT, chance.randrange(1, 4))) if chance.random() < 0.8 else None,
        chance.choice(REGIONS) if months is None or chance.random() < 0.8 else None,
    )


def random_applicants(count: int, seed: int = 11) -> list[dict[str, Any]]:
    """Applicants as plain integers and texts."""
    chance = random.Random(seed)
    return [
        {
            "score": chance.randrange(350, 951),
            "amount": chance.randrange(0, 500_000),
            "age": chance.randrange(18, 90),
            "months": chance.randrange(6, 121),
            "employment": chance.choice(EMPLOYMENT),
            "region": chance.choice(REGIONS),
        }
        for _ in range(count)
    ]


def worst_applicant() -> dict[str, Any]:
    """Only the last row admits this one; on the way there most rows fail late, at their months or region."""
    return {
        "score": 640,
        "amount": 100_000,
        "age": 89,
        "months": 121,
        "employment": "PERMANENT",
        "region": "R99",
    }


def as_decimals(applicant: dict[str, Any]) -> dict[str, Any]:
    """The same applicant with exact numbers, as ours and the hand-written ones are asked."""
    return {name: Decimal(value) if isinstance(value, int) else value for name, value in applicant.items()}
