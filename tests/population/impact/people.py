"""Small populations with answers, drawn."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import compress, product

from hypothesis import strategies as st

from creditrules.eligibility import Outcome
from creditrules.population.impact import Alike, Answer, Bands, GivenReason, ImpactPlan, KnownOutcome, alike, coded

PLAN = ImpactPlan(
    segments=(Bands("region"),),
    protected=(Bands("sex"), Bands("age", (Decimal(25), Decimal(62)))),
    outcome=KnownOutcome("default", frozenset({"1"})),
    exposure="amount",
    scores=("age",),
)

Row = tuple[Answer, Answer, dict[str, str]]

# Whole values, drawn at once: drawing each part of each by itself takes longer than all that is counted of them.
GIVEN = (GivenReason("a", "OLD", 1), GivenReason("a", "NEW", 2), GivenReason("b", "OLD", 1))
ANSWERS = [
    Answer(outcome, limit, price=price, reasons=reasons)
    for outcome in Outcome
    for limit in (None, Decimal(1000), Decimal("2500.50"))
    for price in (None, Decimal("0.1"), Decimal("0.24"))
    for length in range(5)
    for reasons in product(GIVEN, repeat=length)
]
CELLS = [
    dict(zip(("region", "sex", "age", "default", "amount"), values, strict=True))
    for values in product(
        ("north", "south", ""),
        ("f", "m", ""),
        ("18", "25", "61.5", "62", "", "old"),
        ("0", "1", ""),
        ("100", "250.5", "x"),
    )
]
PARTS = ("outcome", "limit", "price", "reasons")
KEPT = [tuple(compress(PARTS, kept)) for kept in product((False, True), repeat=len(PARTS))]


def _row(before: Answer, other: Answer, kept: tuple[str, ...], cells: dict[str, str]) -> Row:
    """After is another answer but for what it keeps of that before."""
    return before, replace(other, **{part: getattr(before, part) for part in kept}), cells


ROWS = st.lists(
    st.builds(_row, *(st.sampled_from(values) for values in (ANSWERS, ANSWERS, KEPT, CELLS))),
    max_size=40,
)


def together(rows: list[Row], first: int = 1) -> Alike:
    """The rows as a batch, numbered from `first`."""
    columns = {name: coded(cells[name] for _, _, cells in rows) for name in PLAN.columns}
    numbers = range(first, first + len(rows))
    return alike(numbers, columns, [coded(before for before, _, _ in rows), coded(after for _, after, _ in rows)])
