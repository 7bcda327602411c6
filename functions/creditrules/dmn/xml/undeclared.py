"""Files of vendors that name no input data: the names that their tables use become facts."""

from __future__ import annotations

from collections.abc import Iterator

from creditrules.dmn.boxed import Boxed, DecisionTable
from creditrules.dmn.check.names import free_names, spoken_names, texts_of
from creditrules.dmn.model import FactDefinition, ItemDefinition, Model
from creditrules.dmn.xml.elements import Element
from creditrules.dmn.xml.sheet import Sheet
from creditrules.feel import parse_expression

__all__ = ["with_undeclared_facts"]


def with_undeclared_facts(sheet: Sheet, root: Element, model: Model) -> Model:
    """The model with a fact for every name that its tables test and nothing declares; each is told as a warning.

    Only decisions without any requirement elements are looked at: where the author draws requirements, a name that
    is missing among them is a mistake and stays one.
    """
    loose = [one for one in model.decisions if one.requires is None and one.expression is not None]
    names = spoken_names(model)
    known = {part.name for parts in (model.facts, model.functions, model.services, model.decisions) for part in parts}
    found: dict[str, str] = {}
    for decision in loose:
        for name, type_ in _tested(decision.expression, names):
            if name not in known:
                found[name] = found.get(name) or type_
    for name in found:
        hint = f'Add <inputData name="{name}"> to say its type.'
        sheet.odd(root, f"facts.{name}", "undeclared", f"{name} is not declared; it is taken as a fact.", hint)
    facts = tuple(FactDefinition(ItemDefinition(name, type_), nullable=True) for name, type_ in found.items())
    return Model(
        model.name,
        model.description,
        (*model.facts, *facts),
        model.types,
        model.functions,
        model.services,
        model.decisions,
    )


def _tested(box: Boxed | None, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    if not isinstance(box, DecisionTable):
        return
    columns = {clause.expression: clause.type for clause in box.inputs}
    for text in texts_of(box):
        parsed = parse_expression(text, names) if text else None
        if parsed is not None and parsed.expr is not None:
            for name in free_names(parsed.expr):
                yield name, columns.get(name, "")
