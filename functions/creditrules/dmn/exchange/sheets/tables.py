"""The tables of a model, and a model of tables alone."""

from __future__ import annotations

from collections.abc import Sequence

from creditrules.dmn.check.names import model_names
from creditrules.dmn.exchange.xml.read.undeclared import tested_names
from creditrules.dmn.model.boxed import DecisionTable
from creditrules.dmn.model.definitions import Decision, FactDefinition, ItemDefinition, Model
from creditrules.errors import Diagnostic, Severity
from creditrules.records import replace

__all__ = ["left_out", "model_of", "tables_of", "with_tables"]


def tables_of(model: Model) -> tuple[tuple[Decision, DecisionTable], ...]:
    """The decisions of a model that are tables."""
    return tuple((one, one.expression) for one in model.decisions if isinstance(one.expression, DecisionTable))


def left_out(model: Model) -> tuple[Diagnostic, ...]:
    """A warning for each part of a model that its tables alone do not carry."""
    tables = {decision.name for decision, _ in tables_of(model)}
    parts = [f"decisions.{one.name}" for one in model.decisions if one.name not in tables]
    parts += [f"functions.{one.name}" for one in model.functions]
    parts += [f"services.{one.name}" for one in model.services]
    parts += [f"types.{one.name}" for one in model.types]
    hint = "Put edited tables back with --into."
    return tuple(
        Diagnostic(
            "convert.left-out", "Only tables are written; this is left out.", hint, part, severity=Severity.WARNING
        )
        for part in parts
    )


def model_of(decisions: Sequence[Decision]) -> Model:
    """A model of tables alone; what they test and no table gives becomes a fact, with its column's type."""
    model = Model(decisions=tuple(decisions))
    known = {decision.name for decision in decisions}
    names = model_names(model)
    facts: dict[str, str] = {}
    for decision in decisions:
        for name, type_ in tested_names(decision.expression, names):
            if name not in known:
                facts[name] = facts.get(name) or type_
    return replace(model, facts=tuple(FactDefinition(ItemDefinition(name, type_)) for name, type_ in facts.items()))


def with_tables(model: Model, decisions: Sequence[Decision]) -> Model:
    """The model with its decisions of these names replaced, keeping what a sheet does not say; others are added."""
    given = {decision.name: decision for decision in decisions}
    replaced = tuple(
        replace(one, expression=given[one.name].expression, type=given[one.name].type or one.type)
        if one.name in given
        else one
        for one in model.decisions
    )
    known = {decision.name for decision in model.decisions}
    added = tuple(decision for decision in decisions if decision.name not in known)
    return replace(model, decisions=(*replaced, *added))
