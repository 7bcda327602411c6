"""The only place where ports meet adapters: the service for AWS Lambda, and the whole of it inside one process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from secrets import token_bytes
from typing import TYPE_CHECKING

from creditrules.api import GRAPHQL_SCHEMA, Application, AsgiApp, Engine, Graphiql, OperationLimits
from creditrules.auth import KeySet, Role, SigningKey, TokenVerifier, read_key_set
from creditrules.clock import Clock, utc_now
from creditrules.config import DEFAULT_RETENTION_DAYS, LOCAL_AUDIENCE, LOCAL_ISSUER, Limits, Settings
from creditrules.desk import Catalogue, Recording
from creditrules.rules.life import ApprovalRule
from creditrules.rules.ports import RuleStore
from creditrules.store import (
    DynamoDecisions,
    DynamoStore,
    KmsKeys,
    connect,
    connect_kms,
    create_table,
    embedded_client,
    embedded_kms,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = ["LocalService", "build_app", "build_local"]

LOCAL_TABLE = "creditrules"


@dataclass(frozen=True, slots=True)
class LocalService:
    """The service in this process. asgi: for a server of sockets. application: for asking without one."""

    application: Application
    asgi: AsgiApp
    store: DynamoStore


def build_app(settings: Settings) -> AsgiApp:
    """The service over the deployed table; clients learn nothing of the schema but what they were told."""
    client = connect(settings.region, settings.endpoint)
    store = DynamoStore(client, settings.table, clock=utc_now, cursor_secret=settings.cursor_secret)
    keys = read_key_set(settings.key_set)
    verifier = TokenVerifier(keys, issuer=settings.issuer, audience=settings.audience, clock=utc_now)
    engine = Engine(GRAPHQL_SCHEMA, _operation_limits(settings.limits), introspection=False, suggestions=False)
    application = Application(
        engine,
        Catalogue(store, _unless_set(settings)),
        verifier.verify,
        largest_body=settings.limits.body_bytes,
        recording=_recording(client, settings),
    )
    return AsgiApp(application, threads=False)


@contextmanager
def build_local(*, key: SigningKey, clock: Clock = utc_now, page: Graphiql | None = None) -> Iterator[LocalService]:
    """The service over a database inside this process, gone at the end, with GraphiQL for browsers.

    key: its tokens are taken, for LOCAL_ISSUER and LOCAL_AUDIENCE. clock: what is recorded; tokens are always held
    against the present. page: GraphiQL as it should greet.
    """
    with embedded_client() as client, embedded_kms() as keys:
        create_table(client, LOCAL_TABLE)
        store = DynamoStore(client, LOCAL_TABLE, clock=clock, cursor_secret=token_bytes(32))
        decisions = DynamoDecisions(client, LOCAL_TABLE, clock=clock, keys=keys)
        recording = Recording(decisions, DEFAULT_RETENTION_DAYS)
        application = _local_application(store, recording, key, page or Graphiql())
        yield LocalService(application, AsgiApp(application, threads=True), store)


def _unless_set(settings: Settings) -> ApprovalRule:
    return ApprovalRule(settings.approvals, (Role.APPROVER.value, Role.CHIEF.value))


def _recording(client: DynamoDBClient, settings: Settings) -> Recording | None:
    if settings.kms_key is None:
        return None
    keys = KmsKeys(lambda: connect_kms(settings.region), settings.kms_key)
    decisions = DynamoDecisions(client, settings.table, clock=utc_now, keys=keys)
    return Recording(decisions, settings.retention_days)


def _local_application(store: RuleStore, recording: Recording, key: SigningKey, page: Graphiql) -> Application:
    verifier = TokenVerifier(KeySet.of([key]), issuer=LOCAL_ISSUER, audience=LOCAL_AUDIENCE, clock=utc_now)
    engine = Engine(GRAPHQL_SCHEMA, OperationLimits(), introspection=True, suggestions=True)
    return Application(engine, Catalogue(store), verifier.verify, page=page, recording=recording)


def _operation_limits(limits: Limits) -> OperationLimits:
    return OperationLimits(tokens=limits.query_tokens, depth=limits.query_depth, aliases=limits.query_aliases)
