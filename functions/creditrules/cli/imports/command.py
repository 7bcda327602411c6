"""`creditrules import`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from creditrules.cli.imports.given import given_files
from creditrules.cli.imports.report import placed, report_data, report_lines
from creditrules.cli.imports.writing import file_name, put_all
from creditrules.cli.screen import command_app, notes, print_diagnostics, screen
from creditrules.dmn.exchange.files import Form, ModelFile, write_file
from creditrules.document import json_text
from creditrules.errors import Severity
from creditrules.imports import Imported, Source, import_files

__all__ = ["app", "import_command"]

app = command_app()


class Whole(StrEnum):
    """The forms that hold a whole model."""

    YAML = "yaml"
    JSON = "json"
    DMN = "dmn"


class Page(StrEnum):
    """How the report is told."""

    TEXT = "text"
    JSON = "json"


@app.command("import")
def import_command(
    files: Annotated[
        list[Path],
        typer.Argument(help="Files of rules, or folders that have some, of any of the sources.", metavar="FILE…"),
    ],
    *,
    source: Annotated[Source, typer.Option("--from", help="Whose they are; auto: each file says.")] = Source.AUTO,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The folder for the models; without it none.")] = None,
    to: Annotated[Whole, typer.Option("--to", help="The form to write.")] = Whole.YAML,
    report: Annotated[Page, typer.Option("--report", help="For people, or for a program.")] = Page.TEXT,
    force: Annotated[bool, typer.Option("--force", help="Replace files in the folder.")] = False,
) -> None:
    """Bring rules from another engine: models in its dialect become models here, and all that was interpreted is told.

    DMN of Camunda, Drools, Flowable, Signavio and Trisotech, and decision
    graphs of GoRules. Files that name each other are read together. In a
    folder every file is taken that holds rules; CSV has to be named.

    What cannot be kept is an error that says what to write instead; the
    models that are fine are written all the same. The exit status is 1 if
    anything was refused.

    [bold]Examples[/bold]

      creditrules import loan.dmn

      creditrules import rules/ --from camunda7 --out models

      creditrules import loan.dmn pricing.json --out models --report json
    """
    given = given_files(files)
    imported = import_files(given.files, source)
    written = {} if out is None else _put(imported, out, to, force=force)
    if report is Page.JSON:
        typer.echo(json_text(report_data(imported, [*given.files], written)))
    else:
        _print(imported, [*given.files], written, given.passed_by)
    raise typer.Exit(0 if imported.ok and imported.models else 1)


def _put(imported: Imported, out: Path, to: Whole, *, force: bool) -> Mapping[str, str]:
    data: dict[str, bytes] = {}
    written: dict[str, str] = {}
    taken: set[str] = set()
    for one in imported.models:
        result = write_file(ModelFile(one.model), one.model, Form(to.value))
        print_diagnostics(notes(), one.name, result.diagnostics)
        if result.data is not None:
            name = file_name(one.name, to.value, taken)
            data[name] = result.data
            written[one.name] = (out / name).as_posix()
    if data:
        put_all(out, data, force=force)
    return written


def _print(imported: Imported, files: list[str], written: Mapping[str, str], passed_by: int) -> None:
    console = screen()
    for line in report_lines(imported, written):
        console.print(escape(line), soft_wrap=True)
    for one in imported.diagnostics:
        told = placed(one, files)
        print_diagnostics(notes(), told.file or "import", [told.diagnostic])
    errors = sum(one.severity is Severity.ERROR for one in imported.diagnostics)
    found = f"{len(imported.models)} model{'' if len(imported.models) == 1 else 's'}"
    console.print(f"{found}: {len(imported.interpretations)} interpretations, {errors} errors.")
    if passed_by:
        console.print(f"{passed_by} other files in the folders hold no rules that are read.")
