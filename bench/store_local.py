"""What the store's benches share: a client of the DynamoDB that .ci/dynoxide.sh started, and a table."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from uuid import uuid4

import boto3
from botocore.config import Config

from creditrules.rules import ActivationKind, Basis, BasisCategory, ChangeStatement, DocumentKey
from creditrules.rules.ports import Publication
from creditrules.store import RulesInTable
from creditrules.store.aws import DynamoTable, create_table

__all__ = ["STATEMENT", "local_store", "publication"]

STATEMENT = ChangeStatement(
    Basis(BasisCategory.REGULATION, "12 CFR 1026", "https://example.org/cap"), "A change.", {"en": "The cap changes."}
)


@contextmanager
def local_store(
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[tuple[RulesInTable, object, str]]:
    """A store on an empty table of the server, its client and the table's name."""
    endpoint = os.environ.get("DYNAMODB_ENDPOINT")
    if endpoint is None:
        message = "Run it as: .ci/dynoxide.sh .venv/bin/python bench/…"
        raise SystemExit(message)
    client = boto3.session.Session().client(
        "dynamodb",
        region_name="eu-central-1",
        endpoint_url=endpoint,
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106 - the server takes any
        config=Config(account_id_endpoint_mode="disabled", max_pool_connections=32),
    )
    table = f"bench-{uuid4().hex}"
    create_table(client, table)
    yield RulesInTable(DynamoTable(client, table), clock=clock, cursor_secret=b"a secret of this bench"), client, table
    client.delete_table(TableName=table)


def publication(key: DocumentKey, number: int, **more: object) -> Publication:
    """A small version of its own."""
    content = f'{{"rules":{number}}}'.encode()
    given = {
        "key": key,
        "content": content,
        "digest": sha256(content).hexdigest(),
        "name": {"en": key.slug},
        "statement": STATEMENT,
        "author": "ana",
        "kind": ActivationKind.PUBLICATION,
        "valid_from": None,
        "valid_until": None,
        "retry_key": f"{key.slug} {number}",
    }
    return Publication(**{**given, **more})  # type: ignore[arg-type]
