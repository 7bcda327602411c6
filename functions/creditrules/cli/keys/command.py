"""`creditrules key`."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Annotated, Any, Final
from uuid import uuid4

import typer
from rich.table import Table

from creditrules.cli.screen import command_app, give_up, notes, screen
from creditrules.cli.service.asking import asking
from creditrules.cli.service.client import Client
from creditrules.cli.service.options import LOCAL_URL, StaffToken, Url
from creditrules.cli.service.pages import ask_page
from creditrules.cli.service.publishing import NotPublishedError
from creditrules.clock import utc_now

__all__ = ["app"]

_KEY: Final = "name partner purposes products valid author recordedAt expiresAt revokedAt revokedBy usedAt"
_ERRORS: Final = "userErrors { field message code hint }"
_CREATE: Final = f"""mutation CreateApiKey($input: CreateApiKeyInput!) {{
  done: createApiKey(input: $input) {{ apiKey {{ {_KEY} }} secret {_ERRORS} }}
}}"""
_REVOKE: Final = f"""mutation RevokeApiKey($input: RevokeApiKeyInput!) {{
  done: revokeApiKey(input: $input) {{ apiKey {{ {_KEY} }} replayed {_ERRORS} }}
}}"""
_LIST: Final = f"""query ApiKeys($first: Int!, $after: String) {{
  apiKeys(first: $first, after: $after) {{ nodes {{ {_KEY} }} pageInfo {{ endCursor hasNextPage }} }}
}}"""

app = command_app()


@app.callback()
def key() -> None:
    """Make, list and revoke keys with which partners' machines ask.

    [bold]Examples[/bold]

      creditrules key create shop --purpose decide --days 90
      creditrules key create shop --product cash-loan
      creditrules key list
      creditrules key revoke demo-lender-x7k2m9q4p3za
    """


@app.command()
def create(
    partner: Annotated[str, typer.Argument(help="Whom it is for; two of its keys are valid at once at most.")],
    *,
    token: StaffToken,
    url: Url = LOCAL_URL,
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How long it is valid.")] = 90,
    purpose: Annotated[
        list[str] | None,
        typer.Option(
            "--purpose", help="decide, register_contract, request_review, choose_rules; asking it always may."
        ),
    ] = None,
    product: Annotated[
        list[str] | None, typer.Option("--product", help="The only ones that it may ask about; all unless given.")
    ] = None,
) -> None:
    """Make a key and print its secret, this once; nothing else goes to the output."""
    given = {
        "partner": partner,
        "expiresAt": (utc_now() + timedelta(days=days)).isoformat(),
        "idempotencyKey": uuid4().hex,
        "purposes": [each.upper().replace("-", "_") for each in purpose or []],
        "products": product or None,
    }
    with asking(url, token) as client:
        made = _done(client, _CREATE, given)
    notes().print(f"{made['apiKey']['name']} is valid until {made['apiKey']['expiresAt']}.", markup=False)
    typer.echo(made["secret"])


@app.command("list")
def list_(
    *,
    token: StaffToken,
    url: Url = LOCAL_URL,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document for a program.")] = False,
) -> None:
    """List all keys, by partner, with when each was used last."""
    with asking(url, token) as client:
        found = _all(client)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif found:
        screen().print(_table(found))
    else:
        screen().print("There are no API keys.")


@app.command()
def revoke(
    name: Annotated[str, typer.Argument(help="The key's name, as `key list` has it.")],
    *,
    token: StaffToken,
    url: Url = LOCAL_URL,
) -> None:
    """Let a key open nothing any more, from the next request on."""
    with asking(url, token) as client:
        done = _done(client, _REVOKE, {"name": name})
    before = " before" if done["replayed"] else ""
    screen().print(f"{name} was revoked{before}, at {done['apiKey']['revokedAt']}.", markup=False)


def _done(client: Client, mutation: str, given: dict[str, Any]) -> dict[str, Any]:
    done = client.act(mutation, given)
    if done["userErrors"]:
        raise NotPublishedError(done["userErrors"], [])
    return done


def _all(client: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        page = ask_page(client, _LIST, {"after": after})["apiKeys"]
        if page is None:
            give_up("The token may not list API keys.", "Use one of an administrator, a chief or an auditor.")
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


def _table(found: list[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for head in ("partner", "name", "state", "purposes", "products", "last used"):
        table.add_column(head, overflow="fold", no_wrap=head == "name")
    for each in found:
        products = "all" if each["products"] is None else ", ".join(each["products"])
        purposes = ", ".join(purpose.lower() for purpose in each["purposes"])
        table.add_row(each["partner"], each["name"], _state(each), purposes, products, each["usedAt"] or "never")
    return table


def _state(each: dict[str, Any]) -> str:
    if each["revokedAt"]:
        return f"revoked {each['revokedAt'][:10]} by {each['revokedBy']}"
    return f"{'valid until' if each['valid'] else 'expired'} {each['expiresAt'][:10]}"
