"""`creditrules evaluate`: rules tried on a file of applicants, with the code that serves partners."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from creditrules.cli.evaluate.columns import mapping_in
from creditrules.cli.evaluate.model import ModelQuestion, answer_model, model_among
from creditrules.cli.evaluate.population_file import BadFile
from creditrules.cli.evaluate.population_run import PopulationQuestion, PopulationRun, evaluate_population
from creditrules.cli.evaluate.tally_page import print_decision, print_tally
from creditrules.cli.files.documents import CheckedFile, check_file, check_files
from creditrules.cli.given_moment import given_moment
from creditrules.cli.screen import command_app, give_up, notes, print_diagnostics, screen
from creditrules.eligibility import Decision
from creditrules.population import decision_record, stand_in_product

if TYPE_CHECKING:
    from creditrules.cli.evaluate.help_told import HelpTold

__all__ = ["app"]

Part = TypeVar("Part")

app = command_app()


class Engine(StrEnum):
    """Where rows are decided."""

    HERE = "here"
    SPARK = "spark"


@app.command()
def evaluate(  # noqa: PLR0913 - one for each option
    rules: Annotated[
        list[Path],
        typer.Argument(
            help="Rule sets that decide together, and the parameters that they use; or one decision model, in YAML, "
            "JSON or DMN with what it imports.",
            metavar="FILE…",
        ),
    ],
    *,
    facts: Annotated[
        Path,
        typer.Option(
            help="For rule sets applicants: .csv, .json (a list), .jsonl, each also with .gz. "
            "For a model its facts: .json or .yaml (a mapping, or a list of them)."
        ),
    ],
    decision: Annotated[
        list[str] | None, typer.Option(help="A decision to print, by name; several times for several; default all.")
    ] = None,
    trace: Annotated[
        bool,
        typer.Option(
            "--trace", help="Also print how it came about: inputs, rows that matched, nearest misses, warnings."
        ),
    ] = False,
    mapping: Annotated[
        Path | None, typer.Option(help="How columns become facts; without it they bear the facts' names.")
    ] = None,
    product: Annotated[
        Path | None, typer.Option(help="The product they apply for, where rules ask for product.…")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write every decision: .jsonl or .csv, also with .gz.")] = None,
    valid_at: Annotated[
        str | None, typer.Option(help="What today() and now() answer: RFC 3339 with offset; default now.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Stop after so many rows.")] = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, max=256, help="Processes; default one for each processor, of a large file, else one."),
    ] = None,
    by: Annotated[str | None, typer.Option(help="Also count outcomes for each value of this column.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One applicant's decision, with what would help, as one JSON document.")
    ] = False,
    engine: Annotated[
        Engine, typer.Option(help="Where rows are decided: here, or where Spark has them.")
    ] = Engine.HERE,
) -> None:
    r"""Evaluate rules on facts: a population is counted, the decisions of a model are printed as JSON.

    Rule sets are evaluated on every applicant of a file, and what comes out
    is counted. Rows that cannot be read as facts are counted by kind and are
    not evaluated. Facts that are missing are no error: the outcome is
    UNDETERMINED where they could change it. The exit status is 1 when no
    row could be evaluated.

    Of one applicant alone the decision is told in words, or with --json as
    data, with what would help where it is not ALLOW: the smallest changes of
    facts that rule sets declare changeable, and when the same facts pass.

    With --engine spark the rows of a Parquet data set (or of a CSV file that
    has a mapping) are decided where Spark has them; --facts and --out name
    places as Spark does, and --out writes the rows with their answers.

    A decision model (or a single rule set, with --decision or --trace) prints
    its decisions as one JSON document: numbers with every digit, dates as
    text, null for what is unknown or failed. Why is told on the standard
    error. The exit status is 1 when facts cannot be read.

    [bold]Examples[/bold]

      creditrules evaluate rules.yaml --facts applicant.json
      creditrules evaluate loan.dmn --facts facts.json --decision Approval --trace
      creditrules evaluate rules.yaml more-rules.yaml --product product.yaml \
          --facts applicants.csv.gz --mapping columns.yaml --out decisions.jsonl
    """
    if out is not None and out.exists() and facts.exists() and out.samefile(facts):
        give_up("--out is the file of the facts; it would be overwritten.")
    files = _checked(rules, "a rule set or a decision model")
    if decision or trace or any(file.model is not None for file in files):
        _only_for_rule_sets(
            mapping=mapping, product=product, out=out, limit=limit, jobs=jobs, by=by, json=as_json or None
        )
        asked = ModelQuestion(facts, decision or (), _in_zone(given_moment(valid_at), files), trace)
        text, good = answer_model(model_among(files), asked)
        typer.echo(text)
        raise typer.Exit(0 if good else 1)
    compiled = [_used(file, "a rule set", file.rule_set) for file in files if file.parameter is None]
    if not compiled:
        give_up("There is no rule set among the files.")
    chosen = _product(product) if product else None
    form, digest = (
        (chosen.product, chosen.product_digest) if chosen and chosen.product else (stand_in_product(compiled), "")
    )
    parameters = tuple(file.parameter for file in files if file.parameter is not None)
    described = check_file(mapping) if mapping else None
    rows = mapping_in(described) if described else None
    question = PopulationQuestion(form, digest, compiled, parameters, given_moment(valid_at), rows, by, limit, jobs)
    try:
        if engine is Engine.SPARK:
            from creditrules.cli.evaluate.spark import evaluate_on_spark, job_of  # noqa: PLC0415 - an extra

            run = evaluate_on_spark(question, job_of(question, files, chosen, described), facts, out)
        else:
            run = evaluate_population(question, facts, out)
    except BadFile as problem:
        give_up(str(problem))
    if as_json:
        raise typer.Exit(_print_one(run))
    console = screen()
    print_tally(console, run.tally, run.seconds, by)
    if run.tally.rows == 1 and run.last is not None:
        print_decision(console, run.last)
        told = _helps(run.last)
        if told is not None:
            told.print(console)
    if out:
        console.print(f"\n{run.tally.rows} decisions written to {out}")
    raise typer.Exit(0 if run.tally.evaluated or not run.tally.rows else 1)


def _helps(decision: Decision) -> HelpTold | None:
    from creditrules.cli.evaluate.help_told import help_told  # noqa: PLC0415 - populations never load the analysis

    return help_told(decision)


def _print_one(run: PopulationRun) -> int:
    """One applicant's decision as JSON; the exit status."""
    if run.tally.rows != 1:
        give_up("--json is for one applicant.", "--out writes the decisions of many.")
    if run.last is None:
        for kind in run.tally.faults.values():
            notes().print(*(message for _, message in kind.examples), markup=False, soft_wrap=True)
        return 1
    told = _helps(run.last)
    record = {**decision_record(1, run.last), "changesThatHelp": told.record() if told else None}
    typer.echo(json.dumps(record, ensure_ascii=False, indent=2))
    return 0


def _product(path: Path) -> CheckedFile:
    (file,) = _checked([path], "a product")
    return _used(file, "a product", file if file.product else None)


def _checked(paths: Sequence[Path], what: str) -> list[CheckedFile]:
    files = check_files(paths)
    for file in files:
        print_diagnostics(notes(), file.name, file.diagnostics)
    for file in files:
        if not file.ok:
            give_up(f"{file.name} cannot be used as {what}.")
    return files


def _used(file: CheckedFile, what: str, part: Part | None) -> Part:
    if part is None:
        give_up(f"{file.name} cannot be used as {what}.")
    return part


def _only_for_rule_sets(**options: object) -> None:
    given = [name for name, value in options.items() if value is not None]
    if given:
        give_up(f"--{given[0]} is for rule sets on a population.", "A decision model prints its decisions as JSON.")


def _in_zone(moment: datetime, files: Sequence[CheckedFile]) -> datetime:
    """A rule set's day begins where it says."""
    zones = [file.rule_set.zone for file in files if file.rule_set is not None]
    return moment.astimezone(zones[0]) if zones else moment
