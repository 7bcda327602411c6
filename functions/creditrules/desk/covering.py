"""What test cases reach, page by page."""

from __future__ import annotations

from creditrules.auth import Action, require
from creditrules.desk.paging import page_in_place
from creditrules.desk.view import View
from creditrules.dmn import RowCoverage, TableCoverage
from creditrules.rules.ports import Asked, Page

__all__ = ["rows_of_coverage"]


def rows_of_coverage(view: View, table: TableCoverage, asked: Asked, *, uncovered: bool) -> Page[RowCoverage]:
    """The rows of a table, or those that no test case hits. Raises Refusal FORBIDDEN."""
    require(view.principal, Action.CHECK)
    rows = table.uncovered if uncovered else table.rows
    return page_in_place(view, ("coverage", table.place, str(uncovered)), rows, asked)
