"""Decision tables read as diagrams: the rows that match, column by column, then what the hit policy makes of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import Final

from creditrules.dmn.analysis.reading.at_large import box_at_large
from creditrules.dmn.analysis.reading.columns import Admitted, column_diagram
from creditrules.dmn.analysis.reading.conforming import conform_term
from creditrules.dmn.analysis.reading.logic import is_true
from creditrules.dmn.analysis.reading.matching import (
    NOT_ASKED,
    Descent,
    Matching,
    Meeting,
    is_quiet,
    narrowed,
    rows_within,
)
from creditrules.dmn.analysis.reading.policies import CannotRank, decided, nothing
from creditrules.dmn.analysis.reading.scope import Reader, Scope
from creditrules.dmn.analysis.space.confines import Confines
from creditrules.dmn.analysis.space.diagram import Branch, Diagram, Leaf
from creditrules.dmn.analysis.values.hits import Hits
from creditrules.dmn.analysis.values.terms import Record, Said, Term
from creditrules.dmn.check.checked import CheckedOutput, CheckedTable
from creditrules.dmn.check.texts import condition_text, result_text
from creditrules.dmn.domains.domain import ANYTHING
from creditrules.dmn.table.compiled import CompiledTable
from creditrules.dmn.table.rows import bit, first, mask_of, members
from creditrules.feel import Checked, ast

__all__ = ["matching_rows", "may_match", "read_table"]


_MANY: Final = 200
"""Rows of which it is not looked at where each of them matches, but at each column by itself."""


class _Table:
    """One table as it is read, within the confines of the algebra if it has any."""

    def __init__(self, reader: Reader, checked: CheckedTable, compiled: CompiledTable, scope: Scope) -> None:
        self.reader, self.checked, self.compiled, self.scope = reader, checked, compiled, scope
        self.algebra = reader.algebra
        self.diagrams = reader.algebra.diagrams
        self.confines = reader.algebra.confines or Confines(self.diagrams.leaf(True))
        self.count = compiled.count
        self.meeting = Meeting(first_only=compiled.policy.first_only)
        self.every = (1 << self.count) - 1
        self._entries: dict[object, Diagram] = {}
        self._cells: dict[tuple[int, str, Term], Diagram] = {}

    def matching(self, unread: Collection[str] = ()) -> Diagram:
        """The rows, as `Matching`; by the columns that do not speak of these names."""
        plain, others = _apart(self.columns(unread))
        every = [self.compiled.inputs[at].column.anything for at, _ in (*plain, *others)]
        free = [self.every]
        for anything in reversed(every):
            free.insert(0, free[0] & anything)
        found = Descent(self.diagrams, self.meeting, plain, free, self.confines).of(self.every)
        for number, (at, column) in enumerate(others, len(plain) + 1):
            early = partial(self._settled, is_quiet(column))
            meet = partial(self._meet, at, free[number])
            found = self.diagrams.combine(meet, found, column, self.confines.inside, early=early)
        return found

    def columns(self, unread: Collection[str] = ()) -> Sequence[tuple[int, Diagram]]:
        """What each column admits, in the order of the axes, of the rows that anybody within the confines may match."""
        self.algebra.budget.begin_table(sum(2 * len(each.column.points) + 1 for each in self.compiled.inputs))
        found = []
        for at, (part, column) in enumerate(zip(self.checked.inputs, self.compiled.inputs, strict=True)):
            if _speaks_of(part.expression, unread):
                continue
            admitted = column_diagram(self.reader, part, column, self.every, self.scope)
            self.every = rows_within(self.confines, admitted, self.every)
            found.append((at, admitted))
        some = [(at, self.diagrams.map(partial(narrowed, rows=self.every), column)) for at, column in found]
        return sorted(some, key=lambda each: (each[1].level, each[0]))

    def _settled(self, quiet: bool, parts: tuple[Diagram, ...]) -> Diagram | None:  # noqa: FBT001
        """The rows so far, where a column that never warns cannot alter them, or nobody asks."""
        found, _, inside = parts
        if isinstance(inside, Leaf) and not inside.value:
            return self.diagrams.leaf(NOT_ASKED)
        if not isinstance(found, Leaf):
            return None
        return found if not found.value.asked or (quiet and not found.value.rows) else None

    def _meet(self, at: int, free: int, found: Matching, column: Admitted, _: bool) -> Diagram:  # noqa: FBT001
        return self.diagrams.leaf(self.meeting.met(at, free, found, column))

    def settled(self, found: Matching) -> Diagram:
        """The rows after all cells that have to be run were, as `Matching`."""
        pending = 0
        for _, rows, _ in found.to_run:
            pending |= rows
        return self._run_from(found, list(members(pending, self.count)), 0, found.rows & ~pending, found.warned)

    def _run_from(self, found: Matching, rows: Sequence[int], at: int, sure: int, warned: bool) -> Diagram:  # noqa: FBT001
        if at == len(rows) or (self.meeting.first_only and first(sure, self.count) < rows[at]):
            if self.meeting.first_only and sure:
                sure = bit(first(sure, self.count), self.count)
            return self.diagrams.leaf(Matching(sure, (), warned))
        alone = bit(rows[at], self.count)
        tests = [partial(self._cell, each, rows[at], value) for each, pending, value in found.to_run if pending & alone]

        def run(held: Said) -> Diagram:
            now = sure | alone if is_true(held.value) else sure
            return self._run_from(found, rows, at + 1, now, warned or held.warned)

        return self.diagrams.combine(run, self._all_hold(tests))

    def _all_hold(self, tests: Sequence[partial[Diagram]]) -> Diagram:
        """Left to right, until one does not hold."""
        held = tests[0]()
        if len(tests) == 1:
            return held
        rest: list[Diagram] = []

        def following(one: Said) -> Diagram:
            if not is_true(one.value):
                return self.diagrams.leaf(one)
            if not rest:
                rest.append(self._all_hold(tests[1:]))
            return self.algebra.also(rest[0], warned=one.warned)

        return self.diagrams.combine(following, held)

    def _cell(self, at: int, row: int, value: Term) -> Diagram:
        text = condition_text(self.checked.table.rules[row - 1].when[at])
        key = (at, text, value)
        if key not in self._cells:
            cell = self.checked.inputs[at].cells[text]
            self._cells[key] = (
                self.reader.tested(cell, cell.expr, self.scope, value)
                if isinstance(cell.expr, ast.UnaryTests) and cell.ok
                else self.reader.test_at_large(cell, self.scope, value)
            )
        return self._cells[key]

    def hits(self, found: Matching) -> Diagram:
        """What the rows come to, as `Hits`."""
        if not found.asked:
            return self.diagrams.leaf(Hits(nothing(self.compiled.policy), warned=False, hits=()))
        if not found.sound:
            return self.diagrams.leaf(Hits(nothing(self.compiled.policy), warned=True, hits=()))
        rules = self.checked.table.rules
        rows = [(row, rules[row - 1].id) for row in members(found.rows, self.count)]
        default = any(output.default is not None for output in self.checked.outputs)
        try:
            made = decided(self.algebra, self.compiled.policy, rows, self.entry, default=default)
        except CannotRank:
            made = self._at_large()
        if not found.warned:
            return made
        return self.diagrams.map(lambda each: each._replace(warned=True), made)

    def _at_large(self) -> Diagram:
        """Where the order of results hangs on the facts: whatever the table says there."""
        found = box_at_large(self.reader, self.checked, self.scope)
        return self.diagrams.map(lambda said: Hits(said.value, said.warned, None), found)

    def entry(self, row: int) -> Diagram:
        """The output entry of a row, as `Said`; row 0 is the default."""
        outputs = self.checked.outputs
        if row:
            texts = tuple(result_text(cell) for cell in self.checked.table.rules[row - 1].then)
            key: object = texts
        else:
            key = 0
        if key not in self._entries:
            if row:
                parts = [self._result(output, text) for output, text in zip(outputs, texts, strict=True)]
            else:
                parts = [self._default(output) for output in outputs]
            self._entries[key] = self._entry(parts)
        return self._entries[key]

    def _entry(self, parts: Sequence[Diagram]) -> Diagram:
        if len(parts) == 1:
            return parts[0]
        names = [output.name for output in self.checked.outputs]
        return self.algebra.combine(
            lambda *terms: self.algebra.term(Record(tuple(zip(names, terms, strict=True)))), *parts
        )

    def _result(self, output: CheckedOutput, text: str) -> Diagram:
        found = self.reader.whole(self.reader.text(output.cells[text], self.scope))
        if output.domain == ANYTHING:
            return found
        return self.algebra.combine(lambda term: conform_term(self.reader, term, output.domain), found)

    def _default(self, output: CheckedOutput) -> Diagram:
        if output.default is None:
            return self.algebra.said(None)
        return self.reader.whole(self.reader.text(output.default, self.scope))


def read_table(reader: Reader, checked: CheckedTable, scope: Scope) -> Diagram:
    """A table, as `Hits`."""
    table = _Table(reader, checked, reader.table(checked), scope)
    settled = reader.algebra.diagrams.combine(
        lambda found: table.settled(found) if found.to_run else reader.algebra.diagrams.leaf(found), table.matching()
    )
    return reader.algebra.diagrams.combine(table.hits, settled)


def matching_rows(reader: Reader, checked: CheckedTable, scope: Scope) -> Diagram:
    """The rows of a table that match, as `Matching`, none left out for the hit policy."""
    table = _Table(reader, checked, reader.table(checked), scope)
    table.meeting = Meeting(first_only=False)
    return reader.algebra.diagrams.combine(table.settled, table.matching())


def may_match(
    reader: Reader, checked: CheckedTable, scope: Scope, rows: Collection[int], unread: Collection[str]
) -> Diagram:
    """Where any of some rows may match, counted from 1: true or false.

    unread: names that are not in scope; columns that speak of them are left out, so that it may be true elsewhere, too.
    """
    table = _Table(reader, checked, reader.table(checked), scope)
    table.meeting = Meeting(first_only=False)
    table.every = mask_of([table.count - row for row in rows])
    diagrams = reader.algebra.diagrams
    if len(rows) <= _MANY:
        return diagrams.map(lambda found: found.rows != 0, table.matching(unread))
    columns = [diagrams.map(lambda admitted: admitted.rows != 0, column) for _, column in table.columns(unread)]
    return diagrams.combine(lambda *each: diagrams.leaf(all(each)), *columns)


def _apart(columns: Sequence[tuple[int, Diagram]]) -> tuple[list[tuple[int, Diagram]], list[tuple[int, Diagram]]]:
    """Columns that depend on one axis each, and all others."""
    plain: list[tuple[int, Diagram]] = []
    others: list[tuple[int, Diagram]] = []
    for at, column in columns:
        alone = not isinstance(column, Branch) or all(isinstance(child, Leaf) for child in column.children)
        new = not plain or plain[-1][1].level < column.level or not isinstance(column, Branch)
        (plain if alone and new else others).append((at, column))
    return plain, others


def _speaks_of(checked: Checked, names: Collection[str]) -> bool:
    return checked.expr is not None and any(
        isinstance(node, ast.Name) and node.name in names for node in ast.walk(checked.expr)
    )
