"""`creditrules rollback`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from creditrules.cli.proposals.drafting import act_on
from creditrules.cli.screen import command_app, give_up, screen
from creditrules.cli.service.asking import asking
from creditrules.cli.service.client import Client
from creditrules.cli.service.documents import Named, document_kind, named
from creditrules.cli.service.found import print_found
from creditrules.cli.service.options import LOCAL_URL, StaffToken, Url
from creditrules.document import read_document
from creditrules.rules import ChangeForm, read_change

__all__ = ["app"]

app = command_app()


@app.command()
def rollback(
    version: Annotated[str, typer.Argument(help="The version to put in force again: behaviour-risk#2.")],
    *,
    change: Annotated[
        Path, typer.Option("--change", help="A file with the statement: basis, comment, notice; validFrom, validUntil.")
    ],
    token: StaffToken,
    url: Url = LOCAL_URL,
) -> None:
    """Put an old version in force again, at once or from when the statement says. Nothing of history is altered.

    [bold]Example[/bold]

      creditrules rollback behaviour-risk#2 --change why.yaml
    """
    form = _statement(change)
    name = named(version)
    if name.number is None:
        give_up("Say which version: behaviour-risk#2.", status=2)
    with asking(url, token) as client:
        done = _rolled_back(client, name, form)
    activation = done["activation"]
    print_found(version, done["diagnostics"])
    until = f" until {activation['validUntil']}" if activation["validUntil"] else ""
    said = f"{name.slug} version {name.number}: in force again from {activation['validFrom']}{until}"
    screen().print(said, markup=False, soft_wrap=True)


def _rolled_back(client: Client, name: Named, form: ChangeForm) -> dict[str, Any]:
    given = {
        "kind": document_kind(client, name),
        "slug": name.slug,
        "version": name.number,
        "statement": {
            "basis": form.basis.model_dump(mode="json"),
            "comment": form.comment,
            "notice": [{"language": tag, "text": text} for tag, text in form.notice.items()],
        },
        "validFrom": form.valid_from and form.valid_from.isoformat(),
        "validUntil": form.valid_until and form.valid_until.isoformat(),
    }
    return act_on(client, "rollBack", given, "activation { validFrom validUntil }", keyed=False)


def _statement(path: Path) -> ChangeForm:
    try:
        value = read_document(path.read_text("utf-8")).value
    except OSError as error:
        give_up(f"{path} cannot be read: {error.strerror or error}.")
    except UnicodeDecodeError:
        give_up(f"{path} is not UTF-8 text.")
    form, faults = read_change(value.get("change", value) if isinstance(value, dict) else value)
    if form is None:
        give_up(f"{path} is no change statement: {faults[0].message}", "It has basis, comment and notice.")
    return form
