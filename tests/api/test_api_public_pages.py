"""Public pages over HTTP: addresses, languages, caches, and who cannot tell what is not there."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.api.list_costs import counted
from tests.api.public_pages import PAGE, SETTINGS, Anybody, public_lender
from tests.api.test_api_settings import set_settings

from creditrules.api import Response
from creditrules.disclosure import POLICY


@pytest.fixture
def anybody() -> Iterator[Anybody]:
    with public_lender() as found:
        yield found


def max_age(response: Response) -> int:
    first, seconds, last = response.header("cache-control").split(", ")
    assert (first, last) == ("public", "must-revalidate")
    return int(seconds.removeprefix("max-age="))


@pytest.mark.parametrize(
    ("ending", "kind", "begins"),
    [
        ("", "text/html; charset=utf-8", b"<!DOCTYPE html>"),
        (".atom", "application/atom+xml; charset=utf-8", b"<?xml"),
        (".json", "application/feed+json; charset=utf-8", b'{"version":'),
    ],
)
def test_there_is_a_page_and_two_feeds(anybody: Anybody, ending: str, kind: str, begins: bytes) -> None:
    anybody.publish(31, "The grace period is longer.")
    found = anybody.get(PAGE + ending)
    assert (found.status, found.header("content-type")) == (200, kind)
    assert found.body.startswith(begins)
    assert b"The grace period is longer." in found.body
    assert found.header("content-security-policy") == POLICY
    assert found.header("x-content-type-options") == "nosniff"
    assert found.header("access-control-allow-origin") == "*"
    assert "set-cookie" not in dict(found.headers)


def test_the_language_is_that_of_the_address_or_of_the_reader(anybody: Anybody) -> None:
    told = anybody.get(query="lang=zh", accept_language="en")
    assert (told.header("content-language"), told.header("vary")) == ("zh", "Accept-Encoding")
    assert "顶点银行" in told.body.decode()
    for accepted, language in {"zh-CN,zh;q=0.9,en;q=0.8": "zh", "fr, en;q=0.1": "en", "fr": "en", "": "en"}.items():
        asked = anybody.get(accept_language=accepted)
        assert asked.header("content-language") == language
        assert asked.header("vary") == "Accept-Encoding, Accept-Language"
    assert anybody.get(query="lang=fr", accept_language="zh").header("content-language") == "zh"


def test_who_has_it_is_told_so(anybody: Anybody) -> None:
    first = anybody.get()
    tag = first.header("etag")
    for held in (tag, f'"other", {tag}', "*", tag.removeprefix("W/")):
        again = anybody.get(if_none_match=held)
        assert (again.status, again.body, again.header("etag")) == (304, b"", tag)
        assert again.header("cache-control") == first.header("cache-control")
        assert again.header("vary") == first.header("vary")
    assert anybody.get(query="lang=zh", if_none_match=tag).status == 200
    assert anybody.get(f"{PAGE}.atom", if_none_match=tag).status == 200
    anybody.wait(600)
    assert anybody.get(if_none_match=tag).status == 304
    anybody.publish(31, "new")
    anybody.wait(61)
    assert anybody.get(if_none_match=tag).status == 200


def test_it_is_packed_once_for_those_who_take_it(anybody: Anybody) -> None:
    plain, packed = anybody.get(), anybody.get(accept_encoding="gzip")
    assert packed.header("content-encoding") == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.header("etag") == plain.header("etag")


def test_other_methods_are_refused(anybody: Anybody) -> None:
    assert anybody.get(method="HEAD").status == 200
    options = anybody.get(method="OPTIONS")
    assert (options.status, options.header("allow")) == (204, "GET, HEAD, OPTIONS")
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        refused = anybody.get(method=method)
        assert (refused.status, refused.header("allow")) == (405, "GET, HEAD, OPTIONS")


NOWHERE = (
    "/disclosure/zenith/pay-later",
    "/disclosure/acme/no-such-product",
    "/disclosure/acme/pay-later.xml",
    "/disclosure/acme/pay-later/",
    "/disclosure/acme",
    "/disclosure/",
    "/disclosure",
    "/disclosure/ACME/pay-later",
    "/disclosure/acme/../acme/pay-later",
    "/disclosure/acme/pay-later%00",
    "/disclosure/acme/\n",
    "/disclosure/a/b/c",
)


@pytest.mark.parametrize("path", NOWHERE)
def test_where_nothing_is_the_answer_is_one_and_the_same(anybody: Anybody, path: str) -> None:
    def told(response: Response) -> object:
        return response.status, response.body, [each for each in response.headers if each[0] != "x-request-id"]

    for service in [anybody.service]:
        assert set_settings(service, "{}")["userErrors"] == []
    off = anybody.get()
    assert off.status == 404
    assert told(anybody.get(path)) == told(off)
    assert b"zenith" not in off.body


@pytest.mark.parametrize(
    "query", ["before=nowhere", "before=" + "A" * 3000, "x=" + "y" * 5000, "lang=%ff", "&".join(["a=b"] * 11)]
)
def test_an_address_that_means_nothing_is_nowhere(anybody: Anybody, query: str) -> None:
    assert anybody.get(query=query).status == 404


def test_what_is_not_there_costs_the_same_whatever_it_is(anybody: Anybody) -> None:
    costs = []
    for path in (
        "/disclosure/zenith/pay-later",
        "/disclosure/acme/other",
        "/disclosure/zenith/x",
        "/disclosure/acme/y",
    ):
        with counted() as trips:
            assert anybody.get(path).status == 404
        costs.append(trips.total())
    assert costs == [2, 2, 0, 0]


def test_turned_on_and_off_it_is_seen_within_a_minute(anybody: Anybody) -> None:
    assert set_settings(anybody.service, "{}")["userErrors"] == []
    assert anybody.get().status == 404
    assert set_settings(anybody.service, SETTINGS)["userErrors"] == []
    anybody.wait(61)
    assert anybody.get().status == 200
    assert set_settings(anybody.service, "{}")["userErrors"] == []
    anybody.wait(61)
    assert anybody.get().status == 404


def test_a_product_that_is_not_there_is_warned_of(anybody: Anybody) -> None:
    done = set_settings(anybody.service, "disclosure: {products: [pay-later, pay-latter]}")
    assert done["userErrors"] == []
    [warning] = done["diagnostics"]
    assert (warning["code"], warning["place"]) == ("settings.unknown-product", "disclosure.products[2]")


def test_a_crowd_costs_the_table_nothing(anybody: Anybody) -> None:
    anybody.get()
    with counted() as trips:
        for ending in ("", ".atom", ".json"):
            for language in ("en", "zh"):
                for _ in range(5):
                    assert anybody.get(PAGE + ending, f"lang={language}").status == 200
    assert trips.total() == 0


def test_what_is_written_is_kept_up_to_a_number_of_bytes(anybody: Anybody, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = anybody.kept._shelf  # noqa: SLF001 - what is kept of pages
    for ending in ("", ".atom", ".json"):
        anybody.get(PAGE + ending)
    assert len(shelf._kept) == 3  # noqa: SLF001
    monkeypatch.setattr(shelf, "_most", len(anybody.get(PAGE).body) * 2)
    tag = anybody.get(query="lang=zh").header("etag")
    assert 1 <= len(shelf._kept) < 4  # noqa: SLF001
    assert shelf._bytes <= shelf._most  # noqa: SLF001
    assert anybody.get(query="lang=zh").header("etag") == tag


def test_strangers_looking_for_lenders_are_held_and_readers_are_not(anybody: Anybody) -> None:
    assert anybody.get().status == 200
    found = [anybody.get(f"/disclosure/lender-{number}/loan") for number in range(230)]
    statuses = [each.status for each in found]
    assert (statuses.count(404), statuses.count(503)) == (199, 31)
    assert found[-1].header("retry-after") == "1"
    assert found[-1].header("cache-control") == "no-store"
    anybody.clock.moment += timedelta(seconds=61)
    assert anybody.get().status == 200
    assert anybody.get("/disclosure/another/loan").status == 503
    anybody.wait(2)
    assert anybody.get("/disclosure/another/loan").status == 404


def test_older_pages_are_made_only_so_often(anybody: Anybody) -> None:
    for limit in range(31, 55):
        anybody.wait(1)
        anybody.publish(limit, f"change {limit}")
    anybody.wait(61)
    older = json.loads(anybody.get(f"{PAGE}.json").body)["next_url"].partition("?")[2]
    statuses = []
    for _ in range(25):
        anybody.clock.moment += timedelta(seconds=61)
        statuses.append(anybody.get(f"{PAGE}.json", older).status)
    assert (statuses.count(200), statuses.count(503)) == (20, 5)
    assert anybody.get().status == 200


@pytest.mark.parametrize("seconds", [5, 59, 61, 3600])
def test_no_cache_keeps_a_page_past_the_moment_of_a_change(anybody: Anybody, seconds: int) -> None:
    start = anybody.clock.moment + timedelta(seconds=seconds)
    anybody.publish(31, "announced", validFrom=start.isoformat())
    asked, waited = 0, 0
    while waited <= seconds:
        found = anybody.get(f"{PAGE}.json")
        status = next(
            each["_change"]["status"] for each in json.loads(found.body)["items"] if each["content_text"] == "announced"
        )
        assert status == ("COMING" if waited < seconds else "IN_FORCE")
        assert (
            anybody.clock.moment + timedelta(seconds=max_age(found)) <= max(start, anybody.clock.moment)
            or waited >= seconds
        )
        step = max(1, min(max_age(found), seconds - waited or 1))
        anybody.wait(step)
        waited += step
        asked += 1
    assert asked >= 2


def test_half_a_second_before_a_change_nothing_may_be_kept(anybody: Anybody) -> None:
    start = anybody.clock.moment + timedelta(seconds=10)
    anybody.publish(31, "announced", validFrom=start.isoformat())
    anybody.wait(9.5)
    assert max_age(anybody.get()) == 0
    anybody.wait(0.5)
    assert b"Coming</li>" not in anybody.get().body


def test_what_nobody_could_foresee_is_seen_within_a_minute(anybody: Anybody) -> None:
    ages = []
    for seconds in (0, 20, 39):
        anybody.wait(seconds)
        ages.append(max_age(anybody.get()))
    assert ages == [60, 40, 1]
    anybody.publish(31, "at once")
    anybody.wait(1)
    assert b"at once" in anybody.get().body


def test_partners_are_answered_as_before(anybody: Anybody) -> None:
    assert anybody.service.data("{ products { totalCount } }")["products"] == {"totalCount": 2}
    assert anybody.get("/disclosures").status == 404
    assert b"errors" in anybody.get("/disclosures").body
