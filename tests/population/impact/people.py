"""Small populations with answers, drawn."""

from __future__ import annotations

from decimal import Decimal

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

REASONS = st.lists(
    st.sampled_from([GivenReason("a", "OLD", 1), GivenReason("a", "NEW", 2), GivenReason("b", "OLD", 1)])
)
ANSWERS = st.builds(
    Answer,
    outcome=st.sampled_from(Outcome),
    limit=st.sampled_from([None, Decimal(1000), Decimal("2500.50")]),
    price=st.sampled_from([None, Decimal("0.1"), Decimal("0.24")]),
    reasons=REASONS.map(tuple),
)
ROW = st.tuples(
    ANSWERS,
    ANSWERS,
    st.fixed_dictionaries(
        {
            "region": st.sampled_from(["north", "south", ""]),
            "sex": st.sampled_from(["f", "m", ""]),
            "age": st.sampled_from(["18", "25", "61.5", "62", "", "old"]),
            "default": st.sampled_from(["0", "1", ""]),
            "amount": st.sampled_from(["100", "250.5", "x"]),
        }
    ),
)
Row = tuple[Answer, Answer, dict[str, str]]
ROWS = st.lists(ROW, max_size=40)


def together(rows: list[Row], first: int = 1) -> Alike:
    """The rows as a batch, numbered from `first`."""
    columns = {name: coded(cells[name] for _, _, cells in rows) for name in PLAN.columns}
    numbers = range(first, first + len(rows))
    return alike(numbers, columns, [coded(before for before, _, _ in rows), coded(after for _, after, _ in rows)])
