"""The columns of a guided decision table, in the order of the cells of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from creditrules.dmn.exchange.xml import Element
from creditrules.imports.sheets.drools.tokens import unsupported
from creditrules.imports.sheets.notes import Notes
from creditrules.records import dataclass

__all__ = ["GuidedColumn", "columns_of", "text_of"]

_LITERAL: Final = frozenset(("", "0", "1", "4"))  # a value, or one of an enumeration
_READ: Final = frozenset(("salience", "activation-group"))
_LEFT_OUT: Final = frozenset(("no-loop", "lock-on-active", "auto-focus", "agenda-group", "ruleflow-group", "dialect"))


@dataclass(frozen=True, slots=True)
class GuidedColumn:
    """A column. kind: number, name, description, left out, an attribute, condition, set or insert.

    path: the fact and its field. limited: the value of a column whose cells only say whether it holds. again: other
    rules look at the fact anew after it is set.
    """

    kind: str
    header: str = ""
    path: tuple[str, ...] = ()
    operator: str = ""
    type: str = ""
    default: str = ""
    limited: Element | None = None
    again: bool = False


def columns_of(root: Element, notes: Notes) -> list[GuidedColumn]:
    """All columns. Raises RefusedError for one that is not translated."""
    found = [GuidedColumn("number")]
    if any(one.name == "ruleNameColumn" for one in root):
        found.append(GuidedColumn("name"))
    found.append(GuidedColumn("description"))
    found += (GuidedColumn("left out") for _ in _inside(root, "metadataCols"))
    found += (_attribute(one, notes) for one in _inside(root, "attributeCols"))
    patterns = list(_inside(root, "conditionPatterns"))
    facts = _facts(patterns)
    for pattern in patterns:
        found += _conditions(pattern, facts)
    found += (_action(one, facts) for one in _inside(root, "actionCols"))
    for one in found:
        if one.kind == "condition":
            why = "A column of conditions tests a field of a fact."
            notes.interpreted(
                "import.drools.column", one.header, f"{one.path[-1]} {one.operator}", ".".join(one.path), why
            )
    return found


def text_of(element: Element, name: str) -> str:
    """The text of a part."""
    return next((one.text.strip() for one in element if one.name == name), "")


def _inside(root: Element, name: str) -> Iterator[Element]:
    return (one for part in root if part.name == name for one in part)


def _attribute(element: Element, notes: Notes) -> GuidedColumn:
    name = text_of(element, "attribute")
    if name in _LEFT_OUT:
        why = "Each rule of a decision table is looked at once, so that there is no loop to prevent."
        notes.interpreted("import.drools.left-out", name, name, "", why)
        return GuidedColumn("left out", name)
    if name not in _READ or text_of(element, "useRowNumber") == "true":
        raise unsupported(f"The attribute {name[:60]} is not translated.", "Delete the column.")
    return GuidedColumn(name, name)


def _facts(patterns: list[Element]) -> dict[str, str]:
    """What facts are called, by what they are bound to: by their type, or so where a table has two of one type."""
    bound = {text_of(one, "boundName"): text_of(one, "factType").rpartition(".")[2] for one in patterns}
    types = list(bound.values())
    return {name: name.lstrip("$") if types.count(type_) > 1 else type_ for name, type_ in bound.items()}


def _conditions(pattern: Element, facts: dict[str, str]) -> Iterator[GuidedColumn]:
    if pattern.name != "Pattern52" or text_of(pattern, "isNegated") == "true":
        what = "A condition that no such fact is there" if pattern.name == "Pattern52" else "A column of free DRL"
        raise unsupported(f"{what} is not translated.", "Make it a condition on a field of a fact.")
    fact = facts[text_of(pattern, "boundName")]
    for one in _inside(pattern, "conditions"):
        field, operator = text_of(one, "factField"), text_of(one, "operator")
        header = text_of(one, "header") or field
        if text_of(one, "constraintValueType") not in _LITERAL or not field:
            raise unsupported(f"The column {header[:60]} holds formulas or predicates.", "Make it compare with values.")
        limited = next((part for part in one if part.name == "value"), None) if "limited" in one.name else None
        yield GuidedColumn(
            "condition",
            header,
            (fact, *field.split(".")),
            operator or "==",
            text_of(one, "fieldType"),
            _default(one),
            limited,
        )


def _action(element: Element, facts: dict[str, str]) -> GuidedColumn:
    header, field, type_ = (text_of(element, name) for name in ("header", "factField", "type"))
    bound = text_of(element, "boundName")
    limited = next((part for part in element if part.name == "value"), None) if "limited" in element.name else None
    default = _default(element)
    if "set-field" in element.name and field:
        again = text_of(element, "update") == "true"
        return GuidedColumn(
            "set", header, (facts.get(bound, bound), *field.split(".")), "", type_, default, limited, again
        )
    if "insert-fact" in element.name and field:
        fact = text_of(element, "factType").rpartition(".")[2]
        return GuidedColumn("insert", header, (fact, *field.split(".")), "", type_, default, limited, again=True)
    raise unsupported(f"The action {header[:60] or element.name[:60]} is not translated.", "Set a field to a value.")


def _default(element: Element) -> str:
    for one in element:
        if one.name == "typedDefaultValue":
            return text_of(one, "valueNumeric") or text_of(one, "valueBoolean") or text_of(one, "valueString")
    return ""
