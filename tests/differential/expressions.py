"""Expressions where engines differ, each with the value that the specification gives it: files of `expressions/`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from other_engines import DIGITS, answered, ask, same, written  # type: ignore[import-not-found]

from creditrules.feel import Date, DateTime, Run, Time, Value, check_expression, compile_expression, parse_expression

FOLDER = Path(__file__).with_name("expressions")


@dataclass(frozen=True)
class Case:
    """One line. topic: the heading above it, with the clause."""

    file: str
    topic: str
    text: str
    expected: str


@cache
def cases() -> tuple[Case, ...]:
    """Every line of every file."""
    return tuple(_cases())


def _cases() -> Iterator[Case]:
    for file in sorted(FOLDER.glob("*.txt")):
        topic = ""
        for line in file.read_text("utf-8").splitlines():
            if line.startswith("## "):
                topic = line.removeprefix("## ")
            elif line.strip() and not line.startswith("#"):
                text, _, expected = line.rpartition(" => ")
                yield Case(file.stem, topic, text, expected)


def value_of(text: str) -> Value:
    """Our value of an expression without variables."""
    checked = check_expression(parse_expression(text), {})
    return compile_expression(checked)(Run(DateTime(Date(2026, 1, 1), Time(0, None)), 100_000), {})


def differences(engine: str) -> dict[str, str]:
    """Expression and the engine's answer as text, where that is not the expected value."""
    answers: list[dict[str, Any]] = ask(engine, [{"expression": case.text} for case in cases()])
    digits = DIGITS.get(engine, 34)
    pairs = zip(cases(), map(answered, answers), strict=True)
    return {case.text: written(theirs) for case, theirs in pairs if not same(value_of(case.expected), theirs, digits)}
