"""`creditrules history`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final

import typer
from rich.console import Console

from creditrules.cli.screen import command_app, screen
from creditrules.cli.service.asking import asking
from creditrules.cli.service.client import Client
from creditrules.cli.service.documents import Named, document_found, document_kind, named
from creditrules.cli.service.options import LOCAL_URL, StaffToken, Url
from creditrules.cli.service.pages import ask_page

__all__ = ["app"]

_ACTIVATIONS: Final = """
query History($kind: DocumentKind!, $slug: String!, $first: Int, $after: String) {
  found: document(kind: $kind, slug: $slug) { activations(first: $first, after: $after) {
    nodes {
      sequence kind standing validFrom validUntil recordedAt author version { number digest }
      statement { basis { category citation link } comment }
    }
    pageInfo { hasNextPage endCursor }
  } }
}
"""

app = command_app()


@app.command()
def history(
    document: Annotated[str, typer.Argument(help="behaviour-risk, or product:huabei where several are called so.")],
    *,
    token: StaffToken,
    url: Url = LOCAL_URL,
    most: Annotated[int, typer.Option("--most", min=1, max=100_000, help="How many at most.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines, for a program.")] = False,
) -> None:
    """Tell what was put in force of a document, newest recorded first.

    Each line has the version, from when and until when, when it was recorded
    and by whom, whether it stands, and why.

    [bold]Example[/bold]

      creditrules history behaviour-risk --most 5
    """
    with asking(url, token) as client:
        name = named(document)
        for number, one in enumerate(_activations(client, name)):
            if number >= most:
                break
            _tell(screen(), one, as_json=as_json)


def _activations(client: Client, name: Named) -> Iterator[dict[str, Any]]:
    asked, after = {"kind": document_kind(client, name), "slug": name.slug}, None
    while True:
        page = document_found(name, ask_page(client, _ACTIVATIONS, {**asked, "after": after}))["activations"]
        yield from page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return


def _tell(console: Console, one: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(one, ensure_ascii=False))
        return
    version = f"version {one['version']['number']}" if one["version"] else "no version"
    until = f" until {one['validUntil']}" if one["validUntil"] else ""
    basis = one["statement"]["basis"]
    lines = (
        f"{version}: {one['kind']} from {one['validFrom']}{until}, {one['standing']}",
        f"  recorded {one['recordedAt']} by {one['author']}",
        f"  {basis['category']}: {basis['citation']}{' ' + basis['link'] if basis['link'] else ''}",
        f"  {one['statement']['comment']}",
    )
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)
