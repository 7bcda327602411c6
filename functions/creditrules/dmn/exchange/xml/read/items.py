"""Item definitions, and the texts and marks of our own that DMN has no place for."""

from __future__ import annotations

from typing import Final

from creditrules.dmn.exchange.xml.elements import Element
from creditrules.dmn.exchange.xml.namespaces import OWN
from creditrules.dmn.exchange.xml.read.sheet import Sheet, name_of, own_attribute
from creditrules.dmn.model.definitions import ItemDefinition, Label

__all__ = ["label_of", "read_item"]

_LANGUAGE: Final = ("http://www.w3.org/XML/1998/namespace", "lang")
_PARTS: Final = ("typeRef", "allowedValues", "typeConstraint", "itemComponent", "functionItem")


def label_of(sheet: Sheet, element: Element) -> Label:
    """The label attribute, and labels by language among the extensions."""
    labels = {"": element.get("label")} if ("", "label") in element.attributes else {}
    for wrapper in sheet.parts(element, "extensionElements"):
        for part in wrapper:
            if part.namespace == OWN and part.name == "label":
                labels[part.attributes.get(_LANGUAGE, "")] = part.get("text")
    return labels


def read_item(sheet: Sheet, element: Element, place: str) -> ItemDefinition:
    """An item definition or a component of one."""
    sheet.at(element, place)
    sheet.keep(element, place, "", ("label", "isCollection"), *_PARTS)
    reference, function = sheet.part(element, "typeRef"), sheet.part(element, "functionItem")
    type_ = sheet.type(reference.text, reference, place) if reference is not None else ""
    if function is not None:
        type_ = _function_type(sheet, function, place)
    entries = tuple(
        read_item(sheet, part, f"{place}.entries[{index}]")
        for index, part in enumerate(sheet.parts(element, "itemComponent"), 1)
    )
    is_list = element.get("isCollection").strip() in {"true", "1"}
    if type_ == "list":
        type_, is_list = "", True
    if entries and type_ not in {"", "context"}:
        sheet.odd(element, place, "dmn.two-types", f'The type "{type_}" is left out: components say what it is.')
    return ItemDefinition(
        name_of(element),
        "" if entries else type_,
        entries,
        is_list,
        _tests(sheet, element, "allowedValues", place),
        _tests(sheet, element, "typeConstraint", place),
        label_of(sheet, element),
        sheet.text(sheet.part(element, "description")),
    )


def _tests(sheet: Sheet, element: Element, name: str, place: str) -> str:
    own = own_attribute(element, name)
    if own is not None:
        return own
    part = sheet.part(element, name)
    if part is not None:
        sheet.keep(part, place, name, ("expressionLanguage",), "text")
    return sheet.feel(part, f"{place}.{name}")


def _function_type(sheet: Sheet, element: Element, place: str) -> str:
    parameters = [sheet.type_of(part, place) or "Any" for part in sheet.parts(element, "parameters")]
    sheet.keep(element, place, "functionItem", ("outputTypeRef",))
    result = sheet.type(element.get("outputTypeRef"), element, place) or "Any"
    return f"function<{', '.join(parameters)}> -> {result}"
