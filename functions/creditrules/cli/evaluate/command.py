"""`creditrules evaluate`: rules tried on a file of applicants, with the code that serves partners."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from creditrules.cli.evaluate.columns import columns_by_name, mapping_in
from creditrules.cli.evaluate.decision_file import DecisionWriter, open_decisions
from creditrules.cli.evaluate.file_progress import file_progress
from creditrules.cli.evaluate.model import ModelQuestion, answer_model, model_among
from creditrules.cli.evaluate.population_file import BadFile, Population, Row, open_population
from creditrules.cli.evaluate.tally_page import print_decision, print_tally
from creditrules.cli.files.documents import CheckedFile, check_file, check_files
from creditrules.cli.given_moment import given_moment
from creditrules.cli.screen import command_app, give_up, notes, print_diagnostics, screen
from creditrules.eligibility import Decision, ParametersGiven
from creditrules.errors import Diagnostic
from creditrules.population import Assessor, MappingForm, Tally, stand_in_product

__all__ = ["app"]

_PROGRESS_EVERY = 500

Part = TypeVar("Part")

app = command_app()


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
    by: Annotated[str | None, typer.Option(help="Also count outcomes for each value of this column.")] = None,
) -> None:
    r"""Evaluate rules on facts: a population is counted, the decisions of a model are printed as JSON.

    Rule sets are evaluated on every applicant of a file, and what comes out
    is counted. Rows that cannot be read as facts are counted by kind and are
    not evaluated. Facts that are missing are no error: the outcome is
    UNDETERMINED where they could change it. The exit status is 1 when no
    row could be evaluated.

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
        _only_for_rule_sets(mapping=mapping, product=product, out=out, limit=limit, by=by)
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
    given = ParametersGiven(file.parameter for file in files if file.parameter is not None)
    assessor = Assessor(form, digest, compiled, given_moment(valid_at), given.at)
    read = mapping_in(check_file(mapping)) if mapping else None
    try:
        with open_population(facts) as population, ExitStack() as closing:
            columns = read or _by_name(assessor, population)
            _check_columns(columns, assessor, population, by)
            writer = closing.enter_context(open_decisions(out)) if out else None
            run = _Run(assessor, columns, writer, by)
            seconds = run.all(population, limit)
    except BadFile as problem:
        give_up(str(problem))
    console = screen()
    print_tally(console, run.tally, seconds, by)
    if run.tally.rows == 1 and run.last is not None:
        print_decision(console, run.last)
    if out:
        console.print(f"\n{run.tally.rows} decisions written to {out}")
    raise typer.Exit(0 if run.tally.evaluated or not run.tally.rows else 1)


class _Run:
    """One pass over a population."""

    def __init__(
        self, assessor: Assessor, columns: MappingForm | None, writer: DecisionWriter | None, by: str | None
    ) -> None:
        self.tally = Tally()
        self.last: Decision | None = None
        self._assessor = assessor
        self._columns = columns
        self._writer = writer
        self._by = by

    def all(self, population: Population, limit: int | None) -> float:
        """Decide the rows, showing how far it is where somebody looks; the seconds it took."""
        started = time.perf_counter()
        with file_progress() as progress:
            task = progress.add_task("applicants", total=population.size)
            for row in population.rows:
                self._one(row)
                if self.tally.rows % _PROGRESS_EVERY == 0:
                    progress.update(
                        task, completed=population.position(), description=f"{self.tally.rows:,} applicants"
                    )
                if limit is not None and self.tally.rows >= limit:
                    break
            progress.update(task, completed=population.size)
        return time.perf_counter() - started

    def _one(self, row: Row) -> None:
        answer = self._answer(row)
        if isinstance(answer, Decision):
            self.last = answer
            group = None if self._by is None else str(row.values.get(self._by, ""))
            self.tally.add(answer, group)
            if self._writer:
                self._writer.decision(row.number, answer)
        else:
            self.tally.add_faults(row.number, answer)
            if self._writer:
                self._writer.faults(row.number, answer)

    def _answer(self, row: Row) -> Decision | tuple[Diagnostic, ...]:
        if row.problem:
            return (Diagnostic("row.cells", row.problem),)
        if self._columns is None:
            return self._assessor.assess(row.values)
        mapped = self._columns.apply(row.values)
        return mapped.faults or self._assessor.assess(mapped.facts)


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


def _by_name(assessor: Assessor, population: Population) -> MappingForm | None:
    """For a CSV file without a mapping: each column bears a fact's name, blank cells are missing facts."""
    if population.header is None:
        return None
    return columns_by_name(population.header, {name: str(fact.type) for name, fact in assessor.facts.items()})


def _check_columns(columns: MappingForm | None, assessor: Assessor, population: Population, by: str | None) -> None:
    header = population.header
    absent = columns.absent(header) if columns and header is not None else ()
    wanted: Sequence[str] = (*absent, *([by] if by and header is not None and by not in header else []))
    if wanted:
        give_up(f"The file has no column '{wanted[0]}'.", f"Its columns are: {', '.join(header or ())}.")
    strange = sorted(columns.facts() - assessor.facts.keys()) if columns else []
    if strange:
        hint = f"Facts are: {', '.join(sorted(assessor.facts))}."
        give_up(f"The mapping gives a fact '{strange[0]}' that no rule set declares.", hint)
