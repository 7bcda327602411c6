"""The demo lender in a DynamoDB of this process, behind a socket, for functions in processes of their own to ask."""

from __future__ import annotations

import json
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from answer_lender import gateway_event

from creditrules.api import Application, Engine
from creditrules.api.engine.documents import document_digest
from creditrules.api.schema.built import GRAPHQL_SCHEMA
from creditrules.auth import KeySet, Principal, Role, TokenVerifier, issue_token, local_issuer, make_key
from creditrules.cli.demo.lender import SetClock, demo_lender, demo_story, publish_recordings
from creditrules.cli.demo.story import read_story
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.service.in_process import in_process
from creditrules.clock import utc_now
from creditrules.config import Limits
from creditrules.desk import Catalogue
from creditrules.store import RulesInTable
from creditrules.store.aws import DynamoTable, create_table, embedded_client

__all__ = ["Deployed", "deployed"]

TABLE, ISSUER, AUDIENCE = "rules", "https://issuer.example", "creditrules"
DOCUMENT = Path(__file__).parents[1] / "graphql" / "operations" / "partner" / "eligibility.graphql"


@dataclass(frozen=True, slots=True)
class Deployed:
    """What a function is told by its environment, and a partner's question as the gateway's event."""

    environment: dict[str, str]
    event: dict[str, Any]


@contextmanager
def deployed() -> Iterator[Deployed]:
    """As long as it is open, a process with that environment can answer the question."""
    lender, clock, key = demo_lender(), SetClock(), make_key()
    tokens = LocalTokens(key, lender.tenant)
    partner = issue_token(
        key,
        Principal(lender.tenant, "bench", frozenset({Role.PARTNER})),
        issuer=ISSUER,
        audience=AUDIENCE,
        issued_at=utc_now(),
        lifetime=timedelta(hours=1),
    )
    with embedded_client() as client:
        create_table(client, TABLE)
        store = RulesInTable(DynamoTable(client, TABLE), clock=clock, cursor_secret=bytes(16))
        verifier = TokenVerifier([local_issuer(KeySet.of([key]))], utc_now)
        engine = Engine(GRAPHQL_SCHEMA, Limits(), introspection=True, suggestions=True)
        administrator = in_process(
            Application(engine, Catalogue(store), verifier.verify), tokens.issue(IN_CHARGE, lender.author)
        )
        publish_recordings(administrator, clock, (*lender.published, *lender.story))
        with _listening(client) as endpoint:
            environment = {
                "CREDITRULES_TABLE": TABLE,
                "CREDITRULES_REGION": "eu-central-1",
                "CREDITRULES_ENDPOINT": endpoint,
                "CREDITRULES_ISSUER": ISSUER,
                "CREDITRULES_AUDIENCE": AUDIENCE,
                "CREDITRULES_JWKS": KeySet.of([key]).to_json(),
                "CREDITRULES_CURSOR_SECRET": "a secret of this bench",
                "CREDITRULES_KMS_KEY": "alias/creditrules",
                "AWS_ACCESS_KEY_ID": "bench",
                "AWS_SECRET_ACCESS_KEY": "bench",
                "AWS_EC2_METADATA_DISABLED": "true",
            }
            yield Deployed(environment, _question(partner))


def _question(token: str) -> dict[str, Any]:
    """Two products by trusted document, as the story's user has them open."""
    applicant, _, products = read_story(demo_story())
    asked = {"facts": {**applicant.facts, "cashOutSuspicion": 10}, "products": list(products)}
    digest = document_digest(DOCUMENT.read_text("utf-8"))
    return gateway_event({"documentId": f"sha256:{digest}", "variables": {"input": asked}}, token)


@contextmanager
def _listening(client: Any) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        """DynamoDB's protocol, as much of it as reading takes."""

        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # the body, written after the head, would wait 40 ms

        def do_POST(self) -> None:
            read = json.loads(self.rfile.read(int(self.headers["content-length"])), object_hook=_bytes_in)
            # The client's own call: a class of botocore's made for the service has a method for each operation.
            answer = client._make_api_call(self.headers["x-amz-target"].rpartition(".")[2], read)  # noqa: SLF001
            answer.pop("ResponseMetadata")
            body = json.dumps(answer, default=lambda value: b64encode(value).decode()).encode()
            self.send_response(200)
            self.send_header("content-type", "application/x-amz-json-1.0")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def _bytes_in(read: dict[str, Any]) -> dict[str, Any]:
    match read:
        case {"B": str(text)} if len(read) == 1:
            return {"B": b64decode(text)}
    return read
