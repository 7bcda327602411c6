"""Where rule sets and products are kept: one DynamoDB table. The only package that talks to AWS."""

from creditrules.store.decisions.adapter import DynamoDecisions
from creditrules.store.decisions.kms import KmsKeys, connect_kms, embedded_kms
from creditrules.store.decisions.links import ChainReport
from creditrules.store.items.links import AuditEntry, first_broken
from creditrules.store.reading.content import MAX_CONTENT_BYTES
from creditrules.store.reading.pages import MAX_PAGE
from creditrules.store.rules import DynamoStore
from creditrules.store.table.calls import connect
from creditrules.store.table.definition import create_table, table_definition
from creditrules.store.table.embedded import embedded_client

__all__ = [
    "MAX_CONTENT_BYTES",
    "MAX_PAGE",
    "AuditEntry",
    "ChainReport",
    "DynamoDecisions",
    "DynamoStore",
    "KmsKeys",
    "connect",
    "connect_kms",
    "create_table",
    "embedded_client",
    "embedded_kms",
    "first_broken",
    "table_definition",
]
