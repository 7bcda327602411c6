"""Chromium as tests drive it, and a service for it to look at."""

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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from creditrules.api import AsgiApp

__all__ = ["IN_A_BROWSER", "Browser", "opened", "serving"]

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

IN_A_BROWSER = pytest.mark.skipif(CHROMIUM is None and "CI" not in os.environ, reason="no chromium on this machine")
"""Before tests that are about what a browser makes of a page, which nothing else can say.

`.ci/run` fetches Chromium, and there they run or fail. A newcomer's machine may have none: then they are left out, and
said to be.
"""


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

    def awaited(self, script: str) -> Any:
        """What a promise comes to."""
        told = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def look(self, width: int, height: int, media: Mapping[str, str]) -> None:
        """See the page in a window of that size, with these media features; `media` itself is the type."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500
        )
        features = [{"name": name, "value": value} for name, value in media.items() if name != "media"]
        self.call("Emulation.setEmulatedMedia", media=media.get("media", ""), features=features)

    def picture(self, *, whole: bool = True) -> bytes:
        """What is seen, to the end of the page."""
        return base64.b64decode(self.call("Page.captureScreenshot", captureBeyondViewport=whole)["data"])

    def press(self, key: str, code: int, text: str = "") -> None:
        """A key of the keyboard, down and up. text: what it writes."""
        for kind in ("keyDown" if text else "rawKeyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, text=text)

    def faults(self) -> list[dict[str, Any]]:
        """What the browser complained of, policies that were broken among it."""
        return self.of("Runtime.exceptionThrown") + self.of("Log.entryAdded")

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


@contextmanager
def opened(profile: Path) -> Iterator[Browser]:
    """A browser, closed at the end."""
    assert CHROMIUM, "CI needs chromium"
    browser = Browser(profile)
    try:
        yield browser
    finally:
        browser.close()
