"""axe looks at the public pages in a real browser and finds nothing: WCAG 2.2 A and AA, and what is good practice."""

from __future__ import annotations

import json

import pytest
from tests.api.public_site import DARK, LIGHT, LOOKED_AT, browser, see, site
from tests.browser import IN_A_BROWSER, Browser
from tests.peers.conftest import Peer

__all__ = ["browser", "site"]

RUN = """axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: {"target-size": {enabled: true}},
}).then(found => JSON.stringify([
    found.passes.length,
    found.violations.map(each => [each.id, each.impact, each.nodes[0].html]),
    found.incomplete.map(each => [each.id, each.impact, each.nodes[0].html]),
]))"""


@pytest.fixture(scope="module")
def axe(peer: Peer) -> str:
    return peer("axe").joinpath("node_modules", "axe-core", "axe.min.js").read_text("utf-8")


@IN_A_BROWSER
@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1100, 320])
@pytest.mark.parametrize("path", LOOKED_AT)
def test_axe_finds_nothing(
    site: str, browser: Browser, axe: str, path: str, width: int, scheme: dict[str, str]
) -> None:
    see(browser, site + path, width, scheme)
    browser.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    browser.evaluate(axe)
    passes, violations, unsure = json.loads(browser.awaited(RUN))
    assert violations == []
    assert unsure == []
    assert passes > 10
