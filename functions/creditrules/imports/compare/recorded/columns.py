"""Questions and answers in CSV: one a row, a column for each value."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from creditrules.errors import Diagnostic, Severity
from creditrules.imports.compare.recorded.asked import MOST_CASES, Asked, Recorded, Written, refused
from creditrules.records import dataclass

__all__ = ["Names", "read_columns"]

_PREFIXES = {
    "input:": "input",
    "expected result:": "expected",
    "expected:": "expected",
    "output:": "output",
    "result:": "output",
}
_LABELS = frozenset({"scenario", "name", "case", "id", "description"})
_FAILED = frozenset({"error", "error?"})


@dataclass(frozen=True, slots=True)
class Names:
    """What the model calls its facts and what it answers with."""

    inputs: frozenset[str] = frozenset()
    outputs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Column:
    at: int
    name: str


def read_columns(data: bytes, names: Names, renamed: Mapping[str, str]) -> Recorded:
    """Columns "Input: x", "Expected: x" and "Result: x"; or those that bear the names of facts and outputs.

    renamed: a fact or an output by the heading of its column, where they differ. An empty cell says nothing: a fact
    that was not given, an answer that was not recorded. Where a result and what was expected are both there, the result
    counts, for it is what the other engine answered.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return refused("The file is not UTF-8 text.", "In Excel, save it as CSV UTF-8.")
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = list(_rows(text, separator))
    except csv.Error as error:
        return refused(f"This is no CSV: {error}.")
    if len(rows) > MOST_CASES + 1:
        return refused(f"There are more than {MOST_CASES} rows.", "Compare them in parts.")
    if not rows:
        return refused("The file has no rows.")
    head = [cell.strip() for cell in rows[0][1]]
    kinds = _kinds(head, names, renamed)
    if not kinds["input"] or not (kinds["expected"] or kinds["output"]):
        hint = (
            'Call columns "Input: income" and "Result: decision", or by the names of facts and decisions; '
            "--column 'HEADING=NAME' says which is which."
        )
        return refused("There are no columns of facts, or none of answers, in this CSV.", hint, 1)
    told = _ignored(head, kinds)
    return Recorded(tuple(_asked(line, cells, kinds) for line, cells in rows[1:] if any(cells)), told)


def _rows(text: str, separator: str) -> Iterable[tuple[int, Sequence[str]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _kinds(head: Sequence[str], names: Names, renamed: Mapping[str, str]) -> dict[str, list[_Column]]:
    kinds: dict[str, list[_Column]] = {"input": [], "expected": [], "output": [], "name": [], "failed": []}
    for at, heading in enumerate(head):
        kind, name = _kind(renamed.get(heading, heading), names)
        if kind:
            kinds[kind].append(_Column(at, name))
    return kinds


def _kind(heading: str, names: Names) -> tuple[str, str]:
    low = heading.casefold()
    for prefix, kind in _PREFIXES.items():
        if low.startswith(prefix):
            return kind, heading[len(prefix) :].strip()
    root = heading.partition(".")[0]
    if heading in names.inputs or root in names.inputs:
        return "input", heading
    if heading in names.outputs or root in names.outputs:
        return "output", heading
    return ("name" if low in _LABELS else "failed" if low in _FAILED else ""), heading


def _ignored(head: Sequence[str], kinds: Mapping[str, Sequence[_Column]]) -> tuple[Diagnostic, ...]:
    used = {column.at for columns in kinds.values() for column in columns}
    left = [heading for at, heading in enumerate(head) if at not in used and heading]
    if not left:
        return ()
    message = f"Columns that are not compared: {', '.join(left[:10])}{', …' if len(left) > 10 else ''}."  # noqa: PLR2004
    return (Diagnostic("compare.column", message, line=1, column=1, severity=Severity.WARNING),)


def _asked(line: int, cells: Sequence[str], kinds: Mapping[str, Sequence[_Column]]) -> Asked:
    def given(kind: str) -> dict[str, object]:
        found = {column.name: cells[column.at] for column in kinds[kind] if column.at < len(cells)}
        return {name: Written(text) for name, text in found.items() if text.strip()}

    name = next((cells[column.at] for column in kinds["name"] if column.at < len(cells)), "")
    return Asked(name, given("input"), given("expected") | given("output"), line, failed=bool(given("failed")))
