"""Microseconds of processor time of several ways to do the same, in rounds that go in turn."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

__all__ = ["microseconds_of", "of_one"]

Way = tuple[Callable[[Any], object], Sequence[Any]]
"""What is asked, and what it is asked about in turn."""


def microseconds_of(
    ways: Mapping[str, Way], seconds: float = 0.02, rounds: int = 9, most: float = 6.0
) -> dict[str, float]:
    """Of each way the best mean of its rounds. What else the machine does meets all ways alike.

    seconds: that a round takes at least. most: after so many seconds in all no round is begun, once each has two.
    """
    gc.collect()
    best = dict.fromkeys(ways, float("inf"))
    started = time.perf_counter()
    for turn in range(rounds):
        if turn >= 2 and time.perf_counter() - started > most:
            break
        for name, (ask, given) in ways.items():
            best[name] = min(best[name], _round(ask, given, seconds))
    return best


def of_one(ask: Callable[[Any], object], given: Sequence[Any]) -> float:
    """Of one way alone."""
    return microseconds_of({"": (ask, given)})[""]


def _round(ask: Callable[[Any], object], given: Sequence[Any], seconds: float) -> float:
    count, started = 0, time.process_time()
    while True:
        for each in given:
            ask(each)
        count += len(given)
        spent = time.process_time() - started
        if spent >= seconds:
            return spent / count * 1e6
