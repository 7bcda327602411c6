"""Caches of GraphQL clients say from memory what the service said: at two times, in two languages, over a change."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.serving import Served, serving
from tests.peers.conftest import Peer

CACHES = Path(__file__).parent / "caches"
CLAIMS = 31


@pytest.fixture(scope="module")
def lender(peer: Peer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A demo lender of its own: its rules are changed."""
    with serving(tmp_path_factory.mktemp("served"), dict(os.environ), "--memory") as served:
        yield served


@pytest.mark.parametrize("cache", ["apollo", "urql", "relay"])
def test_what_a_cache_remembers_is_what_was_answered(lender: Served, cache: str) -> None:
    program = ["node", str(CACHES / f"{cache}.mjs"), lender.url, lender.partner, lender.administrator]
    done = subprocess.run(program, capture_output=True, text=True, timeout=120, check=False)
    claims = {each["claim"]: each["holds"] for each in map(json.loads, done.stdout.splitlines())}
    assert [claim for claim, holds in claims.items() if not holds] == []
    assert (done.returncode, len(claims)) == (0, CLAIMS), done.stderr
