"""Boxed expressions as XML has them, to the model's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from typing import Literal as OneOf

from creditrules.dmn.exchange.xml.elements import Element
from creditrules.dmn.exchange.xml.read.sheet import Sheet, name_of, own_attribute
from creditrules.dmn.exchange.xml.read.tables import read_table
from creditrules.dmn.model.boxed import (
    Binding,
    Boxed,
    Conditional,
    ContextBox,
    ContextEntry,
    FilterBox,
    FunctionBox,
    Invocation,
    Iteration,
    ListBox,
    LiteralExpression,
    Parameter,
    Relation,
)
from creditrules.feel import spelt

__all__ = ["EXPRESSIONS", "NOTHING", "expression_in", "merged_type", "read_function"]

NOTHING: Final = LiteralExpression("null")
_KINDS: Final = {"": "FEEL", "F": "FEEL", "J": "JAVA", "P": "PMML"}


def expression_in(sheet: Sheet, parent: Element, place: str) -> Boxed | None:
    """The boxed expression directly inside `parent`; None when there is none."""
    found = [part for part in sheet.parts(parent) if part.name in EXPRESSIONS]
    if not found:
        return None
    if len(found) > 1:
        sheet.wrong(found[1], place, "dmn.two-expressions", f"There are {len(found)} expressions where one is allowed.")
    return EXPRESSIONS[found[0].name](sheet, found[0], place)


def merged_type(declared: str, own: str) -> str:
    """The type of a named value: its variable's, or the expression's where the variable says nothing."""
    return own if declared in {"", "Any"} and own else declared


def read_function(sheet: Sheet, element: Element, place: str, role: str) -> FunctionBox:
    """A function definition. Its result type is that of its body."""
    sheet.at(element, place)
    sheet.keep(element, place, role, ("kind",), "formalParameter", *EXPRESSIONS)
    parameters = []
    for index, part in enumerate(sheet.parts(element, "formalParameter"), 1):
        sheet.keep(part, place, f"parameter[{index}]")
        parameters.append(Parameter(name_of(part), sheet.type_of(part, place)))
    body = expression_in(sheet, element, f"{place}.body" if role == "function" else place)
    kind = element.get("kind") or next((v for (_, name), v in element.attributes.items() if name == "kind"), "")
    known = _KINDS.get(kind, kind.upper())
    if known not in {"FEEL", "JAVA", "PMML"}:
        sheet.wrong(element, place, "dmn.xml.function-kind", f'"{kind}" is no kind of function.', "Use FEEL.")
    result = own_attribute(element, "resultType") or ""
    return FunctionBox(tuple(parameters), body or NOTHING, result, known, sheet.type_of(element, place))


def _inner(sheet: Sheet, parent: Element, place: str) -> Boxed:
    found = expression_in(sheet, parent, place)
    if found is None:
        sheet.odd(parent, place, "dmn.no-expression", "There is no expression here; it is null.")
    return found or NOTHING


def _literal(sheet: Sheet, element: Element, place: str) -> Boxed:
    text = sheet.feel(element, place)
    sheet.keep(element, place, "literal", ("expressionLanguage",), "text", "importedValues")
    if not text and not sheet.exact:
        return LiteralExpression("null", sheet.type_of(element, place))
    return LiteralExpression(text, sheet.type_of(element, place))


def _context(sheet: Sheet, element: Element, place: str) -> Boxed:
    sheet.at(element, place)
    sheet.keep(element, place, "context", (), "contextEntry")
    entries: list[ContextEntry] = []
    result: Boxed | None = None
    parts = list(sheet.parts(element, "contextEntry"))
    for index, part in enumerate(parts, 1):
        variable = sheet.part(part, "variable")
        sheet.keep(part, place, f"entry[{index}]", (), "variable", *EXPRESSIONS)
        if variable is None:
            result = _inner(sheet, part, f"{place}.result")
            if index < len(parts):
                sheet.wrong(
                    part, place, "dmn.xml.context-result", "Only the last entry of a context can go without a name."
                )
            continue
        sheet.keep(variable, place, f"entry[{index}]/variable")
        name = name_of(variable)
        here = f"{place}.{name}"
        value = _inner(sheet, part, here)
        type_ = merged_type(sheet.type_of(variable, here), value.type)
        entries.append(ContextEntry(name, value, type_))
    return ContextBox(tuple(entries), result, sheet.type_of(element, place))


def _invocation(sheet: Sheet, element: Element, place: str) -> Boxed:
    sheet.at(element, place)
    sheet.keep(element, place, "invocation", (), "binding", *EXPRESSIONS)
    function = expression_in(sheet, element, f"{place}.function")
    if not isinstance(function, LiteralExpression):
        sheet.wrong(
            element, place, "dmn.xml.called-function", "The called function must be named by a literal expression."
        )
        function = NOTHING
    bindings: list[Binding] = []
    for index, part in enumerate(sheet.parts(element, "binding"), 1):
        parameter = sheet.part(part, "parameter")
        if parameter is None:
            sheet.wrong(part, place, "dmn.xml.binding", "A binding needs a parameter.")
            continue
        sheet.keep(parameter, place, f"binding[{index}]/parameter", ())
        name = name_of(parameter)
        if name in {binding.name for binding in bindings}:
            sheet.wrong(parameter, place, "dmn.xml.binding", f'Two bindings give the parameter "{name}".')
        bindings.append(Binding(name, expression_in(sheet, part, f"{place}.arguments.{name}") or NOTHING))
    return Invocation(function.text, tuple(bindings), sheet.type_of(element, place))


def _function(sheet: Sheet, element: Element, place: str) -> Boxed:
    return read_function(sheet, element, place, "function")


def _list(sheet: Sheet, element: Element, place: str) -> Boxed:
    sheet.at(element, place)
    sheet.keep(element, place, "list", (), *EXPRESSIONS)
    items = [part for part in sheet.parts(element) if part.name in EXPRESSIONS]
    read = tuple(EXPRESSIONS[part.name](sheet, part, f"{place}[{index}]") for index, part in enumerate(items, 1))
    return ListBox(read, sheet.type_of(element, place))


def _relation(sheet: Sheet, element: Element, place: str) -> Boxed:
    sheet.at(element, place)
    sheet.keep(element, place, "relation", (), "column", "row")
    columns = list(sheet.parts(element, "column"))
    for index, column in enumerate(columns, 1):
        sheet.keep(column, place, f"column[{index}]")
    rows = []
    for number, row in enumerate(sheet.parts(element, "row"), 1):
        sheet.keep(row, place, f"row[{number}]", (), *EXPRESSIONS)
        cells = [part for part in sheet.parts(row) if part.name in EXPRESSIONS]
        if len(cells) != len(columns):
            message = f"The row has {len(cells)} cells where {len(columns)} are needed."
            sheet.wrong(row, f"{place}.rows[{number}]", "dmn.row-width", message)
        read = [
            EXPRESSIONS[part.name](sheet, part, f"{place}.rows[{number}][{index}]")
            for index, part in enumerate(cells[: len(columns)], 1)
        ]
        rows.append((*read, *[NOTHING] * (len(columns) - len(read))))
    return Relation(tuple(name_of(column) for column in columns), tuple(rows), sheet.type_of(element, place))


def _children(sheet: Sheet, element: Element, place: str, role: str, *names: str) -> list[Boxed]:
    sheet.at(element, place)
    sheet.keep(element, place, role, ("iteratorVariable",), *names)
    found: list[Boxed] = []
    for name in names:
        part = sheet.part(element, name)
        if part is None:
            sheet.wrong(element, place, "document.missing-key", f'"{element.name}" needs "{name}".')
            found.append(NOTHING)
            continue
        sheet.keep(part, f"{place}.{name}", "child", (), *EXPRESSIONS)
        found.append(_inner(sheet, part, f"{place}.{name}"))
    return found


def _conditional(sheet: Sheet, element: Element, place: str) -> Boxed:
    condition, then, otherwise = _children(sheet, element, place, "conditional", "if", "then", "else")
    return Conditional(condition, then, otherwise, sheet.type_of(element, place))


def _filter(sheet: Sheet, element: Element, place: str) -> Boxed:
    source, match = _children(sheet, element, place, "filter", "in", "match")
    return FilterBox(source, match, sheet.type_of(element, place))


def _iteration(kind: OneOf["for", "some", "every"], body: str) -> Callable[[Sheet, Element, str], Boxed]:
    def read(sheet: Sheet, element: Element, place: str) -> Boxed:
        source, inner = _children(sheet, element, place, kind, "in", body)
        variable = spelt(element.get("iteratorVariable"))
        if not variable:
            sheet.wrong(element, place, "document.missing-key", f'"{kind}" needs an iteratorVariable.')
        return Iteration(kind, variable, source, inner, sheet.type_of(element, place))

    return read


EXPRESSIONS: Final[Mapping[str, Callable[[Sheet, Element, str], Boxed]]] = {
    "literalExpression": _literal,
    "decisionTable": read_table,
    "context": _context,
    "invocation": _invocation,
    "functionDefinition": _function,
    "list": _list,
    "relation": _relation,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iteration("for", "return"),
    "some": _iteration("some", "satisfies"),
    "every": _iteration("every", "satisfies"),
}
