"""What of the store speaks to AWS: the table in DynamoDB, data keys from KMS, and both inside a process for tests.

The only package with boto3 in it; whoever serves from a file never imports it.
"""

from creditrules.store.aws.definition import create_table, table_definition
from creditrules.store.aws.dynamo import DynamoTable, connect
from creditrules.store.aws.embedded import embedded_client
from creditrules.store.aws.embedded_keys import embedded_kms
from creditrules.store.aws.examining import (
    NOT_TOLD,
    KeySetUp,
    TableSetUp,
    calls_refused,
    key_set_up,
    table_set_up,
)
from creditrules.store.aws.feed import (
    EventBus,
    LetterQueue,
    OneOffSchedules,
    ScheduleTarget,
    changed_in,
    connect_feed,
    wanted_of,
)
from creditrules.store.aws.functions import function_environment
from creditrules.store.aws.kms import KmsKeys, connect_kms
from creditrules.store.aws.objects import BucketObjects, connect_s3
from creditrules.store.aws.scanning import ScannedTable
from creditrules.store.aws.shelf import BucketShelf, connect_shelf
from creditrules.store.aws.signing import KmsSigner

__all__ = [
    "NOT_TOLD",
    "BucketObjects",
    "BucketShelf",
    "DynamoTable",
    "EventBus",
    "KeySetUp",
    "KmsKeys",
    "KmsSigner",
    "LetterQueue",
    "OneOffSchedules",
    "ScannedTable",
    "ScheduleTarget",
    "TableSetUp",
    "calls_refused",
    "changed_in",
    "connect",
    "connect_feed",
    "connect_kms",
    "connect_s3",
    "connect_shelf",
    "create_table",
    "embedded_client",
    "embedded_kms",
    "function_environment",
    "key_set_up",
    "table_definition",
    "table_set_up",
    "wanted_of",
]
