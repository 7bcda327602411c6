"""How much of each package the tests run: lines and branches, from a report of `coverage json`. For `make cover`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path, PurePath
from typing import Any

ROOM = ("functions", "creditrules")
COUNTS = ("num_statements", "covered_lines", "num_branches", "covered_branches")


def by_package(files: dict[str, Any]) -> dict[str, Counter[str]]:
    """The counts of all files, added up by package; files beside the packages by their own name."""
    found: dict[str, Counter[str]] = {}
    for name, file in files.items():
        parts = PurePath(name).parts
        package = parts[len(ROOM)] if parts[: len(ROOM)] == ROOM else name
        found.setdefault(package, Counter()).update({count: file["summary"][count] for count in COUNTS})
    return dict(sorted(found.items()))


def percent(covered: int, of: int) -> str:
    """With one decimal; never 100.0 where something is missing."""
    return "-" if not of else f"{covered * 1000 // of / 10:.1f}"


def table(packages: dict[str, Counter[str]]) -> list[str]:
    """One line a package, and their sum."""
    total: Counter[str] = sum(packages.values(), Counter())
    lines = [f"{'':16}{'lines':>8}{'%':>8}{'branches':>10}{'%':>8}"]
    for name, counts in (*packages.items(), ("all", total)):
        statements, covered, branches, taken = (counts[count] for count in COUNTS)
        figures = f"{statements:>8,}{percent(covered, statements):>8}{branches:>10,}{percent(taken, branches):>8}"
        lines.append(f"{name:16}{figures}")
    return lines


if __name__ == "__main__":
    report = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    sys.stdout.writelines(f"{line}\n" for line in table(by_package(report["files"])))
