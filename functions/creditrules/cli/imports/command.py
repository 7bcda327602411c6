"""`creditrules import`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from creditrules.cli.given_moment import given_moment
from creditrules.cli.imports.comparison import comparison_data, comparison_lines
from creditrules.cli.imports.given import given_files
from creditrules.cli.imports.report import counted, placed, report_data, report_lines
from creditrules.cli.imports.writing import file_name, put_all
from creditrules.cli.screen import command_app, give_up, notes, print_diagnostics, screen
from creditrules.dmn.exchange.files import Form, ModelFile, write_file
from creditrules.document import Plain, json_text
from creditrules.errors import Severity
from creditrules.feel import from_datetime
from creditrules.imports import Compared, Imported, Options, Source, compare_results, import_files

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
def import_command(  # noqa: PLR0913 - one for each option
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
    compare: Annotated[
        list[Path] | None,
        typer.Option(
            "--compare", help="What the other engine was asked and answered; several times for several files."
        ),
    ] = None,
    tolerance: Annotated[str, typer.Option("--tolerance", help="By how much numbers may differ.")] = "0",
    column: Annotated[
        list[str] | None, typer.Option("--column", help="HEADING=NAME: the fact or the output that a CSV column has.")
    ] = None,
    decision: Annotated[str, typer.Option("--decision", help="Where results are looked for; default anywhere.")] = "",
    valid_at: Annotated[
        str | None, typer.Option("--valid-at", help="What today() and now() answer: RFC 3339 with offset; default now.")
    ] = None,
) -> None:
    """Bring rules from another engine: models in its dialect become models here, and all that was interpreted is told.

    DMN of Camunda, Drools, Flowable, Signavio and Trisotech, and decision
    graphs of GoRules. Files that name each other are read together. In a
    folder every file is taken that holds rules; CSV has to be named.

    What cannot be kept is an error that says what to write instead; the
    models that are fine are written all the same.

    With --compare the models are asked what the other engine was asked, and
    every answer that differs is told with the rows that fired here. Results
    are test cases of the DMN kit, KIE scenarios, JSON, JSON lines, CSV with
    columns "Input: x" and "Result: x", or the graph itself if it has tests.

    The exit status is 1 if anything was refused or differs.

    [bold]Examples[/bold]

      creditrules import loan.dmn

      creditrules import rules/ --from camunda7 --out models

      creditrules import loan.dmn pricing.json --out models --report json

      creditrules import loan.dmn --compare results.csv --tolerance 0.005
    """
    options = Options(from_datetime(given_moment(valid_at)), _number(tolerance), decision, _pairs(column or []))
    given = given_files(files)
    results = given_files(compare or [], only_rules=False).files
    imported = import_files(given.files, source)
    compared = compare_results(imported.models, imported.interpretations, results, options)
    written = {} if out is None else _put(imported, out, to, force=force)
    if report is Page.JSON:
        compares: dict[str, Plain] = {"comparisons": [comparison_data(one) for one in compared]} if results else {}
        typer.echo(json_text(report_data(imported, [*given.files], written) | compares))
    else:
        _print(imported, [*given.files], written, given.passed_by)
        _print_compared(compared)
    good = imported.ok and imported.models and all(one.same for one in compared)
    raise typer.Exit(0 if good else 1)


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        give_up(f"--tolerance: '{text}' is no number.", "Write it as 0.005.")
    if not number.is_finite() or number < 0:
        give_up(f"--tolerance: '{text}' is no distance.", "Write 0 or more, as 0.005.")
    return number


def _pairs(texts: list[str]) -> Mapping[str, str]:
    wrong = next((text for text in texts if "=" not in text), None)
    if wrong is not None:
        give_up(f"--column: '{wrong}' has no '='.", "Write it as HEADING=NAME.")
    return {heading.strip(): name.strip() for heading, _, name in (text.rpartition("=") for text in texts)}


def _print_compared(compared: Iterable[Compared]) -> None:
    for one in compared:
        for line in comparison_lines(one):
            screen().print(escape(line), soft_wrap=True)
        print_diagnostics(notes(), one.file, one.diagnostics)


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
    interpretations = counted(len(imported.interpretations), "interpretation")
    console.print(f"{counted(len(imported.models), 'model')}: {interpretations}, {counted(errors, 'error')}.")
    if passed_by:
        console.print(f"{counted(passed_by, 'other file')} in the folders: no rules that are read.")
