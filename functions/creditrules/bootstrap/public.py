"""The public pages over the table of DynamoDB, for a function of their own."""

from __future__ import annotations

from creditrules.api import KeptPages, PublicApplication, PublicPages
from creditrules.clock import utc_now
from creditrules.config import PublicSettings
from creditrules.desk import Catalogue
from creditrules.store import RulesInTable
from creditrules.store.aws import DynamoTable, connect

__all__ = ["build_public"]


def build_public(settings: PublicSettings) -> PublicApplication:
    """The pages and nothing else: no token is taken, no key is known and nothing is written."""
    table = DynamoTable(connect(settings.region, settings.endpoint), settings.table)
    catalogue = Catalogue(RulesInTable(table, clock=utc_now, cursor_secret=settings.cursor_secret))
    return PublicApplication(PublicPages(KeptPages(catalogue, settings.limits)), settings.limits)
