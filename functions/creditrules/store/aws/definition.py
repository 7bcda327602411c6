"""The table: its definition, which the infrastructure repeats, and how a laptop or a test makes one."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from creditrules.store.keys import PARTITION, SORT

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import CreateTableInputTypeDef

__all__ = ["create_table", "table_definition"]


def table_definition(name: str) -> CreateTableInputTypeDef:
    """The arguments of CreateTable: two string keys, no index, paid by the request."""
    return {
        "TableName": name,
        "AttributeDefinitions": [
            {"AttributeName": PARTITION, "AttributeType": "S"},
            {"AttributeName": SORT, "AttributeType": "S"},
        ],
        "KeySchema": [
            {"AttributeName": PARTITION, "KeyType": "HASH"},
            {"AttributeName": SORT, "KeyType": "RANGE"},
        ],
        "BillingMode": "PAY_PER_REQUEST",
    }


def create_table(client: DynamoDBClient, name: str) -> None:
    """Create the table unless it is there, and wait until it can be used."""
    with suppress(client.exceptions.ResourceInUseException):
        client.create_table(**table_definition(name))
    client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
