"""`creditrules documents`."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from creditrules.cli.documents.asking import all_documents, all_refusals, register, retire
from creditrules.cli.documents.gathering import GivenDocument, gather, parts
from creditrules.cli.documents.manifest import Listed, ManifestForm, manifest
from creditrules.cli.screen import command_app, give_up, notes, screen
from creditrules.cli.service.asking import asking
from creditrules.cli.service.options import LOCAL_URL, StaffToken, Url

__all__ = ["app"]

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document for a program.")]

app = command_app()


class Origin(StrEnum):
    """Where documents come from."""

    SHIPPED = "shipped"
    REGISTERED = "registered"


@app.callback()
def documents() -> None:
    """Register, list and retire the GraphQL documents that partners may send in production.

    [bold]Examples[/bold]

      creditrules documents push app/queries --note "the shop's app 4.2" --manifest ids.json
      creditrules documents list --origin registered
      creditrules documents retire sha256:2f9b…
      creditrules documents refusals
    """


@app.command()
def push(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders of .graphql or .gql files, JSON of a generator.")],
    *,
    token: StaffToken,
    url: Url = LOCAL_URL,
    role: Annotated[
        list[str] | None,
        typer.Option("--role", help="For whom they are, such as partner or auditor; partner unless given."),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", help="What to note of them, such as the app's release.")] = None,
    manifest_file: Annotated[
        Path | None, typer.Option("--manifest", help="A JSON file to write the ids of the operations to.")
    ] = None,
    form: Annotated[
        ManifestForm,
        typer.Option(
            "--manifest-form", help="names: ids by operation; apollo: Apollo's own; texts: by id, as Relay's."
        ),
    ] = ManifestForm.NAMES,
) -> None:
    """Register documents: one file is one document, as it stands there, with one operation and all its fragments.

    The JSON that Relay, graphql-codegen and Apollo write of what their clients send is taken too, where it has SHA-256.
    At most 100 documents and 500,000 bytes are registered at once, all or none of them; more are sent in parts.
    """
    given = gather(paths)
    roles = [each.upper().replace("-", "_") for each in role] if role else None
    listed: list[Listed] = []
    with asking(url, token) as client:
        for part in parts(given):
            done = register(client, [each.text for each in part], roles, note)
            if done["userErrors"]:
                _refused(done["userErrors"], part, before=len(listed))
            listed += _told(done, part)
    if manifest_file is not None:
        _write(manifest_file, manifest(listed, form))


@app.command("list")
def list_(
    *,
    token: StaffToken,
    url: Url = LOCAL_URL,
    origin: Annotated[Origin | None, typer.Option("--origin", help="Only those that come from there.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the documents that partners may send, with their state and how often each was sent."""
    with asking(url, token) as client:
        found = all_documents(client, origin.name if origin else None)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif found:
        screen().print(_table(found))
    else:
        screen().print("There are no such documents.")


@app.command("retire")
def retire_(
    ids: Annotated[list[str], typer.Argument(help="As `documents list` has them.")],
    *,
    token: StaffToken,
    url: Url = LOCAL_URL,
) -> None:
    """Let registered documents be found no more, from the next request on; they stay on record."""
    with asking(url, token) as client:
        for each in ids:
            done = retire(client, each)
            before = " before" if done["replayed"] else ""
            document = done["document"]
            screen().print(
                f"{document['operationName']} was retired{before}, at {document['retiredAt']}.", markup=False
            )


@app.command()
def refusals(*, token: StaffToken, url: Url = LOCAL_URL, as_json: AsJson = False) -> None:
    """List which callers were refused documents that are no trusted ones, by code."""
    with asking(url, token) as client:
        found = all_refusals(client)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif found:
        table = _columns("caller", "code", "times", "last")
        for each in found:
            for one in each["refused"]:
                cells = each["subject"], one["code"], str(one["count"]), one["refusedAt"]
                table.add_row(*map(Text, cells))
        screen().print(table)
    else:
        screen().print("Nobody was refused a document.")


def _refused(errors: list[dict[str, Any]], part: list[GivenDocument], *, before: int) -> None:
    """Ends the command with what is wrong, by file."""
    for error in errors:
        field = error["field"]
        place = part[int(field[2])].path if field[1:2] == ["documents"] and len(field) > 2 else "input"  # noqa: PLR2004
        notes().print(f"  {place}: {error['message']} [{error['code']}]", markup=False, soft_wrap=True)
    said = f"{before} documents of the parts before are registered, the others are not." if before else ""
    give_up("The documents were not registered.", said or errors[0].get("hint") or "")


def _told(done: dict[str, Any], part: list[GivenDocument]) -> list[Listed]:
    by_id = {each.id: each for each in part}
    listed = []
    for each in done["documents"]:
        document = each["document"]
        given = by_id[document["documentId"]]
        what = each["registration"].replace("_", " ").lower()
        line = f"{document['documentId']}  {document['operationName']}  {what}  {given.path}"
        screen().print(line, markup=False, soft_wrap=True)
        listed.append(Listed(document["operationName"], document["kind"], document["documentId"], given.text))
    for each in done["warnings"]:
        hidden = ", ".join(each["fields"])
        line = f"{by_id[each['documentId']].path}: null to the role {each['role'].lower()}: {hidden}"
        notes().print(f"  {line}", markup=False, soft_wrap=True)
    return listed


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        give_up(f"{path} cannot be written: {error.strerror or error}.", "The documents are registered.")


def _table(found: list[dict[str, Any]]) -> Table:
    table = _columns("id", "name", "origin", "state", "sent", "last sent", "note")
    for each in found:
        state = each["state"].lower()
        if each["retiredAt"]:
            state = f"retired {each['retiredAt'][:10]} by {each['retiredBy']}"
        elif each["faults"]:
            state = f"broken: {each['faults'][0]}"
        sent = str(each["useCount"]), each["usedAt"] or "never"
        cells = each["documentId"], each["name"], each["origin"].lower(), state, *sent, each["note"] or ""
        table.add_row(*map(Text, cells))
    return table


def _columns(*heads: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    return table
