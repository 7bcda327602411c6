"""The only place where ports meet adapters: the service for AWS Lambda, and the whole of it inside one process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from creditrules.api import (
    Application,
    AsgiApp,
    Budgets,
    Engine,
    Graphiql,
    Origins,
    Readiness,
    TrustedDocuments,
    load_resolvers,
    served_schema,
    shipped_documents,
)
from creditrules.auth import (
    BadIssuers,
    FetchedKeys,
    Issuer,
    KeySet,
    LocalSigner,
    Principal,
    Role,
    SigningKey,
    TokenVerifier,
    is_api_key,
    local_issuer,
    read_issuers,
)
from creditrules.clock import Clock, Witness, utc_now
from creditrules.config import DEFAULT_RETENTION_DAYS, BadSettings, LocalSettings, Settings
from creditrules.desk import ApiKeyHolder, Catalogue, Recording, Throttle
from creditrules.records import dataclass
from creditrules.rules.life import ApprovalRule
from creditrules.store import AccountsInTable, DecisionsInTable, KeyService, RulesInTable, Table, probes

if TYPE_CHECKING:
    from creditrules.population.spread import Parts
    from creditrules.store import Repeated

__all__ = ["LocalService", "build_app", "build_local", "build_parts", "load_ahead"]

_PARTNERS: Final = "partner/"


@dataclass(frozen=True, slots=True)
class LocalService:
    """The service in this process. asgi: for a server of sockets. application: for asking without one.

    loading: the same without approvals where the policy says nothing, for what is loaded before anybody is served.
    image: all that its database holds at this moment.
    """

    application: Application
    asgi: AsgiApp
    store: RulesInTable
    loading: Application
    image: Callable[[], bytes]


def build_app(settings: Settings, *, threads: bool = False) -> AsgiApp:
    """The service over the deployed table; clients learn nothing of the schema but what they were told.

    threads: whether requests come beside each other, as they do anywhere but in a function.
    Raises BadSettings for issuers that no tokens can be taken of.
    """
    from creditrules.store.aws import DynamoTable, connect  # noqa: PLC0415 - who serves from a file has no boto3

    witness = Witness(utc_now)
    table = DynamoTable(connect(settings.region, settings.endpoint), settings.table, witness)
    kms = _kms_keys(settings)
    store = RulesInTable(table, clock=utc_now, cursor_secret=settings.cursor_secret, keys=kms, witness=witness)
    verifier = TokenVerifier(_configured(settings), utc_now)
    documents = TrustedDocuments.of(shipped_documents(), only=settings.trusted_only)
    schema = served_schema(federation=settings.federation)
    engine = Engine(schema, settings.limits, introspection=False, suggestions=False, documents=documents)
    throttle = Throttle(AccountsInTable(table), settings.limits)
    catalogue = Catalogue(store, _unless_set(settings.approvals), throttle)
    application = Application(
        engine,
        catalogue,
        _authenticating(verifier, catalogue),
        limits=settings.limits,
        recording=_recording(table, settings, kms, witness),
        origins=Origins(settings.origins),
        tls=True,
        budgets=Budgets(settings.limits),
        readiness=Readiness(probes(table, kms, witness)),
    )
    return AsgiApp(application, threads=threads)


def load_ahead(settings: Settings) -> None:
    """What resolves the fields of the documents that the service has for partners; nobody is asked for anything."""
    schema = served_schema(federation=settings.federation)
    for name, text in shipped_documents().items():
        if name.startswith(_PARTNERS):
            load_resolvers(schema, text)


def build_parts(bucket: str, region: str) -> Parts:
    """Populations whose parts lie in a bucket; nothing outside of it is read or written."""
    from creditrules.population.spread import Parts as PartsOfObjects  # noqa: PLC0415 - numpy and pyarrow
    from creditrules.store.aws import BucketObjects, connect_s3  # noqa: PLC0415 - boto3

    return PartsOfObjects(BucketObjects(connect_s3(region), bucket))


@contextmanager
def build_local(
    data: Path | Repeated | None = None,
    *,
    key: SigningKey,
    clock: Clock = utc_now,
    page: Graphiql | None = None,
    approvals: int = 0,
    settings: LocalSettings = LocalSettings(),  # noqa: B008 - frozen
) -> Iterator[LocalService]:
    """The service of one machine, with GraphiQL for browsers and the schema for everybody, but not in production.

    data: the folder of its database and keys, see `open_data` and what it raises; None: a database in memory, gone at
    the end; Repeated: one of those for tests. key: its tokens are taken, of `local_issuer`. clock: what is recorded;
    tokens are always held against the present. page: GraphiQL as it should greet. approvals: how many a change needs
    where the lender's own policy says nothing. settings: what the environment says. Raises BadSettings as `build_app`
    does.
    """
    from creditrules.store import open_data  # noqa: PLC0415 - a function has no sqlite3

    with open_data(data, clock=clock) as kept:
        store = RulesInTable(kept.table, clock=clock, cursor_secret=kept.cursor_secret, keys=kept.keys)
        decisions = DecisionsInTable(kept.table, clock=clock, keys=kept.keys)
        recording = Recording(decisions, DEFAULT_RETENTION_DAYS, LocalSigner(kept.evidence_key))
        shown = None if settings.production else page or Graphiql()
        readiness = Readiness(probes(kept.table, kept.keys))
        local = partial(
            _local_application, recording=recording, key=key, page=shown, settings=settings, readiness=readiness
        )
        throttle = Throttle(AccountsInTable(kept.table), settings.limits)
        application = local(Catalogue(store, _unless_set(approvals), throttle))
        loading = local(Catalogue(store)) if approvals else application
        yield LocalService(application, AsgiApp(application, threads=True), store, loading, kept.table.image)


def _configured(settings: Settings | LocalSettings) -> tuple[Issuer, ...]:
    """The issuers that the environment names. Raises BadSettings."""

    def keys_at(address: str) -> FetchedKeys:
        from creditrules.fetching import fetch_key_set  # noqa: PLC0415 - not where all keys stand in the environment

        return FetchedKeys(address, fetch_key_set, utc_now)

    try:
        return read_issuers(settings.issuers, keys_at, loopback=settings.loopback_keys)
    except BadIssuers as problem:
        raise BadSettings(str(problem)) from None


def _authenticating(verifier: TokenVerifier, catalogue: Catalogue) -> Callable[[str], Principal]:
    """Whom a bearer's text speaks for, be it a token or an API key."""
    holder = ApiKeyHolder(catalogue)
    return lambda text: holder.principal(text) if is_api_key(text) else verifier.verify(text)


def _unless_set(approvals: int) -> ApprovalRule:
    """The approval policy of a lender that has set none."""
    return ApprovalRule(approvals, (Role.APPROVER.value, Role.CHIEF.value))


def _kms_keys(settings: Settings) -> KeyService | None:
    if settings.kms_key is None:
        return None
    from creditrules.store.aws import KmsKeys, connect_kms  # noqa: PLC0415 - as above

    return KmsKeys(partial(connect_kms, settings.region), settings.kms_key)


def _recording(table: Table, settings: Settings, keys: KeyService | None, witness: Witness) -> Recording | None:
    if keys is None:
        return None
    from creditrules.store.aws import KmsSigner, connect_kms  # noqa: PLC0415 - as above

    decisions = DecisionsInTable(table, clock=utc_now, keys=keys, witness=witness)
    signer = KmsSigner(partial(connect_kms, settings.region), settings.evidence_key) if settings.evidence_key else None
    return Recording(decisions, settings.retention_days, signer)


def _local_application(
    catalogue: Catalogue,
    *,
    recording: Recording,
    key: SigningKey,
    page: Graphiql | None,
    settings: LocalSettings,
    readiness: Readiness,
) -> Application:
    configured = _configured(settings) if settings.issuers else ()
    verifier = TokenVerifier([local_issuer(KeySet.of([key])), *configured], utc_now)
    told = page is not None
    documents = TrustedDocuments.of(shipped_documents(), only=settings.trusted_only)
    schema = served_schema(federation=settings.federation)
    engine = Engine(schema, settings.limits, introspection=told, suggestions=told, documents=documents)
    return Application(
        engine,
        catalogue,
        _authenticating(verifier, catalogue),
        page=page,
        limits=settings.limits,
        recording=recording,
        origins=Origins(settings.origins),
        budgets=Budgets(settings.limits),
        readiness=readiness,
    )
