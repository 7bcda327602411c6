"""What is kept outside the table: ends of chains, and erasures that outlast a restore; on AWS and on one machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from creditrules.clock import Witness, utc_now
from creditrules.config import UpkeepSettings
from creditrules.desk import anchor_name, anchor_of
from creditrules.eligibility.recording import DecisionRecords, ErasedAgain
from creditrules.records import dataclass
from creditrules.rules.ports import RuleStore
from creditrules.store import (
    DecisionsInTable,
    FolderShelf,
    KeyService,
    RulesInTable,
    Shelf,
    Stamps,
    Table,
    erase_again,
    open_data,
)

__all__ = ["SHELF", "Upkeep", "build_upkeep", "local_upkeep", "shelf_at"]

SHELF: Final = "shelf"
"""The folder of the one machine's shelf, in that of its data unless another is named."""
_S3: Final = "s3://"
_UNUSED_SECRET: Final = bytes(16)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What is done for tenants by a schedule, or after a restore."""

    store: RuleStore
    records: DecisionRecords
    table: Table
    stamps: Stamps
    shelf: Shelf

    def anchor(self, tenant: str) -> str:
        """Put the ends of all its chains on the shelf; under which name."""
        name = anchor_name(tenant, self.stamps.now())
        self.shelf.put(name, anchor_of(self.store, self.records, tenant).encode("ascii"))
        return name

    def erase_again(self, tenant: str) -> ErasedAgain:
        """See `creditrules.store.erase_again`."""
        return erase_again(self.table, self.shelf, self.stamps, tenant)


def build_upkeep(settings: UpkeepSettings) -> Upkeep:
    """Over the table of DynamoDB and a bucket; no key of facts is used."""
    from creditrules.store.aws import DynamoTable, KmsKeys, connect, connect_kms  # noqa: PLC0415 - boto3

    witness = Witness(utc_now)
    table = DynamoTable(connect(settings.region, settings.endpoint), settings.table, witness)
    keys = KmsKeys(partial(connect_kms, settings.region), "none")
    return _upkeep(table, keys, Stamps(utc_now, witness), shelf_at(settings.shelf, settings.region))


@contextmanager
def local_upkeep(data: Path, shelf: str = "") -> Iterator[Upkeep]:
    """Over the folder of a service on this machine, which must not be served meanwhile. Raises as `open_data` does."""
    with open_data(data) as kept:
        yield _upkeep(kept.table, kept.keys, Stamps(utc_now), shelf_at(shelf or str(data / SHELF), ""))


def shelf_at(address: str, region: str) -> Shelf:
    """The shelf at s3://bucket/prefix/, or in a folder."""
    if not address.startswith(_S3):
        return FolderShelf(Path(address))
    from creditrules.store.aws import BucketShelf, connect_shelf  # noqa: PLC0415 - boto3

    bucket, _, prefix = address.removeprefix(_S3).partition("/")
    return BucketShelf(partial(connect_shelf, region), bucket, prefix)


def _upkeep(table: Table, keys: KeyService, stamps: Stamps, shelf: Shelf) -> Upkeep:
    store = RulesInTable(table, clock=utc_now, cursor_secret=_UNUSED_SECRET)
    return Upkeep(store, DecisionsInTable(table, clock=utc_now, keys=keys), table, stamps, shelf)
