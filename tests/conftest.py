"""How hypothesis looks for examples, which tests need what a machine may lack, and how skipped tests are told.

`--hypothesis-profile fresh` (`make fuzz`) looks for new ones; what it finds belongs into the test as an `@example`.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings
from tests.warm.data import SHARE

settings.register_profile("steady", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("fresh", max_examples=1_000, deadline=None, print_blob=True)
settings.load_profile("steady")

gc.disable()  # while tests are collected: next to nothing of what that makes can go


SHARED = Path(__file__).parents[2] / "shared"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "shared(folder): reads a folder of ../shared; skipped without it, but not in CI")
    if SHARE not in os.environ:  # those that tests are spread over have it of the one that spreads them
        os.environ[SHARE] = tempfile.mkdtemp(prefix="creditrules-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(SHARE)))
    config.addinivalue_line("markers", "command(name): runs a command; skipped where there is none, but not in CI")


def pytest_collection_finish() -> None:
    """What all tests are made of stays to the end: the collector shall not walk through it each time.

    Nor through what a module keeps, after every few hundred new things: a fifth of the time of some tests.
    """
    gc.freeze()
    gc.set_threshold(100_000)
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("shared"):
        [folder] = mark.args
        if not (SHARED / folder).is_dir() and "CI" not in os.environ:
            pytest.skip(f"../shared/{folder} is not there")
    for mark in item.iter_markers("command"):
        [name] = mark.args
        if shutil.which(name) is None and "CI" not in os.environ:
            pytest.skip(f"no {name} on this machine")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Each reason once, with how many tests it kept from running; pytest has a line for every test function."""
    reports = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in reports if report.longrepr)
    for reason, tests in sorted(reasons.items()):
        terminalreporter.write_line(f"SKIPPED [{tests}] {reason}")
