"""Public pages over real sockets, on one machine and in a container; the function of GraphQL has none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.handlers.asking import ask
from tests.handlers.deployed import ENVIRONMENT, deployed
from tests.handlers.listening import listening
from tests.handlers.public_function import PAGE, publish, publish_in_table

from creditrules import desk
from creditrules.auth import make_key
from creditrules.bootstrap import build_app, build_local
from creditrules.config import read_local_settings, read_settings


@pytest.fixture(scope="module", params=["one machine", "as deployed", "container"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "container":
        with deployed():
            publish_in_table()
            with listening(build_app(read_settings(ENVIRONMENT), threads=True)) as address:
                yield address
        return
    settings = read_local_settings({}, production=request.param == "as deployed")
    with build_local(key=make_key(local=True), settings=settings) as machine, listening(machine.asgi) as address:
        publish(desk.Catalogue(machine.store))
        yield address


def test_anybody_reads_the_page_and_the_feeds(url: str) -> None:
    for ending, kind in {"": "text/html", ".atom": "application/atom+xml", ".json": "application/feed+json"}.items():
        told = ask(url, "GET", f"{PAGE}{ending}?lang=zh")
        assert (told.status, told.headers["content-type"]) == (200, f"{kind}; charset=utf-8")
        assert "已变更。" in told.body.decode()
        again = ask(url, "GET", f"{PAGE}{ending}?lang=zh", headers={"if-none-match": told.headers["etag"]})
        assert (again.status, again.body) == (304, b"")
        headed = ask(url, "HEAD", f"{PAGE}{ending}?lang=zh")
        assert (headed.status, headed.body, headed.headers["etag"]) == (200, b"", told.headers["etag"])


def test_nothing_else_is_opened_by_it(url: str) -> None:
    assert ask(url, "GET", "/disclosure/acme/other").status == 404
    assert ask(url, "POST", PAGE, headers={"content-type": "application/json"}).status == 405
    assert ask(url, "GET", "/graphql?query=%7B__typename%7D").status == 401


def test_the_function_of_graphql_has_no_public_pages() -> None:
    with deployed() as module:
        event = {"version": "2.0", "requestContext": {"http": {"method": "GET", "path": PAGE}}}
        assert module.handler(event, None)["statusCode"] == 404
