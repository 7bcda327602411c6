"""The columns of a population's file, and what identifies its content."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from creditrules.cli.evaluate.columns import column_of
from creditrules.cli.evaluate.population_file import BadFile
from creditrules.cli.impact.asked import Asked
from creditrules.cli.screen import give_up, notes
from creditrules.population import MappingForm

__all__ = ["columns_for", "content_digest"]

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


def columns_for(header: Sequence[str] | None, asked: Asked) -> MappingForm | None:
    """How the columns become facts; None where each object of a JSON file has its facts by name.

    header: the columns of the file, None for JSON. Without a mapping the columns that bear a fact's name are facts, and
    the others are not. Ends the command where a column is not there.
    """
    mapping, facts, told = asked.mapping, asked.facts, asked.told
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
