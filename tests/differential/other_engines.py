"""Other engines of DMN and FEEL, built by .ci/engines.sh, asked in one process each: questions in, answers out."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from creditrules.feel import (
    Date,
    DateTime,
    DaysDuration,
    Function,
    MonthsDuration,
    Range,
    Time,
    Value,
    literal,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)

EXPRESSIONS = ("feel-scala", "feelin", "jdmn", "kie")
MODELS = ("camunda7", "dmn-scala", "jdmn", "kie")
# How many digits of a number an engine is asked for. FEEL has 34 (DMN 1.5, 10.3.2.3.1); these reckon with doubles.
EXACT = 34
DIGITS = {"feelin": 14, "camunda7": 14, "dmn-scala": 14}
SECONDS = 240
ROOM = 10_000
PARSERS: Mapping[str, Callable[[str], Value]] = {
    "number": Decimal,
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "days and time duration": parse_duration,
    "years and months duration": parse_duration,
}


@dataclass(frozen=True)
class Refused:
    """An expression or a model that an engine does not read or run; its words are not compared."""

    why: str = ""


@dataclass(frozen=True)
class Foreign:
    """A value that is none of FEEL: what an engine calls it."""

    text: str


def folder() -> Path:
    """Where the engines stand; a test that wants them is skipped without. CI has a step that runs them all."""
    if "ENGINES" not in os.environ:
        pytest.skip("other engines are not there: .ci/engines.sh fetches them and runs a command with them")
    return Path(os.environ["ENGINES"])


def ask(engine: str, questions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The answers of an engine, as they came over the wire; a question that ends its process is refused."""
    answers: list[dict[str, Any]] = []
    while len(answers) < len(questions):
        lines = "".join(json.dumps(question) + "\n" for question in questions[len(answers) :])
        program = [folder() / engine / "answer"]
        done = subprocess.run(program, input=lines, capture_output=True, text=True, timeout=SECONDS, check=False)
        answers += map(json.loads, done.stdout.splitlines())
        if len(answers) < len(questions):
            assert done.returncode, (engine, done.stderr[-2000:])
            answers.append({"refused": "its process ended"})
    return answers


def answered(answer: Mapping[str, Any]) -> Any:
    """The value of one answer in our own kinds."""
    return Refused(answer["refused"]) if "refused" in answer else read_value(answer["value"])


def read_value(wire: Any) -> Any:
    """A value that came over the wire."""
    if isinstance(wire, list):
        return [read_value(item) for item in wire]
    if not isinstance(wire, dict):
        return wire
    [(kind, content)] = wire.items()
    if kind == "context":
        return {name: read_value(entry) for name, entry in content.items()}
    if kind == "range":
        start, low, high, end = content
        return Range(read_value(low), read_value(high), start == "[", end == "]")
    if kind in PARSERS:
        read = PARSERS[kind](with_seconds(content))
        whole = read is not None and not (isinstance(read, Decimal) and not read.is_finite())
        return read if whole else Foreign(f"{kind} {content}")
    return Foreign(f"{kind} {content}" if content else kind)


def with_seconds(text: str) -> str:
    """Java leaves seconds out of a time where they are none."""
    return re.sub(r"(^|T)(\d\d:\d\d)(?=$|[-+Z@])", r"\1\2:00", text)


def same(ours: Any, theirs: Any, digits: int = EXACT) -> bool:
    """Whether two answers are the same; a refusal is what DMN calls null (10.3.4, a failed expression is null)."""
    if ours is None or isinstance(theirs, Refused):
        return ours is None and (theirs is None or isinstance(theirs, Refused))
    if isinstance(ours, Function):
        return isinstance(theirs, Function) or theirs == Foreign("function")
    if isinstance(ours, bool) or type(ours) is not type(theirs):
        return ours is theirs
    if isinstance(ours, Decimal):
        return ours == theirs or (digits < EXACT and abs(ours - theirs) <= abs(ours).scaleb(-digits))
    if isinstance(ours, list):
        return len(ours) == len(theirs) and all(same(*pair, digits) for pair in zip(ours, theirs, strict=True))
    if isinstance(ours, dict):
        return ours.keys() == theirs.keys() and all(same(ours[name], theirs[name], digits) for name in ours)
    return written(ours) == written(theirs)


def written(value: Any) -> str:
    """An answer as the text of one line."""
    match value:
        case Refused():
            return "refused"
        case Foreign():
            return f"<{value.text}>"
        case list():
            return f"[{', '.join(map(written, value))}]"
        case dict():
            return f"{{{', '.join(f'{name}: {written(entry)}' for name, entry in value.items())}}}"
        case Date() | Time() | DateTime() | DaysDuration() | MonthsDuration() | Range() | _:
            return literal(value, ROOM) or "<long>"


def on_wire(value: Value) -> Any:
    """A value to send."""
    match value:
        case None | bool() | str():
            return value
        case Decimal():
            return {"number": str(value)}
        case list():
            return [on_wire(item) for item in value]
        case dict():
            return {"context": {name: on_wire(entry) for name, entry in value.items()}}
    kinds = {Date: "date", Time: "time", DateTime: "date and time"}
    durations = {DaysDuration: "days and time duration", MonthsDuration: "years and months duration"}
    kind = (kinds | durations)[type(value)]
    return {kind: (literal(value, ROOM) or "").partition('"')[2].rpartition('"')[0]}
