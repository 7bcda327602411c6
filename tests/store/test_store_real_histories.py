"""Versions with their real dates: which was in force, at each boundary and a microsecond to either side of it."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from creditrules.document import canonical
from creditrules.rules import ActivationKind, DocumentKey
from creditrules.rules.ports import Published
from creditrules.store import RulesInTable

RULES = Path(__file__).parents[2] / ".." / "shared" / "data" / "rules" / "us-gov"
TICK = timedelta(microseconds=1)
Series = list[tuple[datetime, bytes]]

pytestmark = pytest.mark.shared("data/rules/us-gov")


def began(day: date) -> datetime:
    """When a federal rule took effect: midnight in Washington."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)


def loan_limits() -> Series:
    """One table of all counties a year, in force from its first day on."""
    series = []
    for year in (2022, 2023, 2024):
        path = RULES / "loan-limits" / f"county_limit_data_flat_{year}.csv.gz"
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as text:
            series.append((began(date(year, 1, 1)), canonical({"rows": list(csv.reader(text))})))
    return series


def fee_caps() -> Series:
    """The caps on points and fees of Regulation Z, each set in force from its effective date on."""
    path = RULES / "reg-z" / "qm_points_and_fees_caps_2014_2015.csv"
    with path.open(encoding="utf-8", newline="") as text:
        rows = sorted(csv.reader(text))[:-1]
    return [
        (began(date.fromisoformat(day)), canonical({"rows": [list(row) for row in group]}))
        for day, group in groupby(rows, key=lambda row: row[0])
    ]


@pytest.mark.parametrize("series_of", [loan_limits, fee_caps])
def test_a_real_series_is_right_at_each_boundary(
    store: RulesInTable,
    create: Callable[..., DocumentKey],
    publish: Callable[..., Published],
    clock: list[datetime],
    series_of: Callable[[], Series],
) -> None:
    series = series_of()
    assert len(series) >= 2
    key = create("series")
    for start, content in series:
        clock[0] += timedelta(hours=1)
        publish(key, content=content, kind=ActivationKind.CORRECTION, valid_from=start)
    head = store.heads("lender", [key])[key]
    before: bytes | None = None
    for start, content in series:
        for moment, expected in ((start - TICK, before), (start, content), (start + TICK, content)):
            entry = store.in_force("lender", head, moment, store.now())
            found = None if entry is None else store.content("lender", [entry.digest])[entry.digest]
            assert found == expected
            assert store.in_force("lender", head, moment, datetime(2026, 6, 1, tzinfo=UTC)) is None
        before = content
