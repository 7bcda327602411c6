"""A file of applicants with outcomes, read as the sample that a candidate is fitted to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from creditrules.cli.evaluate.population_file import open_population
from creditrules.cli.evaluate.population_run import worth_columns
from creditrules.cli.screen import give_up
from creditrules.population import MappingForm
from creditrules.population.suggestion import Sample, mapping_seen, sample_of, with_nulls

if TYPE_CHECKING:
    from creditrules.population.columnar import Column

__all__ = ["Outcome", "Read", "read_sample"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The column that says how it turned out, and its values that mean badly. Rows without a value are passed by."""

    column: str
    bad: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """The sample, the mapping that made facts of it, by row the record of the file, and why rows were passed by."""

    sample: Sample
    mapping: MappingForm
    records: tuple[Mapping[str, Any], ...]
    passed_by: Mapping[str, int]


def read_sample(
    path: Path, outcome: Outcome, mapping: MappingForm | None, protected: Collection[str], moment: str | None
) -> Read:
    """All rows of the file that say how they turned out and can be read as facts. Raises BadFile.

    mapping: None where columns are facts as they stand. protected: facts, or columns of the file.
    """
    records, broken = _rows(path)
    columns = list(dict.fromkeys(name for record in records for name in record))
    for wanted in (outcome.column, *([moment] if moment else ())):
        if wanted not in columns:
            give_up(f"The file has no column '{wanted}'.", f"Its columns are: {', '.join(columns)}.")
    others = [column for column in columns if column not in {outcome.column, moment}]
    used = with_nulls(mapping or mapping_seen(records, others))
    beside = mapping_seen(records, [name for name in protected if name not in used.facts() and name in others])
    read = _sample(records, outcome, used, beside, moment)
    return replace(read, passed_by={**read.passed_by, "row.cells": broken}) if broken else read


def _rows(path: Path) -> tuple[list[dict[str, Any]], int]:
    """The rows of a file, and how many of others cannot be used."""
    if path.name.lower().endswith(".parquet") and worth_columns(path):
        from creditrules.cli.evaluate.population_parts import open_parts  # noqa: PLC0415 - only Parquet asks for pyarrow

        with open_parts(path) as parts:
            read = (part.read() for part in parts.of(None))
            return [record for part in read for record in _by_row(part.columns)], 0
    with open_population(path) as population:
        rows = list(population.rows)
    records = [row.values for row in rows if not row.problem]
    return records, len(rows) - len(records)


def _by_row(columns: Mapping[str, Column]) -> Iterator[dict[str, Any]]:
    cells = ([column.values[code] for code in column.codes] for column in columns.values())
    return (dict(zip(columns, row, strict=True)) for row in zip(*cells, strict=True))


def _sample(
    records: Sequence[Mapping[str, Any]],
    outcome: Outcome,
    mapping: MappingForm,
    beside: MappingForm,
    moment: str | None,
) -> Read:
    facts, bad, moments, kept, passed_by = [], [], [], [], Counter[str]()
    for record in records:
        mapped, turned_out = mapping.apply(record), _text(record.get(outcome.column))
        when = _text(record.get(moment)) if moment else ""
        if not turned_out:
            passed_by["no outcome"] += 1
        elif mapped.faults:
            passed_by[mapped.faults[0].code] += 1
        elif moment and not when:
            passed_by["no time"] += 1
        else:
            facts.append({**beside.apply(record).facts, **mapped.facts})
            bad.append(turned_out in outcome.bad)
            moments.append(when)
            kept.append(record)
    return Read(sample_of(facts, bad, _sortable(moments) if moment else None), mapping, tuple(kept), passed_by)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value).strip()


def _sortable(moments: Sequence[str]) -> Sequence[object]:
    """Numbers where all of them are, which sort as numbers; else texts as they stand."""
    try:
        return [Decimal(each) for each in moments]
    except InvalidOperation:
        return moments
