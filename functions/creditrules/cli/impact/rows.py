"""The rows of a population's file as facts and columns, in batches."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Final

from creditrules.cli.evaluate.columns import column_of
from creditrules.cli.evaluate.population_file import BadFile, Population, Row
from creditrules.cli.screen import give_up, notes
from creditrules.dmn import Fact
from creditrules.population import MappingForm

__all__ = ["batches", "columns_for", "content_digest"]

BATCH: Final = 20_000
_CHUNK: Final = 1 << 20


def content_digest(path: Path) -> str:
    """The SHA-256 of what a file holds, the same whether it is packed with gzip or not. Raises BadFile."""
    whole = sha256()
    try:
        with gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb") as content:
            while chunk := content.read(_CHUNK):
                whole.update(chunk)
    except (OSError, EOFError) as error:
        raise BadFile(f"{path.name}: {error}.") from None
    return whole.hexdigest()


def columns_for(
    population: Population, mapping: MappingForm | None, facts: Mapping[str, Fact], told: Sequence[str]
) -> MappingForm | None:
    """How the columns become facts; None where each object of a JSON file has its facts by name.

    Without a mapping the columns that bear a fact's name are facts, and the others are not. told: the columns that are
    asked for besides. Ends the command where a column is not there.
    """
    header = population.header
    if header is not None:
        absent = [name for name in (*(mapping.columns if mapping else ()), *told) if name not in header]
        if absent:
            give_up(f"The file has no column '{absent[0]}'.", f"Its columns are: {', '.join(header)}.")
    if mapping is not None:
        strange = sorted(mapping.facts() - facts.keys())
        if strange:
            hint = f"Facts are: {', '.join(sorted(facts))}."
            give_up(f"The mapping gives a fact '{strange[0]}' that no rule set declares.", hint)
        return mapping
    if header is None:
        return None
    unused = [name for name in header if name not in facts and name not in told]
    if unused:
        notes().print(f"Columns that are no facts and were not asked for: {', '.join(unused)}", markup=False)
    return MappingForm(columns={name: column_of(name, str(facts[name].type)) for name in header if name in facts})


def batches(rows: Iterable[Row], most: int | None) -> Iterator[list[Row]]:
    """The rows, so many at a time; at most `most` of them."""
    left = islice(rows, most)
    while batch := list(islice(left, BATCH)):
        yield batch
