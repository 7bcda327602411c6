"""`creditrules scenario`: a scenario made of what a service answers to contract queries."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditrules.cli.scenarios.answers import contract_answers
from creditrules.cli.scenarios.writing import scenario_files
from creditrules.cli.screen import command_app, give_up, notes
from creditrules.cli.service.asking import asking
from creditrules.cli.service.options import LOCAL_URL, PartnerToken, Url
from creditrules.slugs import is_slug

__all__ = ["app"]

app = command_app()


@app.command()
def scenario(
    folder: Annotated[Path, typer.Argument(help="Where it is written: a folder that is empty or not there.")],
    *,
    token: PartnerToken,
    url: Url = LOCAL_URL,
) -> None:
    """Write a scenario for `creditrules serve` of your contract queries, and of what the service answers to them.

    Each contract becomes a subject with its facts, and a row of a rule set
    that finds what the service found: outcome, reasons, texts, limits, rates.
    Whatever else is asked is REFER, as no rule fires. Thresholds are not in
    it: it tells no more than you were answered. Prices are left out, and with
    them what contracts rely on in offers.

    [bold]Examples[/bold]

      creditrules scenario tests/lender
      creditrules serve --scenario tests/lender
    """
    name = folder.resolve().name
    if not is_slug(name):
        give_up(
            f"A scenario cannot be called {name!r}.",
            "Lower-case letters, digits and inner hyphens: name the folder so.",
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        give_up(f"{folder} is there already.", "Name a folder that is empty or not there.")
    with asking(url, token) as client:
        answers = contract_answers(client)
    for contract, why in answers.left_out:
        notes().print(f"{contract} is left out: {why}.", markup=False, soft_wrap=True)
    if not answers.contracts:
        give_up("There are no contract queries to make it of.", "Register some: docs/contracts.md.")
    files = scenario_files(name, answers)
    try:
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8")
    except OSError as error:
        give_up(f"{folder} cannot be written: {error.strerror or error}.")
    notes().print(f"{len(files)} files in {folder}, of {len(answers.contracts)} contract queries.", markup=False)
