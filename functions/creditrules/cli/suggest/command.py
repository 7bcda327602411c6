"""`creditrules suggest`: a candidate rule set fitted to applicants whose outcomes are known."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Final

import typer

from creditrules.cli.evaluate.population_file import BadFile
from creditrules.cli.screen import command_app, give_up
from creditrules.cli.service.options import LOCAL_URL, Url

__all__ = ["app"]

_SCIENCE: Final = ("numpy", "sklearn", "scipy")

app = command_app()


@app.command()
def suggest(  # noqa: PLR0913 - one for each option
    applicants: Annotated[
        Path,
        typer.Argument(help="Applicants with outcomes: .csv, .json, .jsonl, each also with .gz; .parquet."),
    ],
    *,
    outcome: Annotated[str, typer.Option(help="The column that says how it turned out.")],
    bad: Annotated[list[str], typer.Option(help="Its value that means badly; several times for several.")],
    out: Annotated[Path, typer.Option(help="The rule file to write; its mapping is written beside it.")],
    tree: Annotated[bool, typer.Option("--tree", help="One short table of cases in place of a scorecard.")] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write how well it does: a page (.html), and the same as .json beside it.")
    ] = None,
    against: Annotated[
        list[Path] | None,
        typer.Option(help="In the report: a rule set on the same rows; again for parameters and rule sets beside it."),
    ] = None,
    against_mapping: Annotated[Path | None, typer.Option(help="How columns become the facts of --against.")] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="How columns become facts; without it each column is one.")
    ] = None,
    column: Annotated[list[str] | None, typer.Option(help="A fact to choose from; default all.")] = None,
    without: Annotated[list[str] | None, typer.Option(help="A fact that is not to be used.")] = None,
    protected: Annotated[
        list[str] | None, typer.Option(help="A fact or column that is not to be used, nor what stands for it.")
    ] = None,
    better: Annotated[
        list[str] | None, typer.Option(help="income=higher or debt=lower: no better value may score worse.")
    ] = None,
    time: Annotated[
        str | None, typer.Option(help="A column of times: the latest rows judge, all earlier ones are fitted to.")
    ] = None,
    test_share: Annotated[float, typer.Option(min=0.05, max=0.9, help="The part of the rows that judges.")] = 0.3,
    seed: Annotated[int, typer.Option(help="Which rows judge, where there is no --time.")] = 1,
    accept: Annotated[float, typer.Option(min=0.01, max=1, help="The part of applicants to allow.")] = 0.7,
    refer: Annotated[float, typer.Option(min=0, max=0.99, help="The part to leave to a person.")] = 0.15,
    most_columns: Annotated[int, typer.Option(min=1, help="At most so many facts.")] = 12,
    propose: Annotated[
        bool, typer.Option("--propose", help="Also draft it as a proposal at a service. Nothing is published.")
    ] = False,
    token: Annotated[str | None, typer.Option(envvar="CREDITRULES_TOKEN", help="For --propose.")] = None,
    url: Url = LOCAL_URL,
    proxy_limit: Annotated[
        float, typer.Option(min=0, max=1, help="From which association on a fact stands for a protected one.")
    ] = 0.5,
) -> None:
    r"""Fit a scorecard, or a short table, to applicants whose outcomes are known.

    What comes out is an ordinary rule set. Each fact is cut into few bins whose share of bad rises or falls; bins get
    points by a logistic regression on their weights of evidence. Facts that
    are missing have a bin of their own, and so have texts never seen. What is
    written decides just as the fitted scorecard, with tests from real rows
    and with all that is needed to fit it again. Nothing is published.

    [bold]Examples[/bold]

      creditrules suggest applicants.csv --outcome status --bad default --out scorecard.yaml
      creditrules suggest loans.csv.gz --outcome status --bad bad --protected sex --protected age \
          --better income=higher --time approvedOn --out scorecard.yaml
      creditrules evaluate scorecard.yaml --mapping scorecard.columns.yaml --facts applicants.csv --by status
    """
    slug = re.sub(r"[^a-z0-9]+", "-", out.name.partition(".")[0].lower()).strip("-")
    if not slug:
        give_up("--out does not name the rule set.", "Call it as scorecard.yaml.")
    try:
        from creditrules.cli.suggest.making import Asked, Service, better_of, make  # noqa: PLC0415 - what it stands on takes seconds
        from creditrules.population.suggestion import Form, Wishes  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        if missing.name not in _SCIENCE:
            raise
        give_up(f"This needs {missing.name}, which is not installed: pip install 'creditrules[suggest]'")
    wishes = Wishes(
        rule_set=slug,
        form=Form.TREE if tree else Form.SCORECARD,
        columns=tuple(column or ()),
        left_out=tuple(without or ()),
        protected=tuple(protected or ()),
        better=better_of(better or ()),
        most_columns=most_columns,
        proxy_limit=proxy_limit,
        accept=accept,
        refer=refer,
        test_share=test_share,
        seed=seed,
    )
    service = Service(url, token) if propose else None
    try:
        make(
            Asked(applicants, outcome, tuple(bad), mapping, time, out, report, tuple(against or ()), against_mapping),
            wishes,
            service,
        )
    except BadFile as problem:
        give_up(str(problem))
