"""`creditrules push`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Final

import typer

from creditrules.cli.push.gathering import Gathered, Written, gather
from creditrules.cli.push.planning import Planned, plan, plan_data, print_plan, summary
from creditrules.cli.screen import command_app, give_up, screen
from creditrules.cli.service.asking import asking
from creditrules.cli.service.client import Client
from creditrules.cli.service.content import latest_content
from creditrules.cli.service.found import print_found
from creditrules.cli.service.impact_text import impact_sentences
from creditrules.cli.service.options import LOCAL_URL, StaffToken, Url
from creditrules.cli.service.publishing import UNKNOWN, NotPublishedError, publish_content

__all__ = ["app"]

TO_DO: Final = 10
"""The status of a plan that has something to do."""

app = command_app()


@app.command()
def push(  # noqa: PLR0913 - one for each option
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Rule sets, products, parameters, experiments, with their `change:`; folders; DMN, Excel or CSV.",
            metavar="FILE…",
        ),
    ],
    *,
    token: StaffToken,
    url: Url = LOCAL_URL,
    create: Annotated[bool, typer.Option("--create", help="Make documents that there are none of yet.")] = False,
    only_plan: Annotated[
        bool, typer.Option("--plan", help="Say what would be done, and write nothing; status 10 if anything would.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The plan as JSON, for a program; with --plan.")] = False,
    into: Annotated[
        Path | None, typer.Option("--into", help="For DMN, Excel and CSV: the file of the rule set they belong to.")
    ] = None,
    change: Annotated[
        Path | None, typer.Option("--change", help="A file with the change statement of all that have none.")
    ] = None,
    retry_key: Annotated[
        str | None, typer.Option(help="Sending again with the same key writes nothing twice; one file only.")
    ] = None,
) -> None:
    """Publish rule files to a running service: each becomes the next version, in force from when its `change:` says.

    All are planned first: what would be made, changed or left as it is, what
    it touches, what is wrong. Where anything is refused, nothing is written.
    What says the same as the version in force is passed by. Parameters go
    before rule sets, those before products, and experiments last.

    A DMN file replaces the model of its rule set, a workbook or a CSV the
    tables that it has. The rule set is the one in --into, or the latest that
    the service has under the file's name.

    The exit status is 0 when all is done or there is nothing to do, 1 when
    something was refused, 2 when the command was not understood; of --plan
    10 when there is something to do.

    [bold]Examples[/bold]

      export CREDITRULES_TOKEN=$(creditrules token --role administrator)
      creditrules push rules/behaviour-risk.yaml
      creditrules push --plan rules/
      creditrules push --create rules/ products/
      creditrules push affordability.xlsx --into affordability.yaml
    """
    if retry_key is not None and (len(files) > 1 or files[0].is_dir()):
        give_up("--retry-key goes with one file only.", status=2)
    if as_json and not only_plan:
        give_up("--json goes with --plan.", status=2)
    with asking(url, token) as client:
        gathered = gather(files, lambda slug: latest_content(client, slug), into, change)
        if not gathered.contents:
            hint = "Rule files begin with ruleSet, product, parameter or experiment."
            give_up("Nothing of what was named can be published.", hint)
        planned = plan(client, gathered.contents)
        if only_plan:
            _tell(planned, gathered, as_json=as_json)
        _publish(client, planned, gathered, create=create, retry_key=retry_key)


def _tell(planned: list[Planned], gathered: Gathered, *, as_json: bool) -> None:
    """Print the plan, and end with what it comes to."""
    if as_json:
        typer.echo(json.dumps(list(plan_data(planned)), ensure_ascii=False, indent=2))
    else:
        print_plan(planned, gathered.passed_by)
        screen().print(summary(planned), markup=False, soft_wrap=True)
    acts = {one.act for one in planned}
    raise typer.Exit(1 if "REFUSED" in acts else TO_DO if acts != {"NOTHING"} else 0)


def _publish(
    client: Client, planned: list[Planned], gathered: Gathered, *, create: bool, retry_key: str | None
) -> None:
    if len(planned) > 1:
        print_plan(planned, gathered.passed_by)
        screen().print(summary(planned), markup=False, soft_wrap=True)
    for one in planned:
        _refuse(one, create=create, single=len(planned) == 1)
    for one in planned:
        if one.act == "NOTHING" and retry_key is None:
            said = f"{one.written.slug} version {one.version}: says the same already (nothing written)"
            screen().print(said, markup=False, soft_wrap=True)
        else:
            _push(client, one.written, create=create, retry_key=retry_key)


def _refuse(one: Planned, *, create: bool, single: bool) -> None:
    """End the command where this cannot be published, before anything is."""
    path = one.written.path
    if one.act == "REFUSED":
        if single:
            print_found(path, one.diagnostics)
        first = one.errors[0]
        nothing = "" if single else " Nothing was written."
        give_up(f"{path} was not published: {first['message']} [{first['code']}]{nothing}", first.get("hint") or "")
    if one.act == "CREATE" and not create:
        message = f"There is no {one.written.slug} yet. [{UNKNOWN[one.written.kind]}]"
        give_up(f"{path} was not published: {message}", "Say --create to make it.")
    if one.approvals and one.act != "NOTHING":
        needs = f"The approval policy asks for {one.approvals} first. [APPROVAL_REQUIRED]"
        give_up(f"{path} was not published: {needs}", f"Propose it: creditrules propose --submit {path}")


def _push(client: Client, written: Written, *, create: bool, retry_key: str | None) -> None:
    try:
        done = publish_content(client, written.content, create=create, retry_key=retry_key)
    except NotPublishedError as refused:
        print_found(written.path, refused.diagnostics)
        first = refused.errors[0]
        give_up(f"{written.path} was not published: {first['message']} [{first['code']}]", first.get("hint") or "")
    print_found(written.path, done.diagnostics)
    again = " (was published before; nothing written)" if done.replayed else ""
    until = f" until {done.valid_until}" if done.valid_until else ""
    console = screen()
    console.print(f"{done.slug} version {done.version}: in force from {done.valid_from}{until}{again}", markup=False)
    for sentence in impact_sentences(done.impact):
        console.print(f"  {sentence}", markup=False, soft_wrap=True)
