"""The function of public pages: what anybody gets of it, and that it can do nothing but read."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest
from infra.deployment.description import read_description
from tests.handlers.deployed import ENVIRONMENT, deployed
from tests.handlers.public_function import NEEDED, PAGE, asked, public_function, started

from creditrules.config import BadSettings, read_public_settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def function() -> Iterator[ModuleType]:
    with deployed(), public_function() as module:
        yield module


def test_anybody_gets_the_page_and_the_feeds(function: ModuleType) -> None:
    status, headers, page = asked(function.handler, f"{PAGE}?lang=en")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "Change of the rules set by regulation" in page.decode()
    assert "strict-transport-security" in headers
    status, headers, feed = asked(function.handler, f"{PAGE}.json", accept_language="zh")
    assert (status, headers["content-language"]) == (200, "zh")
    assert [each["content_text"] for each in json.loads(feed)["items"]] == ["已变更。", "已变更。"]
    status, headers, feed = asked(function.handler, f"{PAGE}.atom", accept_encoding="gzip")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert ET.fromstring(gzip.decompress(feed)).tag.endswith("feed")  # noqa: S314 - our own


def test_who_has_it_is_told_so_and_a_head_has_no_body(function: ModuleType) -> None:
    _, headers, page = asked(function.handler, PAGE)
    status, again, body = asked(function.handler, PAGE, if_none_match=headers["etag"])
    assert (status, body, again["etag"]) == (304, b"", headers["etag"])
    status, head, body = asked(function.handler, PAGE, "HEAD")
    assert (status, body, head["content-length"]) == (200, b"", str(len(page)))


@pytest.mark.parametrize("path", ["/disclosure/acme/other", "/disclosure/zenith/loan", "/graphql", "/health", "/"])
def test_there_is_nothing_else(function: ModuleType, path: str) -> None:
    assert asked(function.handler, path)[0] == 404


def test_a_table_that_does_not_answer_is_told_and_not_kept(function: ModuleType) -> None:
    nowhere = {"CREDITRULES_ENDPOINT": "http://127.0.0.1:1", "CREDITRULES_MAX_STORE_SECONDS": "1"}
    with started(**nowhere) as cut:
        status, headers, body = asked(cut.handler, PAGE)
    assert (status, headers["cache-control"]) == (503, "no-store")
    assert json.loads(body)["errors"][0]["extensions"]["code"] == "STORE_UNAVAILABLE"


def test_it_is_told_what_it_needs_and_no_more() -> None:
    told = {each: ENVIRONMENT[each] for each in NEEDED}
    settings = read_public_settings(told)
    assert ENVIRONMENT["CREDITRULES_CURSOR_SECRET"] not in repr(settings)
    with pytest.raises(BadSettings) as found:
        read_public_settings({})
    missing = ["CREDITRULES_TABLE", "CREDITRULES_REGION", "CREDITRULES_CURSOR_SECRET"]
    assert [line.split()[0] for line in str(found.value).splitlines()] == missing
    described = read_description().functions["disclosure"]
    assert set(described["environment"]) == {"CREDITRULES_TABLE", "CREDITRULES_CURSOR_SECRET"}
    assert "authorizer" not in described["events"][0]["httpApi"]


def test_it_starts_without_what_verifies_decrypts_and_answers_graphql() -> None:
    without = {"jwt", "cryptography", "strawberry", "sqlite3", "asyncio", "mangum", "creditrules.api.schema.built"}
    code = f"import sys, creditrules.handlers.disclosure; found = {without} & set(sys.modules); assert not found, found"
    told = {each: ENVIRONMENT[each] for each in NEEDED}
    keys = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "PATH": os.environ["PATH"]}
    environment = told | keys | {"PYTHONPATH": str(ROOT / "functions")}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
