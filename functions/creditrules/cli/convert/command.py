"""`creditrules convert`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from creditrules.cli.screen import command_app, give_up, notes, print_diagnostics
from creditrules.dmn.exchange.files import Form, ModelFile, form_of, read_files, with_tables, write_file

__all__ = ["app", "convert_command"]

app = command_app()
_LARGEST = 64 * 1024 * 1024


@app.command()
def convert_command(
    files: Annotated[
        list[Path],
        typer.Argument(help="A model; several DMN files that import one another; several CSV tables.", metavar="IN…"),
    ],
    *,
    to: Annotated[Form, typer.Option("--to", help="The form to write.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Where to write; without it to the screen.")] = None,
    into: Annotated[
        Path | None, typer.Option("--into", help="A model whose tables of the same names are replaced by those in IN.")
    ] = None,
    decision: Annotated[str, typer.Option("--decision", help="The table to write, for CSV.")] = "",
) -> None:
    """Convert decision models between DMN (1.1 to 1.6 read, 1.5 written), YAML, JSON, Excel and CSV.

    Excel and CSV hold decision tables: one sheet or file each, with hit policy, types, allowed values, defaults, rule
    ids and notes. What a form has no place for is told as a warning.

    [bold]Examples[/bold]

      creditrules convert loan.dmn --to yaml

      creditrules convert rules.yaml --to xlsx -o rules.xlsx

      creditrules convert rules.xlsx --into rules.yaml --to yaml -o rules.yaml
    """
    console = notes()
    read = _read(files)
    base = read if into is None else _read([into])
    for name, found in ((str(files[0]), read), *(((str(into), base),) if into else ())):
        print_diagnostics(console, name, found.diagnostics)
    if read.model is None or base.model is None:
        give_up("The model cannot be read.")
    model = read.model
    if into is not None:
        if not read.tables:
            give_up("--into takes tables, in Excel or CSV.", f"{files[0]} is none.")
        model = with_tables(base.model, read.tables)
    result = write_file(base, model, to, decision)
    print_diagnostics(console, str(out or to), result.diagnostics)
    if result.data is None:
        give_up(f"The model cannot be written as {to}.")
    _put(result.data, out, to)


def _read(paths: list[Path]) -> ModelFile:
    forms = {form_of(path.name) for path in paths}
    if len(forms) > 1 or None in forms:
        hint = "Save workbooks of other kinds (.xls, .xlsb, .ods) as .xlsx. Rules of other engines: creditrules import."
        give_up("Files must end in one of .dmn .xml .yaml .yml .json .xlsx .csv, and all in the same.", hint)
    form = next(one for one in forms if one is not None)
    if len(paths) > 1 and form not in {Form.DMN, Form.CSV}:
        give_up(f"Only one {form} file can be converted at a time.")
    data: dict[str, bytes] = {}
    for path in paths:
        try:
            if path.stat().st_size > _LARGEST:
                give_up(f"{path} has more than {_LARGEST} bytes.")
            data[str(path)] = path.read_bytes()
        except OSError as error:
            give_up(f"{path}: {error.strerror or error}.")
    return read_files(data, form)


def _put(data: bytes, out: Path | None, form: Form) -> None:
    if out is None:
        if form is Form.XLSX and sys.stdout.isatty():
            give_up("A workbook is no text for the screen.", "Say where to write it with --out FILE.xlsx.")
        sys.stdout.buffer.write(data)
        return
    try:
        out.write_bytes(data)
    except OSError as error:
        give_up(f"{out}: {error.strerror or error}.")
