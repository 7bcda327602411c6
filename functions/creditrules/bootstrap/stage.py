"""What a deployed service rests on, for commands of its operator: the table itself and its keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING

from creditrules.clock import Witness, utc_now
from creditrules.config import TableSettings
from creditrules.records import dataclass
from creditrules.store import KeyService

if TYPE_CHECKING:
    from creditrules.store.aws import KeySetUp, KmsSigner, ScannedTable, TableSetUp

__all__ = ["Stage", "open_stage", "stage_environment"]


@dataclass(frozen=True, slots=True)
class Stage:
    """The parts of a stage. keys, signer: None where it has none. witness: hears the time that the table tells.

    set_up: how AWS says that the table is set up. refused: the calls on it that may not be made, and how they are
    refused. key_set_up: the same as the first of a key.
    """

    table: ScannedTable
    keys: KeyService | None
    signer: KmsSigner | None
    witness: Witness
    set_up: Callable[[], TableSetUp]
    refused: Callable[[], Iterator[tuple[str, str]]]
    key_set_up: Callable[[str], KeySetUp]


def open_stage(settings: TableSettings) -> Stage:
    """The parts of a stage; nobody is asked for anything yet."""
    from creditrules.store import aws  # noqa: PLC0415 - boto3

    kms = cache(partial(aws.connect_kms, settings.region))
    witness = Witness(utc_now)
    client = aws.connect(settings.region, settings.endpoint)
    return Stage(
        aws.ScannedTable(client, settings.table, witness),
        aws.KmsKeys(kms, settings.kms_key) if settings.kms_key else None,
        aws.KmsSigner(kms, settings.evidence_key) if settings.evidence_key else None,
        witness,
        partial(aws.table_set_up, client, settings.table),
        partial(aws.calls_refused, client, settings.table),
        lambda key: aws.key_set_up(kms(), key),
    )


def stage_environment(stage: str, region: str) -> Mapping[str, str]:
    """What the function of GraphQL of a stage is told by its environment, secrets among it, with its region.

    Raises Refusal NOT_FOUND "NO_STAGE", UNAVAILABLE "STAGE_UNREAD".
    """
    from creditrules.store.aws import function_environment  # noqa: PLC0415 - as above

    return {**function_environment(f"creditrules-{stage}-graphql", region), "AWS_REGION": region}
