"""The public page in a real browser: nothing but itself is loaded, and it is there for every reader."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from tests.api.public_pages import PAGE
from tests.api.public_site import DARK, LOOKED_AT, PAPER, browser, see, site
from tests.browser import IN_A_BROWSER, Browser

from creditrules.disclosure.style import STYLE

__all__ = ["browser", "site"]


def style_of(browser: Browser, selector: str, name: str) -> Any:
    return browser.evaluate(f"getComputedStyle(document.querySelector({json.dumps(selector)})).{name}")


@IN_A_BROWSER
def test_nothing_but_the_page_is_loaded_and_its_policy_lets_its_style_be(site: str, browser: Browser) -> None:
    begun, complained = len(browser.urls()), len(browser.faults())
    see(browser, f"{site}{PAGE}?lang=en")
    assert browser.urls()[begun:] == [f"{site}{PAGE}?lang=en"]
    assert browser.faults()[complained:] == []
    assert style_of(browser, "article", "borderTopStyle") == "solid"
    assert browser.evaluate("document.scripts.length") == 0


@IN_A_BROWSER
def test_who_follows_the_links_comes_to_older_changes_and_to_the_other_language(site: str, browser: Browser) -> None:
    see(browser, f"{site}{PAGE}?lang=en")
    assert "The limit is 53 days." in browser.evaluate("document.querySelector('article').innerText")
    browser.evaluate("document.querySelector('a[rel=next]').click()")
    browser.wait_for("document.querySelector('h2')?.innerText === 'Earlier changes'")
    browser.evaluate("document.querySelector('a[hreflang=zh]').click()")
    browser.wait_for(
        "document.documentElement.lang === 'zh' && document.querySelector('h2')?.innerText === '更早的变更'"
    )


@IN_A_BROWSER
@pytest.mark.parametrize("path", LOOKED_AT)
def test_at_320_pixels_nothing_has_to_be_scrolled_sideways(site: str, browser: Browser, path: str) -> None:
    see(browser, site + path, 320)
    assert browser.evaluate("document.documentElement.scrollWidth") <= 320
    wide = "!e.matches('.skip') && e.getBoundingClientRect().right > 321"
    assert browser.evaluate(f"[...document.querySelectorAll('body *')].filter(e => {wide}).length") == 0


FOCUSED = """(() => {
    const all = [...document.querySelectorAll("a[href], summary")], at = document.activeElement
    const style = getComputedStyle(at), box = at.getBoundingClientRect()
    return [all.indexOf(at), style.outlineStyle, parseFloat(style.outlineWidth), box.left >= 0 && box.width > 0]
})()"""


@IN_A_BROWSER
def test_all_is_reached_by_keyboard_and_seen_to_be(site: str, browser: Browser) -> None:
    see(browser, f"{site}/kinds/en")
    wanted = browser.evaluate("document.querySelectorAll('a[href], summary').length")
    assert wanted > 15
    for place in range(wanted):
        browser.press("Tab", 9)
        assert browser.evaluate(FOCUSED) == [place, "solid", 3, True]
    assert browser.evaluate("document.querySelector('a').innerText") == "To the changes"
    browser.evaluate("document.querySelector('summary').focus()")
    browser.press("Enter", 13, "\r")
    assert browser.evaluate("document.querySelectorAll('details[open]').length") == 1


@IN_A_BROWSER
def test_it_is_dark_where_the_reader_wants_it_and_black_on_white_on_paper(site: str, browser: Browser) -> None:
    see(browser, f"{site}/kinds/en")
    light = style_of(browser, "body", "backgroundColor")
    browser.look(1100, 900, DARK)
    dark = style_of(browser, "body", "backgroundColor")
    browser.look(1100, 900, PAPER | DARK)
    paper = style_of(browser, "body", "backgroundColor")
    assert (light, dark, paper) == ("rgb(255, 255, 255)", "rgb(18, 21, 27)", "rgb(255, 255, 255)")
    assert style_of(browser, "nav", "display") == "none"
    assert style_of(browser, "article", "breakInside") == "avoid"
    hidden = "!e.checkVisibility({contentVisibilityAuto: true})"
    assert browser.evaluate(f"[...document.querySelectorAll('details p')].filter(e => {hidden}).length") == 0


@cache
def colours(scheme: str) -> Mapping[str, str]:
    """The colours of the page by their names: light, dark or on paper."""
    block = re.findall(r":root\{([^}]*)\}", STYLE)[("light", "dark", "paper").index(scheme)]
    return dict(re.findall(r"--([a-z]+):(#[0-9a-f]{3,6})", block))


def luminance(colour: str) -> float:
    whole = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = [int(whole[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark", "paper"])
def test_every_colour_of_text_stands_out_by_more_than_wcag_asks_for(scheme: str) -> None:
    found = colours(scheme)
    assert len(found) == 10
    for text in ("ink", "soft", "link", "coming", "force", "past", "gone"):
        for ground in ("bg", "pane"):
            high, low = sorted((luminance(found[text]), luminance(found[ground])), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= 4.5, (text, ground)
