"""`creditrules experiment`."""

from __future__ import annotations

import json
from typing import Annotated, Final

import typer

from creditrules.cli.experiments.page import print_results
from creditrules.cli.screen import command_app, give_up, screen
from creditrules.cli.service.asking import asking
from creditrules.cli.service.options import LOCAL_URL, StaffToken, Url

__all__ = ["app"]

_RESULTS: Final = """
query Results(
  $slug: String!, $stage: Int, $prove: Boolean!, $subject: String = "", $partner: String, $named: Boolean!
) {
  experiment(slug: $slug) {
    slug
    versionInForce { number of champion challenger share mode }
    armOf(subject: $subject, partner: $partner) @include(if: $named)
    results(stage: $stage) {
      stage mode
      arms {
        arm decisions rates { metric rate low high } outcomes { product outcome count } limits { product count mean }
      }
      differences { metric difference low high guard { low high decisions } certainLow certainHigh }
      transitions { product returned shadow count }
      shadows { state count }
    }
    proof(stage: $stage) @include(if: $prove) { holds links subjects gone differences }
  }
}
"""

app = command_app()


@app.command()
def experiment(  # noqa: PLR0913 - one for each option
    slug: Annotated[str, typer.Argument(help="The experiment, such as strict-overdue.")],
    *,
    token: StaffToken,
    url: Url = LOCAL_URL,
    stage: Annotated[
        int | None, typer.Option("--stage", min=1, help="Of the activation with this number; the one in force.")
    ] = None,
    subject: Annotated[str | None, typer.Option("--subject", help="Also tell this subject's arm now.")] = None,
    partner: Annotated[
        str | None, typer.Option("--partner", help="Who names the subject so: the author of its decisions; else you.")
    ] = None,
    prove: Annotated[
        bool, typer.Option("--prove", help="Hold the counts against the chains of decisions; status 1 if they differ.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document for a program.")] = False,
) -> None:
    """Compare the arms of an experiment: decisions, outcomes, shares with intervals, limits, and where guards stand.

    Of a shadow it tells how often it would have answered otherwise, on the
    same decisions. Every new version of an experiment begins a new stage;
    `creditrules history experiment:strict-overdue` lists them.

    [bold]Example[/bold]

      creditrules experiment strict-overdue
    """
    with asking(url, token) as client:
        asked = {"slug": slug, "stage": stage, "prove": prove}
        named = {"subject": subject or "", "partner": partner, "named": subject is not None}
        found = client.ask(_RESULTS, {**asked, **named})["experiment"]
    if found is None:
        give_up(f"There is no experiment called '{slug}'.", "The query `experiments` lists what there is.")
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        print_results(screen(), found)
    if found.get("proof") and not found["proof"]["holds"]:
        raise typer.Exit(1)
