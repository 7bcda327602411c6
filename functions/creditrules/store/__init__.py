"""Where rule sets and products are kept: one DynamoDB table. The only package that talks to AWS."""

from creditrules.store.audit import AuditEntry, first_broken
from creditrules.store.calls import connect
from creditrules.store.content import MAX_CONTENT_BYTES
from creditrules.store.decision_links import ChainReport
from creditrules.store.decisions import DynamoDecisions
from creditrules.store.dynamo import DynamoStore
from creditrules.store.embedded import embedded_client
from creditrules.store.kms import KmsKeys, connect_kms, embedded_kms
from creditrules.store.listings import MAX_PAGE
from creditrules.store.table import create_table, table_definition

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
