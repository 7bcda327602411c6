"""What a deployed service rests on, for commands of its operator: the table itself and its keys."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from creditrules.clock import Witness, utc_now
from creditrules.config import TableSettings
from creditrules.records import dataclass
from creditrules.store import KeyService

if TYPE_CHECKING:
    from creditrules.store.aws import KmsSigner, ScannedTable

__all__ = ["Stage", "open_stage", "stage_environment"]


@dataclass(frozen=True, slots=True)
class Stage:
    """The parts of a stage. keys, signer: None where it has none. witness: hears the time that the table tells."""

    table: ScannedTable
    keys: KeyService | None
    signer: KmsSigner | None
    witness: Witness


def open_stage(settings: TableSettings) -> Stage:
    """The parts of a stage; nobody is asked for anything yet."""
    from creditrules.store.aws import KmsKeys, KmsSigner, ScannedTable, connect, connect_kms  # noqa: PLC0415 - boto3

    kms = partial(connect_kms, settings.region)
    witness = Witness(utc_now)
    return Stage(
        ScannedTable(connect(settings.region, settings.endpoint), settings.table, witness),
        KmsKeys(kms, settings.kms_key) if settings.kms_key else None,
        KmsSigner(kms, settings.evidence_key) if settings.evidence_key else None,
        witness,
    )


def stage_environment(stage: str, region: str) -> Mapping[str, str]:
    """What the function of GraphQL of a stage is told by its environment, secrets among it, with its region.

    Raises Refusal NOT_FOUND "NO_STAGE", UNAVAILABLE "STAGE_UNREAD".
    """
    from creditrules.store.aws import function_environment  # noqa: PLC0415 - as above

    return {**function_environment(f"creditrules-{stage}-graphql", region), "AWS_REGION": region}
