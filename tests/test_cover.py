"""What `make cover` prints: packages added up, and never "all" where something is missing."""

from __future__ import annotations

from typing import Any

from cover import by_package, percent, table  # type: ignore[import-not-found]


def file(lines: int, covered: int) -> dict[str, Any]:
    counts = {"num_statements": lines, "covered_lines": covered, "num_branches": 0, "covered_branches": 0}
    return {"summary": counts}


def test_files_of_a_package_are_added_up_and_the_sum_of_all_is_last() -> None:
    files = {
        "functions/creditrules/rules/a.py": file(10, 10),
        "functions/creditrules/rules/deeper/b.py": file(30, 20),
        "functions/creditrules/clock.py": file(5, 0),
    }
    printed = [line.split() for line in table(by_package(files))]
    assert printed[1:] == [
        ["clock.py", "5", "0.0", "0", "-"],
        ["rules", "40", "75.0", "0", "-"],
        ["all", "45", "66.6", "0", "-"],
    ]


def test_a_hundred_percent_is_said_of_nothing_less() -> None:
    assert percent(9_999, 10_000) == "99.9"
    assert percent(10_000, 10_000) == "100.0"
    assert percent(0, 0) == "-"
