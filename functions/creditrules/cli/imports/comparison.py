"""What a comparison with another engine's results found, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from creditrules.cli.imports.report import counted
from creditrules.document import Plain
from creditrules.imports import Compared, Difference, Step

__all__ = ["comparison_data", "comparison_lines"]

_MOST_SHOWN = 20


def comparison_data(one: Compared) -> dict[str, Plain]:
    """All of a comparison as plain values."""
    return {
        "file": one.file,
        "model": one.model,
        "questions": Decimal(one.cases),
        "answers": Decimal(one.values),
        "equal": Decimal(one.equal),
        "passedOn": Decimal(one.passed_on),
        "skipped": Decimal(one.skipped),
        "byCause": {code: Decimal(count) for code, count in _causes(one).items()},
        "differences": [_difference(each) for each in one.differences],
        "unusedInputs": [*one.unused],
        "diagnostics": [
            {
                "severity": each.severity.value,
                "code": each.code,
                "message": each.message,
                "hint": each.hint,
                "line": None if each.line is None else Decimal(each.line),
            }
            for each in one.diagnostics
        ],
    }


def _difference(one: Difference) -> dict[str, Plain]:
    return {
        "case": one.case,
        "line": Decimal(one.line),
        "output": one.output,
        "decision": one.decision,
        "expected": one.expected,
        "got": one.got,
        "causes": [{"code": cause.code, "why": cause.why} for cause in one.causes],
        "steps": [_step(step) for step in one.steps],
    }


def _step(step: Step) -> dict[str, Plain]:
    told: dict[str, Plain] = {"decision": step.decision, "value": step.value}
    if step.is_table:
        told["rows"] = [{"row": Decimal(row), "id": name} for row, name in step.rows]
        told["nearMisses"] = [*step.near]
    return told


def _causes(one: Compared) -> Counter[str]:
    """How many differences have what as their first cause; "" where none is known."""
    return Counter(each.causes[0].code if each.causes else "" for each in one.differences)


def comparison_lines(one: Compared) -> Iterator[str]:
    """The counts, and the first differences with how our answer came about."""
    yield f"{one.file} against {one.model or 'no model'}: {_counts(one)}"
    for code, count in _causes(one).most_common():
        yield f"  {count} × {code or 'no known cause'}"
    for each in one.differences[:_MOST_SHOWN]:
        yield from _told(one.file, each)
    if len(one.differences) > _MOST_SHOWN:
        yield f"  … and {len(one.differences) - _MOST_SHOWN} more; --report json has all."
    if one.unused:
        yield f"  Inputs that the model does not ask for: {', '.join(one.unused[:10])}"


def _counts(one: Compared) -> str:
    parts = [counted(one.cases, "question"), counted(one.values, "answer")]
    parts += [f"{one.equal} equal", f"{len(one.differences)} different"]
    parts += [f"{one.passed_on} only given back"] if one.passed_on else []
    parts += [f"{one.skipped} without an answer"] if one.skipped else []
    return ", ".join(parts)


def _told(file: str, one: Difference) -> Iterator[str]:
    line = f":{one.line}" if one.line else ""
    name = f" {one.case}:" if one.case else ""
    yield f"  {file}{line}{name} {one.output or one.decision} was {one.expected}, here it is {one.got}"
    yield from (f"    {cause.why} [{cause.code}]" for cause in one.causes)
    yield from (f"    {_line(step)}" for step in one.steps)


def _line(step: Step) -> str:
    if not step.is_table:
        return f"{step.decision} = {step.value}"
    if not step.rows:
        near = f" ({'; '.join(step.near)})" if step.near else ""
        return f"{step.decision} = {step.value}, by no row{near}"
    rows = ", ".join(f"{row} ({name})" if name else str(row) for row, name in step.rows)
    return f"{step.decision} = {step.value}, by row {rows}"
