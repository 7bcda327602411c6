"""Scales: brackets with dated thresholds and rates or amounts, and what they come to for a base."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.dmn.model import (
    BusinessKnowledgeModel,
    ContextBox,
    ContextEntry,
    FilterBox,
    FunctionBox,
    ListBox,
    LiteralExpression,
    Parameter,
)
from creditrules.document import Plain
from creditrules.imports.openfisca.dated import dated, table_of
from creditrules.imports.openfisca.nodes import Node
from creditrules.imports.openfisca.notes import Notes

__all__ = ["FUNCTIONS", "function_for", "scale"]

_PARTS = ("threshold", "rate", "average_rate", "amount")
_BRACKETS, _BASE = Parameter("brackets"), Parameter("base", "number")


def _applied(name: str, body: str, description: str) -> BusinessKnowledgeModel:
    function = FunctionBox((_BRACKETS, _BASE), LiteralExpression(body), "number")
    return BusinessKnowledgeModel(name, function, description=description)


_SHARE = (
    "(for i in 1..count(brackets) return if base <= brackets[i].threshold then 0 else"
    " ((if i = count(brackets) then base else min(base, brackets[i + 1].threshold))"
    " - brackets[i].threshold) * brackets[i].rate)"
)
FUNCTIONS: Mapping[str, BusinessKnowledgeModel] = {
    "marginal_rate": _applied(
        "marginal rate of",
        f"if base = null then null else if count(brackets) = 0 then 0 else sum({_SHARE})",
        "Each rate on the part of the base that lies in its bracket.",
    ),
    "single_amount": _applied(
        "single amount of",
        "if base = null then null else if count(brackets[threshold <= base]) = 0 then 0"
        " else brackets[threshold <= base][-1].amount",
        "The amount of the last bracket whose threshold the base has reached; 0 below the first.",
    ),
    "marginal_amount": _applied(
        "marginal amount of",
        "if base = null then null else if count(brackets[threshold < base]) = 0 then 0"
        " else sum(brackets[threshold < base].amount)",
        "The amounts of all brackets whose threshold the base exceeds, added up.",
    ),
}
"""By the type of a scale: what its brackets come to."""


def function_for(content: Mapping[str, Plain]) -> BusinessKnowledgeModel | None:
    """What applies a scale; None for average rates, of which only the brackets are read."""
    about = content.get("metadata")
    type_ = about.get("type") if isinstance(about, dict) else None
    if type_ in FUNCTIONS:
        return FUNCTIONS[str(type_)]
    brackets = content.get("brackets")
    keys = {key for one in brackets if isinstance(one, dict) for key in one} if isinstance(brackets, list) else set()
    if "average_rate" in keys:
        return None
    return FUNCTIONS["marginal_amount" if "amount" in keys else "marginal_rate"]


def scale(node: Node, notes: Notes) -> FilterBox | None:
    """The brackets that there are on the day that is asked about, lowest first."""
    brackets = node.content["brackets"]
    place = f"{node.place}.brackets".lstrip(".")
    if not isinstance(brackets, list) or not brackets:
        notes.refuse(node.file, place, "Brackets are a list.", "Write `- threshold: …` and `rate: …` for each.")
        return None
    items = [_bracket(one, node.file, f"{place}[{count}]", notes) for count, one in enumerate(brackets, 1)]
    return FilterBox(ListBox(tuple(items)), LiteralExpression("item.threshold != null"))


def _bracket(written: Plain, file: str, place: str, notes: Notes) -> ContextBox:
    if not isinstance(written, dict):
        notes.refuse(file, place, "A bracket is a mapping.", "Write `threshold: …` and `rate: …`.")
        return ContextBox(())
    for key in written.keys() - {*_PARTS, "base"}:
        notes.refuse(file, f"{place}.{key}", f"A bracket has no {key}.", f"It may have {', '.join(_PARTS)}.")
    entries = []
    for key in _PARTS:
        if key in written:
            table, type_ = table_of(dated(written[key], file, f"{place}.{key}", notes))
            entries.append(ContextEntry(key, table, type_))
    return ContextBox(tuple(entries))
