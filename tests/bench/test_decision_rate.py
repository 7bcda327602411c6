"""The simulation of many decisions at once runs the store's own code, and what is recorded in it is whole."""

from __future__ import annotations

import pytest
from crowded import recorded_at_rate  # type: ignore[import-not-found]


@pytest.mark.parametrize("rate", [20, 800])
def test_all_decisions_are_recorded_once_at_a_low_rate_and_at_a_high_one(rate: float) -> None:
    told = recorded_at_rate(rate, 8 if rate == 20 else 0.7)
    assert told.outcomes == {"recorded": told.asked}
    assert told.links == told.asked + 1
    assert (told.uncounted, told.complete) == (0, True)
    met = told.database["TransactionConflict"] + told.database["ConditionalCheckFailed"]
    assert (met > told.asked / 3, told.chains > 16) == (rate > 100, rate > 100)
