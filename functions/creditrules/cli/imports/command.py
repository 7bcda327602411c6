"""`creditrules import`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from creditrules.cli.given_moment import given_moment
from creditrules.cli.imports.comparison import comparison_data, comparison_lines
from creditrules.cli.imports.given import Given, given_files
from creditrules.cli.imports.options import distance, envelope_of, pairs
from creditrules.cli.imports.report import counted, placed, report_data, report_lines
from creditrules.cli.imports.writing import file_name, put_all
from creditrules.cli.screen import command_app, give_up, notes, print_diagnostics, screen
from creditrules.dmn.exchange.files import Form, ModelFile, write_file
from creditrules.document import Plain, json_text
from creditrules.errors import Severity
from creditrules.feel import from_datetime
from creditrules.imports import (
    Compared,
    Envelope,
    Imported,
    Options,
    Source,
    as_rule_set,
    compare_results,
    import_files,
)
from creditrules.rules import Category

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
    rule_set: Annotated[str, typer.Option("--rule-set", help="Make a rule set of this slug.", metavar="SLUG")] = "",
    category: Annotated[Category | None, typer.Option("--category", help="Why the rule set exists.")] = None,
    findings: Annotated[
        str, typer.Option("--findings", help="The decision whose outcome its findings are, or DECISION.OUTPUT.")
    ] = "",
    finding: Annotated[
        list[str] | None, typer.Option("--finding", help="OUTCOME=STEP, as Declined=DECLINE; all others are REFER.")
    ] = None,
    valid_at: Annotated[
        str | None, typer.Option("--valid-at", help="What today() and now() answer: RFC 3339 with offset; default now.")
    ] = None,
) -> None:
    r"""Bring rules from another engine: models in its dialect become models here, and all that was interpreted is told.

    DMN of Camunda, Drools, Flowable, Signavio and Trisotech, decision graphs
    of GoRules, tables in Excel and CSV, PMML scorecards and trees, dated
    parameters of OpenFisca. Files that name each other are read together. In
    a folder every file is taken that holds rules; CSV has to be named.

    What cannot be kept is an error that says what to write instead; the
    models that are fine are written all the same.

    With --compare the models are asked what the other engine was asked, and
    every answer that differs is told with the rows that fired here. Results
    are test cases of the DMN kit, KIE scenarios, JSON, JSON lines, CSV with
    columns "Input: x" and "Result: x", or the graph itself if it has tests.

    With --rule-set the model is written as a rule set to begin with: a
    decision with findings stands on top of the one that is named.

    The exit status is 1 if anything was refused or differs.

    [bold]Examples[/bold]

      creditrules import loan.dmn

      creditrules import rules/ --from camunda7 --out models

      creditrules import loan.dmn pricing.json --out models --report json

      creditrules import loan.dmn --compare results.csv --tolerance 0.005

      creditrules import loan.dmn --out rules --rule-set loan-approval --category RISK \
          --findings Approval --finding Approved=ALLOW --finding Declined=DECLINE
    """
    moment = from_datetime(given_moment(valid_at))
    options = Options(moment, distance(tolerance), decision, pairs("--column", column or []))
    envelope = envelope_of(rule_set, category, findings, finding or [])
    given = given_files(files)
    results = given_files(compare or [], only_rules=False).files
    imported = import_files(given.files, source)
    compared = compare_results(imported.models, imported.interpretations, results, options)
    files_made = _models(imported, to) if envelope is None else _rule_set(imported, envelope)
    written = {} if out is None else _put(files_made, out, force=force)
    if report is Page.JSON:
        compares: dict[str, Plain] = {"comparisons": [comparison_data(one) for one in compared]} if results else {}
        typer.echo(json_text(report_data(imported, [*given.files], written) | compares))
    else:
        _print(imported, given, written)
        _print_compared(compared)
    good = imported.ok and imported.models and all(one.same for one in compared)
    raise typer.Exit(0 if good else 1)


def _print_compared(compared: Iterable[Compared]) -> None:
    for one in compared:
        for line in comparison_lines(one):
            screen().print(escape(line), soft_wrap=True)
        print_diagnostics(notes(), one.file, one.diagnostics)


def _models(imported: Imported, to: Whole) -> Mapping[str, tuple[str, bytes]]:
    """File names and bytes by the name of the model."""
    made: dict[str, tuple[str, bytes]] = {}
    taken: set[str] = set()
    for one in imported.models:
        result = write_file(ModelFile(one.model), one.model, Form(to.value))
        print_diagnostics(notes(), one.name, result.diagnostics)
        if result.data is not None:
            made[one.name] = file_name(one.name, to.value, taken), result.data
    return made


def _rule_set(imported: Imported, envelope: Envelope) -> Mapping[str, tuple[str, bytes]]:
    """The same of the one model as a rule set; ends the command where none can be made of it."""
    if len(imported.models) != 1:
        return (
            {}
            if not imported.models
            else give_up(
                f"A rule set is made of one model, and there are {len(imported.models)}.", "Name the files of just one."
            )
        )
    [one] = imported.models
    made = as_rule_set(one, envelope)
    print_diagnostics(notes(), f"{envelope.slug}.yaml", made.diagnostics)
    if made.text is None:
        raise typer.Exit(1)
    return {one.name: (f"{envelope.slug}.yaml", made.text.encode())}


def _put(made: Mapping[str, tuple[str, bytes]], out: Path, *, force: bool) -> Mapping[str, str]:
    if made:
        put_all(out, dict(made.values()), force=force)
    return {model: (out / name).as_posix() for model, (name, _) in made.items()}


def _print(imported: Imported, given: Given, written: Mapping[str, str]) -> None:
    console = screen()
    for line in report_lines(imported, written):
        console.print(escape(line), soft_wrap=True)
    for one in imported.diagnostics:
        told = placed(one, [*given.files])
        print_diagnostics(notes(), told.file or "import", [told.diagnostic])
    errors = sum(one.severity is Severity.ERROR for one in imported.diagnostics)
    interpretations = counted(len(imported.interpretations), "interpretation")
    console.print(f"{counted(len(imported.models), 'model')}: {interpretations}, {counted(errors, 'error')}.")
    if given.beside:
        console.print(f"Found beside, since it is needed: {escape(', '.join(given.beside))}.", soft_wrap=True)
    if given.passed_by:
        console.print(f"{counted(given.passed_by, 'other file')} in the folders: no rules that are read.")
