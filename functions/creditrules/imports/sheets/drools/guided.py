"""Guided decision tables of Drools (.gdst): columns and typed cells in XML, the same rules as in a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from creditrules.dmn import HitPolicy, Model
from creditrules.dmn.exchange.xml import Element, read_tree
from creditrules.imports.sheets.drools.conditions import Constraint, constraints_of
from creditrules.imports.sheets.drools.guided_columns import GuidedColumn, columns_of, text_of
from creditrules.imports.sheets.drools.parts import Rule, RuleTable
from creditrules.imports.sheets.drools.rules import model_of
from creditrules.imports.sheets.drools.tokens import unsupported
from creditrules.imports.sheets.notes import Notes, RefusedError
from creditrules.imports.sheets.operands import Operand, quoted
from creditrules.records import replace

__all__ = ["read_guided"]

_POLICIES: Final = {
    "": None,
    "NONE": None,
    "FIRST_HIT": HitPolicy.FIRST,
    "UNIQUE_HIT": HitPolicy.UNIQUE,
    "RESOLVED_HIT": HitPolicy.UNIQUE,
    "RULE_ORDER": HitPolicy.RULE_ORDER,
}
_NUMBERS: Final = frozenset(
    (
        "Integer",
        "Numeric",
        "Long",
        "Short",
        "Byte",
        "Double",
        "Float",
        "BigDecimal",
        "BigInteger",
        "int",
        "long",
        "double",
    )
)
_NUMBER: Final = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?[lLfFdDbBI]?")
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d")
_DRL_DATE: Final = re.compile(r"\d{1,2}-[A-Za-z]{3}-\d{4}")
_SIGNS: Final = frozenset(("==", "!=", "<", "<=", ">", ">="))
_COMMA: Final = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)')


def read_guided(name: str, data: bytes, notes: Notes) -> Model | None:
    """The table as a model; None where something of it cannot be kept, which is told."""
    tree = read_tree(data)
    root = tree.root
    if root is None:
        notes.diagnostics += (one.at(notes.file) for one in tree.diagnostics)
        return None
    try:
        table = _table(root, notes)
    except RefusedError as error:
        notes.refused(error)
        return None
    return None if notes.failed else model_of(name, [table], notes)


def _table(root: Element, notes: Notes) -> RuleTable:
    if root.name != "decision-table52":
        raise unsupported(
            f"The file is <{root.name[:60]}>, not <decision-table52>.", "Export the guided table as .gdst."
        )
    asked = text_of(root, "hitPolicy")
    if asked not in _POLICIES:
        raise unsupported(f"The hit policy {asked[:40]} is not translated.", "Use FIRST_HIT, UNIQUE_HIT or RULE_ORDER.")
    columns = columns_of(root, notes)
    table = RuleTable(text_of(root, "tableName") or "Rules", "tableName", policy=_POLICIES[asked])
    if table.policy is not None:
        why = "The table's own hit policy says which of the matching rules count."
        notes.interpreted("import.drools.fires", "hitPolicy", asked, table.policy.value, why)
    rows = [list(row) for data in root if data.name == "data" for row in data]
    for number, cells in enumerate(rows, 1):
        if len(cells) != len(columns):
            message = f"Rule {number} has {len(cells)} cells, and the table {len(columns)} columns."
            raise unsupported(message, "Export the table again.")
        table.rules.append(_rule(number, cells, columns, rows, table, notes))
    return table


def _rule(
    number: int,
    cells: Sequence[Element],
    columns: Sequence[GuidedColumn],
    rows: Sequence[Sequence[Element]],
    table: RuleTable,
    notes: Notes,
) -> Rule:
    rule = Rule(f"rules[{number}]")
    for at, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        try:
            value = _otherwise(column, at, rows) if text_of(cell, "isOtherwise") == "true" else _value(column, cell)
            if value is not None:
                _take(rule, at, column, value, table)
        except RefusedError as error:
            error.place = f"rules[{number}].{column.header or column.kind}"
            notes.refused(error)
    if not rule.results and not notes.failed:
        message = f"Rule {number} has no action, so that it is no rule."
        notes.refused(RefusedError("import.sheet.no-rule", message, "Write its action, or delete the row.", rule.place))
    return rule


def _value(column: GuidedColumn, cell: Element) -> str | list[Operand] | None:
    """What a cell holds: a text for the columns that are none of conditions and actions; None for a blank one."""
    if column.limited is not None:
        return (
            _value(replace(column, limited=None), column.limited) if text_of(cell, "valueBoolean") == "true" else None
        )
    text = _cell_text(cell)
    if not text.strip():
        if column.default.strip() and column.kind in {"condition", "set", "insert"}:
            message = f"The cell is blank, and the column has the default {column.default[:40]}."
            raise unsupported(message, "Write the value into the cell, or delete the default.")
        return None
    if column.kind not in {"condition", "set", "insert"}:
        return text
    if column.operator in {"in", "not in"}:
        return [_operand(one.strip().strip('"'), column.type) for one in _COMMA.split(text.strip().strip("()"))]
    return [_operand(text, column.type)]


def _cell_text(cell: Element) -> str:
    for name in ("valueNumeric", "valueBoolean", "valueDate", "valueString"):
        text = text_of(cell, name)
        if text:
            return text
    return ""


def _operand(text: str, type_: str) -> Operand:
    """The value that a text is for a field of a type, as Drools takes it."""
    text = text.strip()
    if text == "null":
        return Operand(text, "null", "")
    if type_ in _NUMBERS:
        if not _NUMBER.fullmatch(text):
            raise unsupported(f"{text[:60]} is no number, and the field is one ({type_}).", "Write the number.")
        return Operand(text, text.rstrip("lLfFdDbBI"), "number")
    if type_ in {"Boolean", "boolean"}:
        if text.lower() not in {"true", "false"}:
            raise unsupported(f"{text[:60]} is neither true nor false.", "Write true or false.")
        return Operand(text, text.lower(), "boolean")
    if type_ in {"Date", "LocalDate"}:
        if _ISO.match(text):
            return Operand(text, f'date("{text[:10]}")', "date", spelt=True)
        if _DRL_DATE.fullmatch(text):
            return constraints_of(f'x == "{text}"')[0].tests[0][1]
        raise unsupported(f"{text[:60]} is no date.", "Write it as 31-Jan-2026.")
    text = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    return Operand(text, quoted(text), "string")


def _otherwise(column: GuidedColumn, at: int, rows: Sequence[Sequence[Element]]) -> list[Operand]:
    """The values that the other rows of the column name: none of them is what "otherwise" stands for."""
    if column.kind != "condition" or column.operator not in {"==", "!="}:
        raise unsupported("“otherwise” stands in a column that does not compare for equality.", "Write the condition.")
    texts = dict.fromkeys(_cell_text(row[at]) for row in rows if text_of(row[at], "isOtherwise") != "true")
    return [Operand("otherwise", "", ""), *(_operand(text, column.type) for text in texts if text.strip())]


def _take(rule: Rule, at: int, column: GuidedColumn, value: str | list[Operand], table: RuleTable) -> None:
    if isinstance(value, str):
        match column.kind:
            case "name":
                rule.id = value
            case "description":
                rule.note = value
            case "salience":
                rule.salience = int(value) if re.fullmatch(r"-?\d{1,9}", value) else 0
            case "activation-group":
                rule.group = value
        return
    if column.kind == "condition":
        rule.tests[at, 0] = _constraint(column, value)
        table.labels[at, 0] = column.header
        return
    name = column.path[-1]
    if name in rule.results:
        name = " ".join(column.path)
    rule.results[name] = value[0]
    if column.again:
        table.again.add(column.path)


def _constraint(column: GuidedColumn, operands: list[Operand]) -> Constraint:
    if operands[0].text == "otherwise" and not operands[0].feel:
        return Constraint(column.path, tuple(("==", one) for one in operands[1:]), column.operator == "==")
    if column.operator in _SIGNS:
        sign = "==" if column.operator in {"==", "!="} else column.operator
        return Constraint(column.path, ((sign, operands[0]),), column.operator == "!=")
    if column.operator in {"in", "not in"}:
        return Constraint(column.path, tuple(("==", one) for one in operands), column.operator == "not in")
    if column.operator in {"matches", "not matches", "contains", "not contains"}:
        sign = column.operator.rpartition(" ")[2]
        return Constraint(column.path, ((sign, operands[0]),), column.operator.startswith("not"))
    raise unsupported(f"{column.operator} has no equal in a condition.", "Use ==, !=, <, <=, >, >=, in or matches.")
