"""Public pages that a browser can look at: those of a lender, and one with everything that a page can have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from tests.api.public_pages import PAGE, public_lender
from tests.browser import Browser, opened, serving
from tests.disclosure.made import every_kind

from creditrules.api import AsgiApp, Request, Response
from creditrules.disclosure import POLICY, html_page

__all__ = ["DARK", "LIGHT", "LOOKED_AT", "PAPER", "browser", "see", "site"]

LOOKED_AT = (f"{PAGE}?lang=en", "/kinds/en", "/kinds/zh", "/disclosure/no/where")
LIGHT, DARK, PAPER = {"prefers-color-scheme": "light"}, {"prefers-color-scheme": "dark"}, {"media": "print"}
READY = "document.readyState === 'complete' && !!document.querySelector('h1')"


def every_kind_shown(request: Request) -> Response | None:
    """A page with everything that a page can have, under its own policy."""
    language = request.path.removeprefix("/kinds/")
    headers = (("content-type", "text/html; charset=utf-8"), ("content-security-policy", POLICY))
    return Response(200, headers, html_page(every_kind(), language, "/disclosure").encode())


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with public_lender() as lender:
        for limit in range(31, 54):
            lender.clock.moment = lender.clock.moment.replace(second=limit)
            lender.publish(limit, f"The limit is {limit} days.\nSecond line.")
        pages = lender.service.application.public
        assert pages is not None

        def shown(request: Request) -> Response | None:
            return every_kind_shown(request) if request.path.startswith("/kinds/") else pages(request)

        with serving(AsgiApp(replace(lender.service.application, public=shown), threads=True)) as url:
            yield url


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with opened(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


def see(browser: Browser, url: str, width: int = 1100, media: Mapping[str, str] = LIGHT) -> None:
    browser.open(url)
    browser.wait_for(READY)
    browser.look(width, 900, media)
