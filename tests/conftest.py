"""How hypothesis looks for examples, which tests need what a machine may lack, and how skipped tests are told.

`--hypothesis-profile fresh` (`make fuzz`) looks for new ones; what it finds belongs into the test as an `@example`.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from _pytest.assertion.rewrite import (
    PYC_TAIL,
    _rewrite_test,
    _write_pyc,
    assertstate_key,
    get_cache_dir,
    try_makedirs,
)
from _pytest.runner import runtestprotocol
from hypothesis import settings
from tests.warm.data import SHARE

settings.register_profile("steady", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("fresh", max_examples=1_000, deadline=None, print_blob=True)
settings.load_profile("steady")

gc.disable()  # while tests are collected: next to nothing of what that makes can go


SHARED = Path(__file__).parents[2] / "shared"
SHOWN_AT_LEAST = 0.05
"""Seconds from which on setting a test up or taking it down can be among the slowest things of a run."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "shared(folder): reads a folder of ../shared; skipped without it, but not in CI")
    if SHARE not in os.environ:  # those that tests are spread over have it of the one that spreads them
        os.environ[SHARE] = tempfile.mkdtemp(prefix="creditrules-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(SHARE)))
    config.addinivalue_line("markers", "command(name): runs a command; skipped where there is none, but not in CI")
    if hasattr(config, "workerinput") and not sys.dont_write_bytecode:
        _rewrite_share(config, int(config.workerinput["workerid"][2:]), config.workerinput["workercount"])


def _rewrite_share(config: pytest.Config, number: int, of: int) -> None:
    """Rewrite a share of the modules that were not yet; else all processes would rewrite all of them at once."""
    for path in sorted(Path(__file__).parent.rglob("test_*.py"))[number::of]:
        folder = get_cache_dir(path)
        place = folder / f"{path.stem}{PYC_TAIL}"
        if not place.exists() and try_makedirs(folder):
            source_hash, code = _rewrite_test(path, config)
            _write_pyc(config.stash[assertstate_key], code, source_hash, place)


def pytest_collection_finish() -> None:
    """What all tests are made of stays to the end: the collector shall not walk through it each time.

    Nor through what a module keeps, after every few hundred new things: a fifth of the time of some tests.
    """
    gc.freeze()
    gc.set_threshold(100_000)
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Where tests are spread over processes, these tell of a test what is shown: three messages in place of six.

    That it was set up and taken down at once and without a fault is shown nowhere, and telling it takes longer than
    most tests.
    """
    if not hasattr(item.config, "workerinput") or item.config.get_verbosity() > 0:
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed or report.duration >= SHOWN_AT_LEAST:
            item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


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
