"""`creditrules impact`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from creditrules.cli.evaluate.columns import mapping_in
from creditrules.cli.evaluate.population_file import BadFile
from creditrules.cli.files.documents import check_file
from creditrules.cli.given_moment import given_moment
from creditrules.cli.impact.asked import Asked
from creditrules.cli.impact.options import TellingOptions, plan_of
from creditrules.cli.impact.page import print_impact
from creditrules.cli.impact.rows import content_digest
from creditrules.cli.impact.running import compare_file
from creditrules.cli.impact.sides import VersionFiles, read_versions
from creditrules.cli.impact.writing import changed_file, write_text
from creditrules.cli.screen import command_app, give_up, screen
from creditrules.document import digest, json_text, read_document
from creditrules.population.impact import (
    ChangedRow,
    Compared,
    Comparison,
    Margins,
    PopulationImpact,
    impact_digest,
    plain_impact,
)
from creditrules.population.report import html_report

__all__ = ["app"]

app = command_app()


@app.command()
def impact(  # noqa: PLR0913  (options of a command)
    before: Annotated[Path, typer.Argument(help="The rule set, parameter or product that is in force: a file.")],
    after: Annotated[Path, typer.Argument(help="The same as it would become.")],
    population: Annotated[Path, typer.Argument(help="Applicants: .csv, .json, .jsonl, each also with .gz; .parquet.")],
    *,
    beside: Annotated[
        list[Path] | None, typer.Option("--with", help="Rule sets and parameters that decide on both sides.")
    ] = None,
    product: Annotated[Path | None, typer.Option(help="The product they apply for.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="How columns become facts; else they bear facts' names.")] = None,
    segment: Annotated[
        list[str] | None, typer.Option(help="Tell it by this column too; with cuts in bands: income:30000,60000.")
    ] = None,
    protected: Annotated[
        list[str] | None, typer.Option(help="A protected attribute, which rules need not read: sex, age:25,62.")
    ] = None,
    reference: Annotated[
        list[str] | None,
        typer.Option(help="The group that others are held against: sex=male. Unless said, the one that fares best."),
    ] = None,
    outcome_column: Annotated[str | None, typer.Option(help="The column that says how it went.")] = None,
    bad: Annotated[list[str] | None, typer.Option(help="Values of that column that mean a loss.")] = None,
    good: Annotated[
        list[str] | None, typer.Option(help="Values that mean none; unless said, all that are neither bad nor blank.")
    ] = None,
    exposure: Annotated[str | None, typer.Option(help="A column of amounts, for losses in money.")] = None,
    score: Annotated[
        list[str] | None, typer.Option(help="A column of numbers; its means are compared between protected groups.")
    ] = None,
    candidate: Annotated[
        list[Path] | None, typer.Option(help="Another version to hold beside AFTER: is it less discriminatory?")
    ] = None,
    approval_margin: Annotated[
        float, typer.Option(min=0, help="By how much a candidate's approval rate may be lower; 0.01 is a point.")
    ] = 0.01,
    loss_margin: Annotated[float, typer.Option(min=0, help="By how much its bad rate may be higher.")] = 0.005,
    confidence: Annotated[float, typer.Option(min=0.5, max=0.999, help="Of all intervals.")] = 0.95,
    report: Annotated[Path | None, typer.Option(help="Write a report: one .html file that needs nothing else.")] = None,
    json: Annotated[Path | None, typer.Option("--json", help="Write all figures as JSON.")] = None,
    changes: Annotated[
        Path | None, typer.Option(help="Write every changed row with both answers: .jsonl, also with .gz.")
    ] = None,
    valid_at: Annotated[
        str | None, typer.Option(help="What today() and now() answer: RFC 3339 with offset; default now.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Stop after so many rows.")] = None,
) -> None:
    r"""Tell what a change of rules does to the people of a population.

    Both versions decide on every applicant, with the code that serves
    partners. Told are the moves between outcomes and why, approvals with
    their intervals, limits and prices, losses where it is known how it
    went, and how protected groups fare beside each other: adverse impact
    ratios with the four-fifths rule, and differences of means.

    [bold]Examples[/bold]

      creditrules impact old.yaml new.yaml applicants.csv --product product.yaml
      creditrules impact old.yaml new.yaml applicants.csv.gz --mapping columns.yaml \
          --protected sex --protected age:25,62 --outcome-column default --bad 1 \
          --report impact.html --json impact.json
    """
    asked = TellingOptions(
        segment or (), protected or (), reference or (), outcome_column, bad or (), good or (), exposure, score or (),
        confidence,
    )  # fmt: skip
    plan, moment = plan_of(asked), given_moment(valid_at)
    given = [before, after, *(candidate or [])]
    sides = [read_versions(path, beside or (), product, moment) for path in given]
    mapped = mapping_in(check_file(mapping)) if mapping else None
    comparison = Comparison(plan, _names(given[2:]))
    question = Asked(sides, mapped, plan.columns, limit)
    try:
        with ExitStack() as closing:
            write = closing.enter_context(changed_file(changes)) if changes else _nowhere
            compare_file(population, question, comparison, write)
        compared = _compared(sides, population, mapping, moment)
    except BadFile as problem:
        give_up(str(problem))
    margins = Margins(approval_margin, loss_margin)
    found = PopulationImpact(compared, plan, comparison.figures(), comparison.alternatives(margins))
    if report is not None:
        write_text(report, html_report(found))
    if json is not None:
        write_text(json, json_text({"digest": impact_digest(found), **plain_impact(found)}))
    print_impact(screen(), found)
    raise typer.Exit(0 if found.figures.evaluated else 1)


def _names(paths: Sequence[Path]) -> list[str]:
    """Candidates by the names of their files, by whole paths where two are called alike."""
    names = [path.name for path in paths]
    return [str(path) if names.count(path.name) > 1 else path.name for path in paths]


def _nowhere(_rows: Iterable[ChangedRow]) -> None:
    """Where changed rows go that nobody asked for."""


def _compared(sides: Sequence[VersionFiles], population: Path, mapping: Path | None, moment: datetime) -> Compared:
    before, after, *_ = sides
    mapped = None if mapping is None else digest(read_document(mapping.read_text("utf-8")).value)
    content = content_digest(population)
    return Compared(
        before.versions, after.versions, after.product, after.product_digest, population.name, content, mapped, moment
    )
