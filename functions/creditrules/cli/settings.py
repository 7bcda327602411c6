"""`creditrules settings`: every variable that the service, its deployment and its commands read, as one page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final

import typer

from creditrules.cli.screen import command_app, give_up, screen
from creditrules.config import DEFAULT_APPROVALS, DEFAULT_RETENTION_DAYS, MAX_RETENTION_DAYS, Limits
from creditrules.records import names_of
from creditrules.suggestions import suggestion

__all__ = ["MEANT", "app", "rendered"]

app = command_app()

_PREFIX: Final = "CREDITRULES_"
_SETTINGS: Final = {
    "Where things are": (
        ("TABLE", "name of the table", "needed"),
        ("REGION", "region of the table, or `AWS_REGION`", "needed"),
        ("ENDPOINT", "a DynamoDB other than the region's own", "the region's"),
        (
            "KMS_KEY",
            "the KMS key that recorded facts and contract queries are encrypted under",
            "no decisions are recorded, no contract queries registered",
        ),
        ("EVIDENCE_KEY", "the KMS key that [evidence](evidence.md) is signed with", "no evidence is made"),
        (
            "SHELF",
            (
                "a place in S3, `s3://bucket/prefix/`, where erasures are noted [outside the "
                "table](operating.md#after-a-restore); on one machine a folder"
            ),
            "nowhere: after a restore subjects have to be erased by their names",
        ),
    ),
    "Who asks": (
        (
            "ISSUERS",
            "of whom tokens are taken: a JSON list, see [tokens](operating.md#tokens)",
            "needed, or the next four, where it verifies",
        ),
        ("ISSUER", "for a single issuer whose tokens have our own claims: its `iss`", "`CREDITRULES_ISSUERS` says it"),
        ("AUDIENCE", "what its tokens must name as `aud`; several apart by blanks", "`CREDITRULES_ISSUERS` says it"),
        ("JWKS_URL", "the address of its keys", "`CREDITRULES_JWKS` says them"),
        ("JWKS", "or its keys themselves, as a JWKS document", "they are fetched"),
        ("LOOPBACK_KEYS", "`yes` lets keys come by plain http from the same machine; for tests only", "no"),
        (
            "AUTHORIZER_SECRET",
            (
                "16 bytes or more that it shares with the function that verifies tokens and keys for it, which then "
                "has the issuers: see [who verifies](operating.md#on-aws)"
            ),
            "it verifies them itself",
        ),
        ("CURSOR_SECRET", "16 bytes or more that seal cursors; the same in all instances", "needed"),
        (
            "ORIGINS",
            "web pages that may call from browsers, each with its tenant: `acme=https://shop.example …`",
            "none may",
        ),
    ),
    "What holds unless it is said": (
        (
            "APPROVALS",
            "approvals that a change needs where the lender's own policy says nothing, 0 to 9",
            str(DEFAULT_APPROVALS),
        ),
        (
            "RETENTION_DAYS",
            f"for how long recorded facts are kept unless the request says, 1 to {MAX_RETENTION_DAYS}",
            str(DEFAULT_RETENTION_DAYS),
        ),
        (
            "DOCUMENTS",
            "`trusted`: partners send [trusted documents](trusted-documents.md) only; `any`: whatever they like",
            "`trusted`; on one machine `any`, unless `serve --production`",
        ),
        ("FEDERATION", "`yes` lets gateways of a [federated graph](federation.md) ask for entities", "`no`"),
        ("LOOPBACK_WEBHOOKS", "`yes` lets webhooks be on the same machine, by plain http; for trying only", "no"),
    ),
    "Read by other functions, the deployment and the command": (
        (
            "POPULATIONS",
            "the bucket of [populations](operating.md#populations-on-many-machines), for their functions alone",
            "needed there",
        ),
        (
            "COLUMNS_LAYER",
            "at deployment: the Lambda layer with numpy and pyarrow for them",
            "needed where populations are deployed",
        ),
        ("SNAPSTART", "at deployment: `true` has instances begin from a snapshot, which AWS charges for", "`false`"),
        (
            "BUS",
            "the EventBridge bus that hears of [changes](change-feed.md), for the functions of the feed",
            "needed there",
        ),
        ("SCHEDULE_GROUP", "where their one-off schedules are, in EventBridge Scheduler", "needed there"),
        ("SCHEDULE_FUNCTION", "the ARN of the function that these call", "needed there"),
        ("SCHEDULE_ROLE", "the ARN of the role as which they call it", "needed there"),
        ("DEAD_LETTERS", "the address of the queue for what fails whenever it is tried", "needed there"),
        ("DEAD_LETTERS_ARN", "and its ARN", "needed there"),
        ("STAGE", "the stage that metrics are told to be of", "none is told"),
        ("DATA", "the folder of `serve`, `token`, `backup`, `restore`, `tenant` and `doctor`", "`.creditrules`"),
        ("URL", "the service that commands ask", "`http://127.0.0.1:8000/graphql`"),
        ("TOKEN", "the token that commands ask it with", "needed there, unless given as `--token`"),
    ),
}
"""By section, what each variable is, and what holds where it is left out."""
_LIMITS: Final = {
    "body_bytes": "bytes of a body, also once it is decompressed",
    "address_bytes": "bytes of the parameters in an address; API Gateway takes 10,240 with all headers",
    "query_tokens": "words and signs of a document",
    "query_depth": "levels of fields",
    "query_value_depth": "levels of lists and objects in a value",
    "query_fields": "fields written in a document",
    "query_repeats": "fields of one name or alias",
    "query_aliases": "aliases",
    "query_directives": "directives",
    "query_directives_at_once": "directives at one place",
    "query_roots": "fields at the root of an operation",
    "query_fragments": "fragments",
    "query_cost": "objects that an operation asks for, `extensions.cost`",
    "evaluation_steps": "steps of all evaluations of the request together",
    "evaluation_milliseconds": "time from when the request came until nothing more is evaluated for it",
    "evaluation_memory": "characters of all texts that they make, 16 for each element of a list",
    "evaluation_times": (
        "times as many steps and as much time for who may see the policy: rules are verified and compared with it"
    ),
    "store_seconds": "seconds from when the request came until nothing more is asked of DynamoDB and KMS for it",
    "store_failures": "calls of them in vain after which nothing more is asked for the request",
    "partner_cost": "what a partner may have saved up to ask for ([Throttling](throttling.md))",
    "partner_cost_per_second": "what it gets back a second",
    "partner_values": "values of one fact beside the same others, an hour; at least 2",
    "partner_pairs": "the same of two facts together",
    "partner_variations": "questions an hour that are another one but for a fact",
    "partner_times": "times as much that a lender may give to a partner",
    "query_characters": "characters of a document",
    "variable_values": "values in all variables together, nested ones included",
    "answer_bytes": "bytes of an answer, as the platform counts it that escapes it once more",
    "queue_seconds": "seconds until a request that is whole is begun; these and the next for `creditrules serve` alone",
    "connections": "connections open at once",
    "header_bytes": "bytes of the first line and the headers, of which the address is half at most",
    "headers": "headers of a request",
    "header_seconds": "seconds until the headers are whole",
    "body_seconds": "seconds until a body is whole or an answer taken, and one more for each 20,000 bytes",
    "idle_seconds": "seconds between two requests of a connection",
    "bytes_under_way": "bytes of bodies and answers that are not whole, on all connections together",
}
"""What each bound of `Limits` is of; what it usually is stands there."""
_USUAL: Final = Limits()
MEANT: Final = {
    **{f"{_PREFIX}{name}": (meaning, usual) for section in _SETTINGS.values() for name, meaning, usual in section},
    **{f"{_PREFIX}MAX_{name.upper()}": (_LIMITS[name], str(getattr(_USUAL, name))) for name in names_of(Limits)},
}
"""By variable, what it is, and what holds where it is left out."""


@app.command()
def settings(
    name: Annotated[str, typer.Argument(help="One variable. Left out: all, as Markdown.")] = "",
) -> None:
    """Say what a setting means, and what holds where it is left out.

    [bold]Examples[/bold]

      creditrules settings CREDITRULES_RETENTION_DAYS
      creditrules settings > docs/settings.md
    """
    if not name:
        typer.echo(rendered(), nl=False)
        return
    if name not in MEANT:
        give_up(f"There is no setting '{name}'.", suggestion(name, MEANT))
    meaning, usual = MEANT[name]
    screen().print(f"{name}: {meaning}", markup=False, soft_wrap=True)
    screen().print(f"  left out: {usual}", markup=False, soft_wrap=True)


def rendered() -> str:
    """All of them as one page of Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield from (
        "# Settings",
        "",
        "<!-- Written by `creditrules settings > docs/settings.md`. -->",
        "",
        (
            "All that the service, its deployment and its commands are told by the environment. What is wrong "
            "there is said at"
        ),
        (
            "once when the service starts, and by `creditrules doctor`. A variable that begins with "
            "`CREDITRULES_` and means"
        ),
        (
            "nothing is a mistake too: it is told with the name it may be meant for. [Operating](operating.md) "
            "says how they are"
        ),
        "used.",
    )
    for heading, section in _SETTINGS.items():
        yield from ("", f"## {heading}", "", "| variable | what it is | left out |", "|---|---|---|")
        yield from (f"| `{_PREFIX}{name}` | {meaning} | {usual} |" for name, meaning, usual in section)
    yield from (
        "",
        "## Limits of a request",
        "",
        (
            "One set, the same for `creditrules serve` and deployed, so that what is answered on a laptop is "
            "answered there."
        ),
        "",
        "| variable | at most | left out |",
        "|---|---|---|",
    )
    for name in names_of(Limits):
        yield f"| `{_PREFIX}MAX_{name.upper()}` | {_LIMITS[name]} | {getattr(_USUAL, name)} |"
    yield ""
