"""What a fact declares beside its type, from a DMN file: our own attributes, read as the document form is."""

from __future__ import annotations

from decimal import Decimal

from creditrules.dmn.exchange.documents.read.declarations import read_declarations
from creditrules.dmn.exchange.documents.read.reading import At, Reading
from creditrules.dmn.exchange.xml.declarations import declared_fields
from creditrules.dmn.exchange.xml.elements import Element
from creditrules.dmn.exchange.xml.namespaces import OWN
from creditrules.dmn.exchange.xml.read.sheet import Sheet
from creditrules.dmn.model.declarations import Better, ChangeableDefinition

__all__ = ["read_declared"]


def read_declared(
    sheet: Sheet, element: Element, place: str
) -> tuple[Better | None, bool, ChangeableDefinition | None, Decimal]:
    """What an inputData declares; what is wrong with it goes to the sheet."""
    attributes = {name: text for (space, name), text in element.attributes.items() if space == OWN}
    reading = Reading()
    found = read_declarations(reading, declared_fields(attributes), At(place, ()))
    for wrong in reading.diagnostics:
        sheet.wrong(element, wrong.place, wrong.code, wrong.message, wrong.hint)
    return found
