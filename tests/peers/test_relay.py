"""Relay's compiler takes components over our connections, and react-relay pages through them and asks again by id."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.cli.serving import Served
from tests.peers.conftest import Peer

RUN = Path(__file__).parent / "relay" / "run.mjs"
CLAIMS = 16


def test_components_page_through_connections_and_ask_again_by_id(peer: Peer, demo: Served) -> None:
    program = ["node", str(RUN), demo.url, demo.partner]
    done = subprocess.run(program, capture_output=True, text=True, timeout=120, check=False)
    claims = {each["claim"]: each["holds"] for each in map(json.loads, done.stdout.splitlines())}
    assert [claim for claim, holds in claims.items() if not holds] == []
    assert (done.returncode, len(claims)) == (0, CLAIMS), done.stderr
