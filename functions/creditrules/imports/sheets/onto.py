"""Tables in business spelling put into a model that is there: headings are its names or labels, the rest is kept."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final, TypeVar

from creditrules.dmn import Decision, DecisionTable, Meanings, Model, check_model
from creditrules.dmn.model import InputClause, OutputClause, TableRule
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import Type
from creditrules.imports.report import Interpretation
from creditrules.imports.sheets.columns import Column
from creditrules.imports.sheets.layout import BusinessTable, Layout
from creditrules.imports.sheets.notes import Notes, RefusedError
from creditrules.imports.sheets.reading import business_tables
from creditrules.imports.sheets.spoken import Spoken
from creditrules.imports.sheets.words import Role
from creditrules.records import dataclass, replace
from creditrules.spreadsheet import cell_name

__all__ = ["NOTHING_GIVEN", "Onto", "Placed", "pairs_of_rows", "read_onto"]

NOTHING_GIVEN: Final[Mapping[str, Type]] = {}
_TOLD: Final = "The column is called as this is labelled."


@dataclass(frozen=True, slots=True)
class Placed:
    """A table of a model, and where its sheet has it. inputs, outputs: the columns that hold the table's clauses."""

    decision: str
    table: DecisionTable
    layout: Layout
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Onto:
    """A model with the tables of a file in it; None when a diagnostic is an error."""

    model: Model | None
    placed: tuple[Placed, ...]
    interpretations: tuple[Interpretation, ...]
    diagnostics: tuple[Diagnostic, ...]


Clause = TypeVar("Clause", InputClause, OutputClause)


def read_onto(file: str, data: bytes, base: Model, given: Mapping[str, Type] = NOTHING_GIVEN) -> Onto:
    """The model with the rules of its tables as a workbook or a CSV has them.

    A table is known by its title, its sheet, or its only result; a column by the name or a label of what it tests or
    gives. What the sheet does not say stays: types, allowed values, defaults, the hit policy, and, without columns for
    them, the ids and notes of rules that say the same. given: see `check_model`. Never raises.
    """
    notes = Notes(file)
    spoken = Spoken(base)
    tables = business_tables(data, notes, spoken.types)
    placed = [] if notes.failed else list(_placed(tables, spoken, notes))
    if notes.failed:
        return Onto(None, (), tuple(notes.interpretations), tuple(notes.diagnostics))
    read = {one.decision: one.table for one in placed}
    model = replace(
        base,
        decisions=tuple(replace(one, expression=read[one.name]) if one.name in read else one for one in base.decisions),
    )
    notes.diagnostics += _wrong(model, placed, file, given)
    return Onto(None if notes.failed else model, tuple(placed), tuple(notes.interpretations), tuple(notes.diagnostics))


def pairs_of_rows(before: DecisionTable, after: DecisionTable) -> Iterator[tuple[int | None, int | None, bool]]:
    """Rows of two tables of the same columns that go together, in order, and whether they say the same."""
    meanings = Meanings()
    old, new = ([_says(rule, meanings) for rule in table.rules] for table in (before, after))
    for how, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for one, other in zip_longest(range(first, last), range(start, end)):
            yield one, other, how == "equal"


def _says(rule: TableRule, meanings: Meanings) -> Hashable:
    return tuple(map(meanings.condition, rule.when)), tuple(map(meanings.result, rule.then))


def _placed(tables: Iterable[BusinessTable], spoken: Spoken, notes: Notes) -> Iterator[Placed]:
    taken: dict[str, str] = {}
    for one in tables:
        try:
            decision = spoken.decision(one)
            placed = _Merge(one, decision, spoken, notes).placed()
        except RefusedError as error:
            notes.refused(error)
            continue
        if decision.name in taken:
            message = f"{one.title} and the table at {taken[decision.name]} are both {decision.name}."
            notes.refused(RefusedError("import.sheet.twice", message, "Keep one of them.", one.place))
        taken[decision.name] = one.place
        yield placed


class _Merge:
    """One table of a sheet over the one of the model."""

    def __init__(self, read: BusinessTable, decision: Decision, spoken: Spoken, notes: Notes) -> None:
        assert isinstance(decision.expression, DecisionTable)  # noqa: S101 - it was found as one
        self._read, self._decision, self._spoken, self._notes = read, decision, spoken, notes
        self._base = decision.expression

    def placed(self) -> Placed:
        read, base = self._read.table, self._base
        inputs = self._in_order(self._inputs(), base.inputs)
        outputs = self._in_order(self._outputs(), base.outputs)
        rules = [
            replace(rule, when=_picked(rule.when, inputs), then=_picked(rule.then, outputs)) for rule in read.rules
        ]
        table = replace(
            base,
            inputs=tuple(clause for _, clause, _ in inputs),
            outputs=tuple(clause for _, clause, _ in outputs),
            rules=tuple(rules),
            hit_policy=read.hit_policy if self._read.layout.policy else base.hit_policy,
        )
        kept = replace(table, rules=tuple(self._named(table)))
        columns = (tuple(column for *_, column in side) for side in (inputs, outputs))
        return Placed(self._decision.name, kept, self._read.layout, *columns)

    def _columns(self, role: Role) -> list[Column]:
        return [one for one in self._read.layout.columns if one.role is role]

    def _inputs(self) -> Iterator[tuple[int, InputClause, Column]]:
        free = list(self._base.inputs)
        for at, column in enumerate(self._columns(Role.INPUT)):
            expression = self._spoken.expression(column.name, self._base, self._place(column))
            known = next((one for one in free if one.expression == expression), None)
            if known is not None:
                free.remove(known)
            self._told(column, expression)
            yield at, known or InputClause(expression, self._spoken.type_of(expression)), column
        self._gone(one.label or one.expression for one in free)

    def _outputs(self) -> Iterator[tuple[int, OutputClause, Column]]:
        free = list(self._base.outputs)
        for at, column in enumerate(self._columns(Role.OUTPUT)):
            known = self._spoken.output(column.name, free, self._decision, self._place(column))
            free.remove(known)
            self._told(column, known.name or self._decision.name)
            yield at, known, column
        self._gone(one.label or one.name for one in free)

    def _in_order(
        self, columns: Iterable[tuple[int, Clause, Column]], base: Sequence[Clause]
    ) -> list[tuple[int, Clause, Column]]:
        found = list(columns)
        return sorted(found, key=lambda one: base.index(one[1]) if one[1] in base else len(base) + one[0])

    def _place(self, column: Column) -> str:
        layout = self._read.layout
        cell = cell_name(layout.headings, column.number)
        return f"{layout.sheet}!{cell}" if layout.sheet else cell

    def _told(self, column: Column, name: str) -> None:
        if column.name != name:
            self._notes.interpreted("import.sheet.label", self._place(column), column.name, name, _TOLD)

    def _gone(self, names: Iterable[str]) -> None:
        for name in names:
            why = "The table of the model has this column, and the sheet has not: it is taken away."
            self._notes.interpreted("import.sheet.column-gone", self._read.place, name, "", why)

    def _named(self, table: DecisionTable) -> Iterator[TableRule]:
        """The rules, with ids and notes of the model's where the sheet has no columns for them."""
        roles = {one.role for one in self._read.layout.columns}
        same = {}
        if table.inputs == self._base.inputs and table.outputs == self._base.outputs:
            pairs = pairs_of_rows(self._base, table)
            same = {new: self._base.rules[old] for old, new, _ in pairs if old is not None and new is not None}
        taken = {rule.id for rule in table.rules}
        for number, rule in enumerate(table.rules):
            known = same.get(number)
            id_ = known.id if known and Role.ID not in roles and known.id not in taken else rule.id
            yield replace(rule, id=id_, note=known.note if known and Role.NOTE not in roles else rule.note)


def _picked(cells: Sequence[str], columns: Iterable[tuple[int, object, Column]]) -> tuple[str, ...]:
    return tuple(cells[at] for at, *_ in columns)


def _wrong(model: Model, placed: Sequence[Placed], file: str, given: Mapping[str, Type]) -> Iterator[Diagnostic]:
    """What is wrong with the model where its tables were read, at the cells."""
    places = dict(_cells(placed))
    for one in check_model(model, given).diagnostics:
        place = one.place
        while place and place not in places:
            place = place[: max(place.rfind("."), place.rfind("["), 0)]
        if one.severity is Severity.ERROR:
            yield Diagnostic(one.code, one.message, one.hint, places.get(place, one.place)).at(file)


def _cells(placed: Iterable[Placed]) -> Iterator[tuple[str, str]]:
    for one in placed:
        sheet = f"{one.layout.sheet}!" if one.layout.sheet else ""
        for number, row in enumerate(one.layout.rows, 1):
            for part, columns in (("inputs", one.inputs), ("outputs", one.outputs)):
                for at, column in enumerate(columns, 1):
                    place = f"decisions.{one.decision}.rules[{number}].{part}[{at}]"
                    yield place, f"{sheet}{cell_name(row, column.number)}"
