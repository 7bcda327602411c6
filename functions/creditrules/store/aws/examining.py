"""How a table and its keys are set up, as AWS tells it, and whether each call on the table may be made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from creditrules.records import dataclass
from creditrules.store.aws.failures import cause_of
from creditrules.store.keys import PARTITION, SORT, probe_key
from creditrules.store.port import EXPIRES

__all__ = ["CALLS", "NOT_TOLD", "KeySetUp", "TableSetUp", "calls_refused", "key_set_up", "table_set_up"]

NOT_TOLD: Final = "not told"
"""In place of what could not be asked: whoever asks lacks the right."""
CALLS: Final = ("BatchGetItem", "Query", "BatchWriteItem", "PutItem", "DeleteItem")
_FAILED: Final = "ConditionalCheckFailed"


@dataclass(frozen=True, slots=True)
class TableSetUp:
    """A table. Each text is NOT_TOLD where it could not be asked.

    status: None where there is no such table, NOT_TOLD as the rest. keyed: whether its key is ours. stream: what its
    stream shows, "" for none. expires: the attribute by which items expire, "" for none. recovery, protected,
    on_demand: "yes" or "no". encrypted: the state of the key that encrypts it, "" for AWS's own.
    """

    status: str | None
    keyed: bool = False
    stream: str = NOT_TOLD
    expires: str = NOT_TOLD
    recovery: str = NOT_TOLD
    protected: str = NOT_TOLD
    on_demand: str = NOT_TOLD
    encrypted: str = NOT_TOLD


@dataclass(frozen=True, slots=True)
class KeySetUp:
    """A key of KMS: its state and what it is for; rotated: "yes" or "no"; each NOT_TOLD where it could not be asked."""

    state: str
    usage: str
    rotated: str


def table_set_up(client: Any, name: str) -> TableSetUp:
    """How a table is set up; nothing is raised for what may not be asked."""
    try:
        told = client.describe_table(TableName=name)["Table"]
    except (ClientError, BotoCoreError) as error:
        return TableSetUp(None if cause_of(error) == "ResourceNotFoundException" else NOT_TOLD)
    parts = {part["KeyType"]: part["AttributeName"] for part in told["KeySchema"]}
    types = {part["AttributeName"]: part["AttributeType"] for part in told["AttributeDefinitions"]}
    stream = told.get("StreamSpecification", {})
    return TableSetUp(
        told["TableStatus"],
        parts == {"HASH": PARTITION, "RANGE": SORT} and {types[PARTITION], types[SORT]} == {"S"},
        stream.get("StreamViewType", "") if stream.get("StreamEnabled") else "",
        _asked(lambda: _expiring(client, name)),
        _asked(lambda: _yes(_recovery(client, name) == "ENABLED")),
        _yes(told.get("DeletionProtectionEnabled", False)),
        _yes(told.get("BillingModeSummary", {}).get("BillingMode") == "PAY_PER_REQUEST"),
        told.get("SSEDescription", {}).get("Status", ""),
    )


def key_set_up(client: Any, key: str) -> KeySetUp:
    """How a key of KMS is set up; nothing is raised for what may not be asked."""
    told: dict[str, Any] = {}

    def described() -> str:
        told.update(client.describe_key(KeyId=key)["KeyMetadata"])
        return str(told["KeyState"])

    state = _asked(described)
    usage = str(told.get("KeyUsage", NOT_TOLD))
    rotates = partial(client.get_key_rotation_status, KeyId=key)
    rotated = _asked(lambda: _yes(rotates()["KeyRotationEnabled"])) if usage == "ENCRYPT_DECRYPT" else NOT_TOLD
    return KeySetUp(state, usage, rotated)


def calls_refused(client: Any, name: str) -> Iterator[tuple[str, str]]:
    """Of the calls that the service makes those that are refused, and how; each is tried where it alters nothing."""
    place = {PARTITION: {"S": probe_key().partition}, SORT: {"S": probe_key().sort}}
    never = {"ConditionExpression": f"attribute_exists({PARTITION})"}
    span = {":p": place[PARTITION], ":s": place[SORT]}
    calls: dict[str, Callable[[], Any]] = {
        "BatchGetItem": lambda: client.batch_get_item(RequestItems={name: {"Keys": [place], "ConsistentRead": True}}),
        "Query": lambda: client.query(
            TableName=name,
            KeyConditionExpression=f"{PARTITION} = :p AND {SORT} = :s",
            ExpressionAttributeValues=span,
            Limit=1,
        ),
        "BatchWriteItem": lambda: client.batch_write_item(RequestItems={name: [{"DeleteRequest": {"Key": place}}]}),
        "PutItem": lambda: client.transact_write_items(
            TransactItems=[{"Put": {"TableName": name, "Item": place, **never}}]
        ),
        "DeleteItem": lambda: client.transact_write_items(
            TransactItems=[{"Delete": {"TableName": name, "Key": place, **never}}]
        ),
    }
    for call in CALLS:
        try:
            calls[call]()
        except ClientError as error:
            reasons: Any = error.response.get("CancellationReasons", [])
            if [reason.get("Code") for reason in reasons] != [_FAILED]:
                yield call, cause_of(error)
        except BotoCoreError as error:
            yield call, cause_of(error)


def _expiring(client: Any, name: str) -> str:
    told = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    return str(told.get("AttributeName", EXPIRES)) if told["TimeToLiveStatus"] in {"ENABLED", "ENABLING"} else ""


def _recovery(client: Any, name: str) -> str:
    told = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    return str(told["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"])


def _asked(ask: Callable[[], str]) -> str:
    try:
        return ask()
    except (ClientError, BotoCoreError) as error:
        return cause_of(error) if cause_of(error) == "NotFoundException" else NOT_TOLD


def _yes(told: object) -> str:
    return "yes" if told else "no"
