"""A cell costs the same in a long table as in a short one: reading and checking grow with the rows alone."""

from __future__ import annotations

import gc
import time
from typing import Any

import pytest

from creditrules.dmn import check_model, read_model
from creditrules.document import read_yaml, yaml_text


def written(rows: int, *, distinct: bool) -> str:
    """A table of four columns; `distinct` where no two of its cells are alike."""
    rules: list[Any] = [
        {
            "when": [f"[{number}..{number + 1})", f"> {number if distinct else 5}", f'"A{number % 50}", "B"', "-"],
            "then": [str(number)],
        }
        for number in range(rows)
    ]
    table: Any = {"hitPolicy": "FIRST", "inputs": ["a", "b", "c", "d"], "outputs": ["e"], "rules": rules}
    facts = [{"name": name, "type": "string" if name == "c" else "number"} for name in "abcd"]
    document: Any = {"facts": facts, "decisions": [{"name": "D", "table": table}]}
    return yaml_text(document)


def seconds(text: str) -> float:
    def once() -> float:
        started = time.process_time()
        value: Any = read_yaml(text).value
        read = read_model(value)
        assert read.model is not None
        assert check_model(read.model).ok
        return time.process_time() - started

    gc.disable()  # as timeit does: what other tests have left in memory shall not be counted
    try:
        return min(once() for _ in range(3))
    finally:
        gc.enable()


@pytest.mark.parametrize("distinct", [True, False])
def test_four_times_the_rows_take_about_four_times_as_long(*, distinct: bool) -> None:
    short, long = (seconds(written(rows, distinct=distinct)) for rows in (1_000, 4_000))
    assert long < 8 * short
