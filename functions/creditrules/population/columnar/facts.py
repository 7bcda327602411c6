"""From the columns of a batch to codes of facts: each distinct value is mapped and read once, by what reads rows."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditrules.dmn import CompiledModel, Fact, Unknown
from creditrules.errors import Diagnostic
from creditrules.feel import Value
from creditrules.population.columnar.codes import Codebook, Codes
from creditrules.population.columnar.columns import ABSENT, Column, value_key
from creditrules.population.mapping import Facts, MappingForm

__all__ = ["FactCodes", "FactsOfBatch", "FactsOfColumns", "Reading"]

_ABSENT_CODE = 0


class Reading:
    """What models that declare a fact alike make of its plain values, by the code of these.

    values: typed, Unknown where the fact is missing. wrong: what is wrong with those that cannot be taken.
    """

    def __init__(self, declared: Fact, model: CompiledModel) -> None:
        self.declared = declared
        self.values: list[Value] = []
        self.wrong: dict[int, Diagnostic] = {}
        self._model = model

    def grow(self, plain: Sequence[Any]) -> None:
        """Read the values that have come since."""
        name = self.declared.name
        missing = Unknown(frozenset((name,)))
        for code in range(len(self.values), len(plain)):
            read = missing if plain[code] is ABSENT else self._model.read_fact(name, plain[code])
            if isinstance(read, Diagnostic):
                self.wrong[code], read = read, missing
            self.values.append(read)


class FactCodes:
    """One fact: the code of its value in each row of the present batch, and all plain values that it has had."""

    def __init__(self) -> None:
        self._book: Codebook[Any] = Codebook()
        self._book.code(value_key(ABSENT), ABSENT)
        self._readings: list[Reading] = []
        self.codes: Codes = np.empty(0, np.int32)

    @property
    def values(self) -> Sequence[Any]:
        """By code; ABSENT where nothing is stated, which is code 0."""
        return self._book.things

    def code(self, value: Any) -> int:
        """The code of a plain value."""
        return self._book.code(value_key(value), value)

    def reading(self, declared: Fact, model: CompiledModel) -> Reading:
        """The values as a model reads them that declares the fact; models that declare it alike share them."""
        for reading in self._readings:
            if reading.declared == declared and reading.declared.domain.name == declared.domain.name:
                break
        else:
            reading = Reading(declared, model)
            self._readings.append(reading)
        reading.grow(self.values)
        return reading


class _MappedColumn:
    """A column's distinct cells: what each stands for."""

    def __init__(self, name: str, mapping: MappingForm, facts: Mapping[str, FactCodes]) -> None:
        self.cells: Codebook[Facts | Diagnostic] = Codebook()
        self._name = name
        self._mapping = mapping
        self._faulty = array("b")
        self._facts = {fact: (facts[fact], array("i")) for fact in mapping.columns[name].facts()}

    def read(self, column: Column) -> Codes:
        """The code of each row's cell."""
        known = self.cells.known(map(value_key, column.values))
        codes = [self._code(value) if code is None else code for value, code in zip(column.values, known, strict=True)]
        return _translated(column, codes)

    def _code(self, value: Any) -> int:
        known = len(self.cells)
        code = self.cells.code(value_key(value), {})
        if code == known:
            read = self.cells.things[code] = self._mapping.cell(self._name, None if value is ABSENT else value)
            given = {} if isinstance(read, Diagnostic) else read
            self._faulty.append(isinstance(read, Diagnostic))
            for name, (fact, codes) in self._facts.items():
                codes.append(fact.code(given[name]) if name in given else _ABSENT_CODE)
        return code

    @property
    def facts(self) -> Mapping[str, Codes]:
        """By fact, the code of its value for each code of a cell."""
        return {name: np.array(codes, np.int32) for name, (_, codes) in self._facts.items()}

    @property
    def faulty(self) -> NDArray[np.bool_]:
        """By the code of a cell, whether it fits nothing."""
        return np.array(self._faulty, np.bool_)


@dataclass(frozen=True, slots=True)
class FactsOfBatch:
    """A batch as facts. cells: by column. faults: in how many columns a row's cell fits nothing; None where in none."""

    rows: int
    cells: Mapping[str, Codes]
    faults: Codes | None


class FactsOfColumns:
    """Reads batch after batch. facts: every fact that was met, by name, with its codes in the present batch."""

    def __init__(self, mapping: MappingForm | None) -> None:
        self.mapping = mapping
        self.facts: dict[str, FactCodes] = {}
        self._columns: dict[str, _MappedColumn] = {}
        if mapping is not None:
            self.facts = {name: FactCodes() for name in sorted(mapping.facts())}
            self._columns = {name: _MappedColumn(name, mapping, self.facts) for name in mapping.columns}

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
        cells = {name: column.read(columns.get(name, nothing)) for name, column in self._columns.items()}
        given: dict[str, Codes] = {}
        for name, value in self.mapping.constants.items():
            given[name] = np.full(rows, self.facts[name].code(value), np.int32)
        for name, column in self._columns.items():
            for told, codes in column.facts.items():
                own = codes[cells[name]]
                given[told] = np.where(own == _ABSENT_CODE, given[told], own) if told in given else own
        for name, codes in given.items():
            self.facts[name].codes = codes
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
        return self._columns[column].faulty

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
