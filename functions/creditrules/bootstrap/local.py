"""The whole service inside one process, over a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from creditrules.api import (
    Application,
    AsgiApp,
    Budgets,
    Engine,
    Graphiql,
    KeptPages,
    Origins,
    PublicPages,
    Readiness,
    TrustedDocuments,
    served_schema,
    shipped_documents,
)
from creditrules.auth import KeySet, LocalSigner, SigningKey, TokenVerifier, local_issuer
from creditrules.bootstrap.deployed import unless_set
from creditrules.bootstrap.feeding import LocalFeed, feeding_over, local_feed
from creditrules.bootstrap.upkeep import SHELF, shelf_at
from creditrules.bootstrap.verifying import authenticating, configured
from creditrules.clock import Clock, utc_now
from creditrules.config import DEFAULT_RETENTION_DAYS, LocalSettings
from creditrules.desk import ApiKeyHolder, Catalogue, Recording, Throttle
from creditrules.mailing import MessageFolder
from creditrules.records import dataclass
from creditrules.store import AccountsInTable, DecisionsInTable, Repeated, RulesInTable, open_data, probes

__all__ = ["LocalService", "build_local"]

MESSAGES = "messages"
"""The folder in that of the data into which messages to people are written."""


@dataclass(frozen=True, slots=True)
class LocalService:
    """The service in this process. asgi: for a server of sockets. application: for asking without one.

    loading: the same without approvals where the policy says nothing, for what is loaded before anybody is served.
    image: all that its database holds at this moment. feed: gives what tells others of changes, for who runs it.
    """

    application: Application
    asgi: AsgiApp
    store: RulesInTable
    loading: Application
    image: Callable[[], bytes]
    feed: Callable[[], LocalFeed]


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
    with open_data(data, clock=clock) as kept:
        store = RulesInTable(kept.table, clock=clock, cursor_secret=kept.cursor_secret, keys=kept.keys)
        shelf = shelf_at(settings.shelf or str(data / SHELF), "") if isinstance(data, Path) else None
        decisions = DecisionsInTable(kept.table, clock=clock, keys=kept.keys, shelf=shelf)
        recording = Recording(decisions, DEFAULT_RETENTION_DAYS, LocalSigner(kept.evidence_key))
        shown = None if settings.production else page or Graphiql()
        readiness = Readiness(probes(kept.table, kept.keys))
        local = partial(
            _local_application, recording=recording, key=key, page=shown, settings=settings, readiness=readiness
        )
        throttle = Throttle(AccountsInTable(kept.table), settings.limits)
        feeding = feeding_over(kept.table, store, kept.keys, loopback=settings.loopback_webhooks)
        catalogue = Catalogue(store, unless_set(approvals), throttle, lambda: feeding)
        application = local(catalogue)
        loading = local(Catalogue(store)) if approvals else application
        outbox = MessageFolder(data / MESSAGES) if isinstance(data, Path) else None
        asgi, feed = (
            AsgiApp(application, threads=True),
            partial(local_feed, catalogue, recording, outbox, kept.table.tenants),
        )
        yield LocalService(application, asgi, store, loading, kept.table.image, feed)


def _local_application(
    catalogue: Catalogue,
    *,
    recording: Recording,
    key: SigningKey,
    page: Graphiql | None,
    settings: LocalSettings,
    readiness: Readiness,
) -> Application:
    issuers = configured(settings) if settings.issuers else ()
    verifier = TokenVerifier([local_issuer(KeySet.of([key])), *issuers], utc_now)
    told = page is not None
    documents = TrustedDocuments.of(shipped_documents(), only=settings.trusted_only)
    schema = served_schema(federation=settings.federation)
    engine = Engine(schema, settings.limits, introspection=told, suggestions=told, documents=documents)
    return Application(
        engine,
        catalogue,
        authenticating(verifier, ApiKeyHolder(catalogue).principal),
        page=page,
        public=PublicPages(KeptPages(catalogue, settings.limits)),
        limits=settings.limits,
        recording=recording,
        origins=Origins(settings.origins),
        budgets=Budgets(settings.limits),
        readiness=readiness,
    )
