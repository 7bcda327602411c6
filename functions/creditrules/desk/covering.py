"""What test cases reach, of a stored content and page by page."""

from __future__ import annotations

from creditrules.auth import Action, require
from creditrules.desk.budgets import refuse_if_cut_short
from creditrules.desk.paging import page_at_hand
from creditrules.desk.parameters_in_force import parameters_at
from creditrules.desk.view import View
from creditrules.dmn import RowCoverage, TableCoverage
from creditrules.eligibility import Coverage, covered
from creditrules.rules.ports import Asked, Page

__all__ = ["coverage_of_content", "rows_of_coverage"]


def coverage_of_content(view: View, digest: str) -> Coverage:
    """What the test cases of a stored rule set reach at the view's times. Raises Refusal FORBIDDEN; as `rule_set`.

    TOO_LARGE "BUDGET_SPENT".
    """
    require(view.principal, Action.SEE_POLICY)
    compiled = view.rule_set(digest)
    heads = view.documents.all_heads() if compiled.parameters else {}
    parameters, budget = parameters_at(view.catalogue, view.tenant, heads), view.catalogue.budget
    found = covered(compiled, view.moments.valid_at, parameters, budget=budget)
    refuse_if_cut_short(budget)
    return found


def rows_of_coverage(view: View, table: TableCoverage, asked: Asked, of: str, *, uncovered: bool) -> Page[RowCoverage]:
    """The rows of a table, or those that no test case hits. of: digest of the content. Raises Refusal FORBIDDEN."""
    require(view.principal, Action.SEE_POLICY)
    rows = table.uncovered if uncovered else table.rows
    return page_at_hand(view, ("coverage", of, table.place), [(f"{row.row:09}", row) for row in rows], asked)
