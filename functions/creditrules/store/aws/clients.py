"""Clients of AWS's services, made without looking at what other services there are."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from functools import cache
from typing import Any

from botocore.config import Config
from botocore.loaders import JSONFileLoader
from botocore.session import Session

from creditrules.store.aws.connections import connect_in_time

__all__ = ["make_client"]


def make_client(service: str, region: str, config: Config, endpoint: str | None = None) -> Any:
    """The client that boto3 gives, from a session of its own. endpoint: another than the region's."""
    session = Session()
    loader = session.get_component("data_loader")
    # Before it loads the one description, botocore goes through the folders of all four hundred services, twice.
    loader.list_available_services = lambda _kind: [service]
    loader.file_loader = _Plain()
    client: Any = session.create_client(service, region_name=region, endpoint_url=endpoint, config=config)
    connect_in_time(client)
    return client


class _Plain(JSONFileLoader):
    """Descriptions as plain dictionaries, which keep their order too: ordered ones take three times as long to read."""

    def load_file(self, file_path: str) -> Any:
        """See `JSONFileLoader.load_file`."""
        return _read(file_path)


@cache
def _read(file_path: str) -> Any:
    """What botocore reads once for all clients of a session is read once for all sessions; nobody alters it."""
    for ending, opened in ((".json", open), (".json.gz", gzip.open)):
        with suppress(FileNotFoundError), opened(file_path + ending, "rb") as file:
            return json.loads(file.read())
    return None
