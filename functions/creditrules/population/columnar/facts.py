"""From the columns of a batch to codes of facts: each distinct value is mapped and read once, by what reads rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditrules.errors import Diagnostic
from creditrules.population.columnar.codes import Codebook, Codes
from creditrules.population.columnar.columns import ABSENT, Column, value_key
from creditrules.population.mapping import Facts, MappingForm

__all__ = ["FactCodes", "FactsOfBatch", "FactsOfColumns"]

_ABSENT_CODE = 0


class FactCodes:
    """One fact: the code of its value in each row of the present batch, and all plain values that it has had."""

    def __init__(self) -> None:
        self._book: Codebook[Any] = Codebook()
        self._book.code(value_key(ABSENT), ABSENT)
        self.codes: Codes = np.empty(0, np.int32)

    @property
    def values(self) -> Sequence[Any]:
        """By code; ABSENT where nothing is stated, which is code 0."""
        return self._book.things

    def code(self, value: Any) -> int:
        """The code of a plain value."""
        return self._book.code(value_key(value), value)


class _MappedColumn:
    """A column's distinct cells: what each stands for."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cells: Codebook[Facts | Diagnostic] = Codebook()
        self._facts: dict[str, list[int]] = {}

    def read(self, column: Column, mapping: MappingForm, facts: Mapping[str, FactCodes]) -> Codes:
        """The code of each row's cell."""
        return _translated(column, [self._code(value, mapping, facts) for value in column.values])

    def _code(self, value: Any, mapping: MappingForm, facts: Mapping[str, FactCodes]) -> int:
        known = len(self.cells)
        code = self.cells.code(value_key(value), {})
        if code == known:
            read = self.cells.things[code] = mapping.cell(self.name, None if value is ABSENT else value)
            given = {} if isinstance(read, Diagnostic) else read
            for name in mapping.columns[self.name].facts():
                fact = facts[name].code(given[name]) if name in given else _ABSENT_CODE
                self._facts.setdefault(name, []).append(fact)
        return code

    @property
    def facts(self) -> Mapping[str, Sequence[int]]:
        """By fact, the code of its value for each code of a cell."""
        return self._facts


class FactsOfBatch:
    """A batch as facts. faults: in how many columns each row has a cell that fits nothing; None where none has."""

    def __init__(self, rows: int, cells: Mapping[str, Codes], faults: Codes | None) -> None:
        self.rows = rows
        self.cells = cells
        self.faults = faults


class FactsOfColumns:
    """Reads batch after batch. facts: every fact that was met, by name, with its codes in the present batch."""

    def __init__(self, mapping: MappingForm | None) -> None:
        self.mapping = mapping
        self.facts: dict[str, FactCodes] = {}
        self._columns: dict[str, _MappedColumn] = {}
        if mapping is not None:
            self.facts = {name: FactCodes() for name in sorted(mapping.facts())}
            self._columns = {name: _MappedColumn(name) for name in mapping.columns}

    @property
    def size(self) -> int:
        """How many values are remembered."""
        cells = sum(len(column.cells) for column in self._columns.values())
        return cells + sum(len(fact.values) for fact in self.facts.values())

    def read(self, columns: Mapping[str, Column], rows: int) -> FactsOfBatch:
        """The facts of a batch with so many rows."""
        if self.mapping is None:
            return self._unmapped(columns, rows)
        nothing = Column(np.zeros(rows, np.int32), [None])
        cells = {
            name: column.read(columns.get(name, nothing), self.mapping, self.facts)
            for name, column in self._columns.items()
        }
        for name, fact in self.facts.items():
            given = fact.code(self.mapping.constants[name]) if name in self.mapping.constants else _ABSENT_CODE
            fact.codes = np.full(rows, given, np.int32)
        for name, column in self._columns.items():
            for told, codes in column.facts.items():
                own = np.array(codes, np.int32)[cells[name]]
                fact = self.facts[told]
                fact.codes = np.where(own == _ABSENT_CODE, fact.codes, own) if fact.codes.any() else own
        return FactsOfBatch(rows, cells, self._faults(cells))

    def stated(self, batch: FactsOfBatch, row: int) -> Facts:
        """The plain facts of a row of the present batch, in the order in which the row itself gives them."""
        if self.mapping is None:
            found = {name: self.facts[name].values[codes[row]] for name, codes in batch.cells.items()}
            return {name: value for name, value in found.items() if value is not ABSENT}
        facts = dict(self.mapping.constants)
        for name, codes in batch.cells.items():
            read = self._columns[name].cells.things[codes[row]]
            facts.update({} if isinstance(read, Diagnostic) else read)
        return facts

    def faults(self, batch: FactsOfBatch, row: int) -> tuple[Diagnostic, ...]:
        """What fits nothing in a row of the present batch, in the order of the mapping."""
        read = (column.cells.things[batch.cells[name][row]] for name, column in self._columns.items())
        return tuple(each for each in read if isinstance(each, Diagnostic))

    def faulty(self, column: str) -> NDArray[np.bool_]:
        """By the code of a cell of a mapped column, whether it fits nothing."""
        return np.array([isinstance(each, Diagnostic) for each in self._columns[column].cells.things], np.bool_)

    def _faults(self, cells: Mapping[str, Codes]) -> Codes | None:
        total: Codes | None = None
        for name in self._columns:
            faulty = self.faulty(name)
            if faulty.any():
                found = faulty[cells[name]].astype(np.int32)
                total = found if total is None else total + found
        return total if total is not None and total.any() else None

    def _unmapped(self, columns: Mapping[str, Column], rows: int) -> FactsOfBatch:
        for name, column in columns.items():
            fact = self.facts.setdefault(name, FactCodes())
            fact.codes = _translated(column, [fact.code(value) for value in column.values])
        for name in self.facts.keys() - columns.keys():
            self.facts[name].codes = np.zeros(rows, np.int32)
        return FactsOfBatch(rows, {name: self.facts[name].codes for name in columns}, None)


def _translated(column: Column, codes: Sequence[int]) -> Codes:
    return np.array(codes, np.int32)[column.codes] if len(codes) else column.codes
