"""The rows of a table of Drools as rules: each cell's value in its column's snippet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from creditrules.imports.sheets.drools.actions import Effect, effects_of
from creditrules.imports.sheets.drools.columns import Pattern, RuleColumn, read_pattern
from creditrules.imports.sheets.drools.conditions import Constraint, constraints_of, with_values
from creditrules.imports.sheets.drools.parts import Rule, RuleTable
from creditrules.imports.sheets.drools.tokens import unsupported
from creditrules.imports.sheets.notes import Notes, RefusedError
from creditrules.imports.sheets.operands import quoted
from creditrules.records import replace
from creditrules.spreadsheet import Kind, Sheet, Value

__all__ = ["rules_of"]

_PARAMETERS: Final = re.compile(r"\$(?:param\b|\d)|forall\s*\(")
_FIELD: Final = re.compile(r"[A-Za-z_][\w.]*(?:\(\))?")
_SIGNED: Final = re.compile(r"(?P<field>[A-Za-z_][\w.]*)\s*(?P<sign>==|!=|<=|>=|<|>|=|matches|contains|in)")
_BARE: Final = re.compile(
    r"-?(?:\d+\.?\d*|\.\d+)[lLfFdDbB]?|true|false|null|\".*\"|'.*'|(?:date|date and time)\(\".*\"\)", re.DOTALL
)
_BEFORE_OPERATOR: Final = re.compile(r"(?:==|!=|<=|>=|<|>)")
_COMMA: Final = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)')


def rules_of(
    sheet: Sheet, rows: Sequence[int], columns: Sequence[RuleColumn], table: RuleTable, notes: Notes
) -> Iterator[Rule]:
    """The rules in some rows; a row with no result is told, as is all else that is not translated."""
    facts = _Facts(columns)
    for row in rows:
        rule = Rule(sheet.place(row, columns[0].number))
        for column in columns:
            cell = sheet.rows[row][column.number] if column.number < len(sheet.rows[row]) else ""
            if not cell.strip():
                continue
            try:
                _take(rule, column, cell, table, facts)
            except RefusedError as error:
                error.place = sheet.place(row, column.number)
                notes.refused(error)
        if not rule.results and not notes.failed:
            message = f"Row {row + 1} has no action, so that it is no rule."
            hint = "Write its action, or take the row out of the table."
            notes.refused(RefusedError("import.sheet.no-rule", message, hint, rule.place))
        yield rule


class _Facts:
    """What facts are called: by their type, or by what they are bound to where a table has two of one type."""

    def __init__(self, columns: Sequence[RuleColumn]) -> None:
        patterns = [one for column in columns if column.kind == "CONDITION" if (one := _pattern_of(column)) is not None]
        bound = {pattern.bound: pattern.type for pattern in patterns if pattern.bound}
        twice = {type_ for type_ in bound.values() if list(bound.values()).count(type_) > 1}
        self._bound = {name: name if type_ in twice else type_ for name, type_ in bound.items()}

    def of(self, pattern: Pattern) -> str:
        return self._bound.get(pattern.bound, pattern.type)

    def named(self, name: str) -> str:
        """The fact that an action calls so."""
        return self._bound.get(name.lstrip("$"), name.lstrip("$"))

    def inner(self, path: tuple[str, ...]) -> tuple[str, ...] | None:
        """The path of a field that is reached through what another fact is bound to."""
        fact = self._bound.get(path[0].lstrip("$"))
        return (fact, *path[1:]) if fact is not None and len(path) > 1 else None


def _pattern_of(column: RuleColumn) -> Pattern | None:
    try:
        return read_pattern(column.pattern or column.snippet)
    except RefusedError:
        return None


def _take(rule: Rule, column: RuleColumn, cell: str, table: RuleTable, facts: _Facts) -> None:
    match column.kind:
        case "CONDITION":
            for at, constraint in enumerate(_constraints(column, cell, facts)):
                rule.tests[column.number, at] = constraint
                table.labels[column.number, at] = column.label
        case "ACTION":
            for effect in _effects(column, cell):
                _result(rule, effect, table, facts)
        case "PRIORITY":
            rule.salience = _whole(cell)
        case "NAME":
            rule.id = cell.strip()
        case "DESCRIPTION":
            rule.note = cell.strip()
        case "ACTIVATION-GROUP":
            rule.group = cell.strip().strip('"')


def _whole(cell: str) -> int:
    text = cell.strip()
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise unsupported(f"The priority {text[:40]} is no whole number.", "Write a whole number.")
    return int(text)


def _values(cell: str) -> tuple[list[str], str]:
    """A cell's values, that commas separate, and the cell as a whole."""
    if isinstance(cell, Value):
        return [str(cell)], str(cell)
    return [part.strip() for part in _COMMA.split(cell)], cell.strip()


def _constraints(column: RuleColumn, cell: str, facts: _Facts) -> list[Constraint]:
    if not column.pattern:
        pattern = read_pattern(_filled(column.snippet, cell))
        snippets = [pattern.inner]
    else:
        pattern = read_pattern(column.pattern)
        snippets = [pattern.inner, _filled(_with_sign(column.snippet, cell), cell)]
    found = [one for snippet in snippets if snippet for one in constraints_of(snippet)]
    return [replace(one, path=facts.inner(one.path) or (facts.of(pattern), *one.path)) for one in found]


def _with_sign(snippet: str, cell: str) -> str:
    """A snippet that only names a field compares it with the cell for equality, one that ends in a sign by that."""
    if _PARAMETERS.search(snippet):
        return snippet
    signed = _SIGNED.fullmatch(snippet)
    if signed is None and not _FIELD.fullmatch(snippet):
        return snippet  # the whole condition; the cell only says that it holds for the row
    if signed is None and _BEFORE_OPERATOR.match(cell.strip()):
        message = f"The cell says how to compare {snippet}, and with what."
        raise unsupported(message, f"Write {snippet} >= $param over the column, and the value in the cell.")
    field, sign = (signed["field"], signed["sign"]) if signed is not None else (snippet, "==")
    quote = "" if _BARE.fullmatch(cell.strip()) or isinstance(cell, Value) else '"'
    if sign == "in":
        return f"{field} in ($param)"
    return f"{field} {'==' if sign == '=' else sign} {quote}$param{quote}"


def _filled(snippet: str, cell: str) -> str:
    values, whole = _values(cell)
    if isinstance(cell, Value) and cell.kind in {Kind.DATE, Kind.MOMENT}:
        snippet = re.sub(r"""(["'])\$(param|1)\1""", r"$\2", snippet)
    elif not isinstance(cell, Value):
        snippet, values, whole = _escaped(snippet, values, whole)
    return with_values(snippet, values, whole)


def _escaped(snippet: str, values: list[str], whole: str) -> tuple[str, list[str], str]:
    """In quotes a value stands as it is, its own quotes escaped, unless it brings quotes around it."""
    if re.search(r'"\$(?:param|\d+)?"', snippet):
        values, whole = ([quoted(_unquoted(one))[1:-1] for one in values], quoted(_unquoted(whole))[1:-1])
    return snippet, values, whole


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def _effects(column: RuleColumn, cell: str) -> list[Effect]:
    return effects_of(_filled(column.snippet, cell), column.pattern.strip())


def _result(rule: Rule, effect: Effect, table: RuleTable, facts: _Facts) -> None:
    if effect.kind == "print":
        return
    target = facts.named(effect.target)
    name = effect.field if effect.kind == "set" else target
    if not name:
        raise unsupported("The action names nothing that it sets.", "Write $application.setRate($param).")
    if name in rule.results:
        name = f"{target} {name}"
    if name in rule.results:
        raise unsupported(f"The rule sets {name} twice.", "Set it once.")
    rule.results[name] = effect.value
    if effect.again:
        table.again.add((target, *effect.field.split(".")) if effect.field else (target,))
