"""Decision tables as XML has them, in any orientation, to the model's."""

from __future__ import annotations

from creditrules.dmn.exchange.xml.companion import Beside, element_key
from creditrules.dmn.exchange.xml.elements import Element
from creditrules.dmn.exchange.xml.read.sheet import Sheet, own_attribute
from creditrules.dmn.model.boxed import Aggregation, DecisionTable, HitPolicy, InputClause, OutputClause, TableRule
from creditrules.feel import spelt
from creditrules.records import replace

__all__ = ["read_table"]

_MAX_COLUMNS = 500
_CAMUNDA = "http://camunda.org/schema/1.0/dmn"


def read_table(sheet: Sheet, element: Element, place: str) -> DecisionTable:
    """A decision table; its rows and columns are named under `place`."""
    sheet.at(element, place)
    sheet.keep(element, place, "table", ("hitPolicy", "aggregation"), "input", "output", "rule", "annotation")
    policy, aggregation = _policy(sheet, element, place)
    width = sum(1 for _ in sheet.parts(element, "input", "output"))
    if width > _MAX_COLUMNS:
        sheet.wrong(element, place, "dmn.too-large", f"The table has {width} columns; at most {_MAX_COLUMNS} are read.")
        return DecisionTable((), (OutputClause(),), ())
    inputs = tuple(
        _input(sheet, part, f"{place}.inputs[{index}]") for index, part in enumerate(sheet.parts(element, "input"), 1)
    )
    outputs = tuple(
        _output(sheet, part, f"{place}.outputs[{index}]")
        for index, part in enumerate(sheet.parts(element, "output"), 1)
    )
    if not outputs:
        sheet.wrong(element, place, "document.missing-key", "A decision table needs an output.")
    columns = tuple(part.get("name") for part in sheet.parts(element, "annotation"))
    if columns:
        key = element_key(place, "table")
        sheet.elements[key] = replace(sheet.elements.get(key, Beside()), notes=columns)
    rules = tuple(
        _rule(sheet, part, f"{place}.rules[{number}]", len(inputs), len(outputs))
        for number, part in enumerate(sheet.parts(element, "rule"), 1)
    )
    return DecisionTable(inputs, outputs, rules, policy, aggregation, sheet.type_of(element, place))


def _policy(sheet: Sheet, element: Element, place: str) -> tuple[HitPolicy, Aggregation | None]:
    wanted = " ".join(element.get("hitPolicy").replace("_", " ").upper().split()) or "UNIQUE"
    policy = next((one for one in HitPolicy if wanted == one.value), None)
    if policy is None:
        sheet.wrong(
            element, place, "dmn.hit-policy", f'"{wanted}" is no hit policy.', f"Use one of {', '.join(HitPolicy)}."
        )
    sign = element.get("aggregation").upper()
    aggregation = next((one for one in Aggregation if sign == one.value), None)
    if sign and aggregation is None:
        hint = f"Use one of {', '.join(Aggregation)}."
        sheet.wrong(element, place, "dmn.aggregation", f'"{sign}" is no aggregation.', hint)
    if aggregation is not None and policy is not HitPolicy.COLLECT:
        sheet.odd(element, place, "dmn.aggregation", f"{policy} does not aggregate, so {aggregation} is left out.")
        aggregation = None
    return policy or HitPolicy.UNIQUE, aggregation


def _input(sheet: Sheet, element: Element, place: str) -> InputClause:
    sheet.at(element, place)
    sheet.keep(element, place, "", ("label",), "inputExpression", "inputValues")
    expression, values = sheet.part(element, "inputExpression"), sheet.part(element, "inputValues")
    text = sheet.feel(expression, place)
    if not text:
        text = spelt(element.attributes.get((_CAMUNDA, "inputVariable"), ""))
    if not text and not sheet.exact:
        sheet.wrong(element, place, "document.missing-key", "An input needs an expression.")
        text = "null"
    for part, role in ((expression, "expression"), (values, "values")):
        if part is not None:
            sheet.keep(part, place, role, ("expressionLanguage",), "text", "importedValues")
    type_ = sheet.type_of(expression, place)
    return InputClause(text, type_, sheet.feel(values, f"{place}.allowedValues"), element.get("label"))


def _output(sheet: Sheet, element: Element, place: str) -> OutputClause:
    sheet.at(element, place)
    sheet.keep(element, place, "", ("label",), "outputValues", "defaultOutputEntry")
    values, default = sheet.part(element, "outputValues"), sheet.part(element, "defaultOutputEntry")
    for part, role in ((values, "values"), (default, "default")):
        if part is not None:
            sheet.keep(part, place, role, ("expressionLanguage",), "text", "importedValues")
    return OutputClause(
        spelt(element.get("name")),
        sheet.type_of(element, place),
        sheet.feel(values, f"{place}.allowedValues"),
        sheet.feel(default, f"{place}.default"),
        element.get("label"),
    )


def _rule(sheet: Sheet, element: Element, place: str, inputs: int, outputs: int) -> TableRule:
    sheet.at(element, place)
    parts = ("inputEntry", "outputEntry", "annotationEntry", "description")
    sheet.keep(element, place, "", ("id",), *parts)
    when = _cells(sheet, element, place, "inputEntry", inputs)
    then = _cells(sheet, element, place, "outputEntry", outputs)
    described = sheet.text(sheet.part(element, "description"))
    written = [sheet.text(sheet.part(part, "text")) for part in sheet.parts(element, "annotationEntry")]
    notes = (described, *written)
    note = "\n".join(text for text in notes if text)
    if described or len(written) > 1:
        key = element_key(place)
        sheet.elements[key] = replace(sheet.elements.get(key, Beside()), notes=notes)
    identifier = own_attribute(element, "id")
    return TableRule(when, then, (element.get("id") if identifier is None else identifier) or None, note)


def _cells(sheet: Sheet, element: Element, place: str, name: str, width: int) -> tuple[str, ...]:
    step, absent = ("inputs", "-") if name == "inputEntry" else ("outputs", "")
    texts: list[str] = []
    entries = list(sheet.parts(element, name))
    if len(entries) != width:
        sheet.wrong(
            element, place, "dmn.row-width", f"The row has {len(entries)} of {name} where the table has {width} {step}."
        )
    for index, part in enumerate(entries[:width], 1):
        here = f"{place}.{step}[{index}]"
        sheet.keep(part, here, "", ("expressionLanguage",), "text", "importedValues")
        text = sheet.feel(part, here)
        texts.append(text if text or sheet.exact else absent)
    return (*texts, *[absent] * (width - len(texts)))
