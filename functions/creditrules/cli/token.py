"""`creditrules token`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from creditrules.auth import Role, is_name
from creditrules.cli.local.key import BadKeyError, keep_local_key
from creditrules.cli.local.place import DATA, SIGNING_KEY, DataOption
from creditrules.cli.local.tokens import LocalTokens
from creditrules.cli.screen import command_app, give_up
from creditrules.slugs import is_slug

__all__ = ["app"]

app = command_app()


@app.command()
def token(
    *,
    role: Annotated[
        list[str] | None,
        typer.Option(
            help="partner (may ask; unless said), chooser (a partner that may record "
            "under rules of its own choice), administrator (writes and publishes), approver, chief (corrects, "
            "retires, sets the approval policy), auditor, assistant (reads, checks, drafts). "
            "May be given several times."
        ),
    ] = None,
    tenant: Annotated[str, typer.Option(help="The lender that it is for.")] = "demo-lender",
    subject: Annotated[str, typer.Option(help="Whom it names; administrators appear as authors.")] = "me",
    hours: Annotated[float, typer.Option(min=0.01, max=24 * 366, help="How long it is valid.")] = 12,
    data: DataOption = DATA,
) -> None:
    """Print a bearer token for the service that `creditrules serve` runs in this folder.

    It is signed with the key kept in .creditrules/ (or DIR), which `serve`
    trusts; no other service does.

    [bold]Examples[/bold]

      export CREDITRULES_TOKEN=$(creditrules token --role administrator --subject lin)
      creditrules token --role administrator --role chief --subject lin
      creditrules token --role partner --tenant another-lender --hours 1
    """
    known = {each.value.lower(): each for each in Role}
    roles = [each.lower() for each in role or ["partner"]]
    for each in roles:
        if each not in known:
            give_up(f"There is no role {each!r}.", f"The roles are {', '.join(known)}.", status=2)
    if not is_slug(tenant):
        give_up(
            f"{tenant!r} is no tenant's name.", "Lower-case letters, digits and inner hyphens, at most 64.", status=2
        )
    if not is_name(subject):
        give_up("A subject has 1 to 256 characters, without controls, and no blanks around them.", status=2)
    try:
        key = keep_local_key(data / SIGNING_KEY)
    except BadKeyError as problem:
        give_up(str(problem))
    typer.echo(LocalTokens(key, tenant).issue([known[each] for each in roles], subject, timedelta(hours=hours)))
