"""`creditrules diff`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.text import Text

from creditrules.cli.diff.files import contents_of
from creditrules.cli.diff.occasions import Occasions, product_named, sides_of
from creditrules.cli.diff.outcomes import ToldOutcomes, compare_files, print_comparison, told_of, write_comparison
from creditrules.cli.diff.page import print_diff, print_statement
from creditrules.cli.diff.service import ask_diff, ask_outcomes, ask_product_outcomes, latest_version
from creditrules.cli.given_moment import given_moment
from creditrules.cli.impact.sides import read_versions
from creditrules.cli.screen import command_app, give_up, screen
from creditrules.cli.service.asking import asking
from creditrules.cli.service.client import Client
from creditrules.cli.service.documents import named
from creditrules.eligibility.outcomes import Verdict
from creditrules.rules import read_change, split_change
from creditrules.rules.diff import ContentDiff, diff_contents

__all__ = ["app"]

app = command_app()


@app.command()
def diff(  # noqa: PLR0913  (options of a command)
    what: Annotated[
        list[str],
        typer.Argument(
            help="Two files, or one document of a running service: behaviour-risk, product:huabei, parameter:lpr-1y.",
            metavar="OLD NEW | NAME",
        ),
    ],
    *,
    from_: Annotated[int | None, typer.Option("--from", help="A version; the one before --to unless said.")] = None,
    to: Annotated[int | None, typer.Option("--to", help="A version; the latest unless said.")] = None,
    from_time: Annotated[str | None, typer.Option(help="Instead of --from: the version in force then.")] = None,
    to_time: Annotated[str | None, typer.Option(help="Instead of --to: the version in force then.")] = None,
    known_at: Annotated[str | None, typer.Option(help="For times: as was known then.")] = None,
    rows: Annotated[int, typer.Option(min=0, help="How many rows of a table are shown at most; 0 for all.")] = 200,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Status 1 where they do not say the same.")] = False,
    outcomes: Annotated[
        bool, typer.Option("--outcomes", help="Tell instead for which applicants the answers differ, and how.")
    ] = False,
    beside: Annotated[
        list[Path] | None, typer.Option("--with", help="Of files: rule sets and parameters that decide on both sides.")
    ] = None,
    product: Annotated[
        Path | None, typer.Option(help="The product that applicants ask for: a file, or its name in the service.")
    ] = None,
    whole: Annotated[
        bool,
        typer.Option(
            "--whole", help="With --outcomes and a product of a service: with all its rules, by --from-time, --to-time."
        ),
    ] = False,
    proposal: Annotated[
        list[str] | None,
        typer.Option(help="As --whole: as this would leave the product, behaviour-risk#4 or an id; twice for two."),
    ] = None,
    valid_at: Annotated[
        str | None, typer.Option(help="What today() and now() answer; RFC 3339 with offset, default now.")
    ] = None,
    json: Annotated[Path | None, typer.Option("--json", help="With --outcomes: write all of it as JSON.")] = None,
    token: Annotated[
        str | None, typer.Option(envvar="CREDITRULES_TOKEN", help="An administrator's or auditor's token.")
    ] = None,
    url: Annotated[str, typer.Option(envvar="CREDITRULES_URL", help="The service.")] = "http://127.0.0.1:8000/graphql",
) -> None:
    """Show in what two versions of a rule set, product or parameter differ, part by part.

    Files may be YAML, JSON, DMN, Excel or CSV.

    Tables are compared by row and cell: a row that moved is moved, a row
    that changed shows its changed cells. Signs: + added, - removed,
    ~ changed, > moved, = renamed, . written differently. Where no terminal
    looks on, words that went stand in [-…-] and words that came in {+…+}.

    [bold]Examples[/bold]

      creditrules diff old/behaviour-risk.yaml new/behaviour-risk.yaml
      creditrules diff behaviour-risk --from 3 --to 5
      creditrules diff behaviour-risk --from-time 2025-01-01T00:00:00Z
      creditrules diff --outcomes old.yaml new.yaml --product huabei.yaml
      creditrules diff --outcomes product:huabei --whole --from-time 2026-01-01T00:00:00+08:00
      creditrules diff --outcomes product:huabei --proposal behaviour-risk#4
    """
    if whole or proposal:
        if not outcomes or len(what) != 1 or from_ is not None or to is not None or beside or product or valid_at:
            give_up(
                "--whole and --proposal go with --outcomes, the name of a product and times alone.",
                "Say --from-time and --to-time, or --proposal; each side answers at its own moment.",
                status=2,
            )
        slug = product_named(what[0])
        with asking(url, token) as client:
            sides = sides_of(client, slug, Occasions(from_time, to_time, known_at, proposal or ()))
            whole_told = ask_product_outcomes(client, *sides)
        _tell(whole_told, rows, json, exit_code=exit_code)
    if outcomes and len(what) == 2:  # noqa: PLR2004
        old, new = (read_versions(Path(name), beside or [], product, given_moment(valid_at)) for name in what)
        _tell(told_of(compare_files(old, new)), rows, json, exit_code=exit_code)
    if len(what) == 2:  # noqa: PLR2004
        if from_ is not None or to is not None or from_time or to_time or known_at:
            give_up("Two files are compared as they are: --from, --to and times go with a name.", status=2)
        found = _of_files(Path(what[0]), Path(what[1]))
    elif len(what) == 1:
        chosen = [_chosen(from_, from_time, known_at, "--from"), _chosen(to, to_time, known_at, "--to")]
        if outcomes:
            if beside:
                give_up("Of a service all else is as it is in force: --with goes with files.", status=2)
            with asking(url, token) as client:
                versions = _versions(client, what[0], chosen[0], chosen[1])
                told = ask_outcomes(client, what[0], versions, None if product is None else str(product), valid_at)
            _tell(told, rows, json, exit_code=exit_code)
        found = _of_service(what[0], chosen[0], chosen[1], url, token)
    else:
        give_up("Name two files, or one document.", status=2)
    print_diff(screen(), found, most_rows=rows)
    raise typer.Exit(1 if exit_code and not found.says_the_same else 0)


def _tell(told: ToldOutcomes, rows: int, json: Path | None, *, exit_code: bool) -> NoReturn:
    """Print a comparison, write it where that is asked for, and end."""
    print_comparison(screen(), told, most=rows)
    if json is not None:
        write_comparison(json, told)
    raise typer.Exit(1 if exit_code and told.verdict is not Verdict.EQUIVALENT else 0)


def _of_files(old: Path, new: Path) -> ContentDiff:
    contents = contents_of(old, new)
    before, _ = split_change(contents[0])
    after, change = split_change(contents[1])
    form = read_change(change)[0] if change is not None else None
    console = screen()
    console.print(Text(f"{old} → {new}", "bold"), soft_wrap=True)
    if form is not None:
        basis = (form.basis.category.value, form.basis.citation, form.basis.link)
        print_statement(console, basis, form.comment, form.notice.items())
    return diff_contents(before, after)


def _of_service(
    slug: str, before: dict[str, Any] | None, after: dict[str, Any] | None, url: str, token: str | None
) -> ContentDiff:
    with asking(url, token) as client:
        told = ask_diff(client, slug, *_versions(client, slug, before, after))
    console = screen()
    versions = " → ".join(f"{v['number']} ({v['recordedAt']}, {v['author']})" for v in (told.before, told.after))
    console.print(Text(f"{slug}: version {versions}", "bold"), soft_wrap=True)
    statement = told.statement
    basis = statement["basis"]
    notices = [(notice["language"], notice["text"]) for notice in statement["notices"]]
    print_statement(console, (basis["category"], basis["citation"], basis["link"]), statement["comment"], notices)
    return told.content


def _versions(
    client: Client, slug: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both versions, the latest and the one before it unless said; ends the command where there are no two."""
    if named(slug).number is not None:
        give_up(f"{slug!r} names a version.", "Say --from and --to.", status=2)
    newer = after or {"version": latest_version(client, slug)}
    if before is None and newer.get("version", 0) < 2:  # noqa: PLR2004
        give_up("Before the first version there is none to compare with.", "Say --from or --from-time.", status=2)
    return before or {"version": newer["version"] - 1}, newer


def _chosen(version: int | None, moment: str | None, known_at: str | None, option: str) -> dict[str, Any] | None:
    if version is not None and moment is not None:
        give_up(f"{option} and {option}-time exclude each other.", status=2)
    if version is not None:
        return {"version": version}
    if moment is None:
        return None
    return {"validAt": moment} | ({"knownAt": known_at} if known_at else {})
