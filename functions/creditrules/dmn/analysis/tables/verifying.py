"""A whole model verified table by table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Final

from creditrules.dmn.analysis.tables.alike import find_alike, find_unused
from creditrules.dmn.analysis.tables.budget import Budget, SpentError, TooLargeError
from creditrules.dmn.analysis.tables.dead import find_dead, find_impossible
from creditrules.dmn.analysis.tables.gaps import find_gaps
from creditrules.dmn.analysis.tables.origins import tested_in
from creditrules.dmn.analysis.tables.overlaps import find_overlaps
from creditrules.dmn.analysis.tables.reach import find_unreached
from creditrules.dmn.analysis.tables.subject import Subject
from creditrules.dmn.analysis.tables.within import TableWithin, tables_within
from creditrules.dmn.check.models import CheckedModel
from creditrules.dmn.flaws import Flaw, FlawProof, Verification
from creditrules.dmn.limits import TABLE_STEPS
from creditrules.feel import RequestBudget, Unknown

__all__ = ["verify_model"]

_Search = Callable[[Subject], Iterator[Flaw]]


def verify_model(
    checked: CheckedModel,
    roots: Collection[str] | None = None,
    *,
    collected: Collection[str] = (),
    nulls: bool = True,
    steps: int = TABLE_STEPS,
    request: RequestBudget | None = None,
) -> Verification:
    """All flaws of the tables of a model, and what of it is never used.

    roots: the decisions and facts that are asked for; None where any may be. collected: decisions for whose tables it
    matters that no row matches, though their hit policy takes several. nulls: whether null is a value of facts.
    steps: how much work it may be; see `Budget`. request: the budget of the request that it is for.
    """
    found: list[Flaw] = []
    budget, tables = Budget(steps, request), 0
    for table in tables_within(checked):
        tables += 1
        found += _of_table(table, checked, budget, collected=collected, nulls=nulls)
    if roots is not None:
        found += find_unreached(checked, roots)
    return Verification(tuple(found), tables)


def _of_table(
    table: TableWithin, checked: CheckedModel, budget: Budget, *, collected: Collection[str], nulls: bool
) -> Iterator[Flaw]:
    try:
        budget.look()
    except SpentError:
        yield _not_analysed("What is wrong with it", table.checked.place, _NO_TIME)
        return
    names = {*checked.facts, *checked.extra_facts, *checked.decisions, *table.local}
    scope = {name: Unknown(frozenset((name,))) for name in names}
    subject = Subject(table.checked, tested_in(table.checked, checked, table.local), scope, budget, nulls=nulls)
    if not subject.count:
        return
    matters = subject.table.hit_policy.single or table.decision in collected
    searches: tuple[tuple[str, _Search], ...] = (
        ("", find_impossible),
        ("Whether rows overlap", find_overlaps),
        *((("Whether every case has a row", find_gaps),) if matters else ()),
        ("Which rows could be one", find_alike),
        ("Whether every row counts", find_dead),
        ("", find_unused),
    )
    for what, search in searches:
        try:
            yield from search(subject)
        except SpentError:
            yield _not_analysed(what or "Which rows or columns are never used", subject.place, _NO_TIME)
        except TooLargeError:
            yield _not_analysed(what, subject.place, _TOO_LARGE)


_TOO_LARGE: Final = (
    "the tables are too large to be analysed whole",
    "Split the table, or give its rows one order and the hit policy FIRST.",
)
_NO_TIME: Final = (
    "the request took more evaluation than it may",
    "Send it by itself or later, with smaller tables or fewer claims about facts.",
)


def _not_analysed(what: str, place: str, why: tuple[str, str]) -> Flaw:
    message = f"{what} is not known: {why[0]}."
    return Flaw("table.not-analysed", place, message, why[1], FlawProof.NOT_ANALYSED)
