"""One service for all policies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.policies.lenders import Lenders

from creditrules.auth import make_key
from creditrules.bootstrap import build_local
from creditrules.cli.demo.lender import SetClock


@pytest.fixture(scope="session")
def lenders() -> Iterator[Lenders]:
    """The service, with nothing in it."""
    key, clock = make_key(), SetClock()
    with build_local(key=key, clock=clock) as service:
        yield Lenders(service, clock, key)
