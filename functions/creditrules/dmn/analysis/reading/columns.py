"""Columns of conditions as diagrams: from the facts to the rows that a column admits, by its own index."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from creditrules.dmn.analysis.reading.conforming import allowed, conform_term
from creditrules.dmn.analysis.reading.logic import is_null, is_true
from creditrules.dmn.analysis.reading.scope import Reader, Scope
from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.diagram import Diagram
from creditrules.dmn.analysis.space.lines import KINDS, Border, border
from creditrules.dmn.analysis.values.algebra import Algebra
from creditrules.dmn.analysis.values.comparing import borders, leading, line_of_term, on_axis
from creditrules.dmn.analysis.values.evaluating import Witness
from creditrules.dmn.analysis.values.terms import Known, Linear, Of, Said, Term
from creditrules.dmn.check.checked import CheckedInput
from creditrules.dmn.table.column import Column
from creditrules.dmn.table.walk import InputColumn
from creditrules.feel import ANY

__all__ = ["Admitted", "column_diagram"]


class Admitted(NamedTuple):
    """What a column makes of a tested value.

    rows: that match as far as the index tells. to_run: those of them whose cells have to be run, on `value`.
    sound: whether the value may stand in the column at all.
    """

    rows: int
    to_run: int = 0
    value: Term | None = None
    warned: bool = False
    sound: bool = True


def column_diagram(reader: Reader, part: CheckedInput, column: InputColumn, every: int, scope: Scope) -> Diagram:
    """The column's answer wherever the facts are. every: the rows that are asked for."""
    tested = reader.whole(reader.text(part.expression, scope))

    def conformed(said: Said) -> Diagram:
        if part.domain.type == ANY:
            return held(said.value, said.warned)
        made = conform_term(reader, said.value, part.domain)
        return reader.algebra.diagrams.combine(
            lambda each: _unsound(reader.algebra) if each.warned else held(each.value, said.warned), made
        )

    def held(term: Term, warned: bool) -> Diagram:  # noqa: FBT001
        rows = _warned(reader.algebra, _rows(reader.algebra, column.column, every, term), warned=warned)
        if part.allowed is None or is_null(term):
            return rows
        return reader.algebra.diagrams.combine(
            lambda each: rows if is_true(each.value) else _unsound(reader.algebra),
            allowed(reader, term, part.allowed),
        )

    return reader.algebra.diagrams.combine(conformed, tested)


def _unsound(algebra: Algebra) -> Diagram:
    return algebra.diagrams.leaf(Admitted(0, warned=True, sound=False))


def _warned(algebra: Algebra, diagram: Diagram, *, warned: bool) -> Diagram:
    return algebra.diagrams.map(lambda each: each._replace(warned=True), diagram) if warned else diagram


def _rows(algebra: Algebra, column: Column, every: int, term: Term) -> Diagram:
    """The rows that admit a term."""
    if isinstance(term, Known):
        rows = column.rows(term.value)
        return algebra.diagrams.leaf(
            _to_run(column, every, term) if rows is None else _found(column, rows, every, term)
        )
    if column.kind is None:
        return algebra.diagrams.leaf(_found(column, column.gap, every, term))
    line = line_of_term(term)
    if KINDS.get(line) == column.kind:
        if isinstance(term, Linear):
            return _along_sum(algebra, column, every, term)
        if isinstance(term, Of):
            return _along(algebra, column, every, term)
    return algebra.diagrams.leaf(_to_run(column, every, term))


def _found(column: Column, rows: int, every: int, term: Term) -> Admitted:
    left = column.unindexed & every
    return Admitted(rows & every, left, term if left else None)


def _to_run(column: Column, every: int, term: Term) -> Admitted:
    """All cells but those that admit anything have to be run."""
    left = every & ~column.anything
    return Admitted(every, left, term if left else None)


def _along(algebra: Algebra, column: Column, every: int, term: Of) -> Diagram:
    cuts: list[Border] = []
    for key in column.points:
        cuts += [border(term.line, key, after=False), border(term.line, key, after=True)]
    return algebra.diagrams.lookup(term.axis, cuts, _stretches(column, every, term))


def _stretches(column: Column, every: int, term: Term) -> list[Admitted]:
    return [_found(column, rows, every, term) for rows in column.stretches()]


def _along_sum(algebra: Algebra, column: Column, every: int, term: Linear) -> Diagram:
    """A sum of one axis or several: the column's points are moved to where the sum reaches them."""
    if not term.terms:
        value = Witness({}).value(term)[0]
        return algebra.diagrams.leaf(_found(column, column.rows(value) or 0, every, term))
    axis, factor = leading(algebra, term)
    points = column.points if factor > 0 else column.points[::-1]
    numbers = [(Fraction(key) - term.constant) / factor for key in points]
    cuts = [cut for number in numbers for cut in borders(axis, number)]
    found = _stretches(column, every, term)
    if factor < 0:
        found.reverse()
    if term.recipe is not None:
        found = _as_computed(column, every, term, axis, found, numbers)
    return algebra.parted(axis, cuts, found)


def _as_computed(
    column: Column, every: int, term: Linear, axis: Axis, found: list[Admitted], numbers: Sequence[Fraction]
) -> list[Admitted]:
    """The rows as the evaluator, which rounds, has them at the very points."""
    if axis.form is not None:
        return found
    for at, number in enumerate(numbers):
        value = on_axis(axis, number)
        if value is not None:
            witness = Witness({})
            witness.suppose(axis, value)
            rows = column.rows(witness.value(term)[0])
            found[2 * at + 1] = _found(column, rows if rows is not None else 0, every, term)
    return found
