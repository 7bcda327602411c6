"""Columns that bear the names of facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from creditrules.cli.files.documents import CheckedFile
from creditrules.cli.screen import give_up, notes, print_diagnostics
from creditrules.population import ColumnForm, MappingForm, NumberForm, TextForm

__all__ = ["column_of", "columns_by_name", "mapping_in"]


def columns_by_name(header: Iterable[str], types: Mapping[str, str]) -> MappingForm:
    """Each column is the fact of its name, blank cells are missing facts. types: FEEL's, of every fact by its name."""
    names = list(header)
    unknown = [column for column in names if column not in types]
    if unknown:
        hint = f"Say what it means with --mapping. Facts are: {', '.join(sorted(types))}."
        give_up(f"The column '{unknown[0]}' bears no fact's name.", hint)
    return MappingForm(columns={name: column_of(name, types[name]) for name in names})


def mapping_in(file: CheckedFile) -> MappingForm:
    """The mapping that a file holds; ends the command where it holds none."""
    print_diagnostics(notes(), file.name, file.diagnostics)
    if not file.ok or file.mapping is None:
        give_up(f"{file.name} cannot be used as a mapping.")
    return file.mapping


def column_of(name: str, kind: str) -> ColumnForm:
    """The column that is the fact of its name, of a type of FEEL's; a blank cell is a missing fact."""
    if kind == "number":
        return ColumnForm(blank={}, number=NumberForm(fact=name))
    if kind == "boolean":
        return ColumnForm(blank={}, values={"true": {name: True}, "false": {name: False}})
    return ColumnForm(blank={}, text=TextForm(fact=name))
