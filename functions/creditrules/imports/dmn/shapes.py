"""Elements of a DMN file that products write otherwise, leave out, or use for drawings only."""

from __future__ import annotations

import re
from typing import Final

from creditrules.dmn.exchange.xml import Element
from creditrules.imports.dmn.file import DmnFile
from creditrules.imports.dmn.layout import PARTS
from creditrules.imports.dmn.trees import (
    altered,
    child,
    children,
    everything,
    folded,
    leaf_text,
    made,
    name_of,
    own_name,
    set_text,
    text_of,
)

__all__ = ["settle_shapes"]

_POLICIES: Final = {
    "U": "UNIQUE",
    "A": "ANY",
    "P": "PRIORITY",
    "F": "FIRST",
    "R": "RULE ORDER",
    "O": "OUTPUT ORDER",
    "C": "COLLECT",
    "RULEORDER": "RULE ORDER",
    "OUTPUTORDER": "OUTPUT ORDER",
    "FIRST HIT": "FIRST",
    "UNIQUE HIT": "UNIQUE",
}
_SIGNS: Final = {"+": "SUM", "<": "MIN", ">": "MAX", "#": "COUNT"}
_KNOWN: Final = ("UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT")
_NEGATIVE: Final = ("NOT IN", "IS NOT IN", "NONE OF")
_POSITIVE: Final = ("IN", "IS IN", "ANY OF")


def settle_shapes(file: DmnFile) -> None:
    """Put what is only shape into DMN's own."""
    for element in list(everything(file.root)):
        if element.name == "decisionTable":
            _table(file, element)
    _identifiers(file)
    _services(file)


def _table(file: DmnFile, table: Element) -> None:
    _policy(file, table)
    for clause in children(table, "input"):
        _input(file, clause)
    _outputs(file, table)
    for rule in children(table, "rule"):
        for cell in children(rule, "inputEntry"):
            _split_cell(file, cell)
    _cells(file, table)
    seen: set[str] = set()
    for rule in children(table, "rule"):
        if rule.get("id") in seen and rule.get("id"):
            why = "Two rules have the same id; the later one goes without."
            file.notes.interpreted("import.id", rule, "", rule.get("id"), "", why)
            altered(rule, id=None)
        seen.add(rule.get("id"))


def _cells(file: DmnFile, table: Element) -> None:
    """Flowable numbers columns and cells in their identifiers, and leaves out cells that say nothing."""
    for kind in ("input", "output"):
        numbers = [_number(child(one, "inputExpression") or one) for one in children(table, kind)]
        for rule in children(table, "rule"):
            cells = children(rule, f"{kind}Entry")
            by_number = {_number(cell): cell for cell in cells}
            if len(cells) >= len(numbers) or None in by_number or not set(by_number) <= set(numbers):
                continue
            whole = [by_number.get(number) or made(f"{kind}Entry", rule) for number in numbers]
            rule.content = [*(part for part in rule.content if part not in cells), *whole]
            why = "The row has no cell in some columns: they take any value, or give none."
            file.notes.interpreted("import.test", rule, "", str(len(cells)), str(len(whole)), why)


def _number(element: Element) -> str | None:
    match = re.fullmatch(r"(?:in|out)put(?:Expression|Entry)_(\d+)(?:_\d+)?", element.get("id"))
    return match[1] if match is not None else None


def _policy(file: DmnFile, table: Element) -> None:
    before = table.get("hitPolicy")
    wanted = " ".join(before.replace("_", " ").replace("-", " ").upper().split())
    match = re.fullmatch(r"(C|COLLECT)\s*([+<>#]|SUM|MIN|MAX|COUNT)", wanted)
    if match is not None:
        sign = _SIGNS.get(match[2], match[2])
        altered(table, hitPolicy="COLLECT", aggregation=sign)
        file.notes.interpreted(
            "import.hit-policy", table, "", before, f"COLLECT {sign}", "DMN writes the policy in two parts."
        )
    elif wanted and wanted not in _KNOWN and wanted in _POLICIES:
        altered(table, hitPolicy=_POLICIES[wanted])
        file.notes.interpreted(
            "import.hit-policy", table, "", before, _POLICIES[wanted], "DMN writes the policy's name out."
        )


def _input(file: DmnFile, clause: Element) -> None:
    expression = child(clause, "inputExpression")
    if text_of(expression):
        return
    variable = next((value for (_, name), value in clause.attributes.items() if name == "inputVariable"), "")
    text = " ".join(variable.split()) or _labelled(file, clause)
    if not text:
        return
    if expression is None:
        expression = made("inputExpression", clause)
        clause.content.append(expression)
    set_text(expression, text)
    why = "The column has no expression; its variable, or the part that its label names, is what it tests."
    file.notes.interpreted("import.input", clause, "", "", text, why)


def _labelled(file: DmnFile, clause: Element) -> str:
    """The one input or decision that the label of a column names."""
    label = folded(clause.get("label"))
    names = [own_name(one) for one in children(file.root, "inputData", "decision")]
    found = [name for name in names if label and folded(name) == label]
    return found[0] if len(found) == 1 else ""


def _outputs(file: DmnFile, table: Element) -> None:
    """Each of several outputs has a name: its label or identifier where it has none."""
    outputs = children(table, "output")
    if len(outputs) == 1:
        return
    taken = {name_of(one) for one in outputs}
    for number, output in enumerate(outputs, 1):
        if name_of(output):
            continue
        given = [" ".join(text.split()) for text in (output.get("label"), output.get("id"))]
        name = next((one for one in given if one and one not in taken), f"output {number}")
        taken.add(name)
        altered(output, name=name)
        why = "Each of several outputs needs a name; it has its label, else its identifier."
        file.notes.interpreted("import.name", output, "", "", name, why)


def _split_cell(file: DmnFile, cell: Element) -> None:
    """Flowable keeps operator and value of a cell beside its text as well; where the text is missing they count."""
    if text_of(cell):
        return
    parts = {
        part.name: leaf_text(part)
        for wrapper in children(cell, "extensionElements")
        for part in wrapper
        if part.name in {"operator", "expression"}
    }
    sign, value = " ".join(parts.get("operator", "").upper().split()), parts.get("expression", "")
    if not value or value == "-":
        return
    text = f"not({value})" if sign in _NEGATIVE else value if sign in {*_POSITIVE, ""} else f"{sign} {value}"
    set_text(cell, text)
    why = "The cell's operator and value stand beside it, its text is missing."
    file.notes.interpreted("import.test", cell, "", f"{sign} {value}", text, why)


def _identifiers(file: DmnFile) -> None:
    """Every part has an identifier of its own, so that requirements can point to it."""
    taken: set[str] = set()
    for part in children(file.root, *PARTS):
        before = part.get("id")
        after = before or f"{part.name}_{own_name(part)}"
        number = 1
        while after in taken:
            number += 1
            after = f"{before or part.name}_{number}"
        taken.add(after)
        if after != before:
            altered(part, id=after)
            if before:
                why = "Two parts of the file have the same id; requirements mean the first."
                file.notes.interpreted("import.id", part, f"{PARTS[part.name]}.{own_name(part)}", before, after, why)


def _services(file: DmnFile) -> None:
    for service in children(file.root, "decisionService"):
        if children(service, "outputDecision"):
            continue
        file.root.content.remove(service)
        why = "The decision service has no output decisions: it only draws a frame on a page of the diagram."
        file.notes.interpreted("import.service", service, f"services.{own_name(service)}", own_name(service), "", why)
