"""Types each of which has the one before in it twice: of forty a checker would never come back."""

from __future__ import annotations

from typing import Any

from creditrules.dmn import check_model, read_model
from creditrules.errors import Diagnostic

LENGTH = 40


def found(document: dict[str, Any]) -> tuple[Diagnostic, ...]:
    read = read_model(document)
    assert read.model is not None, read.diagnostics
    return tuple(check_model(read.model).diagnostics)


def test_contexts_that_double_are_anything_and_messages_of_them_are_short() -> None:
    decisions = [{"name": "d0", "expression": "{x: 1}"}]
    decisions += [{"name": f"d{i}", "expression": f"{{x: d{i - 1}, y: d{i - 1}}}"} for i in range(1, LENGTH)]
    decisions += [{"name": "same", "expression": "d9 = 1"}, {"name": "deep", "expression": f"d{LENGTH - 1}.x.x = 1"}]
    wrong = found({"name": "m", "decisions": decisions})
    assert "feel.comparison" in {each.code for each in wrong}
    assert all(len(each.message) < 5_000 for each in wrong)


def test_types_that_double_are_refused() -> None:
    doubled = [
        {"name": f"T{i}", "entries": [{"name": name, "type": f"T{i - 1}"} for name in "xy"]} for i in range(1, LENGTH)
    ]
    types = [{"name": "T0", "type": "number"}, *doubled]
    fact = {"name": "a", "type": f"T{LENGTH - 1}"}
    decision = {"name": "d", "expression": "a.x.y.x = 1"}
    wrong = found({"name": "m", "types": types, "facts": [fact], "decisions": [decision]})
    assert "dmn.too-large" in {each.code for each in wrong}
