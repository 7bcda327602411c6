"""`creditrules batch`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer

from creditrules.cli.batch.applicants import Reading, parts_of
from creditrules.cli.batch.job import Job, fact_types, resume, start
from creditrules.cli.evaluate.columns import columns_by_name, mapping_in
from creditrules.cli.evaluate.file_progress import file_progress
from creditrules.cli.evaluate.population_file import BadFile, Population, open_population
from creditrules.cli.files.documents import check_file
from creditrules.cli.given_moment import given_moment
from creditrules.cli.screen import command_app, give_up, notes, screen
from creditrules.cli.service.client import Client, NoAnswerError, over_http
from creditrules.cli.service.options import LOCAL_URL, PartnerToken, Url
from creditrules.eligibility import REQUEST_FACTS

__all__ = ["app"]

_INTERRUPTED = 130

app = command_app()


@dataclass(slots=True)
class _Counted:
    """What was written."""

    answered: int = 0
    refused: int = 0


@app.command()
def batch(  # noqa: PLR0913 - one for each option
    file: Annotated[
        Path, typer.Argument(help="Applicants: .csv, .json (a list), .jsonl, each also with .gz.", metavar="FILE")
    ],
    *,
    token: PartnerToken,
    out: Annotated[Path, typer.Option(help="Where the answers go: JSON lines, in the file's order.")],
    url: Url = LOCAL_URL,
    products: Annotated[
        list[str] | None, typer.Option(help="A product, or several with commas between; default all in force.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="How columns become facts; without it they bear the facts' names.")
    ] = None,
    subject: Annotated[
        str | None, typer.Option(help="The column that names the applicants; default the row's number.")
    ] = None,
    alternatives: Annotated[
        bool, typer.Option("--alternatives", help="Also look at other products where one is closed.")
    ] = False,
    valid_at: Annotated[
        str | None, typer.Option(help="When the rules are to be in force: RFC 3339 with offset; default now.")
    ] = None,
    part: Annotated[int, typer.Option(min=1, max=1000, help="How many applicants are sent at a time.")] = 500,
    job: Annotated[str | None, typer.Option(help="Go on with this job, which was interrupted.")] = None,
    delete: Annotated[
        bool, typer.Option("--delete", help="Have the service forget the answers once they are written.")
    ] = False,
) -> None:
    r"""Ask a service about all applicants of a file, under one reading of its rules.

    The file is sent in parts, and each is answered as it arrives. Where that
    is interrupted, the same command with --job goes on: nothing is answered
    twice. The service keeps the answers, encrypted, for some days, or until
    they are written where --delete is given.

    A row of a .jsonl file is an object of facts by their names, or is written
    as the service takes it: {"subject": …, "facts": {…}, "request": {…}}.
    Rows that cannot be read, and applicants that are refused, have errors in
    place of decisions. The exit status is 1 when nobody was answered.

    [bold]Examples[/bold]

      creditrules batch applicants.jsonl --products jiebei --out answers.jsonl
      creditrules batch applicants.csv.gz --mapping columns.yaml --subject number \
          --products jiebei,huabei --out answers.jsonl --delete
    """
    if out.exists() and file.exists() and out.samefile(file):
        give_up("--out is the file of the applicants; it would be overwritten.")
    fixed = {"--products": products, "--valid-at": valid_at, "--alternatives": alternatives}
    given = [name for name, value in fixed.items() if value]
    if job is not None and given:
        give_up(f"{given[0]} is what the job was started with.", "Leave it out to go on with the job.")
    try:
        client = over_http(url, token)
        with open_population(file) as population:
            reading = _reading(client, population, mapping, subject)
            running = resume(client, job) if job else start(client, _question(products, valid_at, alternatives))
            what_if = "; a what-if: not under the rules of now" if running.what_if else ""
            notes().print(f"job {running.id}, kept until {running.expires_at}{what_if}", soft_wrap=True)
            with _to_be_resumed(running):
                counted = _run(running, population, reading, part, out)
                running.finish()
        if delete:
            running.delete()
    except BadFile as problem:
        give_up(str(problem))
    except NoAnswerError as problem:
        too_large = (
            "Start anew, without --job, and with a smaller --part." if problem.code == "RESULT_TOO_LARGE" else ""
        )
        give_up(str(problem), too_large or problem.hint)
    rows = counted.answered + counted.refused
    screen().print(f"{rows:,} applicants: {counted.answered:,} answered, {counted.refused:,} with errors → {out}")
    raise typer.Exit(0 if counted.answered or not rows else 1)


def _reading(client: Client, population: Population, mapping: Path | None, subject: str | None) -> Reading:
    header = population.header
    if header is not None and subject is not None and subject not in header:
        give_up(f"The file has no column '{subject}'.", f"Its columns are: {', '.join(header)}.")
    if mapping is not None:
        columns = mapping_in(check_file(mapping))
        absent = columns.absent(header) if header is not None else ()
        if absent:
            give_up(f"The file has no column '{absent[0]}'.", f"Its columns are: {', '.join(header or ())}.")
        return Reading(columns, subject)
    if header is None:
        return Reading(None, subject)
    types = {name: str(fact.type) for name, fact in REQUEST_FACTS.items()} | fact_types(client)
    return Reading(columns_by_name((name for name in header if name != subject), types), subject)


def _question(products: list[str] | None, valid_at: str | None, alternatives: bool) -> dict[str, Any]:  # noqa: FBT001 - an option
    named = [name.strip() for each in products or () for name in each.split(",") if name.strip()]
    moment = given_moment(valid_at).isoformat() if valid_at else None
    return {"idempotencyKey": uuid4().hex, "products": named, "validAt": moment, "alternatives": alternatives}


@contextmanager
def _to_be_resumed(job: Job) -> Iterator[None]:
    """Whatever stops the command, it says how to go on."""
    try:
        yield
    except (NoAnswerError, BadFile, KeyboardInterrupt) as problem:
        if isinstance(problem, NoAnswerError) and problem.code == "RESULT_TOO_LARGE":
            raise
        notes().print(f"To go on, repeat the command with --job {job.id} in place of what is asked.", soft_wrap=True)
        if isinstance(problem, KeyboardInterrupt):
            raise typer.Exit(_INTERRUPTED) from None
        raise


def _run(job: Job, population: Population, reading: Reading, most: int, out: Path) -> _Counted:
    """Ask part by part; the answers are at `out` once all are there."""
    counted, partial = _Counted(), out.with_name(f"{out.name}.partial")
    applicants = (reading.applicant(row) for row in population.rows)
    with partial.open("w", encoding="utf-8", newline="\n") as written, file_progress() as progress:
        task = progress.add_task("applicants", total=population.size)
        for part in parts_of(applicants, most):
            for line in part.answers(job.answers(part)):
                written.write(f"{line}\n")
                if json.loads(line)["errors"]:
                    counted.refused += 1
                else:
                    counted.answered += 1
            told = f"{counted.answered + counted.refused:,} applicants, {counted.refused:,} with errors"
            progress.update(task, completed=population.position(), description=told)
    partial.replace(out)
    return counted
