"""Where rule sets, products and decisions are kept: stores over a table of four calls, whatever holds the table.

`SqliteTable` is a table in one file of this machine; what speaks to AWS has a door of its own, `creditrules.store.aws`.
"""

from creditrules.store.accounts import AccountsInTable
from creditrules.store.decisions.erased_outside import erase_again
from creditrules.store.decisions.links import ChainReport
from creditrules.store.decisions.records import DecisionsInTable
from creditrules.store.decisions.sealing import DataKey, KeyService
from creditrules.store.feed import FeedInTable
from creditrules.store.items.links import AuditEntry, first_broken
from creditrules.store.local.backup import Backup, back_up, restore
from creditrules.store.local.folder import (
    CURSOR_SECRET,
    DATABASE,
    MASTER_KEY,
    LocalData,
    Repeated,
    open_data,
    read_local_keys,
)
from creditrules.store.local.keys import LocalKeys
from creditrules.store.local.shelf import FolderShelf
from creditrules.store.local.verifying import TenantChecks
from creditrules.store.people import PeopleInTable
from creditrules.store.port import Table
from creditrules.store.probing import probes
from creditrules.store.reading.content import MAX_CONTENT_BYTES
from creditrules.store.reading.pages import MAX_PAGE
from creditrules.store.rules import RulesInTable
from creditrules.store.shelf import Shelf
from creditrules.store.sqlite.table import SqliteTable
from creditrules.store.stamps import Stamps
from creditrules.store.webhooks import WebhookSecretsInTable

__all__ = [
    "CURSOR_SECRET",
    "DATABASE",
    "MASTER_KEY",
    "MAX_CONTENT_BYTES",
    "MAX_PAGE",
    "AccountsInTable",
    "AuditEntry",
    "Backup",
    "ChainReport",
    "DataKey",
    "DecisionsInTable",
    "FeedInTable",
    "FolderShelf",
    "KeyService",
    "LocalData",
    "LocalKeys",
    "PeopleInTable",
    "Repeated",
    "RulesInTable",
    "Shelf",
    "SqliteTable",
    "Stamps",
    "Table",
    "TenantChecks",
    "WebhookSecretsInTable",
    "back_up",
    "erase_again",
    "first_broken",
    "open_data",
    "probes",
    "read_local_keys",
    "restore",
]
