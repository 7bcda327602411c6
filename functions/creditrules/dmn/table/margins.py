"""How far the tested values of a row lie from where one of its cells would no longer admit them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import partial
from typing import Final, NamedTuple

from creditrules.dmn.check.checked import CheckedInput, CheckedTable
from creditrules.dmn.check.texts import condition_text
from creditrules.dmn.domains.allowed import Allowed
from creditrules.dmn.domains.domain import Domain
from creditrules.dmn.table.build import limit_of
from creditrules.dmn.table.region import ALL, CellSet, Key, Kind, Region, cell_set, key_of, kind_of
from creditrules.feel import Checked, Date, DateTime, Time, Unknown, Value, ast

__all__ = ["Margin", "Operand", "demands_of", "margins"]

Operand = Callable[[Checked, ast.Expr], Value]
"""The value of a part of a cell, for the facts at hand; NOT_CONSTANT where it has none."""

_EXACT: Final = Context(prec=34)
_PLACES: Final = Decimal("0.000001")
_WHOLE: Final = Decimal(1)
_DAY: Final = 86_400 * 10**9
_YEAR: Final = {Date: Decimal(365), DateTime: Decimal(365 * _DAY), Time: Decimal(_DAY)}
"""What a distance in time is a part of where the column's allowed values have no two ends: a year, of times a day."""


class Margin(NamedTuple):
    """One condition of a row. column: from 1.

    distance: 0 to 1, from the tested value to the nearest one that the column allows and the cell does not admit, as a
    part of the width of the allowed values, or where these have no two ends, of the larger of value and boundary. 1
    where values are told apart and not measured: texts, booleans, null. None where the cell cannot be measured.
    """

    column: int
    distance: Decimal | None


def margins(
    table: CheckedTable, row: int, values: Sequence[Value], operand: Operand, domains: Mapping[str, Domain]
) -> tuple[Margin, ...]:
    """The conditions of a row that holds for the tested values; columns that admit whatever is allowed are left out.

    domains: of facts and decisions, by name.
    """
    when = table.table.rules[row - 1].when
    found = []
    for column, (part, cell, value) in enumerate(zip(table.inputs, when, values, strict=True), 1):
        checked = part.cells[condition_text(cell)]
        if isinstance(checked.expr, ast.UnaryTests) and checked.expr.tests:
            admitted = cell_set(checked.expr, partial(operand, checked))
            found += _margin(column, (part.allowed, *demands_of(part, domains)), value, admitted)
    return tuple(found)


def _margin(column: int, demands: Sequence[Allowed | None], value: Value, admitted: CellSet | None) -> list[Margin]:
    if value is None or type(value) in {str, bool}:
        return [Margin(column, _WHOLE)]
    kind = None if isinstance(value, Unknown) else kind_of(value)
    if admitted is None or kind is None or admitted.kind != kind:
        return [Margin(column, None)]
    limit = limit_of([each for each in demands if each is not None])
    allowed = limit.region if limit is not None and limit.kind == kind else ALL
    outside = admitted.region.complement().intersection(allowed)
    if not outside.starts and not outside.cuts:
        return []
    key = key_of(value)
    boundary = min((cut[0] for cut in outside.cuts), key=lambda each: abs(each - key), default=None)
    return [Margin(column, None if boundary is None else _share(key, boundary, _scale(kind, allowed, key, boundary)))]


def demands_of(part: CheckedInput, domains: Mapping[str, Domain]) -> Iterator[Allowed | None]:
    """What the column and the fact, the decision, or the entry of one that it tests are demanded to be."""
    yield part.domain.allowed
    path: list[str] = []
    node = part.expression.expr
    while isinstance(node, ast.Path):
        path.append(node.name)
        node = node.base
    found = domains.get(node.name) if isinstance(node, ast.Name) else None
    for name in reversed(path):
        found = dict(found.entries).get(name) if found else None
    yield found.allowed if found else None


def _scale(kind: Kind, allowed: Region, key: Key, boundary: Key) -> Decimal:
    ends = allowed.cuts
    if not allowed.starts and len(ends) > 1 and len(ends) % 2 == 0 and ends[-1][0] > ends[0][0]:
        return _EXACT.create_decimal(ends[-1][0] - ends[0][0])
    return _YEAR.get(kind[0]) or _EXACT.create_decimal(max(abs(key), abs(boundary)))


def _share(key: Key, boundary: Key, scale: Decimal) -> Decimal:
    if key == boundary:
        return Decimal(0)
    part = _EXACT.divide(_EXACT.create_decimal(abs(key - boundary)), scale)
    return min(_WHOLE, part.quantize(_PLACES, ROUND_HALF_EVEN)).normalize(_EXACT)
