"""GraphiQL: served from the package alone, to browsers on this machine alone, and working in a real one."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from creditrules.api import AsgiApp, Graphiql, Request, Response

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "host": "127.0.0.1:8000"}
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PATIENCE = 60.0
ON_PIPES = """
import os, sys
os.dup2(int(sys.argv[1]), 63)
os.dup2(int(sys.argv[2]), 64)
os.dup2(63, 3)
os.dup2(64, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""The browser reads its protocol from descriptor 3 and writes it to 4."""


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


@contextmanager
def serving(app: AsgiApp) -> Iterator[str]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


class Browser:
    """Chromium over the pipe of its debugging protocol."""

    def __init__(self, profile: Path) -> None:
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()
        command = [sys.executable, "-c", ON_PIPES, str(to_browser), str(from_browser), str(CHROMIUM)]
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
        options += ["--remote-debugging-pipe", f"--user-data-dir={profile}", "--window-size=1400,900", "about:blank"]
        self._process = subprocess.Popen(
            [*command, *options],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._buffer = b""
        self._number = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []

    def open(self, url: str) -> None:
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Page.navigate", url=url)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            received = self._receive()
            if received.get("id") == self._number:
                assert "error" not in received, received
                result: dict[str, Any] = received["result"]
                return result
            self.events.append(received)

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            part = os.read(self._in, 1 << 16)
            assert part, "the browser has gone"
            self._buffer += part
        message, _, self._buffer = self._buffer.partition(b"\0")
        received: dict[str, Any] = json.loads(message)
        return received

    def evaluate(self, script: str) -> Any:
        return self.call("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def wait_for(self, script: str) -> Any:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            value = self.evaluate(script)
            if value:
                return value
            time.sleep(0.1)
        raise AssertionError(f"{script} did not come true; the page shows {self.evaluate('document.body.innerText')!r}")

    def urls(self) -> list[str]:
        requests = [event["params"]["request"]["url"] for event in self.of("Network.requestWillBeSent")]
        return [url for url in requests if not url.startswith(("data:", "about:", "blob:"))]

    def of(self, method: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event.get("method") == method]

    def close(self) -> None:
        with suppress(OSError, AssertionError):
            self._session = None
            self.call("Browser.close")
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
        os.close(self._out)
        os.close(self._in)


@pytest.mark.skipif(CHROMIUM is None and "CI" not in os.environ, reason="no chromium on this machine")
def test_the_page_works_in_a_browser_without_the_internet(lender: Any, tmp_path: Path) -> None:
    assert CHROMIUM, "CI needs chromium"
    application = replace(lender.application, page=Graphiql(token="partner"))
    with serving(AsgiApp(application, threads=True)) as url:
        browser = Browser(tmp_path / "profile")
        try:
            browser.open(url)
            browser.wait_for("!!document.querySelector('.graphiql-execute-button')")
            browser.wait_for("document.querySelector('.graphiql-query-editor')?.innerText.includes('products')")
            browser.evaluate("document.querySelector('.graphiql-execute-button').click()")
            answer = browser.wait_for("document.querySelector('.result-window')?.innerText.match(/pay-later/)?.[0]")
            picture = base64.b64decode(browser.call("Page.captureScreenshot")["data"])
            asked, faults = browser.urls(), browser.of("Runtime.exceptionThrown") + browser.of("Log.entryAdded")
        finally:
            browser.close()
    (tmp_path / "graphiql.png").write_bytes(picture)
    assert answer == "pay-later"
    assert asked
    assert [each for each in asked if not each.startswith(url)] == []
    assert faults == []
