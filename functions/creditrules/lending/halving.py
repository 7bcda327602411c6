"""The last whole number that fits, where all up to it do and no later one: by halving, or along a line."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["last_along", "last_below", "last_near"]

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


def last_along(left: Callable[[int], int], near: int) -> int:
    """The last number with `left` of 0 or above, which falls as numbers rise, and is not below 0 for 0.

    A line through the last two tries leads to the next one; where it does not narrow things down, halving does.
    """
    low, high, before = 0, max(near, 1), (0, left(0))
    last = high, left(high)
    while last[1] >= 0:
        low, high, before = high, 2 * high, last
        last = high, left(high)
    narrows = True
    while high - low > 1:
        (x0, y0), (x1, y1), wide = before, last, high - low
        at = x1 + (x1 - x0) * y1 // (y0 - y1) if narrows and y0 != y1 else (low + high) // 2
        at = min(max(at, low + 1), high - 1)
        before, last = last, (at, left(at))
        low, high = (at, high) if last[1] >= 0 else (low, at)
        narrows = 2 * (high - low) <= wide
    return low
