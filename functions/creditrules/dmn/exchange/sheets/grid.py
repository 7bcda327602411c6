"""A decision table as a grid of texts, the same for CSV and for a sheet of a workbook.

    decision       | Risk
    hit policy     | FIRST                       further: aggregation, type, label (one each language), description
    columns        | input | input | output | note
    expression     | age   | score | risk   |      an output's is its name
    label          | Age   |       |        |      label, type, allowed values and default stand where anything does
    type           | number| number| string |
    allowed values |       |       | "A","B"|
    default        |       |       | "A"    |
    rules          |
    young          | < 18  | -     | "B"    | Majority is at 18.

Under "rules" the first column has the rules' ids. Cells are FEEL; a blank condition matches anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from creditrules.dmn.exchange.documents.read import read_model
from creditrules.dmn.exchange.sheets.doubts import Spelling, as_feel, hides_characters, suspicion
from creditrules.dmn.model.boxed import DecisionTable
from creditrules.dmn.model.definitions import Decision, Model
from creditrules.errors import Diagnostic, Severity
from creditrules.records import dataclass, field

__all__ = ["Grid", "GridRead", "grid_kinds", "grid_row", "read_grid", "table_grid"]

Grid = list[list[str]]

_HEAD: Final = {
    "decision": "name",
    "hit policy": "hitPolicy",
    "aggregation": "aggregation",
    "type": "type",
    "description": "description",
}
_COLUMN: Final = {"label": "label", "type": "type", "allowed values": "allowedValues", "default": "default"}
_KINDS: Final = ("input", "output", "note")
_MAX_COLUMNS: Final = 1_000
_MAX_ROWS: Final = 100_000


@dataclass(frozen=True, slots=True)
class GridRead:
    """The decision in a grid; None when a diagnostic is an error.

    places: the cells that places in the model mean: "row 5, column 2", counted from 1, or what the caller calls them.
    """

    decision: Decision | None
    diagnostics: tuple[Diagnostic, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)


def table_grid(decision: Decision, table: DecisionTable) -> Grid:
    """The grid of a decision that is a table."""
    head = {"decision": decision.name, "hit policy": str(table.hit_policy), "aggregation": str(table.aggregation or "")}
    head |= {f"label {language}".strip(): text for language, text in decision.label.items()}
    head |= {"type": decision.type or table.type, "description": decision.description}
    rows = [[key, text] for key, text in head.items() if text]
    inputs, outputs = table.inputs, table.outputs
    blank = [""] * len(inputs)
    rows.append(["columns", *["input"] * len(inputs), *["output"] * len(outputs), "note"])
    rows.append(["expression", *(one.expression for one in inputs), *(one.name for one in outputs)])
    columns = {
        "label": [*(one.label for one in inputs), *(one.label for one in outputs)],
        "type": [*(one.type for one in inputs), *(one.type for one in outputs)],
        "allowed values": [*(one.allowed_values for one in inputs), *(one.allowed_values for one in outputs)],
        "default": [*blank, *(one.default for one in outputs)],
    }
    rows += ([key, *texts] for key, texts in columns.items() if any(texts))
    rows.append(["rules"])
    rows += (
        [rule.id or "", *(cell if cell.strip() else "-" for cell in rule.when), *rule.then, rule.note]
        for rule in table.rules
    )
    width = len(inputs) + len(outputs) + 2
    return [[*row, *[""] * (width - len(row))] for row in rows]


def grid_row(rows: Sequence[Sequence[str]], key: str) -> int | None:
    """The first row whose first cell is this word."""
    return next((index for index, row in enumerate(rows) if _first(row) == key), None)


def grid_kinds(row: Sequence[str]) -> list[str]:
    """The kinds of the columns that a row "columns" names, without blank ones at its end."""
    kinds = [cell.strip().lower() for cell in row[1:]]
    while kinds and not kinds[-1]:
        kinds.pop()
    return kinds


def _numbered(row: int, column: int) -> str:
    return f"row {row + 1}, column {column + 1}"


def read_grid(
    rows: Sequence[Sequence[str]],
    spelling: Spelling = Spelling(),  # noqa: B008 - frozen
    place: Callable[[int, int], str] = _numbered,
) -> GridRead:
    """The decision in a grid that `table_grid` made, or that someone filled in. place: the name of a cell."""
    if len(rows) > _MAX_ROWS or any(len(row) > _MAX_COLUMNS for row in rows):
        message = f"The table has more than {_MAX_ROWS} rows or {_MAX_COLUMNS} columns."
        return GridRead(None, (Diagnostic("dmn.too-large", message),))
    return _Grid(rows, spelling, place).read()


class _Grid:
    def __init__(self, rows: Sequence[Sequence[str]], spelling: Spelling, place: Callable[[int, int], str]) -> None:
        self._rows, self._spelling, self._place = rows, spelling, place
        self._diagnostics: list[Diagnostic] = []
        self._places: dict[str, str] = {}

    def read(self) -> GridRead:
        """Head, columns and rules to the document form, which the model's reader takes on."""
        start, rules = grid_row(self._rows, "columns"), grid_row(self._rows, "rules")
        if start is None or rules is None or rules < start:
            hint = 'A row "columns" names input, output and note columns; the rules stand under a row "rules".'
            self._wrong(0, 0, "sheet.shape", 'There is no row "columns" with a row "rules" under it.', hint)
            return GridRead(None, tuple(self._diagnostics))
        kinds = self._kinds(start)
        head = self._head(start)
        columns = self._columns(start, rules)
        form = self._form(head, kinds, columns, rules)
        if any(one.severity is Severity.ERROR for one in self._diagnostics):
            return GridRead(None, tuple(self._diagnostics))
        read = read_model({"decisions": [form]})
        self._diagnostics += (self._placed(one) for one in read.diagnostics)
        return GridRead(_only(read.model), tuple(self._diagnostics), self._places)

    def _placed(self, diagnostic: Diagnostic) -> Diagnostic:
        place = diagnostic.place
        while place and place not in self._places:
            place = place[: max(place.rfind("."), place.rfind("["), 0)]
        return Diagnostic(diagnostic.code, diagnostic.message, diagnostic.hint, self._places.get(place, ""))

    def _wrong(self, row: int, column: int, code: str, message: str, hint: str = "") -> None:
        self._diagnostics.append(Diagnostic(code, message, hint, self._place(row, column)))

    def _head(self, until: int) -> dict[str, object]:
        found: dict[str, object] = {}
        labels: dict[str, str] = {}
        for index, row in enumerate(self._rows[:until]):
            key, text = _first(row), row[1].strip() if len(row) > 1 else ""
            if key == "label" or key.startswith("label "):
                labels[key[len("label") :].strip()] = text
            elif key in _HEAD:
                if text:
                    found[_HEAD[key]] = row[1] if key == "description" else text
            elif any(cell.strip() for cell in row):
                known = ", ".join((*_HEAD, "label"))
                self._wrong(
                    index, 0, "sheet.unknown-row", f'"{key}" is no property of a table.', f"Known are: {known}."
                )
        if "name" not in found:
            self._wrong(0, 0, "sheet.name", "The table has no name.", 'Write "decision" and beside it the name.')
        return {**found, **({"label": labels} if labels else {})}

    def _kinds(self, index: int) -> list[str]:
        kinds = grid_kinds(self._rows[index])
        for column, kind in enumerate(kinds, 1):
            if kind not in _KINDS:
                self._wrong(
                    index, column, "sheet.column", f'"{kind}" is no kind of column.', "Use input, output or note."
                )
        return kinds

    def _columns(self, start: int, end: int) -> dict[str, Sequence[str]]:
        found: dict[str, Sequence[str]] = {}
        for index in range(start + 1, end):
            key = _first(self._rows[index])
            if key in _COLUMN or key == "expression":
                found[key] = self._rows[index]
            elif any(cell.strip() for cell in self._rows[index]):
                known = ", ".join(("expression", *_COLUMN))
                self._wrong(index, 0, "sheet.unknown-row", f'"{key}" says nothing of columns.', f"Known are: {known}.")
        if "expression" not in found:
            self._wrong(start, 0, "sheet.shape", 'There is no row "expression" under "columns".')
        return found

    def _form(
        self, head: Mapping[str, object], kinds: Sequence[str], columns: Mapping[str, Sequence[str]], rules: int
    ) -> dict[str, object]:
        at = {kind: [column for column, one in enumerate(kinds, 1) if one == kind] for kind in _KINDS}
        keys = ("name", "type", "label", "description")
        place = f"decisions.{head.get('name', '')}"
        self._places[place] = self._place(0, 0)
        table: dict[str, object] = {key: head[key] for key in ("hitPolicy", "aggregation") if key in head}
        table["inputs"] = [self._clause(columns, column, "expression") for column in at["input"]]
        table["outputs"] = [self._clause(columns, column, "name") for column in at["output"]]
        table["rules"] = [
            self._rule(index, at, f"{place}.rules[{number}]")
            for number, index in enumerate(self._filled(rules + 1, at, len(kinds)), 1)
        ]
        return {**{key: head[key] for key in keys if key in head}, "table": table}

    def _filled(self, start: int, at: Mapping[str, Sequence[int]], width: int) -> list[int]:
        found = []
        for index in range(start, len(self._rows)):
            row = self._rows[index]
            if any(cell.strip() for cell in row[width + 1 :]):
                self._wrong(index, width + 1, "dmn.row-width", "There is a cell outside of the table's columns.")
            if any(cell.strip() for cell in row):
                self._must_be_rule(index, at)
                found.append(index)
        return found

    def _must_be_rule(self, index: int, at: Mapping[str, Sequence[int]]) -> None:
        """A row without results, in which not all conditions are written either, is a heading or a note."""
        row = self._rows[index]
        if any(_cell(row, column).strip() for column in at["output"]):
            return
        if at["input"] and all(_cell(row, column).strip() for column in at["input"]):
            return
        column = next((column for column, cell in enumerate(row) if cell.strip()), 0)
        message = f"Row {index + 1} has no result: it is no rule, and would match what its blank conditions match."
        hint = 'Write a note beside a rule, in a note column. For a rule without results write "-" in blank conditions.'
        self._wrong(index, column, "sheet.no-rule", message, hint)

    def _clause(self, columns: Mapping[str, Sequence[str]], column: int, key: str) -> dict[str, object]:
        clause: dict[str, object] = {key: _cell(columns.get("expression", ()), column).strip()}
        clause |= {_COLUMN[row]: _cell(cells, column) for row, cells in columns.items() if row in _COLUMN}
        return {name: text for name, text in clause.items() if text or name == key}

    def _rule(self, index: int, at: Mapping[str, Sequence[int]], place: str) -> dict[str, object]:
        row = self._rows[index]
        self._places[place] = self._place(index, 0)
        for kind in ("input", "output"):
            for number, column in enumerate(at[kind], 1):
                self._places[f"{place}.{kind}s[{number}]"] = self._place(index, column)
        notes = [text for column in at["note"] if (text := _cell(row, column)).strip()]
        return {
            "id": _cell(row, 0).strip() or None,
            "when": [self._feel(index, column) or "-" for column in at["input"]],
            "then": [self._feel(index, column) or _cell(row, column) for column in at["output"]],
            "note": "\n".join(notes),
        }

    def _feel(self, index: int, column: int) -> str:
        row = self._rows[index]
        text = row[column] if column < len(row) else ""
        if not text.strip():
            return ""
        odd = suspicion(text, self._spelling)
        if odd is not None:
            self._wrong(index, column, "sheet.text", f"{text.strip()[:60]} {odd.why}.", odd.hint)
        if hides_characters(text):
            message = f"{text.strip()[:60]} has characters in quotes that look like a blank, or like nothing."
            place, hint = self._place(index, column), "Type the text anew, unless they are meant."
            self._diagnostics.append(Diagnostic("sheet.unseen", message, hint, place, severity=Severity.WARNING))
        return as_feel(text, self._spelling)


def _first(row: Sequence[str]) -> str:
    return " ".join(row[0].split()).lower() if row else ""


def _cell(row: Sequence[str], column: int) -> str:
    return str(row[column]) if column < len(row) else ""  # a plain text of what may be a cell's value


def _only(model: Model | None) -> Decision | None:
    return model.decisions[0] if model is not None else None
