"""The last whole number that fits, where all up to it do and no later one."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["last_below", "last_near"]

Fits = Callable[[int], bool]


def last_below(fits: Fits, low: int, high: int) -> int:
    """The last that fits from `low` on, of which that is taken for granted, and below `high`, which does not."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def last_near(fits: Fits, near: int) -> int:
    """The last that fits, looked for with ever longer steps from `near` on; 0 is taken for granted."""
    step = 1
    if near > 0 and not fits(near):
        high = near
        while near - step > 0 and not fits(near - step):
            high, step = near - step, 2 * step
        return last_below(fits, max(0, near - step), high)
    low = near
    while fits(near + step):
        low, step = near + step, 2 * step
    return last_below(fits, low, near + step)
