"""Products that are compared by one request share what it may take."""

from __future__ import annotations

from creditrules.desk.outcomes import shares


def test_what_one_product_leaves_is_shared_by_those_after_it() -> None:
    first, steps = 0, []
    for number, share in enumerate(shares(5, None)):
        first = first or share.steps
        steps.append(share.steps)
        share.steps -= 10 if number == 0 else share.steps + 1
    assert steps[0] == first
    assert all(each > first for each in steps[1:])
    assert 10 + sum(steps[1:]) <= 5 * first
