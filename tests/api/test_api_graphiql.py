"""GraphiQL: served from the package alone, to browsers on this machine alone, and working in a real one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.browser import IN_A_BROWSER, opened, serving

from creditrules.api import AsgiApp, Graphiql, Request, Response

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "host": "127.0.0.1:8000"}


def page(path: str = "/", headers: dict[str, str] | None = None, **settings: str) -> Response | None:
    return Graphiql(**settings)(Request("GET", path, BROWSER | (headers or {})))


def test_a_browser_at_the_address_gets_the_page() -> None:
    shown = page(token="a.b.c")
    assert shown is not None
    assert shown.status == 200
    assert b"Bearer a.b.c" in shown.body
    assert b"http://" not in shown.body
    assert b"https://" not in shown.body


def test_a_client_that_wants_json_gets_no_page() -> None:
    assert page(headers={"accept": "application/json"}) is None


def test_a_query_in_the_address_is_no_wish_for_the_page() -> None:
    assert Graphiql()(Request("GET", "/graphql", BROWSER, "query=%7B__typename%7D")) is None


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "", "127.0.0.1.evil.example"])
def test_a_page_of_strangers_that_rebinds_its_name_gets_nothing(host: str) -> None:
    assert page(headers={"host": host}) is None


def test_texts_cannot_end_the_element_they_stand_in() -> None:
    shown = page(query="</script><script>alert(1)</script>")
    assert shown is not None
    assert shown.body.count(b"</script>") == 5


@pytest.mark.parametrize(
    "name", ["graphiql.min.js", "graphiql.min.css", "react.production.min.js", "app.js", "LICENSES.txt"]
)
def test_assets_come_from_the_package_packed_or_not(name: str) -> None:
    plain, packed = page(f"/graphiql/{name}"), page(f"/graphiql/{name}", {"accept-encoding": "gzip, br"})
    assert plain is not None
    assert packed is not None
    assert dict(packed.headers)["content-encoding"] == "gzip"
    assert len(packed.body) < len(plain.body)


@pytest.mark.parametrize("path", ["/graphiql/../http.py", "/graphiql/index.html", "/graphiql/", "/graphiql/x.js"])
def test_nothing_else_is_served(path: str) -> None:
    assert page(path) is None


@IN_A_BROWSER
def test_the_page_works_in_a_browser_without_the_internet(lender: Any, tmp_path: Path) -> None:
    application = replace(lender.application, page=Graphiql(token="partner"))
    with serving(AsgiApp(application, threads=True)) as url, opened(tmp_path / "profile") as browser:
        browser.open(url)
        browser.wait_for("!!document.querySelector('.graphiql-execute-button')")
        browser.wait_for("document.querySelector('.graphiql-query-editor')?.innerText.includes('products')")
        browser.evaluate("document.querySelector('.graphiql-execute-button').click()")
        answer = browser.wait_for("document.querySelector('.result-window')?.innerText.match(/pay-later/)?.[0]")
        picture = browser.picture(whole=False)
        asked, faults = browser.urls(), browser.faults()
    (tmp_path / "graphiql.png").write_bytes(picture)
    assert answer == "pay-later"
    assert asked
    assert [each for each in asked if not each.startswith(url)] == []
    assert faults == []
