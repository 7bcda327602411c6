"""Files of vendors that name no input data: the names that their tables use become facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from creditrules.dmn.check.names import model_names, tests_of, texts_of
from creditrules.dmn.exchange.xml.elements import Element
from creditrules.dmn.exchange.xml.read.sheet import Sheet
from creditrules.dmn.model.boxed import Boxed, DecisionTable
from creditrules.dmn.model.definitions import FactDefinition, ItemDefinition, Model
from creditrules.dmn.model.outside import uses
from creditrules.feel import BUILTINS, Names, parse_expression, parse_unary_tests
from creditrules.records import replace

__all__ = ["tested_names", "with_undeclared_facts"]

_EMPTY = ("", "-")


def with_undeclared_facts(sheet: Sheet, root: Element, model: Model) -> Model:
    """The model with a fact for every name that its tables use and nothing declares; each is told as a warning.

    What is called is a function or a mistake, and never a fact; what stands under a filter may be an entry. The name of
    a built-in function is one unless a column tests just that name: `date` there can only be a fact.
    Only decisions without any requirement elements are looked at: where the author draws requirements, a name that
    is missing among them is a mistake and stays one.
    """
    loose = [one for one in model.decisions if one.requires is None and one.expression is not None]
    names = model_names(model)
    known = {part.name for parts in (model.facts, model.functions, model.services, model.decisions) for part in parts}
    found: dict[str, str] = {}
    for decision in loose:
        for name, type_ in tested_names(decision.expression, names):
            if name not in known:
                found[name] = found.get(name) or type_
    for name in found:
        hint = f'Add <inputData name="{name}"> to say its type.'
        sheet.odd(root, f"facts.{name}", "dmn.xml.undeclared", f"{name} is not declared; it is taken as a fact.", hint)
    facts = tuple(FactDefinition(ItemDefinition(name, type_), nullable=True) for name, type_ in found.items())
    return replace(model, facts=(*model.facts, *facts))


def tested_names(box: Boxed | None, names: Names) -> Iterator[tuple[str, str]]:
    """The names that a table takes from outside, with the type of the column that tests just that name."""
    if not isinstance(box, DecisionTable):
        return
    columns = {clause.expression: clause.type for clause in box.inputs}
    texts = [parse_expression(text, names).expr for text in dict.fromkeys(texts_of(box)) if text.strip() not in _EMPTY]
    cells = [parse_unary_tests(text, names).expr for text in dict.fromkeys(tests_of(box)) if text.strip() not in _EMPTY]
    for expr in (*texts, *cells):
        for use in uses(expr) if expr is not None else ():
            if not (use.called or use.filtered or use.name == "?" or _is_built_in(use.name, columns)):
                yield use.name, columns.get(use.name, "")


def _is_built_in(name: str, columns: Mapping[str, str]) -> bool:
    return name in BUILTINS and name not in columns
