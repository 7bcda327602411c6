"""Clients of AWS's services, made without looking at what other services there are."""

from __future__ import annotations

from typing import Any

from botocore.config import Config
from botocore.session import Session

__all__ = ["make_client"]


def make_client(service: str, region: str, config: Config, endpoint: str | None = None) -> Any:
    """The client that boto3 gives, from a session of its own. endpoint: another than the region's."""
    session = Session()
    # Before it loads the one description, botocore goes through the folders of all four hundred services, twice.
    session.get_component("data_loader").list_available_services = lambda _kind: [service]
    return session.create_client(service, region_name=region, endpoint_url=endpoint, config=config)
