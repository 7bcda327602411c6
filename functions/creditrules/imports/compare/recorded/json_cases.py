"""Questions and answers in JSON: lines, a list, or the tests that a decision graph carries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from creditrules.document import Document, DocumentLimits, read_json
from creditrules.errors import Diagnostic
from creditrules.imports.compare.recorded.asked import MOST_CASES, Asked, Recorded, refused

__all__ = ["read_json_cases", "read_json_lines"]

_INPUTS = ("input", "inputs", "facts", "context", "variables")
_OUTPUTS = ("output", "outputs", "expected", "result", "results", "decisions")
_NAMES = ("name", "id", "description")
_LIMITS = DocumentLimits(size=64 * 1024 * 1024, nodes=5_000_000)
_SHAPE = 'Each is {"input": {…}, "output": {…}}; "facts" and "expected" are the same.'


def read_json_cases(data: bytes) -> Recorded:
    """A list of questions with their answers, one of them, or the `tests` of a graph."""
    document = read_json(data, _LIMITS)
    if not document.ok:
        return Recorded(diagnostics=document.diagnostics)
    value = document.value
    path: tuple[str, ...] = ()
    if isinstance(value, dict) and isinstance(value.get("tests"), list):
        value, path = value["tests"], ("tests",)
    elif isinstance(value, dict):
        if "nodes" in value:
            return refused("The decision graph carries no tests.", "Give the results in a file of their own.")
        value = [value]
    if not isinstance(value, list):
        return refused("There are no questions and answers in this JSON.", _SHAPE)
    lines = ((document.positions.get((*path, at), (1, 1))[0], each) for at, each in enumerate(value))
    return _cases(lines)


def read_json_lines(data: bytes) -> Recorded:
    """One question with its answer a line."""
    documents = [(number, read_json(line)) for number, line in enumerate(data.splitlines(), 1) if line.strip()]
    wrong = [_at(number, document) for number, document in documents if not document.ok]
    if wrong:
        return Recorded(diagnostics=tuple(wrong[:100]))
    return _cases((number, document.value) for number, document in documents)


def _at(number: int, document: Document) -> Diagnostic:
    first = document.diagnostics[0]
    return Diagnostic(first.code, first.message, first.hint, line=number, column=first.column)


def _cases(values: Iterable[tuple[int, object]]) -> Recorded:
    asked: list[Asked] = []
    for line, value in values:
        if len(asked) >= MOST_CASES:
            return refused(f"There are more than {MOST_CASES} questions.", "Compare them in parts.", line)
        one = _case(line, value)
        if one is None:
            return refused("This is no question with its answer.", _SHAPE, line)
        asked.append(one)
    return Recorded(tuple(asked))


def _case(line: int, value: object) -> Asked | None:
    if not isinstance(value, Mapping):
        return None
    given = next((value[key] for key in _INPUTS if key in value), None)
    key = next((key for key in _OUTPUTS if key in value), "")
    if not isinstance(given, Mapping) or not key:
        return None
    answer = value[key]
    outputs = answer if isinstance(answer, Mapping) else {"": answer}
    name = next((str(value[key]) for key in _NAMES if key in value), "")
    return Asked(name, given, outputs, line, failed=bool(value.get("error")))
