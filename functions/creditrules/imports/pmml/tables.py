"""Cases of conditions as rows of one table, a column for each field that they test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from creditrules.dmn import DecisionTable, HitPolicy
from creditrules.dmn.exchange.xml import Element
from creditrules.dmn.model import InputClause, OutputClause, TableRule
from creditrules.imports.pmml.expressions import Scope
from creditrules.imports.pmml.notes import RefusedError
from creditrules.imports.pmml.reach import Reach, cell
from creditrules.records import dataclass

__all__ = ["Row", "table"]

_MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Row:
    """One case, the results under it, and what to call it."""

    case: Mapping[str, Reach]
    then: tuple[str, ...]
    id: str = ""
    note: str = ""


def table(element: Element, rows: Sequence[Row], outputs: Sequence[OutputClause], scope: Scope) -> DecisionTable:
    """The first case that holds counts. Raises RefusedError where there are too many rows."""
    if len(rows) > _MOST_ROWS:
        message = f"This would become a table of {len(rows)} rows; at most {_MOST_ROWS} are made."
        raise RefusedError(element, "import.pmml.too-large", message, "Split the model.")
    fields = list(dict.fromkeys(field for row in rows for field in row.case))
    columns = tuple(InputClause(scope.fields[field], scope.types.get(field, "")) for field in fields)
    taken: set[str] = set()
    rules = tuple(_rule(row, fields, taken) for row in rows)
    return DecisionTable(columns, tuple(outputs), rules, HitPolicy.FIRST)


def _rule(row: Row, fields: Sequence[str], taken: set[str]) -> TableRule:
    own = row.id if row.id and row.id not in taken else None
    taken.add(row.id)
    return TableRule(tuple(cell(row.case.get(field)) for field in fields), row.then, own, row.note)
