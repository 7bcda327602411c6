"""What rows yield, as far as they say it as constants."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

from creditrules.dmn.check.checked import CheckedOutput, CheckedTable
from creditrules.dmn.check.texts import result_text
from creditrules.dmn.model.coded import results_of as coded_results
from creditrules.dmn.table.policies import Ranking
from creditrules.dmn.table.region import key_of, kind_of
from creditrules.feel import NOT_CONSTANT, Value

__all__ = ["ranks_of", "results_of"]


def results_of(table: CheckedTable) -> Sequence[Hashable]:
    """By row what stands for its results: rows with equal ones certainly yield the same."""
    marks = [{text: _mark(value, text) for text, value in part.cells.constants()} for part in table.outputs]
    columns = [_column(table, at, of) for at, of in enumerate(marks)]
    return list(zip(*columns, strict=True)) if columns else [()] * len(table.table.rules)


def _column(table: CheckedTable, at: int, of: Mapping[str, Value]) -> Iterator[Any]:
    """What the results of a column (from 0) stand for, row by row."""
    coded = coded_results(table.table.rules, at)
    return map([of[result_text(text)] for text in coded.texts].__getitem__, coded.codes)


def _mark(value: Value, text: str) -> Hashable:
    if value is NOT_CONSTANT:
        return ("text", text.strip())
    kind = kind_of(value)
    return ("null",) if value is None else ("text", text.strip()) if kind is None else (kind, key_of(value))


def ranks_of(table: CheckedTable) -> Sequence[tuple[int, ...] | None]:
    """By row its place in the order of priority, smaller first; None where a result that counts is worked out."""
    ranked = [(at, part) for at, part in enumerate(table.outputs) if part.priorities or len(table.outputs) == 1]
    places = {at: _places(part) for at, part in ranked}
    columns = [_column(table, at, of) for at, of in places.items()]
    found = zip(*columns, strict=True) if columns else repeat((), len(table.table.rules))
    return [None if None in each else each for each in found]


def _places(part: CheckedOutput) -> dict[str, int | None]:
    ranking = Ranking(part.priorities)
    values = part.cells.constants()
    return {text: None if value is NOT_CONSTANT else ranking.position(value) for text, value in values}
