"""What a fact declares beside its type, between the document form and attributes of our own on its inputData."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from creditrules.dmn.exchange.documents.write.declarations import written_declarations
from creditrules.dmn.model.definitions import FactDefinition
from creditrules.document import Plain, canonical

__all__ = ["declared_attributes", "declared_fields"]

_CHANGE: Final = {
    "changeable": "direction",
    "changeStep": "step",
    "changeMin": "min",
    "changeMax": "max",
    "changeCost": "cost",
}
"""The attributes that hold the parts of `changeable`."""


def declared_attributes(fact: FactDefinition) -> dict[str, str]:
    """The attributes of what is declared, without a namespace; none where nothing is."""
    fields = written_declarations(fact)
    changeable = fields.pop("changeable", None)
    if isinstance(changeable, Mapping):
        fields |= {name: changeable[key] for name, key in _CHANGE.items() if key in changeable}
    return {name: _text(value) for name, value in fields.items()}


def declared_fields(attributes: Mapping[str, str]) -> dict[str, object]:
    """The keys of the document form that attributes without a namespace stand for."""
    fields: dict[str, object] = {key: attributes[key] for key in ("better", "askCost") if key in attributes}
    if "protected" in attributes:
        fields["protected"] = attributes["protected"] == "true"
    if "changeable" in attributes:
        fields["changeable"] = {key: attributes[name] for name, key in _CHANGE.items() if name in attributes}
    return fields


def _text(value: Plain) -> str:
    return canonical(value).decode() if isinstance(value, bool | Decimal) else str(value)
