"""Other people's tools at hand, and the demo lender served as its users serve it, for them to look at."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cli.serving import Served, serving

Peer = Callable[[str], Path]


@pytest.fixture(scope="session")
def peer() -> Peer:
    """The folder that a tool is installed in, as `.ci/peers.sh` has made it."""
    if "PEERS" not in os.environ:
        pytest.skip("needs other people's tools: .ci/peers.sh")
    return Path(os.environ["PEERS"]).joinpath


@pytest.fixture(scope="session")
def demo(peer: Peer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo lender, in memory, in a process of its own."""
    with serving(tmp_path_factory.mktemp("served"), dict(os.environ), "--memory") as served:
        yield served
