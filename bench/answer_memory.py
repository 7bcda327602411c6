"""Memory over warm questions: resident after some, and after ten times as many; flat once caches are full.

    .venv/bin/python bench/answer_memory.py [QUESTIONS]      10,000 unless said; the status is 1 where it grows

Every question is about another applicant, every other one names its subject, and some of the facts are left out of each
third, so that what is kept of applicants who lack facts grows as well. Twenty partners ask in turn.
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from random import Random
from typing import Any

from answer_lender import Asked, serving
from rich.console import Console

from creditrules.auth import Role

PARTNERS = 20
LEFT_OUT = 0.08
MOST_GROWTH = 0.1
"""As a part of what is resident after the first tenth."""
FACTS: dict[str, tuple[int, int]] = {
    "age": (18, 80),
    "creditScore": (350, 950),
    "monthlyIncome": (1_000, 40_000),
    "otherCreditLines": (0, 90_000),
    "deviceRiskScore": (0, 100),
    "recentApplications": (0, 12),
    "cashOutSuspicion": (0, 100),
    "overdueDays": (0, 3),
    "purchasePrice": (100, 9_000),
    "downPayment": (0, 100),
}


def resident() -> float:
    """Megabytes, of which the kernel knows."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def person(drawn: Random, usual: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    """An applicant. whole: whether all facts are there."""
    facts = {**usual, **{name: drawn.randint(*between) for name, between in FACTS.items()}}
    return facts if whole else {name: value for name, value in facts.items() if drawn.random() >= LEFT_OUT}


def asked_of(asked: Asked, questions: int) -> list[tuple[int, float]]:
    """By the number of questions that were answered, what was resident."""
    drawn, found = Random(7), list[tuple[int, float]]()
    tokens = [asked.tokens.issue(Role.PARTNER, f"partner {number}") for number in range(PARTNERS)]
    for number in range(questions + 1):
        facts = person(drawn, asked.facts, whole=number % 3 > 0)
        event = asked.event(asked.products, facts)
        event["headers"]["authorization"] = f"Bearer {tokens[number % PARTNERS]}"
        if number % 2:
            body = json.loads(event["body"])
            body["variables"]["input"]["subject"] = f"customer {number}"
            event["body"] = json.dumps(body)
        response = asked.handler(event, None)
        assert response["statusCode"] == 200, response
        assert '"errors"' not in response["body"], response
        if number and number % (questions // 10) == 0:
            gc.collect()
            found.append((number, resident()))
    return found


def print_answer_memory(console: Console, questions: int = 10_000) -> list[str]:
    """One line a tenth; what is missed."""
    console.print("\nResident over questions about applicants who are all different, a third of them lacking facts:\n")
    with serving() as asked:
        found = asked_of(asked, questions)
    for number, megabytes in found:
        console.print(f"  after {number:6,} questions {megabytes:6.1f} MB")
    growth = found[-1][1] / found[0][1] - 1
    word = "met   " if growth <= MOST_GROWTH else "MISSED"
    console.print(f"  {word} growth from the first tenth on: {growth:.1%} (bar: at most {MOST_GROWTH:.0%})")
    return [] if growth <= MOST_GROWTH else ["memory over questions"]


def main() -> None:
    """The status is 1 where it grows."""
    questions = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    sys.exit(1 if print_answer_memory(Console(highlight=False, width=120), questions) else 0)


if __name__ == "__main__":
    main()
