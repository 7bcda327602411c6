"""The service over the table of DynamoDB, for AWS Lambda and for a container."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from creditrules.api import (
    Application,
    AsgiApp,
    Budgets,
    Engine,
    KeptPages,
    Origins,
    PublicPages,
    Readiness,
    TrustedDocuments,
    load_resolvers,
    served_schema,
    shipped_documents,
)
from creditrules.auth import Principal, Role, Voucher
from creditrules.clock import Witness, utc_now
from creditrules.config import Settings
from creditrules.desk import ApiKeyHolder, Catalogue, Recording, Throttle
from creditrules.rules.life import ApprovalRule
from creditrules.store import AccountsInTable, DecisionsInTable, KeyService, RulesInTable, Table, probes

if TYPE_CHECKING:
    from creditrules.feed import Feeding

__all__ = ["build_app", "load_ahead", "unless_set"]

_PARTNERS: Final = "partner/"


def build_app(settings: Settings, *, threads: bool = False) -> AsgiApp:
    """The service over the deployed table; clients learn nothing of the schema but what they were told.

    threads: whether requests come beside each other, as they do anywhere but in a function; there public pages are
    answered as well, which have a function of their own.
    Raises BadSettings for issuers that no tokens can be taken of.
    """
    from creditrules.store.aws import DynamoTable, connect  # noqa: PLC0415 - who serves from a file has no boto3

    witness = Witness(utc_now)
    table = DynamoTable(connect(settings.region, settings.endpoint), settings.table, witness)
    kms = _kms_keys(settings)
    store = RulesInTable(table, clock=utc_now, cursor_secret=settings.cursor_secret, keys=kms, witness=witness)
    documents = TrustedDocuments.of(shipped_documents(), only=settings.trusted_only)
    schema = served_schema(federation=settings.federation)
    engine = Engine(schema, settings.limits, introspection=False, suggestions=False, documents=documents)
    throttle = Throttle(AccountsInTable(table), settings.limits)
    feeding = partial(_feeding, table, store, kms, loopback=settings.loopback_webhooks)
    catalogue = Catalogue(store, unless_set(settings.approvals), throttle, feeding)
    holder = ApiKeyHolder(catalogue)
    verified = _told(settings.authorizer_secret, holder) if settings.authorizer_secret else None
    application = Application(
        engine,
        catalogue,
        partial(verified, sealed="") if verified else _verifying(settings, holder),
        public=PublicPages(KeptPages(catalogue, settings.limits)) if threads else None,
        limits=settings.limits,
        recording=_recording(table, settings, kms, witness),
        origins=Origins(settings.origins),
        tls=True,
        budgets=Budgets(settings.limits),
        verified=verified,
        readiness=Readiness(probes(table, kms, witness)),
    )
    return AsgiApp(application, threads=threads)


def load_ahead(settings: Settings) -> None:
    """What resolves the fields of the documents that the service has for partners; nobody is asked for anything."""
    schema = served_schema(federation=settings.federation)
    for name, text in shipped_documents().items():
        if name.startswith(_PARTNERS):
            load_resolvers(schema, text)


def _verifying(settings: Settings, holder: ApiKeyHolder) -> Callable[[str], Principal]:
    from creditrules.bootstrap.verifying import verifying  # noqa: PLC0415 - cryptography; not where another verifies

    return verifying(settings, holder.principal)


def _told(secret: bytes, holder: ApiKeyHolder) -> Callable[..., Principal]:
    """Whom a bearer's text speaks for, as the authorizer found; uses of keys are noted here, as it writes nothing."""
    voucher = Voucher(secret, utc_now)

    def told(bearer: str, sealed: str) -> Principal:
        return holder.noted(voucher.open(bearer, sealed))

    return told


def unless_set(approvals: int) -> ApprovalRule:
    """The approval policy of a lender that has set none."""
    return ApprovalRule(approvals, (Role.APPROVER.value, Role.CHIEF.value))


def _feeding(table: Table, store: RulesInTable, keys: KeyService | None, *, loopback: bool) -> Feeding:
    from creditrules.bootstrap.feeding import feeding_over  # noqa: PLC0415 - no question needs it

    return feeding_over(table, store, keys, loopback=loopback)


def _kms_keys(settings: Settings) -> KeyService | None:
    if settings.kms_key is None:
        return None
    from creditrules.store.aws import KmsKeys, connect_kms  # noqa: PLC0415 - as above

    return KmsKeys(partial(connect_kms, settings.region), settings.kms_key)


def _recording(table: Table, settings: Settings, keys: KeyService | None, witness: Witness) -> Recording | None:
    if keys is None:
        return None
    from creditrules.store.aws import KmsSigner, connect_kms  # noqa: PLC0415 - as above

    shelf = None
    if settings.shelf is not None:
        from creditrules.bootstrap.upkeep import shelf_at  # noqa: PLC0415 - for erasures alone

        shelf = shelf_at(settings.shelf, settings.region)
    decisions = DecisionsInTable(table, clock=utc_now, keys=keys, witness=witness, shelf=shelf)
    signer = KmsSigner(partial(connect_kms, settings.region), settings.evidence_key) if settings.evidence_key else None
    return Recording(decisions, settings.retention_days, signer)
