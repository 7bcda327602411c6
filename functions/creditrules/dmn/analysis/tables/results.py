"""What rows yield, as far as they say it as constants."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from creditrules.dmn.check.checked import CheckedOutput, CheckedTable
from creditrules.dmn.check.texts import result_text
from creditrules.dmn.domains.constants import constant_value
from creditrules.dmn.table.policies import Ranking
from creditrules.dmn.table.region import key_of, kind_of
from creditrules.feel import NOT_CONSTANT, Value

__all__ = ["ranks_of", "results_of"]


def results_of(table: CheckedTable) -> Sequence[Hashable]:
    """By row what stands for its results: rows with equal ones certainly yield the same."""
    marks = [
        {text: _mark(constant_value(checked), text) for text, checked in part.cells.items()} for part in table.outputs
    ]
    return [
        tuple(of[result_text(cell)] for of, cell in zip(marks, rule.then, strict=True)) for rule in table.table.rules
    ]


def _mark(value: Value, text: str) -> Hashable:
    if value is NOT_CONSTANT:
        return ("text", text.strip())
    kind = kind_of(value)
    return ("null",) if value is None else ("text", text.strip()) if kind is None else (kind, key_of(value))


def ranks_of(table: CheckedTable) -> Sequence[tuple[int, ...] | None]:
    """By row its place in the order of priority, smaller first; None where a result that counts is worked out."""
    ranked = [(at, part) for at, part in enumerate(table.outputs) if part.priorities or len(table.outputs) == 1]
    places = {at: _places(part) for at, part in ranked}
    return [
        None if None in (found := tuple(of[result_text(rule.then[at])] for at, of in places.items())) else found  # type: ignore[misc]
        for rule in table.table.rules
    ]


def _places(part: CheckedOutput) -> dict[str, int | None]:
    ranking = Ranking(part.priorities)
    values = {text: constant_value(checked) for text, checked in part.cells.items()}
    return {text: None if value is NOT_CONSTANT else ranking.position(value) for text, value in values.items()}
