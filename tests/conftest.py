"""How hypothesis looks for examples, and how skipped tests are told.

`--hypothesis-profile fresh` (`make fuzz`) looks for new ones; what it finds belongs into the test as an `@example`.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("fresh", max_examples=1_000, deadline=None, print_blob=True)
settings.load_profile("steady")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Each reason once, with how many tests it kept from running; pytest has a line for every test function."""
    reports = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in reports if report.longrepr)
    for reason, tests in sorted(reasons.items()):
        terminalreporter.write_line(f"SKIPPED [{tests}] {reason}")
