"""The schema as a subgraph: it composes, and a gateway answers what this service and another know parts of."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.serving import Served, serving
from tests.peers.conftest import Peer

from creditrules.api import federation_sdl

FEDERATION = Path(__file__).parent / "federation"


@pytest.fixture(scope="module")
def subgraph(peer: Peer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo lender, served for gateways too."""
    environment = {**os.environ, "CREDITRULES_FEDERATION": "yes"}
    with serving(tmp_path_factory.mktemp("served"), environment, "--memory") as served:
        yield served


def run(peer: Peer, program: str, *arguments: str) -> list[Any]:
    assert peer("federation")
    command = ["node", str(FEDERATION / program), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def test_it_composes_with_a_subgraph_that_adds_to_a_product(peer: Peer, tmp_path: Path) -> None:
    written = tmp_path / "creditrules.graphql"
    written.write_text(federation_sdl(), "utf-8")
    keys = ['key: "id"', 'key: "slug"', 'key: "slug"']
    assert run(peer, "compose.mjs", str(written)) == [
        {"composer": composer, "errors": [], "keys": keys} for composer in ("apollo", "guild")
    ]


def test_a_gateway_answers_what_two_subgraphs_know_parts_of(peer: Peer, subgraph: Served) -> None:
    extended, reached = run(peer, "gateway.mjs", subgraph.url, subgraph.administrator)
    assert extended == {"question": "extended", "data": {"product": {"name": "Huabei pay-later line", "stars": 4.5}}}
    products = [each["product"] for each in reached["data"]["ratings"]]
    assert [(each["slug"], each["stars"]) for each in products] == [("huabei", 4.5), ("jiebei", 3)]
    assert all(each["name"] and each["latestVersion"] for each in products)
    assert "errors" not in reached
