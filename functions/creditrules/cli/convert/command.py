"""`creditrules convert`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from creditrules.cli.convert.business import Style, book_of, model_with
from creditrules.cli.screen import command_app, give_up, notes, print_diagnostics
from creditrules.dmn import Model
from creditrules.dmn.exchange.files import Form, ModelFile, form_of, read_files, with_tables, write_file
from creditrules.errors import Diagnostic
from creditrules.imports import is_business_file

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
    style: Annotated[
        Style, typer.Option("--style", help="How a workbook spells rules: in FEEL, or as people do in business.")
    ] = Style.FEEL,
    like: Annotated[
        Path | None, typer.Option("--like", help="A workbook in business spelling whose rules are to be replaced.")
    ] = None,
) -> None:
    """Convert decision models between DMN (1.1 to 1.6 read, 1.5 written), YAML, JSON, Excel and CSV.

    Excel and CSV hold decision tables: one sheet or file each, with hit policy, types, allowed values, defaults, rule
    ids and notes. What a form has no place for is told as a warning.

    A workbook as people write it (18-25, A or B, blanks as any, percents) is
    read --into the model that has its names, every interpretation told, and
    written with --style business, or --like one that is there: cells whose
    rules say the same stay as they are. What is written is read back first.

    [bold]Examples[/bold]

      creditrules convert loan.dmn --to yaml

      creditrules convert rules.yaml --to xlsx -o rules.xlsx

      creditrules convert rules.xlsx --into rules.yaml --to yaml -o rules.yaml

      creditrules convert rules.yaml --to xlsx --like bank.xlsx -o bank.xlsx
    """
    if to is not Form.XLSX and (like is not None or style is not Style.FEEL):
        give_up("--style and --like are for workbooks.", "Say --to xlsx.")
    base, model = _from_one(files) if into is None else _from_two(files, into)
    if style is Style.FEEL and like is None:
        data, told = _written(base, model, to, decision)
    else:
        data, told = book_of(base, model, None if like is None else _data(like))
    print_diagnostics(notes(), str(out or to), told)
    if data is None:
        give_up(f"The model cannot be written as {to}.")
    _put(data, out, to)


def _from_one(files: list[Path]) -> tuple[ModelFile, Model]:
    read = _read(files)
    print_diagnostics(notes(), str(files[0]), read.diagnostics)
    return read, read.model or give_up("The model cannot be read.")


def _from_two(files: list[Path], into: Path) -> tuple[ModelFile, Model]:
    """What is to be written around the model, and the model with the tables of the files in it."""
    base, model = _from_one([into])
    if len(files) == 1 and form_of(files[0].name) in {Form.XLSX, Form.CSV} and is_business_file(_data(files[0])):
        return base, model_with(str(files[0]), _data(files[0]), base, model)
    read = _read(files)
    print_diagnostics(notes(), str(files[0]), read.diagnostics)
    if read.model is None:
        give_up("The model cannot be read.")
    if not read.tables:
        give_up("--into takes tables, in Excel or CSV.", f"{files[0]} is none.")
    return base, with_tables(model, read.tables)


def _written(base: ModelFile, model: Model, to: Form, decision: str) -> tuple[bytes | None, tuple[Diagnostic, ...]]:
    written = write_file(base, model, to, decision)
    return written.data, written.diagnostics


def _read(paths: list[Path]) -> ModelFile:
    forms = {form_of(path.name) for path in paths}
    if len(forms) > 1 or None in forms:
        hint = "Save workbooks of other kinds (.xls, .xlsb, .ods) as .xlsx. Rules of other engines: creditrules import."
        give_up("Files must end in one of .dmn .xml .yaml .yml .json .xlsx .csv, and all in the same.", hint)
    form = next(one for one in forms if one is not None)
    if len(paths) > 1 and form not in {Form.DMN, Form.CSV}:
        give_up(f"Only one {form} file can be converted at a time.")
    return read_files({str(path): _data(path) for path in paths}, form)


def _data(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            give_up(f"{path} has more than {_LARGEST} bytes.")
        return path.read_bytes()
    except OSError as error:
        give_up(f"{path}: {error.strerror or error}.")


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
