"""A reader of feeds that is not ours finds in both of them what is on the page, and its way to older changes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from tests.api.public_pages import PAGE
from tests.api.public_site import site
from tests.peers.conftest import Peer

__all__ = ["site"]

RUN = Path(__file__).parent / "feeds" / "run.mjs"


def read(*addresses: str) -> list[Any]:
    done = subprocess.run(["node", str(RUN), *addresses], capture_output=True, text=True, timeout=60, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_both_feeds_are_read_and_lead_on(peer: Peer, site: str) -> None:
    assert peer("feeds").exists()
    atom, items = read(f"{site}{PAGE}.atom?lang=en", f"{site}{PAGE}.json?lang=en")
    assert atom["title"]["value"] == items["title"] == "Changes to Pay later"
    assert atom["updated"].endswith("Z")
    assert [each["id"] for each in atom["entries"]] == [each["id"] for each in items["items"]]
    assert len(atom["entries"]) == 20
    first = atom["entries"][0]
    assert (first["title"]["value"], first["summary"]["value"]) == (
        "Change of the risk rules (In force)",
        "The limit is 53 days.\nSecond line.",
    )
    assert first["content"]["type"] == "xhtml"
    assert items["items"][0]["content_text"] == "The limit is 53 days.\nSecond line."
    older = {link["rel"]: link["href"] for link in atom["links"]}["next"]
    [rest, more] = read(urljoin(site, older), urljoin(site, items["next_url"]))
    assert [each["id"] for each in rest["entries"]] == [each["id"] for each in more["items"]]
    assert not {each["id"] for each in rest["entries"]} & {each["id"] for each in atom["entries"]}
