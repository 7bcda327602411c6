"""The store's tests run on the embedded DynamoDB, or on DynamoDB Local where DYNAMODB_ENDPOINT says where that is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import uuid4

import boto3
import pytest
from botocore.config import Config
from mypy_boto3_dynamodb import DynamoDBClient

from creditrules.rules import (
    ActivationKind,
    Basis,
    BasisCategory,
    Category,
    ChangeStatement,
    DocumentKey,
    DocumentKind,
)
from creditrules.rules.ports import NewDocument, Publication, Published
from creditrules.store import DynamoStore, create_table, embedded_client

SECRET = b"a secret for the cursors of tests"


@contextmanager
def _local_client(endpoint: str) -> Iterator[DynamoDBClient]:
    client = boto3.session.Session().client(
        "dynamodb",
        region_name="eu-central-1",
        endpoint_url=endpoint,
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(account_id_endpoint_mode="disabled", max_pool_connections=32),
    )
    yield client
    client.close()


@pytest.fixture(scope="session")
def client() -> Iterator[DynamoDBClient]:
    endpoint = os.environ.get("DYNAMODB_ENDPOINT")
    with _local_client(endpoint) if endpoint else embedded_client() as connected:
        yield connected


@pytest.fixture
def table(client: DynamoDBClient) -> Iterator[str]:
    name = f"creditrules-{uuid4().hex}"
    create_table(client, name)
    yield name
    client.delete_table(TableName=name)


@pytest.fixture
def clock() -> list[datetime]:
    """What the store's clock shows is the first item; it stands still until a test sets it."""
    return [datetime(2026, 6, 1, 12, tzinfo=UTC)]


@pytest.fixture
def store(client: DynamoDBClient, table: str, clock: list[datetime]) -> DynamoStore:
    return DynamoStore(client, table, clock=lambda: clock[0], cursor_secret=SECRET)


@pytest.fixture
def create(store: DynamoStore) -> Callable[..., DocumentKey]:
    """Create a document: `create("line-cap", tenant=…, kind=…)`."""

    def create(slug: str, tenant: str = "lender", kind: DocumentKind = DocumentKind.RULE_SET) -> DocumentKey:
        key = DocumentKey(kind, slug)
        store.create(tenant, NewDocument(key, {"en": slug, "zh": "额度"}, Category.REGULATION), "ana")
        return key

    return create


@pytest.fixture(scope="session")
def publication() -> Callable[..., Publication]:
    """A publication with a retry key and content of its own; keyword arguments replace its fields."""
    numbers = count(1)

    def publication(key: DocumentKey, **changes: Any) -> Publication:
        number = next(numbers)
        content: bytes = changes.pop("content", f'{{"rules":{number}}}'.encode())
        basis = Basis(BasisCategory.REGULATION, "12 CFR 1026", "https://example.org/cap")
        plain = Publication(
            key=key,
            content=content,
            digest=sha256(content).hexdigest(),
            name={"en": key.slug},
            statement=ChangeStatement(basis, f"Change {number}.", {"en": "The cap changes.", "zh": "上限调整。"}),
            author="ana",
            kind=ActivationKind.PUBLICATION,
            valid_from=None,
            valid_until=None,
            retry_key=f"key {number}",
        )
        return replace(plain, **changes)

    return publication


@pytest.fixture
def publish(store: DynamoStore, publication: Callable[..., Publication]) -> Callable[..., Published]:
    """Publish to a document of the tenant "lender"; keyword arguments as for `publication`."""

    def publish(key: DocumentKey, **changes: Any) -> Published:
        return store.publish("lender", publication(key, **changes))

    return publish
